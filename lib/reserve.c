/* Address space first, memory later: um_reserve, um_commit, um_decommit. */
#include "kernel.h"

/* ---- ways ---------------------------------------------------------------- */

/* mprotect takes the charge; what is mapped over it gives it back. */
int um_commit_by_protection(void *request)
{
	const struct um_commitment *c = request;

	return c->prot ? um_protect(&c->range, c->prot)
	    : um_cover(c->range.addr, c->range.len);
}

/* A fixed map that fails may have removed what was there. */
static void reserve_again(const struct um_range *range)
{
	const int saved = errno;
	struct um_request r;

	r.addr = range->addr;
	r.len = range->len;
	r.align = um_grain();
	r.prot = PROT_NONE;
	r.flags = um_space_flags() | UM_MAP_FIXED_NOREPLACE;
	r.offset = 0;
	(void)um_map(&r);
	um_said_of(0);
	errno = saved;
}

static int commit_area(const struct um_area *area, void *commitment)
{
	const struct um_commitment *c = commitment;
	const struct um_range range = um_area_range(area);
	struct um_request r;

	if (area->prot)			/* it is committed */
		return um_protect(&range, c->prot);
	r.addr = range.addr;
	r.len = range.len;
	r.align = um_grain();
	r.prot = c->prot;
	r.flags = UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED
	    | UM_MAP_ANY_PROT;
	r.offset = 0;
	if (um_map(&r) == 0)
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

/* ---- the calls ----------------------------------------------------------- */

void *um_reserve(const struct um_place *where, size_t len, unsigned flags)
{
	const int saved = errno;
	uintptr_t at;

	if (flags || where) {
		um_fail(EINVAL, "unknown flag");
		return MAP_FAILED;
	}
	if (len == 0) {
		um_fail(EINVAL, "the length is 0");
		return MAP_FAILED;
	}
	if (len > PTRDIFF_MAX - (um_grain() - 1)) {
		um_fail(ENOMEM, "longer than the address space");
		return MAP_FAILED;
	}
	if (um_hold(um_round_up(len, um_page()), um_grain(), &at) < 0) {
		um_fail_as(UM_IN_MMAP, UM_OF_ANON);
		return MAP_FAILED;
	}
	errno = saved;
	return (void *)at;
}

/* Where nobody tells what is mapped, the caller is believed. */
static int commit(void *addr, size_t len, int prot)
{
	const int saved = errno;
	struct um_commitment c;
	const int some = um_range_of(addr, len, &c.range);

	if (some <= 0)
		return some;
	c.prot = prot;
	if (um_areas_if_told(&c.range, um_own_only, 0) < 0
	    || um_walk(UM_CHAIN_COMMIT, &c, 1) < 0)
		return um_fail_as(UM_IN_MPROTECT,
		    (prot & PROT_EXEC ? UM_OF_EXEC : 0)
		    | ((prot & PROT_EXEC) && (prot & PROT_WRITE)
			? UM_OF_WRITE_EXEC : 0));
	errno = saved;
	return 0;
}

int um_commit(void *addr, size_t len, int prot)
{
	if (prot & ~UM_PROT_ALL)
		return um_fail(EINVAL, "unknown protection bit");
	if (!prot)
		return um_fail(EINVAL, "committed memory has some access");
	return commit(addr, len, prot);
}

int um_decommit(void *addr, size_t len)
{
	return commit(addr, len, PROT_NONE);
}
