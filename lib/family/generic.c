/* A kernel of which nothing is known: POSIX, and what its numbers tell. */
#include "../kernel.h"

static const struct um_errno_row generic_errnos[] = {
	{ UM_IN_MMAP, UM_OF_ANON, EINVAL, ENOMEM,
	    "the kernel refuses the place or the length" },
	{ UM_IN_MMAP, 0, EAGAIN, ENOMEM, 0 },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_generic = {
	.name = "generic",
	.habits = 0,
	.errnos = generic_errnos
};
