/* Where a mapping goes: anywhere, exactly there, exactly there without
 * replacing, or aligned.  Ends in raw mmaps of the request's source. */
#include "logic.h"

uintptr_t um_raw_map(const struct um_request *r, uintptr_t addr, size_t len,
    int extra_flags)
{
	return (uintptr_t)um_kernel.sys.mmap((void *)addr, len, r->raw_prot,
	    r->raw_flags | r->raw_wishes | extra_flags, r->fd, r->offset);
}

int um_settle(struct um_request *r, uintptr_t at)
{
	if (at == UM_NOWHERE)
		return -1;
	r->result = at;
	return 0;
}

/* ---- anywhere ---------------------------------------------------------- */

/* NetBSD answers a low hint with address 0, which is no address here. */
static UM_COLD uintptr_t off_zero(struct um_request *r)
{
	const uintptr_t at = um_raw_map(r, 0, r->len, 0);

	um_undo(0, r->len);
	return at;
}

/* HP-UX fails for a hint it dislikes, Linux 2.4 for one beyond the end. */
uintptr_t um_raw_map_hinted(const struct um_request *r, uintptr_t hint,
    int extra_flags)
{
	const uintptr_t at = um_raw_map(r, hint, r->len, extra_flags);

	return at == UM_NOWHERE && hint
	    ? um_raw_map(r, 0, r->len, extra_flags) : at;
}

static int anywhere(struct um_request *r)
{
	const uintptr_t at = um_raw_map_hinted(r,
	    r->addr & ~((uintptr_t)um_grain() - 1), 0);

	return um_settle(r, at ? at : off_zero(r));
}

/* ---- exactly there ----------------------------------------------------- */

int um_fixed_by_flag(void *request)
{
	struct um_request *r = request;

	return um_settle(r,
	    um_raw_map(r, r->addr, r->len, um_kernel.numbers.map_fixed));
}

static int is_taken(const struct um_request *r)
{
	struct um_range range;

	range.addr = r->addr;
	range.len = r->len;
	return um_taken(&range);
}

/* What is there, when the kernel went elsewhere or gave no clear answer. */
static UM_COLD int conflict(const struct um_request *r, int (*binds)(void))
{
	const int taken = is_taken(r);

	if (!taken)
		return um_no_memory("it is free, but this kernel maps "
		    "nothing there");
	if (taken < 0 && !(binds && binds()))
		return um_unable("this kernel maps where it likes");
	return um_say(EEXIST, UM_WHY_TAKEN);
}

int um_noreplace_by_flag(void *request)
{
	struct um_request *r = request;
	const struct um_numbers *n = &um_kernel.numbers;
	uintptr_t at;

	if (r->raw_wishes & n->map_stack)	/* OpenBSD: not together */
		return um_place_compared(r, 0, 0);
	at = um_raw_map(r, r->addr, r->len, n->map_noreplace);
	if (at == r->addr)
		return um_settle(r, at);
	if (at != UM_NOWHERE) {		/* Linux < 4.17, gVisor: only a hint */
		um_undo(at, r->len);
		errno = ENOSYS;
		return -1;
	}
	/* FreeBSD, DragonFly and OpenBSD have one errno for both cases. */
	if (errno == ENOMEM && is_taken(r) == 1)
		return um_say(EEXIST, UM_WHY_TAKEN);
	return -1;
}

int um_place_compared(struct um_request *r, int flag, int (*binds)(void))
{
	const uintptr_t at = um_raw_map(r, r->addr, r->len, flag);

	if (at == UM_NOWHERE || at == r->addr)
		return um_settle(r, at);
	um_undo(at, r->len);
	return conflict(r, binds);
}

int um_noreplace_by_hint(void *request)
{
	return um_place_compared(request, 0, 0);
}

/* ---- aligned ----------------------------------------------------------- */

static int is_aligned(const struct um_request *r, uintptr_t at)
{
	return (at & (r->align - 1)) == 0;
}

uintptr_t um_aligned_hint(const struct um_request *r)
{
	return is_aligned(r, r->addr) ? r->addr : 0;
}

/* Cuts [at, at + big) down to [keep, keep + len). */
static UM_COLD int trim(uintptr_t at, size_t big, uintptr_t keep, size_t len)
{
	const size_t head = keep - at, tail = big - head - len;

	if ((head && um_unmap(at, head) < 0)
	    || (tail && um_unmap(keep + len, tail) < 0)) {
		um_undo(at, big);
		return -1;
	}
	return 0;
}

/* An object does not stretch over the slack, and private memory may be
 * charged for it: then the source is put into a larger hold. */
static int put_into_hold(struct um_request *r, uintptr_t at, size_t big)
{
	r->addr = um_round_up(at, r->align);
	if (um_walk(UM_CHAIN_FIXED, r, 1) == 0)
		return 0;
	um_undo(at, big);
	return -1;
}

static int map_larger(struct um_request *r, size_t big, uintptr_t *at)
{
	*at = r->fd < 0 ? um_raw_map(r, 0, big, 0) : UM_NOWHERE;
	if (*at == UM_NOWHERE) {
		if (um_hold(0, big, at) < 0)
			return -1;
		return put_into_hold(r, *at, big);
	}
	r->result = um_round_up(*at, r->align);
	return 0;
}

/* What is larger than asked for may be beyond a limit. */
static UM_COLD int put_into_gap(struct um_request *r)
{
	const int failed = errno;

	r->spot = UM_PLACE_TOP;
	if (um_range_by_map(r) == 0)
		return 0;
	r->spot = 0;
	um_said_of(0);
	errno = failed;
	return -1;
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
		return um_no_memory("no address has that alignment");
	if (map_larger(r, r->len + slack, &at) < 0)
		return put_into_gap(r);
	return trim(at, r->len + slack, r->result, r->len);
}

int um_hold(const struct um_place *where, size_t len, uintptr_t *result)
{
	struct um_request r;

	um_request_pages(&r, 0, len, PROT_NONE, um_space_flags());
	um_request_within(&r, where);
	if (um_map(&r) < 0)
		return -1;
	*result = r.result;
	return 0;
}

/* ---- the choice -------------------------------------------------------- */

int um_put(struct um_request *r)
{
	enum um_chain chain;

	if (r->flags & UM_MAP_FIXED_NOREPLACE)
		chain = UM_CHAIN_NOREPLACE;
	else if (r->flags & UM_MAP_FIXED)
		chain = UM_CHAIN_FIXED;
	else if (um_is_bounded(r))
		chain = um_range_chain(r);
	else if (r->align > um_grain())
		chain = UM_CHAIN_ALIGNED;
	else
		return anywhere(r);
	return um_walk(chain, r, 1);
}
