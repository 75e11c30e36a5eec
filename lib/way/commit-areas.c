/* How reserved memory is had and given back where the map has to tell of it. */
#include "way.h"

static int empty_area(const struct um_area *area, void *closure)
{
	const struct um_range range = um_area_range(area);

	(void)closure;
	if (!area->prot)
		return 0;
	if (um_own_only(area) < 0
	    || um_protect(&range, PROT_READ | PROT_WRITE) < 0)
		return -1;
	memset((void *)range.addr, 0, range.len);
	return um_protect(&range, PROT_NONE);
}

/* AIX, HP-UX, the Hurd: no fixed map replaces in one step, the charge stays. */
int um_commit_by_zeroing(void *request)
{
	struct um_commitment *c = request;

	return c->prot ? um_protect(&c->range, c->prot)
	    : um_areas(&c->range, empty_area, 0);
}

static void reserve_again(const struct um_range *range)
{
	const int saved = errno;
	struct um_request r;

	um_request_noreplace(&r, range->addr, range->len, PROT_NONE,
	    um_space_flags());
	(void)um_map(&r);
	um_said_of(0);
	errno = saved;
}

static int commit_area(const struct um_area *area, void *commitment)
{
	const struct um_commitment *c = commitment;
	const struct um_range range = um_area_range(area);

	if (area->prot)			/* it is committed */
		return um_protect(&range, c->prot);
	if (um_renew(&range, c->prot) == 0)
		return 0;
	reserve_again(&range);
	return -1;
}

/* illumos: memory of MAP_NORESERVE is never charged, so new is mapped. */
int um_commit_by_mapping(void *request)
{
	struct um_commitment *c = request;
	int told;

	if (!c->prot)
		return um_cover(c->range.addr, c->range.len);
	told = um_areas_if_told(&c->range, commit_area, c);
	if (told == 1)
		errno = ENOSYS;
	return told ? -1 : 0;
}
