/* HP-UX 11i mmap(2), munmap(2), mprotect(2), msync(2), madvise(2),
 * shm_open(2).  The manual gives no numbers: these are no system's. */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H

#include <sys/mman-posix.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

/* No MAP_ANON. */
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_FIXED 4
#define MAP_ANONYMOUS 0x10
#define MAP_FILE 0
#define MAP_VARIABLE 0
#define MAP_NORESERVE 0x40
#define MAP_ADDR32 0x200

#define MS_SYNC 1
#define MS_ASYNC 2
#define MS_INVALIDATE 4

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4
#define MADV_SPACEAVAIL 5

int madvise(caddr_t, size_t, int);

#endif
