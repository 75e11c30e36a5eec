/* madvise(2), shm_open(2); no mincore.  gcc for the rest. */
#define HAVE_ATOMICS 1
#define UM_TLS __thread
#define HAVE_MADVISE 1
#define HAVE_SHM_OPEN 1
#define HAVE_SHM_UNLINK 1
#define HAVE_MAP_ANONYMOUS 1
#define HAVE_SHARED_ANON 1
