/* Address space first, memory later: um_reserve, um_commit, um_decommit. */
#include "call.h"

void *um_reserve_as(struct um_request *r, size_t len, unsigned flags)
{
	const int saved = errno;
	uintptr_t at;

	if (flags || len == 0) {
		um_invalid(flags ? UM_WHY_FLAG : UM_WHY_NO_LENGTH);
		return MAP_FAILED;
	}
	if (len > PTRDIFF_MAX - (um_grain() - 1)) {
		um_lacking(UM_WHY_BEYOND);
		return MAP_FAILED;
	}
	r->len = um_round_up(len, um_page());
	if (um_hold_as(r, &at) < 0) {
		um_fail_as(UM_IN_MMAP, UM_OF_ANON
		    | (um_lacks(len, 0, 0) & UM_OF_SPACE));
		return MAP_FAILED;
	}
	errno = saved;
	return (void *)at;
}

void *um_reserve_anywhere(size_t len, unsigned flags)
{
	struct um_request r;

	um_request_pages(&r, 0, 0, PROT_NONE, um_space_flags());
	return um_reserve_as(&r, len, flags);
}

static int commit(void *addr, size_t len, int prot)
{
	const int saved = errno;
	struct um_commitment c;
	const int some = um_range_of(addr, len, &c.range);

	if (some <= 0)
		return some;
	c.prot = prot;
	if (um_walk_often(&um_chain_commit, &c, 1) < 0)
		return prot ? um_protection_failed(&c.range, prot)
		    : um_cut_failed(&c.range, UM_IN_MMAP,
		    UM_OF_ANON | UM_OF_FIXED);
	errno = saved;
	return 0;
}

int um_commit(void *addr, size_t len, int prot)
{
	if (um_check_prot(prot) < 0)
		return -1;
	if (!prot)
		return um_invalid(UM_WHY_COMMIT_NOTHING);
	return commit(addr, len, prot);
}

int um_decommit(void *addr, size_t len)
{
	return commit(addr, len, PROT_NONE);
}
