/* um_minherit: what a child finds, verified by fork. */
#include "counting.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/utsname.h>

enum { PAGES = 3, OLD = 0x6d, NEW = 0x2e };

static const struct { int value; const char *name; } all[] = {
	{ UM_INHERIT_SHARE, "UM_INHERIT_SHARE" },
	{ UM_INHERIT_COPY, "UM_INHERIT_COPY" },
	{ UM_INHERIT_NONE, "UM_INHERIT_NONE" },
	{ UM_INHERIT_ZERO, "UM_INHERIT_ZERO" }
};
enum { ALL = sizeof all / sizeof *all };

static unsigned char *map(int flags, int fd)
{
	return memset(must_map(0, PAGES, flags, fd), OLD, PAGES * page());
}

/* ---- what the child finds ---------------------------------------------- */

static int is_old(void *p)
{
	return !all_bytes(p, page(), OLD);
}

static int is_zero(void *p)
{
	return !all_bytes(p, page(), 0);
}

static int store(void *p)
{
	memset(p, NEW, page());
	return 0;
}

/* Is it so?  p has its old contents before and afterwards. */
static int holds(unsigned char *p, int value)
{
	int good;

	switch (value) {
	case UM_INHERIT_NONE:
		return load_faults(p) && all_bytes(p, page(), OLD);
	case UM_INHERIT_ZERO:
		return in_child(is_zero, p) == 0 && in_child(store, p) == 0
		    && all_bytes(p, page(), OLD);
	case UM_INHERIT_COPY:
		return in_child(is_old, p) == 0 && in_child(store, p) == 0
		    && all_bytes(p, page(), OLD);
	default:
		good = in_child(is_old, p) == 0 && in_child(store, p) == 0
		    && all_bytes(p, page(), NEW);
		memset(p, OLD, page());
		return good;
	}
}

/* ---- what the header says cannot be ------------------------------------ */

static int linux_before(int major, int minor)
{
	struct utsname name;
	int a = 0, b = 0;

	if (is_simulated())
		return kernel_is("linux-2") || kernel_is("linux-4.4");
	if (uname(&name) < 0 || sscanf(name.release, "%d.%d", &a, &b) != 2)
		return 0;
	return a < major || (a == major && b < minor);
}

/* OpenBSD 7.3 and NetBSD 7 say yes, and panic at the fork after the next. */
static int is_fatal(int value, int flags)
{
	return (kernel_is("openbsd") || kernel_is("netbsd"))
	    && value == UM_INHERIT_COPY
	    && (flags & UM_MAP_SHARED) && (flags & UM_MAP_ANON);
}

/* "ZERO on gVisor, macOS, DragonFly and Linux before 4.14; SHARE of private
 * and COPY or ZERO of shared memory on Linux." */
static int is_impossible(int value, int shared)
{
	const int gvisor = kernel_is("gvisor") || is_under("gvisor");
	const int on_linux = gvisor || kernel_is("linux");

	if (value == UM_INHERIT_ZERO
	    && (gvisor || kernel_is("macos") || kernel_is("darwin")
		|| kernel_is("dragonfly")
		|| (on_linux && linux_before(4, 14))))
		return 1;
	if (!on_linux)
		return 0;
	return shared ? value == UM_INHERIT_COPY || value == UM_INHERIT_ZERO
	    : value == UM_INHERIT_SHARE;
}

static int must_work(int value, int shared, int fd)
{
	return !is_simulated() && kernel_is("linux") && !*under()
	    && !is_impossible(value, shared)
	    && !(fd >= 0 && value == UM_INHERIT_ZERO);
}

/* ---- each value -------------------------------------------------------- */

static void test_value(const char *what, int flags, int fd, int i)
{
	const int shared = (flags & UM_MAP_SHARED) != 0;
	unsigned char *p = map(flags, fd);
	int failed;

	errno = 606;
	failed = um_minherit(p, page(), all[i].value);
	if (failed && !must_work(all[i].value, shared, fd)) {
		fails(failed, ENOTSUP, "%s of %s is refused with ENOTSUP",
		    all[i].name, what);
		ok(holds(p, shared ? UM_INHERIT_SHARE : UM_INHERIT_COPY),
		    "a child finds %s as before", what);
		um_munmap(p, PAGES * page());
		return;
	}
	ok(!failed && !is_fatal(all[i].value, flags)
	    && (fd >= 0 || !is_impossible(all[i].value, shared)),
	    "%s of %s is honoured, where the header lets it", all[i].name,
	    what);
	is_int(errno, 606, "errno is unchanged by it");
	ok(holds(p, all[i].value), "a child finds what was asked for");
	ok(holds(p + page(), shared ? UM_INHERIT_SHARE : UM_INHERIT_COPY),
	    "the page behind is as before");
	ok(all_bytes(p, PAGES * page(), OLD), "in the parent nothing has changed");
	um_munmap(p, PAGES * page());
}

/* memcntl never does; NetBSD is asked for a copy of what is told to be private
 * alone. */
static int takes_nothing_back(void)
{
	return kernel_is("illumos")
	    || (kernel_is("netbsd") && !sharing_is_told());
}

static void test_back(const char *what, int flags, int i)
{
	const int usual = flags & UM_MAP_SHARED ? 0 : 1;
	unsigned char *p = map(flags, -1);

	if (um_minherit(p, PAGES * page(), all[i].value) < 0) {
		skip(2, "%s of %s: %s", all[i].name, what, um_why());
		um_munmap(p, PAGES * page());
		return;
	}
	if (um_minherit(p, PAGES * page(), all[usual].value) < 0
	    && takes_nothing_back()) {
		is_int(errno, ENOTSUP, "%s of %s is not taken back",
		    all[i].name, what);
		ok(holds(p, all[i].value), "a child finds it still");
		um_munmap(p, PAGES * page());
		return;
	}
	is_int(um_minherit(p, PAGES * page(), all[usual].value), 0,
	    "from %s back to %s of %s", all[i].name, all[usual].name, what);
	ok(holds(p, all[usual].value), "a child finds %s as it was at first",
	    what);
	um_munmap(p, PAGES * page());
}

/* Every value after every other. */
static void test_sequence(const char *what, int flags)
{
	const int shared = (flags & UM_MAP_SHARED) != 0;
	unsigned char *p;
	int i, j, good = 1, last;

	for (i = 0; i < ALL; i++)
		for (j = 0; j < ALL; j++) {
			last = shared ? UM_INHERIT_SHARE : UM_INHERIT_COPY;
			p = map(flags, -1);
			if (um_minherit(p, page(), all[i].value) == 0)
				last = all[i].value;
			if (um_minherit(p, page(), all[j].value) == 0)
				last = all[j].value;
			if (!holds(p, last)) {
				diag("%s, then %s", all[i].name, all[j].name);
				good = 0;
			}
			um_munmap(p, PAGES * page());
		}
	ok(good, "of two values for %s the last one that was not refused holds",
	    what);
}

/* The kernel is not even asked.  Whether it is, a real one would be the worse
 * for: no child is made of what it said yes to. */
static void test_fatal(void)
{
	unsigned char *p, *q;

	if (!is_fatal(UM_INHERIT_COPY, UM_MAP_SHARED | UM_MAP_ANON)) {
		skip(3, "a kernel that panics of a copy of shared memory");
		return;
	}
	p = map(UM_MAP_SHARED | UM_MAP_ANON, -1);
	q = map(UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	reset_calls();
	fails(um_minherit(p, page(), UM_INHERIT_COPY) < 0, ENOTSUP,
	    "a copy of shared anonymous memory is ENOTSUP");
	is_int((long long)calls_of("minherit"), 0, "the kernel is not asked");
	if (!sharing_is_told())
		skip(1, "a kernel that tells shared memory from private");
	else
		ok(um_minherit(q, page(), UM_INHERIT_COPY) == 0
		    && calls_of("minherit") == 1, "for private memory it is");
	um_munmap(p, PAGES * page());
	um_munmap(q, PAGES * page());
}

/* ---- arguments --------------------------------------------------------- */

static void test_arguments(void)
{
	static const int unknown[] = {
		-1, 0, 1, 2, 3, 4, UM_INHERIT_SHARE - 1, UM_INHERIT_ZERO + 1,
		0x7fffffff
	};
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	size_t i;
	int failed;

	for (i = 0; i < sizeof unknown / sizeof *unknown; i++)
		fails(um_minherit(p, page(), unknown[i]) < 0, EINVAL,
		    "the unknown value %d is EINVAL", unknown[i]);
	for (i = 0; i < ALL; i++) {
		fails(um_minherit(p + 1, page(), all[i].value) < 0, EINVAL,
		    "%s of an address inside a page is EINVAL", all[i].name);
		errno = 13131;
		ok(um_minherit(p, 0, all[i].value) == 0 && errno == 13131,
		    "%s of length 0 succeeds", all[i].name);
		fails(um_minherit(p, SIZE_MAX, all[i].value) < 0, ENOMEM,
		    "%s of a length that wraps is ENOMEM", all[i].name);
	}
	um_munmap(p + page(), page());
	for (i = 0; i < ALL; i++) {
		/* What the kernel has not at all it need not look for. */
		failed = um_minherit(p, page(), all[i].value);
		if (failed) {
			skip(2, "%s: %s", all[i].name, um_why());
			continue;
		}
		failed = um_minherit(p, PAGES * page(), all[i].value);
		if (failed || (kernel_is("linux") && !is_under("qemu"))) {
			fails(failed, ENOMEM, "%s over a hole is ENOMEM",
			    all[i].name);
			fails(um_minherit(p + page(), page(), all[i].value)
			    < 0, ENOMEM, "%s of a hole alone is ENOMEM",
			    all[i].name);
		} else
			ok(load_faults(p + page()), "%s passes over a hole",
			    all[i].name);
	}
	um_munmap(p, PAGES * page());
}

/* ---- where the map is not told ----------------------------------------- */

static int untold(void *unused)
{
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	unsigned char *s = map(UM_MAP_SHARED | UM_MAP_ANON, -1);

	(void)unused;
	MUST(um_minherit(p, page(), UM_INHERIT_NONE) == 0 && load_faults(p));
	MUST(um_minherit(p, page(), UM_INHERIT_COPY) < 0
	    && errno == ENOTSUP && load_faults(p));
	MUST(um_minherit(p, page(), UM_INHERIT_ZERO) == 0
	    && in_child(is_zero, p) == 0);
	MUST(um_minherit(s, page(), UM_INHERIT_COPY) < 0
	    && errno == ENOTSUP && in_child(store, s) == 0 && *s == NEW);
	MUST(um_minherit(s, page(), UM_INHERIT_SHARE) < 0
	    && errno == ENOTSUP);
	MUST(um_minherit(s, page(), UM_INHERIT_ZERO) < 0
	    && errno == ENOTSUP && in_child(store, s) == 0);
	return 0;
}

static void test_untold(void)
{
	if (is_simulated() || *under() || linux_before(4, 14)
	    || !kernel_is("linux")) {
		skip(1, "a Linux that zeroes for children");
		return;
	}
	setenv("UNIMAP_DISABLE", "PROCMAP_QUERY,/proc/self/maps walk", 1);
	ok_in_child(untold, 0, "where nobody tells what is mapped NONE and "
	    "ZERO are had, and what might not be is ENOTSUP");
	unsetenv("UNIMAP_DISABLE");
}

/* ---- memory that may be dropped ---------------------------------------- */

static int copied_at_a_limit(void *p)
{
#ifdef RLIMIT_AS
	struct rlimit limit;

	limit.rlim_cur = limit.rlim_max = (rlim_t)page();
	return setrlimit(RLIMIT_AS, &limit) < 0
	    || um_minherit(p, page(), UM_INHERIT_COPY) == 0;
#else
	return p == 0;
#endif
}

/* Linux 6.11: always zero for a child, never dumped. */
static void test_droppable(void)
{
	enum { DROPPABLE = 0x08 };
	unsigned char *p = MAP_FAILED;

	if (kernel_is("linux") && !is_simulated() && !*under())
		p = mmap(0, page(), PROT_READ | PROT_WRITE, DROPPABLE
		    | um_kernel.numbers.map_anon, -1, 0);
	if (p == MAP_FAILED) {
		skip(5, "memory that may be dropped (MAP_DROPPABLE)");
		return;
	}
	ok(why_is(um_minherit(p, page(), UM_INHERIT_COPY) < 0, ENOTSUP,
	    "the memory is zeroed for every child"),
	    "UM_INHERIT_COPY of memory that may be dropped is ENOTSUP");
	ok(in_child(is_zero, p) == 0, "a child finds zeros");
	is_int(um_minherit(p, page(), UM_INHERIT_ZERO), 0,
	    "which UM_INHERIT_ZERO asks for");
	fails(um_madvise(p, page(), UM_ADV_REVEAL) < 0, ENOTSUP,
	    "UM_ADV_REVEAL of it is ENOTSUP");
	is_int(in_child(copied_at_a_limit, p), 0, "nor is it copied where not a "
	    "page is left to ask with");
	um_munmap(p, page());
}

/* ---- why ------------------------------------------------------------------ */

static int no_text(const char *path, int flags, mode_t mode)
{
	(void)path;
	(void)flags;
	(void)mode;
	errno = ENOENT;
	return -1;
}

/* Linux has one errno for what is not known and what it is not for. */
static int is_explained(void *unused)
{
	char *shared = um_mmap(0, page(), PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
	char *own = um_mmap(0, page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	struct census before;

	(void)unused;
	if (um_minherit(own, page(), UM_INHERIT_ZERO) < 0
	    || um_minherit(own, page(), UM_INHERIT_COPY) < 0)
		return CANNOT;
	census(&before);
	MUST(um_minherit(shared, page(), UM_INHERIT_ZERO) < 0
	    && errno == ENOTSUP && strstr(um_why(), "private"));
	MUST(census_same(&before));
	um_kernel.sys.open = no_text;
	MUST(um_minherit(own, page(), UM_INHERIT_SHARE) < 0
	    && errno == ENOTSUP);
	MUST(um_minherit(own, page(), UM_INHERIT_COPY) < 0
	    && errno == ENOTSUP);
	return 0;
}

static void test_explained(void)
{
	int status = CANNOT;

	if (um_kernel.family == &um_family_linux && census_told())
		status = in_child(is_explained, 0);
	ok_or_skip(status, "a Linux that zeroes for a child, and its map",
	    "what is not zeroed for a child is explained, and what is not told "
	    "is neither shared nor copied");
}

int main(void)
{
	int fd, i;

	plan(0);
	count_calls();
	test_fatal();
	test_untold();
	test_droppable();
	fd = temporary_file(PAGES * page());
	for (i = 0; i < ALL; i++) {
		test_value("private memory", UM_MAP_PRIVATE | UM_MAP_ANON, -1,
		    i);
		test_value("shared memory", UM_MAP_SHARED | UM_MAP_ANON, -1,
		    i);
		test_value("a private file map", UM_MAP_PRIVATE, fd, i);
		test_value("a shared file map", UM_MAP_SHARED, fd, i);
	}
	for (i = 0; i < ALL; i++) {
		test_back("private memory", UM_MAP_PRIVATE | UM_MAP_ANON, i);
		test_back("shared memory", UM_MAP_SHARED | UM_MAP_ANON, i);
	}
	test_sequence("private memory", UM_MAP_PRIVATE | UM_MAP_ANON);
	test_sequence("shared memory", UM_MAP_SHARED | UM_MAP_ANON);
	test_arguments();
	close(fd);
	test_explained();
	return done();
}
