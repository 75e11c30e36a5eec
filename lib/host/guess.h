/* Without configure: what predefined macros tell of the system compiled for.
 * What is wrong here is a compile or link error, or one way less, never a wrong
 * answer at run time.  Included by system.h alone. */
#ifndef UM_HOST_GUESS_H
#define UM_HOST_GUESS_H

#include <limits.h>		/* __GLIBC__, __BIONIC__ */

/* clang emulates it on OpenBSD and before Android 10, gcc on Cygwin, by malloc;
 * pcc links what crashes. */
#if defined __GNUC__ && !defined __PCC__ && !defined __TINYC__ \
  && !defined __OpenBSD__ && !defined __CYGWIN__ && !defined __KLIBC__ \
  && !(defined __ANDROID__ && __ANDROID_API__ < 29)
# define UM_HAVE_TLS __thread
#endif

#if !defined __KLIBC__
# define UM_HAVE_GETRLIMIT 1
#endif
#if !defined __ANDROID__ && !defined __KLIBC__ && !defined __dietlibc__
# define UM_HAVE_SHM_OPEN 1
#endif

#if defined __linux__
# define UM_HAVE_MADVISE 1
# define UM_HAVE_MINCORE 1
# define UM_HAVE_POSIX_FALLOCATE 1
# if defined __has_include
#  if __has_include(<sys/auxv.h>)
#   define UM_HAVE_GETAUXVAL 1
#  endif
# elif defined __GLIBC__ && defined __GLIBC_PREREQ
#  if __GLIBC_PREREQ(2, 16)
#   define UM_HAVE_GETAUXVAL 1
#  endif
# endif
# if !defined __dietlibc__	/* its mremap has four arguments */
#  define UM_HAVE_MREMAP_LINUX 1
#  define UM_HAVE_SYSCALL 1
# endif
#endif

#if defined __FreeBSD__ || defined __NetBSD__ || defined __OpenBSD__ \
  || defined __DragonFly__ || defined __APPLE__
# define UM_HAVE_MADVISE 1
# define UM_HAVE_MINHERIT 1
# define UM_HAVE_ISSETUGID 1
# if !defined __OpenBSD__	/* until 6.4 */
#  define UM_HAVE_MINCORE 1
# endif
#endif
#if defined __FreeBSD__
# if __FreeBSD__ >= 13
#  define UM_HAVE_MEMFD_CREATE 1
# endif
# define UM_HAVE_GETPAGESIZES 1
# define UM_HAVE_POSIX_FALLOCATE 1
#endif
#if defined __NetBSD__
# define UM_HAVE_MREMAP_NETBSD 1
# define UM_HAVE_POSIX_FALLOCATE 1	/* 7 */
#endif
#if defined __OpenBSD__
# define UM_HAVE_SHM_MKSTEMP 1
# include <sys/param.h>
# if OpenBSD >= 202304		/* 7.3 */
#  define UM_HAVE_MIMMUTABLE 1
# endif
#endif

#if defined __sun
# define UM_HAVE_MADVISE 1
# define UM_HAVE_MINCORE 1
# define UM_HAVE_GETPAGESIZES 1
# define UM_HAVE_ISSETUGID 1
# define UM_HAVE_POSIX_FALLOCATE 1
#endif
#if defined _AIX
# define UM_HAVE_MADVISE 1
# define UM_HAVE_MINCORE 1
# define UM_HAVE_POSIX_FALLOCATE 1
#endif
#if defined __HAIKU__
# define UM_HAVE_MADVISE 1
# define UM_HAVE_POSIX_FALLOCATE 1
#endif
#if defined __CYGWIN__
# define UM_HAVE_MADVISE 1
# define UM_HAVE_ISSETUGID 1
# define UM_HAVE_POSIX_FALLOCATE 1
#endif
#if defined __GNU__
# define UM_HAVE_POSIX_FALLOCATE 1
# define UM_HAVE_SECURE_GETENV 1
#endif

/* In the C library itself, where threads can be cancelled at all; on
 * OpenBSD a program without libpthread goes without (calls.h). */
#if defined __FreeBSD__ || defined __NetBSD__ || defined __OpenBSD__ \
  || defined __DragonFly__ || defined __APPLE__ || defined __sun \
  || defined __HAIKU__ || defined __CYGWIN__ || defined __GNU__ \
  || (defined __linux__ && !defined __ANDROID__ && !defined __dietlibc__ \
    && !defined __KLIBC__)
# define UM_HAVE_PTHREAD_SETCANCELSTATE 1
#endif

#endif
