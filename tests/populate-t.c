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

static int is_pattern(const unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)i)
			return 0;
	return 1;
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
		fails(failed, ENOTSUP,
		    "UM_ADV_POPULATE_WRITE of a %s file map is ENOTSUP where "
		    "the kernel has no call for it", what);
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

	if (!qemu_skips(QEMU_FILE_END, 2)) {
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

static void test_in_child(void)
{
	unsigned char *p = map(PAGES, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON, -1);

	memset(p, 0x81, PAGES * page());
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

int main(void)
{
	int i, unreadable;

	plan(0);
	if (!map_is_told())
		skip_all("the kernel tells nobody what is mapped");
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
	test_many();
	return done();
}
