/* POSIX.1-2008 <sys/mman.h>: the calls, in POSIX's shape.  The numbers are
 * each system's. */
#include <sys/types.h>

#define MAP_FAILED ((void *)-1)

void *mmap(void *, size_t, int, int, int, off_t);
int mlock(const void *, size_t);
int mprotect(void *, size_t, int);
int msync(void *, size_t, int);
int munlock(const void *, size_t);
int munmap(void *, size_t);
int shm_open(const char *, int, mode_t);
int shm_unlink(const char *);
