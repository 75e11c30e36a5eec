/* The unit of an object: what lies behind a descriptor may have pages of its
 * own, as hugetlbfs and FreeBSD's large-page objects do. */
#include "counting.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef __linux__
# include <sys/syscall.h>
#endif

#define RW (PROT_READ | PROT_WRITE)

static size_t large;		/* the unit */
static int fd;			/* of four of them */

/* ---- an ordinary file taken for such an object ------------------------- */

static size_t pretended(int descriptor)
{
	return descriptor == fd ? large : 0;
}

/* The kernel rounds the length up by itself, and chooses multiples: of more than
 * it was asked for what begins at one is kept. */
static void *rounding_mmap(void *addr, size_t len, int prot, int flags,
    int descriptor, off_t offset)
{
	const size_t more = descriptor == fd && !addr ? large : 0;
	size_t before;
	char *p;

	if (descriptor == fd)
		len = (len + large - 1) & ~(large - 1);
	p = real_sys.mmap(addr, len + more, prot, flags, descriptor, offset);
	if (!more || p == MAP_FAILED)
		return p;
	before = (0 - (uintptr_t)p) & (large - 1);
	if (before)
		real_sys.munmap(p, before);
	real_sys.munmap(p + before + len, more - before);
	return p + before;
}

static void *map(void *at, size_t len, int flags, int64_t offset)
{
	return um_mmap(at, len, RW, flags, fd, offset);
}

static int is_refused(void *p)
{
	return why_is(p == MAP_FAILED, EINVAL,
	    "no multiple of the large page of what is mapped there");
}

/* What is no multiple of the unit: nothing is mapped, nothing replaced. */
static void test_refusals(const char *of)
{
	struct um_place room;
	struct census before;
	char *old = um_mmap(0, 4 * large, RW, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_ALIGNED(30), -1, 0);
	const size_t part = um_granularity();
	int refused = 0, same;

	if (old == MAP_FAILED) {
		skip(2, "room at a multiple of 1 GiB");
		return;
	}
	memset(old, 'o', 4 * large);
	memset(&room, 0, sizeof room);
	room.low = (uintptr_t)old;
	um_munmap(old + large, large);
	(void)map(old + large, part, UM_MAP_SHARED | UM_MAP_FIXED, 0);
	census(&before);
	refused += is_refused(map(0, part, UM_MAP_SHARED, 0));
	refused += is_refused(map(0, large + part, UM_MAP_PRIVATE, 0));
	refused += is_refused(map(0, large, UM_MAP_SHARED, (int64_t)part));
	refused += is_refused(map(0, part, UM_MAP_SHARED
	    | UM_MAP_ALIGNED(24), 0));
	refused += is_refused(map(0, part, UM_MAP_SHARED | UM_MAP_LOW4G, 0));
	refused += is_refused(map(old, part, UM_MAP_SHARED | UM_MAP_FIXED, 0));
	refused += is_refused(map(old + part, large,
	    UM_MAP_SHARED | UM_MAP_FIXED, 0));
	refused += is_refused(map(old + large, part,
	    UM_MAP_SHARED | UM_MAP_FIXED_NOREPLACE, 0));
	refused += is_refused(um_mmap_at(&room, part, RW, UM_MAP_SHARED, fd,
	    0));
	same = census_same(&before);
	is_int(refused, 9, "%s: what is no multiple of its large page is "
	    "EINVAL", of);
	ok(same && all_bytes(old, large, 'o')
	    && all_bytes(old + 2 * large, 2 * large, 'o'),
	    "%s: and nothing is left or replaced", of);
	um_munmap(old, 4 * large);
}

static void test_places(const char *of)
{
	struct um_place room;
	char *hold = um_mmap(0, 6 * large, PROT_NONE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_NORESERVE, -1, 0), *p;

	memset(&room, 0, sizeof room);
	room.low = (uintptr_t)hold + 1;
	room.high = (uintptr_t)hold + 5 * large;
	um_munmap(hold, 5 * large);
	p = um_mmap_at(&room, large, RW, UM_MAP_SHARED, fd, 0);
	ok(p != MAP_FAILED && ((uintptr_t)p & (large - 1)) == 0
	    && (uintptr_t)p >= room.low && (uintptr_t)p + large <= room.high,
	    "%s: in a place it lies at a multiple of the page", of);
	um_munmap(p, large);
	room.low = ((uintptr_t)hold + large - 1) & ~(uintptr_t)(large - 1);
	room.low += um_granularity();
	room.high = room.low + large + um_granularity();
	fails(um_mmap_at(&room, large, RW, UM_MAP_SHARED, fd, 0) == MAP_FAILED,
	    ENOMEM, "%s: a place with room in small pages alone has none", of);
	if (!ok(strstr(um_why(), "gap") != 0, "%s: and um_why says so", of))
		diag("%s", um_why());
	p = map(0, 2 * large, UM_MAP_SHARED | UM_MAP_ALIGNED(22), 0);
	ok(p != MAP_FAILED && ((uintptr_t)p & ((1 << 22) - 1)) == 0,
	    "%s: aligned it is had", of);
	um_munmap(p, 2 * large);
	um_munmap(hold, 6 * large);
}

/* So many that they are no multiples by chance. */
static void test_views(const char *of)
{
	const size_t part = um_granularity();
	int i, odd = 0;
	char *p;

	ok(is_refused(um_mirror_fd(0, fd, 0, part, 2, RW, 0))
	    && is_refused(um_mirror_fd(0, fd, (int64_t)part, large, 2, RW, 0)),
	    "%s: a view of a part of a large page is EINVAL", of);
	for (i = 0; i < 16; i++) {
		p = um_mirror_fd(0, fd, 0, large, 3, RW, 0);
		odd += p == MAP_FAILED || ((uintptr_t)p & (large - 1)) != 0;
		/* in the way of the next */
		um_mmap(0, part, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	}
	is_int(odd, 0, "%s: views lie at multiples of it", of);
}

static int is_a_part(int failed)
{
	return why_is(failed, EINVAL,
	    "part of a large page, or of what the kernel keeps whole");
}

static char *kept;		/* two large pages of its own memory */

static int in_kept(const void *addr)
{
	return (uintptr_t)addr - (uintptr_t)kept < 2 * large;
}

/* As Linux says of a part of a large page, and of what is to grow. */
static void *keeping_mmap(void *addr, size_t len, int prot, int flags,
    int descriptor, off_t offset)
{
	if (in_kept(addr)) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	return real_sys.mmap(addr, len, prot, flags, descriptor, offset);
}

static void *keeping_mremap(void *addr, size_t len, size_t new_len, int flags,
    void *to)
{
	if (in_kept(addr) && (new_len > len
	    || (((uintptr_t)addr - (uintptr_t)kept) & (large - 1)))) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	return real_sys.mremap(addr, len, new_len, flags, to);
}

static void test_kept_whole(void)
{
	const size_t part = um_granularity();

	if (!um_kernel.numbers.mremap_maymove) {
		skip(4, "a kernel that keeps large pages whole, as Linux");
		return;
	}
	kept = um_mmap(0, 2 * large, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	memset(kept, 'k', 2 * large);
	um_kernel.sys.mmap = keeping_mmap;
	um_kernel.sys.mremap = keeping_mremap;
	ok(is_a_part(um_mmap(kept + large, part, RW, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_FIXED, -1, 0) == MAP_FAILED),
	    "what is kept whole: a fixed map over a part is EINVAL");
	ok(is_a_part(um_decommit(kept, part) < 0), "so is um_decommit");
	ok(why_is(um_mremap(kept, 2 * large, 3 * large, UM_MREMAP_MAYMOVE)
	    == MAP_FAILED, ENOTSUP, "memory of a device or of large pages"),
	    "it does not grow");
	ok(all_bytes(kept, 2 * large, 'k'), "and nothing has changed");
	um_kernel.sys = real_sys;
	um_munmap(kept, 2 * large);
}

static void pretend(void)
{
	large = 4 * um_granularity();
	fd = temporary_file(4 * large);
	um_kernel.numbers.large_pages = large;
	um_kernel.sys.large_page = pretended;
	um_kernel.sys.mmap = rounding_mmap;
	test_refusals("a file");
	test_places("a file");
	if (view() <= um_granularity())
		test_views("a file");
	else
		skip(2, "a cache that does not look at addresses");
	um_kernel.sys = real_sys;
	close(fd);
	test_kept_whole();
}

/* ---- large pages ------------------------------------------------------- */

#if defined __linux__ && defined SYS_memfd_create
# define POOL "/proc/sys/vm/nr_hugepages"

static int read_pool(void)
{
	FILE *f = fopen(POOL, "r");
	int n = -1;

	if (f && fscanf(f, "%d", &n) != 1)
		n = -1;
	if (f)
		fclose(f);
	return n;
}

static void write_pool(int n)
{
	FILE *f = fopen(POOL, "w");

	if (f) {
		fprintf(f, "%d\n", n);
		fclose(f);
	}
}

/* Linux before 6.12 has one errno for that and for a lack of memory. */
static int is_a_part_or_no_room(int failed)
{
	return failed && errno == ENOMEM ? why_is(1, ENOMEM, "no room: memory, "
	    "a limit, too many mappings; or part of what is kept whole is "
	    "there") : is_a_part(failed);
}

/* Linux before 5.16 does not tell it from a file map. */
static int is_large(int failed)
{
	return failed && strstr(um_why(), "a file map") ? why_is(1, ENOTSUP,
	    "a file map, or large pages: map more of it") : why_is(failed,
	    ENOTSUP, "memory of a device or of large pages");
}

/* Anonymous memory of large pages: what the map shows as a file. */
static void test_anonymous(void)
{
	enum { HUGETLB = 0x40000 };
	char *p = mmap(0, 2 * large, RW, MAP_PRIVATE | MAP_ANONYMOUS | HUGETLB,
	    -1, 0);

	if (p == MAP_FAILED) {
		skip(5, "a pool of large pages that is not empty");
		return;
	}
	ok(is_a_part_or_no_room(um_mmap(p + large, page(), RW, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_FIXED, -1, 0) == MAP_FAILED),
	    "a part of a large page is not replaced");
	ok(is_a_part_or_no_room(um_mmap(p + large, page(), RW, UM_MAP_PRIVATE
	    | UM_MAP_FIXED, temporary_file(page()), 0) == MAP_FAILED),
	    "nor by a file's");
	ok(is_a_part_or_no_room(um_decommit(p, page()) < 0),
	    "nor given back");
	ok(is_large(um_mremap(p, 2 * large, 3 * large, UM_MREMAP_MAYMOVE)
	    == MAP_FAILED), "memory of large pages does not grow");
	ok(why_is(um_minherit(p, 2 * large, UM_INHERIT_ZERO), ENOTSUP,
	    "only private anonymous memory is zeroed for a child, not that "
	    "of /dev/zero or of large pages"), "nor is it zeroed for a child");
	munmap(p, 2 * large);
}

/* No pool is needed for what nobody touches. */
static char *untouched(size_t len)
{
	enum { HUGETLB = 0x40000, NORESERVE = 0x4000 };

	return mmap(0, len, RW, MAP_PRIVATE | MAP_ANONYMOUS | HUGETLB
	    | NORESERVE, -1, 0);
}

#define MANY ((size_t)(sizeof(void *) > 4 ? 1024 : 256))

static int is_missing(int failed)
{
	return why_is(failed, ENOMEM,
	    "no large page is free (vm.nr_hugepages), or no room");
}

/* More than the pool has, so that a page is missed when it is touched. */
static void test_missing(void)
{
	const size_t len = MANY * large;
	char *p = untouched(len);
	char *small = um_mmap(0, large, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
	    0);
	int failed;

	if (p == MAP_FAILED) {
		skip(2, "large pages that are not reserved");
		return;
	}
	failed = um_madvise(p, len, UM_ADV_POPULATE_WRITE);
	if (!failed || errno == ENOTSUP)	/* before 5.14 */
		skip(2, "a pool that ends before so many pages");
	else {
		ok(is_missing(failed), "a large page that is missing is ENOMEM");
		if (um_mlock(small, large) < 0)
			skip(1, "as much memory that may be locked");
		else {
			um_munlock(small, large);
			ok(is_missing(um_mlock(p + len - large, large)),
			    "so it is for um_mlock");
		}
	}
	um_munmap(small, large);
	munmap(p, len);
}

/* One over the other. */
static int large_pages_move(void)
{
	char *p = untouched(2 * large);
	void *moved = real_sys.mremap(p + large, large, large,
	    um_kernel.numbers.mremap_maymove | um_kernel.numbers.mremap_fixed,
	    p);

	munmap(p, 2 * large);
	return moved == (void *)p;
}

static int is_a_part_or_a_device(int failed)
{
	return failed && errno == ENOTSUP && !large_pages_move()
	    ? *um_why() != 0 : is_a_part(failed);
}

/* Into room for one, with a neighbour in the second half of its last page. */
static void test_moving(void)
{
	struct um_place room, anywhere;
	char *p = untouched(2 * large), *q, *walls = um_mmap(0, 3 * large, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_ALIGNED(30), -1, 0);
	struct census before;
	size_t lens[3], i;
	int refused = 0;

	if (p == MAP_FAILED || walls == MAP_FAILED) {
		skip(4, "large pages that are not reserved");
		return;
	}
	memset(walls, 'w', 3 * large);
	um_munmap(walls, large / 2);
	memset(&room, 0, sizeof room);
	anywhere = room;
	room.low = (uintptr_t)walls;
	room.high = room.low + large / 2;
	room.align = large;
	lens[0] = page();
	lens[1] = large / 4;
	lens[2] = large + page();
	census(&before);
	for (i = 0; i < 2; i++)
		refused += is_a_part_or_a_device(um_mremap_at(&room, p, lens[i],
		    lens[i], UM_MREMAP_MAYMOVE) == MAP_FAILED);
	anywhere.align = 2 * ((uintptr_t)p & (0 - (uintptr_t)p));
	for (i = 0; i < 3; i++)
		refused += is_a_part_or_a_device(um_mremap_at(&anywhere, p,
		    lens[i], lens[i], UM_MREMAP_MAYMOVE) == MAP_FAILED);
	refused += is_a_part_or_a_device(um_mremap_at(&anywhere, p, 2 * large,
	    lens[2], UM_MREMAP_MAYMOVE) == MAP_FAILED);
	refused += is_a_part_or_a_device(um_mremap_at(&anywhere, p + large / 2,
	    large / 2, large / 2, UM_MREMAP_MAYMOVE) == MAP_FAILED);
	is_int(refused, 7, "a part of a large page does not move");
	ok(census_same(&before) && all_bytes(walls + large / 2, large
	    + large / 2, 'w'), "and replaces nothing");
	um_munmap(walls, 2 * large);
	room.low += page();
	room.high = (uintptr_t)walls + 2 * large;
	room.align = 0;
	q = um_mremap_at(&room, p + large, large, large, UM_MREMAP_MAYMOVE);
	if (!large_pages_move())		/* before 5.16 */
		skip(2, "a kernel that moves large pages");
	else {
		is_ptr(q, walls + large, "a whole one moves");
		ok(all_bytes(walls + 2 * large, large, 'w')
		    && load_faults(p + large), "and nothing else with it");
	}
	munmap(p, 2 * large);
	um_munmap(walls, 3 * large);
}

static void test_parts(void)
{
	char *p = map(0, 2 * large, UM_MAP_SHARED, 0);

	if (p == MAP_FAILED) {
		ok(0, "two large pages are mapped");
		return;
	}
	memset(p, 'l', 2 * large);
	ok(is_a_part(um_munmap(p, page()) < 0), "um_munmap of a part of a large page is EINVAL");
	ok(is_a_part(um_mprotect(p + page(), page(), PROT_READ) < 0),
	    "so is um_mprotect");
	ok(all_bytes(p, 2 * large, 'l'), "and nothing has changed");
	/* arm64 takes the upper byte of an address for a tag, but in the
	 * kernel's half */
	if (sizeof p > 4)
		fails(um_munmap((void *)((uintptr_t)0 - 2 * page()), page()),
		    ENOMEM, "what is beyond the addresses is ENOMEM as "
		    "before");
	else
		skip(1, "addresses of which the highest are no process's");
	is_int(um_munmap(p, large), 0, "a whole one is unmapped");
	is_int(um_munmap(p + large, large), 0, "and the other");
}

static void test_empty_pool(void)
{
	char *p = map(0, 4 * large, UM_MAP_SHARED, 0);
	const int other = (int)syscall(SYS_memfd_create, "large", 4 /* HUGETLB */);
	void *q = MAP_FAILED;
	int mine = fd;

	fd = other;
	if (p != MAP_FAILED && other >= 0
	    && ftruncate(other, (off_t)(MANY * large)) == 0)
		q = map(0, MANY * large, UM_MAP_SHARED, 0);
	if (q == MAP_FAILED && other >= 0)
		ok(why_is(1, ENOMEM, "no large page is free (vm.nr_hugepages), "
		    "or no room"), "when none is left, um_why says so");
	else
		skip(1, "a pool that ends before so many pages");
	fd = mine;
	close(other);
	um_munmap(p, 4 * large);
}

static void real(void)
{
	const int had = read_pool();
	char *p = MAP_FAILED;

	if (had >= 0 && had < 8)
		write_pool(8);
	fd = (int)syscall(SYS_memfd_create, "large", 4 /* MFD_HUGETLB */);
	large = fd >= 0 && um_kernel.sys.large_page
	    ? um_kernel.sys.large_page(fd) : 0;
	if (large)
		test_moving();
	else
		skip(4, "objects of large pages");
	if (large && ftruncate(fd, (off_t)(4 * large)) == 0)
		p = map(0, 4 * large, UM_MAP_SHARED, 0);
	if (large)
		test_missing();
	else
		skip(2, "large pages");
	if (p == MAP_FAILED)
		skip(18, "a pool of large pages (vm.nr_hugepages of 8, as "
		    "root)");
	else {
		um_munmap(p, 4 * large);
		test_refusals("a memfd of large pages");
		test_places("a memfd of large pages");
		test_parts();
		test_anonymous();
		test_empty_pool();
	}
	if (fd >= 0)
		close(fd);
	if (had >= 0 && had < 8)
		write_pool(had);
}
#else
static void real(void)
{
	skip(24, "objects of large pages");
}
#endif

int main(void)
{
	plan(0);
	if (!places_are_had())
		skip_all(NO_PLACES);
	pretend();
	if (is_simulated() || under()[0])
		skip(24, "large pages of the kernel that runs");
	else
		real();
	return done();
}
