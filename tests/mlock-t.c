/* um_mlock, um_munlock: a hole is ENOMEM, the limit EAGAIN. */
#include "counting.h"
#include "qemu.h"

#include <sys/resource.h>

#define RW (PROT_READ | PROT_WRITE)
#define PAGES 4

static char *map(void)
{
	char *p = um_mmap(0, PAGES * page(), RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	memset(p, 'm', PAGES * page());
	return p;
}

static void unmap(char *p)
{
	um_munmap(p, PAGES * page());
}

/* ---- locking ----------------------------------------------------------- */

static int can_lock(void)
{
	char *p = map();
	const int can = um_mlock(p, page()) == 0;

	unmap(p);
	return can;
}

static void locking(void)
{
	char *p = map();

	errno = 12345;
	is_int(um_mlock(p, 2 * page() - 1), 0, "two pages are locked");
	is_int(um_mlock(p, 2 * page()), 0, "and locked again");
	is_int(um_munlock(p, page()), 0, "one is unlocked");
	is_int(um_munlock(p, PAGES * page()), 0,
	    "all are unlocked, locked or not");
	is_int(errno, 12345, "and errno is left alone");
	ok(all_bytes(p, PAGES * page(), 'm') && !store_faults(p),
	    "and the contents are kept");
	is_int(um_mlock(p, page()), 0, "a page is locked");
	is_int(um_munmap(p, PAGES * page()), 0, "and unmapped while locked");
}

/* Else it is not told from the limit. */
static int hole_is_told(void *p, size_t len)
{
	struct um_range range;

	range.addr = (uintptr_t)p;
	range.len = len;
	return um_whole(&range) == 0;
}

static void hole(size_t from, size_t to, const char *where)
{
	const size_t unit = um_granularity();
	char *p = um_mmap(0, 3 * unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
	    0);

	um_munmap(p + unit, unit);
	if (hole_is_told(p, 3 * unit))
		fails(um_mlock(p + from * unit, (to - from) * unit) == -1,
		    ENOMEM, "um_mlock over a hole %s is ENOMEM", where);
	else
		skip(1, "a kernel that tells what is mapped");
	if (!qemu_skips(QEMU_MUNLOCK_HOLE, 1))
		fails(um_munlock(p + from * unit, (to - from) * unit) == -1,
		    ENOMEM, "um_munlock over a hole %s is ENOMEM", where);
	ok(load_faults(p + unit) && !store_faults(p)
	    && !store_faults(p + 2 * unit), "and the hole is a hole still");
	um_munmap(p, 3 * unit);
}

static int is_locked(char *p)
{
	struct um_range range;

	range.addr = (uintptr_t)p;
	range.len = page();
	return um_is_locked(&range);
}

static int make_inaccessible(void *p, size_t len)
{
	return um_mprotect(p, len, PROT_NONE);
}

/* Linux marks all of the range before it finds the guard, or what has no access
 * though it is in memory. */
static void failed_half_way(int (*guard_it)(void *, size_t))
{
	enum { MANY = 8, GUARD = 5 };
	char *p = um_mmap(0, MANY * page(), RW, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1, 0);

	memset(p, 'm', MANY * page());
	if (um_mlock(p, 2 * page()) < 0 || !locks_are_told(p)
	    || guard_it(p + GUARD * page(), page()) < 0
	    || um_mlock(p + page(), (MANY - 1) * page()) == 0) {
		skip(3, "a lock that is told, and fails over a guard");
		um_munmap(p, MANY * page());
		return;
	}
	is_int(errno, ENOMEM, "locking over a guard is ENOMEM");
	ok(is_locked(p) && is_locked(p + page()),
	    "what was locked before and in front of the guard stays so");
	ok(!is_locked(p + GUARD * page())
	    && !is_locked(p + (MANY - 1) * page()),
	    "nothing is locked from the guard on");
	um_munlock(p, MANY * page());
	um_munmap(p, MANY * page());
}

/* NetBSD and OpenBSD pass over what has no access. */
static void guard(void)
{
	char *p = map();

	if (!map_is_told() || um_guard(p + page(), page()) < 0)
		skip(1, "guards, and a kernel that tells what is mapped");
	else
		ok(um_mlock(p, PAGES * page()) == 0 || errno == ENOMEM,
		    "a guard is no limit: ENOMEM, if um_mlock fails over it");
	unmap(p);
}

/* ---- the limit --------------------------------------------------------- */

#ifdef RLIMIT_MEMLOCK

#define LOCKED 100
#define NO_PRIVILEGE 101
#define NO_CHILD 102
#define NO_REASON 103

struct attempt {
	char *p;
	size_t before, len, limit;	/* before: so much is locked already */
};

/* The errno of um_mlock as nobody under the limit. */
static int lock_as_nobody(void *attempt)
{
	const struct attempt *a = attempt;
	struct rlimit limit;

	limit.rlim_cur = limit.rlim_max = (rlim_t)a->limit;
	if (setrlimit(RLIMIT_MEMLOCK, &limit) < 0
	    || (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0)))
		return NO_CHILD;
	if (a->before)
		um_mlock(a->p, a->before);
	if (um_mlock(a->p, a->len) == 0)
		return LOCKED;
	if (errno == EPERM && (um_kernel.family == &um_family_svr4
	    || um_kernel.family == &um_family_dragonfly))
		return NO_PRIVILEGE;
	return *um_why() ? errno : NO_REASON;
}

static void limited(size_t before, size_t pages, size_t limit_pages,
    const char *what)
{
	char *p = map();
	struct attempt a;
	int got;

	a.p = p;
	a.before = before * page();
	a.len = pages * page();
	a.limit = limit_pages * page();
	got = in_child(lock_as_nobody, &a);
	if (got == NO_CHILD)
		skip(1, "a child of another user with a limit");
	else if (got == NO_PRIVILEGE)
		skip(1, "the privilege to lock memory, EPERM");
	else
		is_int(got, EAGAIN, "%s is EAGAIN", what);
	unmap(p);
}

/* A hole is not the limit's fault, whether there is room under it or not. */
static void hole_under_limit(size_t limit)
{
	const size_t len = 4 * um_granularity();
	struct attempt a;
	int got;

	a.p = um_mmap(0, len, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	a.before = 0;
	a.len = len;
	a.limit = limit;
	um_munmap(a.p + um_granularity(), um_granularity());
	got = in_child(lock_as_nobody, &a);
	if (got == NO_CHILD || got == NO_PRIVILEGE)
		skip(1, "a child that may lock memory under a limit");
	else if (got == EAGAIN && kernel_is("linux-2"))
		skip(1, "a limit on locked memory instead of a privilege");
	else if (!hole_is_told(a.p, len))
		skip(1, "a kernel that tells what is mapped");
	else
		is_int(got, ENOMEM, "a hole is ENOMEM also where the limit "
		    "is %lu", (unsigned long)limit);
	um_munmap(a.p, len);
}

static void limits(void)
{
	limited(0, 1, 0, "one page with RLIMIT_MEMLOCK 0");
	limited(0, PAGES, 1, "four pages with RLIMIT_MEMLOCK of one");
	limited(1, PAGES, 1, "four pages of which the one allowed is locked");
	hole_under_limit(8 * um_granularity());
	hole_under_limit(0);
}
#else
static void limits(void)
{
	skip(5, "RLIMIT_MEMLOCK");
}
#endif

int main(void)
{
	plan(0);
	if (!is_simulated() && is_sanitized()) {
		skip(32, NO_MLOCK);
		return done();
	}
	if (can_lock()) {
		locking();
		hole(0, 3, "in the middle");
		hole(0, 2, "at the end");
		hole(1, 3, "at the start");
		hole(1, 2, "and nothing else");
		guard();
		failed_half_way(um_guard);
		failed_half_way(make_inaccessible);
	} else
		skip(27, "locked memory, by limit or privilege");
	limits();
	return done();
}
