/* What a call costs: raw calls, once the way is known. */
#include "counting.h"
#include "filter.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)
#define SHARED_ANON (UM_MAP_SHARED | UM_MAP_ANON)
#define LEN (2 * page())

static int file;
static size_t unit;

static void *map(int flags)
{
	return um_mmap(0, LEN, RW, flags, flags & UM_MAP_ANON ? -1 : file, 0);
}

/* The way is found, what is remembered is remembered. */
static void warm_up(int flags)
{
	int i;

	for (i = 0; i < 3; i++)
		um_munmap(map(flags), LEN);
	reset_calls();
}

static int is_native(enum um_chain_number chain)
{
	const struct um_way *way = um_way_taken(chain);

	return way && way->level == UM_NATIVE;
}

static void costs(unsigned long wanted, const char *what)
{
	const unsigned long got = calls();

	if (!is_int((long long)got, (long long)wanted, "%s", what))
		diag_calls();
	reset_calls();
}

static void costs_at_most(unsigned long wanted, unsigned long got,
    const char *what, const char *name)
{
	if (!ok(got <= wanted, "%s of %s, at most %lu", what, name, wanted))
		diag("got %lu", got);
}

/* ---- one call ---------------------------------------------------------- */

static void one_call(int flags, const char *name)
{
	char *p;

	warm_up(flags);
	p = map(flags);
	is_int((long long)calls_of("mmap"), 1, "%s: mapping is one mmap",
	    name);
	costs(1, "and nothing else");
	um_munmap(p, LEN);
	is_int((long long)calls_of("munmap"), 1, "%s: unmapping is one munmap",
	    name);
	costs(1, "and nothing else");
	um_munmap(map(flags), LEN);
	costs(2, "together they are two raw calls");
	um_munmap(map(flags | UM_MAP_NORESERVE), LEN);
	costs(2, "with UM_MAP_NORESERVE too");
}

static void hint(int flags, const char *name)
{
	char *p = map(flags);

	reset_calls();
	um_munmap(um_mmap(p + 1, LEN, RW, flags,
	    flags & UM_MAP_ANON ? -1 : file, 0), LEN);
	if (!is_int((long long)calls(), 2, "%s with a hint that is taken is one "
	    "call", name))
		diag_calls();
	um_munmap(p, LEN);
}

static void fixed(int flags, const char *name)
{
	char *p = map(PRIVATE_ANON);
	const int fd = flags & UM_MAP_ANON ? -1 : file;

	um_mmap(p, LEN, RW, flags | UM_MAP_FIXED, fd, 0);
	if (!is_native(UM_CHAIN_FIXED))
		skip(1, "a kernel that replaces in one step");
	else {
		reset_calls();
		um_mmap(p, LEN, RW, flags | UM_MAP_FIXED, fd, 0);
		if (!is_int((long long)calls(), 1,
		    "%s at a fixed place is one call", name))
			diag_calls();
	}
	um_munmap(p, LEN);
}

static void noreplace(int flags, const char *name)
{
	char *p = um_mmap(0, 2 * unit, RW, PRIVATE_ANON, -1, 0), *q;
	const int fd = flags & UM_MAP_ANON ? -1 : file;
	int i;

	for (i = 0; i < 2; i++) {
		um_munmap(p, 2 * unit);
		reset_calls();
		q = um_mmap(p, unit, RW, flags | UM_MAP_FIXED_NOREPLACE, fd, 0);
	}
	if (!is_native(UM_CHAIN_NOREPLACE))
		skip(1, "a native flag for UM_MAP_FIXED_NOREPLACE");
	else if (!ok(q == p && calls() == 1,
	    "%s that replaces nothing is one call", name))
		diag_calls();
	um_munmap(p, 2 * unit);
}

static void refused(void)
{
	reset_calls();
	um_mmap(0, 0, RW, PRIVATE_ANON, -1, 0);
	um_mmap(0, LEN, RW, PRIVATE_ANON | 1, -1, 0);
	um_mmap(0, LEN, 0x40, PRIVATE_ANON, -1, 0);
	um_mmap((void *)1, LEN, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0);
	um_mmap(0, SIZE_MAX, RW, PRIVATE_ANON, -1, 0);
	um_mmap(0, LEN, RW, UM_MAP_SHARED, file, 1);
	um_munmap((void *)1, LEN);
	um_munmap(0, 0);
	um_mprotect((void *)1, LEN, RW);
	costs(0, "what the arguments forbid the kernel is not asked");
}

/* ---- aligned ----------------------------------------------------------- */

/* In the order of an allocator: none is given back before all are had. */
static void aligned(int flags, unsigned long most, const char *name)
{
	enum { COUNT = 16 };
	char *p[COUNT];
	unsigned long worst = 0;
	int i, log, good = 1;

	um_munmap(map(flags | UM_MAP_ALIGNED(20)), LEN);
	for (log = 12; log <= 24; log++) {
		for (i = 0; i < COUNT; i++) {
			reset_calls();
			p[i] = map(flags | (int)((unsigned)log << 24));
			good = good && p[i] != MAP_FAILED;
			if (calls() > worst)
				worst = calls();
		}
		for (i = 0; i < COUNT; i++)
			um_munmap(p[i], LEN);
	}
	ok(good, "%s can be had at every alignment", name);
	costs_at_most(most, worst, "an aligned mapping", name);
}

/* Raw calls for one mapping of two units that is aligned to two. */
static unsigned long cost_of_pair(int flags, char *hint, char **p)
{
	int log = 1;

	while ((size_t)1 << log < 2 * unit)
		log++;
	reset_calls();
	*p = um_mmap(hint, 2 * unit, RW, flags | (int)((unsigned)log << 24),
	    flags & UM_MAP_ANON ? -1 : file, 0);
	return *p == MAP_FAILED ? ULONG_MAX : calls();
}

static int takes_hints(void)
{
	char *first = um_mmap(0, 2 * unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1, 0), *again;

	um_munmap(first, 2 * unit);
	again = um_mmap(first, 2 * unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
	    0);
	um_munmap(again, 2 * unit);
	return again == first;
}

/* One after the other, sooner or later one is where it has to be anyhow; or
 * where one has just gone and is asked for again. */
static void lucky(int flags, const char *name)
{
	enum { COUNT = 32 };
	char *p[COUNT];
	unsigned long best = ULONG_MAX, cost;
	int i;

	if (!takes_hints()) {
		skip(1, "luck: this kernel does not take a free hint");
		return;
	}
	for (i = 0; i < COUNT; i++) {
		cost = cost_of_pair(flags, 0, &p[i]);
		best = cost < best ? cost : best;
	}
	for (i = 0; i < COUNT; i++) {
		um_munmap(p[i], 2 * unit);
		cost = cost_of_pair(flags, p[i], &p[i]);
		best = cost < best ? cost : best;
	}
	for (i = 0; i < COUNT; i++)
		um_munmap(p[i], 2 * unit);
	is_int((long long)best, 1,
	    "an aligned mapping of %s is one call with luck", name);
}

static void aligned_all(int shared_is_native)
{
	lucky(UM_MAP_SHARED, "a file");
	if (!is_native(UM_CHAIN_PRIVATE)) {
		skip(10, "a native flag for anonymous memory");
		return;
	}
	if (is_native(UM_CHAIN_FIXED)) {
		aligned(UM_MAP_PRIVATE, 6, "a private file");
		aligned(UM_MAP_SHARED, 6, "a shared file");
	} else
		skip(4, "a kernel that replaces in one step");
	aligned(PRIVATE_ANON, 5, "private memory");
	lucky(PRIVATE_ANON, "private memory");
	if (shared_is_native) {
		aligned(SHARED_ANON, 5, "shared memory");
		lucky(SHARED_ANON, "shared memory");
	} else
		skip(3, "a native flag for shared anonymous memory");
}

/* ---- calls on a range --------------------------------------------------- */

/* Each is made on a range of its own kind of memory. */
struct range_call {
	const char *name;
	int (*call)(char *p, size_t len);
	unsigned long most;
	enum um_chain_number chain;	/* native, or there is nothing to promise */
};

#define CALL(name, call) \
	static int name(char *p, size_t len) \
	{ \
		return call; \
	}

CALL(commit, um_commit(p, len, RW))
CALL(decommit, um_decommit(p, len))
CALL(guard, um_guard(p, len))
CALL(protect, um_mprotect(p, len, RW))
CALL(lock, um_mlock(p, len))
CALL(keep_from_children, um_minherit(p, len, UM_INHERIT_NONE))
CALL(name, um_name(p, len, "cost"))
CALL(conceal, um_madvise(p, len, UM_ADV_CONCEAL))
CALL(reveal, um_madvise(p, len, UM_ADV_REVEAL))
CALL(page_out, um_madvise(p, len, UM_ADV_PAGEOUT))
CALL(cool, um_madvise(p, len, UM_ADV_COLD))
CALL(unguard, um_unguard(p, len, RW))
CALL(free_lazily, um_madvise(p, len, UM_ADV_FREE))
CALL(want_huge, um_madvise(p, len, UM_ADV_HUGE))

static int discard(char *p, size_t len)
{
	memset(p, 'd', len);
	return um_madvise(p, len, UM_ADV_DISCARD);
}

static int discard_private(char *p, size_t len)
{
	memset(p, 'd', len);
	return um_madvise(p, len, UM_ADV_DISCARD_PRIVATE);
}

static const struct range_call range_calls[] = {
	{ "um_mprotect", protect, 1, UM_CHAIN_PRIVATE },
	{ "um_commit", commit, 1, UM_CHAIN_COMMIT },
	{ "um_decommit", decommit, 1, UM_CHAIN_COMMIT },
	{ "um_guard", guard, 1, UM_CHAIN_GUARD },
	{ "um_unguard", unguard, 1, UM_CHAIN_GUARD },
	{ "um_mlock", lock, 1, UM_CHAINS },
	{ "UM_INHERIT_NONE", keep_from_children, 1, UM_CHAIN_INHERIT },
	{ "um_name", name, 1, UM_CHAIN_NAME },
	{ "UM_ADV_CONCEAL", conceal, 1, UM_CHAIN_CONCEAL },
	{ "UM_ADV_REVEAL", reveal, 1, UM_CHAIN_CONCEAL },
	{ "UM_ADV_FREE", free_lazily, 1, UM_CHAINS },
	{ "UM_ADV_COLD", cool, 1, UM_CHAINS },
	{ "UM_ADV_PAGEOUT", page_out, 1, UM_CHAINS },
	{ "UM_ADV_HUGE", want_huge, 1, UM_CHAINS },
	{ "UM_ADV_DISCARD_PRIVATE", discard_private, 1,
	    UM_CHAIN_DISCARD_PRIVATE },
	{ "UM_ADV_DISCARD", discard, 3, UM_CHAIN_DISCARD }
};
#define RANGE_CALLS (int)(sizeof range_calls / sizeof *range_calls)

static int above_stack;		/* of this thread */

static char *map_range(size_t len)
{
	struct um_place above;
	void *p = MAP_FAILED;

	if (above_stack) {
		memset(&above, 0, sizeof above);
		above.low = (uintptr_t)&above;
		p = um_mmap_at(&above, len, RW, PRIVATE_ANON, -1, 0);
	}
	return p != MAP_FAILED ? p : um_mmap(0, len, RW, PRIVATE_ANON, -1, 0);
}

/* What is emptied by a map over it is so by one call where one maps memory and
 * one replaces. */
static int is_promised(const struct range_call *c)
{
	if (c->call == decommit || c->call == discard_private)
		return is_native(c->chain) && is_native(UM_CHAIN_PRIVATE)
		    && is_native(UM_CHAIN_FIXED);
	/* Valgrind grows as Linux does not, so nobody can tell what
	 * MADV_DONTDUMP does there, and it is asked each time. */
	if (c->chain == UM_CHAIN_CONCEAL && is_under("valgrind"))
		return 0;
	return c->chain == UM_CHAINS || is_native(c->chain);
}

/* Once the way is known: 1, 0, or -1 where there is nothing to promise. */
static int is_cheap(const struct range_call *c)
{
	const size_t len = 64 * page();
	char *p = map_range(len);
	int cheap = -1;

	if (p == MAP_FAILED)
		return -1;
	if (c->call != lock || um_mlock(p, len) == 0) {
		(void)c->call(p, len);
		if (c->call == decommit)
			um_commit(p, len, RW);
		if (c->call == guard)
			um_unguard(p, len, RW);
		if (is_promised(c) && !(c->chain == UM_CHAIN_COMMIT
		    && (um_kernel.family->habits & UM_COMMITS_BY_MAPPING))) {
			reset_calls();
			cheap = c->call(p, len) == 0 && calls() <= c->most;
			if (!cheap)
				diag_calls();
		}
	}
	um_munmap(p, len);
	return cheap;
}

static void make_range_calls(const char *where)
{
	const struct range_call *c;
	int i, cheap;

	for (i = 0; i < RANGE_CALLS; i++) {
		c = &range_calls[i];
		cheap = is_cheap(c);
		if (cheap < 0)
			skip(1, "%s of this kernel's own", c->name);
		else
			ok(cheap, "%s, %s: at most %lu", c->name, where,
			    c->most);
	}
}

/* The range lies below the main stack, and above the thread's. */
static void *in_thread(void *where)
{
	above_stack = 1;
	make_range_calls(where);
	above_stack = 0;
	return where;
}

/* Every other page has a protection of its own. */
static int in_many_mappings(void)
{
	enum { MANY = 60000 };
	char *p = MAP_FAILED;
	size_t i;

	if (!is_simulated() && !*under() && kernel_is("linux"))
		p = um_mmap(0, MANY * page(), RW, PRIVATE_ANON
		    | UM_MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return -1;
	for (i = 0; i < MANY; i += 2)
		if (um_mprotect(p + i * page(), page(), PROT_READ) < 0)
			break;
	if (i >= MANY)
		make_range_calls("60,000 mappings");
	um_munmap(p, MANY * page());
	return i >= MANY ? 0 : -1;
}

static int without_descriptors(void)
{
	struct rlimit few;

	if (getrlimit(RLIMIT_NOFILE, &few) < 0)
		return -1;
	few.rlim_cur = 0;
	return setrlimit(RLIMIT_NOFILE, &few);
}

/* An empty directory is all there is. */
static int without_proc(void)
{
	char dir[] = "/tmp/unimap-cost-XXXXXX";

	if (is_simulated() || !mkdtemp(dir))
		return -1;
	if (chdir(dir) < 0 || rmdir(dir) < 0)
		return -1;
	return chroot(".");
}

static int without_open(void)
{
#ifdef __linux__
	struct refusal r;

	if (is_simulated() || *under())
		return -1;
	r.number = __NR_openat;
	r.index = 0;
	r.mask = r.bits = 0;
	if (filter_refuse(&r, EPERM) < 0)
		return -1;
	r.number = NUMBER_OPEN;
	return r.number < 0 ? 0 : filter_refuse(&r, EPERM);
#else
	return -1;
#endif
}

/* In a child that no way is known to. */
static int range_calls_in(void *go)
{
	int i, dear = 0;

	if ((*(int (**)(void))go)() < 0)
		return CANNOT;
	for (i = 0; i < RANGE_CALLS; i++)
		if (is_cheap(&range_calls[i]) == 0) {
			diag("%s", range_calls[i].name);
			dear++;
		}
	return dear;
}

static void ranges_where(int (*go)(void), const char *where)
{
	const int status = in_child(range_calls_in, &go);

	if (status == CANNOT)
		skip(1, "calls on a range %s", where);
	else
		is_int(status, 0, "calls on a range %s cost as much", where);
}

static void confined(void)
{
	ranges_where(without_proc, "without /proc");
	ranges_where(without_open, "under a filter that refuses to open");
	ranges_where(without_descriptors, "with no descriptor left");
}

static void ranges(void)
{
	static char thread[] = "in a thread";
	pthread_t other;

	make_range_calls("main thread");
	if (pthread_create(&other, 0, in_thread, thread) == 0)
		pthread_join(other, 0);
	else
		skip(RANGE_CALLS, "a thread");
	if (in_many_mappings() < 0)
		skip(RANGE_CALLS, "60,000 mappings");
}

/* ---- growing ----------------------------------------------------------- */

/* In place and elsewhere, whatever the number of mappings. */
static void growing(void)
{
	void *p = map(PRIVATE_ANON), *q, *r;

	if (!um_kernel.sys.mremap || p == MAP_FAILED || *under()) {
		skip(2, "a kernel whose mremap tells private memory");
		return;
	}
	/* Before 4.14 it does not. */
	if (um_kernel.sys.mremap(p, 0, page(), 0, 0) != MAP_FAILED
	    || errno != EINVAL) {
		skip(2, "a kernel whose mremap tells private memory");
		um_munmap(p, LEN);
		return;
	}
	q = um_mremap(p, LEN, 2 * LEN, UM_MREMAP_MAYMOVE);
	reset_calls();
	r = um_mremap(q, 2 * LEN, 64 * LEN, UM_MREMAP_MAYMOVE);
	ok(r != MAP_FAILED, "private memory grows");
	costs(2, "and that takes two calls");
	um_munmap(r, 64 * LEN);
}

/* ---- nothing kept ------------------------------------------------------ */

/* Below 4 GiB, when the kernel's own window is full. */
static void low(void)
{
	enum { RUN = 200 };
	void *p, *run[RUN];
	int i;

	if (!low_is_allowed() || UM_LAST_4G == UINTPTR_MAX
	    || !regions_are_told() || !is_native(UM_CHAIN_PRIVATE)) {
		skip(3, "no room above 4 GiB, none below, or no map to find it "
		    "in");
		return;
	}
	if (um_kernel.numbers.map_low2g) {
		warm_up(PRIVATE_ANON | UM_MAP_32BIT);
		um_munmap(map(PRIVATE_ANON | UM_MAP_32BIT), LEN);
		costs(2, "below 2 GiB: one call while the kernel's own window "
		    "lasts, and an unmap");
	} else
		skip(1, "this kernel has no flag for it");
	/* As if the window were full. */
	setenv("UNIMAP_DISABLE", "mmap MAP_32BIT,mmap MAP_32BIT below 4 GiB",
	    1);
	p = map(PRIVATE_ANON | UM_MAP_LOW4G);
	unsetenv("UNIMAP_DISABLE");
	reset_calls();
	for (i = 0; i < RUN; i++)
		run[i] = map(PRIVATE_ANON | UM_MAP_LOW4G);
	costs_at_most(2 * RUN, calls(), "below 4 GiB: a run", "200 maps");
	for (i = 0; i < RUN; i += 2)
		um_munmap(run[i], LEN);
	reset_calls();
	for (i = 0; i < RUN; i += 2)
		run[i] = map(PRIVATE_ANON | UM_MAP_LOW4G);
	costs_at_most(2 * RUN / 2, calls(), "also after holes were made",
	    "100 maps");
	for (i = 0; i < RUN; i++)
		um_munmap(run[i], LEN);
	um_munmap(p, LEN);
}

/* All but the first bytes: what the kernel chooses lies in it. */
static void in_a_wide_range(void)
{
	struct um_place wide;
	char *p = map(PRIVATE_ANON);

	if (!places_are_had() || !is_native(UM_CHAIN_PRIVATE)) {
		skip(1, "places and a native flag for anonymous memory");
		return;
	}
	memset(&wide, 0, sizeof wide);
	wide.low = 65536;
	wide.high = (uintptr_t)p < UINTPTR_MAX / 2 ? (uintptr_t)p * 2
	    : UINTPTR_MAX - unit + 1;
	um_munmap(p, LEN);
	um_munmap(um_mmap_at(&wide, LEN, RW, PRIVATE_ANON, -1, 0), LEN);
	reset_calls();
	p = um_mmap_at(&wide, LEN, RW, PRIVATE_ANON, -1, 0);
	costs(1, "where the kernel's own choice fits: one call");
	um_munmap(p, LEN);
	reset_calls();
}

static void keeps_nothing(void)
{
	const int fd = next_descriptor();
	int i;

	for (i = 0; i < 8; i++) {
		um_munmap(map(PRIVATE_ANON), LEN);
		um_munmap(map(SHARED_ANON), LEN);
		um_munmap(map(UM_MAP_SHARED | UM_MAP_ALIGNED(20)), LEN);
	}
	is_int(next_descriptor(), fd, "no descriptor is kept open");
	reset_calls();
	um_page_size();
	um_granularity();
	um_why();
	costs(0, "what is known is not asked again");
}

static int questions;

static size_t small_pages(int fd)
{
	(void)fd;
	questions++;
	return 0;
}

/* If objects had large pages of 4 and 16 units: a file's map is asked about where
 * it may have cut one. */
static void large(void)
{
	static const struct {
		size_t at, offset, len;
		int asked;
	} maps[] = {
		{ 4, 0, 4, 0 }, { 4, 0, 8, 0 }, { 8, 0, 4, 0 },
		{ 16, 0, 16, 0 }, { 1, 0, 1, 0 }, { 2, 0, 5, 0 },
		{ 20, 4, 8, 0 }, { 4, 0, 1, 1 }, { 4, 0, 5, 1 },
		{ 16, 0, 4, 1 }, { 4, 1, 4, 1 }, { 8, 2, 8, 1 }
	};
	const size_t room = 64 * unit;
	const uintptr_t had = um_kernel.numbers.large_pages;
	size_t (*const large_page)(int) = um_kernel.sys.large_page;
	char *base = um_mmap(0, room, PROT_NONE, PRIVATE_ANON
	    | UM_MAP_NORESERVE | UM_MAP_ALIGNED(24), -1, 0), *p;
	size_t i;
	int good = 1, there = 1;

	um_munmap(base, room);
	um_kernel.numbers.large_pages = 4 * unit | 16 * unit;
	um_kernel.sys.large_page = small_pages;
	for (i = 0; i < sizeof maps / sizeof *maps; i++) {
		questions = 0;
		p = um_mmap(base + maps[i].at * unit, maps[i].len * unit,
		    PROT_READ, UM_MAP_SHARED, file,
		    (int64_t)(maps[i].offset * unit));
		there &= p == base + maps[i].at * unit;
		if (there && questions != maps[i].asked) {
			diag("%d units at %d of %d: %d questions",
			    (int)maps[i].len, (int)maps[i].at,
			    (int)maps[i].offset, questions);
			good = 0;
		}
		um_munmap(p, maps[i].len * unit);
	}
	um_kernel.numbers.large_pages = had;
	um_kernel.sys.large_page = large_page;
	if (there)
		ok(good, "what is behind a file's map is asked if it may have "
		    "cut a large page, and else not");
	else
		skip(1, "a kernel that maps at a hint");
}

int main(void)
{
	int shared_is_native;

	plan(0);
	unit = um_granularity();
	file = temporary_file(16 * unit);
	count_calls();
	confined();
	um_munmap(map(PRIVATE_ANON), LEN);
	um_munmap(map(SHARED_ANON), LEN);
	ok(calls() >= 4, "raw calls are counted");
	shared_is_native = is_native(UM_CHAIN_SHARED);

	if (is_native(UM_CHAIN_PRIVATE)) {
		one_call(PRIVATE_ANON, "private memory");
		hint(PRIVATE_ANON, "private memory");
		fixed(PRIVATE_ANON, "private memory");
		noreplace(PRIVATE_ANON, "private memory");
	} else
		skip(9, "a native flag for anonymous memory");
	if (shared_is_native) {
		one_call(SHARED_ANON, "shared memory");
		hint(SHARED_ANON, "shared memory");
		fixed(SHARED_ANON, "shared memory");
		noreplace(SHARED_ANON, "shared memory");
	} else
		skip(9, "a native flag for shared anonymous memory");
	one_call(UM_MAP_PRIVATE, "a private file");
	one_call(UM_MAP_SHARED, "a shared file");
	hint(UM_MAP_SHARED, "a file");
	fixed(UM_MAP_SHARED, "a file");
	noreplace(UM_MAP_SHARED, "a file");
	large();
	refused();
	aligned_all(shared_is_native);
	ranges();
	growing();
	low();
	in_a_wide_range();
	keeps_nothing();
	return done();
}
