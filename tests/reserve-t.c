/* um_reserve, um_commit, um_decommit: address space first, memory later. */
#include "counting.h"
#include "qemu.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define RW (PROT_READ | PROT_WRITE)

static unsigned char *reserve(size_t pages)
{
	unsigned char *p = um_reserve(0, pages * page(), 0);

	if (p == MAP_FAILED) {
		printf("Bail out! nothing is reserved: %s\n", um_why());
		exit(1);
	}
	return p;
}

static int commit(unsigned char *p, size_t first, size_t pages, int prot)
{
	return um_commit(p + first * page(), pages * page(), prot);
}

static int decommit(unsigned char *p, size_t first, size_t pages)
{
	return um_decommit(p + first * page(), pages * page());
}

/* ---- the address space ------------------------------------------------- */

static void is_ours(unsigned char *p, const char *what)
{
	if (!places_are_had()) {
		skip(1, NO_PLACES);
		return;
	}
	fails(um_mmap(p, page(), RW, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED, EEXIST, "%s",
	    what);
}

static void test_reserve(void)
{
	unsigned char *p;

	errno = 77;
	p = um_reserve(0, 3 * page() - 1, 0);
	ok(p != MAP_FAILED && ((uintptr_t)p & (um_granularity() - 1)) == 0,
	    "address space is reserved");
	is_int(errno, 77, "errno is unchanged by it");
	ok(load_faults(p) && store_faults(p + 3 * page() - 1),
	    "it has no access, its last page neither");
	is_ours(p + page(), "nobody else gets it");
	is_int(um_munmap(p, 3 * page()), 0, "um_munmap releases it");
}

static void test_refused(void)
{
	struct um_place bad;

	fails(um_reserve(0, 0, 0) == MAP_FAILED, EINVAL,
	    "a length of 0 is EINVAL");
	fails(um_reserve(0, page(), 1) == MAP_FAILED, EINVAL,
	    "a flag is EINVAL");
	fails(um_reserve(0, SIZE_MAX, 0) == MAP_FAILED, ENOMEM,
	    "the longest length is ENOMEM");
	if (UM_LAST_4G == UINTPTR_MAX)	/* a 64-bit kernel has 4 GiB for it */
		skip(1, "addresses of which a half cannot be had");
	else
		fails(um_reserve(0, SIZE_MAX / 2 - page(), 0) == MAP_FAILED,
		    ENOMEM, "half of all addresses are ENOMEM");
	memset(&bad, 0, sizeof bad);
	bad.align = 3;
	fails(um_reserve(&bad, page(), 0) == MAP_FAILED, EINVAL,
	    "a place whose alignment is no power of two is EINVAL");
}

static void test_place(void)
{
	struct um_place where;
	unsigned char *p;

	memset(&where, 0, sizeof where);
	where.align = (size_t)1 << 22;
	p = um_reserve(&where, 5 * page(), 0);
	ok(p != MAP_FAILED && ((uintptr_t)p & (where.align - 1)) == 0,
	    "address space is reserved at a multiple of 4 MiB");
	if (p != MAP_FAILED) {
		is_int(commit(p, 4, 1, RW), 0, "and committed");
		p[5 * page() - 1] = 1;
		um_munmap(p, 5 * page());
	}
}

/* 64 GiB, of which nothing is used, and the last page too. */
static void test_huge(void)
{
	const size_t huge = sizeof(void *) > 4 ? (size_t)1 << 36
	    : (size_t)1 << 29;
	const int mib = (int)(huge >> 20);
	struct rusage before, after;
	unsigned char *p;

	getrusage(RUSAGE_SELF, &before);
	p = um_reserve(0, huge, 0);
	if (p == MAP_FAILED) {
		skip(4, "no address space of %d MiB here: %s", mib, um_why());
		return;
	}
	getrusage(RUSAGE_SELF, &after);
	ok(after.ru_maxrss - before.ru_maxrss < 4096,
	    "%d MiB of address space take no memory", mib);
	ok(um_commit(p + huge - page(), page(), RW) == 0
	    && um_commit(p, page(), RW) == 0,
	    "its first and its last page are committed");
	if (!places_are_had()) {
		skip(2, NO_PLACES);
		um_munmap(p, huge);
		return;
	}
	p[0] = p[huge - 1] = 7;
	is_int(um_decommit(p, huge), 0, "all of it is given back");
	ok(load_faults(p) && load_faults(p + huge - 1),
	    "and has no access then");
	um_munmap(p, huge);
}

/* ---- the memory -------------------------------------------------------- */

static void test_life(void)
{
	unsigned char *p = reserve(8);

	errno = 88;
	is_int(commit(p, 2, 3, RW), 0, "pages in the middle are committed");
	is_int(errno, 88, "errno is unchanged by it");
	ok(all_bytes(p + 2 * page(), 3 * page(), 0), "they read as zero");
	memset(p + 2 * page(), 0x51, 3 * page());
	ok(load_faults(p + page()) && load_faults(p + 5 * page()),
	    "their neighbours have no access");
	is_int(commit(p, 1, 6, RW), 0, "more are committed around them");
	ok(all_bytes(p + 2 * page(), 3 * page(), 0x51),
	    "what was committed keeps its contents");
	ok(all_bytes(p + page(), page(), 0)
	    && all_bytes(p + 5 * page(), 2 * page(), 0),
	    "what is new reads as zero");
	is_int(commit(p, 2, 1, PROT_READ), 0,
	    "committing again sets the protection");
	ok(store_faults(p + 2 * page())
	    && all_bytes(p + 2 * page(), page(), 0x51),
	    "to read-only, with its contents");
	is_int(commit(p, 2, 1, RW), 0, "committing again makes it writable again");
	if (!memory_is_emptied()) {
		fails(decommit(p, 3, 1) < 0, ENOTSUP, "nothing is given back");
		ok(all_bytes(p + 2 * page(), 3 * page(), 0x51),
		    "it keeps its contents");
		skip(10, NO_EMPTYING);
		um_munmap(p, 8 * page());
		return;
	}
	errno = 99;
	is_int(decommit(p, 3, 1), 0, "one page is given back");
	is_int(errno, 99, "errno is unchanged by it");
	ok(load_faults(p + 3 * page()), "it has no access");
	ok(all_bytes(p + 2 * page(), page(), 0x51)
	    && all_bytes(p + 4 * page(), page(), 0x51),
	    "its neighbours keep theirs");
	is_int(decommit(p, 0, 8), 0, "all is given back, committed or not");
	ok(load_faults(p + 2 * page()) && load_faults(p + 7 * page()),
	    "nothing has access");
	is_int(decommit(p, 0, 8), 0, "and again, which changes nothing");
	is_int(commit(p, 0, 8, RW), 0, "all is committed again");
	ok(all_bytes(p, 8 * page(), 0), "and reads as zero");
	is_ours(p + page(), "it has stayed ours all the time");
	um_munmap(p, 8 * page());
}

static void test_executable(void)
{
	unsigned char *p = reserve(2);

	is_int(commit(p, 0, 1, RW), 0, "a page is committed");
	p[0] = 0x5a;
	if (commit(p, 0, 1, PROT_READ | PROT_EXEC) < 0)
		ok(errno == EACCES && *um_why(),
		    "or a policy forbids to execute it: EACCES");
	else
		ok(p[0] == 0x5a && store_faults(p),
		    "it becomes executable and no longer writable");
	um_munmap(p, 2 * page());
}

static int store_in_child(void *p)
{
	*(unsigned char *)p = 9;
	return 0;
}

static void test_children(void)
{
	unsigned char *p = reserve(2);

	commit(p, 0, 1, RW);
	p[0] = 3;
	ok_in_child(store_in_child, p, "a child has what is committed");
	is_int(p[0], 3, "for its own");
	um_munmap(p, 2 * page());
}

/* ---- the number of mappings -------------------------------------------- */

/* One after the other, each touched: a map of entries would be full. */
static void test_neighbours(void)
{
	/* A simulated kernel takes long for each. */
	const size_t pages = is_simulated() ? 512 : 4096;
	unsigned char *p = reserve(pages);
	/* NetBSD joins 256 pages and no more: UVM_AMAP_LARGE. */
	const size_t few = kernel_is("netbsd") ? pages / 256 + 4 : 4;
	size_t i;
	int good = 1;

	/* Each page that was touched has an amap of its own, and joins none. */
	if (kernel_is("openbsd") && !is_simulated()) {
		skip(2, "a kernel that joins what was touched");
		um_munmap(p, pages * page());
		return;
	}
	if (!map_is_told() || is_under("valgrind") || is_under("tsan")
	    || !um_kernel.numbers.map_anon) {
		skip(2, "the number of mappings is not told, or they are of "
		    "/dev/zero, which Linux merges never");
		um_munmap(p, pages * page());
		return;
	}
	for (i = 0; good && i < pages; i++) {
		good = commit(p, i, 1, RW) == 0;
		if (good)
			p[i * page()] = 1;
	}
	ok(good && areas_in(p, pages * page()) <= few,
	    "%d neighbouring commits are few mappings", (int)pages);
	diag("%lu", areas_in(p, pages * page()));
	for (i = pages; good && i > 0; i--)
		good = decommit(p, i - 1, 1) == 0;
	/* What is mapped anew is joined to what is below it alone (3.5). */
	if (kernel_is("dragonfly") && !is_simulated())
		skip(1, "a kernel that joins what is above");
	else
		ok(good && areas_in(p, pages * page()) <= few,
		    "so are they when they were given back one by one");
	diag("%lu", areas_in(p, pages * page()));
	um_munmap(p, pages * page());
}

/* ---- the charge -------------------------------------------------------- */

/* Committed_AS of proc(5), in KiB; -1. */
static long charged(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	long n = -1;

	while (f && n < 0 && fgets(line, sizeof line, f))
		if (sscanf(line, "Committed_AS: %ld kB", &n) != 1)
			n = -1;
	if (f)
		fclose(f);
	return n;
}

/* Others are charged too at the same time. */
static void test_charge(void)
{
	enum { MIB = 512, ABOUT = 200 * 1024 };
	const size_t len = (size_t)MIB << 20;
	long before, reserved, committed, given;
	unsigned char *p;

	if (is_simulated() || charged() < 0 || sizeof(void *) < 8
	    || *under()) {
		skip(4, "the charge is not told");
		return;
	}
	before = charged();
	p = um_reserve(0, len, 0);
	reserved = charged();
	if (p == MAP_FAILED || um_commit(p, len, RW) < 0) {
		skip(4, "no charge left for %d MiB", (int)MIB);
		return;
	}
	committed = charged();
	ok(reserved - before < ABOUT, "a reservation is not charged");
	ok(committed - reserved > ABOUT, "committed memory is");
	is_int(um_decommit(p, len), 0, "it is given back");
	given = charged();
	ok(given - before < ABOUT, "and its charge too");
	um_munmap(p, len);
}

#ifdef RLIMIT_DATA
/* Linux counts writable memory since 4.7, OpenBSD all that has access. */
static int beyond_limit(void *unused)
{
	struct rlimit limit;
	unsigned char *p = reserve(64 << 20 >> 12);
	const size_t len = (size_t)(64 << 20 >> 12) * page();

	(void)unused;
	if (getrlimit(RLIMIT_DATA, &limit) < 0)
		return 77;
	limit.rlim_cur = 1 << 20;
	if (setrlimit(RLIMIT_DATA, &limit) < 0)
		return 77;
	if (um_commit(p, len, RW) == 0)
		return 77;
	if (errno != ENOMEM || !*um_why())
		return 1;
	return um_commit(p, page(), PROT_READ) < 0 || p[0] != 0;
}
#endif

static void test_limit(void)
{
#ifdef RLIMIT_DATA
	const int status = *under() || is_simulated() ? 77
	    : in_child(beyond_limit, 0);

	if (status == 77)
		skip(1, "RLIMIT_DATA does not count here");
	else
		is_int(status, 0, "beyond a limit committing is ENOMEM, and "
		    "the reservation stays");
#else
	skip(1, "no RLIMIT_DATA");
#endif
}

/* ---- what is no reservation -------------------------------------------- */

static void test_ordinary(void)
{
	unsigned char *p = um_mmap(0, 3 * page(), RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	memset(p, 0x44, 3 * page());
	is_int(commit(p, 0, 3, RW), 0,
	    "ordinary private memory is committed already");
	ok(all_bytes(p, 3 * page(), 0x44), "it keeps its contents");
	if (!memory_is_emptied()) {
		skip(5, NO_EMPTYING);
		um_munmap(p, 3 * page());
		return;
	}
	is_int(decommit(p, 1, 1), 0, "and may be given back");
	ok(load_faults(p + page()) && p[0] == 0x44, "what was given back faults, and its neighbour is kept");
	is_int(commit(p, 1, 1, RW), 0, "and had again");
	ok(all_bytes(p + page(), page(), 0) && p[2 * page()] == 0x44,
	    "as zero pages");
	um_munmap(p, 3 * page());
}

static void give_back_foreign(const char *what, unsigned char *p, int fd)
{
	const int failed = um_decommit(p, 2 * page());

	ok(!failed || (errno == ENOTSUP && *um_why()),
	    "%s is given back, or refused", what);
	um_munmap(p, 2 * page());
	ok((fd < 0 || file_is_whole(fd, 2 * page())), "nothing behind the map has changed");
	skip(5, "a kernel that commits by protection, and replaces");
}

/* The caller is believed; what is replaced loses nothing behind the map. */
static void test_foreign(const char *what, int flags, int fd)
{
	unsigned char *p = um_mmap(0, 2 * page(), RW, flags, fd, 0);

	if (!places_are_had() || um_kernel.family->habits & (UM_REPLACES_IN_TWO
	    | UM_COMMITS_BY_MAPPING)) {
		give_back_foreign(what, p, fd);
		return;
	}
	is_int(um_commit(p, 2 * page(), PROT_READ), 0,
	    "to commit %s sets its protection", what);
	ok(store_faults(p) && p[5] == (fd < 0 ? 0 : 5),
	    "it keeps its contents");
	is_int(um_decommit(p, 2 * page()), 0, "%s is replaced by what is not "
	    "committed", what);
	ok(load_faults(p + page()), "which has no access");
	is_int(um_commit(p, 2 * page(), RW), 0, "and is committed");
	ok(all_bytes(p, 2 * page(), 0), "as zero pages");
	memset(p, 0x31, 2 * page());
	um_munmap(p, 2 * page());
	ok((fd < 0 || file_is_whole(fd, 2 * page())), "nothing behind the map has changed");
}

/* ---- nothing is asked -------------------------------------------------- */

static int nothing_told(void *unused)
{
	unsigned char *p = reserve(4);
	struct rlimit none;

	(void)unused;
	if (getrlimit(RLIMIT_NOFILE, &none) < 0)
		return CANNOT;
	none.rlim_cur = 0;
	if (setrlimit(RLIMIT_NOFILE, &none) < 0)
		return CANNOT;
	MUST(commit(p, 0, 4, RW) == 0);
	memset(p, 0x12, 4 * page());
	MUST(decommit(p, 1, 2) == 0 && load_faults(p + page()));
	MUST(commit(p, 1, 2, RW) == 0 && all_bytes(p + page(), 2 * page(), 0));
	MUST(p[0] == 0x12 && p[3 * page()] == 0x12);
	return 0;
}

static void test_nothing_told(void)
{
	if (um_kernel.family->habits & (UM_REPLACES_IN_TWO
	    | UM_COMMITS_BY_MAPPING) || (*under() && !is_under("gvisor"))
	    || !um_kernel.numbers.map_anon || is_simulated())
		skip(1, "a real kernel that commits by protection, and replaces");
	else
		ok_in_child(nothing_told, 0, "without a descriptor left memory "
		    "is committed and given back");
}

static void test_arguments(void)
{
	unsigned char *p = reserve(4);
	int failed;

	fails(um_commit(p, page(), 0x40) < 0, EINVAL,
	    "an unknown bit of protection is EINVAL");
	fails(um_commit(p, page(), PROT_NONE) < 0, EINVAL,
	    "to commit without access is EINVAL");
	is_int(um_commit(p, 0, RW), 0, "a length of 0 succeeds");
	ok(load_faults(p), "and changes nothing");
	um_munmap(p + 2 * page(), page());
	failed = commit(p, 0, 4, RW);
	if (failed || (kernel_is("linux") && !is_simulated())) {
		if (!qemu_skips(QEMU_MPROTECT_HOLE, 1))
			fails(failed, ENOMEM, "a hole is ENOMEM");
	} else
		ok(1, "a hole is passed over");
	if (!places_are_had()
	    || (um_kernel.family->habits & UM_REPLACES_IN_TWO))
		skip(2, NO_PLACES);
	else {
		is_int(decommit(p, 0, 4), 0, "to give back fills it");
		is_ours(p + 2 * page(), "it is ours then");
	}
	um_munmap(p, 4 * page());
}

/* ---- in a signal handler ----------------------------------------------- */

static unsigned char *faulty;

static void commit_it(int sig)
{
	if (um_commit(faulty, page(), RW) < 0)
		_exit(3);
	(void)sig;
}

static int stores(void *unused)
{
	(void)unused;
	return store_is_mended(faulty, commit_it);
}

static void test_signal(void)
{
	if (is_under("valgrind") || is_sanitized()) {
		skip(1, "faults are watched here");
		return;
	}
	faulty = reserve(1);
	ok_in_child(stores, 0,
	    "memory is committed by the handler of the fault");
	um_munmap(faulty, page());
}

int main(void)
{
	int fd;

	plan(0);
	fd = temporary_file(2 * page());
	test_reserve();
	test_refused();
	test_place();
	test_huge();
	test_life();
	test_executable();
	test_children();
	test_neighbours();
	test_charge();
	test_limit();
	test_ordinary();
	test_nothing_told();
	test_foreign("shared memory", UM_MAP_SHARED | UM_MAP_ANON, -1);
	test_foreign("a private file map", UM_MAP_PRIVATE, fd);
	test_foreign("a shared file map", UM_MAP_SHARED, fd);
	test_arguments();
	test_signal();
	close(fd);
	return done();
}
