/* Free room that was found and not used yet is remembered, so that a run of
 * like requests does not read the map again and again.  Others map too, so
 * what is remembered may be wrong: it is only ever mapped without replacing,
 * and a start and an end that two threads mixed cost a call, no more. */
#include "engine.h"

#define GAPS 64
#define EMPTY UINTPTR_MAX	/* an empty gap: it starts above any end */

static uintptr_t gap_starts[GAPS], gap_ends[GAPS];
static int gap_whole;

static struct um_gap gap_at(int i)
{
	struct um_gap gap;

	gap.start = UM_LOAD_FIRST(&gap_starts[i]);
	gap.end = UM_LOAD(&gap_ends[i]);
	return gap;
}

static size_t gap_size(const struct um_gap *gap)
{
	return gap->start < gap->end ? gap->end - gap->start : 0;
}

int um_gap_fits(const struct um_gap *gap, const struct um_request *r,
    uintptr_t *at)
{
	const uintptr_t mask = r->align - 1;
	const uintptr_t first = gap->start < r->low ? r->low : gap->start;
	const uintptr_t last = gap->end - 1 > r->last ? r->last : gap->end - 1;

	if (gap_size(gap) == 0 || first > last || last - first < r->len - 1)
		return 0;
	if (r->spot & UM_PLACE_TOP) {
		*at = (last - (r->len - 1)) & ~mask;
		return *at >= first;
	}
	*at = (first + mask) & ~mask;
	return *at >= first && *at <= last && last - *at >= r->len - 1;
}

static int is_better(const struct um_request *r, uintptr_t at, uintptr_t than)
{
	return r->spot & UM_PLACE_TOP ? at > than : at < than;
}

/* The gap to use, by its number; -1 if none fits. */
static int best_gap(const struct um_request *r, struct um_gap *gap,
    uintptr_t *at)
{
	struct um_gap other;
	uintptr_t here;
	int i, best = -1;

	for (i = 0; i < GAPS; i++) {
		other = gap_at(i);
		if (um_gap_fits(&other, r, &here)
		    && (best < 0 || is_better(r, here, *at))) {
			best = i;
			*gap = other;
			*at = here;
		}
	}
	return best;
}

int um_gap_take(const struct um_request *r, uintptr_t *at)
{
	struct um_gap gap;
	int i;

	while ((i = best_gap(r, &gap, at)) >= 0) {
		const uintptr_t end = *at + r->len;

		if (r->spot & UM_PLACE_TOP) {
			if (!UM_CHANGE(&gap_ends[i], gap.end, *at))
				continue;
			um_gap_give(end, gap.end);
		} else {
			if (!UM_CHANGE(&gap_starts[i], gap.start, end))
				continue;
			um_gap_give(gap.start, *at);
		}
		return 1;
	}
	return 0;
}

/* Lengthens a gap that it touches: what is seen again is not remembered
 * twice. */
static int joined(uintptr_t start, uintptr_t end)
{
	struct um_gap gap;
	int i;

	for (i = 0; i < GAPS; i++) {
		gap = gap_at(i);
		if (gap_size(&gap) == 0 || end < gap.start || start > gap.end)
			continue;
		return (start >= gap.start
			|| UM_CHANGE(&gap_starts[i], gap.start, start))
		    && (end <= gap.end
			|| UM_CHANGE(&gap_ends[i], gap.end, end));
	}
	return 0;
}

void um_gap_give(uintptr_t start, uintptr_t end)
{
	struct um_gap gap, smallest;
	int i, place = 0;

	if (start >= end || joined(start, end))
		return;
	smallest = gap_at(0);
	for (i = 1; i < GAPS && gap_size(&smallest); i++) {
		gap = gap_at(i);
		if (gap_size(&gap) < gap_size(&smallest)) {
			smallest = gap;
			place = i;
		}
	}
	if (gap_size(&smallest) >= end - start
	    || !UM_CHANGE(&gap_starts[place], smallest.start, EMPTY))
		return;
	UM_STORE(&gap_ends[place], end);
	UM_STORE_LAST(&gap_starts[place], start);
}

void um_gap_forget(uintptr_t low, uintptr_t last, int whole)
{
	int i;

	for (i = 0; i < GAPS; i++)
		UM_STORE(&gap_starts[i], EMPTY);
	UM_STORE(&um_looked_through.low, low);
	UM_STORE(&um_looked_through.span, last - low);
	UM_STORE(&um_looked_through.give, um_gap_give);
	UM_STORE(&gap_whole, whole);
}

int um_gap_knows(const struct um_request *r)
{
	const uintptr_t end = r->spot & UM_PLACE_TOP ? r->last : r->low;

	return r->spot == 0 || (UM_LOAD(&gap_whole)
	    && end - UM_LOAD(&um_looked_through.low)
	    <= UM_LOAD(&um_looked_through.span));
}
