/* Room in a range of addresses: by the kernel's own flag, in a gap of its map,
 * or by probing.  Nothing is ever replaced. */
#include "kernel.h"

/* Others map at the same time, a place may be refused for what it is. */
#define ROOM_TRIES 512
#define ROOM_READINGS 16	/* of so many tries one reads the map */
#define ROOM_REFUSALS 3
#define ROOM_PROBES 512
/* What systems keep free at the bottom, most of them: vm.mmap_min_addr. */
#define ROOM_FLOOR 65536

struct um_place um_near(const void *addr, size_t len, size_t distance)
{
	const uintptr_t first = (uintptr_t)addr, end = first + len;
	struct um_place near;

	memset(&near, 0, sizeof near);
	near.low = end > distance ? end - distance : 0;
	near.high = first <= UINTPTR_MAX - distance ? first + distance : 0;
	return near;
}

enum um_chain um_range_chain(const struct um_request *r)
{
	if (r->low == 0 && r->spot == 0 && r->align <= um_grain()) {
		if (r->last == UM_LAST_2G)
			return UM_CHAIN_LOW2G;
		if (r->last == UM_LAST_4G)
			return UM_CHAIN_LOW4G;
	}
	return UM_CHAIN_RANGE;
}

static int lies_in(const struct um_request *r, uintptr_t at)
{
	return at >= r->low && at <= r->last && r->last - at >= r->len - 1
	    && (at & (r->align - 1)) == 0;
}

static int no_room(const struct um_request *r)
{
	if (r->low)
		return um_say(ENOMEM, "no gap of that size in that range");
	return um_say(ENOMEM, r->last == UM_LAST_2G
	    ? "no gap of that size below 2 GiB" : r->last == UM_LAST_4G
	    ? "no gap of that size below 4 GiB"
	    : "no gap of that size in that range");
}

/* ---- the kernel's own window -------------------------------------------- */

/* When its window is full there is room elsewhere yet. */
static int by_window(struct um_request *r, int flag)
{
	const uintptr_t hint = r->addr && lies_in(r, r->addr) ? r->addr : 0;
	const uintptr_t at = um_raw_map_hinted(r, hint, flag);

	if (at != UM_NOWHERE && at && lies_in(r, at))
		return um_settle(r, at);
	if (at != UM_NOWHERE)
		um_undo(at, r->len);
	if (at != UM_NOWHERE || errno == ENOMEM || errno == EINVAL)
		errno = ENOSYS;
	return -1;
}

int um_low2g_by_flag(void *request)
{
	return by_window(request, um_kernel->numbers->map_low2g);
}

int um_low4g_by_flag(void *request)
{
	return by_window(request, um_kernel->numbers->map_low4g);
}

/* ---- by chance ---------------------------------------------------------- */

/* Where the system has no random numbers, its addresses and our number. */
static uint64_t chance(void)
{
	static unsigned turns;
	const int saved = errno;
	const int fd = um_open("/dev/urandom", O_RDONLY);
	const unsigned turn = UM_LOAD(&turns) + 1;
	uint64_t seed = 0;

	UM_STORE(&turns, turn);
	if (fd >= 0) {
		(void)um_kernel->sys->read(fd, &seed, sizeof seed);
		um_close(fd);
	}
	errno = saved;
	return seed ^ (uintptr_t)&seed ^ (uint64_t)getpid() << 32 ^ turn;
}

/* The next of a sequence: Steele, Lea and Flood's SplitMix. */
static uintptr_t drawn(uint64_t *chance, uintptr_t below)
{
	uint64_t n = *chance += 0x9e3779b97f4a7c15u;

	n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9u;
	n = (n ^ n >> 27) * 0x94d049bb133111ebu;
	return (uintptr_t)((n ^ n >> 31) % below);
}

/* ---- the gaps of the map ------------------------------------------------ */

#define GAPS_KEPT 16

struct room_search {
	const struct um_request *r;
	uintptr_t end;		/* of what lies below */
	struct um_gap kept[GAPS_KEPT];	/* all that fit, or the largest */
	int found;
	uintptr_t at;		/* the best place of all */
	uintptr_t places;	/* so many there were, for RANDOM */
	uint64_t chance;
};

static void keep_gap(struct room_search *s, const struct um_gap *gap)
{
	int i, least = 0;

	if (s->found < GAPS_KEPT) {
		s->kept[s->found++] = *gap;
		return;
	}
	for (i = 1; i < GAPS_KEPT; i++)
		if (s->kept[i].end - s->kept[i].start
		    < s->kept[least].end - s->kept[least].start)
			least = i;
	if (gap->end - gap->start
	    > s->kept[least].end - s->kept[least].start)
		s->kept[least] = *gap;
}

/* Every place of every gap is as likely as any other. */
static void choose_by_chance(struct room_search *s, const struct um_gap *gap,
    uintptr_t at)
{
	const uintptr_t last = gap->end - 1 > s->r->last ? s->r->last
	    : gap->end - 1;
	const uintptr_t here = (last - at - (s->r->len - 1)) / s->r->align + 1;
	uintptr_t chosen;

	s->places += here;
	chosen = drawn(&s->chance, s->places);
	if (chosen < here)
		s->at = at + chosen * s->r->align;
}

static void consider(struct room_search *s, uintptr_t start, uintptr_t end)
{
	struct um_request up;
	struct um_gap gap;
	uintptr_t at;

	gap.start = start;
	gap.end = end;
	if (!um_gap_fits(&gap, s->r, &at))
		return;
	if (s->r->spot & UM_PLACE_RANDOM) {
		up = *s->r;
		up.spot = 0;
		if (um_gap_fits(&gap, &up, &at))
			choose_by_chance(s, &gap, at);
	} else if (!s->found || (s->r->spot & UM_PLACE_TOP))
		s->at = at;
	keep_gap(s, &gap);
}

/* The main stack may yet grow to its limit, and Linux keeps 256 pages between
 * it and what lies below; of a stack without limit, Linux' own least room. */
static uintptr_t below_stack(const struct um_area *stack)
{
	const uintptr_t has = stack->end - stack->start;
	const uintptr_t limit = um_kernel->sys->stack_limit
	    ? um_kernel->sys->stack_limit() : 0;
	uintptr_t room = 256 * um_page();

	if (limit == UINTPTR_MAX)
		room += (uintptr_t)128 << 20;
	else if (limit > has)
		room += limit - has;
	return room < stack->start ? stack->start - room : 0;
}

/* The kernel's half of the addresses, where it shows a page of its own. */
static int is_kernels(const struct um_area *area)
{
	return sizeof area->start > 4 && area->start > UINTPTR_MAX / 2;
}

static int pass_area(const struct um_area *area, void *closure)
{
	struct room_search *s = closure;

	if (is_kernels(area))
		return 1;
	consider(s, s->end, area->stack == 1 ? below_stack(area)
	    : area->start);
	if (area->end > s->end)
		s->end = area->end;
	return s->end > s->r->last;
}

static void remember(const struct room_search *s, const struct um_request *r)
{
	struct um_gap hull;
	int i;

	um_gap_forget();
	for (i = 0; i < s->found; i++)
		um_gap_give(s->kept[i].start, s->kept[i].end);
	hull.start = UM_LOAD(&um_gap_low);
	hull.end = hull.start + UM_LOAD(&um_gap_span);
	if (hull.end == 0 || r->low < hull.start)
		hull.start = r->low;
	if (r->last > hull.end)
		hull.end = r->last;
	UM_STORE(&um_gap_low, hull.start);
	UM_STORE(&um_gap_span, hull.end - hull.start);
}

/* Reads the map from `floor' on: 1 and a place, 0 no gap is large enough, -1
 * the kernel does not tell. */
static int read_map(const struct um_request *r, uintptr_t floor, uintptr_t *at)
{
	struct room_search s;
	int stopped;

	s.r = r;
	s.end = r->low > floor ? r->low : floor;
	s.found = 0;
	s.places = 0;
	s.at = 0;
	if (r->spot & UM_PLACE_RANDOM)
		s.chance = chance();
	stopped = um_areas_from(s.end, pass_area, &s);
	if (stopped < 0) {
		if (errno == ENOTSUP)
			errno = ENOSYS;
		return -1;
	}
	if (!stopped && r->last != UINTPTR_MAX)
		consider(&s, s.end, r->last + 1);
	*at = s.at;
	if (!(r->spot & UM_PLACE_RANDOM))
		remember(&s, r);
	return s.found != 0;
}

static int put(struct um_request *r, uintptr_t at)
{
	const uintptr_t hint = r->addr;
	int failed;

	r->addr = at;
	failed = um_walk(UM_CHAIN_NOREPLACE, r, 1);
	r->addr = hint;
	return failed;
}

struct room_try {
	struct um_request *r;
	uintptr_t floor, at;
	int tries, refusals;
};

/* 1: a place to try, 0: there is none, -1. */
static int next_place(struct room_try *t)
{
	int found;

	if (!(t->r->spot & UM_PLACE_RANDOM)
	    && t->tries % ROOM_READINGS != ROOM_READINGS - 1
	    && um_gap_take(t->r, &t->at))
		return 1;
	found = read_map(t->r, t->floor, &t->at);
	if (found == 0 && t->floor > um_grain()) {
		t->floor = um_grain();
		found = read_map(t->r, t->floor, &t->at);
	}
	if (found > 0 && !(t->r->spot & UM_PLACE_RANDOM))
		return um_gap_take(t->r, &t->at) || found;
	return found;
}

/* Of a place, or of anything? */
static int is_refused(struct room_try *t)
{
	if (errno == EEXIST)
		return 1;
	if (errno != EPERM && errno != EINVAL && errno != ENOMEM)
		return 0;
	t->floor = t->at + t->r->len;
	return ++t->refusals < ROOM_REFUSALS;
}

int um_range_by_map(void *request)
{
	struct room_try t;
	int found;

	t.r = request;
	t.floor = ROOM_FLOOR;
	t.refusals = 0;
	for (t.tries = 0; t.tries < ROOM_TRIES; t.tries++) {
		found = next_place(&t);
		if (found == 0)
			return no_room(t.r);
		if (found < 0)
			return -1;
		if (put(t.r, t.at) == 0)
			return 0;
		if (!is_refused(&t))
			return -1;
	}
	return um_say(ENOMEM, "other threads took every gap that was tried");
}

/* ---- probing ------------------------------------------------------------ */

/* 0, 1/2, 1/4, 3/4, ... of n: the range is covered evenly from the start. */
static unsigned evenly(unsigned i, unsigned n)
{
	unsigned bit, back = 0;

	for (bit = 1; bit < n; bit <<= 1) {
		back = back << 1 | (i & 1);
		i >>= 1;
	}
	return back;
}

struct probing {
	uintptr_t first, step, slots;
	unsigned tries;		/* a power of two */
};

/* No map tells where the addresses end: it is not far above the stack. */
static int plan_probes(const struct um_request *r, struct probing *p)
{
	const uintptr_t mask = r->align - 1;
	const uintptr_t last = r->last == UINTPTR_MAX ? (uintptr_t)&mask
	    : r->last;
	const uintptr_t low = r->low >= ROOM_FLOOR || r->last < 2 * ROOM_FLOOR
	    ? r->low : ROOM_FLOOR;

	p->first = ((low ? low : um_grain()) + mask) & ~mask;
	if (p->first < low || p->first > last || last - p->first < r->len - 1)
		return 0;
	p->step = (r->len + mask) & ~mask;
	p->slots = (last - p->first - (r->len - 1)) / p->step + 1;
	for (p->tries = 1; p->tries < p->slots && p->tries < ROOM_PROBES; )
		p->tries <<= 1;
	return 1;
}

/* The i-th place; 0 if it was another one's turn. */
static uintptr_t probe_place(const struct um_request *r,
    const struct probing *p, unsigned i)
{
	uintptr_t slot = evenly(i & (p->tries - 1), p->tries);

	if (p->slots > p->tries)
		slot *= p->slots / p->tries;
	if (slot >= p->slots)
		return 0;
	if (r->spot & UM_PLACE_TOP)
		slot = p->slots - 1 - slot;
	return p->first + slot * p->step;
}

/* Goes on where the last one found room. */
int um_range_by_probing(void *request)
{
	static unsigned turn;
	struct um_request *r = request;
	unsigned begin = UM_LOAD(&turn), i;
	struct probing p;
	uintptr_t at;

	if (!(r->spot & UM_PLACE_RANDOM) && um_gap_take(r, &at)
	    && put(r, at) == 0)
		return 0;
	if (!plan_probes(r, &p))
		return no_room(r);
	if (r->spot & UM_PLACE_RANDOM)
		begin = (unsigned)chance();
	else if (r->spot & UM_PLACE_TOP)
		begin = 0;
	for (i = 0; i < p.tries; i++) {
		at = probe_place(r, &p, begin + i);
		if (at && put(r, at) == 0) {
			UM_STORE(&turn, begin + i + 1);
			return 0;
		}
		if (at && errno != EEXIST && errno != ENOMEM && errno != EPERM
		    && errno != EINVAL)
			return -1;
	}
	return um_say(ENOMEM, "no gap of that size was found by probing: this "
	    "kernel does not show its map");
}
