/* The GNU Hurd; never run there, only read:
 * glibc sysdeps/mach/hurd, gnumach vm/vm_user.c. */
#include "../way/way.h"

static const struct um_errno_row hurd_errnos[] = {
	/* KERN_INVALID_ADDRESS, as it comes from Mach */
	{ UM_IN_MPROTECT | UM_IN_MSYNC, 0, 1, ENOMEM, UM_WHY_HOLE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_hurd = {
	.name = "hurd",
	.habits = UM_UNKNOWN_HABITS | UM_REPLACES_IN_TWO,
	.errnos = hurd_errnos,
	.untried = 1
};
