/* um_munmap: every page of the range and no other; holes are fine. */
#include "counting.h"

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)
#define UNITS 8

static size_t unit;

static char *row(void)
{
	char *p = um_mmap(0, UNITS * unit, RW, PRIVATE_ANON, -1, 0);
	size_t i;

	for (i = 0; i < UNITS; i++)
		memset(p + i * unit, 'a' + (int)i, unit);
	return p;
}

static int are_there(char *p, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; i++)
		if (!all_bytes(p + i * unit, unit, 'a' + (int)i)
		    || store_faults(p + i * unit))
			return 0;
	return 1;
}

static int are_gone(char *p, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; i++)
		if (!load_faults(p + i * unit)
		    || !load_faults(p + (i + 1) * unit - 1))
			return 0;
	return 1;
}

static void cut(size_t from, size_t to, const char *what)
{
	char *p = row();

	errno = 12345;
	is_int(um_munmap(p + from * unit, (to - from) * unit), 0,
	    "%s is unmapped", what);
	is_int(errno, 12345, "and errno left alone");
	ok(are_gone(p, from, to), "and it is gone");
	ok(are_there(p, 0, from) && are_there(p, to, UNITS),
	    "and the rest is there");
	um_munmap(p, UNITS * unit);
}

/* ---- holes ------------------------------------------------------------- */

static void holes(void)
{
	char *p = row();

	um_munmap(p + unit, unit);
	um_munmap(p + 4 * unit, 2 * unit);
	errno = 12345;
	is_int(um_munmap(p + unit, 5 * unit), 0,
	    "a range that begins and ends in holes is unmapped");
	is_int(errno, 12345, "and errno left alone");
	ok(are_gone(p, 1, 6), "and all of it is gone");
	ok(are_there(p, 0, 1) && are_there(p, 6, UNITS),
	    "and nothing else is");
	is_int(um_munmap(p, UNITS * unit), 0,
	    "a range with a hole in its middle is unmapped");
	ok(are_gone(p, 0, UNITS), "and all of it is gone");
	is_int(um_munmap(p, UNITS * unit), 0,
	    "a range in which nothing is mapped is unmapped");
	is_int(um_munmap(p + unit, unit), 0, "and a page of it");
	ok(are_gone(p, 0, UNITS), "and it stays a hole");
}

static void many_holes(void)
{
	enum { COUNT = 200 };
	char *p = um_mmap(0, COUNT * unit, RW, PRIVATE_ANON, -1, 0);
	struct census before;
	size_t i;
	int good = 1, same;

	um_munmap(p, COUNT * unit);
	if (census_told())
		census(&before);
	um_mmap(p, COUNT * unit, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0);
	for (i = 0; i < COUNT; i += 2)
		good = good && um_munmap(p + i * unit, unit) == 0;
	ok(good, "every second page is unmapped");
	is_int(um_munmap(p, COUNT * unit), 0, "and then the whole");
	same = census_same(&before);
	if (census_told())
		ok(same, "and the address space is as before");
	else
		skip(1, "the map of the address space is not told");
	ok(load_faults(p + unit) && load_faults(p + COUNT * unit - 1),
	    "and its pages are gone");
}

static void mixed(void)
{
	const int fd = temporary_file(unit);
	char *p = row();
	unsigned char byte = 0;

	um_mmap(p + unit, unit, RW, UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED,
	    -1, 0);
	um_mmap(p + 2 * unit, unit, RW, UM_MAP_SHARED | UM_MAP_FIXED, fd, 0);
	um_mprotect(p + 3 * unit, unit, PROT_NONE);
	um_munmap(p + 4 * unit, unit);
	p[2 * unit] = 'f';
	is_int(um_munmap(p + unit, 5 * unit), 0, "shared memory, a file, no "
	    "access and a hole are unmapped by one call");
	ok(are_gone(p, 1, 6) && are_there(p, 0, 1) && are_there(p, 6, UNITS),
	    "and only they are gone");
	ok(pread(fd, &byte, 1, 0) == 1 && byte == 'f',
	    "and what was stored in the file is there");
	um_munmap(p, UNITS * unit);
	close(fd);
}

/* ---- lengths ----------------------------------------------------------- */

static void odd_lengths(void)
{
	char *p = row();

	is_int(um_munmap(p, 1), 0, "one byte is unmapped");
	ok(load_faults(p) && load_faults(p + page() - 1),
	    "and is a whole page");
	ok(!load_faults(p + page()), "and no more");
	is_int(um_munmap(p + 2 * unit, page() + 1), 0,
	    "a page and a byte are unmapped");
	ok(load_faults(p + 2 * unit + 2 * page() - 1)
	    && !load_faults(p + 2 * unit - 1)
	    && !load_faults(p + 2 * unit + 2 * page()),
	    "and are two pages");
	um_munmap(p, UNITS * unit);
}

/* ---- refusals ---------------------------------------------------------- */

static void refused(char *p, void *addr, size_t len, int err,
    const char *what)
{
	struct census before;
	int result, said, same;

	if (census_told())
		census(&before);
	result = um_munmap(addr, len);
	said = errno;
	same = census_same(&before);
	errno = said;
	fails(result == -1, err, "%s", what);
	ok(same && are_there(p, 0, UNITS), "and unmaps nothing");
}

static void refusals(void)
{
	char *p = row();

	refused(p, p + 1, unit, EINVAL, "an address one byte off is EINVAL");
	refused(p, p + page() / 2, unit, EINVAL,
	    "an address half a page off is EINVAL");
	refused(p, p + page() - 1, 1, EINVAL,
	    "the last byte of a page is EINVAL");
	refused(p, p, 0, EINVAL, "length 0 is EINVAL");
	refused(p, p + 1, 0, EINVAL, "length 0 one byte off is EINVAL");
	refused(p, p, SIZE_MAX, ENOMEM, "length SIZE_MAX wraps, ENOMEM");
	refused(p, p, SIZE_MAX - page() + 1, ENOMEM,
	    "all but a page wraps, ENOMEM");
	refused(p, p, SIZE_MAX - (uintptr_t)p + 2, ENOMEM,
	    "a byte beyond the last address is ENOMEM");
	refused(p, (void *)(UINTPTR_MAX - page() + 1), 2 * page(), ENOMEM,
	    "the last page and one more wrap, ENOMEM");
	if (sizeof p > 4)
		refused(p, p, PTRDIFF_MAX, ENOMEM,
		    "half of all addresses is ENOMEM");
	/* gVisor and qemu take it for a range without a mapping, and arm64
	 * the first byte of an address for a tag. */
	if (sizeof p > 4 && !*under())
		refused(p, (void *)(UINTPTR_MAX - 2 * unit + 1), unit, ENOMEM,
		    "what is beyond the address space is ENOMEM");
	else
		skip(2, "an address that the kernel takes for none");
	um_munmap(p, UNITS * unit);
}

/* A place that is free again can be had again. */
static void again(void)
{
	char *p = row(), *q;

	um_munmap(p + 2 * unit, 3 * unit);
	q = um_mmap(p + 2 * unit, 3 * unit, RW,
	    PRIVATE_ANON | UM_MAP_FIXED_NOREPLACE, -1, 0);
	is_ptr(q, p + 2 * unit, "what was unmapped can be mapped again");
	ok(all_bytes(p + 2 * unit, 3 * unit, 0) && are_there(p, 0, 2)
	    && are_there(p, 5, UNITS), "and is new");
	um_munmap(p, UNITS * unit);
}

int main(void)
{
	plan(0);
	unit = um_granularity();
	cut(0, 1, "the first part of a mapping");
	cut(3, 5, "the middle of a mapping");
	cut(UNITS - 1, UNITS, "the last part of a mapping");
	cut(0, UNITS, "a whole mapping");
	holes();
	if (places_are_had()) {
		many_holes();
		mixed();
		again();
	} else
		skip(9, NO_PLACES);
	odd_lengths();
	refusals();
	return done();
}
