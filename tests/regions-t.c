/* um_regions and um_region_at tell what is mapped, and nothing of their own. */
#include "tap.h"
#include "counting.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define RW (PROT_READ | PROT_WRITE)

static size_t unit;

/* ---- what a walk sees -------------------------------------------------- */

struct walk {
	uintptr_t from, to;	/* what is looked at */
	size_t regions, bytes;	/* all; of the readable and writable there */
	size_t none;		/* bytes there without access */
	uintptr_t end;
	int disordered, shared;
	int stop_at;		/* the visit to stop at, from 1 on */
};

static int see(const struct um_region *region, void *closure)
{
	struct walk *w = closure;
	const uintptr_t start = region->start > w->from ? region->start
	    : w->from;
	const uintptr_t end = region->end < w->to ? region->end : w->to;

	w->disordered |= region->start < w->end || region->start >= region->end;
	w->end = region->end;
	w->regions++;
	if (start < end) {
		if ((region->prot & RW) == RW)
			w->bytes += end - start;
		if (region->prot == PROT_NONE)
			w->none += end - start;
		w->shared |= region->shared == 1;
	}
	return (size_t)w->stop_at == w->regions ? 77 : 0;
}

static int walk(struct walk *w, const void *at, size_t len)
{
	const int stop = w->stop_at;

	memset(w, 0, sizeof *w);
	w->stop_at = stop;
	w->from = (uintptr_t)at;
	w->to = w->from + len;
	return um_regions(see, w);
}

/* ---- visitors that do more --------------------------------------------- */

struct mapper {
	void *made[64];
	int count, failed;
};

static int map_and_unmap(const struct um_region *region, void *closure)
{
	struct mapper *m = closure;
	void *p = um_mmap(0, unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	(void)region;
	m->failed |= p == MAP_FAILED;
	if (p != MAP_FAILED && m->count < 64)
		m->made[m->count++] = p;
	else
		um_munmap(p, unit);
	return 0;
}

static void test_visitors(void)
{
	struct mapper m = { { 0 }, 0, 0 };
	struct walk w;
	int i;

	is_int(um_regions(map_and_unmap, &m), 0,
	    "a visitor may map and unmap");
	ok(m.count > 3 && !m.failed, "and every call of its does what it says");
	for (i = 0; i < m.count; i++)
		um_munmap(m.made[i], unit);
	w.stop_at = 2;
	is_int(walk(&w, 0, 1), 77, "what a visitor returns stops the walk");
	is_int((long long)w.regions, 2, "there and then");
}

/* ---- what is told ------------------------------------------------------ */

static void test_contents(void)
{
	char *p = um_mmap(0, 6 * unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	char *q = um_mmap(0, unit, RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
	struct um_region r;
	struct walk w;
	char here = 0;

	um_mprotect(p + unit, unit, PROT_NONE);
	um_munmap(p + 3 * unit, unit);
	w.stop_at = 0;
	errno = 4711;
	is_int(walk(&w, p, 6 * unit), 0, "a walk to the end is 0");
	is_int(errno, 4711, "and errno is as it was");
	ok(!w.disordered, "the regions come in the order of their addresses");
	is_int((long long)w.bytes, (long long)(4 * unit),
	    "memory is shown with its protection");
	is_int((long long)w.none, (long long)unit, "memory without access too");
	ok(!w.shared, "and private memory is not called shared");
	walk(&w, &here, 1);
	is_int((long long)w.bytes, 1, "the stack is shown");
	walk(&w, q, unit);
	is_int((long long)w.bytes, (long long)unit, "shared memory is shown");
	errno = 4711;
	ok(um_region_at(p + unit, &r) == 0 && errno == 4711
	    && r.start <= (uintptr_t)p + unit && r.end > (uintptr_t)p + unit
	    && r.prot == PROT_NONE,
	    "um_region_at: the region that covers the address");
	ok(um_region_at(p + 3 * unit, &r) == 0
	    && r.start == (uintptr_t)p + 4 * unit,
	    "the next one for an address that nothing covers");
	ok(um_region_at(q, &r) == 0 && r.shared != 0,
	    "shared memory is not called private");
	ok(um_region_at(p, &r) == 0 && r.shared != 1,
	    "nor private memory shared");
	ok(why_is(um_region_at((void *)(UINTPTR_MAX & ~(unit - 1)), &r) < 0,
	    ENOENT, "nothing is mapped there or behind"),
	    "nothing from there on is ENOENT");
	um_munmap(p, 6 * unit);
	um_munmap(q, unit);
}

/* Twice the same: nothing of the call's own stays or is shown. */
static void test_own(void)
{
	struct walk first, second;
	size_t i;

	first.stop_at = second.stop_at = 0;
	walk(&first, 0, SIZE_MAX);
	for (i = 0; i < 10; i++)
		walk(&second, 0, SIZE_MAX);
	ok(first.bytes == second.bytes && first.regions == second.regions,
	    "a walk leaves nothing mapped and does not show its own memory");
}

/* More than fits the first list.  A simulated kernel takes long for each, and
 * FreeBSD's with INVARIANTS checks its whole map at each. */
static void test_many(void)
{
	const size_t many = !is_simulated()
	    && kernel_is("linux") ? 3000 : 100;
	struct census before;
	struct walk w;
	const int told = census_told() && !*under();
	size_t i, made = 0;
	char *p;

	/* Of many it takes minutes where the map is a text. */
	if (told)
		census(&before);
	p = um_mmap(0, 2 * many * unit, PROT_NONE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_NORESERVE, -1, 0);
	for (i = 0; i < many; i++)
		if (um_mprotect(p + 2 * i * unit, unit, RW) == 0)
			made++;
	w.stop_at = 0;
	is_int(walk(&w, p, 2 * many * unit), 0, "many regions are walked");
	ok(w.regions > made && w.bytes == made * unit && !w.disordered,
	    "none is left out");
	um_munmap(p, 2 * many * unit);
	if (told)
		ok(census_same(&before), "and the list of them is gone");
	else
		skip(1, "a map that shows nothing but the program's own");
}

static void test_refusals(void)
{
	fails(um_regions(0, 0) < 0, EINVAL, "no visitor is EINVAL");
	fails(um_region_at(0, 0) < 0, EINVAL, "nowhere to answer is EINVAL");
}

/* ---- against the kernel's own text ------------------------------------- */

struct lines {
	FILE *text;
	int differ, seen;
};

static int compare(const struct um_region *region, void *closure)
{
	struct lines *l = closure;
	unsigned long start, end;
	char line[512], prot[8], wanted[8];

	if (!fgets(line, sizeof line, l->text)
	    || sscanf(line, "%lx-%lx %7s", &start, &end, prot) != 3) {
		l->differ++;
		return 0;
	}
	snprintf(wanted, sizeof wanted, "%c%c%c%c",
	    region->prot & PROT_READ ? 'r' : '-',
	    region->prot & PROT_WRITE ? 'w' : '-',
	    region->prot & PROT_EXEC ? 'x' : '-',
	    region->shared ? 's' : 'p');
	l->seen++;
	if (start != region->start || end != region->end
	    || strcmp(prot, wanted) != 0)
		l->differ++;
	return 0;
}

static void test_text(void)
{
	static char buffer[65536];
	struct lines l = { 0, 0, 0 };

	if (is_simulated() || !kernel_is("linux")
	    || strcmp(under(), "") != 0) {
		skip(1, "no /proc/self/maps that shows just this process");
		return;
	}
	l.text = fopen("/proc/self/maps", "r");
	if (!l.text) {
		skip(1, "no /proc/self/maps");
		return;
	}
	setvbuf(l.text, buffer, _IOFBF, sizeof buffer);
	ungetc(getc(l.text), l.text);	/* has it read */
	um_regions(compare, &l);
	ok(l.seen > 5 && l.differ == 0, "line by line what /proc/self/maps says");
	fclose(l.text);
}

/* ---- one by one -------------------------------------------------------- */

struct steps {
	uintptr_t at;
	int seen, differ;
};

static int step(const struct um_region *region, void *closure)
{
	struct steps *s = closure;
	struct um_region same;

	s->seen++;
	if (um_region_at((void *)s->at, &same) < 0
	    || same.start != region->start || same.end != region->end
	    || same.prot != region->prot
	    || (same.shared != region->shared && region->shared >= 0))
		s->differ++;
	s->at = region->end;
	return 0;
}

static void test_steps(void)
{
	struct steps s = { 0, 0, 0 };
	struct um_region none;

	if (*under()) {
		skip(2, "memory that only this process changes");
		return;
	}
	if (page() > (size_t)sysconf(_SC_PAGESIZE)) {
		skip(2, "a map of whole pages of this size");
		return;
	}
	um_regions(step, &s);
	ok(s.seen > 0 && s.differ <= 2, "um_region_at, from end to end, says "
	    "what um_regions does, but for its memory in between");
	if (s.differ > 2)
		diag("%d of %d differ", s.differ, s.seen);
	fails(um_region_at((void *)s.at, &none) < 0, ENOENT,
	    "and then ENOENT");
}

/* ---- while another thread maps ----------------------------------------- */

/* What stays has room between it, where memory comes and goes: that is joined
 * to its neighbours and parted from them in the middle of a walk.  So many
 * that Linux's text has several pages, each of which is of another moment. */
enum { STAYING = 128 };

struct crowd {
	char *start;		/* each second unit stays, from here on */
	char *between[STAYING];	/* 0: free, or else what is mapped for it */
	int stop;
	unsigned long turns, refused;
	uintptr_t end;
	int disordered, seen;
};

static void change(struct crowd *c, size_t i)
{
	char *p = c->between[i];

	if (p) {
		um_munmap(p, unit);
		c->between[i] = 0;
		return;
	}
	p = um_mmap(c->start + (2 * i + 1) * unit, unit, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	if (p == MAP_FAILED)
		c->refused++;
	else
		c->between[i] = p;
}

static void *come_and_go(void *crowd)
{
	struct crowd *c = crowd;
	unsigned long turn;
	int i;

	for (turn = 0; !UM_LOAD(&c->stop); turn++) {
		change(c, (size_t)(turn * 37 % STAYING));
		UM_STORE(&c->turns, turn + 1);
	}
	for (i = 0; i < STAYING; i++)
		if (c->between[i])
			um_munmap(c->between[i], unit);
	return 0;
}

static int see_crowd(const struct um_region *region, void *crowd)
{
	struct crowd *c = crowd;
	int i;

	c->disordered |= region->start < c->end
	    || region->start >= region->end;
	c->end = region->end;
	for (i = 0; i < STAYING; i++) {
		const uintptr_t at = (uintptr_t)c->start + 2 * (size_t)i * unit;

		c->seen += region->start <= at && region->end >= at + unit
		    && (region->prot & RW) == RW;
	}
	return 0;
}

static void walk_crowd(struct crowd *c, int walks)
{
	int failed = 0, disordered = 0, missed = 0, i;

	for (i = 0; i < walks || UM_LOAD(&c->turns) < STAYING; i++) {
		c->end = 0;
		c->disordered = c->seen = 0;
		failed += um_regions(see_crowd, c) != 0;
		disordered += c->disordered;
		missed += c->seen != STAYING;
	}
	is_int(failed, 0, "the map is walked while another thread maps and "
	    "unmaps");
	is_int(disordered, 0, "in the order of addresses, and no region begins "
	    "in another");
	is_int(missed, 0, "and what stays is seen in every walk");
}

static void test_race(void)
{
	/* Elsewhere each region takes long. */
	const int walks = is_simulated() || *under() || !kernel_is("linux")
	    ? 5 : 200;
	struct crowd c;
	pthread_t other;
	int i;

	if (is_under("qemu")) {
		skip(4, "a map of the address space that misses nothing while "
		    "other threads map");
		return;
	}
	memset(&c, 0, sizeof c);
	c.start = um_mmap(0, 2 * STAYING * unit, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	for (i = 0; i < STAYING; i++)
		um_munmap(c.start + (2 * (size_t)i + 1) * unit, unit);
	if (pthread_create(&other, 0, come_and_go, &c) != 0) {
		skip(4, "no second thread");
		return;
	}
	walk_crowd(&c, walks);
	UM_STORE(&c.stop, 1);
	pthread_join(other, 0);
	is_int((long long)c.refused, 0, "and the other thread is refused "
	    "nothing");
	/* Others may have something in between: FreeBSD's first fit is there. */
	for (i = 0; i < STAYING; i++)
		um_munmap(c.start + 2 * (size_t)i * unit, unit);
}

int main(void)
{
	struct um_region r;

	plan(0);
	unit = um_granularity();
	test_refusals();
	if (!regions_are_told()) {
		fails(um_region_at(0, &r) < 0, ENOTSUP,
		    "a kernel that tells nobody: um_region_at is ENOTSUP");
		fails(um_regions(see, 0) < 0, ENOTSUP,
		    "and um_regions is, before any visit");
		return done();
	}
	test_contents();
	test_own();
	test_visitors();
	test_many();
	test_text();
	test_steps();
	test_race();
	return done();
}
