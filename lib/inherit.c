/* What a child finds after fork. */
#include "logic.h"

/* ---- the call ---------------------------------------------------------- */

int um_inherit(const struct um_range *range, int inherit)
{
	struct um_inheritance i;

	i.range = *range;
	i.inherit = inherit;
	return um_walk(UM_CHAIN_INHERIT, &i, 0);
}

UM_COLD int um_minherit(void *addr, size_t len, int inherit)
{
	const int saved = errno;
	struct um_range range;
	int some;

	if (inherit < UM_INHERIT_SHARE || inherit > UM_INHERIT_ZERO)
		return um_invalid("unknown inheritance");
	some = um_range_of(addr, len, &range);
	if (some <= 0)
		return some;
	if (um_inherit(&range, inherit) < 0) {
		if (errno == ENOMEM && um_whole(&range) == 0)
			return um_lacking(UM_WHY_HOLE);
		return um_fail_as(UM_IN_MINHERIT, 0);
	}
	errno = saved;
	return 0;
}
