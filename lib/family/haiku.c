/* Haiku; never run there, only read:
 * src/system/libroot/posix/sys/mman.cpp, src/system/kernel/vm/vm.cpp. */
#include "../way/way.h"

static const struct um_errno_row haiku_errnos[] = {
	{ UM_IN_MPROTECT, 0, EPERM, EACCES, UM_WHY_FD_MODE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_haiku = {
	.name = "haiku",
	.habits = UM_UNKNOWN_HABITS,
	.errnos = haiku_errnos,
	.untried = 1
};
