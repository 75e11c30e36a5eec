/* The end of a call that failed to cut a range out. */
#include "engine.h"

int um_probe(uintptr_t addr, size_t len, unsigned char *vec)
{
	const struct um_sys *sys = &um_kernel.sys;
	const unsigned habits = um_kernel.family->habits;

	if (sys->mincore && !(habits & UM_MINCORE_PASSES_HOLES)) {
		if (sys->mincore((void *)addr, len, vec) == 0)
			return 1;
		if (errno == ENOMEM)
			return 0;
	}
	if (habits & UM_MSYNC_PASSES_HOLES)
		return -1;
	/* ENOMEM; EFAULT on NetBSD and OpenBSD, EINVAL on DragonFly */
	return sys->msync((void *)addr, len, um_kernel.numbers.ms_async) == 0
	    || (errno != ENOMEM && errno != EFAULT && errno != EINVAL);
}

/* May anything be mapped there, where nothing is? */
static int is_address(uintptr_t page)
{
	const struct um_numbers *n = &um_kernel.numbers;
	void *const at = um_kernel.sys.mmap((void *)page, um_grain(), 0,
	    n->map_private | n->map_anon | n->map_noreplace, -1, 0);

	if (at != MAP_FAILED)
		um_undo((uintptr_t)at, um_grain());
	return at == (void *)page;
}

/* EINVAL is of a range beyond the addresses, where nothing is mapped, or of a part
 * of what is not cut: a large page, and [vvar] and the like, which Linux keeps
 * whole (special_mapping_split of mm/mmap.c).  It is there at the one end of the
 * range or the other. */
int um_cuts_whole(const struct um_range *range)
{
	const int err = errno;
	const uintptr_t last = range->addr + range->len - um_page();
	unsigned char vec[1];
	const int cuts = err == EINVAL && um_kernel.numbers.large_pages
	    && (um_probe(last, um_page(), vec) == 1
	    || (um_probe(range->addr, um_page(), vec) == 1
		&& is_address(last)));

	errno = err;
	return cuts;
}

int um_cut_failed(const struct um_range *range, unsigned in, unsigned of)
{
	return (in & (UM_IN_MMAP | UM_IN_MUNMAP | UM_IN_MPROTECT))
	    && um_cuts_whole(range)
	    ? um_invalid(UM_WHY_NO_PART) : um_fail_as(in, of);
}
