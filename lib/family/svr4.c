/* Solaris, illumos and older System V: uts/common/os/grow.c of illumos. */
#include "../logic.h"

/* The kernel's map tells memory of /dev/zero for what it is, an object not. */
static const struct um_way svr4_shared_ways[] = {
	{ "mmap MAP_SHARED|MAP_ANON", UM_NATIVE, UM_NEEDS_FLAG(map_anon),
	    um_shared_by_flag },
	{ "/dev/zero mapped shared", UM_EMULATED, 0, um_shared_by_dev_zero },
	{ "an object mapped shared", UM_EMULATED, 0, um_shared_by_object },
	{ 0, 0, 0, 0 }
};

static const struct um_way svr4_aligned_ways[] = {
	{ "mmap MAP_ALIGN", UM_NATIVE, UM_NEEDS_FLAG(map_align_in_addr),
	    um_aligned_by_addr },
	{ "mapped larger and trimmed", UM_EMULATED, 0,
	    um_aligned_by_trimming },
	{ 0, 0, 0, 0 }
};

static const struct um_way svr4_area_ways[] = {
	{ "/proc/self/map", UM_NATIVE, UM_NEEDS_CALL(areas), um_area_by_call },
	{ 0, 0, 0, 0 }
};

/* Zero for a child is all that there is, and it is never taken back. */
static int svr4_inherit(void *request)
{
	const struct um_inheritance *i = request;

	if (i->inherit != UM_INHERIT_ZERO)
		return um_unable("this kernel has no such inheritance");
	if (um_areas_if_told(&i->range, um_own_only, 0) < 0)
		return -1;
	return um_kernel.sys.memcntl((void *)i->range.addr, i->range.len,
	    um_kernel.numbers.mc_inherit_zero, 0, 0, 0);
}

/* MADV_PURGE is no way of discarding: it leaves pages that a child shares or
 * that are paged out as they are (uts/common/vm/vm_anon.c, anon_disclaim). */
static const struct um_way svr4_inherit_ways[] = {
	{ "memcntl MC_INHERIT_ZERO", UM_NATIVE, UM_NEEDS_FLAG(mc_inherit_zero),
	    svr4_inherit },
	{ 0, 0, 0, 0 }
};

/* A fixed map that fails may have removed what was there. */
static const struct um_errno_row svr4_errnos[] = {
	{ UM_IN_MMAP | UM_IN_MPROTECT | UM_IN_MREMAP, 0, EAGAIN, ENOMEM,
	    "no swap space can be reserved" },
	{ UM_IN_MMAP, UM_OF_FILE, ENXIO, EOVERFLOW,
	    "the offset is beyond what the object can have" },
	{ UM_IN_MMAP, UM_OF_FIXED, EINVAL, ENOMEM,
	    "beyond the address space" },
	{ UM_IN_MLOCK, 0, EPERM, EPERM,
	    "locking needs the privilege PRIV_PROC_LOCK_MEMORY" },
	{ 0, 0, 0, 0, 0 }
};

/* A free hint binds exactly. */
const struct um_family um_family_svr4 = {
	.name = "svr4",
	.habits = UM_DEV_ZERO_SHARES | UM_COMMITS_BY_MAPPING,
	.errnos = svr4_errnos,
	.ways = {
		[UM_CHAIN_SHARED] = svr4_shared_ways,
		[UM_CHAIN_ALIGNED] = svr4_aligned_ways,
		[UM_CHAIN_AREA] = svr4_area_ways,
		[UM_CHAIN_INHERIT] = svr4_inherit_ways,
		[UM_CHAIN_AREAS] = svr4_area_ways
	}
};
