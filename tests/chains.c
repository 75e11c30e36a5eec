/* The table of chains that simulated kernels choose from. */
#include "chains.h"

#include "../lib/way/way.h"

#define WAYS(name, NAME, f, F) \
	static const struct um_way F##_##NAME[] = { UM_WAYS_##NAME, UM_NO_WAY };
#define ENTRY(name, NAME, f, F) F##_##NAME,
#define FAMILY(F) \
	EACH_CHAIN(WAYS, 0, F) \
	static const struct um_way *const F##_CHAINS[] = { \
		EACH_CHAIN(ENTRY, 0, F) 0 \
	};
#include "../lib/family/usual.h"
#include "../lib/family/aix.h"
FAMILY(AIX)
#include "../lib/family/usual.h"
#include "../lib/family/cygwin.h"
FAMILY(CYGWIN)
#include "../lib/family/usual.h"
#include "../lib/family/darwin.h"
FAMILY(DARWIN)
#include "../lib/family/usual.h"
#include "../lib/family/dragonfly.h"
FAMILY(DRAGONFLY)
#include "../lib/family/usual.h"
#include "../lib/family/freebsd.h"
FAMILY(FREEBSD)
#include "../lib/family/usual.h"
#include "../lib/family/generic.h"
FAMILY(GENERIC)
#include "../lib/family/usual.h"
#include "../lib/family/haiku.h"
FAMILY(HAIKU)
#include "../lib/family/usual.h"
#include "../lib/family/hurd.h"
FAMILY(HURD)
#include "../lib/family/usual.h"
#include "../lib/family/linux.h"
FAMILY(LINUX)
#include "../lib/family/usual.h"
#include "../lib/family/netbsd.h"
FAMILY(NETBSD)
#include "../lib/family/usual.h"
#include "../lib/family/openbsd.h"
FAMILY(OPENBSD)
#include "../lib/family/usual.h"
#include "../lib/family/svr4.h"
FAMILY(SVR4)

static const struct {
	const struct um_family *family;
	const struct um_way *const *ways;
} families[] = {
	{ &um_family_aix, AIX_CHAINS },
	{ &um_family_cygwin, CYGWIN_CHAINS },
	{ &um_family_darwin, DARWIN_CHAINS },
	{ &um_family_dragonfly, DRAGONFLY_CHAINS },
	{ &um_family_freebsd, FREEBSD_CHAINS },
	{ &um_family_generic, GENERIC_CHAINS },
	{ &um_family_haiku, HAIKU_CHAINS },
	{ &um_family_hurd, HURD_CHAINS },
	{ &um_family_linux, LINUX_CHAINS },
	{ &um_family_netbsd, NETBSD_CHAINS },
	{ &um_family_openbsd, OPENBSD_CHAINS },
	{ &um_family_svr4, SVR4_CHAINS }
};

#define CHAIN(name, NAME, f, F) &um_chain_##name,
static struct um_chain *const chains[] = { EACH_CHAIN(CHAIN, 0, 0) 0 };

struct um_chain *chain_of(enum um_chain_number number)
{
	return chains[number];
}

const struct um_way *um_way_taken(enum um_chain_number number)
{
	return UM_LOAD(&chains[number]->taken);
}

void use_family(const struct um_family *family)
{
	size_t i;
	int n;

	for (i = 0; families[i].family != family; i++)
		;
	for (n = 0; n < UM_CHAINS; n++) {
		chains[n]->ways = families[i].ways[n];
		chains[n]->taken = 0;
	}
}
