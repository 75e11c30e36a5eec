/* An area without the memory that it is read into. */
#include "engine.h"

int um_area_outside(const struct um_area *area, const struct um_range *range,
    um_visit *visit, void *closure)
{
	const uintptr_t from = range->addr, to = from + range->len;
	struct um_area part = *area;
	int stopped = 0;

	if (!range->len || area->end - 1 < from || area->start >= to)
		return visit(area, closure);
	if (area->start < from) {
		part.end = from;
		stopped = visit(&part, closure);
	}
	if (stopped || area->end - 1 < to)
		return stopped;
	part.start = to;
	part.end = area->end;
	return visit(&part, closure);
}
