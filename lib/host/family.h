/* The family of the system compiled for: its name, and its chains as UM_WAYS_. */
#ifndef UM_HOST_FAMILY_H
#define UM_HOST_FAMILY_H

#include "../family/usual.h"

#if defined __linux__
# define HOST_NAME "linux"
# define HOST_FAMILY um_family_linux
# include "../family/linux.h"
#elif defined __FreeBSD__ || defined __FreeBSD_kernel__
# define HOST_NAME "freebsd"
# define HOST_FAMILY um_family_freebsd
# include "../family/freebsd.h"
#elif defined __DragonFly__
# define HOST_NAME "dragonfly"
# define HOST_FAMILY um_family_dragonfly
# include "../family/dragonfly.h"
#elif defined __NetBSD__
# define HOST_NAME "netbsd"
# define HOST_FAMILY um_family_netbsd
# include "../family/netbsd.h"
#elif defined __OpenBSD__
# define HOST_NAME "openbsd"
# define HOST_FAMILY um_family_openbsd
# include "../family/openbsd.h"
#elif defined __APPLE__
# define HOST_NAME "darwin"
# define HOST_FAMILY um_family_darwin
# include "../family/darwin.h"
#elif defined __sun
# define HOST_NAME "svr4"
# define HOST_FAMILY um_family_svr4
# include "../family/svr4.h"
#elif defined _AIX
# define HOST_NAME "aix"
# define HOST_FAMILY um_family_aix
# include "../family/aix.h"
#elif defined __HAIKU__
# define HOST_NAME "haiku"
# define HOST_FAMILY um_family_haiku
# include "../family/haiku.h"
#elif defined __GNU__
# define HOST_NAME "hurd"
# define HOST_FAMILY um_family_hurd
# include "../family/hurd.h"
#elif defined __CYGWIN__
# define HOST_NAME "cygwin"
# define HOST_FAMILY um_family_cygwin
# include "../family/cygwin.h"
#else
# define HOST_NAME "generic"
# define HOST_FAMILY um_family_generic
# include "../family/generic.h"
#endif

#endif
