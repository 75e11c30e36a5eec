/* UM_MAP_FIXED_NOREPLACE: exactly there, or EEXIST with nothing changed. */
#include "room.h"
#include "counting.h"

#include <stdio.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)
#define UNITS 9			/* holes at both ends: 2 to 6 are mapped */
#define FROM 2
#define TO 7

static size_t unit;
static int file;

/* What is placed: each source, alone and with UM_MAP_FIXED also given. */
enum { NEWS = 2 * SOURCES };
static struct source news[NEWS];

static void make_news(void)
{
	static char names[SOURCES][64];
	size_t i;

	for (i = 0; i < SOURCES; i++) {
		news[i] = sources[i];
		snprintf(names[i], sizeof names[i],
		    "%s, with UM_MAP_FIXED also given", sources[i].name);
		news[SOURCES + i].name = names[i];
		news[SOURCES + i].flags = sources[i].flags | UM_MAP_FIXED;
	}
}

static int is_of_file(const struct source *new)
{
	return !(new->flags & UM_MAP_ANON);
}

static char *place(const struct source *new, void *at, size_t len, int prot)
{
	return um_mmap(at, len, prot, new->flags | UM_MAP_FIXED_NOREPLACE,
	    is_of_file(new) ? file : -1, is_of_file(new) ? (int64_t)unit : 0);
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

static void taken(const struct source *new, enum old old, size_t from, size_t to,
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

static void taken_everywhere(const struct source *new, enum old old)
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

static void in_hole(const struct source *new)
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
		content = is_of_file(new) ? q[5] == 5 && q[77] == 77
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

static void in_part_of_hole(const struct source *new)
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

/* Large enough for a whole page of a simulated kernel. */
static char some_data[2 * 65536];

static void foreign(void)
{
	const uintptr_t mask = ~(uintptr_t)(unit - 1);
	char on_stack[sizeof some_data];

	some_data[0] = on_stack[0] = 1;
	fails(place(&news[0], (void *)((uintptr_t)(on_stack + unit - 1)
	    & mask), unit, RW) == MAP_FAILED, EEXIST,
	    "over the stack it is EEXIST");
	fails(place(&news[0], (void *)((uintptr_t)(some_data + unit - 1)
	    & mask), unit, RW) == MAP_FAILED, EEXIST, "over the program's data it is EEXIST");
	fails(place(&news[0], (void *)((uintptr_t)place & mask), unit, RW)
	    == MAP_FAILED, EEXIST, "over the program's code it is EEXIST");
	ok(on_stack[0] == 1 && some_data[0] == 1, "and the program lives on");
}

/* ---- refusals ---------------------------------------------------------- */

static int is_private(char *taken)
{
	return is_whole(taken - 4 * unit, PRIVATE);
}

static void refusals(const struct source *new)
{
	char *p = row(PRIVATE);

	room_refuses(new, UM_MAP_FIXED_NOREPLACE, file, p + 4 * unit, p,
	    is_private);
	free_row(p);
}

static void aligned(void)
{
	char *p = um_mmap(0, 8 * unit, RW, PRIVATE_ANON, -1, 0), *at;
	const size_t align = 4 * unit;
	const int log = room_log(align);

	um_munmap(p, 8 * unit);
	at = room_aligned(p, align);
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
		const struct source *new = &news[(size_t)i % NEWS];
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

/* ---- any errno --------------------------------------------------------- */

static char *denied;		/* nothing is mapped at that address */
static int says;

static void *denying_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	if (addr && addr == denied) {
		errno = says;
		return MAP_FAILED;
	}
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

/* Whatever a kernel says of a place that is taken, it is EEXIST, and of a free
 * one it is not. */
static void any_errno(void)
{
	static const int errnos[] = { ENOMEM, EINVAL, EPERM, EAGAIN };
	const int flags = PRIVATE_ANON | UM_MAP_FIXED_NOREPLACE;
	char *p = um_mmap(0, 2 * unit, RW, PRIVATE_ANON, -1, 0);
	int exists = 0, none = 0;
	size_t i;

	if (!regions_are_told()) {
		skip(2, "a kernel that tells where something is mapped");
		um_munmap(p, 2 * unit);
		return;
	}
	denied = p;
	um_kernel.sys.mmap = denying_mmap;
	for (i = 0; i < sizeof errnos / sizeof *errnos; i++) {
		says = errnos[i];
		exists += um_mmap(p, unit, RW, flags, -1, 0) == MAP_FAILED
		    && errno == EEXIST;
	}
	um_munmap(p, unit);
	says = ENOMEM;
	none = um_mmap(p, unit, RW, flags, -1, 0) == MAP_FAILED
	    && errno == ENOMEM;
	um_kernel.sys = real_sys;
	is_int(exists, (long long)(sizeof errnos / sizeof *errnos),
	    "whatever the kernel says of what is taken, it is EEXIST");
	ok(none, "and ENOMEM of what is free stays ENOMEM");
	um_munmap(p + unit, unit);
}

int main(void)
{
	size_t i;
	int old;

	plan(0);
	unit = um_granularity();
	if (!places_are_had()) {
		room_is_refused(UM_MAP_FIXED_NOREPLACE);
		return done();
	}
	file = temporary_file(16 * unit);
	make_news();
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
	any_errno();
	return done();
}
