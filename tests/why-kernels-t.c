/* What um_why says on kernels other than the one at hand, word by word.  Each is
 * simulated in a child; where a simulated kernel never gives an errno that the
 * real one does, a stand-in gives it. */
#include "tap.h"
#include "kernels/sim.h"

#include <stdlib.h>

enum { RW = PROT_READ | PROT_WRITE, RWX = RW | PROT_EXEC };
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)
#define SHARED (UM_MAP_SHARED | UM_MAP_ANON)

struct why {
	const char *kernel;	/* 0: the one at hand */
	int (*fails)(void);	/* the call: does it fail?  or CANNOT */
	int given;		/* by a stand-in; 0: the simulated kernel's own */
	int err;
	const char *sentence;
};

static int given;
static struct um_sys before;	/* the kernel's calls, where some are replaced */

static char *map(int prot, int flags, int fd)
{
	return um_mmap(0, 2 * page(), prot, flags, fd, 0);
}

/* ---- stand-ins --------------------------------------------------------- */

static int fail(void)
{
	errno = given;
	return -1;
}

static void *refuse(void)
{
	errno = given;
	return MAP_FAILED;
}

static void *refuse_map(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	(void)at;
	(void)len;
	(void)prot;
	(void)flags;
	(void)fd;
	(void)offset;
	return refuse();
}

static int refuse_protect(void *at, size_t len, int prot)
{
	(void)at;
	(void)len;
	(void)prot;
	return fail();
}

static int refuse_lock(const void *at, size_t len)
{
	(void)at;
	(void)len;
	return fail();
}

static int refuse_advice(void *at, size_t len, int advice)
{
	(void)at;
	(void)len;
	(void)advice;
	return fail();
}

static ssize_t refuse_write(int fd, const void *from, size_t len, off_t at)
{
	(void)fd;
	(void)from;
	(void)len;
	(void)at;
	return fail();
}

static int refuse_name(const char *name, int oflag, mode_t mode)
{
	(void)name;
	(void)oflag;
	(void)mode;
	return fail();
}

static int maps(int prot, int flags, int fd)
{
	if (given)
		um_kernel.sys.mmap = refuse_map;
	return map(prot, flags, fd) == MAP_FAILED;
}

static int protects(char *p, int prot)
{
	if (given)
		um_kernel.sys.mprotect = refuse_protect;
	return um_mprotect(p, page(), prot) < 0;
}

/* ---- maps -------------------------------------------------------------- */

/* What Linux shows to each process: pages of a device. */
static int is_vvar(const struct um_region *r, void *found)
{
	if (r->name && strcmp(r->name, "[vvar]") == 0)
		*(char **)found = (char *)r->start;
	return 0;
}

static char *vvar(void)
{
	char *at = 0;

	(void)um_regions(is_vvar, &at);
	return at;
}

static int map_wx(void)
{
	return maps(RWX, OWN, -1);
}

static int map_file(void)
{
	return maps(PROT_READ, UM_MAP_PRIVATE, temporary_file(2 * page()));
}

static int map_file_exec(void)
{
	return maps(PROT_READ | PROT_EXEC, UM_MAP_PRIVATE,
	    temporary_file(2 * page()));
}

static int map_file_shared(void)
{
	return maps(RW, UM_MAP_SHARED, temporary_file(2 * page()));
}

static int map_anonymous(void)
{
	return maps(RW, OWN, -1);
}

static void *refuse_fixed(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return flags & um_kernel.numbers.map_fixed ? refuse()
	    : before.mmap(at, len, prot, flags, fd, offset);
}

static int map_at_0(void)
{
	before = um_kernel.sys;
	um_kernel.sys.mmap = refuse_fixed;
	return um_mmap(0, page(), RW, OWN | UM_MAP_FIXED, -1, 0) == MAP_FAILED;
}

static int map_unzeroed(void)
{
	char *p = map(RW, OWN, -1);

	um_kernel.sys.mprotect = refuse_protect;
	MUST(um_munmap(p, 2 * page()) == 0);
	return um_mmap(p, page(), PROT_READ, OWN | UM_MAP_FIXED, -1, 0)
	    == MAP_FAILED;
}

/* Two pages that are there already. */
static int map_within_untold(void)
{
	const size_t unit = um_granularity();
	char *p = um_mmap(0, 2 * unit, RW, OWN, -1, 0);
	struct um_place w;

	memset(&w, 0, sizeof w);
	w.low = (uintptr_t)p;
	w.high = w.low + 2 * unit;
	setenv("UNIMAP_DISABLE", "/proc/self/maps walk,PROCMAP_QUERY", 1);
	return um_mmap_at(&w, unit, RW, OWN, -1, 0) == MAP_FAILED;
}

/* A page that could be there. */
static int map_refused(void)
{
	const size_t unit = um_granularity();
	char *p = um_mmap(0, 2 * unit, RW, OWN, -1, 0);
	struct um_place w;

	memset(&w, 0, sizeof w);
	w.low = (uintptr_t)p;
	w.high = w.low + 2 * unit;
	MUST(um_munmap(p, 2 * unit) == 0);
	um_kernel.sys.mmap = refuse_map;
	return um_mmap_at(&w, unit, RW, OWN, -1, 0) == MAP_FAILED;
}

/* ---- ranges ------------------------------------------------------------ */

static int protect_wx(void)
{
	return protects(map(RW, OWN, -1), RWX);
}

static int protect_exec(void)
{
	return protects(map(RW, OWN, -1), PROT_READ | PROT_EXEC);
}

static int protect_file(void)
{
	return protects(map(PROT_READ, UM_MAP_SHARED,
	    temporary_file(2 * page())), RW);
}

static int protect_none(void)
{
	return protects(map(RW, OWN, -1), PROT_NONE);
}

static int lock(void)
{
	char *p = map(RW, OWN, -1);

	um_kernel.sys.mlock = refuse_lock;
	return um_mlock(p, page()) < 0;
}

static int discard_file(void)
{
	return um_madvise(map(RW, UM_MAP_SHARED, temporary_file(2 * page())),
	    page(), UM_ADV_DISCARD) < 0;
}

static int discard(void)
{
	return um_madvise(map(RW, OWN, -1), page(), UM_ADV_DISCARD) < 0;
}

static int discard_private_of_shared(void)
{
	return um_madvise(map(RW, SHARED, -1), page(), UM_ADV_DISCARD_PRIVATE)
	    < 0;
}

static int conceal(void)
{
	return um_madvise(map(RW, OWN, -1), page(), UM_ADV_CONCEAL) < 0;
}

static int conceal_refused(void)
{
	um_kernel.sys.madvise = refuse_advice;
	return conceal();
}

/* By touching it, which a compiler must be able to do. */
static int populate_write_only(void)
{
	if (!UM_CAN_TOUCH)
		return CANNOT;
	return um_madvise(map(PROT_WRITE, OWN, -1), page(),
	    UM_ADV_POPULATE_WRITE) < 0;
}

static int inherit_shared_copy(void)
{
	return um_minherit(map(RW, SHARED, -1), page(), UM_INHERIT_COPY) < 0;
}

static int inherit_private_shared(void)
{
	return um_minherit(map(RW, OWN, -1), page(), UM_INHERIT_SHARE) < 0;
}

static int inherit_zero(void)
{
	return um_minherit(map(RW, OWN, -1), page(), UM_INHERIT_ZERO) < 0;
}

static int grow_file(void)
{
	char *p = map(RW, UM_MAP_SHARED, temporary_file(4 * page()));

	return um_mremap(p, 2 * page(), 4 * page(), UM_MREMAP_MAYMOVE)
	    == MAP_FAILED;
}

static int visit(const struct um_region *region, void *unused)
{
	(void)region;
	(void)unused;
	return 0;
}

static int list_without_memory(void)
{
	given = ENOMEM;
	um_kernel.sys.mmap = refuse_map;
	return um_regions(visit, 0) < 0;
}

static int region_at(void)
{
	struct um_region region;

	return um_region_at(&given, &region) < 0;
}

static int grow_vvar(void)
{
	return um_mremap(vvar(), page(), 2 * page(), UM_MREMAP_MAYMOVE)
	    == MAP_FAILED;
}

/* Guards by protection are for any memory. */
static int guard_vvar(void)
{
	const int plain = um_guard(map(RW, OWN, -1), page());

	if (plain < 0 || um_way_taken(UM_CHAIN_GUARD)->level != UM_NATIVE)
		return CANNOT;
	return um_guard(vvar(), page()) < 0;
}

/* Before 5.11 it was cut, and where it has one page nothing is.  What is mapped over
 * a part is ENOMEM before 6.12. */
static int unmap_part_of_vvar(void)
{
	return um_munmap(vvar(), page()) < 0 ? 1 : CANNOT;
}

/* Its first page is mapped, its last beyond all addresses.  Of 32 bits that may be
 * a range of what there is, and a sanitizer looks at it itself. */
static int unmap_beyond(void)
{
	char *p = um_mmap(0, page(), RW, OWN, -1, 0);

	return sizeof p == 4 || *under() ? CANNOT
	    : um_munmap(p, (size_t)PTRDIFF_MAX & ~(page() - 1)) < 0;
}

static int protect_vvar(void)
{
	return um_mprotect(vvar(), page(), PROT_READ | PROT_EXEC) < 0;
}

static int map_over_part_of_vvar(void)
{
	return um_mmap(vvar(), page(), RW, OWN | UM_MAP_FIXED, -1, 0)
	    == MAP_FAILED && errno == EINVAL ? 1 : CANNOT;
}

/* Linux 7.3 lets its pages go; 6.18 does not. */
static int discard_vvar(void)
{
	if (madvise(vvar(), page(), MADV_DONTNEED) == 0)
		return CANNOT;
	return um_madvise(vvar(), page(), UM_ADV_DISCARD_PRIVATE) < 0;
}

/* ---- objects ----------------------------------------------------------- */

static int open_name(void)
{
	um_kernel.sys.shm_open = refuse_name;
	return um_shm_open("x", O_RDWR, 0) < 0;
}

static int punch_appending(void)
{
	const int fd = temporary_file(2 * page());

	MUST(fcntl(fd, F_SETFL, O_APPEND) == 0);
	return um_punch(fd, 0, (int64_t)page()) < 0;
}

static ssize_t write_nothing(int fd, const void *from, size_t len, off_t at)
{
	(void)fd;
	(void)from;
	(void)len;
	(void)at;
	return 0;
}

static int punch_to_no_end(void)
{
	const int fd = temporary_file(2 * page());

	um_kernel.sys.pwrite = write_nothing;
	return um_punch(fd, 0, (int64_t)page()) < 0;
}

static int punch_refused(void)
{
	const int fd = temporary_file(2 * page());

	um_kernel.sys.pwrite = refuse_write;
	return um_punch(fd, 0, (int64_t)page()) < 0;
}

/* ---- somebody else is faster ------------------------------------------- */

/* A page of another thread's comes to each place of which the kernel says that
 * it is free, or between unmapping a place and mapping it again. */
static char *wanted;
static size_t wanted_len;

static void *map_too_late(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if (n->map_noreplace && (flags & n->map_noreplace) == n->map_noreplace)
		(void)before.mmap(at, page(), 0, n->map_private | n->map_anon
		    | n->map_noreplace, -1, 0);
	return before.mmap(at, len, prot, flags, fd, offset);
}

static int unmap_for_another(void *at, size_t len)
{
	const struct um_numbers *n = &um_kernel.numbers;
	const int failed = before.munmap(at, len);

	if (!failed && (uintptr_t)at - (uintptr_t)wanted < wanted_len)
		(void)before.mmap(at, um_granularity(), 0, n->map_private
		    | n->map_anon | n->map_fixed, -1, 0);
	return failed;
}

static void be_faster(void)
{
	before = um_kernel.sys;
	um_kernel.sys.mmap = map_too_late;
	um_kernel.sys.munmap = unmap_for_another;
}

static int map_aligned_late(void)
{
	const int file = temporary_file(2 * page());

	be_faster();
	return um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE
	    | UM_MAP_ALIGNED(26), file, 0) == MAP_FAILED;
}

/* Not where the kernel likes: it may like what is free just there. */
static int map_within_late(void)
{
	const size_t all = (size_t)4096 * page();
	char *p = um_reserve(0, all, 0);
	struct um_place w;

	memset(&w, 0, sizeof w);
	w.low = (uintptr_t)p;
	w.high = w.low + all;
	w.flags = UM_PLACE_BOTTOM;
	MUST(um_munmap(p, all) == 0);
	be_faster();
	return um_mmap_at(&w, page(), RW, OWN, -1, 0) == MAP_FAILED;
}

static int map_over_late(void)
{
	wanted_len = um_granularity();
	wanted = um_mmap(0, wanted_len, RW, OWN, -1, 0);
	be_faster();
	return um_mmap(wanted, wanted_len, RW, OWN | UM_MAP_FIXED, -1, 0)
	    == MAP_FAILED;
}

/* Views are put over what is reserved, wherever that is. */
static int mirror_late(void)
{
	const size_t unit = um_granularity();
	const int file = temporary_file(unit);

	wanted_len = UINTPTR_MAX;
	be_faster();
	return um_mirror_fd(0, file, 0, unit, 2, RW, 0) == MAP_FAILED;
}

/* A third more pages at each reading, no two of which are one mapping. */
static void *map_and_grow(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	static size_t pages = 1000;
	size_t i;
	char *p = 0;

	if (len >= 131072)
		p = before.mmap(0, 2 * pages * page(), PROT_NONE, flags, -1, 0);
	for (i = 0; p && i < pages; i++)
		(void)before.mprotect(p + 2 * i * page(), page(), PROT_READ);
	if (p)
		pages += pages / 3;
	return before.mmap(at, len, prot, flags, fd, offset);
}

static int list_what_grows(void)
{
	before = um_kernel.sys;
	um_kernel.sys.mmap = map_and_grow;
	return um_regions(visit, 0) < 0;
}

/* ---- kernels and processors that lack something ------------------------ */

/* What is to lie there lies elsewhere. */
static void *map_elsewhere(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return before.mmap(at == wanted ? wanted + 2 * page() : at, len, prot,
	    flags, fd, offset);
}

static int map_where_it_likes(void)
{
	wanted = um_mmap(0, 4 * page(), RW, OWN, -1, 0);
	MUST(um_munmap(wanted, 4 * page()) == 0);
	before = um_kernel.sys;
	um_kernel.sys.mmap = map_elsewhere;
	return um_mmap(wanted, page(), RW, OWN | UM_MAP_FIXED_NOREPLACE, -1, 0)
	    == MAP_FAILED;
}

static int map_nothing_at_0(void)
{
	return um_mmap(0, page(), RW, OWN | UM_MAP_FIXED_NOREPLACE, -1, 0)
	    == MAP_FAILED;
}

/* Nothing is mapped in a range, and anything behind it. */
static void *refuse_there(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return (uintptr_t)at - (uintptr_t)wanted < wanted_len ? refuse()
	    : before.mmap(at ? at : wanted + wanted_len, len, prot, flags, fd,
	    offset);
}

static int map_within_refused(void)
{
	struct um_place w;

	wanted_len = 64 * um_granularity();
	wanted = um_reserve(0, 2 * wanted_len, 0);
	memset(&w, 0, sizeof w);
	w.low = (uintptr_t)wanted;
	w.high = w.low + wanted_len;
	MUST(um_munmap(wanted, 2 * wanted_len) == 0);
	before = um_kernel.sys;
	um_kernel.sys.mmap = refuse_there;
	return um_mmap_at(&w, um_granularity(), RW, OWN, -1, 0) == MAP_FAILED;
}

/* No memory may be committed, but addresses are had. */
static void *refuse_charge(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return (prot & um_kernel.numbers.prot_write)
	    || (flags & um_kernel.numbers.map_shared) ? refuse()
	    : before.mmap(at, len, prot, flags, fd, offset);
}

static int map_charged(void)
{
	before = um_kernel.sys;
	um_kernel.sys.mmap = refuse_charge;
	return map(RW, OWN, -1) == MAP_FAILED;
}

/* Nothing is charged of what cannot be written. */
static int protect_uncharged(void)
{
	char *p = map(RW, OWN, -1);

	before = um_kernel.sys;
	um_kernel.sys.mmap = refuse_charge;
	um_kernel.sys.mprotect = refuse_protect;
	return um_mprotect(p, page(), PROT_READ) < 0;
}

static int all_prots(void)
{
	return UM_PROT_BTI | UM_PROT_MTE;
}

static int no_prots(void)
{
	return 0;
}

enum { TAGS = 0x20 };

/* An arm64 with tags, of anonymous memory alone. */
static void *map_untagged(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return fd >= 0 && (prot & TAGS) ? refuse()
	    : before.mmap(at, len, prot & ~TAGS, flags, fd, offset);
}

static int protect_untagged(void *at, size_t len, int prot)
{
	return prot & TAGS ? fail() : before.mprotect(at, len, prot);
}

static void have_tags(void)
{
	before = um_kernel.sys;
	um_kernel.numbers.prot_mte = TAGS;
	um_kernel.sys.more_prot = all_prots;
	um_kernel.sys.mmap = map_untagged;
	um_kernel.sys.mprotect = protect_untagged;
}

static int map_tagged_file(void)
{
	have_tags();
	return map(RW | UM_PROT_MTE, UM_MAP_PRIVATE, temporary_file(page()))
	    == MAP_FAILED;
}

static int mirror_tagged_file(void)
{
	have_tags();
	return um_mirror_fd(0, temporary_file(page()), 0, page(), 2,
	    RW | UM_PROT_MTE, 0) == MAP_FAILED;
}

static int protect_tagged_file(void)
{
	char *p = map(RW, UM_MAP_PRIVATE, temporary_file(page()));

	have_tags();
	MUST(map(RW | UM_PROT_MTE, OWN, -1) != MAP_FAILED);
	return um_mprotect(p, page(), RW | UM_PROT_MTE) < 0;
}

static int map_tagged_without(void)
{
	um_kernel.sys.more_prot = no_prots;
	return map(RW | UM_PROT_MTE, OWN, -1) == MAP_FAILED;
}

static size_t four_pages(void)
{
	return 4 * page();
}

/* Shared memory lies where the cache takes it for the same pages, or it is
 * EINVAL: mm/mmap.c of arm and sparc. */
static void *map_coloured(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	const size_t shared = (size_t)um_kernel.numbers.map_shared;

	return at && ((size_t)flags & shared) && (((uintptr_t)at
	    - (uintptr_t)offset) & (four_pages() - 1)) ? refuse()
	    : before.mmap(at, len, prot, flags, fd, offset);
}

static void have_colours(void)
{
	before = um_kernel.sys;
	um_kernel.sys.view_align = four_pages;
	um_kernel.sys.mmap = map_coloured;
}

static int mirror_uncoloured(void)
{
	void *p;

	have_colours();
	p = um_mirror(0, four_pages(), 2, 0);
	MUST(p != MAP_FAILED);
	return um_mirror(0, page(), 2, 0) == MAP_FAILED;
}

static int mirror_file_uncoloured(void)
{
	const int file = temporary_file(2 * four_pages());

	have_colours();
	MUST(um_mirror_fd(0, file, 0, four_pages(), 2, RW, 0) != MAP_FAILED);
	MUST(um_mirror_fd(0, file, 0, page(), 2, RW, 0) == MAP_FAILED);
	return um_mirror_fd(0, file, (int64_t)page(), four_pages(), 2, RW, 0)
	    == MAP_FAILED;
}

/* A filter that came when guards were there already. */
static int no_guards(void *at, size_t len, int advice)
{
	return advice == um_kernel.numbers.adv_guard
	    || advice == um_kernel.numbers.adv_unguard ? fail()
	    : before.madvise(at, len, advice);
}

static int unguard_for_good(void)
{
	char *p = map(RW, OWN, -1);

	if (um_guard(p, page()) < 0
	    || um_way_taken(UM_CHAIN_GUARD)->level != UM_NATIVE)
		return CANNOT;
	before = um_kernel.sys;
	um_kernel.sys.madvise = no_guards;
	return um_unguard(p, page(), RW) < 0 && load_faults(p);
}

/* ---- the table --------------------------------------------------------- */

static const struct why whys[] = {
	{ "openbsd-7", map_wx, 0, EACCES,
	    "W^X: memory is written or executed, not both" },
	{ "openbsd-7", protect_wx, 0, EACCES,
	    "W^X: memory is written or executed, not both" },
	{ "openbsd-7", protect_none, EPERM, EPERM,
	    "the memory is immutable, or a privilege is missing" },
	{ "openbsd-7", inherit_shared_copy, 0, ENOTSUP,
	    "shared anonymous memory that is copied panics this kernel" },
	{ "netbsd-10", map_wx, EACCES, EACCES,
	    "PaX forbids memory that is written and executed" },
	{ "netbsd-10", protect_exec, EACCES, EACCES, "PaX MPROTECT: execution "
	    "is added only to memory mapped with UM_MAP_MAYEXEC" },
	{ "netbsd-10", map_at_0, EACCES, EPERM,
	    "the system keeps addresses that low free" },
	{ "netbsd-10", lock, EINVAL, ENOMEM,
	    "part of the range is not mapped or has no access" },
	{ "freebsd-15", map_wx, EACCES, EACCES,
	    "allow_wx of kern.elf64 or kern.elf32 is 0, or a policy forbids "
	    "it" },
	{ "freebsd-15", protect_exec, ENOTSUP, EACCES,
	    "that protection was ruled out when it was mapped" },
	{ "freebsd-15", protect_none, ENOTSUP, EACCES,
	    "that protection was ruled out when it was mapped" },
	{ "freebsd-15", map_file_shared, EPERM, EPERM, "the object is sealed, "
	    "the file immutable or for appending, or a policy forbids it" },
	{ "netbsd-10", map_file_shared, EPERM, EPERM, "the object is sealed, "
	    "the file immutable or for appending, or a policy forbids it" },
	{ "openbsd-7", map_file_shared, EPERM, EPERM, "the object is sealed, "
	    "the file immutable or for appending, or a policy forbids it" },
	{ "freebsd-15", map_file, EACCES, ENODEV,
	    "the descriptor cannot be mapped" },
	{ "freebsd-15", list_without_memory, 0, ENOMEM,
	    "no memory for the list: a limit such as RLIMIT_AS, or none is "
	    "left" },
	{ "freebsd-15", grow_file, 0, ENOTSUP,
	    "a file map, or large pages: map more of it" },
	{ "freebsd-15", open_name, ECAPMODE, EACCES,
	    "capability mode has no names" },
	{ "dragonfly-6", lock, EPERM, EPERM, "locking is for root here" },
	{ "dragonfly-6", inherit_zero, 0, ENOTSUP,
	    "this kernel has no such inheritance" },
	{ "macos-15", map_wx, EACCES, EACCES,
	    "memory that is written and executed needs MAP_JIT" },
	{ "macos-15", map_file_exec, EPERM, EACCES,
	    "code signing or a noexec mount forbids execution" },
	{ "macos-15", map_file_shared, EPERM, EACCES,
	    "the shared memory object's mode, or the file's flags, forbid it" },
	{ "illumos", map_anonymous, EAGAIN, ENOMEM,
	    "no swap space can be reserved, or memory or a file is locked" },
	{ "illumos", map_file, ENXIO, EOVERFLOW,
	    "the offset is beyond what the object can have" },
	{ "illumos", lock, EPERM, EPERM,
	    "locking needs the privilege PRIV_PROC_LOCK_MEMORY" },
	{ "illumos", inherit_private_shared, 0, ENOTSUP,
	    "this kernel has no such inheritance" },
	{ "cygwin", protect_file, EINVAL, EACCES,
	    "the mode of the descriptor forbids it" },
	{ "cygwin", map_unzeroed, EACCES, ENOMEM,
	    "what was there before cannot be zeroed" },
	{ "linux-4.4", map_within_untold, 0, ENOMEM, "no gap probed in that range" },
	{ "linux-4.4", map_refused, ENOMEM, ENOMEM,
	    "there is a gap, but a limit or the lack of memory forbids it" },
	{ "linux-4.4", map_file_exec, EPERM, EACCES,
	    "the mount or a policy forbids execution" },
	{ "haiku", protect_file, EPERM, EACCES,
	    "the mode of the descriptor forbids it" },
	{ "linux-4.4", inherit_private_shared, 0, ENOTSUP,
	    "private memory stays private" },
	{ 0, grow_vvar, 0, ENOTSUP, "memory of a device or of large pages" },
	{ 0, guard_vvar, 0, ENOTSUP, "not memory that can have guards" },
	{ 0, discard_vvar, 0, ENOTSUP, "not private anonymous memory" },
	{ 0, protect_vvar, 0, EACCES,
	    "the object, its mount or a policy forbids execution" },
	{ 0, unmap_beyond, 0, ENOMEM, "beyond the address space" },
	{ 0, unmap_part_of_vvar, 0, EINVAL,
	    "part of a large page, or of what the kernel keeps whole" },
	{ 0, map_over_part_of_vvar, 0, EINVAL,
	    "part of a large page, or of what the kernel keeps whole" },
	{ "linux-4.4", inherit_zero, 0, ENOTSUP,
	    "this kernel has no zeroing inheritance" },
	{ "linux-2.2", populate_write_only, 0, ENOTSUP,
	    "this kernel populates nothing that is not readable" },
	{ "linux-2.2", punch_appending, 0, ENOTSUP,
	    "an appending descriptor writes elsewhere" },
	{ "linux-2.2", punch_refused, ENXIO, ENODEV,
	    "the object takes no bytes" },
	{ "linux-2.2", punch_refused, EOVERFLOW, EOVERFLOW,
	    "the file is larger than the system can say" },
	{ "linux-2.2", punch_refused, EACCES, EPERM, "the object is sealed" },
	{ "linux-4.4", discard_file, 0, ENOTSUP,
	    "a file map, or memory of large pages, is not discarded" },
	{ "cygwin", discard_private_of_shared, 0, ENOTSUP,
	    "not private memory" },
	{ "hostile", region_at, 0, ENOTSUP,
	    "nobody here tells of this process's memory" },
	{ "qemu-user", conceal, 0, ENOTSUP,
	    "this kernel takes advice and does nothing" },
	{ "linux-4.4", conceal_refused, ENOMEM, ENOMEM,
	    "no memory, a limit, or too many mappings: see vm.max_map_count" },
	{ "linux-4.4", conceal_refused, EAGAIN, ENOMEM,
	    "no memory, a limit, or too many mappings: see vm.max_map_count" },
	{ 0, map_aligned_late, 0, ENOMEM, "other threads were faster" },
	{ 0, map_within_late, 0, ENOMEM, "other threads were faster" },
	{ "aix", map_over_late, 0, ENOMEM,
	    "another thread mapped there meanwhile" },
	{ "aix", mirror_late, 0, ENOMEM, "other threads were faster each time" },
	{ 0, list_what_grows, 0, ENOMEM,
	    "the map grows faster than it is read" },
	{ "linux-4.4", map_where_it_likes, 0, ENOMEM,
	    "it is free, but this kernel maps nothing there" },
	{ "cygwin", map_nothing_at_0, 0, ENOMEM,
	    "this kernel maps nothing there" },
	{ 0, map_within_refused, ENOMEM, ENOMEM,
	    "the kernel refuses each gap of that size there" },
	{ "freebsd-15", map_charged, ENOMEM, ENOMEM,
	    "more memory than may be committed" },
	{ 0, map_charged, ENOMEM, ENOMEM,
	    "more than may be committed: see vm.overcommit_memory" },
	{ 0, protect_uncharged, ENOMEM, ENOMEM,
	    "too many mappings: see vm.max_map_count" },
	{ 0, map_tagged_file, EINVAL, ENOTSUP,
	    "memory of this kind has no tags" },
	{ 0, mirror_tagged_file, EINVAL, ENOTSUP,
	    "memory of this kind has no tags" },
	{ 0, protect_tagged_file, EINVAL, ENOTSUP,
	    "memory of this kind has no tags" },
	{ 0, map_tagged_without, 0, ENOTSUP,
	    "this kernel or processor has no such protection" },
	{ 0, mirror_uncoloured, EINVAL, EINVAL, "this processor's cache wants "
	    "a longer view: a multiple of SHMLBA" },
	{ 0, mirror_file_uncoloured, EINVAL, EINVAL, "this processor's cache "
	    "wants an offset and a length that are multiples of SHMLBA" },
	{ 0, unguard_for_good, EPERM, ENOTSUP,
	    "the kernel does not lift its guards any more" },
	{ "linux-2.2", punch_to_no_end, 0, ENOSPC,
	    "the object takes no more bytes" },
	{ "haiku", discard, 0, ENOTSUP,
	    "the kernel does not tell what memory it is" },
};

static int told(void *entry)
{
	const struct why *w = entry;
	int failed;

	if (w->kernel)
		um_sim_enter(um_sim_named(w->kernel));
	else if (!vvar())
		return CANNOT;
	given = w->given;
	errno = 0;
	failed = w->fails();
	if (failed == CANNOT)
		return CANNOT;
	if (failed && errno == w->err
	    && strcmp(um_why(), w->sentence) == 0)
		return 0;
	diag("errno %d, \"%s\"", errno, um_why());
	return 1;
}

int main(void)
{
	size_t i;

	plan(0);
	if (um_kernel.family != &um_family_linux || is_simulated() || *under())
		skip_all("other kernels are simulated on Linux alone");
	for (i = 0; i < sizeof whys / sizeof *whys; i++) {
		const char *kernel = whys[i].kernel ? whys[i].kernel : "here";
		const int got = in_child(told, (void *)(uintptr_t)&whys[i]);

		if (got == CANNOT)
			skip(1, "[vvar] in the map that keeps its pages, guards "
			    "of the kernel's, or a compiler that can touch");
		else
			is_int(got, 0, "%s: \"%s\"", kernel,
			    whys[i].sentence);
	}
	return done();
}
