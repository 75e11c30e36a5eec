/* Cygwin: winsup/cygwin/mm/mmap.cc. */
#include "../logic.h"

static const struct um_way cygwin_noreplace_ways[] = {
	{ "a hint and a comparison", UM_EMULATED, 0,
	    um_noreplace_by_bound_hint },
	{ 0, 0, 0, 0 }
};

static const struct um_way cygwin_area_ways[] = {
	{ "/proc/self/maps", UM_NATIVE, 0, um_area_by_text },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row cygwin_errnos[] = {
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_cygwin = {
	.name = "cygwin",
	.habits = UM_UNKNOWN_HABITS,
	.errnos = cygwin_errnos,
	.ways = {
		[UM_CHAIN_NOREPLACE] = cygwin_noreplace_ways,
		[UM_CHAIN_AREA] = cygwin_area_ways,
		[UM_CHAIN_AREAS] = cygwin_area_ways
	}
};
