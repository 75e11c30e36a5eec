/* UM_MAP_FIXED_NOREPLACE: exactly there, or EEXIST with nothing changed. */
#include "counting.h"

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)
#define UNITS 9			/* holes at both ends: 2 to 6 are mapped */
#define FROM 2
#define TO 7

static size_t unit;
static int file;

static const struct new {
	const char *name;
	int flags, with_file;
} news[] = {
	{ "private memory", PRIVATE_ANON, 0 },
	{ "shared memory", UM_MAP_SHARED | UM_MAP_ANON, 0 },
	{ "a private file", UM_MAP_PRIVATE, 1 },
	{ "a shared file", UM_MAP_SHARED, 1 },
	{ "private memory, with UM_MAP_FIXED also given",
	    PRIVATE_ANON | UM_MAP_FIXED, 0 },
	{ "shared memory, with UM_MAP_FIXED also given",
	    UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED, 0 },
	{ "a shared file, with UM_MAP_FIXED also given",
	    UM_MAP_SHARED | UM_MAP_FIXED, 1 }
};
#define NEWS (sizeof news / sizeof *news)

static char *place(const struct new *new, void *at, size_t len, int prot)
{
	return um_mmap(at, len, prot, new->flags | UM_MAP_FIXED_NOREPLACE,
	    new->with_file ? file : -1, new->with_file ? (int64_t)unit : 0);
}

/* ---- what is there ----------------------------------------------------- */

enum old { PRIVATE, SHARED, FILE_MAP, NO_ACCESS, OLDS };
static const char *const olds[OLDS] = {
	"a private mapping", "a shared mapping", "a file map",
	"a mapping without access"
};

static char *row(enum old old)
{
	char *p = um_mmap(0, UNITS * unit, RW, old == SHARED
	    ? UM_MAP_SHARED | UM_MAP_ANON : PRIVATE_ANON, -1, 0);

	if (old == FILE_MAP)
		um_mmap(p + FROM * unit, (TO - FROM) * unit, RW,
		    UM_MAP_PRIVATE | UM_MAP_FIXED, file, 0);
	memset(p, 'o', UNITS * unit);
	um_munmap(p, FROM * unit);
	um_munmap(p + TO * unit, (UNITS - TO) * unit);
	if (old == NO_ACCESS)
		um_mprotect(p + FROM * unit, (TO - FROM) * unit, PROT_NONE);
	return p;
}

static void free_row(char *p)
{
	um_munmap(p, UNITS * unit);
}

/* Is the row as row() made it, holes included? */
static int is_whole(char *p, enum old old)
{
	char *const q = p + FROM * unit;
	const size_t len = (TO - FROM) * unit;

	if (old == NO_ACCESS && (!load_faults(q)
	    || um_mprotect(q, len, RW) < 0))
		return 0;
	if (!all_bytes(q, len, 'o'))
		return 0;
	if (old == NO_ACCESS)
		um_mprotect(q, len, PROT_NONE);
	return load_faults(q - 1) && load_faults(q + len);
}

static void taken(const struct new *new, enum old old, size_t from, size_t to,
    const char *where)
{
	char *p = row(old), *q;
	const int fd = next_descriptor();
	struct census before;
	int err, same;

	if (census_told())
		census(&before);
	q = place(new, p + from * unit, (to - from) * unit, PROT_READ);
	err = errno;
	same = census_same(&before) && next_descriptor() == fd;
	errno = err;
	fails(q == MAP_FAILED, EEXIST, "%s over %s of %s is EEXIST", new->name,
	    where, olds[old]);
	ok(same && is_whole(p, old), "and changes nothing");
	free_row(p);
}

static void taken_everywhere(const struct new *new, enum old old)
{
	taken(new, old, FROM, FROM + 1, "the first page");
	taken(new, old, TO - 1, TO, "the last page");
	taken(new, old, 4, 5, "a page in the middle");
	taken(new, old, FROM, TO, "the whole");
	taken(new, old, FROM - 1, FROM + 1, "a hole and the first page");
	taken(new, old, TO - 1, TO + 1, "the last page and a hole");
	taken(new, old, FROM - 1, TO + 1, "more than the whole");
}

/* ---- a hole ------------------------------------------------------------ */

static void in_hole(const struct new *new)
{
	char *p = row(PRIVATE), *q;
	char *const hole = p + 4 * unit;
	int content;

	um_munmap(hole, unit);
	errno = 12345;
	q = place(new, hole, unit, RW);
	is_int(errno, 12345, "%s in a hole leaves errno alone", new->name);
	is_ptr(q, hole, "%s in a hole that it fills is exactly there",
	    new->name);
	if (q == hole) {
		content = new->with_file ? q[5] == 5 && q[77] == 77
		    : all_bytes(q, unit, 0);
		ok(content, "and is what was asked for");
		ok(!store_faults(q + unit - 1), "and can be written to");
	} else
		skip(2, "the mapping");
	ok(all_bytes(p + 2 * unit, 2 * unit, 'o')
	    && all_bytes(p + 5 * unit, 2 * unit, 'o'),
	    "and its neighbours are as they were");
	free_row(p);
}

static void in_part_of_hole(const struct new *new)
{
	char *p = row(PRIVATE), *q;

	um_munmap(p, UNITS * unit);
	q = place(new, p + 3 * unit, 2 * unit - 1, RW);
	is_ptr(q, p + 3 * unit, "%s in a larger hole is exactly there",
	    new->name);
	ok(load_faults(p + 3 * unit - 1) && load_faults(p + 5 * unit),
	    "and takes no more than asked");
	fails(place(new, p + 4 * unit, 2 * unit, RW) == MAP_FAILED, EEXIST,
	    "%s is EEXIST over itself", new->name);
	is_ptr(place(new, p + 5 * unit, unit, RW), p + 5 * unit,
	    "%s goes right behind it", new->name);
	is_ptr(place(new, p + 2 * unit, unit, RW), p + 2 * unit,
	    "and right before it");
	free_row(p);
}

static int store(void *p)
{
	memset(p, 'c', unit);
	return 0;
}

static void shared_is_shared(void)
{
	char *p = row(PRIVATE);

	um_munmap(p, UNITS * unit);
	if (place(&news[1], p, unit, RW) == p) {
		in_child(store, p);
		ok(all_bytes(p, unit, 'c'),
		    "shared memory placed so is shared with a child");
	} else
		ok(0, "shared memory is placed");
	free_row(p);
}

/* ---- places that no test made ------------------------------------------ */

static int some_data = 1;

static void foreign(void)
{
	const uintptr_t mask = ~(uintptr_t)(unit - 1);
	int on_stack = 1;

	fails(place(&news[0], (void *)((uintptr_t)&on_stack & mask), unit,
	    RW) == MAP_FAILED, EEXIST, "over the stack it is EEXIST");
	fails(place(&news[0], (void *)((uintptr_t)&some_data & mask), unit,
	    RW) == MAP_FAILED, EEXIST, "over the program's data it is EEXIST");
	fails(place(&news[0], (void *)((uintptr_t)place & mask), unit, RW)
	    == MAP_FAILED, EEXIST, "over the program's code it is EEXIST");
	ok(on_stack == 1 && some_data == 1, "and the program lives on");
}

/* ---- refusals ---------------------------------------------------------- */

static void refusals(const struct new *new)
{
	char *const last = (char *)(UINTPTR_MAX - unit + 1);
	char *p = row(PRIVATE);

	fails(place(new, p + 4 * unit + 1, unit, RW) == MAP_FAILED, EINVAL,
	    "%s at an unaligned address is EINVAL, taken or not", new->name);
	fails(place(new, p + 1, unit / 2, RW) == MAP_FAILED, EINVAL,
	    "also in a hole");
	fails(place(new, p + 4 * unit, 0, RW) == MAP_FAILED, EINVAL,
	    "%s of length 0 is EINVAL", new->name);
	fails(place(new, last, 2 * unit, RW) == MAP_FAILED, ENOMEM,
	    "%s that wraps is ENOMEM", new->name);
	fails(place(new, last, unit, RW) == MAP_FAILED, ENOMEM,
	    "%s at the last page of all addresses is ENOMEM", new->name);
	ok(is_whole(p, PRIVATE), "and all that changes nothing");
	free_row(p);
}

static void aligned(void)
{
	char *p = um_mmap(0, 8 * unit, RW, PRIVATE_ANON, -1, 0), *at;
	const size_t align = 4 * unit;
	int log = 0;

	while ((size_t)1 << log < align)
		log++;
	um_munmap(p, 8 * unit);
	at = p + (align - (uintptr_t)p % align) % align;
	fails(um_mmap(at + unit, unit, RW, PRIVATE_ANON | UM_MAP_ALIGNED(log)
	    | UM_MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED, EINVAL,
	    "a hole that is not aligned as asked is EINVAL");
	is_ptr(um_mmap(at, unit, RW, PRIVATE_ANON | UM_MAP_ALIGNED(log)
	    | UM_MAP_FIXED_NOREPLACE, -1, 0), at,
	    "a hole that is aligned as asked is taken");
	um_munmap(p, 8 * unit);
}

/* ---- again and again --------------------------------------------------- */

static void many_times(void)
{
	char *p = row(PRIVATE);
	const int fd = next_descriptor();
	struct census before;
	int i, good = 1, same;

	if (census_told())
		census(&before);
	for (i = 0; i < 100; i++) {
		const struct new *new = &news[(size_t)i % NEWS];
		char *q = place(new, p + 6 * unit, 2 * unit, RW);

		good = good && q == MAP_FAILED && errno == EEXIST;
		q = place(new, p + TO * unit, unit, RW);
		good = good && q == p + TO * unit;
		um_munmap(p + TO * unit, unit);
	}
	same = census_same(&before);
	ok(good, "it is the same the hundredth time");
	if (census_told())
		ok(same, "and leaves the address space as it was");
	else
		skip(1, "the map of the address space is not told");
	is_int(next_descriptor(), fd, "and no descriptor");
	free_row(p);
}

/* ---- where the kernel cannot ------------------------------------------- */

static void is_refused(void)
{
	const int flags = PRIVATE_ANON | UM_MAP_FIXED_NOREPLACE;
	char *p = um_mmap(0, 2 * unit, RW, PRIVATE_ANON, -1, 0);

	memset(p, 'o', 2 * unit);
	um_munmap(p + unit, unit);
	fails(um_mmap(p, unit, RW, flags, -1, 0) == MAP_FAILED, ENOTSUP,
	    "where the kernel cannot it is ENOTSUP over a mapping");
	fails(um_mmap(p + unit, unit, RW, flags, -1, 0) == MAP_FAILED,
	    ENOTSUP, "and in a hole");
	ok(all_bytes(p, unit, 'o') && load_faults(p + unit),
	    "and changes nothing");
	um_munmap(p, unit);
	skip(1, NO_PLACES);
}

int main(void)
{
	size_t i;
	int old;

	plan(0);
	unit = um_granularity();
	if (!places_are_had()) {
		is_refused();
		return done();
	}
	file = temporary_file(16 * unit);
	for (i = 0; i < NEWS; i++) {
		for (old = 0; old < OLDS; old++)
			taken_everywhere(&news[i], (enum old)old);
		in_hole(&news[i]);
		in_part_of_hole(&news[i]);
		refusals(&news[i]);
	}
	shared_is_shared();
	foreign();
	aligned();
	many_times();
	return done();
}
