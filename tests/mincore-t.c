/* um_mincore: bit 0 for each page of the range, and no byte more. */
#include "counting.h"
#include "qemu.h"

#define RW (PROT_READ | PROT_WRITE)
#define PAGES 6

static char *map(void)
{
	char *p = um_mmap(0, PAGES * page(), RW, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1, 0);

	memset(p, 'm', PAGES * page());
	return p;
}

/* ---- what is said without asking the kernel ---------------------------- */

static void arguments(void)
{
	char *p = map();
	unsigned char vec[4] = { 0xee, 0xee, 0xee, 0xee };

	errno = 12345;
	is_int(um_mincore(p, 0, 0), 0, "length 0 needs no vector");
	is_int(errno, 12345, "and errno is left alone");
	fails(um_mincore(p + 1, page(), vec) == -1, EINVAL,
	    "an address one byte off is EINVAL");
	ok(all_bytes(vec, sizeof vec, 0xee), "and nothing is stored");
	um_munmap(p, PAGES * page());
}

/* ---- residence --------------------------------------------------------- */

static void residence(size_t len, size_t pages, const char *what)
{
	char *p = map();
	unsigned char vec[64];
	size_t i;
	int all = 1;

	memset(vec, 0xee, sizeof vec);
	um_mlock(p, PAGES * page());	/* if it may, to be sure */
	errno = 12345;
	is_int(um_mincore(p, len, vec + 1), 0, "%s is asked for", what);
	is_int(errno, 12345, "and errno left alone");
	for (i = 0; i < pages; i++)
		all = all && (vec[1 + i] & 1);
	ok(all, "and pages just written are in memory");
	if (!qemu_skips(QEMU_MINCORE_BYTES, 1))
		ok(vec[0] == 0xee && vec[1 + pages] == 0xee,
		    "and there is one byte for each page and no more");
	um_munmap(p, PAGES * page());
}

static void several(void)
{
	const size_t unit = um_granularity(), pages = 3 * unit / page();
	const int fd = temporary_file(unit);
	char *p = um_mmap(0, 3 * unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
	    0);
	unsigned char *vec = um_mmap(0, pages, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	um_mmap(p + unit, unit, PROT_READ, UM_MAP_SHARED | UM_MAP_FIXED, fd,
	    0);
	um_mmap(p + 2 * unit, unit, RW,
	    UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED, -1, 0);
	p[0] = p[2 * unit] = 1;
	is_int(um_mincore(p, 3 * unit, vec), 0,
	    "private memory, a file and shared memory in a row are asked for");
	ok(vec[0] & 1 && vec[2 * unit / page()] & 1,
	    "and the pages just written are in memory");
	um_munmap(p, 3 * unit);
	um_munmap(vec, pages);
	close(fd);
}

/* ---- holes ------------------------------------------------------------- */

static void hole(size_t from, size_t to, const char *where)
{
	const size_t unit = um_granularity(), pages = 3 * unit / page();
	char *p = um_mmap(0, 3 * unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
	    0);
	unsigned char *vec = um_mmap(0, pages, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	memset(p, 1, 3 * unit);
	um_munmap(p + unit, unit);
	fails(um_mincore(p + from * unit, (to - from) * unit, vec) == -1,
	    ENOMEM, "a hole %s is ENOMEM", where);
	um_munmap(p, 3 * unit);
	um_munmap(vec, pages);
}

static int kernel_has_it(void)
{
	char *p = map();
	unsigned char vec[1] = { 0 };
	const int failed = um_mincore(p, page(), vec), has
	    = !failed || errno != ENOTSUP;

	if (!has)
		fails(failed == -1, ENOTSUP,
		    "where the kernel has no such call it is ENOTSUP");
	um_munmap(p, PAGES * page());
	return has;
}

int main(void)
{
	plan(0);
	arguments();
	if (kernel_has_it()) {
		residence(1, 1, "one byte");
		residence(page(), 1, "a page");
		residence(page() + 1, 2, "a page and a byte");
		residence(PAGES * page(), PAGES, "a whole mapping");
		several();
		hole(0, 3, "in the middle");
		hole(0, 2, "at the end");
		hole(1, 3, "at the start");
		hole(1, 2, "and nothing else");
	} else
		skip(22, "mincore");
	return done();
}
