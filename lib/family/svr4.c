/* Solaris, illumos and older System V: uts/common/os/grow.c of illumos. */
#include "../kernel.h"

static const struct um_errno_row svr4_errnos[] = {
	{ UM_IN_MMAP | UM_IN_MPROTECT | UM_IN_MREMAP, 0, EAGAIN, ENOMEM,
	    "no swap space can be reserved" },
	{ UM_IN_MMAP, UM_OF_FILE, ENXIO, EOVERFLOW,
	    "the offset is beyond what the object can have" },
	{ UM_IN_MMAP, UM_OF_FIXED, EINVAL, ENOMEM,
	    "beyond the address space" },
	{ UM_IN_MMAP, UM_OF_ANON, EINVAL, ENOMEM,
	    "beyond the address space" },
	{ UM_IN_MLOCK, 0, EPERM, EPERM,
	    "locking needs the privilege PRIV_PROC_LOCK_MEMORY" },
	{ 0, 0, 0, 0, 0 }
};

/* A free hint binds exactly. */
const struct um_family um_family_svr4 = {
	.name = "svr4",
	.habits = UM_DEV_ZERO_SHARES,
	.errnos = svr4_errnos
};
