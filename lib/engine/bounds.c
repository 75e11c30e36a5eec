/* Where something is mapped: asked of the kernel each time, never kept. */
#include "engine.h"

void um_area_blank(struct um_area *area)
{
	memset(area, 0, sizeof *area);
	area->shared = area->locked = area->concealed = area->inherit = -1;
	area->name = "";
}

int um_ask_chain(struct um_chain *chain, uintptr_t from, um_visit *visit,
    void *closure)
{
	struct um_question ask;

	ask.from = from;
	ask.visit = visit;
	ask.closure = closure;
	ask.stopped = 0;
	return um_walk(chain, &ask, 0) < 0 ? -1 : ask.stopped;
}

int um_areas_from(uintptr_t from, um_visit *visit, void *closure)
{
	return um_ask_chain(&um_chain_areas, from, visit, closure);
}

int um_take_first(const struct um_area *area, void *closure)
{
	struct um_area *const first = closure;

	*first = *area;
	first->name = "";
	return 1;
}

int um_bounds_at(uintptr_t addr, struct um_area *area)
{
	const int found = um_areas_from(addr, um_take_first, area);

	if (found == 0)
		errno = ENOENT;
	return found > 0 ? 0 : -1;
}
