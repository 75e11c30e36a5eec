/* DragonFly mmap(2), mprotect(2), madvise(2), mincore(2), minherit(2);
 * numbers and the const: sys/sys/mman.h. */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H

#include <sys/types.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define INHERIT_SHARE 0
#define INHERIT_COPY 1
#define INHERIT_NONE 2

#define MAP_FILE 0
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_FIXED 0x10
#define MAP_RENAME 0x20
#define MAP_NORESERVE 0x40
#define MAP_INHERIT 0x80
#define MAP_NOEXTEND 0x100
#define MAP_HASSEMAPHORE 0x200
#define MAP_STACK 0x400
#define MAP_NOSYNC 0x800
#define MAP_ANON 0x1000
#define MAP_ANONYMOUS MAP_ANON
#define MAP_TRYFIXED 0x10000
#define MAP_NOCORE 0x20000
#define MAP_SIZEALIGN 0x40000

#define MAP_FAILED ((void *)-1)

#define MS_SYNC 0
#define MS_ASYNC 1
#define MS_INVALIDATE 2

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4
#define MADV_FREE 5
#define MADV_NOSYNC 6
#define MADV_AUTOSYNC 7
#define MADV_NOCORE 8
#define MADV_CORE 9

void *mmap(void *, size_t, int, int, int, off_t);
int madvise(void *, size_t, int);
int mincore(const void *, size_t, char *);
int minherit(void *, size_t, int);
int mlock(const void *, size_t);
int mprotect(const void *, size_t, int);
int msync(void *, size_t, int);
int munlock(const void *, size_t);
int munmap(void *, size_t);
int shm_open(const char *, int, mode_t);
int shm_unlink(const char *);

#endif
