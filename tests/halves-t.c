/* A call that is two: each takes what is its own, and the call by its name, also by
 * its address, is the one that its arguments ask for.  Nothing of the library's
 * own is included, so that the header's are what is called. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../include/unimap.h"

#define RW (PROT_READ | PROT_WRITE)
#define OTHER_HALF "unknown advice, or the other half's of um_madvise"
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)

static int n, failed;

static void ok(int good, const char *what)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++n, what);
	failed |= !good;
}

static void is_invalid(int failed_call, const char *why, const char *what)
{
	ok(failed_call && errno == EINVAL && strcmp(um_why(), why) == 0, what);
}

static void test_mmap(size_t unit)
{
	static const int placed[] = { UM_MAP_FIXED, UM_MAP_FIXED_NOREPLACE,
	    UM_MAP_32BIT, UM_MAP_LOW4G, UM_MAP_ALIGNED(20), UM_MAP_ALIGNED(63) };
	void *(*volatile by_address)(void *, size_t, int, int, int, int64_t)
	    = um_mmap;
	volatile int flags = PRIVATE_ANON;
	unsigned i;
	char *p = um_mmap_anywhere(0, unit, RW, PRIVATE_ANON, -1, 0);

	ok(p != MAP_FAILED && *p == 0, "um_mmap_anywhere maps");
	for (i = 0; i < sizeof placed / sizeof *placed; i++)
		is_invalid(um_mmap_anywhere(p, unit, RW, PRIVATE_ANON | placed[i],
		    -1, 0) == MAP_FAILED, "a flag that says where is um_mmap_placed's",
		    "and takes no flag that says where");
	ok(um_mmap_placed(p, unit, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0) == p,
	    "um_mmap_placed maps there");
	ok(um_mmap_placed(0, unit, RW, PRIVATE_ANON, -1, 0) != MAP_FAILED,
	    "and anywhere, if nothing says where");
	ok(um_mmap(p, unit, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0) == p
	    && um_mmap(0, unit, RW, PRIVATE_ANON, -1, 0) != MAP_FAILED,
	    "um_mmap does both with flags that the compiler knows");
	ok(um_mmap(0, unit, RW, flags, -1, 0) != MAP_FAILED
	    && um_mmap(p, unit, RW, flags | UM_MAP_FIXED, -1, 0) == p,
	    "with flags that it does not know");
	ok(by_address(0, unit, RW, PRIVATE_ANON, -1, 0) != MAP_FAILED
	    && by_address(p, unit, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0) == p,
	    "and by its address");
}

static void test_reserve(size_t unit)
{
	void *(*volatile by_address)(const struct um_place *, size_t, unsigned)
	    = um_reserve;
	const struct um_place *volatile anywhere = 0;
	const uintptr_t far = (uintptr_t)-1 / 2;
	struct um_place low;

	memset(&low, 0, sizeof low);
	low.high = far;
	ok(um_reserve_anywhere(unit, 0) != MAP_FAILED
	    && um_reserve_placed(0, unit, 0) != MAP_FAILED,
	    "um_reserve_anywhere and um_reserve_placed reserve");
	ok((uintptr_t)um_reserve_placed(&low, unit, 0) < far,
	    "the latter in a place");
	ok(um_reserve(0, unit, 0) != MAP_FAILED
	    && um_reserve(anywhere, unit, 0) != MAP_FAILED
	    && (uintptr_t)um_reserve(&low, unit, 0) < far,
	    "um_reserve does both");
	ok(by_address(0, unit, 0) != MAP_FAILED
	    && (uintptr_t)by_address(&low, unit, 0) < far, "and by its address");
	low.high = 0;
	low.zero = 1;
	is_invalid(um_reserve(&low, unit, 0) == MAP_FAILED,
	    "zero or spare is not 0",
	    "a bad place is refused");
	is_invalid(um_reserve_anywhere(unit, 1) == MAP_FAILED,
	    "unknown flag", "and a flag");
}

static void test_madvise(size_t unit)
{
	int (*volatile by_address)(void *, size_t, int) = um_madvise;
	volatile int advice = UM_ADV_WILLNEED;
	char *p = um_mmap(0, unit, RW, PRIVATE_ANON, -1, 0);

	ok(um_madvise_wish(p, unit, UM_ADV_WILLNEED) == 0
	    && um_madvise_sure(p, unit, UM_ADV_POPULATE_READ) == 0,
	    "um_madvise_wish and um_madvise_sure advise");
	is_invalid(um_madvise_wish(p, unit, UM_ADV_LAST_WISH + 1) < 0,
	    OTHER_HALF, "what must be sure is no wish");
	is_invalid(um_madvise_wish(p, unit, UM_ADV_NORMAL - 1) < 0,
	    OTHER_HALF, "nor what is no advice");
	is_invalid(um_madvise_sure(p, unit, UM_ADV_LAST_WISH) < 0,
	    OTHER_HALF, "a wish need not be sure");
	is_invalid(um_madvise_sure(p, unit, UM_ADV_REVEAL + 1) < 0,
	    OTHER_HALF, "nor what is no advice");
	*p = 1;
	ok(um_madvise(p, unit, UM_ADV_DISCARD_PRIVATE) == 0 && *p == 0,
	    "um_madvise does the one");
	ok(um_madvise(p, unit, UM_ADV_POPULATE_READ) == 0
	    && um_madvise(p, unit, advice) == 0,
	    "and the other");
	ok(by_address(p, unit, UM_ADV_WILLNEED) == 0
	    && by_address(p, unit, UM_ADV_POPULATE_READ) == 0,
	    "and by its address");
}

int main(void)
{
	const size_t unit = um_granularity();

	test_mmap(unit);
	test_reserve(unit);
	test_madvise(unit);
	printf("1..%d\n", n);
	return failed;
}
