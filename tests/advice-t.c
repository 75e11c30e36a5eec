/* um_madvise: unimap's own numbers, and the wishes. */
#include "tap.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static const struct { int advice; const char *name; } all[] = {
	{ UM_ADV_NORMAL, "UM_ADV_NORMAL" },
	{ UM_ADV_RANDOM, "UM_ADV_RANDOM" },
	{ UM_ADV_SEQUENTIAL, "UM_ADV_SEQUENTIAL" },
	{ UM_ADV_WILLNEED, "UM_ADV_WILLNEED" },
	{ UM_ADV_HUGE, "UM_ADV_HUGE" },
	{ UM_ADV_NOHUGE, "UM_ADV_NOHUGE" },
	{ UM_ADV_FREE, "UM_ADV_FREE" },
	{ UM_ADV_COLD, "UM_ADV_COLD" },
	{ UM_ADV_PAGEOUT, "UM_ADV_PAGEOUT" },
	{ UM_ADV_DISCARD, "UM_ADV_DISCARD" },
	{ UM_ADV_DISCARD_PRIVATE, "UM_ADV_DISCARD_PRIVATE" },
	{ UM_ADV_POPULATE_READ, "UM_ADV_POPULATE_READ" },
	{ UM_ADV_POPULATE_WRITE, "UM_ADV_POPULATE_WRITE" },
	{ UM_ADV_CONCEAL, "UM_ADV_CONCEAL" },
	{ UM_ADV_REVEAL, "UM_ADV_REVEAL" }
};
enum { WISHES = 9, ALL = sizeof all / sizeof *all, PAGES = 4 };

static unsigned char *map(size_t pages, int flags, int fd)
{
	return must_map(0, pages, flags, fd);
}

/* ---- numbers ----------------------------------------------------------- */

/* Of so many numbers from first on, how many are not refused with EINVAL? */
static int accepted(void *addr, size_t len, int first, int count)
{
	int i, bad = 0;

	for (i = 0; i < count; i++) {
		errno = 0;
		if (um_madvise(addr, len, first + i) == 0 || errno != EINVAL
		    || !*um_why()) {
			diag("advice %d: errno %d", first + i, errno);
			bad++;
		}
	}
	return bad;
}

static void test_numbers(void)
{
	unsigned char *p = map(PAGES, UM_MAP_PRIVATE | UM_MAP_ANON, -1);

	memset(p, 0x5a, PAGES * page());
	is_int(accepted(p, PAGES * page(), 0, 111), 0,
	    "the system's own numbers of advice, 0 to 110, are EINVAL");
	is_int(accepted(p, PAGES * page(), UM_ADV_NORMAL - 64, 64), 0,
	    "numbers below the first advice are EINVAL");
	is_int(accepted(p, PAGES * page(), UM_ADV_REVEAL + 1, 64), 0,
	    "numbers above the last advice are EINVAL");
	is_int(accepted(p, PAGES * page(), INT_MIN, 2)
	    + accepted(p, PAGES * page(), INT_MAX - 1, 1)
	    + accepted(p, PAGES * page(), -1, 1), 0,
	    "negative and huge numbers are EINVAL");
	is_int(accepted(p, 0, 0, 111), 0,
	    "an unknown advice is EINVAL for length 0 too");
	ok(all_bytes(p, PAGES * page(), 0x5a),
	    "a refused number leaves the contents alone");
	um_munmap(p, PAGES * page());
}

/* ---- wishes ------------------------------------------------------------ */

static int intact(const unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)(i * 7 + 1))
			return 0;
	return 1;
}

static void fill(unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = (unsigned char)(i * 7 + 1);
}

static void test_wishes(const char *what, int flags, int fd)
{
	const size_t len = PAGES * page();
	unsigned char *p = map(PAGES, flags, fd);
	int i, done_;

	for (i = 0; i < WISHES; i++) {
		fill(p, len);
		errno = 12345;
		done_ = um_madvise(p, len, all[i].advice) == 0
		    && um_madvise(p + page(), 1, all[i].advice) == 0;
		ok(done_ && errno == 12345,
		    "%s succeeds on %s and leaves errno alone", all[i].name,
		    what);
		if (all[i].advice != UM_ADV_FREE)
			ok(intact(p, len), "%s keeps the contents of %s",
			    all[i].name, what);
	}
	memset(p, 0x42, len);
	ok(all_bytes(p, len, 0x42),
	    "%s can be stored to after all wishes", what);
	um_madvise(p, len, UM_ADV_HUGE);
	is_int(um_mprotect(p + page(), page(), PROT_READ), 0,
	    "one page of %s can be protected after UM_ADV_HUGE", what);
	um_munmap(p, len);
}

/* A byte is its old self or zero, page by page. */
static void test_free(void)
{
	const size_t len = PAGES * page();
	unsigned char *p = map(PAGES, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	size_t i;
	int odd = 0;

	memset(p, 0x77, len);
	um_madvise(p + page(), 2 * page(), UM_ADV_FREE);
	for (i = page(); i < 3 * page(); i += page())
		odd += !all_bytes(p + i, page(), p[i])
		    || (p[i] != 0x77 && p[i] != 0);
	ok(!odd, "after UM_ADV_FREE a page has its old contents or is zero");
	ok(all_bytes(p, page(), 0x77)
	    && all_bytes(p + 3 * page(), page(), 0x77),
	    "UM_ADV_FREE leaves the neighbours alone");
	um_munmap(p, len);
}

/* Done by one call, which says what the kernel says of a hole. */
static int is_one_call(int i)
{
	return i < WISHES || all[i].advice == UM_ADV_CONCEAL
	    || all[i].advice == UM_ADV_REVEAL;
}

static int hole_is_told(int i)
{
	const struct um_way *way = um_way_taken(UM_CHAIN_DISCARD_PRIVATE);

	if (is_one_call(i))
		return kernel_is("linux") && !is_simulated() && !*under();
	return all[i].advice != UM_ADV_DISCARD_PRIVATE
	    ? um_kernel.sys.madvise || map_is_told()
	    : way && way->go != um_discard_by_mapping;
}

static int is_known(int failed)
{
	return !failed || (*um_why() && (errno == ENOMEM || errno == ENOTSUP));
}

/* ---- ranges ------------------------------------------------------------ */

static void test_ranges(void)
{
	unsigned char *p = map(PAGES, UM_MAP_PRIVATE | UM_MAP_ANON, -1), *hole;
	int i;

	if (memory_is_emptied())
		is_int(um_madvise(p, page(), UM_ADV_DISCARD_PRIVATE), 0,
		    "private memory is discarded");
	else
		fails(um_madvise(p, page(), UM_ADV_DISCARD_PRIVATE) < 0, ENOTSUP,
		    "private memory is not discarded: " NO_EMPTYING);
	memset(p, 0x33, PAGES * page());
	for (i = 0; i < ALL; i++) {
		fails(um_madvise(p + 1, page(), all[i].advice) < 0, EINVAL,
		    "%s of an address inside a page is EINVAL", all[i].name);
		fails(um_madvise(p + 1, 0, all[i].advice) < 0, EINVAL,
		    "%s of an address inside a page is EINVAL for length 0",
		    all[i].name);
		errno = 54321;
		is_int(um_madvise(p, 0, all[i].advice), 0,
		    "%s of length 0 succeeds", all[i].name);
		is_int(errno, 54321, "%s of length 0 leaves errno alone",
		    all[i].name);
		fails(um_madvise(p, SIZE_MAX, all[i].advice) < 0, ENOMEM,
		    "%s of the longest length is ENOMEM", all[i].name);
	}
	um_munmap(p, PAGES * page());

	for (i = 0; i < ALL; i++) {
		p = map(PAGES, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
		hole = p + 2 * page();
		memset(p, 0x33, PAGES * page());
		um_munmap(hole, page());
		errno = 0;
		if (is_one_call(i) && !hole_is_told(i))
			ok(is_known(um_madvise(p, PAGES * page(),
			    all[i].advice)) && is_known(um_madvise(hole,
			    page(), all[i].advice)), "%s over a hole is "
			    "ENOMEM or nothing, or there is none", all[i].name);
		else if (hole_is_told(i)) {
			fails(um_madvise(p, PAGES * page(), all[i].advice) < 0,
			    ENOMEM, "%s over a hole is ENOMEM", all[i].name);
			fails(um_madvise(hole, page(), all[i].advice) < 0,
			    ENOMEM, "%s of a hole alone is ENOMEM",
			    all[i].name);
		} else
			skip(2, "%s that is told of holes", all[i].name);
		ok(load_faults(hole), "%s does not fill the hole",
		    all[i].name);
		ok(all_bytes(p + 3 * page(), page(), 0x33)
		    || (all[i].advice == UM_ADV_DISCARD_PRIVATE
			&& all_bytes(p + 3 * page(), page(), 0)),
		    "%s over a hole does nothing else to what is behind it",
		    all[i].name);
		is_int(um_madvise(hole, 0, all[i].advice), 0,
		    "%s of length 0 in a hole succeeds", all[i].name);
		um_munmap(p, PAGES * page());
	}
}

int main(void)
{
	int fd;

	plan(0);
	fd = temporary_file(PAGES * page());
	test_numbers();
	test_wishes("private memory", UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	test_wishes("shared memory", UM_MAP_SHARED | UM_MAP_ANON, -1);
	test_wishes("a private file map", UM_MAP_PRIVATE, fd);
	test_wishes("a shared file map", UM_MAP_SHARED, fd);
	test_free();
	test_ranges();
	close(fd);
	return done();
}
