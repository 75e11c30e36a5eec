/* The system's headers, and calls that are no cancellation points. */
#ifndef UM_HOST_HELD_H
#define UM_HOST_HELD_H

#include <stdlib.h>
#include <sys/resource.h>
#if defined __linux__ && defined UM_HAVE_GETAUXVAL
# include <sys/auxv.h>
#endif
#ifdef __linux__
# include <sys/ioctl.h>
# include <sys/prctl.h>
# include <sys/syscall.h>
# include <sys/sysinfo.h>
# include <sys/vfs.h>
#endif
#ifdef SHM_LARGEPAGE
# include <sys/filio.h>
# include <sys/ioctl.h>
#endif
#if defined __FreeBSD__ || defined __DragonFly__ || defined __APPLE__ \
  || defined __NetBSD__ || defined __OpenBSD__
# include <sys/sysctl.h>
#endif
#if defined __NetBSD__ || defined __OpenBSD__
# include <uvm/uvm_extern.h>
#endif
#ifdef __FreeBSD__
# include <sys/user.h>
#endif
#if defined __APPLE__
# include <mach/mach.h>
#elif defined __GNU__
# include <mach.h>
#elif defined __HAIKU__
# include <OS.h>
#endif

/* ---- cancellation ------------------------------------------------------ */

/* No call but msync that waits is a point where a thread is cancelled: what it
 * holds at the moment would be lost.  C libraries make points of open, close,
 * read, write, pread, pwrite and fcntl, and of what is made of these; not of fstat,
 * ftruncate, unlink and ioctl, though POSIX would let them. */
#if defined UM_HAVE_PTHREAD_SETCANCELSTATE || defined __OpenBSD__
# include <pthread.h>
/* In libc.a from 2.34 on, and on OpenBSD in libpthread alone; a program without
 * threads does without. */
# if (defined __GLIBC__ && __GLIBC__ == 2 && __GLIBC_MINOR__ < 34) \
  || defined __OpenBSD__
#  pragma weak pthread_setcancelstate
#  define HOST_CAN_HOLD (pthread_setcancelstate != 0)
# else
#  define HOST_CAN_HOLD 1
# endif

/* libc's own of older systems, without threads, says nothing of the state. */
static UM_COLD int host_cancel_off(void)
{
	int state = PTHREAD_CANCEL_ENABLE;

	if (HOST_CAN_HOLD)
		(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	return state;
}

static UM_COLD void host_cancel_back(int state)
{
	if (HOST_CAN_HOLD)
		(void)pthread_setcancelstate(state, &state);
}
#else					/* bionic has none */
static UM_COLD int host_cancel_off(void)
{
	return 0;
}

static UM_COLD void host_cancel_back(int state)
{
	(void)state;
}
#endif

#define HOST_HELD(type, name, parameters, call) \
static UM_COLD type host_##name parameters \
{ \
	const int state = host_cancel_off(); \
	const type answer = call; \
\
	host_cancel_back(state); \
	return answer; \
}

#endif
