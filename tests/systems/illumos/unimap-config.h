/* madvise(3C), mincore(2), getpagesizes(3C), issetugid(2), shm_open(3C),
 * posix_fallocate(3C); gcc for the rest. */
#define UM_HAVE_TLS __thread
#define UM_HAVE_MADVISE 1
#define UM_HAVE_MINCORE 1
#define UM_HAVE_GETPAGESIZES 1
#define UM_HAVE_ISSETUGID 1
#define UM_HAVE_SHM_OPEN 1
#define UM_HAVE_SHM_UNLINK 1
#define UM_HAVE_POSIX_FALLOCATE 1
#define UM_HAVE_MAP_ANON 1
#define UM_HAVE_MAP_ANONYMOUS 1
#define UM_HAVE_SHARED_ANON 1
#define UM_ANON_FD_MINUS1 1
#define UM_HAVE_DEV_ZERO_PRIVATE 1
#define UM_HAVE_DEV_ZERO_SHARED 1
