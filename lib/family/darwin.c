/* macOS and iOS: xnu bsd/kern/kern_mman.c. */
#include "../logic.h"

/* A hint is a lower bound, so a free one binds. */
static const struct um_way darwin_area_ways[] = {
	{ "mach_vm_region", UM_NATIVE, UM_NEEDS_CALL(areas), um_area_by_call },
	{ 0, 0, 0, 0 }
};

static const struct um_way darwin_inherit_ways[] = {
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit),
	    um_inherit_by_minherit },
	{ 0, 0, 0, 0 }
};

/* macOS 15.2: resident pages are zeroed where they are, others are dropped. */
static int darwin_discard_shared(void *request)
{
	const struct um_range range = um_area_range(request);

	return um_sure_madvise(&range, um_kernel.numbers.adv_zero);
}

static const struct um_way darwin_discard_shared_ways[] = {
	{ "madvise MADV_ZERO", UM_EMULATED, UM_NEEDS_FLAG(adv_zero),
	    darwin_discard_shared },
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row darwin_errnos[] = {
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES,
	    "memory that is written and executed needs MAP_JIT" },
	{ UM_IN_MMAP, UM_OF_EXEC, EPERM, EACCES,
	    "code signing or a noexec mount forbids execution" },
	{ UM_IN_MMAP | UM_IN_MPROTECT, UM_OF_FILE | UM_OF_SHARED, EPERM,
	    EACCES, "the mode of the shared memory object forbids it" },
	{ UM_IN_MADVISE | UM_IN_MINHERIT, 0, EINVAL, ENOMEM,
	    UM_WHY_HOLE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_darwin = {
	.name = "darwin",
	.habits = UM_MINHERIT_PASSES_HOLES | UM_INVALIDATE_PASSES_LOCKS
	    | UM_MINCORE_PASSES_HOLES,
	.errnos = darwin_errnos,
	.ways = {
		[UM_CHAIN_AREA] = darwin_area_ways,
		[UM_CHAIN_DISCARD_SHARED] = darwin_discard_shared_ways,
		[UM_CHAIN_AREAS] = darwin_area_ways,
		[UM_CHAIN_INHERIT] = darwin_inherit_ways
	}
};
