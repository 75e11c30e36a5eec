/* A parent's, as many have one.  Whoever compiles with -DHAVE_CONFIG_H and
 * this directory among those of headers means it for the parent alone: in the one
 * file nothing reads it.  It says what is wrong of this system, and renames
 * what is in everybody's way.
 *
 * SPDX-License-Identifier: MIT
 */
#define PACKAGE_NAME "parent"
#define VERSION "8.3.0"
#define GC_THREADS 1
#define USE_MMAP 1
#define USE_MUNMAP 1
#define HAVE_DLFCN_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_MMAP 0
#undef HAVE_MREMAP
#undef HAVE_SHM_OPEN
#define NO_EXECUTE_PERMISSION 1
#define _POSIX_C_SOURCE 199309L
#define _FILE_OFFSET_BITS 32
#define STRICT_WARNINGS 1
#define PAGE_SIZE 1
#define inline nothing of the kind
