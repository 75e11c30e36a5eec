/* Room in a range of addresses, in a gap that is remembered, asked for or read in
 * the kernel's map.  Nothing is ever replaced. */
#include "room.h"

/* How often a place is tried: other threads map meanwhile, and a place may be
 * refused for what it is. */
#define ROOM_TRIES 512
#define ROOM_READINGS 16	/* of so many tries one reads the map */
/* Refusals in a row, after each of which more is passed over: enough to get past
 * the page zero of macOS, 4 GiB, and the TiB that gVisor's systrap keeps free
 * below the stack. */
#define ROOM_REFUSALS 16
#define ROOM_LAST_PAGES 3	/* passed over one by one */

int um_no_gap(const struct um_request *r)
{
	return um_no_memory(r->low == 0 && r->last == UM_LAST_2G
	    ? UM_WHY_NO_GAP_2G : r->low == 0 && r->last == UM_LAST_4G
	    ? UM_WHY_NO_GAP_4G : UM_WHY_NO_GAP);
}

int um_put_there(struct um_request *r, uintptr_t at)
{
	const uintptr_t hint = r->addr;
	int failed;

	r->addr = at;
	failed = um_walk(&um_chain_noreplace, r, 1);
	r->addr = hint;
	return failed;
}

struct room_try {
	struct um_request *r, left;	/* left: without what was refused */
	uintptr_t bottom;	/* never address 0 */
	int keeps;		/* there may be other room than what is kept */
	uintptr_t at, skip;
	int tries, refusals;
	int err;		/* may be of more than places: a limit, a flag */
};

static UM_COLD int next_remembered(struct room_try *t)
{
	return um_gap_knows(&t->left) && um_gap_take(&t->left, &t->at);
}

/* The highest and the lowest place are known when all have been seen. */
static UM_COLD int next_asked(struct room_try *t)
{
	if (t->left.spot)
		return 0;
	um_gap_forget(t->left.low, t->left.last, 0);
	return um_spots_pass(&t->left, &t->at) && next_remembered(t);
}

/* What is kept for others, then what is kept free, comes last. */
static UM_COLD int widens(struct room_try *t)
{
	if (t->keeps)
		t->keeps = 0;
	else if (t->left.low == UM_ROOM_FLOOR && t->bottom < UM_ROOM_FLOOR)
		t->left.low = t->bottom;
	else
		return 0;
	return 1;
}

/* 1: a place to try, 0: there is none, -1. */
static UM_COLD int next_place(struct room_try *t)
{
	int found;

	if (t->tries % ROOM_READINGS != ROOM_READINGS - 1
	    && (t->left.chance ? t->left.chance->ask(&t->left, &t->at)
	    : next_remembered(t) || next_asked(t)))
		return 1;
	do
		found = um_room_read(&t->left, t->keeps, &t->at);
	while (found == 0 && widens(t));
	/* Of what was remembered just now the place is no more free. */
	if (found > 0 && !t->left.spot)
		(void)next_remembered(t);
	return found;
}

/* What is refused begins or ends the addresses.  By chance it may be either:
 * no system keeps more than this free at the bottom. */
static UM_COLD int lies_high(const struct room_try *t)
{
	return t->left.chance
	    ? t->at >> (sizeof t->at > 4 ? 32 : 31) != 0
	    : (int)(t->left.spot & UM_PLACE_TOP);
}

/* A limit is no matter of places. */
static UM_COLD int is_refused_anywhere(const struct um_request *r)
{
	const int err = errno;
	const uintptr_t at = um_raw_map(r, 0, r->len, 0);

	errno = err;
	if (at != UM_NOWHERE) {
		um_undo(at, r->len);
		return 0;
	}
	if (err == ENOMEM)
		(void)um_no_memory(UM_WHY_GAP_LIMIT);
	return 1;
}

/* Is it this place that is refused, and not any?  FreeBSD and OpenBSD say
 * EINVAL of what lies beyond the addresses.  What is refused is passed over from
 * its outer end on, a page first (x86-64 has one less than a power of two,
 * gVisor two) and then more each time, but half of the rest at most. */
static UM_COLD int is_refused(struct room_try *t)
{
	const int high = lies_high(t);
	const uintptr_t last = t->at + (t->r->len - 1);
	const uintptr_t most = (high ? last - t->left.low
	    : t->left.last - t->at) / 2;

	if (errno == EEXIST)
		return 1;
	if ((!um_is_of_place(t->r) && errno != EINVAL)
	    || (t->refusals == 0 && is_refused_anywhere(t->r))
	    || ++t->refusals == ROOM_REFUSALS)
		return 0;
	t->err = errno;
	if (t->skip > most)
		t->skip = most;
	if (high)
		t->left.last = last - t->skip;
	else
		t->left.low = t->at + t->skip;
	if (t->keeps && !t->left.chance)	/* it may be remembered again */
		um_gap_give(high ? t->at : t->left.low,
		    (high ? t->left.last : last) + 1);
	if (t->refusals > ROOM_LAST_PAGES)
		t->skip *= 16;
	return 1;
}

/* Nothing is left, or nothing that was not refused. */
static UM_COLD int none_left(const struct room_try *t)
{
	return t->err == ENOMEM || t->err == EINVAL
	    ? um_no_memory(UM_WHY_GAPS_REFUSED)
	    : um_no_gap(t->r);
}

int um_range_by_map(void *request)
{
	struct room_try t;
	int found;

	t.r = request;
	t.left = *t.r;
	t.bottom = um_grain();
	if (t.bottom < t.r->low)
		t.bottom = t.r->low;
	t.left.low = t.bottom < UM_ROOM_FLOOR && t.r->last >= UM_ROOM_FLOOR
	    ? UM_ROOM_FLOOR : t.bottom;
	t.keeps = 1;
	t.refusals = 0;
	t.skip = um_grain();
	t.err = 0;
	for (t.tries = 0; t.tries < ROOM_TRIES; t.tries++) {
		found = t.left.last < t.left.low ? 0 : next_place(&t);
		if (found == 0)
			return none_left(&t);
		if (found < 0)		/* it may be told later */
			return errno == ENOSYS || is_refused_anywhere(t.r)
			    ? -1 : um_range_by_probing(t.r);
		if (um_put_there(t.r, t.at) == 0) {
			um_said_of(0);	/* of a place before */
			return 0;
		}
		if (!is_refused(&t))
			return -1;
	}
	return um_no_memory(UM_WHY_FASTER);
}
