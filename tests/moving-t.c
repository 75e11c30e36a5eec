/* um_mremap that moves: all or nothing, among other threads, with what the
 * memory was. */
#include "failing.h"
#include "counting.h"
#include "growing.h"

#include <stdlib.h>
#include <sys/resource.h>

/* ---- mappings that move one by one ------------------------------------- */

static int remaps_left;		/* of them the last one fails */
static int removes_first;	/* what it would have replaced */
static unsigned char *intruders[64];
static size_t intruder_lens[64];
static int intrusions;

/* Another thread maps at once what is a hole. */
static void intrude(void *at, size_t len)
{
	void *p = real_sys.mmap(at, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p != at || intrusions == 64) {
		real_sys.munmap(p, len);
		return;
	}
	memset(p, 0x77, len);
	intruders[intrusions] = p;
	intruder_lens[intrusions++] = len;
}

static int all_intruders_live(void)
{
	int i;

	for (i = 0; i < intrusions; i++)
		if (load_faults(intruders[i]) || !all_bytes(intruders[i],
		    intruder_lens[i], 0x77))
			return 0;
	return 1;
}

static void *remap_among_threads(void *old, size_t old_len, size_t len,
    int flags, void *to)
{
	void *p;

	if ((flags & um_kernel.numbers.mremap_fixed) && --remaps_left == 0) {
		if (removes_first) {
			real_sys.munmap(to, len);
			intrude(to, len);
		}
		errno = ENOMEM;
		return MAP_FAILED;
	}
	p = real_sys.mremap(old, old_len, len, flags, to);
	if (p != MAP_FAILED && p != old)
		intrude(old, old_len);
	return p;
}

/* Eight pages that are four mappings, and something behind. */
static unsigned char *pieces(void)
{
	unsigned char *p = blocked(8);

	um_madvise(p + 2 * page(), 2 * page(), UM_ADV_RANDOM);
	um_madvise(p + 6 * page(), 2 * page(), UM_ADV_RANDOM);
	return p;
}

static int moves_all_or_nothing(void *nth)
{
	const struct outside *before, *after;
	unsigned char *p = pieces(), *q;

	um_kernel.sys.mremap = remap_among_threads;
	before = outside_take(0);
	remaps_left = *(int *)nth;
	q = remap(p, 8, 10, UM_MREMAP_MAYMOVE);
	if (remaps_left > 0) {		/* so many are not needed */
		MUST(q != MAP_FAILED && filled(q, 8 * page())
		    && all_bytes(q + 8 * page(), 2 * page(), 0));
		MUST(all_intruders_live());
		return 0;
	}
	MUST(q == MAP_FAILED && errno == ENOMEM && *um_why());
	MUST(filled(p, 8 * page()));
	MUST(all_intruders_live());
	for (; intrusions; intrusions--)
		real_sys.munmap(intruders[intrusions - 1],
		    intruder_lens[intrusions - 1]);
	after = outside_take(1);
	MUST(!outside_gained(before, after) && !outside_lost(before, after));
	remaps_left = 100;
	q = remap(p, 8, 10, UM_MREMAP_MAYMOVE);
	MUST(q != MAP_FAILED && filled(q, 8 * page()));
	return 0;
}

/* The limit stops the last one, when the others have gone. */
static int is_stopped_by_limit(void *unused)
{
	const struct outside *before, *after;
	unsigned char *p = pieces(), *q;
#ifdef RLIMIT_DATA
	struct rlimit limit;
	rlim_t most;

	MUST(getrlimit(RLIMIT_DATA, &limit) == 0);
	most = limit.rlim_cur;
	limit.rlim_cur = 0;
#endif

	(void)unused;
	before = outside_take(0);
#ifdef RLIMIT_DATA
	MUST(setrlimit(RLIMIT_DATA, &limit) == 0);
#endif
	q = remap(p, 8, 1024, UM_MREMAP_MAYMOVE);
	if (q != MAP_FAILED)		/* before 4.7 it is not looked at */
		return 0;
	MUST(errno == ENOMEM && filled(p, 8 * page()));
	q = remap(p, 6, 1024, UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(24));
	MUST(q == MAP_FAILED && errno == ENOMEM && filled(p, 8 * page()));
	q = remap(p + 6 * page(), 2, 1024, UM_MREMAP_MAYMOVE
	    | UM_MAP_ALIGNED(24));
	MUST(q == MAP_FAILED && errno == ENOMEM && filled(p, 8 * page()));
#ifdef RLIMIT_DATA
	limit.rlim_cur = most;		/* a sanitizer's looking takes memory */
	MUST(setrlimit(RLIMIT_DATA, &limit) == 0);
#endif
	after = outside_take(1);
	MUST(!outside_gained(before, after) && !outside_lost(before, after));
	return 0;
}

/* What has moved is where it was no more, and nothing else is left or gone. */
static int moves_cleanly(void *unused)
{
	const size_t seventh = 7 * page();
	struct census before;
	unsigned char *p, *q;

	(void)unused;
	census(&before);
	p = pieces();
	q = remap(p, 7, 10, UM_MREMAP_MAYMOVE);
	MUST(q != MAP_FAILED && filled(q, seventh));
	MUST(load_faults(p) && load_faults(p + 6 * page()));
	MUST(p[seventh] == (unsigned char)(seventh * 13 + 7));
	q = remap(q, 10, 12, UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(24));
	MUST(q != MAP_FAILED && filled(q, seventh));
	um_munmap(q, 12 * page());
	um_munmap(p + seventh, 2 * page());
	MUST(census_same(&before));
	return 0;
}

static void test_cleanly(void)
{
	if (!um_kernel.sys.mremap || !um_kernel.numbers.mremap_dontunmap
	    || !census_told())
		skip(1, "a kernel that moves mappings one by one");
	else
		ok_in_child(moves_cleanly, 0, "a part of a mapping moves and "
		    "the rest stays");
}

static void test_parts(void)
{
	static int nths[] = { 1, 2, 3, 4, 5, 6 };
	size_t i;

	if (!um_kernel.sys.mremap || !um_kernel.numbers.mremap_fixed) {
		skip(13, "a kernel without an mremap to a place");
		return;
	}
	for (i = 0; i < 12; i++) {
		removes_first = i & 1;
		ok_in_child(moves_all_or_nothing, &nths[i / 2], "four "
		    "mappings, move %d of which fails, the place %s: all or "
		    "nothing moves and no thread loses anything", nths[i / 2],
		    removes_first ? "lost" : "kept");
	}
	ok_in_child(is_stopped_by_limit, 0, "a limit moves and leaves nothing");
}

/* ---- what the memory was, it stays ------------------------------------- */

enum { CONCEALED, LOCKED, UNSHARED, PROPERTIES };
static const char *const properties[] = {
	"concealed", "locked", "kept from children"
};

/* Does the kernel tell that of the page? */
static int has(const unsigned char *p, int property)
{
	static const char *const words[] = { " dd", " lo", " dc" };
	struct um_area area;
	int told = -1;

	if (um_area_at((uintptr_t)p, &area) == 0)
		told = property == CONCEALED ? area.concealed
		    : property == LOCKED ? area.locked
		    : area.inherit < 0 ? -1 : area.inherit == UM_INHERIT_NONE;
	/* A simulated kernel that tells nothing stands on one that does. */
	return told < 0 && !is_simulated()
	    ? vm_flag(p, words[property]) : told;
}

static int give(unsigned char *p, size_t len, int property)
{
	if (property == CONCEALED)
		return um_madvise(p, len, UM_ADV_CONCEAL);
	return property == LOCKED ? um_mlock(p, len)
	    : um_minherit(p, len, UM_INHERIT_NONE);
}

/* Linux has it since 5.7, gVisor has not; what is moved in parts is copied
 * without it, and locks are not. */
static int parts_move(void)
{
	enum { DONTUNMAP = 4 };
	unsigned char *p = private(1), *q;

	if (!um_kernel.sys.mremap)
		return 0;
	q = um_kernel.sys.mremap(p, page(), page(),
	    um_kernel.numbers.mremap_maymove | DONTUNMAP, 0);
	if (q != MAP_FAILED)
		um_munmap(q, page());
	um_munmap(p, page());
	return q != MAP_FAILED;
}

static void test_property(int property, size_t first, size_t pages,
    const char *which)
{
	unsigned char *p = blocked(4), *q;
	size_t i;
	int good = 1;

	if (!is_native() || (property == LOCKED && !um_kernel.sys.mremap)) {
		skip(1, "a kernel that keeps what memory is %s",
		    properties[property]);
		um_munmap(p, 5 * page());
		return;
	}
	if (property == LOCKED && pages < 4 && kernel_is("linux")
	    && !parts_move()) {
		skip(1, "MREMAP_DONTUNMAP, by which locked parts move");
		um_munmap(p, 5 * page());
		return;
	}
	if (give(p + first * page(), pages * page(), property) < 0
	    || has(p + first * page(), property) != 1) {
		skip(1, "no memory that the kernel says is %s",
		    properties[property]);
		um_munmap(p, 5 * page());
		return;
	}
	q = remap(p, 4, 6, UM_MREMAP_MAYMOVE);
	if (q == MAP_FAILED) {
		ok(errno == (property == LOCKED ? EBUSY : ENOTSUP) && *um_why()
		    && filled(p, 4 * page()) && has(p + first * page(),
		    property) == 1, "%s of which are %s: not done", which,
		    properties[property]);
		um_munmap(p, 5 * page());
		return;
	}
	for (i = first; i < first + pages; i++)
		good = good && has(q + i * page(), property) == 1;
	if (pages == 4)
		good = good && has(q + 5 * page(), property) == 1;
	ok(good && filled(q, 4 * page()),
	    "pages, %s of which are %s, stay so when they move", which,
	    properties[property]);
	um_munmap(q, 6 * page());
	um_munmap(p, 5 * page());
}

/* Two mappings of which the first begins inside a locked one. */
static void test_locked_before(void)
{
	unsigned char *p = blocked(6), *q;
	int err;

	if (!um_kernel.sys.mremap || give(p, 4 * page(), LOCKED) < 0
	    || has(p, LOCKED) != 1) {
		skip(1, "no memory that the kernel says is locked");
		um_munmap(p, 7 * page());
		return;
	}
	q = remap(p + 2 * page(), 4, 6, UM_MREMAP_MAYMOVE);
	err = errno;
	ok(has(p, LOCKED) == 1 && has(p + page(), LOCKED) == 1
	    && (q == MAP_FAILED ? err == EBUSY && has(p + 3 * page(),
	    LOCKED) == 1 : q == p + 2 * page() || !parts_move()),
	    "what is locked before memory that moves stays locked");
	if (q != MAP_FAILED && q != p + 2 * page())
		um_munmap(q, 6 * page());
	um_munmap(p, 7 * page());
}

/* Linux keeps guards of its own; where they would have to be copied it is
 * refused.  Guards by protection are no more. */
static int test_copying_guards(void *unused)
{
	unsigned char *p = blocked(3), *q;
	int native;

	(void)unused;
	if (um_guard(p + page(), page()) < 0)
		return 0;
	native = um_way_taken(UM_CHAIN_GUARD)->level == UM_NATIVE;
	q = remap(p, 3, 4, UM_MREMAP_MAYMOVE);
	if (q == MAP_FAILED)
		return errno == ENOTSUP && *um_why() && native
		    && filled(p, page()) ? 0 : 1;
	return !native && filled(q, page()) ? 0 : 2;
}

static int test_moving_guards(void *unused)
{
	unsigned char *p = blocked(3), *q;

	(void)unused;
	if (um_guard(p + page(), page()) < 0
	    || um_way_taken(UM_CHAIN_GUARD)->level != UM_NATIVE)
		return 0;
	q = remap(p, 3, 4, UM_MREMAP_MAYMOVE);
	MUST(q != MAP_FAILED && filled(q, page()));
	MUST(load_faults(q + page()) && !load_faults(q + 3 * page()));
	return 0;
}

/* Those of FreeBSD fault whatever their protection is. */
static int test_guards_alone(void *unused)
{
	unsigned char *p = blocked(3), *q;

	(void)unused;
	if (um_guard(p, 3 * page()) < 0)
		return 0;
	q = remap(p, 3, 4, UM_MREMAP_MAYMOVE);
	if (q == MAP_FAILED)
		return (errno == ENOTSUP || errno == EINVAL) && *um_why()
		    && load_faults(p) ? 0 : 1;
	return !is_asked()
	    || (load_faults(q) && load_faults(q + 3 * page())) ? 0 : 2;
}

int main(void)
{
	int i;

	plan(0);
	/* Fresh processes, in which no way has been taken yet. */
	setenv("UNIMAP_DISABLE", "mremap", 1);
	ok_in_child(test_copying_guards, 0,
	    "a guard that cannot be copied is kept");
	ok_in_child(test_guards_alone, 0,
	    "guards alone are refused, or are guards where they are copied");
	unsetenv("UNIMAP_DISABLE");
	ok_in_child(test_moving_guards, 0, "guards of the kernel's move too");
	um_munmap(remap(blocked(1), 1, 2, UM_MREMAP_MAYMOVE), 2 * page());
	test_parts();
	test_cleanly();
	for (i = 0; i < PROPERTIES; i++) {
		test_property(i, 0, 4, "all");
		test_property(i, 0, 2, "the first two");
		test_property(i, 2, 2, "the last two");
	}
	test_locked_before();
	return done();
}
