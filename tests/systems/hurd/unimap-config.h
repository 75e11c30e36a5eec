/* glibc has all of these; its madvise, mincore and msync of the Hurd may be
 * stubs, which configure finds absent.  mremap: sysdeps/mach/hurd/mremap.c. */
#define UM_HAVE_TLS __thread
#define UM_HAVE_SECURE_GETENV 1
#define UM_HAVE_SHM_OPEN 1
#define UM_HAVE_SHM_UNLINK 1
#define UM_HAVE_POSIX_FALLOCATE 1
#define UM_HAVE_MREMAP_LINUX 1
#define UM_HAVE_MAP_ANON 1
#define UM_HAVE_MAP_ANONYMOUS 1
#define UM_HAVE_SHARED_ANON 1
