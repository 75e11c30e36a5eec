/* madvise, shm_open: the same header; posix_fallocate: headers/posix/fcntl.h.
 * gcc for the rest. */
#define UM_HAVE_TLS __thread
#define UM_HAVE_MADVISE 1
#define UM_HAVE_SHM_OPEN 1
#define UM_HAVE_SHM_UNLINK 1
#define UM_HAVE_POSIX_FALLOCATE 1
#define UM_HAVE_MAP_ANON 1
#define UM_HAVE_MAP_ANONYMOUS 1
#define UM_HAVE_SHARED_ANON 1
