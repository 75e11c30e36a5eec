/* um_mremap_at: what moves into a place moves as a whole, and is what it was; or
 * nothing has changed. */
#include "room.h"
#include "counting.h"

#include <stdlib.h>
#include <sys/resource.h>

#define RW (PROT_READ | PROT_WRITE)
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)
#define NO_MAP "a kernel that tells what is mapped"

enum { PAGES = 4 };
static size_t unit;
static struct um_place room;	/* where they are to go */

/* Of each page its number, and something behind.  They lie where there was no
 * room for them yet.  For tests in children. */
static char *four(size_t blocks)
{
	char *p = (char *)must_map(0, (PAGES + 1) * unit / page(), OWN, -1);
	char *around;
	int i;

	room = room_make(blocks, unit, &around);

	for (i = 0; i < PAGES; i++)
		memset(p + (size_t)i * unit, '0' + i, unit);
	um_mprotect(p + PAGES * unit, unit, PROT_NONE);
	return p;
}

static int is_there(const char *p, int from, int to)
{
	int good = 1, i;

	for (i = from; i < to; i++)
		good = good && all_bytes(p + (size_t)i * unit, unit, '0' + i);
	return good;
}

static void *move(char *p, size_t old, size_t new)
{
	return um_mremap_at(&room, p, old * unit, new * unit,
	    UM_MREMAP_MAYMOVE);
}

/* Is the map told, if not by the kernel itself? */
static int is_told(void)
{
	return map_is_told()
	    && !(um_kernel.family->habits & UM_ASKING_MAY_KILL);
}

/* ---- sealed ------------------------------------------------------------ */

static int sealed_part(void *length)
{
	struct census before;
	char *p = four(64);
	void *q;

	um_mprotect(p + 2 * unit, 2 * unit, PROT_READ);
	if (um_seal(p + 2 * unit, 2 * unit, 0) < 0)
		return CANNOT;
	census(&before);
	q = move(p, PAGES, *(size_t *)length);
	MUST(q == MAP_FAILED && errno == EPERM && *um_why());
	MUST(census_same(&before) && is_there(p, 0, PAGES));
	MUST(!store_faults(p));
	return 0;
}

/* [r--][sealed, without access][rw-] */
static int sealed_middle(void *unused)
{
	char *p = four(64);

	(void)unused;
	um_mprotect(p, unit, PROT_READ);
	um_mprotect(p + unit, unit, PROT_NONE);
	if (um_seal(p + unit, unit, 0) < 0)
		return CANNOT;
	MUST(um_mremap(p, PAGES * unit, 8 * unit, UM_MREMAP_MAYMOVE)
	    == MAP_FAILED && errno == EPERM);
	if (is_told()) {
		MUST(store_faults(p) && load_faults(p + unit));
		MUST(is_there(p, 0, 1) && is_there(p, 2, PAGES));
	}
	return 0;
}

/* [---][sealed][rw-], which has to be copied */
static int sealed_behind(void *unused)
{
	char *p = four(64);

	(void)unused;
	setenv("UNIMAP_DISABLE", "mremap", 1);
	um_mprotect(p, unit, PROT_NONE);
	if (um_seal(p + unit, unit, 0) < 0)
		return CANNOT;
	MUST(move(p, PAGES, PAGES) == MAP_FAILED && errno == EPERM);
	MUST(is_there(p, 1, PAGES) && (!is_told() || load_faults(p)));
	return 0;
}

/* The first that ever grows is sealed, by others than the library. */
static int gives_nothing_up(void *unused)
{
	const struct um_way *way;
	char *p = four(64);

	(void)unused;
	if (!um_kernel.sys.mremap || !um_kernel.sys.mseal
	    || um_kernel.sys.mseal(p, 2 * unit, 0) < 0)
		return CANNOT;
	MUST(why_is(um_mremap(p, 2 * unit, 8 * unit, UM_MREMAP_MAYMOVE)
	    == MAP_FAILED, EPERM, "the memory is sealed"));
	way = um_way_taken(UM_CHAIN_REMAP);
	MUST(way && way->level == UM_NATIVE);
	MUST(is_there(p, 0, PAGES));
	return 0;
}

static void test_sealed(void)
{
	static size_t lengths[] = { 4, 6, 3, 2, 1 };
	size_t i;

	for (i = 0; i < sizeof lengths / sizeof *lengths; i++)
		ok_or_skip(in_child(sealed_part, &lengths[i]),
		    "memory that can be sealed", "four pages of which two are "
		    "sealed do not become %d elsewhere: EPERM, all is as it was",
		    (int)lengths[i]);
	ok_or_skip(in_child(sealed_middle, 0), "memory that can be sealed",
	    "what cannot grow, since a part is sealed, has its protection");
	ok_or_skip(in_child(sealed_behind, 0), "memory that can be sealed",
	    "nor is it opened to be copied");
	ok_or_skip(in_child(gives_nothing_up, 0), "mremap and mseal",
	    "sealed memory as the first that is to grow: mremap is not given "
	    "up");
}

/* ---- of several kinds -------------------------------------------------- */

struct way_of_moving {
	const char *how, *disable;
	size_t new;
};

static void disable(const struct way_of_moving *w)
{
	if (w->disable)
		setenv("UNIMAP_DISABLE", w->disable, 1);
}

/* [r--][rw-][---][rw-] */
static int protections(void *way)
{
	const struct way_of_moving *w = way;
	char *p = four(64), *q;

	disable(w);
	um_mprotect(p, unit, PROT_READ);
	um_mprotect(p + 2 * unit, unit, PROT_NONE);
	q = move(p, PAGES, w->new);
	if (q == MAP_FAILED && errno == ENOTSUP && !growth_is_told())
		return CANNOT;
	MUST(room_holds(q, w->new * unit, &room));
	if (is_told())
		MUST(store_faults(q) && load_faults(q + 2 * unit));
	MUST(!store_faults(q + unit));
	MUST(!store_faults(q + (w->new - 1) * unit));
	q[unit] = '1';
	q[3 * unit] = '3';
	um_mprotect(q, PAGES * unit, RW);
	MUST(is_there(q, 0, w->new > PAGES ? PAGES : (int)w->new));
	MUST(load_faults(p) && load_faults(p + 3 * unit));
	return 0;
}

/* A shared file's pages and private ones: the file is what is stored to. */
static int file_in_front(void *way)
{
	const struct way_of_moving *w = way;
	const int fd = temporary_file(2 * unit);
	char *p = four(64), *q, first = 0;

	disable(w);
	if (!is_told())
		return CANNOT;
	um_mmap(p, 2 * unit, RW, UM_MAP_SHARED | UM_MAP_FIXED, fd, 0);
	p[0] = 'f';
	q = move(p, PAGES, w->new);
	if (q == MAP_FAILED) {
		MUST(errno == ENOTSUP && *um_why() && p[0] == 'f');
		MUST(is_there(p, 2, PAGES));
		return 0;
	}
	q[0] = 'g';
	MUST(pread(fd, &first, 1, 0) == 1 && first == 'g');
	MUST(is_there(q, 2, PAGES));
	return 0;
}

/* In fresh processes, in which no way has been taken yet. */
static void test_kinds(void)
{
	static struct way_of_moving ways[] = {
		{ "moved", 0, PAGES }, { "moved and grown", 0, 6 },
		{ "copied", "mremap", PAGES },
		{ "copied and grown", "mremap", 6 }
	};
	size_t i;

	for (i = 0; i < sizeof ways / sizeof *ways; i++) {
		ok_or_skip(in_child(protections, &ways[i]), NO_MAP,
		    "%s: each page keeps its protection and contents",
		    ways[i].how);
		ok_or_skip(in_child(file_in_front, &ways[i]), NO_MAP,
		    "%s: a file's pages in front stay the file's",
		    ways[i].how);
	}
}

/* ---- holes, limits, little room ---------------------------------------- */

static int hole(void *unused)
{
	static const size_t lengths[] = { 4, 5, 3 };
	struct census before;
	char *p = four(64);
	size_t i;

	(void)unused;
	if (!is_told())
		return CANNOT;
	um_munmap(p + unit, unit);
	census(&before);
	for (i = 0; i < 3; i++) {
		MUST(move(p, PAGES, lengths[i]) == MAP_FAILED
		    && errno == ENOMEM);
		MUST(census_same(&before));
	}
	MUST(is_there(p, 0, 1) && is_there(p, 2, PAGES));
	MUST(load_faults(p + unit));
	return 0;
}

static int shrinks(void *unused)
{
	char *p = four(64), *q;

	(void)unused;
	q = move(p, PAGES, 2);
	if (q == MAP_FAILED && errno == ENOTSUP && !growth_is_told())
		return CANNOT;
	MUST(room_holds(q, 2 * unit, &room) && is_there(q, 0, 2));
	MUST(load_faults(q - unit) && load_faults(q + 2 * unit));
	MUST(load_faults(q + 3 * unit));
	MUST(load_faults(p) && load_faults(p + 3 * unit));
	return 0;
}

static int little_room(void *unused)
{
	char *p = four(2), *q;

	(void)unused;
	q = move(p, PAGES, 2);
	if (q == MAP_FAILED && errno == ENOTSUP && !growth_is_told())
		return CANNOT;
	MUST(room_holds(q, 2 * unit, &room) && is_there(q, 0, 2));
	MUST(load_faults(p) && load_faults(p + 3 * unit));
	return 0;
}

static int no_room(void *unused)
{
	char *p = four(1), *q;

	(void)unused;
	q = move(p, PAGES, 2);
	if (q == MAP_FAILED && errno == ENOTSUP && !growth_is_told())
		return CANNOT;
	MUST(q == MAP_FAILED && errno == ENOMEM && is_there(p, 0, PAGES));
	return 0;
}

/* Exactly as much room as is needed, for two mappings; sealed: 1, 2 also without
 * growth. */
static int exact_room(void *sealed)
{
	const int *seal = sealed;
	const size_t to = seal && *seal == 2 ? PAGES : 6;
	struct census before;
	char *p = four(to), *q;

	um_mprotect(p + 2 * unit, 2 * unit, PROT_READ);
	if (seal && um_seal(p + 2 * unit, 2 * unit, 0) < 0)
		return CANNOT;
	census(&before);
	q = move(p, PAGES, to);
	if (q == MAP_FAILED && errno == ENOTSUP && !growth_is_told())
		return CANNOT;
	if (seal) {
		MUST(q == MAP_FAILED && errno == EPERM && census_same(&before));
		MUST(is_there(p, 0, PAGES));
	} else
		MUST(q == (void *)room.low && is_there(q, 0, PAGES));
	return 0;
}

/* What is to stay is sealed, and there is no room for more. */
static int sealed_front(void *unused)
{
	struct census before;
	char *p = four(2);

	(void)unused;
	um_mprotect(p, 2 * unit, PROT_READ);
	if (um_seal(p, 2 * unit, 0) < 0)
		return CANNOT;
	census(&before);
	MUST(move(p, PAGES, 2) == MAP_FAILED && errno == EPERM);
	MUST(census_same(&before) && is_there(p, 0, PAGES));
	return 0;
}

/* Each unit a mapping of its own, and one mapping after the other is permitted. */
static int at_most_mappings(void *unused)
{
	const long most = most_mappings();
	char *p = four(64), *q = MAP_FAILED;
	unsigned char *filler;
	int i;

	(void)unused;
	if (!kernel_is("linux") || is_simulated() || most < 0 || most > 100000)
		return CANNOT;
	um_madvise(p + unit, unit, UM_ADV_RANDOM);
	um_madvise(p + 3 * unit, unit, UM_ADV_RANDOM);
	filler = um_mmap(0, 2 * (size_t)most * page(), PROT_READ, OWN
	    | UM_MAP_NORESERVE, -1, 0);
	if (filler == MAP_FAILED)
		return CANNOT;
	MUST(fill_mappings(filler, 2 * (size_t)most) < 2 * (size_t)most);
	for (i = 0; i < 64 && q == MAP_FAILED; i++) {
		q = move(p, PAGES, i & 1 ? PAGES : 6);
		MUST(q != MAP_FAILED || (errno == ENOMEM
		    && is_there(p, 0, PAGES)));
		um_munmap(filler + (size_t)i * page(), page());
	}
	MUST(q != MAP_FAILED && is_there(q, 0, PAGES));
	return 0;
}

/* Linux would lose the lock, or count it twice. */
static int locked_front(void *unused)
{
	char *p = four(64);

	(void)unused;
	um_mprotect(p + 2 * unit, 2 * unit, PROT_READ);
	if (!um_kernel.numbers.mremap_dontunmap || um_mlock(p, 2 * unit) < 0
	    || locks_are_told(p) != 1)
		return CANNOT;
	if (move(p, PAGES, 6) != MAP_FAILED)
		return 0;		/* copied, as on gVisor */
	MUST(errno == EBUSY && *um_why() && is_there(p, 0, PAGES));
	um_munlock(p, 2 * unit);
	MUST(is_there(move(p, PAGES, 6), 0, PAGES));
	return 0;
}

static void *watched;
static int opened;		/* there was a hole at the old place */

static void *watched_mremap(void *old, size_t len, size_t new_len, int flags,
    void *to)
{
	unsigned char vec[64];
	void *p = real_sys.mremap(old, len, new_len, flags, to);

	if (p != MAP_FAILED && p != old && old == watched && len <= 64 * page())
		opened |= real_sys.mincore(old, len, vec) < 0;
	return p;
}

/* Its end is sealed, so that it has to go back. */
static int never_open(void *unused)
{
	char *p = four(64);

	(void)unused;
	if (!um_kernel.sys.mremap || um_seal(p + 3 * unit, unit, 0) < 0)
		return CANNOT;
	watched = p;
	um_kernel.sys.mremap = watched_mremap;
	MUST(move(p, PAGES, 2) == MAP_FAILED && errno == EPERM);
	MUST(!opened && is_there(p, 0, PAGES));
	return 0;
}

static void test_room(void)
{
	static int seals[] = { 1, 2 };

	ok_or_skip(in_child(hole, 0), NO_MAP,
	    "a hole in what is to move is ENOMEM, and all is as it was");
	ok_or_skip(in_child(shrinks, 0), NO_MAP,
	    "of what shrinks and moves nothing else is left");
	ok_or_skip(in_child(exact_room, 0), NO_MAP,
	    "two mappings grow into room for no more");
	ok_or_skip(in_child(exact_room, &seals[0]), "memory that can be sealed",
	    "if one is sealed, nothing is left there");
	ok_or_skip(in_child(exact_room, &seals[1]), "memory that can be sealed",
	    "nor when they only move");
	ok_or_skip(in_child(never_open, 0), "memory that can be sealed",
	    "what moves and shrinks leaves no hole before it is cut");
	ok_or_skip(in_child(sealed_front, 0), "memory that can be sealed",
	    "what stays is sealed: nothing is cut off");
	ok_or_skip(in_child(at_most_mappings, 0), "a limit of mappings",
	    "near the limit of mappings all moves or nothing");
	ok_or_skip(in_child(locked_front, 0), "mremap that leaves a place mapped",
	    "several mappings, the first of them locked: EBUSY");
	ok_or_skip(in_child(little_room, 0), NO_MAP,
	    "what shrinks moves where there is room for no more");
	ok_or_skip(in_child(no_room, 0), NO_MAP,
	    "what has no room does not shrink either");
}

/* The limit is for what is more than there was. */
static int at_the_limit(void *which)
{
	struct rlimit none;
	char *p = four(64), *q;

	memset(&none, 0, sizeof none);
	if (um_mlock(p, PAGES * unit) < 0
	    || setrlimit(*(int *)which, &none) < 0)
		return CANNOT;
	q = move(p, PAGES, PAGES);
	MUST(room_holds(q, PAGES * unit, &room) && is_there(q, 0, PAGES));
	MUST(load_faults(p));
	return 0;
}

static void test_limits(void)
{
	static int memlock = RLIMIT_MEMLOCK;
	static int data = RLIMIT_DATA;

	if (!kernel_is("linux") || is_simulated() || under()[0]) {
		skip(2, "limits of Linux");
		return;
	}
	ok_or_skip(in_child(at_the_limit, &memlock), "mlock",
	    "what is locked moves at the limit");
	ok_or_skip(in_child(at_the_limit, &data), "mlock",
	    "what is data moves at the limit");
}

int main(void)
{
	plan(0);
	if (!room_binds())
		skip_all(NO_PLACES);
	unit = um_granularity();
	test_kinds();
	test_sealed();
	test_room();
	test_limits();
	return done();
}
