/* um_madvise of what must be true afterwards. */
#include "call.h"

static UM_COLD int discard(const struct um_range *range)
{
	struct um_range whole = *range;

	if (um_walk_settled(&um_chain_discard, &whole, 0, um_discard_a_page) == 0)
		return 0;
	if (errno == ENOTSUP && um_is_locked(range))
		return um_say(EBUSY, UM_WHY_LOCKED);
	return um_find_hole(range);
}

static UM_COLD int make_sure(const struct um_range *range, int advice)
{
	switch (advice) {
	case UM_ADV_DISCARD:
		return discard(range);
	case UM_ADV_POPULATE_READ:
		return um_populate(range, PROT_READ);
	case UM_ADV_POPULATE_WRITE:
		return um_populate(range, PROT_WRITE);
	default:
		return um_conceal(range, advice == UM_ADV_CONCEAL);
	}
}

int um_madvise_sure(void *addr, size_t len, int advice)
{
	if (advice <= UM_ADV_LAST_WISH || advice > UM_ADV_REVEAL)
		return um_invalid(UM_WHY_ADVICE);
	return um_advise(addr, len, advice, make_sure);
}
