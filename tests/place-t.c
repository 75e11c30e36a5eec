/* um_mmap_at, um_mremap_at and um_near: memory lies where it was asked to, and
 * if there is room there it is found. */
#include "room.h"

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE (UM_MAP_PRIVATE | UM_MAP_ANON)

static size_t unit;

/* ---- refusals ---------------------------------------------------------- */

static struct um_place some_place(void)
{
	struct um_place where;

	memset(&where, 0, sizeof where);
	where.low = (uintptr_t)1 << 20;
	where.high = (uintptr_t)1 << 30;
	return where;
}

static void refused(const struct um_place *where, int flags, const char *what)
{
	fails(um_mmap_at(where, unit, RW, flags, -1, 0) == MAP_FAILED, EINVAL,
	    "%s is EINVAL", what);
}

static void test_refusals(void)
{
	struct um_place where = some_place();
	char *p = um_mmap(0, unit, RW, PRIVATE, -1, 0);

	refused(&where, PRIVATE | UM_MAP_FIXED, "a fixed address");
	refused(0, PRIVATE | UM_MAP_FIXED_NOREPLACE,
	    "a fixed address without a place");
	where.high = where.low;
	refused(&where, PRIVATE, "a place that ends where it begins");
	where.high = where.low - 1;
	refused(&where, PRIVATE, "a place that ends before it begins");
	where = some_place();
	where.align = 3 * unit;
	refused(&where, PRIVATE, "an alignment that is no power of two");
	where = some_place();
	where.flags = 8;
	refused(&where, PRIVATE, "an unknown flag of a place");
	where = some_place();
	where.flags = UM_PLACE_TOP | UM_PLACE_BOTTOM;
	refused(&where, PRIVATE, "the highest and the lowest place");
	where = some_place();
	where.zero = 1;
	refused(&where, PRIVATE, "what must be 0 and is not");
	where = some_place();
	where.spare[0] = 1;
	refused(&where, PRIVATE, "the first spare word");
	where = some_place();
	where.spare[1] = 1;
	refused(&where, PRIVATE, "the second spare word");
	where = some_place();
	fails(um_mmap_at(&where, 0, RW, PRIVATE, -1, 0) == MAP_FAILED, EINVAL,
	    "length 0 is EINVAL");
	where.flags = 8;
	fails(um_mremap_at(&where, p, unit, 2 * unit, UM_MREMAP_MAYMOVE)
	    == MAP_FAILED, EINVAL, "um_mremap_at: an unknown flag is EINVAL");
	where = some_place();
	where.high = where.low + unit;
	fails(room_take(where, 2 * unit, PRIVATE) == MAP_FAILED, ENOMEM,
	    "a length beyond the place is ENOMEM");
	um_munmap(p, unit);
}

/* ---- room -------------------------------------------------------------- */

static void test_exact(unsigned flags, const char *what)
{
	enum { BLOCKS = 16 };
	const size_t block = 4 * unit;
	char *around;
	struct um_place room = room_make(BLOCKS, block, &around);
	int i, good = 0, again = 0, freed = 0;
	char *p[BLOCKS];

	room.flags = flags;
	for (i = 0; i < BLOCKS; i++) {
		p[i] = room_take(room, block, PRIVATE);
		good += room_holds(p[i], block, &room) && all_bytes(p[i], block, 0);
		if (p[i] != MAP_FAILED)
			memset(p[i], i + 1, block);
	}
	/* What the kernel likes may be apart: Cygwin. */
	ok(good == BLOCKS || (!flags && good > BLOCKS / 2),
	    "%s: room for sixteen blocks gives sixteen", what);
	fails(room_take(room, block, PRIVATE) == MAP_FAILED, ENOMEM,
	    "%s: the seventeenth is ENOMEM", what);
	ok(strstr(um_why(), "range") != 0,
	    "%s: and um_why names the range", what);
	for (i = 0; i < BLOCKS; i++)
		good -= p[i] != MAP_FAILED && all_bytes(p[i], block, i + 1);
	is_int(good, 0, "%s: none has replaced another", what);
	for (i = 1; i < BLOCKS; i += 3)
		if (p[i] != MAP_FAILED) {
			um_munmap(p[i], block);
			freed++;
		}
	for (i = 0; i < freed; i++)
		again += room_holds(room_take(room, block, PRIVATE), block, &room);
	is_int(again, freed, "%s: what was unmapped is found again", what);
	room_drop(around, BLOCKS, block);
}

static void test_order(void)
{
	char *around;
	struct um_place room = room_make(64, unit, &around);
	char *p, *q;

	if (!regions_are_told()) {
		skip(2, "this kernel does not show its map");
	} else {
		room.flags = UM_PLACE_BOTTOM;
		p = room_take(room, unit, PRIVATE);
		is_ptr(p, (void *)room.low, "the lowest room is taken first");
		room.flags = UM_PLACE_TOP;
		q = room_take(room, 3 * unit, PRIVATE);
		is_ptr(q, (void *)(room.high - 3 * unit),
		    "with UM_PLACE_TOP the highest");
	}
	room_drop(around, 64, unit);
}

/* More gaps than are remembered, and those at both ends are the smallest. */
static void test_order_of_many(unsigned flags, const char *which)
{
	enum { LARGER = 20, BLOCKS = 3 * LARGER };
	char *around, *aside, *low, *wanted;
	struct um_place room = room_make(BLOCKS, unit, &around);
	struct um_place other = room_make(1, unit, &aside);
	int i;

	/* What um_munmap left is remembered until the map is read. */
	room_take(other, 2 * unit, PRIVATE);
	room_drop(aside, 1, unit);
	low = (char *)room.low;
	wanted = flags == UM_PLACE_TOP ? low + (BLOCKS - 1) * unit : low;
	for (i = 1; i < BLOCKS; i += 3)
		um_mmap(low + (size_t)i * unit, unit, PROT_NONE,
		    PRIVATE | UM_MAP_FIXED_NOREPLACE, -1, 0);
	um_mmap(low + (BLOCKS - 2) * unit, unit, PROT_NONE,
	    PRIVATE | UM_MAP_FIXED, -1, 0);
	room.flags = flags;
	if (regions_are_told())
		is_ptr(room_take(room, unit, PRIVATE), wanted,
		    "the %s of many gaps is taken if it is the smallest", which);
	else
		skip(1, "this kernel does not show its map");
	room_drop(around, BLOCKS, unit);
}

static void test_random(void)
{
	char *around, *p;
	struct um_place room = room_make(1024, unit, &around);
	uintptr_t seen[64], least = UINTPTR_MAX, most = 0;
	int i, j, good = 0, different = 0;

	room.flags = UM_PLACE_RANDOM;
	for (i = 0; i < 64; i++) {
		p = room_take(room, unit, PRIVATE);
		good += room_holds(p, unit, &room);
		seen[i] = (uintptr_t)p;
		if (p != MAP_FAILED)
			um_munmap(p, unit);
		for (j = 0; j < i && seen[j] != seen[i]; j++)
			;
		different += j == i;
		least = seen[i] < least ? seen[i] : least;
		most = seen[i] > most ? seen[i] : most;
	}
	is_int(good, 64, "UM_PLACE_RANDOM stays in the place");
	/* 64 of 1024: below 32 once in more than 10^20 times. */
	ok(different > 32 && most - least > 512 * unit,
	    "and lies anywhere in it");
	room_drop(around, 1024, unit);
}

/* The first place and the last are as likely as any other. */
static void test_random_ends(void)
{
	char *around, *p;
	struct um_place room = room_make(2, unit, &around);
	int i, low = 0, high = 0;

	room.flags = UM_PLACE_RANDOM;
	for (i = 0; i < 100; i++) {
		p = room_take(room, unit, PRIVATE);
		low += p == (char *)room.low;
		high += p == (char *)room.low + unit;
		if (p != MAP_FAILED)
			um_munmap(p, unit);
	}
	ok(low > 0 && high > 0 && low + high == 100,
	    "of two places both are drawn");
	room_drop(around, 2, unit);
}

static void test_aligned(void)
{
	const size_t align = 64 * unit;
	char *around;
	struct um_place room = room_make(256, unit, &around);
	int i, good = 0;
	void *p;

	room.align = align;
	for (i = 0; i < 3; i++)
		good += room_holds(room_take(room, 2 * unit, PRIVATE), 2 * unit, &room);
	is_int(good, 3, "with an alignment too");
	room.align = 0;
	p = room_take(room, unit, PRIVATE | UM_MAP_ALIGNED(17));
	ok(p != MAP_FAILED && ((uintptr_t)p & 0x1ffff) == 0,
	    "UM_MAP_ALIGNED narrows it too");
	room_drop(around, 256, unit);
}

static void test_kinds(void)
{
	static const struct kind {
		const char *name;
		int flags;
	} kinds[] = {
		{ "a file's pages", UM_MAP_SHARED },
		{ "private pages of a file", UM_MAP_PRIVATE },
		{ "shared memory", UM_MAP_SHARED | UM_MAP_ANON },
		{ "memory of large pages", PRIVATE | UM_MAP_HUGE },
		{ "a stack", PRIVATE | UM_MAP_STACK },
		{ "populated memory", PRIVATE | UM_MAP_POPULATE }
	};
	const int fd = temporary_file(4 * unit);
	char *around;
	struct um_place room = room_make(256, unit, &around);
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		unsigned char *p = um_mmap_at(&room, 4 * unit, RW,
		    kinds[i].flags, fd, 0);

		ok(room_holds(p, 4 * unit, &room) && p[1]
		    == (kinds[i].flags & UM_MAP_ANON ? 0 : 1),
		    "%s: all of it lies in the place", kinds[i].name);
	}
	close(fd);
	room_drop(around, 256, unit);
}

/* Linux says EPERM of a file that is not to be executed, as of an address. */
static void test_refused_file(void)
{
	char *around;
	struct um_place room = room_make(256, unit, &around);
	int ends[2], wanted;

	if (pipe(ends) < 0 || um_mmap(0, unit, PROT_READ | PROT_EXEC,
	    UM_MAP_PRIVATE, ends[0], 0) != MAP_FAILED)
		skip(1, "a descriptor that cannot be mapped");
	else {
		wanted = errno;
		fails(um_mmap_at(&room, unit, PROT_READ | PROT_EXEC,
		    UM_MAP_PRIVATE, ends[0], 0) == MAP_FAILED, wanted,
		    "what cannot be mapped is refused there as anywhere");
	}
	close(ends[0]);
	close(ends[1]);
	room_drop(around, 256, unit);
}

static void test_anywhere(void)
{
	struct um_place nowhere;
	char *p;

	memset(&nowhere, 0, sizeof nowhere);
	p = um_mmap_at(0, unit, RW, PRIVATE, -1, 0);
	ok(p != MAP_FAILED && p && all_bytes(p, unit, 0), "NULL is anywhere");
	um_munmap(p, unit);
	p = room_take(nowhere, unit, PRIVATE);
	ok(p != MAP_FAILED && p && all_bytes(p, unit, 0),
	    "a place of zeros is anywhere");
	um_munmap(p, unit);
	if (!places_are_had()) {
		skip(1, NO_PLACES);
		return;
	}
	if (kernel_is("linux-4.4-39bit")) {
		skip(1, "a program that lies where its kernel maps");
		return;
	}
	nowhere.flags = UM_PLACE_TOP;
	p = room_take(nowhere, unit, PRIVATE);
	ok(p != MAP_FAILED && p, "the highest of all addresses that are free");
	um_munmap(p, unit);
}

/* ---- near -------------------------------------------------------------- */

static size_t farthest(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a < b ? (size_t)(b + b_len - a) : (size_t)(a + a_len - b);
}

static void test_near(void)
{
	const size_t reach = (size_t)1 << 28;
	char *p = um_mmap(0, 3 * unit, RW, PRIVATE, -1, 0), *q;
	struct um_place near = um_near(p, 3 * unit, reach);
	int i, good = 0;

	for (i = 0; i < 20; i++) {
		near.flags = i & 1 ? UM_PLACE_TOP : i % 5 == 0 ? UM_PLACE_BOTTOM : i % 3 ? 0 : UM_PLACE_RANDOM;
		q = room_take(near, unit, PRIVATE);
		good += q != MAP_FAILED
		    && farthest(p, 3 * unit, q, unit) <= reach;
		if (q != MAP_FAILED)
			um_munmap(q, unit);
	}
	is_int(good, 20, "um_near: every byte is within reach of every byte");
	near = um_near(p, 3 * unit, unit);
	refused(&near, PRIVATE, "what no address can reach");
	near = um_near((void *)unit, unit, SIZE_MAX);
	ok(near.low == 0 && near.high == 0, "what all addresses reach is anywhere");
	near = um_near(0, 0, reach);
	ok(near.low == 0 && near.high == reach,
	    "no byte at address 0 is reached from above");
	near = um_near(0, 1, 0);
	ok(near.low == 0 && near.high == 1, "address 0 reaches itself alone");
	near = um_near((void *)(UINTPTR_MAX - unit + 1), unit, reach);
	ok(near.low == UINTPTR_MAX - reach && near.high == 0,
	    "the last address is reached from below alone");
	um_munmap(p, 3 * unit);
}

/* ---- the last addresses ------------------------------------------------- */

/* The end of the addresses, if it is a power of two with some pages less; 0. */
static uintptr_t last_end(void)
{
	uintptr_t end = 1, at;
	int i;

	while (end && end <= (uintptr_t)&end)
		end *= 2;
	for (i = 1; end && i < 64; i++) {
		at = end - (uintptr_t)i * unit;
		if (um_mmap((void *)at, unit, RW, PRIVATE
		    | UM_MAP_FIXED_NOREPLACE, -1, 0) == (void *)at) {
			um_munmap((void *)at, unit);
			return at + unit;
		}
	}
	return 0;
}

/* The last two units of them are free, and those before are not. */
static int test_last(void *flags)
{
	const uintptr_t end = last_end(), start = end - 64 * unit;
	struct um_place room;
	int i;

	memset(&room, 0, sizeof room);
	room.low = start;
	room.flags = *(unsigned *)flags;
	if (!regions_are_told() || is_under("valgrind") || !end || um_mmap((void *)start, 62 * unit, PROT_NONE, PRIVATE
	    | UM_MAP_FIXED_NOREPLACE | UM_MAP_NORESERVE, -1, 0)
	    != (void *)start)
		return CANNOT;
	for (i = 0; i < 16; i++) {
		char *p = um_mmap_at(&room, 2 * unit, RW, PRIVATE, -1, 0);

		MUST(p == (char *)end - 2 * unit);
		um_munmap(p, 2 * unit);
	}
	return 0;
}

static void test_last_addresses(void)
{
	static unsigned spots[] = { 0, UM_PLACE_TOP, UM_PLACE_BOTTOM,
		UM_PLACE_RANDOM };
	size_t i;

	for (i = 0; i < 4; i++)
		ok_or_skip(in_child(test_last, &spots[i]), "free pages at the "
		    "end of the addresses", "the last free pages of all are "
		    "found, flags %u", spots[i]);
}

/* ---- moving ------------------------------------------------------------ */

/* What lies below the place, reaches beyond it or lacks its alignment is to
 * move, and may not. */
static void test_elsewhere(char *p, size_t len)
{
	struct um_place where;
	int refused = 0;

	memset(&where, 0, sizeof where);
	where.low = (uintptr_t)p + unit;
	where.high = where.low + 64 * unit;
	refused += um_mremap_at(&where, p, len, len, 0) == MAP_FAILED
	    && errno == ENOMEM;
	where.low = (uintptr_t)p;
	where.high = where.low + len - unit;
	refused += um_mremap_at(&where, p, len, len, 0) == MAP_FAILED
	    && errno == ENOMEM;
	memset(&where, 0, sizeof where);
	where.align = 2 * ((uintptr_t)p & (0 - (uintptr_t)p));
	refused += um_mremap_at(&where, p, len, len, 0) == MAP_FAILED
	    && errno == ENOMEM;
	is_int(refused, 3, "what lies elsewhere is not taken for there");
}

static void test_mremap_at(void)
{
	char *around, *second, *p = um_mmap(0, 2 * unit, RW, PRIVATE, -1, 0), *q;
	struct um_place room = room_make(64, unit, &around);

	memset(p, 0x5a, 2 * unit);
	fails(um_mremap_at(&room, p, 2 * unit, 4 * unit, 0) == MAP_FAILED,
	    ENOMEM, "um_mremap_at may not move without UM_MREMAP_MAYMOVE");
	ok(all_bytes(p, 2 * unit, 0x5a), "and nothing has changed");
	q = um_mremap_at(&room, p, 2 * unit, 4 * unit, UM_MREMAP_MAYMOVE);
	if (q == MAP_FAILED && errno == ENOTSUP && !sharing_is_told()) {
		skip(8, "no memory grows: this kernel does not show its map");
		um_munmap(p, 2 * unit);
		room_drop(around, 64, unit);
		return;
	}
	ok(room_holds(q, 4 * unit, &room), "it grows into the place");
	ok(q != MAP_FAILED && all_bytes(q, 2 * unit, 0x5a)
	    && all_bytes(q + 2 * unit, 2 * unit, 0), "with its contents");
	ok(load_faults(p), "and is where it was no more");
	p = um_mremap_at(&room, q, 4 * unit, 3 * unit, 0);
	is_ptr(p, q, "what lies there already shrinks where it is");
	test_elsewhere(p, 3 * unit);
	room = room_make(64, unit, &second);
	q = um_mremap_at(&room, p, 3 * unit, unit, UM_MREMAP_MAYMOVE);
	ok(room_holds(q, unit, &room) && all_bytes(q, unit, 0x5a),
	    "it moves when it shrinks, if it has to");
	ok(load_faults(p) && load_faults(p + 2 * unit), "as a whole");
	p = um_mremap_at(0, q, unit, 2 * unit, UM_MREMAP_MAYMOVE);
	ok(p != MAP_FAILED && all_bytes(p, unit, 0x5a)
	    && all_bytes(p + unit, unit, 0), "NULL is anywhere");
	um_munmap(p, 2 * unit);
	room_drop(around, 64, unit);
	room_drop(second, 64, unit);
}

static void test_mremap_full(void)
{
	char *around, *p = um_mmap(0, unit, RW, PRIVATE, -1, 0);
	struct um_place room = room_make(1, unit, &around);
	const int told = sharing_is_told();
	void *q;

	memset(p, 0x5a, unit);
	q = um_mremap_at(&room, p, unit, 2 * unit, UM_MREMAP_MAYMOVE);
	fails(q == MAP_FAILED, told || errno != ENOTSUP ? ENOMEM : ENOTSUP,
	    "um_mremap_at without room there fails");
	ok(all_bytes(p, unit, 0x5a), "and nothing has moved");
	um_munmap(p, unit);
	room_drop(around, 1, unit);
}

int main(void)
{
	plan(0);
	unit = um_granularity();
	test_refusals();
	test_anywhere();
	if (!room_binds()) {
		skip(1, "no place can be chosen on this kernel");
		return done();
	}
	test_exact(0, "where the kernel likes");
	test_exact(UM_PLACE_BOTTOM, "lowest first");
	test_exact(UM_PLACE_TOP, "highest first");
	test_order();
	test_order_of_many(UM_PLACE_BOTTOM, "lowest");
	test_order_of_many(UM_PLACE_TOP, "highest");
	test_random();
	test_random_ends();
	test_aligned();
	test_kinds();
	test_refused_file();
	test_near();
	test_last_addresses();
	test_mremap_at();
	test_mremap_full();
	return done();
}
