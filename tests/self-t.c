/* The test that goes with unimap into other people's programs: each promise that
 * um_features has a row for is tried, and what this kernel has is shown.  It
 * knows nothing of the library but unimap.h:
 *
 *	cc self-t.c unimap.c -o self-t && ./self-t
 *
 * It prints TAP (a line for each row: level, feature, how) and ends with 0 if
 * what is native or emulated works, and what is absent is refused.
 *
 * SPDX-License-Identifier: MIT
 */
/* With -std=c99 too: ftruncate(2). */
#ifndef _DEFAULT_SOURCE
# define _DEFAULT_SOURCE 1
#endif
#ifndef __EXTENSIONS__
# define __EXTENSIONS__ 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unimap.h>

/* What a check, which has a process of its own, has found. */
enum { KEPT, REFUSED, BROKEN, FAULTED };

enum { READ_WRITE = PROT_READ | PROT_WRITE, FILL = 7 };

static int absent;		/* the row that is tried, um_features says */
static int failed, lines;

static void line(int good, const char *what, const char *id, const char *how)
{
	failed += !good;
	printf("%s %-2d - %-8s %-17s %s\n", good ? "ok" : "not ok", ++lines,
	    what, id, how);
}

/* ---- processes ----------------------------------------------------------- */

static void end(int found)
{
	fflush(stdout);
	_exit(found);
}

/* A core file would be left behind by a fault that nobody catches. */
static void on_fault(int number)
{
	(void)number;
	_exit(FAULTED);
}

/* What `act' finds in a child; a crash of it is broken. */
static int child(void (*act)(void *), void *argument)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		signal(SIGSEGV, on_fault);
		signal(SIGBUS, on_fault);
		act(argument);
		end(KEPT);
	}
	if (pid < 0)
		return BROKEN;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : BROKEN;
}

static void broken(const char *what)
{
	printf("# not so: %s (errno %d, %s)\n", what, errno, um_why());
	end(BROKEN);
}

#define MUST(so) ((so) ? (void)0 : broken(#so))

/* All of the feature hangs on this call: it may fail, with an errno and a
 * reason. */
static void need(int done)
{
	if (!done)
		end(errno && *um_why() ? REFUSED : BROKEN);
}

static void load(void *p)
{
	end(*(volatile unsigned char *)p == FILL ? KEPT : REFUSED);
}

static void store(void *p)
{
	*(volatile unsigned char *)p = FILL + 1;
}

static int faults(void *p)
{
	return child(load, p) == FAULTED && child(store, p) == FAULTED;
}

/* ---- memory ---------------------------------------------------------------- */

static size_t page(void)
{
	return um_page_size();
}

static int is(const unsigned char *p, size_t pages, int byte)
{
	size_t i;

	for (i = 0; i < pages * page(); i++)
		if (p[i] != byte)
			return 0;
	return 1;
}

static void fill(unsigned char *p, size_t pages)
{
	memset(p, FILL, pages * page());
}

static int is_new(unsigned char *p, size_t pages)
{
	const int zero = is(p, pages, 0);

	fill(p, pages);
	return zero && is(p, pages, FILL);
}

static unsigned char *map_at(void *at, size_t pages, int flags)
{
	return um_mmap(at, pages * page(), READ_WRITE, UM_MAP_ANON | flags, -1,
	    0);
}

/* What a feature asks of memory: it may be refused. */
static unsigned char *map(size_t pages, int flags)
{
	unsigned char *const p = map_at(0, pages, flags);

	need(p != MAP_FAILED);
	MUST(is_new(p, pages));
	return p;
}

static unsigned char *map_private(size_t pages)
{
	unsigned char *const p = map_at(0, pages, UM_MAP_PRIVATE);

	MUST(p != MAP_FAILED && is_new(p, pages));
	return p;
}

/* Two pages of an object. */
static unsigned char *map_object(int fd)
{
	unsigned char *const p = um_mmap(0, 2 * page(), READ_WRITE,
	    UM_MAP_SHARED, fd, 0);

	MUST(p != MAP_FAILED);
	return p;
}

/* ---- a check for each row ------------------------------------------------ */

static void anonymous_private(void)
{
	unsigned char *const p = map(2, UM_MAP_PRIVATE);

	MUST(child(store, p) == KEPT && is(p, 2, FILL));
	MUST(um_munmap(p, 2 * page()) == 0 && faults(p));
}

static void anonymous_shared(void)
{
	unsigned char *const p = map(2, UM_MAP_SHARED);

	MUST(child(store, p) == KEPT && p[0] == FILL + 1);
	MUST(um_munmap(p, 2 * page()) == 0 && faults(p));
}

static void fixed_replace(void)
{
	unsigned char *const p = map_private(3), *const middle = p + page();
	unsigned char *const q = map_at(middle, 1, UM_MAP_PRIVATE
	    | UM_MAP_FIXED);

	need(q != MAP_FAILED);
	MUST(q == middle && is_new(q, 1) && is(p, 3, FILL));
}

static void fixed_noreplace(void)
{
	const int flags = UM_MAP_PRIVATE | UM_MAP_FIXED_NOREPLACE;
	unsigned char *const p = map_private(3), *const middle = p + page();

	MUST(map_at(p, 2, flags) == MAP_FAILED && is(p, 3, FILL));
	need(errno == EEXIST);
	MUST(um_munmap(middle, page()) == 0);
	MUST(map_at(middle, 1, flags) == middle);
	MUST(is_new(middle, 1) && is(p, 3, FILL));
}

static void aligned(void)
{
	unsigned char *const p = map(3, UM_MAP_PRIVATE | UM_MAP_ALIGNED(21));

	MUST(((uintptr_t)p & 0x1fffff) == 0);
}

static void low(int flag, uintptr_t last)
{
	unsigned char *const p = map(3, UM_MAP_PRIVATE | flag);

	MUST((uintptr_t)p + 3 * page() - 1 <= last);
}

static void low_2g(void)
{
	low(UM_MAP_32BIT, 0x7fffffff);
}

static void low_4g(void)
{
	low(UM_MAP_LOW4G, 0xffffffff);
}

static void range(void)
{
	static const char here[1];
	const struct um_place near = um_near(here, 1, (size_t)1 << 30);
	unsigned char *const p = um_mmap_at(&near, 3 * page(), READ_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	need(p != MAP_FAILED);
	MUST((uintptr_t)p >= near.low && is_new(p, 3));
	MUST(!near.high || (uintptr_t)p + 3 * page() <= near.high);
}

static void conceal(void)
{
	map(2, UM_MAP_PRIVATE | UM_MAP_CONCEAL);
}

static void mayexec(void)
{
	unsigned char *const p = map(1, UM_MAP_PRIVATE | UM_MAP_MAYEXEC);

	need(um_mprotect(p, page(), PROT_READ | PROT_EXEC) == 0);
	MUST(child(load, p) == KEPT && child(store, p) == FAULTED);
}

/* Large pages are not to be noticed. */
static void huge(void)
{
	unsigned char *const p = map(3, UM_MAP_PRIVATE | UM_MAP_HUGE);

	MUST(um_munmap(p + page(), page()) == 0 && faults(p + page()));
	MUST(is(p, 1, FILL) && is(p + 2 * page(), 1, FILL));
}

static void populate(void)
{
	unsigned char vec[2] = { 0, 0 };
	unsigned char *const p = map_at(0, 2, UM_MAP_PRIVATE
	    | UM_MAP_POPULATE);

	MUST(p != MAP_FAILED);
	MUST(absent || (um_mincore(p, 2 * page(), vec) == 0 && (vec[0] & 1)
	    && (vec[1] & 1)));
	MUST(is_new(p, 2));
}

static void discard(int type, int advice)
{
	unsigned char *const p = map(3, type), *const middle = p + page();

	need(um_madvise(middle, page(), advice) == 0);
	MUST(child(load, middle) == REFUSED);
	MUST(is_new(middle, 1) && is(p, 3, FILL));
}

static void discard_private(void)
{
	discard(UM_MAP_PRIVATE, UM_ADV_DISCARD_PRIVATE);
}

static void discard_shared(void)
{
	discard(UM_MAP_SHARED, UM_ADV_DISCARD);
}

static void remap(void)
{
	unsigned char *const p = um_mremap(map_private(2), 2 * page(),
	    64 * page(), UM_MREMAP_MAYMOVE);

	need(p != MAP_FAILED);
	MUST(is(p, 2, FILL) && is_new(p + 2 * page(), 62));
	MUST(um_mremap(p, 64 * page(), page(), 0) == p);
	MUST(is(p, 1, FILL) && faults(p + page()));
}

static void inherit_none(void)
{
	unsigned char *const p = map_private(2);

	need(um_minherit(p, page(), UM_INHERIT_NONE) == 0);
	MUST(faults(p) && child(load, p + page()) == KEPT && is(p, 2, FILL));
}

static void inherit_zero(void)
{
	unsigned char *const p = map_private(2);

	need(um_minherit(p, page(), UM_INHERIT_ZERO) == 0);
	MUST(child(load, p) == REFUSED && child(load, p + page()) == KEPT);
	MUST(is(p, 2, FILL));
}

static void memfd(void)
{
	const int fd = um_memfd("unimap-test", (int64_t)(2 * page()), 0);
	unsigned char *p;

	need(fd >= 0);
	MUST(lseek(fd, 0, SEEK_END) == (off_t)(2 * page()));
	MUST(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	p = map_object(fd);
	MUST(is_new(p, 2) && is(map_object(fd), 2, FILL));
}

static void shm_named(void)
{
	char name[40];
	unsigned char *p;
	int fd, other;

	sprintf(name, "/unimap-test-%ld", (long)getpid());
	fd = um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	need(fd >= 0);
	other = um_shm_open(name + 1, O_RDWR, 0);
	MUST(um_shm_unlink(name) == 0 && other >= 0);
	MUST(um_shm_open(name, O_RDWR, 0) < 0 && errno == ENOENT);
	MUST(ftruncate(fd, (off_t)(2 * page())) == 0);
	p = map_object(fd);
	MUST(is_new(p, 2) && is(map_object(other), 2, FILL));
}

struct search {
	uintptr_t at, last;
	int found, named, disorder;
};

static int look(const struct um_region *region, void *closure)
{
	struct search *const s = closure;

	s->disorder += region->start < s->last;
	s->last = region->end - 1;
	if (s->at >= region->start && s->at <= s->last) {
		s->found += (region->prot & PROT_WRITE) != 0;
		s->named = strstr(region->name, "unimap test") != 0;
	}
	return 0;
}

static void regions(void)
{
	struct search s = { 0, 0, 0, 0, 0 };
	struct um_region region;
	unsigned char *const p = map_private(1);

	s.at = (uintptr_t)p;
	need(um_region_at(p, &region) == 0);
	MUST(look(&region, &s) == 0 && s.found == 1);
	s.last = 0;
	need(um_regions(look, &s) == 0);
	MUST(s.found == 2 && !s.disorder);
}

static void reserve(void)
{
	unsigned char *const p = um_reserve(0, 256 * page(), 0);

	need(p != MAP_FAILED);
	MUST(faults(p));
	need(um_commit(p + page(), 2 * page(), READ_WRITE) == 0);
	MUST(is_new(p + page(), 2) && faults(p) && faults(p + 3 * page()));
	need(um_decommit(p + page(), page()) == 0);
	MUST(faults(p + page()) && is(p + 2 * page(), 1, FILL));
	MUST(um_commit(p, 3 * page(), READ_WRITE) == 0);
	MUST(is_new(p, 2) && is(p, 3, FILL));
}

/* 64 KiB are enough for a cache that looks at addresses. */
static void mirror(void)
{
	const size_t least = 65536;
	const size_t len = um_granularity() > least ? um_granularity() : least;
	unsigned char *const p = um_mirror(0, len, 3, 0);

	need(p != MAP_FAILED);
	MUST(is_new(p, len / page()) && is(p, 3 * len / page(), FILL));
	MUST(child(store, p + len - 1) == KEPT && p[3 * len - 1] == FILL + 1);
	MUST(um_munmap(p, 3 * len) == 0 && faults(p + 2 * len));
}

static void guard(void)
{
	unsigned char *const p = map_private(3), *const middle = p + page();

	need(um_guard(middle, page()) == 0);
	MUST(faults(middle));
	MUST(is(p, 1, FILL) && is(p + 2 * page(), 1, FILL));
	if (um_unguard(middle, page(), READ_WRITE) == 0)
		MUST(is_new(middle, 1));
	else
		MUST(errno == ENOTSUP);		/* HP-UX lifts none */
}

static void seal(void)
{
	unsigned char *const p = map_private(1);

	need(um_seal(p, page(), 0) == 0);
	MUST(um_munmap(p, page()) < 0 && errno == EPERM);
	MUST(um_mprotect(p, page(), PROT_NONE) < 0 && errno == EPERM);
	MUST(map_at(p, 1, UM_MAP_PRIVATE | UM_MAP_FIXED) == MAP_FAILED);
	MUST(is(p, 1, FILL));
}

static void name(void)
{
	struct search s = { 0, 0, 0, 0, 0 };
	unsigned char *const p = map_private(2);

	need(um_name(p, page(), "unimap test") == 0);
	s.at = (uintptr_t)p;
	MUST(um_regions(look, &s) < 0 || s.named);
	MUST(is(p, 2, FILL));
}

static void contents_may_go(void)
{
	unsigned char *const p = map_private(3), *const middle = p + page();

	MUST(um_madvise(middle, page(), UM_ADV_FREE) == 0);
	MUST(middle[0] == 0 || middle[0] == FILL);
	fill(middle, 1);
	MUST(is(p, 3, FILL));
}

/* OpenBSD caches files and maps apart, and by writing the file is what is
 * punched. */
static void punch(void)
{
	const int fd = um_memfd(0, (int64_t)(2 * page()), 0);
	unsigned char *p;

	need(fd >= 0);
	p = map_object(fd);
	fill(p, 2);
	MUST(um_msync(p, 2 * page(), MS_SYNC) == 0);
	need(um_punch(fd, 0, (int64_t)page()) == 0);
	MUST(um_msync(p, 2 * page(), MS_SYNC | MS_INVALIDATE) == 0);
	MUST(is_new(p, 1) && is(p, 2, FILL));
}

/* ---- all of them --------------------------------------------------------- */

static const struct row {
	const char *id;
	void (*check)(void);
	int is_wish;		/* where it is absent the call works too */
} rows[] = {
	{ "anonymous-private", anonymous_private, 0 },
	{ "anonymous-shared", anonymous_shared, 0 },
	{ "fixed-replace", fixed_replace, 0 },
	{ "fixed-noreplace", fixed_noreplace, 0 },
	{ "aligned", aligned, 0 },
	{ "low-2g", low_2g, 0 },
	{ "low-4g", low_4g, 0 },
	{ "range", range, 0 },
	{ "conceal", conceal, 0 },
	{ "mayexec", mayexec, 0 },
	{ "huge", huge, 1 },
	{ "populate", populate, 1 },
	{ "discard-private", discard_private, 0 },
	{ "discard-shared", discard_shared, 0 },
	{ "remap", remap, 0 },
	{ "inherit-none", inherit_none, 0 },
	{ "inherit-zero", inherit_zero, 0 },
	{ "memfd", memfd, 0 },
	{ "shm-named", shm_named, 0 },
	{ "regions", regions, 0 },
	{ "reserve", reserve, 0 },
	{ "mirror", mirror, 0 },
	{ "guard", guard, 0 },
	{ "seal", seal, 0 },
	{ "name", name, 0 },
	{ "free", contents_may_go, 1 },
	{ "punch", punch, 0 }
};
enum { ROWS = sizeof rows / sizeof *rows };

static void check(void *row)
{
	rows[*(int *)row].check();
}

static void try_row(const struct um_feature *f)
{
	static const char *const levels[] = { "unknown", "absent", "emulated",
		"native" };
	const char *const level = levels[f->level - UM_UNKNOWN];
	int row = 0, found;

	while (row < ROWS && strcmp(rows[row].id, f->id) != 0)
		row++;
	if (row == ROWS) {	/* a newer library may have more of them */
		line(um_version() > UM_VERSION, level, f->id,
		    "has no test here");
		return;
	}
	absent = f->level == UM_ABSENT;
	found = child(check, &row);
	line(found == (absent && !rows[row].is_wish ? REFUSED : KEPT), level,
	    f->id, f->how);
}

/* What belongs to no row. */
static void try_calls(void)
{
	int refused;

	line(um_version() >= UM_VERSION, "version", UM_VERSION_STRING,
	    "of the header and of the library");
	refused = um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | 0x10000, -1, 0) == MAP_FAILED && errno == EINVAL;
	line(refused, "refused", "an unknown flag", um_why());
}

/* It may have another name. */
int main(void);

int main(void)
{
	struct utsname system;
	int i;

	if (uname(&system) >= 0)
		printf("# unimap on %s %s %s, pages of %lu bytes\n",
		    system.sysname, system.release, system.machine,
		    (unsigned long)page());
	try_calls();
	for (i = 0; i < um_features(); i++)
		try_row(um_feature(i));
	printf("1..%d\n", lines);
	return failed != 0;
}
