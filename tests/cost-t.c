/* What a call costs: raw calls, once the way is known. */
#include "counting.h"

#include <stdlib.h>

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

static int is_native(enum um_chain chain)
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

/* ---- discarding -------------------------------------------------------- */

static void discard(void)
{
	char *p = map(PRIVATE_ANON);
	struct um_range range;
	int told;

	range.addr = (uintptr_t)p;
	range.len = LEN;
	told = (um_kernel.family->habits & UM_FREE_TELLS_PRIVATE)
	    && um_kernel.numbers.adv_free != UM_LACKS
	    && um_kernel.sys.mremap && UM_CAN_TOUCH && um_madvise_honest()
	    && um_raw_madvise(&range, um_kernel.numbers.adv_free) == 0;
	if (!told) {
		skip(4, "an advice and an mremap that tell private memory from "
		    "other");
		um_munmap(p, LEN);
		return;
	}
	um_madvise(p, LEN, UM_ADV_DISCARD);
	memset(p, 'd', LEN);
	reset_calls();
	is_int(um_madvise(p, LEN, UM_ADV_DISCARD), 0,
	    "private memory is discarded");
	costs(4, "by four calls");
	reset_calls();
	is_int(um_madvise(p, page(), UM_ADV_DISCARD), 0, "a page of it is");
	costs(2, "by two");
	um_munmap(p, LEN);
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

int main(void)
{
	int shared_is_native;

	plan(0);
	unit = um_granularity();
	file = temporary_file(16 * unit);
	count_calls();
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
	refused();
	aligned_all(shared_is_native);
	discard();
	low();
	keeps_nothing();
	return done();
}
