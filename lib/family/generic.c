/* A kernel of which nothing is known: POSIX, and what its numbers tell. */
#include "../logic.h"

static const struct um_errno_row generic_errnos[] = {
	{ UM_IN_MMAP, 0, EAGAIN, ENOMEM, 0 },
	{ 0, 0, 0, 0, 0 }
};

static const struct um_way generic_noreplace_ways[] = {
	{ "a hint and a comparison", UM_EMULATED, 0,
	    um_noreplace_by_bound_hint },
	{ 0, 0, 0, 0 }
};

static const struct um_way generic_area_ways[] = {
	{ "the kernel's own map", UM_NATIVE, UM_NEEDS_CALL(areas),
	    um_area_by_call },
	{ 0, 0, 0, 0 }
};

const struct um_family um_family_generic = {
	.name = "generic",
	.habits = UM_UNKNOWN_HABITS,
	.errnos = generic_errnos,
	.ways = {
		[UM_CHAIN_NOREPLACE] = generic_noreplace_ways,
		[UM_CHAIN_AREA] = generic_area_ways,
		[UM_CHAIN_AREAS] = generic_area_ways
	}
};
