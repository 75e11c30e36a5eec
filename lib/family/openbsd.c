/* OpenBSD 7: sys/uvm/uvm_mmap.c 1.203, sys/uvm/uvm_map.c. */
#include "../way/way.h"

static const struct um_errno_row openbsd_errnos[] = {
	{ UM_IN_MMAP | UM_IN_MPROTECT, UM_OF_WRITE_EXEC, ENOTSUP, EACCES,
	    UM_WHY_W_XOR_X },
	{ UM_IN_MSYNC | UM_IN_MADVISE, 0, EINVAL, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_SHARED, EPERM, EPERM,
	    UM_WHY_SEALED_OR_IMMUTABLE },
	{ UM_IN_ANY, 0, EPERM, EPERM, UM_WHY_IMMUTABLE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_openbsd = {
	.name = "openbsd",
	.habits = UM_DEV_ZERO_SHARES | UM_INVALIDATE_PASSES_LOCKS
	    | UM_ASKING_MAY_KILL,
	.unmap_holes = um_unmap_holes,
	.errnos = openbsd_errnos
};
