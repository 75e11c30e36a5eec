/* Solaris mmap(2), munmap(2), mprotect(2), mincore(2), madvise(3C),
 * mlock(3C), msync(3C), getpagesizes(3C).  Up to Solaris 11.3, and in illumos
 * of before 2017, an address is a caddr_t unless strict POSIX is asked for
 * (usr/src/uts/common/sys/mman.h of OpenSolaris). */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H

#include <sys/types.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_FIXED 0x10
#define MAP_NORESERVE 0x40
#define MAP_ANON 0x100
#define MAP_ANONYMOUS MAP_ANON
#define MAP_ALIGN 0x200
#define MAP_TEXT 0x400
#define MAP_INITDATA 0x800

#define MAP_FAILED ((void *)-1)

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

caddr_t mmap(caddr_t, size_t, int, int, int, off_t);
int munmap(caddr_t, size_t);
int mprotect(caddr_t, size_t, int);
int msync(caddr_t, size_t, int);
int mlock(caddr_t, size_t);
int munlock(caddr_t, size_t);
int mincore(caddr_t, size_t, char *);
int madvise(caddr_t, size_t, int);
int memcntl(caddr_t, size_t, int, caddr_t, int, int);
int getpagesizes(size_t *, int);
int shm_open(const char *, int, mode_t);
int shm_unlink(const char *);

#endif
