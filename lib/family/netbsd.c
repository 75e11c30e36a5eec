/* NetBSD 7 and later: sys/uvm/uvm_mmap.c. */
#include "../logic.h"

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
	{ "/proc/curproc/maps", UM_NATIVE, 0, um_area_by_curproc_maps },
	{ 0, 0, 0, 0 }
};

static const struct um_way netbsd_details_ways[] = {
	{ "/proc/curproc/map", UM_NATIVE, 0, um_details_by_curproc_map },
	{ 0, 0, 0, 0 }
};

static const struct um_way netbsd_inherit_ways[] = {
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit),
	    um_inherit_by_minherit },
	{ 0, 0, 0, 0 }
};

static int netbsd_mremap(struct um_remap *m, uintptr_t to, int flags)
{
	m->result = (uintptr_t)um_kernel.sys.mremap_netbsd(
	    (void *)m->old.addr, m->old.len, (void *)to, m->new_len, flags);
	return m->result == UM_NOWHERE ? -1 : 0;
}

/* Fixed where it is, it grows in place or not at all; otherwise it moves.
 * What it adds is not locked (sys/uvm/uvm_mremap.c 1.17). */
static int netbsd_remap(void *request)
{
	struct um_remap *m = request;
	const struct um_numbers *n = &um_kernel.numbers;

	if (m->locked || m->where.low || m->where.high || m->where.flags)
		return um_remap_by_copying(m);
	if (!m->must_move
	    && netbsd_mremap(m, m->old.addr, n->map_fixed) == 0)
		return 0;
	if (!m->must_move && (errno != ENOMEM || !m->may_move))
		return -1;
	return netbsd_mremap(m, 0, m->where.align > um_grain()
	    ? um_log2(m->where.align) << n->map_aligned_shift : 0);
}

static const struct um_way netbsd_remap_ways[] = {
	{ "mremap of NetBSD", UM_NATIVE, UM_NEEDS_CALL(mremap_netbsd),
	    netbsd_remap },
	{ "mapped behind or copied", UM_EMULATED, 0,
	    um_remap_by_copying },
	{ 0, 0, 0, 0 }
};

/* What is not locked stays so. */
static int netbsd_unlock_pages(const struct um_range *range)
{
	const size_t page = um_page();
	size_t done;

	if (um_whole(range) == 0)
		return um_no_memory(UM_WHY_HOLE);
	for (done = 0; done < range->len; done += page)
		if (um_kernel.sys.munlock((void *)(range->addr + done), page)
		    < 0 && errno != EINVAL)
			return -1;
	return 0;
}

/* It refuses what is not locked, EINVAL, and unlocks nothing then. */
static int netbsd_unlock(void *request)
{
	if (um_unlock_by_call(request) == 0)
		return 0;
	return errno == EINVAL ? netbsd_unlock_pages(request) : -1;
}

static const struct um_way netbsd_unlock_ways[] = {
	{ "munlock of all or of each page", UM_NATIVE, 0,
	    netbsd_unlock },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row netbsd_errnos[] = {
	/* uvm_map_pageable: ENOMEM only of a hole at the start */
	{ UM_IN_MLOCK, 0, EINVAL, ENOMEM,
	    "part of the range is not mapped or has no access" },
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
	/* procfs; the end of the list where it is a number of the library's */
	{ EOPNOTSUPP == ENOTSUP ? 0 : UM_IN_MMAP, UM_OF_FILE, EOPNOTSUPP,
	    ENODEV, 0 },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_netbsd = {
	.name = "netbsd",
	.habits = UM_DEV_ZERO_SHARES | UM_MINHERIT_PASSES_HOLES
	    | UM_INVALIDATE_LOOKS_AT_FIRST,	/* uvm_map_clean */
	.errnos = netbsd_errnos,
	.ways = {
		[UM_CHAIN_ALIGNED] = netbsd_aligned_ways,
		[UM_CHAIN_AREA] = netbsd_area_ways,
		[UM_CHAIN_AREAS] = netbsd_area_ways,
		[UM_CHAIN_DETAILS] = netbsd_details_ways,
		[UM_CHAIN_INHERIT] = netbsd_inherit_ways,
		[UM_CHAIN_REMAP] = netbsd_remap_ways,
		[UM_CHAIN_UNLOCK] = netbsd_unlock_ways,
		[UM_CHAIN_NOREPLACE] = netbsd_noreplace_ways,
		[UM_CHAIN_DISCARD_PRIVATE] = netbsd_discard_private_ways
	}
};
