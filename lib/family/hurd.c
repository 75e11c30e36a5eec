/* The GNU Hurd: glibc sysdeps/mach/hurd, gnumach vm/vm_user.c. */
#include "../logic.h"

/* glibc's MAP_FIXED deallocates and then maps, which is no more. */
static const struct um_way hurd_fixed_ways[] = {
	{ "munmap and a map that does not replace", UM_EMULATED, 0,
	    um_fixed_by_unmapping },
	{ 0, 0, 0, 0 }
};

static const struct um_way hurd_noreplace_ways[] = {
	{ "mmap MAP_FIXED|MAP_EXCL", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace),
	    um_noreplace_by_flag },
	{ "a hint and a comparison", UM_EMULATED, 0,
	    um_noreplace_by_bound_hint },
	{ 0, 0, 0, 0 }
};

/* New pages in place of the old could be lost to another thread. */
static const struct um_way hurd_discard_private_ways[] = {
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing },
	{ 0, 0, 0, 0 }
};

static const struct um_way hurd_object_ways[] = {
	{ "shm_open SHM_ANON", UM_NATIVE, UM_NEEDS_FLAG(shm_anon),
	    um_object_by_shm_anon },
	{ "shm_open and shm_unlink", UM_EMULATED, UM_NEEDS_CALL(shm_unlink),
	    um_object_by_shm_open },
	{ "O_TMPFILE", UM_EMULATED, UM_NEEDS_FLAG(o_tmpfile),
	    um_object_by_tmpfile },
	{ "an unlinked temporary file", UM_EMULATED, 0, um_object_by_file },
	{ 0, 0, 0, 0 }
};

static const struct um_way hurd_area_ways[] = {
	{ "vm_region", UM_NATIVE, UM_NEEDS_CALL(areas), um_area_by_call },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row hurd_errnos[] = {
	/* KERN_INVALID_ADDRESS, as it comes from Mach */
	{ UM_IN_MPROTECT | UM_IN_MSYNC, 0, 1, ENOMEM, UM_WHY_HOLE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_hurd = {
	.name = "hurd",
	.habits = UM_UNKNOWN_HABITS | UM_REPLACES_IN_TWO,
	.errnos = hurd_errnos,
	.ways = {
		[UM_CHAIN_FIXED] = hurd_fixed_ways,
		[UM_CHAIN_NOREPLACE] = hurd_noreplace_ways,
		[UM_CHAIN_DISCARD_PRIVATE] = hurd_discard_private_ways,
		[UM_CHAIN_OBJECT] = hurd_object_ways,
		[UM_CHAIN_AREA] = hurd_area_ways,
		[UM_CHAIN_AREAS] = hurd_area_ways
	}
};
