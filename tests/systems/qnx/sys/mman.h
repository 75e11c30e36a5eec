/* QNX Neutrino: mmap(), mprotect(), msync(), posix_madvise(), shm_open() of
 * its C Library Reference; numbers: its public <sys/mman.h>. */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H

#include <sys/mman-posix.h>

#define PROT_NONE 0
#define PROT_READ 0x100
#define PROT_WRITE 0x200
#define PROT_EXEC 0x400

#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_PRIVATEANON 3
#define MAP_TYPE 0xf
#define MAP_FIXED 0x10
#define MAP_LAZY 0x80
#define MAP_STACK 0x1000
#define MAP_BELOW 0x2000
#define MAP_NOINIT 0x4000
#define MAP_PHYS 0x10000
#define MAP_NOX64K 0x20000
#define MAP_BELOW16M 0x40000
#define MAP_ANON 0x80000
#define MAP_ANONYMOUS MAP_ANON
#define NOFD (-1)

#define MS_ASYNC 1
#define MS_SYNC 2
#define MS_INVALIDATE 4

#define POSIX_MADV_NORMAL 0
#define POSIX_MADV_SEQUENTIAL 1
#define POSIX_MADV_RANDOM 2
#define POSIX_MADV_WILLNEED 3
#define POSIX_MADV_DONTNEED 4

int posix_madvise(void *, size_t, int);

#endif
