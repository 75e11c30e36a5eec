/* um_regions and um_region_at: the process's own map, as its kernel tells. */
#include "logic.h"

/* ---- one --------------------------------------------------------------- */

static void show(const struct um_area *area, struct um_region *region)
{
	region->start = area->start;
	region->end = area->end;
	region->prot = area->prot;
	region->shared = area->shared;
}

static int region_failed(void)
{
	if (errno == ENOENT)
		return um_fail(ENOENT, "nothing is mapped there or behind");
	if (errno == ENOTSUP)
		return um_fail(ENOTSUP, UM_WHY_UNTOLD);
	return um_fail_as(UM_IN_ANY, 0);
}

UM_COLD int um_region_at(const void *addr, struct um_region *region)
{
	const int saved = errno;
	struct um_area area;

	if (!region)
		return um_invalid("nowhere to put the answer");
	if (um_area_at((uintptr_t)addr, &area) < 0)
		return region_failed();
	if (area.shared < 0)
		um_area_learn(&area);
	show(&area, region);
	errno = saved;
	return 0;
}

/* ---- all --------------------------------------------------------------- */

/* What lies where, in memory of its own, which is not shown. */
struct listing {
	struct um_range scratch;
	struct um_region *regions;
	size_t most, count;	/* count goes on beyond most */
	uintptr_t end;		/* of what is listed */
};

static int list_part(const struct um_area *area, void *closure)
{
	struct listing *l = closure;
	/* another thread may have mapped meanwhile */
	const uintptr_t start = area->start < l->end ? l->end : area->start;

	if (start >= area->end && area->end)
		return 0;
	if (l->count < l->most) {
		show(area, &l->regions[l->count]);
		l->regions[l->count].start = start;
	}
	l->count++;
	l->end = area->end;
	return 0;
}

/* The kernel may have joined the scratch and its neighbours. */
static UM_COLD int list_area(const struct um_area *area, void *closure)
{
	return um_area_outside(area, &((struct listing *)closure)->scratch,
	    list_part, closure);
}

/* One after the other: the text of Linux 7.3 as a whole leaves out what another
 * thread joins with a mapping that it has told. */
static int list_each(struct listing *l)
{
	struct um_question ask;

	ask.from = 0;
	ask.visit = list_area;
	ask.closure = l;
	ask.stopped = 0;
	return um_walk(UM_CHAIN_AREA, &ask, 0);
}

static int list_into(struct listing *l, size_t most)
{
	struct um_request r;

	l->scratch.len = um_round_up(most * sizeof *l->regions, um_grain());
	l->most = l->scratch.len / sizeof *l->regions;
	l->count = 0;
	l->end = 0;
	um_request_pages(&r, 0, l->scratch.len, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE);
	if (um_map(&r) < 0)
		return -1;
	l->scratch.addr = r.result;
	l->regions = (struct um_region *)r.result;
	if (list_each(l) == 0)
		return 0;
	um_undo(l->scratch.addr, l->scratch.len);
	return -1;
}

/* Others may map as fast as it is read. */
#define LISTINGS 8

static int list_all(struct listing *l)
{
	size_t most = 1024;
	int tries;

	for (tries = 0; tries < LISTINGS; tries++) {
		if (list_into(l, most) < 0)
			return -1;
		if (l->count <= l->most)
			return 0;
		um_undo(l->scratch.addr, l->scratch.len);
		most = l->count + l->count / 4;
	}
	return um_no_memory("the map grows faster than it is read");
}

/* FreeBSD does not tell whether anonymous memory is shared. */
static void learn_sharing(struct um_region *region)
{
	const int saved = errno;
	struct um_area area;

	if (region->shared < 0 && um_area_at(region->start, &area) == 0
	    && area.start <= region->start && area.end - 1 >= region->end - 1) {
		um_area_learn(&area);
		region->shared = area.shared;
	}
	errno = saved;
}

UM_COLD int um_regions(int (*visit)(const struct um_region *, void *),
    void *closure)
{
	const int saved = errno;
	struct listing l;
	int stopped = 0;
	size_t i;

	if (!visit)
		return um_invalid("no visitor");
	if (list_all(&l) < 0)
		return region_failed();
	errno = saved;
	for (i = 0; !stopped && i < l.count; i++) {
		learn_sharing(&l.regions[i]);
		stopped = visit(&l.regions[i], closure);
	}
	um_undo(l.scratch.addr, l.scratch.len);
	return stopped;
}
