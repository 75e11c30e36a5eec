/* glibc for the Hurd: bits/mman.h, sysdeps/mach/hurd/bits/mman_ext.h,
 * misc/sys/mman.h. */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H

#include <sys/mman-posix.h>

#define PROT_NONE 0
#define PROT_EXEC 1
#define PROT_WRITE 2
#define PROT_READ 4

#define MAP_PRIVATE 0
#define MAP_FILE 1
#define MAP_ANON 2
#define MAP_ANONYMOUS MAP_ANON
#define MAP_TYPE 0xf
#define MAP_SHARED 0x10
#define MAP_COPY 0x20
#define MAP_FIXED 0x100
#define MAP_NOEXTEND 0x200
#define MAP_INHERIT 0x800
#define MAP_32BIT 0x1000
#define MAP_NORESERVE 0x2000
#define MAP_EXCL 0x4000
#define MAP_TRYFIXED (MAP_FIXED | MAP_EXCL)
#define MAP_FIXED_NOREPLACE (MAP_FIXED | MAP_EXCL)

#define MS_SYNC 0
#define MS_ASYNC 1
#define MS_INVALIDATE 2

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4

#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2

#define SHM_ANON ((const char *)1)

void *mremap(void *, size_t, size_t, int, ...);
int madvise(void *, size_t, int);

#endif
