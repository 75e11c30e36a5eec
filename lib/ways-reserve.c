/* Ways of committing and guarding that every kernel has. */
#include "kernel.h"

/* mprotect takes the charge; what is mapped over it gives it back. */
int um_commit_by_protection(void *request)
{
	const struct um_commitment *c = request;

	return c->prot ? um_protect(&c->range, c->prot)
	    : um_cover(c->range.addr, c->range.len);
}

static int empty_area(const struct um_area *area, void *closure)
{
	const struct um_range range = um_area_range(area);

	(void)closure;
	if (!area->prot)
		return 0;
	if (um_protect(&range, PROT_READ | PROT_WRITE) < 0)
		return -1;
	memset((void *)range.addr, 0, range.len);
	return um_protect(&range, PROT_NONE);
}

/* AIX, HP-UX, the Hurd: nothing replaces in one step, the charge stays. */
int um_commit_by_zeroing(void *request)
{
	struct um_commitment *c = request;
	struct um_area whole;
	int told;

	if (c->prot)
		return um_protect(&c->range, c->prot);
	told = um_areas_if_told(&c->range, empty_area, 0);
	if (told < 1)
		return told;
	whole.start = c->range.addr;
	whole.end = c->range.addr + c->range.len;
	whole.prot = PROT_READ | PROT_WRITE;
	return empty_area(&whole, 0);
}

/* The contents may go, now or later. */
int um_guard_by_protection(void *request)
{
	const struct um_range *range = request;

	if (um_protect(range, PROT_NONE) < 0)
		return -1;
	(void)um_raw_madvise(range, um_kernel->numbers->adv_free);
	return 0;
}
