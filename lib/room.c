/* Room in a range of addresses: by the kernel's own flag, in a gap of its map,
 * or by probing.  Nothing is ever replaced. */
#include "logic.h"

/* Others map at the same time, a place may be refused for what it is. */
#define ROOM_TRIES 512
#define ROOM_READINGS 16	/* of so many tries one reads the map */
/* So many that macOS' page zero of 4 GiB is skipped, and the TiB that gVisor's
 * systrap keeps free below the stack. */
#define ROOM_REFUSALS 16
#define ROOM_PROBES 512
/* What systems keep free at the bottom, most of them: vm.mmap_min_addr. */
#define ROOM_FLOOR 65536

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

static UM_COLD int no_room(const struct um_request *r)
{
	if (r->low)
		return um_no_memory("no gap of that size in that range");
	return um_no_memory(r->last == UM_LAST_2G
	    ? "no gap of that size below 2 GiB" : r->last == UM_LAST_4G
	    ? "no gap of that size below 4 GiB"
	    : "no gap of that size in that range");
}

/* ---- the kernel's own window ------------------------------------------- */

/* When its window is full there is room elsewhere yet. */
static int by_window(struct um_request *r, int flag)
{
	const uintptr_t hint = r->addr && lies_in(r, r->addr) ? r->addr : 0;
	const uintptr_t at = um_raw_map_hinted(r, hint, flag);

	if (at != UM_NOWHERE && at && lies_in(r, at))
		return um_settle(r, at);
	if (at != UM_NOWHERE)
		um_undo(at, r->len);
	if (at != UM_NOWHERE || errno == ENOMEM || errno == EINVAL
	    || (errno == EPERM && r->fd < 0))
		errno = ENOSYS;
	return -1;
}

int um_low2g_by_flag(void *request)
{
	return by_window(request, um_kernel.numbers.map_low2g);
}

int um_low4g_by_flag(void *request)
{
	return by_window(request, um_kernel.numbers.map_low4g);
}

/* ---- by chance --------------------------------------------------------- */

/* Where the system has no random numbers, its addresses and our number. */
static uint64_t seed(void)
{
	static uintptr_t turn;
	const int fd = um_open("/dev/urandom", O_RDONLY);
	uint64_t n = 0;

	if (fd >= 0) {
		(void)um_kernel.sys.read(fd, &n, sizeof n);
		um_close(fd);
	}
	UM_STORE(&turn, UM_LOAD(&turn) + (uintptr_t)&n);
	return n ^ turn ^ (uint64_t)getpid() << 32;
}

/* The next of a sequence, which begins with *chance 0. */
static uintptr_t drawn(uint64_t *chance, uintptr_t below)
{
	if (!*chance)
		*chance = seed();
	*chance = *chance * 0xd1342543de82ef95u + 1;
	return (uintptr_t)((*chance ^ *chance >> 32) % below);
}

/* ---- the gaps of the map ----------------------------------------------- */

struct room_search {
	const struct um_request *r;
	uintptr_t end;		/* of what lies below */
	int found;
	uintptr_t at;		/* the best place of all */
	uintptr_t places;	/* so many there were, for RANDOM */
	uint64_t chance;
};

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
	struct um_gap gap;
	uintptr_t at;

	gap.start = start;
	gap.end = end;
	if (!um_gap_fits(&gap, s->r, &at))
		return;
	if (s->r->spot & UM_PLACE_RANDOM)
		choose_by_chance(s, &gap, at);
	else {
		if (!s->found || (s->r->spot & UM_PLACE_TOP))
			s->at = at;
		um_gap_give(start, end);
	}
	s->found = 1;
}

/* The main stack may yet grow to its limit, and Linux keeps 256 pages between
 * it and what lies below; of a stack without limit, Linux' own least room. */
static uintptr_t below_stack(const struct um_area *stack)
{
	const uintptr_t has = stack->end - stack->start;
	const uintptr_t limit = um_kernel.sys.stack_limit
	    ? um_kernel.sys.stack_limit() : 0;
	uintptr_t room = 256 * um_page();

	if (limit == UINTPTR_MAX)
		room += (uintptr_t)128 << 20;
	else if (limit > has)
		room += limit - has;
	return room < stack->start ? stack->start - room : 0;
}

/* Linux x86-64 shows its vsyscall page, 10 MiB below the end. */
static int is_kernels(const struct um_area *area)
{
	return sizeof area->start > 4 && area->start > UINTPTR_MAX - (16 << 20);
}

static UM_COLD int pass_area(const struct um_area *area, void *closure)
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

/* Nobody tells where the addresses end: with what is mapped highest, rounded
 * up to a power of two, which costs no more than a refusal if it is less. */
static UM_COLD void consider_above(struct room_search *s)
{
	uintptr_t end = 1;

	while (end && end <= s->end)
		end *= 2;
	consider(s, s->end, end && end <= s->r->last ? end : s->r->last + 1);
}

/* 1 and a place, 0: no gap is large enough, -1: the kernel does not tell. */
static int read_map(const struct um_request *r, uintptr_t *at)
{
	struct room_search s;
	int stopped;

	s.r = r;
	s.end = r->low;
	s.found = 0;
	s.places = 0;
	s.at = 0;
	s.chance = 0;
	if (!(r->spot & UM_PLACE_RANDOM))
		um_gap_forget(r->low, r->last);
	stopped = um_areas_from(s.end, pass_area, &s);
	if (stopped < 0) {
		if (errno == ENOTSUP)
			errno = ENOSYS;
		return -1;
	}
	if (r->last != UINTPTR_MAX || r->low > (uintptr_t)&s)
		consider_above(&s);
	*at = s.at;
	return s.found;
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
	struct um_request *r, left;	/* left: without what was refused */
	uintptr_t bottom;	/* never address 0 */
	uintptr_t at, skip;
	int tries, refusals;
	int err;		/* may be of more than places: a limit, a flag */
};

/* The end of the range that is wanted first must have been looked through. */
static int next_remembered(struct room_try *t)
{
	const uintptr_t end = t->left.spot & UM_PLACE_TOP ? t->left.last
	    : t->left.low;

	return !(t->left.spot & UM_PLACE_RANDOM)
	    && end - UM_LOAD(&um_gap_low) <= UM_LOAD(&um_gap_span)
	    && um_gap_take(&t->left, &t->at);
}

/* What is remembered is free without it. */
static void use_gap(const struct um_request *r, uintptr_t at)
{
	struct um_request there = *r;

	there.low = at;
	there.last = at + (r->len - 1);
	(void)um_gap_take(&there, &at);
}

/* 1: a place to try, 0: there is none, -1. */
static int next_place(struct room_try *t)
{
	int found;

	if (t->tries % ROOM_READINGS != ROOM_READINGS - 1
	    && next_remembered(t))
		return 1;
	found = read_map(&t->left, &t->at);
	if (found == 0 && t->left.low == ROOM_FLOOR
	    && t->bottom < ROOM_FLOOR) {
		t->left.low = t->bottom;
		found = read_map(&t->left, &t->at);
	}
	if (found > 0)
		use_gap(&t->left, t->at);
	return found;
}

/* May what the kernel said be about the place?  Of a file EPERM is about the
 * file: a noexec mount, a seal. */
static int is_of_place(const struct um_request *r)
{
	return errno == ENOMEM || (errno == EPERM && r->fd < 0);
}

/* What is refused begins or ends the addresses.  By chance it may be either:
 * no system keeps more than this free at the bottom. */
static int lies_high(const struct room_try *t)
{
	return t->left.spot & UM_PLACE_RANDOM
	    ? t->at >> (sizeof t->at > 4 ? 32 : 31) != 0
	    : (int)(t->left.spot & UM_PLACE_TOP);
}

/* Is it this place that is refused, and not any?  FreeBSD and OpenBSD say
 * EINVAL of what lies beyond the addresses.  What is refused at one is refused
 * around it: so many bytes more each time are passed over, but half of the rest
 * at most. */
static UM_COLD int is_refused(struct room_try *t)
{
	const int high = lies_high(t);
	const uintptr_t most = (high ? t->at - t->left.low
	    : t->left.last - t->at) / 2;

	if (errno == EEXIST)
		return 1;
	if ((!is_of_place(t->r) && errno != EINVAL)
	    || ++t->refusals == ROOM_REFUSALS)
		return 0;
	t->err = errno;
	if (t->skip > most)
		t->skip = most;
	if (high)
		t->left.last = t->at - t->skip - 1;
	else
		t->left.low = t->at + t->skip + 1;
	t->skip *= 16;
	return 1;
}

/* Nothing is left, or nothing that was not refused. */
static UM_COLD int none_left(const struct room_try *t)
{
	errno = t->err;
	return errno == ENOMEM || errno == EINVAL ? -1 : no_room(t->r);
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
	t.left.low = t.bottom < ROOM_FLOOR && t.r->last >= ROOM_FLOOR
	    ? ROOM_FLOOR : t.bottom;
	t.refusals = 0;
	t.skip = ROOM_FLOOR;
	t.err = 0;
	for (t.tries = 0; t.tries < ROOM_TRIES; t.tries++) {
		found = t.left.last < t.left.low ? 0 : next_place(&t);
		if (found == 0)
			return none_left(&t);
		if (found < 0)
			return -1;
		if (put(t.r, t.at) == 0) {
			um_said_of(0);	/* of a place before */
			return 0;
		}
		if (!is_refused(&t))
			return -1;
	}
	return um_no_memory("other threads were faster");
}

/* ---- probing ----------------------------------------------------------- */

#define NOT_PROBED "no gap probed in that range"

/* Places that are a whole number of steps away from the first. */
struct probing {
	struct um_request *r;
	uintptr_t first, last, step, shift;
	unsigned left;
};

/* No map tells where the addresses end: it is not far above the stack. */
static int plan_probes(struct probing *p, struct um_request *r)
{
	const uintptr_t mask = r->align - 1;
	const uintptr_t end = r->last == UINTPTR_MAX ? (uintptr_t)&mask
	    : r->last;
	uint64_t chance = 0;

	p->r = r;
	p->left = ROOM_PROBES;
	p->step = (r->len + mask) & ~mask;
	p->first = r->low < ROOM_FLOOR && end > 2 * ROOM_FLOOR ? ROOM_FLOOR
	    : r->low ? r->low : um_grain();
	p->first = (p->first + mask) & ~mask;
	if (p->first > end || end - p->first < r->len - 1)
		return -1;
	p->last = end - (r->len - 1);
	p->last -= (p->last - p->first) % p->step;
	p->shift = r->spot & UM_PLACE_RANDOM ? p->step
	    * drawn(&chance, (p->last - p->first) / p->step + 1) : 0;
	return 0;
}

/* 1: there, 0: not there, -1: nowhere. */
static int probe_at(struct probing *p, uintptr_t at)
{
	if (p->left-- == 0)
		return um_no_memory(NOT_PROBED);
	if (put(p->r, at) == 0)
		return 1;
	return errno == EEXIST || is_of_place(p->r) ? 0 : -1;
}

static int probe_remembered(struct probing *p)
{
	uintptr_t at;
	int there = 0;

	while (!there && p->left > ROOM_PROBES / 2 && um_gap_take(p->r, &at))
		there = probe_at(p, at);
	return there;
}

/* Off steps into the range, from its top, or from anywhere in it. */
static uintptr_t probe_place(const struct probing *p, uintptr_t off)
{
	const uintptr_t most = p->last - p->first;

	if (p->shift)
		off = off <= most - p->shift ? off + p->shift
		    : off + p->shift - most - p->step;
	return p->r->spot & UM_PLACE_TOP ? p->last - off : p->first + off;
}

/* The end, the half, a quarter, three quarters, ...: the range is covered
 * evenly, and a place that is found is hoped to have room behind it. */
static int probe_evenly(struct probing *p)
{
	const uintptr_t most = p->last - p->first;
	uintptr_t apart = p->step, off;
	int there = probe_at(p, probe_place(p, 0));

	while (apart < most && apart <= UINTPTR_MAX / 4)
		apart *= 2;
	for (; !there && apart >= p->step; apart /= 2)
		for (off = apart; !there && off <= most; off += 2 * apart)
			there = probe_at(p, probe_place(p, off));
	if (there > 0)
		um_gap_give(p->r->result + p->step, p->r->result + 2 * apart);
	return there;
}

int um_range_by_probing(void *request)
{
	struct um_request *r = request;
	struct probing p;
	int there = 0;

	if (plan_probes(&p, r) < 0)
		return no_room(r);
	if (!p.shift)
		there = probe_remembered(&p);
	if (!there)
		there = probe_evenly(&p);
	if (!there)
		return um_no_memory(NOT_PROBED);
	if (there < 0)
		return -1;
	um_said_of(0);
	return 0;
}
