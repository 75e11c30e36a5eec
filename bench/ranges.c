/* Calls on a range against the raw call that a kernel has for it, in the same
 * run: CPU time, best of many turns, at 64 KiB and 2 MiB, touched, with few
 * mappings in the process and with 60,000.  Fails beyond a limit.
 *	ranges [FEWER]		so many times fewer turns
 * Raw calls are Linux'; elsewhere there is nothing to compare with. */
#include "../lib/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef __linux__

#define RW (PROT_READ | PROT_WRITE)
#ifndef MADV_FREE
# define MADV_FREE 8
#endif
#define GUARD_INSTALL 102	/* linux/include/uapi/asm-generic/mman-common.h */
#define GUARD_REMOVE 103

enum { SMALL = 64 << 10, LARGE = 2 << 20, MANY = 60000 };
enum { RANGES = 16 };		/* of a turn, so that the clock costs little */

static int failed;

static void need(int good, const char *what)
{
	if (!good) {
		perror(what);
		exit(1);
	}
}

/* ---- the calls ----------------------------------------------------------- */

/* A range is made ready at `at', the call is timed, and what it gave is given
 * up by the same for both. */
struct call {
	const char *name;
	void (*ready)(char *at, size_t len);
	void (*um)(char *at, size_t len);
	void (*raw)(char *at, size_t len);
	double most_small, most_large;	/* times raw */
};

static void fresh(char *at, size_t len)
{
	need(mmap(at, len, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
	    == at, "mmap");
}

static void touched(char *at, size_t len)
{
	fresh(at, len);
	memset(at, 1, len);
}

static void touched_closed(char *at, size_t len)
{
	touched(at, len);
	need(mprotect(at, len, PROT_NONE) == 0, "mprotect");
}

static void um_protects(char *at, size_t len) { um_mprotect(at, len, PROT_READ); }
static void raw_protects(char *at, size_t len) { mprotect(at, len, PROT_READ); }
static void um_commits(char *at, size_t len) { um_commit(at, len, RW); }
static void raw_commits(char *at, size_t len) { mprotect(at, len, RW); }
static void um_decommits(char *at, size_t len) { um_decommit(at, len); }
static void raw_decommits(char *at, size_t len)
{
	mmap(at, len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}
static void um_unmaps(char *at, size_t len) { um_munmap(at, len); }
static void raw_unmaps(char *at, size_t len) { munmap(at, len); }
static void um_discards(char *at, size_t len)
{
	need(um_madvise(at, len, UM_ADV_DISCARD) == 0, um_why());
}
static void um_discards_private(char *at, size_t len)
{
	need(um_madvise(at, len, UM_ADV_DISCARD_PRIVATE) == 0, um_why());
}
static void raw_discards(char *at, size_t len)
{
	madvise(at, len, MADV_DONTNEED);
}
static void um_frees(char *at, size_t len) { um_madvise(at, len, UM_ADV_FREE); }
static void raw_frees(char *at, size_t len) { madvise(at, len, MADV_FREE); }
static void um_guards(char *at, size_t len)
{
	(void)len;
	need(um_guard(at, um_page_size()) == 0, um_why());
}
static void raw_guards(char *at, size_t len)
{
	(void)len;
	if (madvise(at, um_page_size(), GUARD_INSTALL) < 0)
		mprotect(at, um_page_size(), PROT_NONE);
}
/* Half of it becomes all of it: nothing is behind it. */
static void ready_to_grow(char *at, size_t len)
{
	touched(at, len / 2);
	munmap(at + len / 2, len - len / 2);
}
static void um_grows(char *at, size_t len)
{
	need(um_mremap(at, len / 2, len, 0) == at, um_why());
}
static void raw_grows(char *at, size_t len)
{
	need(mremap(at, len / 2, len, 0) == at, "mremap");
}
/* What an allocator does all day. */
static void um_purges(char *at, size_t len)
{
	um_decommit(at, len);
	um_commit(at, len, RW);
	memset(at, 1, len);
}
static void raw_purges(char *at, size_t len)
{
	raw_decommits(at, len);
	mprotect(at, len, RW);
	memset(at, 1, len);
}

static const struct call calls[] = {
	{ "um_mprotect", touched, um_protects, raw_protects, 1.1, 1.1 },
	{ "um_munmap", touched, um_unmaps, raw_unmaps, 1.1, 1.1 },
	{ "um_commit", touched_closed, um_commits, raw_commits, 1.1, 1.1 },
	{ "um_decommit", touched, um_decommits, raw_decommits, 1.15, 1.15 },
	{ "DISCARD_PRIVATE", touched, um_discards_private, raw_discards,
	    1.15, 1.15 },
	{ "DISCARD", touched, um_discards, raw_discards, 2.0, 1.15 },
	{ "FREE", touched, um_frees, raw_frees, 1.1, 1.1 },
	{ "um_guard, a page", touched, um_guards, raw_guards, 1.1, 1.1 },
	{ "um_mremap, grown", ready_to_grow, um_grows, raw_grows, 1.25, 1.25 },
	{ "purge and reuse", touched, um_purges, raw_purges, 1.15, 1.15 }
};
enum { CALLS = sizeof calls / sizeof *calls };

/* ---- timing ---------------------------------------------------------------- */

static char *arena;		/* room for all ranges, and a gap behind each */

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double turn(const struct call *c, void (*call)(char *, size_t),
    size_t len)
{
	double from;
	int i;

	for (i = 0; i < RANGES; i++)
		c->ready(arena + (size_t)i * 2 * len, len);
	from = cpu_seconds();
	for (i = 0; i < RANGES; i++)
		call(arena + (size_t)i * 2 * len, len);
	return cpu_seconds() - from;
}

/* A limit that is missed once may be the machine's doing. */
static double compare(const struct call *c, size_t len, int turns, double *us)
{
	double um = 1e9, raw = 1e9, now;
	int i;

	turn(c, c->um, len);
	turn(c, c->raw, len);
	for (i = 0; i < turns; i++) {
		now = turn(c, c->um, len);
		um = now < um ? now : um;
		now = turn(c, c->raw, len);
		raw = now < raw ? now : raw;
	}
	*us = raw / RANGES * 1e6;
	return um / raw;
}

static void show(const struct call *c, size_t len, int turns, double most)
{
	double us, ratio = 1e9, again;
	int tries;

	for (tries = 0; tries < 4 && ratio > most; tries++) {
		again = compare(c, len, turns, &us);
		ratio = again < ratio ? again : ratio;
	}
	printf(" %8.2f us x %.2f%s", us, ratio, ratio > most ? "!" : " ");
	if (ratio > most)
		failed = 1;
}

static void show_all(const char *with, int turns)
{
	int i;

	for (i = 0; i < CALLS; i++) {
		printf("%-17s %-7s", calls[i].name, with);
		show(&calls[i], SMALL, turns * 4, calls[i].most_small);
		show(&calls[i], LARGE, turns, calls[i].most_large);
		printf("  at most %.2f %.2f\n", calls[i].most_small,
		    calls[i].most_large);
	}
}

static void map_many(void)
{
	const size_t page = um_page_size();
	char *at = mmap(0, MANY * page, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t i;

	need(at != MAP_FAILED, "mmap");
	for (i = 0; i < MANY; i += 2)
		if (mprotect(at + i * page, page, PROT_READ) < 0)
			break;
}

int main(int argc, char **argv)
{
	const int fewer = argc > 1 ? atoi(argv[1]) : 1;
	const int turns = fewer < 1 ? 20 : 20 / fewer + 1;

	arena = mmap(0, (size_t)RANGES * 2 * LARGE, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	need(arena != MAP_FAILED, "mmap");
	printf("CPU time, raw and times raw, at 64 KiB and at 2 MiB\n");
	show_all("", turns);
	map_many();
	show_all("60,000", turns);
	puts(failed ? "bench: FAIL: a call on a range is beyond its limit"
	    : "bench: ok: calls on a range");
	return failed;
}

#else

int main(void)
{
	puts("bench: SKIP: calls on a range are compared with Linux' own");
	return 0;
}

#endif
