/* Room in a range of addresses, by probing: where nobody tells what is mapped. */
#include "room.h"

enum { ROOM_PROBES = 512 };

/* Places that are a whole number of steps away from the first. */
struct probing {
	struct um_request *r;
	uintptr_t first, step, places, shift;
	uintptr_t nth, apart;	/* the next, and those before, of places */
	int tries;
};

/* No map tells where the addresses end: it is not far above the stack. */
static UM_COLD int plan_probes(struct probing *p, struct um_request *r)
{
	const uintptr_t mask = r->align - 1;
	const uintptr_t end = r->last == UINTPTR_MAX ? (uintptr_t)&mask
	    : r->last;
	uint64_t chance = 0;

	p->r = r;
	p->first = r->low < UM_ROOM_FLOOR && end > 2 * UM_ROOM_FLOOR
	    ? UM_ROOM_FLOOR : r->low ? r->low : um_grain();
	p->first = (p->first + mask) & ~mask;
	if (p->first > end || end - p->first < r->len - 1)
		return -1;
	p->step = (r->len + mask) & ~mask;
	p->places = (end - p->first - (r->len - 1)) / p->step + 1;
	p->shift = r->chance ? r->chance->drawn(&chance, p->places) : 0;
	p->nth = 0;
	p->tries = 0;
	for (p->apart = 1; p->apart < p->places; p->apart *= 2)
		;
	return 0;
}

/* The end, the half, a quarter, three quarters, ...: the range is covered
 * evenly, and a place that is found is hoped to have room behind it. */
static UM_COLD uintptr_t next_probe(struct probing *p)
{
	uintptr_t nth = p->nth + p->shift;

	if (nth >= p->places)
		nth -= p->places;
	if (p->r->spot & UM_PLACE_TOP)
		nth = p->places - 1 - nth;
	p->nth += 2 * p->apart;
	if (p->nth >= p->places)
		p->nth = p->apart /= 2;
	return p->first + nth * p->step;
}

/* By chance what is remembered is not taken: the first may be drawn. */
static UM_COLD int takes_remembered(const struct probing *p, uintptr_t *at)
{
	return !p->r->chance && p->tries < ROOM_PROBES / 2
	    && um_gap_take(p->r, at);
}

/* 1: there, 0: not there, -1: nowhere. */
static UM_COLD int probe(struct probing *p)
{
	const uintptr_t hoped = p->apart * p->step;
	uintptr_t at;
	const int known = takes_remembered(p, &at);

	if (!known)
		at = next_probe(p);
	if (um_put_there(p->r, at) < 0)
		return errno == EEXIST || um_is_of_place(p->r) ? 0 : -1;
	if (!known) {	/* what is unmapped there later is remembered too */
		um_gap_forget(p->r->low, p->r->last, 0);
		um_gap_give(at + p->step, p->r->last - at < hoped
		    ? p->r->last + 1 : at + hoped);
	}
	um_said_of(0);
	return 1;
}

int um_range_by_probing(void *request)
{
	struct probing p;
	int there = 0;

	if (plan_probes(&p, request) < 0)
		return um_no_gap(request);
	for (; !there && p.apart && p.tries < ROOM_PROBES; p.tries++)
		there = probe(&p);
	return there ? there > 0 ? 0 : -1 : um_no_memory(UM_WHY_NOT_PROBED);
}
