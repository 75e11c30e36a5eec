/* The first header of every file: feature macros and the offset's width,
 * then what configure found, or without configure what the compiler itself
 * can tell.  Conditionals on systems live here and in lib/host/, nowhere else.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef UM_SYSTEM_H
#define UM_SYSTEM_H

#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1		/* glibc, musl, Hurd */
#endif
#if defined __dietlibc__ && !defined _XOPEN_SOURCE
# define _XOPEN_SOURCE 600	/* its posix_fallocate */
#endif
#ifndef _DARWIN_C_SOURCE
# define _DARWIN_C_SOURCE 1
#endif
#ifndef _NETBSD_SOURCE
# define _NETBSD_SOURCE 1
#endif
#ifndef __EXTENSIONS__
# define __EXTENSIONS__ 1	/* illumos, Solaris */
#endif
#ifndef _ALL_SOURCE
# define _ALL_SOURCE 1		/* AIX */
#endif
#ifndef _FILE_OFFSET_BITS
# define _FILE_OFFSET_BITS 64
#endif

#ifdef HAVE_CONFIG_H
# include "config.h"
#else
/* No configure: the amalgamation.  What is wrong here is a compile or link
 * error, never a wrong answer at run time. */
# if !defined __TINYC__ && !defined __PCC__
#  define HAVE_ATOMICS 1
# endif
/* On OpenBSD clang emulates it, by malloc; so it does before Android 10. */
# if defined __OpenBSD__ || defined __TINYC__ || defined __PCC__ \
  || (defined __ANDROID__ && __ANDROID_API__ < 29)
#  define UM_TLS
# else
#  define UM_TLS __thread __attribute__((tls_model("initial-exec")))
# endif
# if defined __linux__ || defined __FreeBSD__ || defined __NetBSD__ \
  || defined __DragonFly__ || defined __APPLE__ || defined __sun
#  define HAVE_MINCORE 1
# endif
# if defined __linux__ || defined __FreeBSD__ || defined __NetBSD__ \
  || defined __OpenBSD__ || defined __DragonFly__ || defined __APPLE__ \
  || defined __sun || defined __HAIKU__ || defined __CYGWIN__
#  define HAVE_MADVISE 1
# endif
# if defined __FreeBSD__ || defined __NetBSD__ || defined __OpenBSD__ \
  || defined __DragonFly__ || defined __APPLE__
#  define HAVE_MINHERIT 1
#  define HAVE_ISSETUGID 1
# endif
# if !defined __ANDROID__
#  define HAVE_SHM_OPEN 1
# endif
# if defined __OpenBSD__
#  include <sys/param.h>
#  if OpenBSD >= 202304		/* 7.3 */
#   define HAVE_MIMMUTABLE 1
#  endif
# endif
# if defined __linux__
#  define HAVE_MREMAP_LINUX 1
# elif defined __NetBSD__
#  define HAVE_MREMAP_NETBSD 1
# endif
# if defined __GLIBC__
#  define HAVE_SECURE_GETENV 1
# endif
# if defined __linux__ || defined __FreeBSD__
#  define HAVE_POSIX_FALLOCATE 1
# endif
# if defined __linux__
#  define HAVE_SYSCALL 1
# endif
# define HAVE_GETRLIMIT 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <sys/stat.h>
#include <unistd.h>

#include <unimap.h>

/* A remembered fact is one int or one pointer whose every writer writes the
 * same value; where the compiler has no atomics a plain access is right. */
#ifdef HAVE_ATOMICS
# define UM_LOAD(p) __atomic_load_n((p), __ATOMIC_RELAXED)
# define UM_STORE(p, v) __atomic_store_n((p), (v), __ATOMIC_RELAXED)
# define UM_STORE_LAST(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
# define UM_LOAD_FIRST(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
/* Writes to an int without changing it, whatever other threads do to it.
 * clang makes a load of fetch_or with 0. */
static inline void um_touch(void *at)
{
	int *const word = at;
	int value = __atomic_load_n(word, __ATOMIC_RELAXED);

	(void)__atomic_compare_exchange_n(word, &value, value, 0,
	    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}
/* Changes *p from one value to another, if it is that one. */
static inline int um_change(uintptr_t *at, uintptr_t from, uintptr_t to)
{
	return __atomic_compare_exchange_n(at, &from, to, 0, __ATOMIC_ACQ_REL,
	    __ATOMIC_RELAXED);
}
# define UM_CHANGE(p, from, to) um_change((p), (from), (to))
# define UM_TOUCH(p) um_touch(p)
# define UM_CAN_TOUCH 1
#else
# define UM_LOAD(p) (*(p))
# define UM_STORE(p, v) ((void)(*(p) = (v)))
# define UM_STORE_LAST(p, v) ((void)(*(p) = (v)))
# define UM_LOAD_FIRST(p) (*(p))
# define UM_CHANGE(p, from, to) (*(p) == (from) ? (*(p) = (to), 1) : 0)
# define UM_TOUCH(p) ((void)(p))
# define UM_CAN_TOUCH 0
#endif

/* The last bytes below 2 and 4 GiB, as far as addresses go. */
#define UM_LAST_2G ((uintptr_t)0x7fffffff)
#define UM_LAST_4G ((uintptr_t)0xffffffff)

/* Not on the way of a plain map or unmap: small before fast. */
#if defined __clang__
# define UM_COLD __attribute__((__cold__, __minsize__))
#elif defined __GNUC__ && !defined __PCC__
# define UM_COLD __attribute__((__cold__))
#else
# define UM_COLD
#endif

/* Between them is what no other library can replace, so that it is reached
 * without a table of addresses. */
#if defined __GNUC__ && !defined __PCC__ && !defined __TINYC__ \
  && (defined __ELF__ || defined __MACH__)
# define UM_INTERNAL_BEGIN _Pragma("GCC visibility push(hidden)")
# define UM_INTERNAL_END _Pragma("GCC visibility pop")
#else
# define UM_INTERNAL_BEGIN
# define UM_INTERNAL_END
#endif

/* Absent in the errno.h of some systems. */
#ifndef ECAPMODE
# define ECAPMODE (-1)		/* FreeBSD's capability mode */
#endif
#ifndef EOVERFLOW
# define EOVERFLOW EFBIG
#endif
#ifndef ENOTSUP
# define ENOTSUP EOPNOTSUPP
#endif
#ifndef EOPNOTSUPP
# define EOPNOTSUPP ENOTSUP
#endif

/* And in the fcntl.h: of Linux and FreeBSD. */
#ifndef F_ADD_SEALS
# define F_ADD_SEALS (-1)
# define F_SEAL_WRITE 0
#endif

#ifndef O_CLOEXEC
# define O_CLOEXEC 0
#endif
#ifndef O_NOFOLLOW
# define O_NOFOLLOW 0
#endif

#include "names.h"

#endif
