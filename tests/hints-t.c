/* A hint replaces nothing, may be ignored and never makes a call fail. */
#include "counting.h"
#include "room.h"

#define RW (PROT_READ | PROT_WRITE)
#define UNITS 4

static size_t unit;
static int file;
static char *taken;		/* UNITS units of 't' */

static int is_right(const struct source *s, char *p, size_t len)
{
	if (p == MAP_FAILED || p == 0 || ((uintptr_t)p & (unit - 1)))
		return 0;
	if (s->flags & UM_MAP_ANON ? !all_bytes(p, len, 0)
	    : p[0] != 0 || p[77] != 77 || (unsigned char)p[len - 1] != 255)
		return 0;
	/* A byte that is 1 in the file already. */
	return !store_faults(p + len - unit + 1);
}

static void hinted(const struct source *s, void *hint, size_t len,
    const char *what)
{
	char *p;
	int err;

	errno = 12345;
	p = um_mmap(hint, len, RW, s->flags, s->flags & UM_MAP_ANON ? -1 : file,
	    0);
	err = errno;
	if (!ok(is_right(s, p, len) && err == 12345,
	    "%s: %s does no harm", s->name, what))
		diag("%p, errno %d, %s", (void *)p, err, um_why());
	if (!all_bytes(taken, UNITS * unit, 't'))
		ok(0, "and replaces nothing");
	if (p != MAP_FAILED)
		um_munmap(p, len);
}

static void occupied(const struct source *s)
{
	int on_stack = 1;

	hinted(s, taken, unit, "a hint at the first page of a mapping");
	hinted(s, taken + unit, unit, "a hint in the middle of it");
	hinted(s, taken + (UNITS - 1) * unit, 2 * unit,
	    "a hint that it ends in");
	hinted(s, taken, UNITS * unit, "a hint at all of it");
	hinted(s, taken - unit, 2 * unit, "a hint that it begins in");
	hinted(s, taken + 1, unit, "a hint one byte off");
	hinted(s, taken + unit - 1, 2 * unit, "a hint one byte before a page");
	hinted(s, &on_stack, unit, "a hint at the stack");
	hinted(s, &file, unit, "a hint at the program's data");
	hinted(s, (void *)(uintptr_t)is_right, unit,
	    "a hint at the program's code");
	ok(on_stack == 1, "and the stack is as it was");
}

static void low(const struct source *s)
{
	hinted(s, (void *)1, unit, "hint 1");
	hinted(s, (void *)0xfff, unit, "hint 0xfff");
	hinted(s, (void *)0x1000, unit, "hint 0x1000");
	hinted(s, (void *)page(), unit, "a hint at the second page of all");
	hinted(s, (void *)(2 * page() - 1), 4 * unit,
	    "a hint just below the third");
	hinted(s, (void *)unit, unit, "a hint at the granularity");
	hinted(s, (void *)0x10000, 4 * unit, "hint 0x10000");
	hinted(s, (void *)(uintptr_t)0x100000, unit, "hint 0x100000");
}

static void high(const struct source *s)
{
	const uintptr_t top = UINTPTR_MAX, bits = sizeof top * CHAR_BIT;

	hinted(s, (void *)top, unit, "the last address as a hint");
	hinted(s, (void *)(top - unit + 1), unit, "a hint at the last page");
	hinted(s, (void *)(top - unit + 1), 4 * unit, "a hint that wraps");
	hinted(s, (void *)(top / 2 + 1), unit, "a hint in the middle of all");
	hinted(s, (void *)(top / 2 & ~(uintptr_t)(unit - 1)), 2 * unit,
	    "a hint just below");
	hinted(s, (void *)((uintptr_t)1 << (bits * 3 / 4 - 1)), unit,
	    "a hint at 2 to the 47");
	hinted(s, (void *)(((uintptr_t)1 << (bits * 3 / 4 - 1)) - page()),
	    2 * unit, "a hint that ends beyond it");
}

static void free_place(const struct source *s)
{
	char *p = um_mmap(0, UNITS * unit, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	um_munmap(p, UNITS * unit);
	hinted(s, p, unit, "a hint at a free place");
	hinted(s, p + 1, UNITS * unit, "a hint one byte beyond a free place");
}

/* NetBSD 7 does; the simulated one where Linux lets root map there. */
static void answered_with_zero(void)
{
	const struct um_numbers *n = &um_kernel.numbers;
	char *p = um_kernel.sys.mmap((void *)page(), unit, n->prot_read,
	    n->map_private, file, 0);

	if (p != MAP_FAILED)
		um_kernel.sys.munmap(p, unit);
	if (p) {
		skip(2, "a kernel that answers a low hint with address 0");
		return;
	}
	p = um_mmap((void *)page(), unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
	    0);
	ok(p && p != MAP_FAILED && all_bytes(p, unit, 0),
	    "where the kernel's answer is address 0 ours is another");
	um_munmap(p, unit);
	ok(load_faults(0), "and nothing is left there");
}

/* Length 0 is no hint's fault. */
static void refused(const struct source *s)
{
	fails(um_mmap(taken, 0, RW, s->flags, s->flags & UM_MAP_ANON ? -1
	    : file, 0) == MAP_FAILED, EINVAL, "%s: a hint does not make length "
	    "0 right", s->name);
}

static void nothing_leaked(const struct census *start, int fd)
{
	const int same = census_same(start);

	if (census_told())
		ok(same, "no hint leaves anything behind");
	else
		skip(1, "the map of the address space is not told");
	is_int(next_descriptor(), fd, "nor a descriptor");
	ok(all_bytes(taken, UNITS * unit, 't'), "nor has any hint replaced "
	    "anything");
}

int main(void)
{
	struct census start;
	size_t i;
	int fd;

	plan(0);
	unit = um_granularity();
	file = temporary_file(8 * unit);
	taken = um_mmap(0, UNITS * unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
	    0);
	memset(taken, 't', UNITS * unit);
	ok(all_bytes(taken, UNITS * unit, 't'), "there is memory to be spared");
	if (census_told())
		census(&start);
	fd = next_descriptor();
	for (i = 0; i < SOURCES; i++) {
		occupied(&sources[i]);
		low(&sources[i]);
		high(&sources[i]);
		free_place(&sources[i]);
		refused(&sources[i]);
	}
	answered_with_zero();
	nothing_leaked(&start, fd);
	return done();
}
