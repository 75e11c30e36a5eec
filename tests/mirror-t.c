/* um_mirror: the same pages several times, side by side. */
#include "failing.h"
#include "counting.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { RW = PROT_READ | PROT_WRITE };

static size_t grain(void)
{
	return view();
}

static unsigned char *mirror(size_t len, unsigned copies)
{
	return um_mirror(0, len, copies, 0);
}

/* ---- arguments --------------------------------------------------------- */

static void bad(const struct um_place *where, size_t len, unsigned copies,
    unsigned flags, int err, const char *what)
{
	fails(um_mirror(where, len, copies, flags) == MAP_FAILED, err, "%s",
	    what);
}

static int maps;

static void *mmap_counted(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	maps++;
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

/* Their sum is a small number: nothing may be mapped for that. */
static void test_sum(void)
{
	const size_t quarter = ((size_t)PTRDIFF_MAX + 1) / 2;

	maps = 0;
	um_kernel.sys.mmap = mmap_counted;
	fails(um_mirror(0, quarter + um_granularity(), 4, 0) == MAP_FAILED
	    && !maps, ENOMEM, "a sum beyond all addresses is ENOMEM at once");
	um_kernel.sys.mmap = real_sys.mmap;
}

static void test_arguments(void)
{
	struct um_place place;

	bad(0, 0, 2, 0, EINVAL, "length 0 is EINVAL");
	bad(0, 1, 2, 0, EINVAL, "a length below the granularity is EINVAL");
	bad(0, um_granularity() + um_granularity() / 2, 2, 0, EINVAL,
	    "a length between its multiples is EINVAL");
	bad(0, grain(), 0, 0, EINVAL, "no view is EINVAL");
	bad(0, grain(), 1, 0, EINVAL, "one view is EINVAL");
	bad(0, grain(), 2, 1, EINVAL, "a flag is EINVAL");
	bad(0, grain(), 2, 1u << 31, EINVAL, "any flag");
	bad(0, (size_t)0 - grain(), 2, 0, ENOMEM,
	    "more than the address space is ENOMEM");
	bad(0, ((size_t)PTRDIFF_MAX + 1) / 4, 5, 0, ENOMEM,
	    "also by the number of views");
	bad(0, ((size_t)PTRDIFF_MAX + 1) / 4, UINT_MAX, 0, ENOMEM,
	    "whatever it is");
	memset(&place, 0, sizeof place);
	place.zero = 1;
	bad(&place, grain(), 2, 0, EINVAL, "a place with a rest is EINVAL");
	memset(&place, 0, sizeof place);
	place.align = 3 * grain();
	bad(&place, grain(), 2, 0, EINVAL,
	    "a place with an odd alignment is EINVAL");
	memset(&place, 0, sizeof place);
	place.low = 2 * grain();
	place.high = grain();
	bad(&place, grain(), 2, 0, EINVAL,
	    "a place that ends before it begins is EINVAL");
}

/* ---- what it is -------------------------------------------------------- */

static int store_in_child(void *p)
{
	*(volatile unsigned char *)p = 0x33;
	return 0;
}

/* What is stored in view i at byte i is in every view there. */
static int is_mirror(unsigned char *p, size_t len, unsigned copies)
{
	unsigned i, k;

	for (i = 0; i < copies; i++)
		p[i * len + i] = (unsigned char)(i + 1);
	for (i = 0; i < copies; i++)
		for (k = 0; k < copies && k < 200; k++)
			if (p[i * len + k] != (unsigned char)(k + 1))
				return 0;
	memset(p + len / 2, 0x5c, len);		/* over the seam */
	return all_bytes(p, len * copies, 0x5c);
}

static void test_views(size_t len, unsigned copies)
{
	unsigned char *p;

	errno = 12345;
	p = mirror(len, copies);
	if (!ok(p != MAP_FAILED, "%u views of %lu bytes are had", copies,
	    (unsigned long)len)) {
		diag("errno %d, %s", errno, um_why());
		return;
	}
	is_int(errno, 12345, "with errno as it was");
	ok(all_bytes(p, len * copies, 0), "they are zero");
	ok(is_mirror(p, len, copies), "and the same pages");
	in_child(store_in_child, p + len - 1);
	ok(p[copies * len - 1] == 0x33, "also in a child");
	is_int(um_munmap(p, len * copies), 0, "one um_munmap takes them all");
}

static void test_gone(void)
{
	const size_t len = 2 * grain();
	unsigned char *p = mirror(len, 3);

	um_munmap(p, 3 * len);
	ok(load_faults(p) && load_faults(p + len) && load_faults(p + 2 * len)
	    && load_faults(p + 3 * len - 1), "then nothing is there");
}

static void test_calls_on_it(void)
{
	const size_t len = 4 * grain();
	unsigned char *p = mirror(len, 2);

	memset(p, 0x44, len);
	if (um_madvise(p + len, grain(), UM_ADV_DISCARD) == 0)
		ok(all_bytes(p, grain(), 0)
		    && all_bytes(p + grain(), len - grain(), 0x44),
		    "what is discarded in one view is zero in all");
	else
		fails(1, ENOTSUP, "UM_ADV_DISCARD is ENOTSUP");
	is_int(um_mprotect(p + len, len, PROT_READ), 0,
	    "a view is protected by itself");
	ok(store_faults(p + len) && !store_faults(p), "and only that");
	um_munmap(p, 2 * len);
}

/* ---- where ------------------------------------------------------------- */

static void test_alignment(void)
{
	struct um_place place;
	unsigned char *p;

	memset(&place, 0, sizeof place);
	place.align = (size_t)1 << 22;
	p = um_mirror(&place, grain(), 2, 0);
	if (p == MAP_FAILED)
		diag("errno %d, %s", errno, um_why());
	ok(p != MAP_FAILED && ((uintptr_t)p & (place.align - 1)) == 0
	    && is_mirror(p, grain(), 2), "it is aligned as its place says");
	if (p != MAP_FAILED)
		um_munmap(p, 2 * grain());
}

/* A range that is known to be free. */
static void test_range(void)
{
	const size_t len = 4 * grain();
	struct um_place place;
	unsigned char *room, *p;

	memset(&place, 0, sizeof place);
	place.align = view();
	room = um_mmap_at(&place, 8 * len, PROT_NONE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	um_munmap(room + 2 * len, 4 * len);
	memset(&place, 0, sizeof place);
	place.low = (uintptr_t)room;
	place.high = place.low + 8 * len;
	p = um_mirror(&place, len, 4, 0);
	if (p == MAP_FAILED && errno == ENOMEM && !map_is_told())
		skip(2, "this kernel does not tell where room is");
	else {
		ok(p == room + 2 * len && is_mirror(p, len, 4),
		    "all of its views are in the range");
		bad(&place, len, 2, 0, ENOMEM, "no room in it is ENOMEM");
	}
	um_munmap(room, 8 * len);
}

/* ---- another thread ---------------------------------------------------- */

/* Whatever is unmapped, another thread maps at once, so many times. */
static int intrusions, intrusions_left;
static unsigned char *intruders[64];

static void intrude(void *at)
{
	unsigned char *p;

	if (!intrusions_left)
		return;
	p = mmap(at, grain(), RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p != at) {
		munmap(p, grain());
		return;
	}
	memset(p, 0x77, grain());
	intruders[intrusions++] = p;
	intrusions_left--;
}

static int munmap_and_intrude(void *at, size_t len)
{
	const int failed = real_sys.munmap(at, len);

	if (!failed)
		intrude(at);
	return failed;
}

static int all_intruders_live(void)
{
	int i;

	for (i = 0; i < intrusions; i++)
		if (load_faults(intruders[i])
		    || !all_bytes(intruders[i], grain(), 0x77))
			return 0;
	return 1;
}

/* NetBSD's mremap cannot replace in one step; an object's pages can. */
static int is_by_remapdup(void)
{
	const struct um_way *way = um_way_taken(UM_CHAIN_MIRROR);

	return way && strcmp(way->name, "mremap MAP_REMAPDUP") == 0;
}

/* AIX and the Hurd have nothing that can. */
static int has_window(void)
{
	const struct um_way *fixed = um_way_taken(UM_CHAIN_FIXED);

	return fixed && fixed->level == UM_EMULATED;
}

/* What is aligned is cut out of more, and who wins the rest harms nobody. */
static int is_cut(void)
{
	return view() > um_granularity();
}

static int stands_threads(void *times)
{
	const size_t len = 2 * grain();
	unsigned char *p = mirror(len, 3);
	const int dup = is_by_remapdup();

	/* What is asked once is asked. */
	MUST(p != MAP_FAILED && um_munmap(p, 3 * len) == 0);
	um_kernel.sys.munmap = munmap_and_intrude;
	intrusions_left = *(int *)times;
	p = mirror(len, 3);
	intrusions_left = 0;
	MUST(all_intruders_live());
	MUST(intrusions == 0 || dup || has_window() || is_cut());
	MUST(p != MAP_FAILED || (errno == ENOMEM && *um_why()));
	if (*(int *)times < 3 || dup)
		MUST(p != MAP_FAILED);
	MUST(p == MAP_FAILED || is_mirror(p, len, 3));
	return 0;
}

/* A fixed map that fails and has removed what was there: another thread has
 * the place then. */
static int losing;		/* views until then */

static void *mmap_loses(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	if (fd < 0 || !(flags & um_kernel.numbers.map_fixed) || --losing)
		return real_sys.mmap(addr, len, prot, flags, fd, offset);
	real_sys.munmap(addr, len);
	intrusions_left = 1;
	intrude(addr);
	errno = ENOMEM;
	return MAP_FAILED;
}

static int keeps_what_is_lost(void *nth)
{
	const size_t len = grain();
	const int fd = um_memfd(0, (int64_t)len, 0);
	struct census before;
	unsigned char *p;

	census(&before);
	um_kernel.sys.mmap = mmap_loses;
	losing = *(int *)nth;
	p = um_mirror_fd(0, fd, 0, len, 3, RW, 0);
	MUST(p == MAP_FAILED && errno == ENOMEM && !losing);
	MUST(intrusions == 1 && all_intruders_live());
	real_sys.munmap(intruders[0], len);
	MUST(census_same(&before));
	return 0;
}

static void test_lost(void)
{
	int i;

	for (i = 1; i <= 3; i++)
		if (is_simulated() || !kernel_is("linux") || !census_told()
		    || *under())
			skip(1, "Linux, and the program's own map");
		else
			ok_in_child(keeps_what_is_lost, &i, "what another "
			    "thread has won of it is not taken away");
}

/* ---- caches that look at addresses ------------------------------------- */

enum { COLOUR = 1 << 18 };		/* of mips */

static size_t colours(void)
{
	return COLOUR;
}

static int is_coloured(void *unused)
{
	unsigned char *p;

	(void)unused;
	um_kernel.sys.view_align = colours;
	p = mirror(COLOUR, 3);
	MUST(p != MAP_FAILED && ((uintptr_t)p & (COLOUR - 1)) == 0);
	MUST(is_mirror(p, COLOUR, 3));
	return 0;
}

/* linux/arch/mips/mm/mmap.c: shared, at a fixed place of another colour. */
static int other_colour(const void *at)
{
	return ((uintptr_t)at & (COLOUR - 1)) != 0;
}

static void *mmap_coloured(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if ((flags & n->map_fixed) && (flags & n->map_shared)
	    && other_colour(addr)) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

static void *mremap_coloured(void *old, size_t old_len, size_t len, int flags,
    void *to)
{
	if (other_colour(to)) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	return real_sys.mremap(old, old_len, len, flags, to);
}

static void *mremap_netbsd_coloured(void *old, size_t old_len, void *to,
    size_t len, int flags)
{
	if (other_colour(to)) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	return real_sys.mremap_netbsd(old, old_len, to, len, flags);
}

static int alias_coloured(uintptr_t from, size_t len, uintptr_t to)
{
	if (other_colour((void *)to)) {
		errno = EINVAL;
		return -1;
	}
	return real_sys.alias(from, len, to);
}

static int wants_colours(void *warm)
{
	const struct outside *before, *after;

	um_kernel.sys.view_align = colours;
	um_kernel.sys.mmap = mmap_coloured;
	if (um_kernel.sys.mremap)
		um_kernel.sys.mremap = mremap_coloured;
	if (um_kernel.sys.mremap_netbsd)
		um_kernel.sys.mremap_netbsd = mremap_netbsd_coloured;
	if (um_kernel.sys.alias)
		um_kernel.sys.alias = alias_coloured;
	if (warm)
		MUST(mirror(COLOUR, 2) != MAP_FAILED);
	before = outside_take(0);
	MUST(mirror(COLOUR + um_granularity(), 2) == MAP_FAILED && errno == EINVAL);
	MUST(strstr(um_why(), "SHMLBA"));
	MUST(mirror(um_granularity(), 2) == MAP_FAILED && errno == EINVAL);
	after = outside_take(1);
	MUST(!outside_gained(before, after));
	MUST(mirror(2 * COLOUR, 2) != MAP_FAILED);
	return 0;
}

/* ---- ways -------------------------------------------------------------- */

static int works_without(void *list)
{
	const struct outside *before, *after;
	unsigned char *p;

	setenv("UNIMAP_DISABLE", list, 1);
	p = mirror(grain(), 2);			/* what is asked once */
	/* rungs-t knows which way has to work. */
	if (p == MAP_FAILED)
		return !(errno == ENOTSUP && *um_why());
	MUST(um_munmap(p, 2 * grain()) == 0);
	before = outside_take(0);
	p = mirror(3 * grain(), 5);
	MUST(p != MAP_FAILED && is_mirror(p, 3 * grain(), 5));
	MUST(um_munmap(p, 15 * grain()) == 0);
	after = outside_take(1);
	MUST(!outside_gained(before, after) && !outside_lost(before, after));
	return 0;
}

static int refused(void *unused)
{
	(void)unused;
	chain_disable(UM_CHAIN_MIRROR, 100, 0);
	MUST(mirror(grain(), 2) == MAP_FAILED && errno == ENOTSUP
	    && *um_why());
	return 0;
}

static void test_ways(void)
{
	char list[400] = "", what[200];
	int i;

	for (i = 0; chain_of(UM_CHAIN_MIRROR)->ways[i].name; i++) {
		snprintf(what, sizeof what, "\"%s\" or what follows makes one "
		    "and leaves nothing", chain_of(UM_CHAIN_MIRROR)->ways[i].name);
		ok_in_child(works_without, list, what);
		snprintf(list + strlen(list), sizeof list - strlen(list),
		    "%s%s", i ? "," : "", chain_of(UM_CHAIN_MIRROR)->ways[i].name);
	}
	ok_in_child(refused, 0, "no way left is ENOTSUP");
}

static int without_descriptors(void *unused)
{
	struct rlimit limit;
	unsigned char *p;

	(void)unused;
	MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	limit.rlim_cur = 3;
	MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	p = mirror(grain(), 2);
	if (um_can(&chain_of(UM_CHAIN_MIRROR)->ways[0]) && kernel_is("linux")
	    && !is_simulated())
		MUST(p != MAP_FAILED);
	MUST(p != MAP_FAILED || (errno == ENOMEM && *um_why()));
	return 0;
}

/* A kernel that makes something else of an old size of 0. */
static void *mremap_new_pages(void *old, size_t old_len, size_t len, int flags,
    void *to)
{
	return old_len ? real_sys.mremap(old, old_len, len, flags, to)
	    : mmap(0, len, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static int is_not_fooled(void *unused)
{
	unsigned char *p;

	(void)unused;
	if (!um_can(&chain_of(UM_CHAIN_MIRROR)->ways[0]))
		return 0;
	um_kernel.sys.mremap = mremap_new_pages;
	p = mirror(grain(), 3);
	MUST(p == MAP_FAILED ? errno == ENOTSUP : is_mirror(p, grain(), 3));
	return 0;
}

/* The raw call. */
static int duplicates(void)
{
	void *(*const remap)(void *, size_t, size_t, int, void *)
	    = um_kernel.sys.mremap;
	void *p = um_mmap(0, page(), RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
	void *q = remap ? remap(p, 0, page(),
	    um_kernel.numbers.mremap_maymove, 0) : MAP_FAILED;

	if (q != MAP_FAILED)
		um_munmap(q, page());
	um_munmap(p, page());
	return q != MAP_FAILED;
}

/* A limit that a second place for a view would reach. */
static void *mremap_limited(void *old, size_t old_len, size_t len, int flags,
    void *to)
{
	if (old_len)
		return real_sys.mremap(old, old_len, len, flags, to);
	errno = ENOMEM;
	return MAP_FAILED;
}

static int limit_passes(void *warm)
{
	const struct um_way *const way = chain_of(UM_CHAIN_MIRROR)->ways;
	unsigned char *p;

	if (!um_can(way) || way->go != um_mirror_by_mremap || !duplicates())
		return CANNOT;
	if (warm)
		MUST(mirror(grain(), 2) != MAP_FAILED);
	um_kernel.sys.mremap = mremap_limited;
	p = mirror(grain(), 2);
	MUST(p == MAP_FAILED ? errno == ENOTSUP : is_mirror(p, grain(), 2));
	um_kernel.sys.mremap = real_sys.mremap;
	MUST(mirror(grain(), 2) != MAP_FAILED);
	MUST(um_way_taken(UM_CHAIN_MIRROR) == way);
	return 0;
}

static int cannot(void *unused)
{
	(void)unused;
	return mirror(grain(), 2) == MAP_FAILED && errno == ENOTSUP;
}

/* ---- of what is behind a descriptor ------------------------------------ */

static void test_descriptor(void)
{
	const size_t len = view();
	const int fd = um_memfd("views", (int64_t)(3 * len), 0);
	unsigned char *whole, *p;

	fails(um_mirror_fd(0, fd, 0, len + 1, 2, PROT_READ, 0) == MAP_FAILED,
	    EINVAL, "um_mirror_fd: an odd length is EINVAL");
	fails(um_mirror_fd(0, fd, 1, len, 2, PROT_READ, 0) == MAP_FAILED,
	    EINVAL, "an odd offset is EINVAL");
	fails(um_mirror_fd(0, fd, -(int64_t)len, len, 2, PROT_READ, 0)
	    == MAP_FAILED, EINVAL, "a negative offset is EINVAL");
	fails(um_mirror_fd(0, fd, 0, len, 1, PROT_READ, 0) == MAP_FAILED,
	    EINVAL, "one view is EINVAL");
	fails(um_mirror_fd(0, fd, 0, len, 2, PROT_READ, 1) == MAP_FAILED,
	    EINVAL, "a flag is EINVAL");
	fails(um_mirror_fd(0, fd, 0, len, 2, 0x4000, 0) == MAP_FAILED,
	    EINVAL, "an unknown protection is EINVAL");
	fails(um_mirror_fd(0, -1, 0, len, 2, PROT_READ, 0) == MAP_FAILED,
	    EBADF, "no descriptor is EBADF");
	if (fd < 0) {
		skip(5, NO_OBJECTS);
		return;
	}
	whole = um_mmap(0, 3 * len, PROT_READ | PROT_WRITE, UM_MAP_SHARED, fd,
	    0);
	memset(whole, 3, 3 * len);
	p = um_mirror_fd(0, fd, (int64_t)len, len, 3, PROT_READ | PROT_WRITE,
	    0);
	if (!ok(p != MAP_FAILED, "a part of an object is had three times")) {
		diag("%s", um_why());
		return;
	}
	ok(all_bytes(p, 3 * len, 3) && all_bytes(whole, 3 * len, 3),
	    "with its contents, which stay");
	memset(p + len / 2, 9, len);
	ok(all_bytes(p, 3 * len, 9) && all_bytes(whole + len, len, 9)
	    && all_bytes(whole, len, 3) && all_bytes(whole + 2 * len, len, 3),
	    "a store in two views is one in the object, and nowhere else");
	is_int(um_munmap(p, 3 * len), 0, "all are released at once");
	p = um_mirror_fd(0, fd, 0, len, 2, PROT_READ, 0);
	ok(p != MAP_FAILED && store_faults(p + len) && p[len] == 3,
	    "the protection is what was asked for");
	um_munmap(p, 2 * len);
	um_munmap(whole, 3 * len);
	close(fd);
}

int main(void)
{
	static int times[] = { 1, 2, 60 };
	static char yes;
	size_t i;

	plan(0);
	/* Before this process remembers a way. */
	test_ways();
	test_arguments();
	test_sum();
	if (in_child(cannot, 0)) {
		skip(1, "this kernel maps nothing at a fixed place");
		return done();
	}
	ok_in_child(wants_colours, 0, "where caches look at addresses, what is "
	    "too short for them is EINVAL");
	ok_in_child(wants_colours, &yes, "also when a way has worked");
	ok_in_child(is_coloured, 0, "and a view is at an address of theirs");
	if (*under() && !duplicates())
		skip(1, "%s: the raw mremap with an old size of 0 fails",
		    under());
	else
		ok_in_child(without_descriptors, 0,
		    "Linux needs no descriptor, others say ENOMEM");
	ok_in_child(is_not_fooled, 0,
	    "a kernel that makes other pages is not believed");
	ok_or_skip(in_child(limit_passes, 0), "an mremap that duplicates",
	    "a limit that mremap reached does not give it up");
	ok_or_skip(in_child(limit_passes, &yes), "an mremap that duplicates",
	    "also when it has worked");

	test_views(grain(), 2);
	test_views(3 * grain(), 3);
	test_views(grain(), 100);
	test_views((size_t)1 << 24, 2);
	test_gone();
	test_calls_on_it();
	test_alignment();
	test_range();
	test_descriptor();
	test_lost();
	for (i = 0; i < sizeof times / sizeof *times; i++)
		ok_in_child(stands_threads, &times[i], "a thread that maps "
		    "meanwhile is not in the way and loses nothing");
	return done();
}
