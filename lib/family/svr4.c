/* Solaris, illumos and older System V; never run there, only read:
 * uts/common/os/grow.c of illumos. */
#include "../way/way.h"
#include "svr4.h"

/* Zero for a child is all that there is, and it is never taken back. */
int um_svr4_inherit(void *request)
{
	const struct um_inheritance *i = request;

	if (i->inherit != UM_INHERIT_ZERO)
		return um_unable(UM_WHY_NO_SUCH_INHERITANCE);
	return um_kernel.sys.memcntl((void *)i->range.addr, i->range.len,
	    um_kernel.numbers.mc_inherit_zero, 0, 0, 0);
}

/* A fixed map that fails may have removed what was there. */
static const struct um_errno_row svr4_errnos[] = {
	{ UM_IN_MMAP | UM_IN_MPROTECT | UM_IN_MREMAP, 0, EAGAIN, ENOMEM,
	    UM_WHY_SWAP },
	{ UM_IN_MMAP, UM_OF_FILE, ENXIO, EOVERFLOW, UM_WHY_OFFSET_LIMIT },
	{ UM_IN_MMAP, UM_OF_FIXED, EINVAL, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MLOCK, 0, EPERM, EPERM, UM_WHY_LOCK_PRIVILEGE },
	{ 0, 0, 0, 0, 0 }
};

/* A free hint binds exactly. */
const struct um_family um_family_svr4 = {
	.name = "svr4",
	.habits = UM_DEV_ZERO_SHARES | UM_COMMITS_BY_MAPPING,
	.errnos = svr4_errnos,
	.untried = 1
};
