/* macOS and iOS; never run there, only read:
 * xnu bsd/kern/kern_mman.c. */
#include "../way/way.h"
#include "darwin.h"

/* macOS 15.2: resident pages are zeroed where they are, others are dropped. */
int um_darwin_discard_shared(void *request)
{
	return um_sure_madvise(request, um_kernel.numbers.adv_zero);
}

static const struct um_errno_row darwin_errnos[] = {
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES, UM_WHY_NEEDS_JIT },
	{ UM_IN_MMAP, UM_OF_EXEC, EPERM, EACCES, UM_WHY_CODE_SIGNING },
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_SHARED, EPERM,
	    EACCES, UM_WHY_SHM_MODE },
	{ UM_IN_MADVISE | UM_IN_MINHERIT, 0, EINVAL, ENOMEM, UM_WHY_HOLE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_darwin = {
	.name = "darwin",
	.habits = UM_MADVISE_HOLE_IS_EINVAL | UM_INVALIDATE_PASSES_LOCKS
	    | UM_MINCORE_PASSES_HOLES,
	.errnos = darwin_errnos,
	.untried = 1
};
