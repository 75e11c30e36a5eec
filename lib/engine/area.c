/* What lies at an address: asked of the kernel each time, never kept. */
#include "engine.h"

int um_area_at(uintptr_t addr, struct um_area *area)
{
	const int found = um_ask_chain(&um_chain_area, addr, um_take_first, area);

	if (found == 0)
		errno = ENOENT;
	return found > 0 ? 0 : -1;
}

static int hole(void)
{
	return um_no_memory(UM_WHY_HOLE);
}

int um_areas(const struct um_range *range, um_visit *visit, void *closure)
{
	const uintptr_t last = range->addr + range->len - 1;
	uintptr_t at = range->addr;
	struct um_area area;
	int stop;

	for (;;) {
		if (um_area_at(at, &area) < 0)
			return errno == ENOENT ? hole() : errno == ENOTSUP
			    ? um_unable(UM_WHY_UNTOLD)
			    : -1;
		if (area.start > at)
			return hole();
		area.start = at;
		if (area.end - 1 > last)
			area.end = last + 1;
		stop = visit(&area, closure);
		if (stop || area.end - 1 == last)
			return stop;
		at = area.end;
	}
}
