/* um_regions and um_region_at: the process's own map, as its kernel tells. */
#include "call.h"

static int kind_of(const struct um_area *area)
{
	return area->special ? area->special : area->stack == 1
	    ? UM_REGION_STACK : area->kind == UM_KIND_ANON ? UM_REGION_ANON
	    : area->kind == UM_KIND_FILE ? UM_REGION_FILE
	    : UM_REGION_UNKNOWN;
}

static void show(const struct um_area *area, struct um_region *region)
{
	region->start = area->start;
	region->end = area->end;
	region->prot = area->prot;
	region->shared = area->shared;
	region->kind = kind_of(area);
	region->offset = area->offset;
	region->device = area->device;
	region->inode = area->inode;
	region->name = area->name;
}

/* What cannot be looked at now is unknown. */
static void settle(struct um_area *area)
{
	const int saved = errno;

	(void)um_area_settle(area);
	errno = saved;
}

static int region_failed(void)
{
	if (errno == ENOENT)
		return um_fail(ENOENT, UM_WHY_NOTHING_BEHIND);
	if (errno == ENOTSUP)
		return um_fail(ENOTSUP, UM_WHY_UNTOLD);
	return um_fail_as(UM_IN_ANY, 0);
}

UM_COLD int um_region_at(const void *addr, struct um_region *region)
{
	const int saved = errno;
	struct um_area area;

	if (!region)
		return um_invalid(UM_WHY_NO_ANSWER);
	if (um_area_at((uintptr_t)addr, &area) < 0)
		return region_failed();
	settle(&area);
	if (area.shared < 0)	/* FreeBSD, DragonFly: read over and over */
		um_area_learn(&area);
	show(&area, region);
	errno = saved;
	return 0;
}

/* What lies where, in memory of its own, which is not shown: areas from its
 * start on, their names from its end down. */
struct listing {
	struct um_range scratch;
	struct um_area *areas;
	const char *names;	/* the last one written */
	size_t count, bytes;	/* of all areas; with their names */
	uintptr_t end;		/* of what is listed */
};

/* Areas in a row that have the same name share it. */
static int keep_name(struct listing *l, struct um_area *area)
{
	const size_t len = strlen(area->name) + 1;

	if (len == 1) {
		area->name = "";
		return 0;
	}
	if (l->names && strcmp(l->names, area->name) == 0) {
		area->name = l->names;
		return 0;
	}
	l->bytes += len;
	if (l->bytes > l->scratch.len)
		return -1;
	l->names = memcpy((char *)(uintptr_t)(l->names ? l->names
	    : (char *)l->scratch.addr + l->scratch.len) - len, area->name, len);
	area->name = l->names;
	return 0;
}

static int list_part(const struct um_area *area, void *closure)
{
	struct listing *l = closure;
	struct um_area part = *area;

	/* another thread may have mapped meanwhile */
	if (part.start < l->end) {
		part.offset += part.inode ? (int64_t)(l->end - part.start) : 0;
		part.start = l->end;
	}
	if (part.start >= part.end && part.end)
		return 0;
	l->bytes += sizeof part;
	if (keep_name(l, &part) == 0 && l->bytes <= l->scratch.len)
		l->areas[l->count++] = part;
	l->end = part.end;
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
	return um_walk(&um_chain_area, &ask, 0);
}

static int list_into(struct listing *l, size_t room)
{
	struct um_request r;

	l->scratch.len = um_round_up(room, um_grain());
	l->names = 0;
	l->count = l->bytes = 0;
	l->end = 0;
	um_request_pages(&r, 0, l->scratch.len, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | um_apart());
	if (um_map(&r) < 0)
		return um_no_memory(UM_WHY_NO_LIST);
	l->scratch.addr = r.result;
	l->areas = (struct um_area *)r.result;
	if (list_each(l) == 0)
		return 0;
	um_undo(l->scratch.addr, l->scratch.len);
	return -1;
}

/* Others may map as fast as it is read. */
#define LISTINGS 8

static int list_all(struct listing *l)
{
	size_t room = 131072;
	int tries;

	for (tries = 0; tries < LISTINGS; tries++) {
		if (list_into(l, room) < 0)
			return -1;
		if (l->bytes <= l->scratch.len)
			return 0;
		um_undo(l->scratch.addr, l->scratch.len);
		room = l->bytes + l->bytes / 4;
	}
	return um_no_memory(UM_WHY_MAP_GROWS);
}

UM_COLD int um_regions(int (*visit)(const struct um_region *, void *),
    void *closure)
{
	const int saved = errno;
	struct um_region region;
	struct listing l;
	int stopped = 0, held;
	size_t i;

	if (!visit)
		return um_invalid(UM_WHY_NO_VISITOR);
	if (list_all(&l) < 0)
		return region_failed();
	errno = saved;
	held = um_kernel.sys.cancel_off ? um_kernel.sys.cancel_off() : 0;
	for (i = 0; !stopped && i < l.count; i++) {
		settle(&l.areas[i]);
		show(&l.areas[i], &region);
		stopped = visit(&region, closure);
	}
	um_undo(l.scratch.addr, l.scratch.len);
	if (um_kernel.sys.cancel_back)
		um_kernel.sys.cancel_back(held);
	return stopped;
}
