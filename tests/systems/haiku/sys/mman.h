/* Haiku's headers/posix/sys/mman.h. */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H

#include <sys/mman-posix.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_FIXED 4
#define MAP_ANONYMOUS 8
#define MAP_ANON MAP_ANONYMOUS
#define MAP_NORESERVE 0x10

#define MS_ASYNC 1
#define MS_SYNC 2
#define MS_INVALIDATE 4

#define MADV_NORMAL 1
#define MADV_SEQUENTIAL 2
#define MADV_RANDOM 3
#define MADV_WILLNEED 4
#define MADV_DONTNEED 5
#define MADV_FREE 6

int madvise(void *, size_t, int);

#endif
