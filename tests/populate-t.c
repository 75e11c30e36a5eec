/* UM_ADV_POPULATE_READ and _WRITE: an error now instead of a signal later. */
#include "tap.h"
#include "qemu.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGES = 8 };

static const struct { int advice; const char *name; } both[] = {
	{ UM_ADV_POPULATE_READ, "UM_ADV_POPULATE_READ" },
	{ UM_ADV_POPULATE_WRITE, "UM_ADV_POPULATE_WRITE" }
};

static unsigned char *map(size_t pages, int prot, int flags, int fd)
{
	unsigned char *p = um_mmap(0, pages * page(), prot, flags, fd, 0);

	if (p == MAP_FAILED) {
		printf("Bail out! no memory to populate: %s\n", um_why());
		exit(1);
	}
	return p;
}

/* How many pages are in memory; -1: nobody tells. */
static int resident(unsigned char *p)
{
	unsigned char vec[PAGES];
	int i, n = 0;

	if (qemu_fault(QEMU_MINCORE_BYTES)
	    || um_mincore(p, PAGES * page(), vec) < 0)
		return -1;
	for (i = 0; i < PAGES; i++)
		n += vec[i] & 1;
	return n;
}

/* ---- present ----------------------------------------------------------- */

static void test_resident(const char *what, int flags, int advice,
    const char *name)
{
	unsigned char *p = map(PAGES, PROT_READ | PROT_WRITE, flags, -1);
	const int before = resident(p);

	if ((flags & UM_MAP_SHARED) && !shared_is_memory()
	    && um_madvise(p, page(), advice) < 0) {
		is_int(errno, ENOTSUP, "%s of an object's memory is ENOTSUP",
		    name);
		um_munmap(p, PAGES * page());
		return;
	}
	errno = 777;
	is_int(um_madvise(p, PAGES * page(), advice), 0,
	    "%s of %s memory succeeds", name, what);
	is_int(errno, 777, "errno is unchanged by it");
	if (before != 0)
		skip(1, "no mincore that tells an untouched page");
	else
		is_int(resident(p), PAGES, "the pages are there");
	ok(all_bytes(p, PAGES * page(), 0), "they read as zero");
	memset(p, 0x3c, PAGES * page());
	ok(um_madvise(p, PAGES * page(), advice) == 0
	    && all_bytes(p, PAGES * page(), 0x3c),
	    "%s keeps the contents of %s memory", name, what);
	ok(um_madvise(p + page(), 1, advice) == 0,
	    "a length of 1 stands for a page");
	um_munmap(p, PAGES * page());
}

static void test_file(const char *what, int flags)
{
	const int fd = temporary_file(PAGES * page());
	unsigned char *p = map(PAGES, PROT_READ | PROT_WRITE, flags, fd);
	unsigned char first[1];
	int failed;

	is_int(um_madvise(p, PAGES * page(), UM_ADV_POPULATE_READ), 0,
	    "UM_ADV_POPULATE_READ of a %s file map succeeds", what);
	ok(is_pattern(p, PAGES * page()), "it keeps the contents");
	p[1] = 0xee;
	failed = um_madvise(p, PAGES * page(), UM_ADV_POPULATE_WRITE);
	if (failed)
		ok(errno == ENOTSUP && strcmp(um_why(),
			"this kernel populates no file for writing") == 0,
		    "UM_ADV_POPULATE_WRITE of a %s file map is ENOTSUP where "
		    "the kernel has no call for it, and that is the reason",
		    what);
	else
		ok(1, "UM_ADV_POPULATE_WRITE of a %s file map succeeds", what);
	ok(p[1] == 0xee && (p[1] = 1, is_pattern(p, PAGES * page())),
	    "it keeps the contents");
	ok(pread(fd, first, 1, 0) == 1 && first[0] == 0,
	    "the file keeps its bytes");
	um_munmap(p, PAGES * page());

	p = map(PAGES, PROT_READ, flags, fd);
	is_int(um_madvise(p, PAGES * page(), UM_ADV_POPULATE_READ), 0,
	    "UM_ADV_POPULATE_READ of a readable %s file map succeeds", what);
	um_munmap(p, PAGES * page());
	close(fd);
}

/* ---- errors instead of signals ----------------------------------------- */

static int wanted;

static int fails_so(void *p)
{
	const int failed = um_madvise(p, 3 * page(), wanted & 1
	    ? UM_ADV_POPULATE_WRITE : UM_ADV_POPULATE_READ);

	return !failed ? 250 : !*um_why() ? 251 : errno;
}

static int exit_of(unsigned char *p, int write)
{
	wanted = write;
	return in_child(fails_so, p);
}

static void test_errors(const char *what, int flags)
{
	unsigned char *p = map(3, PROT_READ | PROT_WRITE, flags, -1);
	int i;

	memset(p, 0x44, 3 * page());
	um_mprotect(p + page(), page(), PROT_NONE);
	for (i = 0; i < 2; i++)
		is_int(exit_of(p, i), EACCES,
		    "%s of %s memory with a page without access is EACCES",
		    both[i].name, what);
	um_mprotect(p + page(), page(), PROT_READ);
	is_int(exit_of(p, 0), 250,
	    "UM_ADV_POPULATE_READ of readable %s memory succeeds", what);
	is_int(exit_of(p, 1), EACCES,
	    "UM_ADV_POPULATE_WRITE of a page of %s memory without write access "
	    "is EACCES", what);
	ok(all_bytes(p, 3 * page(), 0x44), "the contents are unchanged");
	um_munmap(p + page(), page());
	for (i = 0; i < 2; i++)
		is_int(exit_of(p, i), ENOMEM, "%s of %s memory over a hole is "
		    "ENOMEM", both[i].name, what);
	ok(load_faults(p + page()), "the hole is not filled");
	ok(all_bytes(p, page(), 0x44) && all_bytes(p + 2 * page(), page(), 0x44),
	    "the contents are unchanged");
	um_munmap(p, 3 * page());
}

static void test_guard(void)
{
	unsigned char *p = map(3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	int i;

	if (um_guard(p + page(), page()) < 0)
		skip(3, "um_guard: %s", um_why());
	else {
		for (i = 0; i < 2; i++)
			is_int(exit_of(p, i), EACCES,
			    "%s over a guard is EACCES", both[i].name);
		ok(load_faults(p + page()), "the guard is still there");
	}
	um_munmap(p, 3 * page());
}

static void test_beyond(const char *what, int flags)
{
	const int fd = temporary_file(page() + 10);
	unsigned char *p = map(3, PROT_READ | PROT_WRITE, flags, fd);
	int got;

	if (!load_faults(p + 2 * page()))
		skip(2, "a fault beyond the end of a file");
	else if (!qemu_skips(QEMU_FILE_END, 2)) {
		is_int(exit_of(p, 0), EIO, "UM_ADV_POPULATE_READ beyond the "
		    "end of a file, mapped %s, is EIO and no signal", what);
		got = exit_of(p, 1);
		ok(got == EIO || got == ENOTSUP, "UM_ADV_POPULATE_WRITE beyond "
		    "the end of a file, mapped %s, is EIO or ENOTSUP and no "
		    "signal", what);
		if (got != EIO && got != ENOTSUP)
			diag("got %d", got);
	}
	is_int(um_madvise(p, page() + 10, UM_ADV_POPULATE_READ), 0,
	    "up to the end of the file it succeeds");
	ok(is_pattern(p, page() + 10), "the contents are unchanged");
	um_munmap(p, 3 * page());
	close(fd);
}

/* Populating must not write: another thread may have stored meanwhile.  What
 * can be seen by one thread is that shared memory of a child is as it was. */
static int populate(void *p)
{
	return um_madvise(p, PAGES * page(), UM_ADV_POPULATE_WRITE) < 0
	    || um_madvise(p, PAGES * page(), UM_ADV_POPULATE_READ) < 0;
}

static int no_open(const char *path, int flags, mode_t mode)
{
	(void)path;
	(void)flags;
	(void)mode;
	errno = ENOENT;
	return -1;
}

/* Whoever reads no map knows a hole all the same. */
static int hole_untold(void *unused)
{
	unsigned char *p = map(3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1);

	(void)unused;
	um_munmap(p + page(), page());
	um_kernel.sys.open = no_open;
	MUST(um_madvise(p, 3 * page(), UM_ADV_POPULATE_READ) < 0);
	MUST(errno == ENOMEM);
	return 0;
}

static ssize_t write_interrupted(int fd, const void *from, size_t n)
{
	static unsigned turn;

	if (turn++ % 3) {
		errno = EINTR;
		return -1;
	}
	return real_sys.write(fd, from, n);
}

static int stands_signals(void *unused)
{
	unsigned char *p = map(3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1);

	(void)unused;
	if (um_madvise(p, 3 * page(), UM_ADV_POPULATE_READ) < 0)
		return 0;
	um_kernel.sys.write = write_interrupted;
	MUST(um_madvise(p, 3 * page(), UM_ADV_POPULATE_READ) == 0);
	return 0;
}

static void test_hole_untold(void)
{
	if (um_kernel.family != &um_family_linux)
		skip(1, "Linux");
	else
		ok_in_child(hole_untold, 0, "a hole is ENOMEM without a map");
}

static void test_in_child(void)
{
	unsigned char *p = map(PAGES, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON, -1);

	memset(p, 0x81, PAGES * page());
	if (!shared_is_memory())
		skip(1, "shared memory of the kernel's own");
	else
		ok_in_child(populate, p, "a child populates shared memory");
	ok(all_bytes(p, PAGES * page(), 0x81), "it is unchanged");
	um_munmap(p, PAGES * page());
}

static void test_many(void)
{
	const size_t len = 3000 * page();
	unsigned char *p = map(3000, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1);

	is_int(um_madvise(p, len, UM_ADV_POPULATE_WRITE), 0,
	    "thousands of pages are populated for writing");
	is_int(um_madvise(p, len, UM_ADV_POPULATE_READ), 0,
	    "thousands of pages are populated for reading");
	ok(all_bytes(p, len, 0), "they read as zero");
	um_munmap(p, len);
}

/* ---- one odd request demotes nothing ----------------------------------- */

static int way_number(enum um_chain_number chain)
{
	const struct um_way *way = um_way_taken(chain);
	const struct um_way *first = chain_of(chain)->ways;

	return way ? (int)(way - first) : 70;
}

struct order {
	int advice, odd_first;
};

/* The way that populates when all is done, of pages that can be written only. */
static int way_after(void *order)
{
	const struct order *o = order;
	unsigned char *w = map(1, PROT_WRITE, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1);
	unsigned char *n = map(1, PROT_NONE, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1);
	unsigned char *p = map(PAGES, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	int i;

	for (i = 0; i < 2; i++) {
		if (i != o->odd_first) {
			if (um_madvise(p, PAGES * page(), o->advice) < 0)
				return 71;
			continue;
		}
		(void)um_madvise(w, page(), o->advice);
		(void)um_madvise(n, page(), o->advice);
		if (um_madvise(p, PAGES * page(), o->advice) < 0)
			return 72;
	}
	return way_number(o->advice == UM_ADV_POPULATE_READ
	    ? UM_CHAIN_POPULATE_READ : UM_CHAIN_POPULATE_WRITE);
}

static int plain_way(void *order)
{
	const struct order *o = order;
	unsigned char *p = map(PAGES, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1);

	if (um_madvise(p, PAGES * page(), o->advice) < 0)
		return 71;
	return way_number(o->advice == UM_ADV_POPULATE_READ
	    ? UM_CHAIN_POPULATE_READ : UM_CHAIN_POPULATE_WRITE);
}

static void test_odd(void)
{
	struct order o;
	int i, plain;

	for (i = 0; i < 2; i++) {
		o.advice = both[i].advice;
		plain = in_child(plain_way, &o);
		for (o.odd_first = 0; o.odd_first < 2; o.odd_first++)
			is_int(in_child(way_after, &o), plain, "%s of a page "
			    "that cannot be so %s changes nothing for the "
			    "next", both[i].name,
			    o.odd_first ? "at first" : "later");
	}
}

/* ---- what the kernel refuses by one errno ------------------------------ */

static void *refused;

static int refusing_madvise(void *addr, size_t len, int advice)
{
	if (addr != refused)
		return real_sys.madvise(addr, len, advice);
	errno = EINVAL;
	return -1;
}

static int no_memory_file(const char *path, int flags, mode_t mode)
{
	return strcmp(path, "/proc/self/mem") == 0
	    ? no_open(path, flags, mode) : real_sys.open(path, flags, mode);
}

/* Of a file's memory Linux does not say whether a protection key forbids it. */
static int seen_from_outside(void *unused)
{
	const int fd = temporary_file(2 * page());

	(void)unused;
	if (is_simulated() || *under() || way_number(UM_CHAIN_POPULATE_READ)
	    || um_way_taken(UM_CHAIN_POPULATE_READ)->level != UM_NATIVE)
		return CANNOT;
	refused = map(2, PROT_READ | PROT_WRITE, UM_MAP_SHARED, fd);
	um_kernel.sys.madvise = refusing_madvise;
	MUST(um_madvise(refused, page(), UM_ADV_POPULATE_READ) < 0
	    && errno == EACCES && strstr(um_why(), "key"));
	um_kernel.sys.open = no_memory_file;
	MUST(um_madvise(refused, page(), UM_ADV_POPULATE_READ) < 0
	    && errno == ENOTSUP && strstr(um_why(), "cannot be populated"));
	return 0;
}

/* ---- memory that is secret from the kernel ----------------------------- */

static int has_leaked;

static ssize_t watch_write(int fd, const void *from, size_t n)
{
	has_leaked = 1;
	return real_sys.write(fd, from, n);
}

static void test_secret(void)
{
	enum { MEMFD_SECRET = 447 };
	unsigned char *p = MAP_FAILED;
	int fd = -1, i;

#ifdef __linux__
	if (!is_simulated() && !*under())
		fd = (int)syscall(MEMFD_SECRET, 0);
#endif
	if (fd >= 0 && ftruncate(fd, (off_t)(2 * page())) == 0)
		p = um_mmap(0, 2 * page(), PROT_READ | PROT_WRITE,
		    UM_MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		skip(3, "memfd_secret");
	else {
		memset(p, 0x5e, 2 * page());
		um_kernel.sys.write = watch_write;
		for (i = 0; i < 2; i++)
			ok(um_madvise(p, 2 * page(), both[i].advice) < 0
			    && errno == ENOTSUP && strstr(um_why(),
				"cannot be populated"), "%s of memory that is "
			    "secret is ENOTSUP, for it cannot be populated",
			    both[i].name);
		um_kernel.sys.write = real_sys.write;
		ok(!has_leaked && all_bytes(p, 2 * page(), 0x5e),
		    "and nothing of it is copied");
		um_munmap(p, 2 * page());
	}
	if (fd >= 0)
		close(fd);
}

/* Populating without a call for it reads memory into an object. */
static int test_unreadable(void)
{
	unsigned char *p;

	if (objects_are_had())
		return 0;
	p = map(1, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	fails(um_madvise(p, page(), UM_ADV_POPULATE_READ) < 0, ENOTSUP,
	    "UM_ADV_POPULATE_READ is ENOTSUP where nothing can be read into");
	um_munmap(p, page());
	skip(1, NO_OBJECTS);
	return 1;
}

/* ---- the flag of um_mmap ----------------------------------------------- */

static int flags_seen;

static void *seeing_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	flags_seen |= flags;
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

/* What a filter may kill for is not passed when its name is disabled. */
static int wishes_disabled(void *unused)
{
	const struct um_numbers *n = &um_kernel.numbers;
	const int wishes = UM_MAP_POPULATE | UM_MAP_NORESERVE;
	unsigned char *p;

	(void)unused;
	setenv("UNIMAP_DISABLE", "MAP_POPULATE,MAP_NORESERVE", 1);
	um_kernel.sys.mmap = seeing_mmap;
	p = map(PAGES, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | wishes, -1);
	MUST(!(flags_seen & (n->map_populate | n->map_noreserve)));
	MUST(!um_madvise_honest() || resident(p) < 0 || resident(p) == PAGES);
	return 0;
}

#ifdef __linux__
enum { MUCH = 8 << 20 };

/* KiB of large pages at p; -1: nobody tells. */
static long large_at(const void *p)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	unsigned long start, end;
	char line[256];
	long kib = -1;
	int here = 0;

	while (f && kib < 0 && fgets(line, sizeof line, f)) {
		if (sscanf(line, "%lx-%lx", &start, &end) == 2)
			here = start <= (uintptr_t)p && (uintptr_t)p < end;
		else if (here)
			sscanf(line, "AnonHugePages: %ld", &kib);
	}
	if (f)
		fclose(f);
	return kib;
}

static long large_of(int flags)
{
	char *p = um_mmap(0, MUCH, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_HUGE | flags, -1, 0);
	long kib;

	if (p == MAP_FAILED)
		return -1;
	if (!(flags & UM_MAP_POPULATE))
		memset(p, 1, MUCH);
	kib = large_at(p);
	um_munmap(p, MUCH);
	return kib;
}
#endif

static void test_flag(void)
{
	ok_in_child(wishes_disabled, 0,
	    "wishes that UNIMAP_DISABLE names are not passed to the kernel");
#ifdef __linux__
	if (!is_simulated() && large_of(0) > 0) {
		ok(large_of(UM_MAP_POPULATE) > 0,
		    "UM_MAP_HUGE with UM_MAP_POPULATE gives large pages");
		return;
	}
#endif
	skip(1, "a kernel that gives large pages and shows them");
}

int main(void)
{
	int i, unreadable;

	plan(0);
	test_flag();
	if (!map_is_told()) {
		skip(1, "the kernel tells nobody what is mapped");
		return done();
	}
	unreadable = test_unreadable();
	for (i = unreadable; i < 2; i++) {
		test_resident("private", UM_MAP_PRIVATE | UM_MAP_ANON,
		    both[i].advice, both[i].name);
		test_resident("shared", UM_MAP_SHARED | UM_MAP_ANON,
		    both[i].advice, both[i].name);
	}
	if (unreadable)
		return done();
	test_file("private", UM_MAP_PRIVATE);
	test_file("shared", UM_MAP_SHARED);
	test_errors("private", UM_MAP_PRIVATE | UM_MAP_ANON);
	test_errors("shared", UM_MAP_SHARED | UM_MAP_ANON);
	test_guard();
	test_beyond("private", UM_MAP_PRIVATE);
	test_beyond("shared", UM_MAP_SHARED);
	test_in_child();
	test_hole_untold();
	ok_in_child(stands_signals, 0, "signals do not stop it");
	test_many();
	test_odd();
	ok_or_skip(in_child(seen_from_outside, 0), "MADV_POPULATE_READ",
	    "file memory that is refused and can be seen is EACCES");
	test_secret();
	return done();
}
