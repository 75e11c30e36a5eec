/* Concealment, asked of a chain. */
#include "engine.h"

int um_conceal(const struct um_range *range, int on)
{
	struct um_concealment c;

	c.range = *range;
	c.on = on;
	if (um_walk(&um_chain_conceal, &c, 0) == 0)
		return 0;
	/* Of a map it would be about its place or its protection. */
	return errno == EINVAL || (errno == ENOTSUP && !um_said())
	    ? um_unable(UM_WHY_NO_WAY) : -1;
}
