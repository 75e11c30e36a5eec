/* More of what lies at an address than its area tells. */
#include "engine.h"

int um_area_details(struct um_area *area)
{
	return area->locked >= 0 && area->concealed >= 0
	    && area->inherit >= 0 && area->shared >= 0 ? 0
	    : um_walk(&um_chain_details, area, 0);
}

void um_area_learn(struct um_area *area)
{
	const int saved = errno;

	(void)um_area_details(area);
	um_said_of(0);
	errno = saved;
}
