/* The raw calls that all else is made of, and their undoing: must not fail, and
 * only of what is certainly the library's own. */
#include "engine.h"

int um_raw_madvise(const struct um_range *range, int advice)
{
	if (advice == UM_LACKS || !um_kernel.sys.madvise) {
		errno = ENOSYS;
		return -1;
	}
	return um_kernel.sys.madvise((void *)range->addr, range->len,
	    advice);
}

void um_close(int fd)
{
	const int saved = errno;

	(void)um_kernel.sys.close(fd);
	errno = saved;
}

int um_open(const char *path, int flags)
{
	int fd;

	do
		fd = um_kernel.sys.open(path, flags | O_CLOEXEC, 0600);
	while (fd < 0 && errno == EINTR);
	if (fd < 0 && errno == EBADF)	/* DragonFly's word for EMFILE */
		errno = EMFILE;
	return fd;
}

uintptr_t um_raw_map(const struct um_request *r, uintptr_t addr, size_t len,
    int extra_flags)
{
	void *const p = um_kernel.sys.mmap((void *)addr, len, r->raw_prot,
	    r->raw_flags | r->raw_wishes | extra_flags, r->fd, r->offset);

	return (uintptr_t)p;
}

int um_unmap_failed(uintptr_t addr, size_t len)
{
	return errno == EINVAL && um_kernel.family->unmap_holes
	    ? um_kernel.family->unmap_holes(addr, len) : -1;
}

void um_undo(uintptr_t addr, size_t len)
{
	const int saved = errno;

	(void)um_unmap(addr, len);
	errno = saved;
}
