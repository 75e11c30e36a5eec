/* Below 2 and 4 GiB: at a hint, in the window that the kernel has, or in a
 * range.  Nothing is ever replaced. */
#include "room.h"

int um_lies_in(const struct um_request *r, uintptr_t at)
{
	return at >= r->low && at <= r->last && r->last - at >= r->len - 1
	    && (at & (r->align - 1)) == 0;
}

enum { CHOICE_RESTS = 64 };

int um_may_choose(struct um_choice *c, const struct um_request *r,
    int at_first)
{
	const uintptr_t at = UM_LOAD(&c->at), rests = UM_LOAD(&c->rests);

	if (at ? at < r->low || at > r->last : !at_first)
		return 0;
	if (!rests || r->len < UM_LOAD(&c->full))
		return 1;
	UM_STORE(&c->rests, rests - 1);
	return 0;
}

static UM_COLD int take(struct um_request *r, uintptr_t at)
{
	if (at && um_lies_in(r, at))
		return um_settle(r, at);
	um_undo(at, r->len);
	return -1;
}

int um_choose(struct um_choice *c, struct um_request *r, uintptr_t at)
{
	int failed;

	if (at == UM_NOWHERE) {
		UM_STORE(&c->full, r->len);
		UM_STORE(&c->rests, CHOICE_RESTS);
		return -1;
	}
	UM_STORE(&c->at, at);
	failed = take(r, at);
	if (!failed)
		UM_STORE(&c->rests, 0);
	return failed;
}

static UM_COLD int by_hint(struct um_request *r)
{
	uintptr_t at;

	if (!r->addr || !um_lies_in(r, r->addr))
		return -1;
	at = um_raw_map_hinted(r, r->addr, 0);
	return at == UM_NOWHERE ? -1 : take(r, at);
}

/* Linux' window begins at 1 GiB. */
#define WINDOW_START ((uintptr_t)1 << 30)

/* No kernel has two. */
static struct um_choice window;

static UM_COLD int by_window(struct um_request *r)
{
	const struct um_numbers *n = &um_kernel.numbers;
	const int flag = n->map_low2g | n->map_low4g;

	return !flag || r->align > um_grain() || r->low > WINDOW_START
	    || r->last < (n->map_low2g ? UM_LAST_2G : UM_LAST_4G)
	    || !um_may_choose(&window, r, 1) ? -1
	    : um_choose(&window, r, um_raw_map(r, 0, r->len, flag));
}

/* What the kernel said may be about this request: a page tells. */
static UM_COLD int is_flag_refused(void)
{
	const struct um_numbers *n = &um_kernel.numbers;
	void *at;

	if (um_blame(errno, 0) == UM_THE_CALLER)
		return 0;
	at = um_kernel.sys.mmap(0, um_grain(), 0, n->map_private | n->map_anon
	    | n->map_low2g | n->map_low4g, -1, 0);
	if (at == MAP_FAILED)
		return um_blame(errno, 0) != UM_THE_CALLER;
	um_undo((uintptr_t)at, um_grain());
	return 0;
}

/* A window that has served, or has no room for this, leaves room elsewhere. */
int um_low_by_flag(void *request)
{
	struct um_request *r = request;

	if (!UM_LOAD(&window.at)) {
		errno = ENOMEM;		/* if it is not asked */
		if (by_window(r) == 0)
			return 0;
		if (UM_LOAD(&window.at) || is_flag_refused())
			return um_no_way();
	}
	return um_walk(&um_chain_range, r, 1);
}

static UM_COLD struct um_chain *chain_of(const struct um_request *r)
{
	if (r->low == 0 && r->spot == 0 && r->align <= um_grain()) {
		if (r->last == UM_LAST_2G)
			return &um_chain_low2g;
		if (r->last == UM_LAST_4G)
			return &um_chain_low4g;
	}
	return &um_chain_range;
}

/* A window that has not served yet is the low chains' to try. */
static UM_COLD int may_have_window(const struct um_chain *chain)
{
	return UM_LOAD(&window.at) || (chain == &um_chain_range
	    && !um_disabled(um_kernel.numbers.map_low2g ? "mmap MAP_32BIT"
		: "mmap MAP_32BIT below 4 GiB"));
}

/* No 64-bit kernel maps below 4 GiB by itself. */
int um_put_low(struct um_request *r)
{
	struct um_chain *const chain = chain_of(r);

	return r->spot == 0 && (by_hint(r) == 0
		|| (sizeof r->low == 4 && um_by_own_choice(r) == 0)
		|| (may_have_window(chain) && by_window(r) == 0))
	    ? 0 : um_walk(chain, r, 1);
}
