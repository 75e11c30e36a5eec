/* The family of the system compiled for.  Included by host.c alone. */
#ifndef UM_HOST_FAMILY_H
#define UM_HOST_FAMILY_H

#if defined __linux__
# define HOST_NAME "linux"
# define HOST_FAMILY um_family_linux
#elif defined __FreeBSD__ || defined __FreeBSD_kernel__
# define HOST_NAME "freebsd"
# define HOST_FAMILY um_family_freebsd
#elif defined __DragonFly__
# define HOST_NAME "dragonfly"
# define HOST_FAMILY um_family_dragonfly
#elif defined __NetBSD__
# define HOST_NAME "netbsd"
# define HOST_FAMILY um_family_netbsd
#elif defined __OpenBSD__
# define HOST_NAME "openbsd"
# define HOST_FAMILY um_family_openbsd
#elif defined __APPLE__
# define HOST_NAME "darwin"
# define HOST_FAMILY um_family_darwin
#elif defined __sun
# define HOST_NAME "svr4"
# define HOST_FAMILY um_family_svr4
#elif defined _AIX
# define HOST_NAME "aix"
# define HOST_FAMILY um_family_aix
#elif defined __HAIKU__
# define HOST_NAME "haiku"
# define HOST_FAMILY um_family_haiku
#elif defined __GNU__
# define HOST_NAME "hurd"
# define HOST_FAMILY um_family_hurd
#elif defined __CYGWIN__
# define HOST_NAME "cygwin"
# define HOST_FAMILY um_family_cygwin
#else
# define HOST_NAME "generic"
# define HOST_FAMILY um_family_generic
#endif

#endif
