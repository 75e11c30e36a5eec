/* NetBSD 7 and later: sys/uvm/uvm_mmap.c. */
#include "../kernel.h"

/* MAP_TRYFIXED goes elsewhere on conflict: a hint that binds when free. */
static const struct um_way netbsd_noreplace_ways[] = {
	{ "mmap MAP_TRYFIXED and a comparison", UM_EMULATED, UM_NEEDS_FLAG(map_noreplace),
	    um_noreplace_by_tryfixed },
	{ 0, 0, 0, 0 }
};

/* MADV_FREE frees at once, but keeps the data while a child lives. */
static const struct um_way netbsd_discard_private_ways[] = {
	{ "zeroed in place and madvise MADV_FREE", UM_NATIVE, UM_NEEDS_ADVICE(adv_free),
	    um_discard_by_freeing },
	{ 0, 0, 0, 0 }
};

static const struct um_way netbsd_aligned_ways[] = {
	{ "mmap MAP_ALIGNED", UM_NATIVE, UM_NEEDS_FLAG(map_aligned_shift),
	    um_aligned_by_flag },
	{ "mapped larger and trimmed", UM_EMULATED, 0,
	    um_aligned_by_trimming },
	{ 0, 0, 0, 0 }
};

static const struct um_way netbsd_area_ways[] = {
	{ "sysctl VM_PROC_MAP", UM_NATIVE, UM_NEEDS_CALL(areas), um_area_by_call },
	{ 0, 0, 0, 0 }
};

static const struct um_way netbsd_inherit_ways[] = {
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit),
	    um_inherit_by_minherit },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row netbsd_errnos[] = {
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES,
	    "PaX forbids memory that is written and executed" },
	{ UM_IN_MMAP, UM_OF_FIXED | UM_OF_ANON, EACCES, EPERM,
	    "vm.user_va0_disable keeps the page at 0" },
	{ UM_IN_MMAP, UM_OF_FIXED, EFBIG, ENOMEM,
	    "beyond the address space" },
	{ UM_IN_MMAP, UM_OF_FIXED, EOVERFLOW, ENOMEM,
	    "beyond the address space" },
	{ UM_IN_MPROTECT, UM_OF_EXEC, EACCES, EACCES,
	    "PaX MPROTECT: execution is added only to memory mapped with "
	    "UM_MAP_MAYEXEC" },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_netbsd = {
	.name = "netbsd",
	.habits = UM_DEV_ZERO_SHARES
	    | UM_MINHERIT_PASSES_HOLES,
	.errnos = netbsd_errnos,
	.ways = {
		[UM_CHAIN_ALIGNED] = netbsd_aligned_ways,
		[UM_CHAIN_AREA] = netbsd_area_ways,
		[UM_CHAIN_AREAS] = netbsd_area_ways,
		[UM_CHAIN_INHERIT] = netbsd_inherit_ways,
		[UM_CHAIN_NOREPLACE] = netbsd_noreplace_ways,
		[UM_CHAIN_DISCARD_PRIVATE] = netbsd_discard_private_ways
	}
};
