/* A kernel of which nothing is known; nothing was run on one:
 * POSIX, and what its numbers tell. */
#include "../way/way.h"

static const struct um_errno_row generic_errnos[] = {
	{ UM_IN_MMAP, 0, EAGAIN, ENOMEM, 0 },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_generic = {
	.name = "generic",
	.habits = UM_UNKNOWN_HABITS,
	.errnos = generic_errnos,
	.untried = 1
};
