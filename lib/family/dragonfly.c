/* DragonFly 5.9 and later: sys/vm/vm_mmap.c. */
#include "../logic.h"

/* MAP_TRYFIXED alone: ENOMEM on conflict, never elsewhere. */
static const struct um_way dragonfly_noreplace_ways[] = {
	{ "mmap MAP_TRYFIXED", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace),
	    um_noreplace_by_flag },
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint },
	{ 0, 0, 0, 0 }
};

static const struct um_way dragonfly_conceal_ways[] = {
	{ "madvise MADV_NOCORE", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontdump),
	    um_conceal_by_advice },
	{ 0, 0, 0, 0 }
};

static const struct um_way dragonfly_area_ways[] = {
	{ "/proc/curproc/map", UM_NATIVE, 0, um_area_by_curproc_map },
	{ 0, 0, 0, 0 }
};

static const struct um_way dragonfly_details_ways[] = {
	{ "a page that joins", UM_EMULATED, UM_NEEDS_CALL(minherit),
	    um_details_by_joining },
	{ 0, 0, 0, 0 }
};

static const struct um_way dragonfly_inherit_ways[] = {
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit),
	    um_inherit_by_minherit },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row dragonfly_errnos[] = {
	{ UM_IN_MADVISE, 0, EINVAL, ENOMEM, "beyond the address space" },
	{ UM_IN_MSYNC, 0, EINVAL, ENOMEM, UM_WHY_HOLE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_dragonfly = {
	.name = "dragonfly",
	.habits = UM_DEV_ZERO_SHARES
	    | UM_MINHERIT_PASSES_HOLES | UM_MUNMAP_REFUSES_HOLES
	    | UM_MINCORE_PASSES_HOLES,
	.errnos = dragonfly_errnos,
	.ways = {
		[UM_CHAIN_AREA] = dragonfly_area_ways,
		[UM_CHAIN_AREAS] = dragonfly_area_ways,
		[UM_CHAIN_DETAILS] = dragonfly_details_ways,
		[UM_CHAIN_INHERIT] = dragonfly_inherit_ways,
		[UM_CHAIN_NOREPLACE] = dragonfly_noreplace_ways,
		[UM_CHAIN_CONCEAL] = dragonfly_conceal_ways
	}
};
