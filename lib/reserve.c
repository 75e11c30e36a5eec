/* Address space first, memory later: um_reserve, um_commit, um_decommit. */
#include "logic.h"

void *um_reserve(const struct um_place *where, size_t len, unsigned flags)
{
	const int saved = errno;
	uintptr_t at;

	if (um_check_place(where) < 0)
		return MAP_FAILED;
	if (flags || len == 0) {
		um_invalid(flags ? "unknown flag" : "the length is 0");
		return MAP_FAILED;
	}
	if (len > PTRDIFF_MAX - (um_grain() - 1)) {
		um_lacking(UM_WHY_BEYOND);
		return MAP_FAILED;
	}
	if (um_hold(where, um_round_up(len, um_page()), &at) < 0) {
		um_fail_as(UM_IN_MMAP, UM_OF_ANON);
		return MAP_FAILED;
	}
	errno = saved;
	return (void *)at;
}

/* Where nobody tells what is mapped, the caller is believed. */
static UM_COLD int refuse_foreign(const struct um_area *area, void *closure)
{
	return area->kind == UM_KIND_UNTOLD && area->shared <= 0 ? 0
	    : um_own_only(area, closure);
}

static int ask_foreign(const struct um_range *range)
{
	const int told = um_areas_if_told(range, refuse_foreign, 0);

	return told == 1 && um_whole(range) == 0
	    ? um_no_memory(UM_WHY_HOLE) : told;
}

static int commit(void *addr, size_t len, int prot)
{
	const int saved = errno;
	struct um_commitment c;
	const int some = um_range_of(addr, len, &c.range);

	if (some <= 0)
		return some;
	c.prot = prot;
	if (ask_foreign(&c.range) < 0
	    || um_walk_alike(UM_CHAIN_COMMIT, um_commit_ways, &c,
		1) < 0)
		return prot ? um_fail_as(UM_IN_MPROTECT, um_traits_of(prot))
		    : um_fail_as(UM_IN_MMAP, UM_OF_ANON | UM_OF_FIXED);
	errno = saved;
	return 0;
}

int um_commit(void *addr, size_t len, int prot)
{
	if (prot & ~UM_PROT_ALL)
		return um_invalid("unknown protection bit");
	if (!prot)
		return um_invalid("committed memory has some access");
	return commit(addr, len, prot);
}

int um_decommit(void *addr, size_t len)
{
	return commit(addr, len, PROT_NONE);
}
