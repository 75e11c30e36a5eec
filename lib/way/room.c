/* A search for room: in the kernel's map, or by single questions. */
#include "room.h"

/* As much is kept for a heap as for a stack without limit: Linux' own least
 * room. */
#define ROOM_KEPT ((uintptr_t)128 << 20)

void um_room_begin(struct um_room *s, const struct um_request *r, int keeps)
{
	memset(s, 0, sizeof *s);
	s->r = r;
	s->asked = s->ask.from = r->low;
	s->ask.closure = s;
	s->keeps = keeps;
	if (keeps && um_kernel.sys.heap_end)
		s->heap.start = um_kernel.sys.heap_end();
	if (s->heap.start)
		s->heap.end = s->heap.start + ROOM_KEPT;
}

static UM_COLD void consider_gap(struct um_room *s, uintptr_t start,
    uintptr_t end)
{
	struct um_gap gap;
	uintptr_t at;

	gap.start = start;
	gap.end = end;
	if (!um_gap_fits(&gap, s->r, &at))
		return;
	if (s->r->chance)
		s->r->chance->choose(s, &gap, at);
	else {
		if (!s->found || (s->r->spot & UM_PLACE_TOP))
			s->at = at;
		if (s->keeps)
			um_gap_give(start, end);
	}
	s->found = 1;
}

/* Without what is kept for the heap. */
static UM_COLD void consider(struct um_room *s, uintptr_t start, uintptr_t end)
{
	if (s->heap.end > start && s->heap.start < end) {
		consider_gap(s, start, s->heap.start);
		start = s->heap.end;
	}
	consider_gap(s, start, end);
}

/* The main stack may yet grow to its limit, and Linux keeps 256 pages between
 * it and what lies below. */
static UM_COLD uintptr_t below_stack(const struct um_area *stack)
{
	const uintptr_t has = stack->end - stack->start;
	const uintptr_t limit = um_kernel.sys.stack_limit
	    ? um_kernel.sys.stack_limit() : 0;
	uintptr_t room = 256 * um_page();

	if (limit == UINTPTR_MAX)
		room += ROOM_KEPT;
	else if (limit > has)
		room += limit - has;
	return room < stack->start ? stack->start - room : 0;
}

uintptr_t um_room_end(const struct um_room *s, const struct um_area *area)
{
	return s->keeps && area->stack == 1 ? below_stack(area) : area->start;
}

/* ---- all of the map ---------------------------------------------------- */

static UM_COLD int pass_area(const struct um_area *area, void *room)
{
	struct um_room *s = room;

	if (um_area_is_kernels(area))
		return 1;
	consider(s, s->asked, um_room_end(s, area));
	if (area->end > s->asked)
		s->asked = area->end;
	return s->asked > s->r->last;
}

/* Nobody tells where the addresses end: with what is mapped highest, rounded
 * up to a power of two, which costs no more than a refusal if it is less. */
static UM_COLD void consider_above(struct um_room *s)
{
	uintptr_t end = 1;

	while (end && end <= s->asked)
		end *= 2;
	consider(s, s->asked, end && end <= s->r->last ? end
	    : s->r->last + 1);
}

int um_room_read(const struct um_request *r, int keeps, uintptr_t *at)
{
	struct um_room s;

	um_room_begin(&s, r, keeps);
	s.ask.visit = pass_area;
	if (!r->chance)
		um_gap_forget(r->low, r->last, 1);
	if (um_walk(&um_chain_areas, &s.ask, 0) < 0) {
		if (errno == ENOTSUP)
			errno = ENOSYS;
		return -1;
	}
	if (r->last != UINTPTR_MAX || r->low > (uintptr_t)&s)
		consider_above(&s);
	*at = s.at;
	return s.found;
}

/* ---- single questions -------------------------------------------------- */

/* A gap of so many times the length serves a run of requests. */
#define SPOT_TIMES 16
enum { SPOT_QUESTIONS = 512 };

int um_spots_begin(struct um_room *s, const struct um_request *r)
{
	um_room_begin(s, r, 1);
	/* No address is far above the stack. */
	s->last = r->last == UINTPTR_MAX && r->low < (uintptr_t)s
	    ? (uintptr_t)s : r->last;
	s->step = (s->last - r->low) / 4;
	return s->last >= r->low && s->last - r->low >= r->len - 1 + r->align;
}

int um_spots_ask(struct um_room *s, um_visit *visit, int questions,
    uintptr_t *at)
{
	s->ask.visit = visit;
	s->left = questions;
	(void)um_walk(&um_chain_spots, &s->ask, 0);
	um_said_of(0);
	*at = s->at;
	return s->found;
}

/* A step further, or at once behind what is larger; at the end with a quarter
 * of the step from the start. */
static UM_COLD uintptr_t next_spot(struct um_room *s,
    const struct um_area *area)
{
	uintptr_t on = s->last - s->asked <= s->step ? s->last
	    : s->asked + s->step;

	if (on < area->end)
		on = area->end;
	if (on < s->last)
		return on;
	s->step /= 4;
	return s->r->low + s->step / 2;
}

static UM_COLD int pass_spot(const struct um_area *area, void *room)
{
	struct um_room *s = room;
	const uintptr_t end = um_room_end(s, area);

	if (end > s->asked) {
		consider(s, s->asked, end);
		if (s->found && (end - s->asked) / SPOT_TIMES >= s->r->len)
			return 1;
	}
	s->ask.from = s->asked = next_spot(s, area);
	return --s->left == 0 || s->step < s->r->len;
}

int um_spots_pass(const struct um_request *r, uintptr_t *at)
{
	struct um_room s;

	return um_spots_begin(&s, r)
	    && um_spots_ask(&s, pass_spot, SPOT_QUESTIONS, at);
}
