/* UM_MAP_32BIT and UM_MAP_LOW4G: the whole mapping lies below 2 or 4 GiB, as
 * long as there is room below. */
#include "tap.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE (UM_MAP_PRIVATE | UM_MAP_ANON)
#define MIB ((size_t)1 << 20)

static size_t unit;

static const struct limit {
	const char *name;
	int flag;
	uintptr_t last;
	size_t most;		/* MiB of it that Linux on x86-64 has at least */
} limits[] = {
	{ "below 2 GiB", UM_MAP_32BIT, 0x7fffffff, 1900 },
	{ "below 4 GiB", UM_MAP_LOW4G, 0xffffffff, 3900 }
};

static int is_low(const void *p, size_t len, const struct limit *l)
{
	return p != MAP_FAILED && p != 0 && (uintptr_t)p <= l->last
	    && l->last - (uintptr_t)p >= len - 1;
}

/* ---- kinds ------------------------------------------------------------- */

static void test_kinds(const struct limit *l)
{
	static const struct kind {
		const char *name;
		int flags;
	} kinds[] = {
		{ "private memory", PRIVATE },
		{ "shared memory", UM_MAP_SHARED | UM_MAP_ANON },
		{ "a file's pages", UM_MAP_SHARED },
		{ "private pages of a file", UM_MAP_PRIVATE },
		{ "a stack", PRIVATE | UM_MAP_STACK },
		{ "memory of large pages", PRIVATE | UM_MAP_HUGE },
		{ "populated memory", PRIVATE | UM_MAP_POPULATE },
		{ "aligned memory", PRIVATE | UM_MAP_ALIGNED(22) },
		{ "an aligned file", UM_MAP_SHARED | UM_MAP_ALIGNED(22) }
	};
	const int fd = temporary_file(4 * unit);
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const int anon = kinds[i].flags & UM_MAP_ANON;
		unsigned char *p;
		int err;

		errno = 4711;
		p = um_mmap(0, 4 * unit, RW, kinds[i].flags | l->flag, fd, 0);
		err = errno;
		if (!ok(is_low(p, 4 * unit, l) && err == 4711
		    && p[1] == (anon ? 0 : 1)
		    && (!((kinds[i].flags >> 24) & 63)
			|| ((uintptr_t)p & (4 * MIB - 1)) == 0),
		    "%s: all of it lies %s", kinds[i].name, l->name))
			diag("%p, errno %d, %s", (void *)p, err, um_why());
		if (p != MAP_FAILED)
			um_munmap(p, 4 * unit);
	}
	close(fd);
}

/* What cannot be mapped is refused as it is anywhere. */
static void test_refused(const struct limit *l)
{
	const int fd = open("/", O_RDONLY);
	const int failed = um_mmap(0, unit, PROT_READ, UM_MAP_PRIVATE, fd, 0)
	    == MAP_FAILED;
	const int wanted = errno;

	if (!failed)
		skip(1, "a descriptor that cannot be mapped");
	else if (is_under("valgrind"))	/* it then tries address 0: EPERM */
		skip(1, "the kernel's word on a place that is refused");
	else
		fails(um_mmap(0, unit, PROT_READ, UM_MAP_PRIVATE | l->flag, fd,
		    0) == MAP_FAILED, wanted,
		    "%s a directory is refused as anywhere", l->name);
	close(fd);
}

static void test_hints(const struct limit *l)
{
	char high[1], *p = um_mmap(high, unit, RW, PRIVATE | l->flag, -1, 0);

	ok(is_low(p, unit, l), "a hint elsewhere does no harm %s", l->name);
	um_munmap(p, unit);
	p = um_mmap((void *)1, unit, RW, PRIVATE | l->flag, -1, 0);
	ok(is_low(p, unit, l), "nor does a hint at 1, %s", l->name);
	um_munmap(p, unit);
}

static void test_fixed(const struct limit *l)
{
	char *low = um_mmap(0, 2 * unit, RW, PRIVATE | l->flag, -1, 0);
	uintptr_t high = l->last + 1;

	is_ptr(um_mmap(low, unit, RW, PRIVATE | UM_MAP_FIXED | l->flag, -1, 0),
	    low, "a fixed address %s is mapped", l->name);
	fails(um_mmap(low, unit, RW, PRIVATE | UM_MAP_FIXED_NOREPLACE
	    | l->flag, -1, 0) == MAP_FAILED, EEXIST,
	    "a fixed address that is taken is EEXIST");
	um_munmap(low, 2 * unit);
	if (high == 0) {
		skip(2, "no address is higher here");
		return;
	}
	fails(um_mmap((void *)high, unit, RW, PRIVATE | UM_MAP_FIXED
	    | l->flag, -1, 0) == MAP_FAILED, EINVAL,
	    "a fixed address that is not %s is EINVAL", l->name);
	fails(um_mmap((void *)(high - unit), 2 * unit, RW, PRIVATE
	    | UM_MAP_FIXED_NOREPLACE | l->flag, -1, 0) == MAP_FAILED, EINVAL,
	    "one whose end is not %s too", l->name);
}

/* ---- the kernel's own window -------------------------------------------- */

/* What the kernel says of its flag, for more than so much. */
static size_t window_has;
static int window_says;
static int window_served;

static void *mmap_windowed(void *addr, size_t len, int prot, int flags,
    int fd, off_t offset)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if (!(flags & (n->map_low2g | n->map_low4g)))
		return real_sys.mmap(addr, len, prot, flags, fd, offset);
	if (len > window_has) {
		errno = window_says;
		return MAP_FAILED;
	}
	window_served++;
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

static int flag_of(const struct limit *l)
{
	return l->last == limits[0].last ? um_kernel.numbers.map_low2g
	    : um_kernel.numbers.map_low2g | um_kernel.numbers.map_low4g;
}

/* The first request is more than the window has; one that is less comes then. */
static int window_lasts(void *limit)
{
	const struct limit *l = limit;
	void *p;

	window_has = 4 * unit;
	if (!flag_of(l))
		return CANNOT;
	um_kernel.sys.mmap = mmap_windowed;
	p = um_mmap(0, 8 * unit, RW, PRIVATE | l->flag, -1, 0);
	if (p == MAP_FAILED && !regions_are_told())
		return CANNOT;
	MUST(is_low(p, 8 * unit, l));
	window_served = 0;
	MUST(is_low(um_mmap(0, unit, RW, PRIVATE | l->flag, -1, 0), unit, l));
	MUST(window_served == 1);
	return 0;
}

/* It was full when it was asked first, and is not any more. */
static int window_opens(void *limit)
{
	const struct limit *l = limit;
	int i;

	window_has = 0;
	window_says = ENOMEM;
	if (!flag_of(l) || !regions_are_told())
		return CANNOT;
	um_kernel.sys.mmap = mmap_windowed;
	MUST(is_low(um_mmap(0, unit, RW, PRIVATE | l->flag, -1, 0), unit, l));
	window_has = unit;
	for (i = 0; i < 200 && !window_served; i++)
		MUST(is_low(um_mmap(0, unit, RW, PRIVATE | l->flag, -1, 0),
		    unit, l));
	MUST(window_served);
	return 0;
}

static int flag_is_refused(void *limit)
{
	const struct limit *l = limit;
	const struct um_way *way;

	window_has = 0;
	window_says = EINVAL;
	if (!flag_of(l) || !regions_are_told())
		return CANNOT;
	um_kernel.sys.mmap = mmap_windowed;
	MUST(is_low(um_mmap(0, unit, RW, PRIVATE | l->flag, -1, 0), unit, l));
	way = um_way_taken(l == limits ? UM_CHAIN_LOW2G : UM_CHAIN_LOW4G);
	MUST(way && way->level == UM_EMULATED);
	return 0;
}

/* Before this process remembers a window. */
static void test_window(const struct limit *l)
{
	void *const limit = (void *)(uintptr_t)l;
	static const char lacking[] = "a flag for what is low, and a map";

	window_says = ENOMEM;
	ok_or_skip(in_child(window_lasts, limit), lacking, "what is more than "
	    "the kernel's window %s does not give it up", l->name);
	window_says = EINVAL;
	ok_or_skip(in_child(window_lasts, limit), lacking, "nor does what the "
	    "kernel refuses %s", l->name);
	ok_or_skip(in_child(window_opens, limit), lacking, "nor does one that "
	    "was full %s", l->name);
	ok_or_skip(in_child(flag_is_refused, limit), lacking, "but a kernel "
	    "that refuses its flag has none %s", l->name);
}

/* ---- all of it --------------------------------------------------------- */

static const size_t block = 16 * MIB;

struct gaps {
	uintptr_t last, end;	/* of what lies below */
	uintptr_t widest;
	size_t blocks;		/* that fit */
	int taken;		/* something lies below */
};

static int see_gap(const struct um_region *region, void *closure)
{
	struct gaps *g = closure;
	const uintptr_t start = region->start > g->last ? g->last + 1
	    : region->start;

	if (start > g->end) {
		if (start - g->end > g->widest)
			g->widest = start - g->end;
		g->blocks += (start - g->end) / block;
	}
	g->end = region->end;
	g->taken |= region->start <= g->last;
	return region->start > g->last;
}

/* Above what Linux keeps from all. */
static int see_gaps(const struct limit *l, struct gaps *g)
{
	memset(g, 0, sizeof *g);
	g->last = l->last;
	g->end = 65536;
	return um_regions(see_gap, g) < 0 ? -1 : 0;
}

/* What is free is in smaller pieces. */
static int is_full(const struct limit *l)
{
	struct gaps g;

	if (see_gaps(l, &g) < 0)
		return 0;
	diag("the widest gap has %lu KiB", (unsigned long)(g.widest >> 10));
	return g.widest < block;
}

/* MiB that have to be had.  A program that is not position-independent lies
 * there itself, and its heap: then it is the same share of what is left. */
static size_t least(const struct limit *l)
{
#ifdef __x86_64__
	struct gaps g;

	if (sizeof l->last == 4 || see_gaps(l, &g) < 0)
		return 0;
	diag("%s lies %s", g.taken ? "something" : "nothing", l->name);
	return g.taken ? g.blocks * 16 * l->most / ((l->last / MIB) + 1)
	    : l->most;
#else
	(void)l;
	return 0;
#endif
}

/* In a child, which gives all back at once. */
static int fill(void *limit)
{
	const struct limit *l = limit;
	const size_t wanted = least(l);
	size_t taken = 0;
	char *p;
	int wrong = 0;

	while ((p = um_mmap(0, block, PROT_NONE, PRIVATE | UM_MAP_NORESERVE
	    | l->flag, -1, 0)) != MAP_FAILED) {
		taken += 16;
		wrong |= !is_low(p, block, l);
	}
	diag("%lu MiB of at least %lu, errno %d, %s", (unsigned long)taken,
	    (unsigned long)wanted, errno, um_why());
	fflush(0);
	if (wrong || errno != ENOMEM || !*um_why())
		return 1;
	if (taken == 0)
		return 2;
	/* In 32 bits the main stack has its room there. */
	if (is_simulated() || !kernel_is("linux") || sizeof l->last == 4
	    || strcmp(under(), "") != 0)
		return 0;
	return !is_full(l) ? 3 : taken < wanted ? 4 : 0;
}

static void test_fill(const struct limit *l)
{
	if (l->last == UINTPTR_MAX) {
		skip(1, "no address is higher here");
		return;
	}
	ok_in_child(fill, (void *)(uintptr_t)l,
	    "blocks of 16 MiB are found %s until there is room for none",
	    l->name);
}

/* ---- while others map -------------------------------------------------- */

enum { LOW_MAPS = 3000 };
static int stop;

static void *map_low_too(void *limit)
{
	const struct limit *l = limit;
	void *p[8];
	int i;

	while (!UM_LOAD(&stop)) {
		for (i = 0; i < 8; i++)
			p[i] = um_mmap(0, 2 * unit, RW, PRIVATE | l->flag,
			    -1, 0);
		for (i = 0; i < 8; i++)
			if (p[i] != MAP_FAILED)
				munmap(p[i], 2 * unit);
	}
	return 0;
}

static void test_race(const struct limit *l)
{
	enum { HELD = 64 };
	unsigned char *held[HELD], *p;
	int i, wrong = 0, clobbered = 0;
	pthread_t other;

	for (i = 0; i < HELD; i++)
		held[i] = MAP_FAILED;
	UM_STORE(&stop, 0);
	if (pthread_create(&other, 0, map_low_too, (void *)(uintptr_t)l)) {
		skip(2, "no second thread");
		return;
	}
	for (i = 0; i < LOW_MAPS; i++) {
		unsigned char **at = &held[i % HELD];

		if (*at != MAP_FAILED) {
			clobbered += !all_bytes(*at, unit, (i - HELD) & 0xff);
			um_munmap(*at, unit);
		}
		p = um_mmap(0, unit, RW, PRIVATE | l->flag, -1, 0);
		*at = p;
		if (!is_low(p, unit, l) || p[0] != 0)
			wrong++;
		else
			memset(p, i & 0xff, unit);
	}
	UM_STORE(&stop, 1);
	pthread_join(other, 0);
	is_int(wrong, 0, "%d maps %s while another thread maps there, none "
	    "wrong", LOW_MAPS, l->name);
	is_int(clobbered, 0, "and none is clobbered");
	for (i = 0; i < HELD; i++)
		if (held[i] != MAP_FAILED)
			um_munmap(held[i], unit);
}

int main(void)
{
	size_t i;

	plan(0);
	unit = um_granularity();
	if (!places_are_had())
		skip_all(NO_PLACES);
	for (i = 0; low_is_allowed() && i < 2; i++)
		test_window(&limits[i]);
	for (i = 0; i < sizeof limits / sizeof *limits; i++) {
		const struct limit *l = &limits[i];

		if (!low_is_allowed()) {
			fails(um_mmap(0, unit, RW, PRIVATE | l->flag, -1, 0)
			    == MAP_FAILED, ENOMEM,
			    "a kernel that has nothing %s: ENOMEM", l->name);
			continue;
		}
		test_kinds(l);
		test_refused(l);
		test_hints(l);
		test_fixed(l);
		test_race(l);
		test_fill(l);
	}
	return done();
}
