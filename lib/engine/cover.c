/* New memory in place of whatever is there. */
#include "engine.h"

int um_cover(uintptr_t addr, size_t len)
{
	struct um_request r;

	um_request_fixed(&r, addr, len, PROT_NONE, um_space_flags());
	return um_map(&r);
}

int um_renew(const struct um_range *range, int prot)
{
	struct um_request r;

	um_request_fixed(&r, range->addr, range->len, prot,
	    UM_MAP_PRIVATE | UM_MAP_ANY_PROT);
	return um_map(&r);
}

int um_kept_old(int err)
{
	return err == EBADF || err == EINVAL || err == ENOTSUP
	    || err == ENODEV || err == EACCES || err == EPERM || err == ENOSYS;
}

/* OpenBSD and DragonFly unmap nothing if there is a hole; a cover of pages
 * without access replaces whatever is there, then all of it can go. */
int um_unmap_holes(uintptr_t addr, size_t len)
{
	if (um_cover(addr, len) == 0)
		return um_kernel.sys.munmap((void *)addr, len);
	if (errno != EPERM)
		errno = ENOMEM;
	return -1;
}
