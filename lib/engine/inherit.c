/* Inheritance, asked of a chain. */
#include "engine.h"

int um_inherit(const struct um_range *range, int inherit)
{
	struct um_inheritance i;

	i.range = *range;
	i.inherit = inherit;
	return um_walk(&um_chain_inherit, &i, 0);
}
