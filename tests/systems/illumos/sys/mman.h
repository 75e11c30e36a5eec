/* illumos mmap(2), memcntl(2), madvise(3C), mincore(2), getpagesizes(3C),
 * shm_open(3C); numbers: usr/src/uts/common/sys/mman.h. */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H

#include <sys/mman-posix.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_FIXED 0x10
#define MAP_NORESERVE 0x40
#define MAP_32BIT 0x80
#define MAP_ANON 0x100
#define MAP_ANONYMOUS MAP_ANON
#define MAP_ALIGN 0x200
#define MAP_TEXT 0x400
#define MAP_INITDATA 0x800

#define MS_ASYNC 1
#define MS_INVALIDATE 2
#define MS_SYNC 4

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4
#define MADV_FREE 5
#define MADV_ACCESS_DEFAULT 6
#define MADV_ACCESS_LWP 7
#define MADV_ACCESS_MANY 8
#define MADV_PURGE 9

#define MC_INHERIT_ZERO 8

int getpagesizes(size_t *, int);
int madvise(void *, size_t, int);
int memcntl(void *, size_t, int, void *, int, int);
int mincore(caddr_t, size_t, char *);

#endif
