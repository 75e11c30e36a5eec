/* shm_open() of the same manual; no madvise.  qcc, which is gcc, for the
 * rest. */
#define UM_HAVE_TLS __thread
#define UM_HAVE_SHM_OPEN 1
#define UM_HAVE_SHM_UNLINK 1
#define UM_HAVE_MAP_ANON 1
#define UM_HAVE_MAP_ANONYMOUS 1
#define UM_HAVE_SHARED_ANON 1
