/* Linux, Android, gVisor, and what emulates them. */
#include "../logic.h"

static const struct um_way linux_noreplace_ways[] = {
	{ "mmap MAP_FIXED_NOREPLACE", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace),
	    um_noreplace_by_flag },
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_area_ways[] = {
	{ "PROCMAP_QUERY", UM_NATIVE, UM_NEEDS_CALL(ioctl), um_area_by_query },
	{ "/proc/self/maps walk", UM_NATIVE, 0, um_area_by_text },
	{ 0, 0, 0, 0 }
};

/* A text of many is read faster than many are asked for. */
static const struct um_way linux_areas_ways[] = {
	{ "/proc/self/maps walk", UM_NATIVE, 0, um_area_by_text },
	{ "PROCMAP_QUERY", UM_NATIVE, UM_NEEDS_CALL(ioctl), um_area_by_query },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_details_ways[] = {
	{ "/proc/self/smaps walk", UM_NATIVE, 0, um_details_by_smaps },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_discard_private_ways[] = {
	{ "madvise MADV_DONTNEED", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontneed),
	    um_discard_by_dontneed },
	{ "mmap MAP_FIXED of new pages", UM_EMULATED, 0,
	    um_discard_by_replacing },
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_discard_shared_ways[] = {
	{ "madvise MADV_REMOVE", UM_NATIVE, UM_NEEDS_ADVICE(adv_remove),
	    um_discard_by_remove },
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_populate_read_ways[] = {
	{ "madvise MADV_POPULATE_READ", UM_NATIVE,
	    UM_NEEDS_ADVICE(adv_populate_read), um_populate_by_advice },
	{ "read into an object", UM_EMULATED, 0, um_populate_by_reading },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_populate_write_ways[] = {
	{ "madvise MADV_POPULATE_WRITE", UM_NATIVE,
	    UM_NEEDS_ADVICE(adv_populate_write), um_populate_by_advice },
	{ "touched", UM_EMULATED, UM_NEEDS_TOUCH, um_populate_by_touching },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_conceal_ways[] = {
	{ "madvise MADV_DONTDUMP", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontdump),
	    um_conceal_by_dontdump },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_remap_ways[] = {
	{ "mremap", UM_NATIVE, UM_NEEDS_FLAG(mremap_maymove),
	    um_remap_by_mremap },
	{ "mapped behind or copied", UM_EMULATED, 0,
	    um_remap_by_copying },
	{ 0, 0, 0, 0 }
};

static const struct um_way linux_inherit_ways[] = {
	{ "madvise MADV_DONTFORK and MADV_WIPEONFORK", UM_NATIVE,
	    UM_NEEDS_ADVICE(adv_dontfork), um_inherit_by_advice },
	{ 0, 0, 0, 0 }
};

/* ---- errno ------------------------------------------------------------- */

static const struct um_errno_row linux_errnos[] = {
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_EXEC, EPERM, EACCES,
	    "the file system is mounted noexec" },
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES,
	    "a policy forbids write and execute" },
	{ UM_IN_MPROTECT, UM_OF_EXEC, EACCES, EACCES,
	    "the object, its mount or a policy forbids execution" },
	{ UM_IN_MMAP, UM_OF_FIXED | UM_OF_ANON, EPERM, EPERM,
	    "sealed, or below vm.mmap_min_addr" },
	{ UM_IN_MMAP, UM_OF_SHARED | UM_OF_EXEC, EPERM, EACCES,
	    "the file system is mounted noexec" },
	{ UM_IN_MMAP, UM_OF_SHARED, EPERM, EPERM,
	    "the object is sealed against writing" },
	{ UM_IN_MLOCK, 0, EPERM, EAGAIN, 0 },	/* RLIMIT_MEMLOCK is 0 */
	{ UM_IN_GUARD, 0, ENOMEM, ENOMEM,
	    "too many mappings: see vm.max_map_count" },
	{ UM_IN_MUNMAP | UM_IN_MPROTECT | UM_IN_MREMAP, 0, ENOMEM, ENOMEM,
	    "a hole, a limit, or too many mappings: vm.max_map_count" },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_linux = {
	.name = "linux",
	.habits = UM_DEV_ZERO_SHARES | UM_FREE_TELLS_PRIVATE
	    | UM_NORESERVE_STAYS,
	.errnos = linux_errnos,
	.ways = {
		[UM_CHAIN_NOREPLACE] = linux_noreplace_ways,
		[UM_CHAIN_AREA] = linux_area_ways,
		[UM_CHAIN_AREAS] = linux_areas_ways,
		[UM_CHAIN_DETAILS] = linux_details_ways,
		[UM_CHAIN_DISCARD_PRIVATE] = linux_discard_private_ways,
		[UM_CHAIN_DISCARD_SHARED] = linux_discard_shared_ways,
		[UM_CHAIN_POPULATE_READ] = linux_populate_read_ways,
		[UM_CHAIN_POPULATE_WRITE] = linux_populate_write_ways,
		[UM_CHAIN_CONCEAL] = linux_conceal_ways,
		[UM_CHAIN_REMAP] = linux_remap_ways,
		[UM_CHAIN_INHERIT] = linux_inherit_ways
	}
};
