/* DragonFly 5.9 and later: sys/vm/vm_mmap.c. */
#include "../way/way.h"

static const struct um_errno_row dragonfly_errnos[] = {
	/* shm_open of its libc goes on with the -1 that open gave (3.5) */
	{ UM_IN_OBJECT, 0, EBADF, EMFILE, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_MLOCK, 0, EPERM, EPERM, UM_WHY_LOCK_ROOT },
	{ UM_IN_MADVISE, 0, EINVAL, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MSYNC, 0, EINVAL, ENOMEM, UM_WHY_HOLE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_dragonfly = {
	.name = "dragonfly",
	.habits = UM_DEV_ZERO_SHARES | UM_MINCORE_PASSES_HOLES,
	.unmap_holes = um_unmap_holes,
	.errnos = dragonfly_errnos
};
