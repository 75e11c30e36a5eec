/* UM_MAP_ALIGNED(n): the address is a multiple of 2 to the n. */
#include "counting.h"
#include "room.h"

#include <sys/resource.h>

#define RW (PROT_READ | PROT_WRITE)
#define PAGES 5
#define LEN ((PAGES - 1) * page() + 1)	/* not a whole number of pages */

static int places_had;
static int file;		/* page i begins with its number */
static size_t file_offset;

static int largest(void)
{
	int n = 0;

	while ((size_t)1 << n < page())
		n++;
	n += 14;
	return sizeof(void *) > 4 || n < 26 ? n : 26;
}

static void *map(const struct source *s, void *hint, size_t len, int flags)
{
	return um_mmap(hint, len, RW, s->flags | flags,
	    s->flags & UM_MAP_ANON ? -1 : file,
	    s->flags & UM_MAP_ANON ? 0 : (int64_t)file_offset);
}

static int is_multiple(const void *p, int n)
{
	return ((uintptr_t)p & (((uintptr_t)1 << n) - 1)) == 0;
}

static int has_content(const struct source *s, const char *p)
{
	size_t i;

	if (s->flags & UM_MAP_ANON)
		return all_bytes(p, PAGES * page(), 0);
	for (i = 0; i < PAGES; i++)
		if (p[i * page()] != (char)(i + file_offset / page() + 1)
		    || p[i * page() + 77] != 77)
			return 0;
	return 1;
}

/* Writable to the end of its last page and private or shared as asked; then
 * the file is put right again. */
static int is_usable(const struct source *s, char *p)
{
	char *last = p + (PAGES - 1) * page();
	const char was = last[3];
	char in_file;
	int good = !store_faults(p + PAGES * page() - 1);

	last[3] = 'w';
	if (!(s->flags & UM_MAP_ANON)) {
		um_msync(last, page(), MS_SYNC);
		good = good && pread(file, &in_file, 1, (off_t)(file_offset
		    + (PAGES - 1) * page() + 3)) == 1
		    && in_file == (s->flags & UM_MAP_SHARED ? 'w' : was);
	}
	last[3] = was;
	return good;
}

/* ---- each alignment ---------------------------------------------------- */

static void aligns(const struct source *s, int n)
{
	const int fd = next_descriptor();
	struct census before;
	char *p;
	int err, content, usable, gone;

	if (census_told())
		census(&before);
	errno = 12345;
	p = map(s, 0, LEN, UM_MAP_ALIGNED(n));
	err = errno;
	if (p == MAP_FAILED || !p) {
		ok(0, "%s is aligned to 2 to the %d", s->name, n);
		diag("errno %d, %s", err, um_why());
		return;
	}
	content = has_content(s, p);
	usable = is_usable(s, p);
	um_munmap(p, LEN);
	gone = census_same(&before) && next_descriptor() == fd;
	ok(is_multiple(p, n) && is_multiple(p, largest() - 14) && err == 12345,
	    "%s is aligned to 2 to the %d", s->name, n);
	ok(content && usable, "and is what was asked for in its whole length");
	ok(gone, "and nothing is left of it after um_munmap");
}

/* Many at once, so that no lucky gap serves all of them. */
static void many(const struct source *s, int n)
{
	enum { COUNT = 24 };
	char *p[COUNT];
	struct census before;
	int i, j, good = 1, apart = 1, gone;

	if (census_told())
		census(&before);
	for (i = 0; i < COUNT; i++) {
		p[i] = map(s, 0, LEN, UM_MAP_ALIGNED(n));
		good = good && p[i] != MAP_FAILED && is_multiple(p[i], n);
		if (good && (s->flags & UM_MAP_ANON))
			memset(p[i], i + 1, PAGES * page());
	}
	for (i = 0; i < COUNT && good; i++) {
		if (s->flags & UM_MAP_ANON)
			apart = apart && all_bytes(p[i], PAGES * page(), i + 1);
		for (j = 0; j < i; j++)
			apart = apart && p[i] != p[j];
	}
	for (i = 0; i < COUNT; i++)
		if (p[i] != MAP_FAILED)
			um_munmap(p[i], LEN);
	gone = census_same(&before);
	ok(good && apart, "%d mappings of %s are aligned to 2 to the %d and "
	    "apart", COUNT, s->name, n);
	ok(gone, "and nothing is left of them");
}

/* ---- neighbours -------------------------------------------------------- */

/* Single pages between holes, all over the room that alignment searches. */
static void neighbours(const struct source *s)
{
	enum { COUNT = 64 };
	const size_t unit = um_granularity();
	char *area = um_mmap(0, 2 * COUNT * unit, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0), *p;
	int i, n, good = 1;

	for (i = 0; i < COUNT; i++) {
		memset(area + 2 * (size_t)i * unit, i + 1, unit);
		um_munmap(area + (2 * (size_t)i + 1) * unit, unit);
	}
	for (n = largest() - 14; n <= largest() - 4; n++) {
		p = map(s, area + unit, LEN, UM_MAP_ALIGNED(n));
		good = good && p != MAP_FAILED && is_multiple(p, n);
		if (p != MAP_FAILED) {
			memset(p, p[0], 1);
			um_munmap(p, LEN);
		}
	}
	for (i = 0; i < COUNT; i++)
		good = good && all_bytes(area + 2 * (size_t)i * unit, unit,
		    i + 1);
	ok(good, "aligning %s touches nothing of what is mapped around",
	    s->name);
	um_munmap(area, 2 * COUNT * unit);
}

static void hints(const struct source *s)
{
	const int n = largest() - 10;
	const size_t align = (size_t)1 << n;
	char *taken = um_mmap(0, 2 * align, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0), *at, *p;

	memset(taken, 't', 2 * align);
	at = taken + (align - (uintptr_t)taken % align) % align;
	p = map(s, at, LEN, UM_MAP_ALIGNED(n));
	ok(p != MAP_FAILED && is_multiple(p, n)
	    && all_bytes(taken, 2 * align, 't'),
	    "an aligned hint that is taken replaces nothing: %s", s->name);
	um_munmap(p, LEN);
	p = map(s, at + page(), LEN, UM_MAP_ALIGNED(n));
	ok(p != MAP_FAILED && is_multiple(p, n)
	    && all_bytes(taken, 2 * align, 't'),
	    "nor does one that is not aligned");
	um_munmap(p, LEN);
	um_munmap(taken, 2 * align);
	p = map(s, at + 1, LEN, UM_MAP_ALIGNED(n));
	ok(p != MAP_FAILED && is_multiple(p, n), "a free hint that is not "
	    "aligned at all does not spoil it");
	um_munmap(p, LEN);
	p = map(s, (void *)align, LEN, UM_MAP_ALIGNED(n));
	ok(p != MAP_FAILED && p && is_multiple(p, n), "nor does a low one");
	um_munmap(p, LEN);
	p = map(s, (void *)((uintptr_t)0 - align), LEN, UM_MAP_ALIGNED(n));
	ok(p != MAP_FAILED && p && is_multiple(p, n), "nor does a high one");
	um_munmap(p, LEN);
}

/* ---- too much ---------------------------------------------------------- */

static void refused(const struct source *s, int n, int err)
{
	const int fd = next_descriptor();
	struct census before;
	void *p;
	int said, same;

	if (census_told())
		census(&before);
	p = map(s, 0, LEN, (int)((unsigned)n << 24));
	said = errno;
	same = census_same(&before) && next_descriptor() == fd;
	errno = said;
	fails(p == MAP_FAILED, err, "%s with UM_MAP_ALIGNED(%d) is %s",
	    s->name, n, err == EINVAL ? "EINVAL" : "ENOMEM");
	ok(same, "and leaves nothing behind");
}

/* What does not fit is ENOMEM, what does is aligned; nothing else. */
static void between(const struct source *s)
{
	struct census before;
	int n, good = 1, same;
	void *p;

	if (census_told())
		census(&before);
	for (n = largest() + 1; n < 63; n++) {
		p = um_mmap(0, LEN, PROT_READ, s->flags | UM_MAP_NORESERVE
		    | UM_MAP_ALIGNED(n), s->flags & UM_MAP_ANON ? -1 : file, 0);
		if (p == MAP_FAILED ? errno != ENOMEM
		    && (errno != ENOTSUP || places_had)
		    : n >= (int)sizeof p * CHAR_BIT || !is_multiple(p, n)) {
			diag("n = %d: %p, errno %d, %s", n, p, errno,
			    um_why());
			good = 0;
		}
		if (p != MAP_FAILED)
			um_munmap(p, LEN);
	}
	same = census_same(&before);
	ok(good, "%s with more alignment still is aligned or ENOMEM",
	    s->name);
	ok(same, "and leaves nothing behind");
}

/* ---- with other flags -------------------------------------------------- */

static void with_wishes(const struct source *s)
{
	const int n = largest() - 6;
	const int wishes = UM_MAP_POPULATE | UM_MAP_NORESERVE | UM_MAP_HUGE;
	char *p = map(s, 0, LEN, wishes | UM_MAP_ALIGNED(n));

	ok(p != MAP_FAILED && is_multiple(p, n) && has_content(s, p),
	    "%s with all wishes is aligned", s->name);
	um_munmap(p, LEN);
}

static int store(void *p)
{
	*(char *)p = 'c';
	return 0;
}

static void sharing(void)
{
	const int n = largest() - 2;
	char *shared = map(&sources[1], 0, LEN, UM_MAP_ALIGNED(n));
	char *private = map(&sources[0], 0, LEN, UM_MAP_ALIGNED(n));

	in_child(store, shared + (PAGES - 1) * page());
	in_child(store, private + (PAGES - 1) * page());
	is_int(shared[(PAGES - 1) * page()], 'c',
	    "aligned shared memory is shared with a child");
	is_int(private[(PAGES - 1) * page()], 0,
	    "aligned private memory is not");
	um_munmap(shared, LEN);
	um_munmap(private, LEN);
}

/* An object is aligned by putting it there. */
static void cannot_be(const struct source *s)
{
	const int n = largest();
	char *p = map(s, 0, LEN, UM_MAP_ALIGNED(n));

	ok(p == MAP_FAILED ? errno == ENOTSUP : is_multiple(p, n),
	    "%s is aligned by luck, or ENOTSUP", s->name);
	if (p != MAP_FAILED)
		um_munmap(p, LEN);
	skip(1, NO_PLACES);
}

static void make_file(void)
{
	const size_t pages = PAGES + um_granularity() / page();
	size_t i;
	char number;

	file = temporary_file(pages * page());
	for (i = 0; i < pages; i++) {
		number = (char)(i + 1);
		if (pwrite(file, &number, 1, (off_t)(i * page())) != 1)
			diag("short write");
	}
	file_offset = um_granularity();
}

/* ---- limits ------------------------------------------------------------ */

#if defined RLIMIT_MEMLOCK && defined MCL_FUTURE

/* What is larger than asked for is beyond the limit. */
static int lock_all(void *unused)
{
	struct rlimit limit;
	void *p;

	(void)unused;
	limit.rlim_cur = limit.rlim_max = 1 << 20;
	if ((geteuid() == 0 && setuid(65534) < 0)
	    || setrlimit(RLIMIT_MEMLOCK, &limit) < 0
	    || mlockall(MCL_FUTURE) < 0
	    || um_mmap(0, 4 << 20, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON,
		-1, 0) != MAP_FAILED)
		return CANNOT;
	p = um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_ALIGNED(24), -1, 0);
	if (p == MAP_FAILED)
		diag("errno %d, %s", errno, um_why());
	return p == MAP_FAILED || !is_multiple(p, 24);
}

static void limits(void)
{
	const int status = is_simulated() || *under() ? CANNOT
	    : in_child(lock_all, 0);

	ok_or_skip(status, "a limit of what is locked when it is mapped",
	    "a page is aligned to 16 MiB where all is locked and 1 MiB may be");
}

#else

static void limits(void)
{
	skip(1, "a limit of what is locked when it is mapped");
}

#endif

/* ---- other threads ----------------------------------------------------- */

/* Whatever the library unmaps is taken by another thread at once, and one
 * munmap, or none, fails: what was taken is neither unmapped nor mapped over. */
enum { TAKEN = 64 };
static struct um_range taken_by_other[TAKEN];
static int takers, unmaps, failing_unmap, lost;

static int overlaps(uintptr_t addr, size_t len)
{
	int i;

	for (i = 0; i < takers; i++)
		if (addr < taken_by_other[i].addr + taken_by_other[i].len
		    && taken_by_other[i].addr < addr + len)
			return 1;
	return 0;
}

static int munmap_and_take(void *addr, size_t len)
{
	struct um_range *const t = &taken_by_other[takers];

	if (unmaps++ == failing_unmap) {
		errno = ENOMEM;
		return -1;
	}
	lost += overlaps((uintptr_t)addr, len);
	if (real_sys.munmap(addr, len) < 0)
		return -1;
	if (takers < TAKEN && real_sys.mmap(addr, len, um_kernel.numbers.prot_read,
	    um_kernel.numbers.map_private | um_kernel.numbers.map_anon
	    | um_kernel.numbers.map_fixed, -1, 0) == addr) {
		t->addr = (uintptr_t)addr;
		t->len = len;
		takers++;
	}
	return 0;
}

static void *mmap_beside(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	if (flags & um_kernel.numbers.map_fixed)
		lost += overlaps((uintptr_t)addr, len);
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

static int loses_none(void *source)
{
	const struct source *s = source;
	int cut = 0;

	MUST(map(s, 0, LEN, UM_MAP_ALIGNED(24)) != MAP_FAILED);
	um_kernel.sys.munmap = munmap_and_take;
	um_kernel.sys.mmap = mmap_beside;
	for (failing_unmap = -1; failing_unmap < 4; failing_unmap++) {
		takers = unmaps = 0;
		(void)map(s, 0, LEN, UM_MAP_ALIGNED(24));
		cut += unmaps > 0;
	}
	MUST(cut > 2);		/* one may lie aligned by chance */
	MUST(lost == 0);
	return 0;
}

static void with_others(const struct source *s)
{
	if (is_simulated() || !kernel_is("linux") || under()[0])
		skip(1, "a kernel whose fixed maps bind");
	else
		ok_in_child(loses_none, (void *)(uintptr_t)s, "%s: what "
		    "another thread has taken meanwhile is left alone",
		    s->name);
}

/* ---- a kernel that cannot cut ---------------------------------------------- */

static int until;		/* calls of munmap, of which the last fails */

static int munmap_full(void *addr, size_t len)
{
	if (until && --until == 0) {
		errno = ENOMEM;
		return -1;
	}
	return real_sys.munmap(addr, len);
}

/* Where a hint binds (OpenBSD) luck would last. */
static void *mmap_unhinted(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return real_sys.mmap(flags & um_kernel.numbers.map_fixed ? addr : 0,
	    len, prot, flags, fd, offset);
}

static void *map_far(void)
{
	return um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_ALIGNED(24), -1, 0);
}

/* The first call gives back what was not aligned, the next two cut.  With
 * luck there is nothing to cut, and there would be none below it again: since
 * 6.7 Linux puts what is as large as this at a multiple of 2 MiB, and some kernel
 * goes upwards.  A page on either side makes luck leave. */
static int leaves_nothing(void *calls)
{
	struct census before;
	void *p;
	int tries, side;

	p = map_far();				/* what is asked once */
	if (p == MAP_FAILED || um_munmap(p, page()) < 0 || !census_told()
	    || um_way_taken(UM_CHAIN_PRIVATE)->level != UM_NATIVE
	    || um_way_taken(UM_CHAIN_ALIGNED)->go != um_aligned_by_trimming)
		return CANNOT;
	for (tries = 0; tries < 4; tries++) {
		um_kernel.sys.mmap = mmap_unhinted;
		um_kernel.sys.munmap = munmap_full;
		census(&before);
		until = *(int *)calls;
		p = map_far();
		if (p == MAP_FAILED)
			break;
		um_kernel.sys = real_sys;	/* by luck */
		for (side = -1; side <= 1; side += 2)
			um_mmap((char *)p + side * (ptrdiff_t)page(), page(),
			    PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
			    | UM_MAP_FIXED_NOREPLACE, -1, 0);
	}
	MUST(p == MAP_FAILED && errno == ENOMEM && until == 0);
	MUST(census_same(&before));
	return 0;
}

static void cutting(void)
{
	int i, status;

	for (i = 2; i <= 3; i++) {
		status = in_child(leaves_nothing, &i);
		ok_or_skip(status, "a kernel where what is aligned is cut out "
		    "of more", "what cannot be cut is not left");
	}
}

int main(void)
{
	size_t i;
	int n;

	plan(0);
	make_file();
	places_had = places_are_had();
	for (i = 0; i < SOURCES; i++) {
		if (!(sources[i].flags & UM_MAP_ANON) && !places_had) {
			cannot_be(&sources[i]);
			continue;
		}
		for (n = 1; n <= largest(); n++)
			aligns(&sources[i], n);
		many(&sources[i], largest() - 13);
		many(&sources[i], largest() - 7);
		neighbours(&sources[i]);
		hints(&sources[i]);
		with_wishes(&sources[i]);
		between(&sources[i]);
		with_others(&sources[i]);
		refused(&sources[i], 63, ENOMEM);
		refused(&sources[i], 64, EINVAL);
		refused(&sources[i], 200, EINVAL);
	}
	cutting();
	sharing();
	limits();
	return done();
}
