/* Haiku: src/system/libroot/posix/sys/mman.cpp, src/system/kernel/vm/vm.cpp. */
#include "../logic.h"

static const struct um_way haiku_noreplace_ways[] = {
	{ "a hint and a comparison", UM_EMULATED, 0,
	    um_noreplace_by_bound_hint },
	{ 0, 0, 0, 0 }
};

static const struct um_way haiku_area_ways[] = {
	{ "get_next_area_info", UM_NATIVE, UM_NEEDS_CALL(areas), um_area_by_call },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row haiku_errnos[] = {
	{ UM_IN_MPROTECT, 0, EPERM, EACCES,
	    "the mode of the descriptor forbids it" },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_haiku = {
	.name = "haiku",
	.habits = UM_UNKNOWN_HABITS,
	.errnos = haiku_errnos,
	.ways = {
		[UM_CHAIN_NOREPLACE] = haiku_noreplace_ways,
		[UM_CHAIN_AREA] = haiku_area_ways,
		[UM_CHAIN_AREAS] = haiku_area_ways
	}
};
