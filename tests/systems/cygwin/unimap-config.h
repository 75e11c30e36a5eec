/* madvise, issetugid, shm_open, posix_fallocate: Cygwin's list of functions
 * (doc/posix.xml).  gcc for the rest. */
#define UM_HAVE_TLS __thread
#define UM_HAVE_MADVISE 1
#define UM_HAVE_ISSETUGID 1
#define UM_HAVE_SHM_OPEN 1
#define UM_HAVE_SHM_UNLINK 1
#define UM_HAVE_POSIX_FALLOCATE 1
#define UM_HAVE_MAP_ANON 1
#define UM_HAVE_MAP_ANONYMOUS 1
#define UM_HAVE_SHARED_ANON 1
