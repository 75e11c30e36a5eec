/* The usual chains, best way first: what a family does not list itself. */
#include "logic.h"

static const struct um_way usual_private_ways[] = {
	{ "mmap MAP_PRIVATE|MAP_ANON", UM_NATIVE, UM_NEEDS_FLAG(map_anon),
	    um_private_by_flag },
	{ "/dev/zero mapped private", UM_EMULATED, 0, um_private_by_dev_zero },
	{ "an object mapped private", UM_EMULATED, 0, um_private_by_object },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_shared_ways[] = {
	{ "mmap MAP_SHARED|MAP_ANON", UM_NATIVE, UM_NEEDS_FLAG(map_anon),
	    um_shared_by_flag },
	{ "an object mapped shared", UM_EMULATED, 0, um_shared_by_object },
	{ "/dev/zero mapped shared", UM_EMULATED, UM_NEEDS_HABIT(UM_DEV_ZERO_SHARES),
	    um_shared_by_dev_zero },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_object_ways[] = {
	{ "memfd_create", UM_NATIVE, UM_NEEDS_CALL(memfd_create), um_object_by_memfd },
	{ "shm_open and shm_unlink", UM_EMULATED, UM_NEEDS_CALL(shm_unlink),
	    um_object_by_shm_open },
	{ "O_TMPFILE", UM_EMULATED, UM_NEEDS_FLAG(o_tmpfile),
	    um_object_by_tmpfile },
	{ "an unlinked temporary file", UM_EMULATED, 0, um_object_by_file },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_fixed_ways[] = {
	{ "mmap MAP_FIXED", UM_NATIVE, 0, um_fixed_by_flag },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_noreplace_ways[] = {
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_aligned_ways[] = {
	{ "mapped larger and trimmed", UM_EMULATED, 0,
	    um_aligned_by_trimming },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_low2g_ways[] = {
	{ "mmap MAP_32BIT", UM_NATIVE, UM_NEEDS_FLAG(map_low2g),
	    um_low2g_by_flag },
	{ "a gap of the map", UM_EMULATED, 0, um_range_by_map },
	{ "probing", UM_EMULATED, 0, um_range_by_probing },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_low4g_ways[] = {
	{ "mmap MAP_32BIT below 4 GiB", UM_NATIVE, UM_NEEDS_FLAG(map_low4g),
	    um_low4g_by_flag },
	{ "mmap MAP_32BIT", UM_NATIVE, UM_NEEDS_FLAG(map_low2g),
	    um_low2g_by_flag },
	{ "a gap of the map", UM_EMULATED, 0, um_range_by_map },
	{ "probing", UM_EMULATED, 0, um_range_by_probing },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_range_ways[] = {
	{ "a gap of the map", UM_EMULATED, 0, um_range_by_map },
	{ "probing", UM_EMULATED, 0, um_range_by_probing },
	{ 0, 0, 0, 0 }
};

static const struct um_way no_ways[] = {
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_discard_private_ways[] = {
	{ "mmap MAP_FIXED of new pages", UM_EMULATED, 0,
	    um_discard_by_replacing },
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_discard_shared_ways[] = {
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_populate_read_ways[] = {
	{ "read into an object", UM_EMULATED, 0,
	    um_populate_by_reading },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_populate_write_ways[] = {
	{ "touched", UM_EMULATED, UM_NEEDS_TOUCH, um_populate_by_touching },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_remap_ways[] = {
	{ "mapped behind or copied", UM_EMULATED, 0,
	    um_remap_by_copying },
	{ 0, 0, 0, 0 }
};

static const struct um_way usual_unlock_ways[] = {
	{ "munlock", UM_NATIVE, 0, um_unlock_by_call },
	{ 0, 0, 0, 0 }
};

const struct um_way *const um_usual_ways[UM_CHAINS] = {
	[UM_CHAIN_PRIVATE] = usual_private_ways,
	[UM_CHAIN_SHARED] = usual_shared_ways,
	[UM_CHAIN_OBJECT] = usual_object_ways,
	[UM_CHAIN_FIXED] = usual_fixed_ways,
	[UM_CHAIN_NOREPLACE] = usual_noreplace_ways,
	[UM_CHAIN_ALIGNED] = usual_aligned_ways,
	[UM_CHAIN_LOW2G] = usual_low2g_ways,
	[UM_CHAIN_LOW4G] = usual_low4g_ways,
	[UM_CHAIN_RANGE] = usual_range_ways,
	[UM_CHAIN_AREA] = no_ways,
	[UM_CHAIN_AREAS] = no_ways,
	[UM_CHAIN_DETAILS] = no_ways,
	[UM_CHAIN_DISCARD_PRIVATE] = usual_discard_private_ways,
	[UM_CHAIN_DISCARD_SHARED] = usual_discard_shared_ways,
	[UM_CHAIN_POPULATE_READ] = usual_populate_read_ways,
	[UM_CHAIN_POPULATE_WRITE] = usual_populate_write_ways,
	[UM_CHAIN_CONCEAL] = no_ways,
	[UM_CHAIN_REMAP] = usual_remap_ways,
	[UM_CHAIN_INHERIT] = no_ways,
	[UM_CHAIN_UNLOCK] = usual_unlock_ways,
};
