/* madvise(2), shm_open(2); no mincore.  gcc for the rest. */
#define UM_HAVE_TLS __thread
#define UM_HAVE_MADVISE 1
#define UM_HAVE_SHM_OPEN 1
#define UM_HAVE_SHM_UNLINK 1
#define UM_HAVE_MAP_ANONYMOUS 1
#define UM_HAVE_SHARED_ANON 1
