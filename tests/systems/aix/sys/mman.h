/* AIX mmap, munmap, mprotect, msync, mincore, madvise and shm_open in its
 * Technical Reference (Base Operating System and Extensions); numbers as
 * Rust's libc and Go's syscall have them for AIX. */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H

#include <sys/mman-posix.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_FILE 0
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_ANON 0x10
#define MAP_ANONYMOUS 0x10
#define MAP_TYPE 0xf0
#define MAP_FIXED 0x100
#define MAP_VARIABLE 0

#define MS_ASYNC 0x10
#define MS_SYNC 0x20
#define MS_INVALIDATE 0x40

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4
#define MADV_SPACEAVAIL 5

int madvise(caddr_t, size_t, int);
int mincore(caddr_t, size_t, char *);

#endif
