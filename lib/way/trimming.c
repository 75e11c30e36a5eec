/* Aligned, of more than was asked for or where there is room. */
#include "room.h"

/* HP-UX fails for a hint it dislikes, Linux 2.4 for one beyond the end. */
uintptr_t um_raw_map_hinted(const struct um_request *r, uintptr_t hint,
    int extra_flags)
{
	const uintptr_t at = um_raw_map(r, hint, r->len, extra_flags);

	return at == UM_NOWHERE && hint
	    ? um_raw_map(r, 0, r->len, extra_flags) : at;
}

static int is_aligned(const struct um_request *r, uintptr_t at)
{
	return (at & (r->align - 1)) == 0;
}

uintptr_t um_aligned_hint(const struct um_request *r)
{
	return is_aligned(r, r->addr) ? r->addr : 0;
}

/* Cuts [at, at + big) down to [keep, keep + len).  What is given away is not
 * ours to undo any more. */
static UM_COLD int trim(uintptr_t at, size_t big, uintptr_t keep, size_t len)
{
	const size_t head = keep - at, tail = big - head - len;

	if (head && um_unmap(at, head) < 0) {
		um_undo(at, big);
		return -1;
	}
	if (tail && um_unmap(keep + len, tail) < 0) {
		um_undo(keep, len + tail);
		return -1;
	}
	return 0;
}

enum { HELD_TRIES = 8 };

/* An object does not stretch over the slack, and private memory may be
 * charged for it: a larger hold shows where there is room.  It is given up
 * before the source is put there without replacing, so that there is nothing to
 * undo, which might be another thread's by then. */
static int put_where_held(struct um_request *r, size_t big)
{
	struct um_request held;
	int tries = 0, failed;

	do {
		um_request_pages(&held, 0, big, PROT_NONE, um_space_flags());
		if (um_map(&held) < 0)
			return -1;
		um_undo(held.result, big);
		failed = um_put_there(r, um_round_up(held.result, r->align));
	} while (failed && errno == EEXIST && ++tries < HELD_TRIES);
	return failed && errno == EEXIST
	    ? um_no_memory(UM_WHY_FASTER) : failed;
}

/* What is larger than asked for may be beyond a limit. */
static UM_COLD int put_into_gap(struct um_request *r)
{
	const int failed = errno;
	const enum um_reason why = um_said();

	um_request_widest(r);
	r->spot = UM_PLACE_TOP;
	if (um_range_by_map(r) == 0)
		return 0;
	return um_say(failed, why);
}

int um_aligned_by_trimming(void *request)
{
	struct um_request *r = request;
	uintptr_t at = um_raw_map_hinted(r, um_aligned_hint(r), 0);
	const size_t slack = r->align - um_grain();

	if (at == UM_NOWHERE)
		return -1;
	if (at && is_aligned(r, at))
		return um_settle(r, at);
	um_undo(at, r->len);
	if (r->len > PTRDIFF_MAX - slack)
		return um_no_memory(UM_WHY_NO_SUCH_ALIGNMENT);
	at = r->fd < 0 ? um_raw_map(r, 0, r->len + slack, 0) : UM_NOWHERE;
	if (at == UM_NOWHERE)
		return put_where_held(r, r->len + slack) == 0 ? 0
		    : put_into_gap(r);
	r->result = um_round_up(at, r->align);
	return trim(at, r->len + slack, r->result, r->len);
}

int um_put_aligned(struct um_request *r)
{
	return um_walk(&um_chain_aligned, r, 1);
}
