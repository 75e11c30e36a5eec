/* The parts that know no kernel, on what is made up for them: walks of chains,
 * what errno means, gaps. */
#include "tap.h"
#include "counting.h"

#include <stdlib.h>

/* ---- walks --------------------------------------------------------------- */

/* What each way says, 0 is success, and how often it was asked. */
static int says[3], asked[3];
static enum um_reason reason;	/* of what the first says */

static int way(int i)
{
	asked[i]++;
	if (!says[i])
		return 0;
	return reason && i == 0 ? um_say(says[i], reason)
	    : (errno = says[i], -1);
}

static int go_first(void *request)
{
	(void)request;
	return way(0);
}

static int go_second(void *request)
{
	(void)request;
	return way(1);
}

static int go_third(void *request)
{
	(void)request;
	return way(2);
}

static const struct um_way ways[] = {
	{ "first", UM_NATIVE, 0, go_first },
	{ "second", UM_NATIVE, 0, go_second },
	{ "third way", UM_EMULATED, 0, go_third },
	{ 0, 0, 0, 0 }
};

static int plain_says;

static int plain(const struct um_way *tried)
{
	(void)tried;
	errno = plain_says;
	return plain_says ? -1 : 0;
}

enum { NO_PLAIN = -1 };

/* The number of the way that a walk takes, with 10 for each that was asked;
 * -1 and errno.  *taken: what is remembered then, -1 nothing. */
static int walk(int before, int strict, int first, int plainly, int *taken)
{
	static struct um_chain chain;
	int i, failed, which = 0;

	chain.ways = ways;
	chain.taken = before < 0 ? 0 : &ways[before];
	for (i = 0; i < 3; i++)
		says[i] = asked[i] = 0;
	says[0] = first;
	plain_says = plainly;
	failed = plainly == NO_PLAIN ? um_walk(&chain, 0, strict)
	    : um_walk_settled(&chain, 0, strict, plain);
	*taken = chain.taken ? (int)(chain.taken - ways) : -1;
	for (i = 0; i < 3; i++)
		which += 10 * asked[i] + (asked[i] ? i : 0);
	return failed ? -1 : which;
}

static const struct trial {
	const char *what;
	int before, strict, says, plain;	/* plain: NO_PLAIN, 0 or errno */
	int wanted, err, taken;	/* what walk gives; errno if that is -1 */
} trials[] = {
	{ "a way that works is taken", -1, 0, 0, NO_PLAIN, 10, 0, 0 },
	{ "what the kernel lacks is given up",
	    -1, 0, ENOSYS, NO_PLAIN, 21, 0, 1 },
	{ "also when it had worked", 0, 0, ENOSYS, NO_PLAIN, 21, 0, 1 },
	{ "also where the caller is to be told",
	    -1, 1, ENOSYS, NO_PLAIN, 21, 0, 1 },
	{ "what a filter refuses is given up",
	    -1, 0, EPERM, NO_PLAIN, 21, 0, 1 },
	{ "unless the caller is to be told",
	    -1, 1, EPERM, NO_PLAIN, -1, EPERM, -1 },
	{ "a way that never worked says EINVAL: it is not there",
	    -1, 0, EINVAL, NO_PLAIN, 21, 0, 1 },
	{ "one that has worked says it of the request",
	    0, 0, EINVAL, NO_PLAIN, 21, 0, 0 },
	{ "which the caller is to be told", 0, 1, EINVAL, NO_PLAIN,
	    -1, EINVAL, 0 },
	{ "ENOTSUP is about the request", -1, 0, ENOTSUP, NO_PLAIN,
	    21, 0, -1 },
	{ "also of a way that has worked", 0, 0, ENOTSUP, NO_PLAIN,
	    21, 0, 0 },
	{ "ENOTSUP of a strict walk is the answer", -1, 1, ENOTSUP, NO_PLAIN,
	    -1, ENOTSUP, -1 },
	{ "a limit ends the walk", -1, 0, ENOMEM, NO_PLAIN, -1, ENOMEM, -1 },
	{ "and so does a lack of descriptors", -1, 0, EMFILE, NO_PLAIN,
	    -1, EMFILE, -1 },
	{ "a plain request that is granted: EPERM is the answer",
	    -1, 1, EPERM, 0, -1, EPERM, 0 },
	{ "one that is refused: it is about the way",
	    -1, 1, EPERM, EPERM, 21, 0, 1 },
	{ "one that a limit stops tells nothing",
	    -1, 1, EPERM, ENOMEM, -1, ENOMEM, -1 },
	{ "EINVAL of a way that works otherwise is about the request",
	    -1, 0, EINVAL, 0, 21, 0, 0 },
	{ "EINVAL of a strict walk is the answer", -1, 1, EINVAL, 0,
	    -1, EINVAL, 0 },
	{ "also when it had worked", 0, 1, EINVAL, 0, -1, EINVAL, 0 },
	{ "EINVAL of one that does not work is about the way",
	    -1, 1, EINVAL, EINVAL, 21, 0, 1 }
};

static void test_walks(void)
{
	size_t i;

	for (i = 0; i < sizeof trials / sizeof *trials; i++) {
		const struct trial *t = &trials[i];
		int taken, got = walk(t->before, t->strict, t->says, t->plain,
		    &taken);
		const int err = errno;

		if (!ok(got == t->wanted && taken == t->taken
		    && (got >= 0 || err == t->err), "%s", t->what))
			diag("got %d, errno %d, remembered %d", got, err,
			    taken);
	}
}

static void test_disabled(void)
{
	int taken;

	setenv("UNIMAP_DISABLE", "firstborn,second", 1);
	is_int(walk(-1, 0, 0, NO_PLAIN, &taken), 10,
	    "a longer name disables no way");
	setenv("UNIMAP_DISABLE", "second, first", 1);
	is_int(walk(-1, 0, 0, NO_PLAIN, &taken), 12,
	    "names between commas and blanks do");
	setenv("UNIMAP_DISABLE", "first,second,third way", 1);
	ok(walk(-1, 0, 0, NO_PLAIN, &taken) < 0 && errno == ENOTSUP,
	    "no way left is ENOTSUP");
	unsetenv("UNIMAP_DISABLE");
}

/* ---- what errno means ---------------------------------------------------- */

static const char *why_of(int err, unsigned in, unsigned of)
{
	errno = err;
	um_fail_as(in, of);
	return um_why();
}

static void test_reasons(void)
{
	const enum um_reason said = UM_WHY_COPY_PANICS;
	const char *mine;
	int taken;

	um_fail(0, said);
	mine = um_why();
	um_say(EPERM, said);
	ok(why_of(EPERM, UM_IN_MADVISE, 0) == mine,
	    "what was said of an errno is the reason");
	um_say(EPERM, said);
	ok(why_of(ENODEV, UM_IN_MMAP, 0) != mine, "of that errno alone");
	um_say(EPERM, said);
	um_invalid(UM_WHY_FLAG);
	ok(why_of(EPERM, UM_IN_MADVISE, 0) != mine,
	    "and in that call alone");
	setenv("UNIMAP_DISABLE", "second,third way", 1);
	reason = said;
	ok(walk(-1, 0, EPERM, NO_PLAIN, &taken) < 0 && errno == ENOTSUP
	    && why_of(errno, UM_IN_MADVISE, 0) == mine,
	    "what the last way said is the reason why there is none");
	reason = UM_WHY_NOTHING;
	unsetenv("UNIMAP_DISABLE");
}

static const struct meaning {
	int says;
	unsigned in, of;
	int means;
} meanings[] = {
	{ EINVAL, UM_IN_MMAP, UM_OF_FILE | UM_OF_FAR, EOVERFLOW },
	{ EINVAL, UM_IN_MMAP, UM_OF_ANON, ENOMEM },
	{ EINVAL, UM_IN_MUNMAP, 0, ENOMEM },
	{ EINVAL, UM_IN_MADVISE, 0, ENOTSUP },
	{ EIO, UM_IN_MMAP, UM_OF_FILE, ENODEV },
	{ EIO, UM_IN_MADVISE, 0, EIO },
	{ EFAULT, UM_IN_MINCORE, 0, EFAULT },
	{ EFAULT, UM_IN_MADVISE, 0, ENOMEM },
	{ EMFILE, UM_IN_MADVISE, 0, ENOMEM },
	{ ENFILE, UM_IN_MMAP, UM_OF_ANON, ENOMEM },
	{ ENOSPC, UM_IN_MSYNC, 0, ENOSPC },
	{ ENOSPC, UM_IN_MADVISE, 0, ENOSPC },
	{ ENOSPC, UM_IN_MMAP, UM_OF_ANON, ENOMEM },
	{ EAGAIN, UM_IN_MLOCK, 0, EAGAIN },
	{ EAGAIN, UM_IN_MADVISE, 0, ENOMEM },
	{ EBUSY, UM_IN_MSYNC, 0, EBUSY },
	{ EBUSY, UM_IN_MPROTECT, 0, ENOMEM },
	{ EPERM, UM_IN_MINCORE, 0, ENOTSUP },
	{ EACCES, UM_IN_MSYNC, 0, ENOTSUP },
	{ ENOSYS, UM_IN_MADVISE, 0, ENOTSUP },
	{ EOPNOTSUPP, UM_IN_MADVISE, 0, ENOTSUP },
	{ EPERM, UM_IN_MLOCK, 0, EAGAIN },
	{ EPERM, UM_IN_MMAP, UM_OF_FILE | UM_OF_EXEC, EACCES },
	{ EACCES, UM_IN_MPROTECT, UM_OF_EXEC, EACCES },
	{ ENOMEM, UM_IN_MPROTECT, 0, ENOMEM }
};

/* A word of one family's. */
static const struct {
	const struct um_family *family;
	struct meaning word;
} words[] = {
	{ &um_family_netbsd, { EINVAL, UM_IN_MLOCK, 0, ENOMEM } },
	{ &um_family_freebsd, { ENOTSUP, UM_IN_MPROTECT, 0, EACCES } },
	{ &um_family_darwin, { EINVAL, UM_IN_MINHERIT, 0, ENOMEM } },
	{ &um_family_openbsd, { EINVAL, UM_IN_MADVISE, 0, ENOMEM } },
	{ &um_family_svr4, { EAGAIN, UM_IN_MMAP, UM_OF_ANON, ENOMEM } }
};

static void test_words(void)
{
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].family == um_kernel.family) {
			why_of(words[i].word.says, words[i].word.in,
			    words[i].word.of);
			is_int(errno, words[i].word.means,
			    "an errno of this family's own is understood");
		}
}

static void test_meanings(void)
{
	size_t i;

	if (um_kernel.family != &um_family_linux) {
		skip(1, "Linux' words for it");
		return;
	}
	for (i = 0; i < sizeof meanings / sizeof *meanings; i++) {
		const struct meaning *m = &meanings[i];

		why_of(m->says, m->in, m->of);
		if (errno != m->means || !*um_why())
			break;
	}
	if (!ok(i == sizeof meanings / sizeof *meanings,
	    "each errno means what the contract has for it"))
		diag("number %d: errno %d, %s", (int)i, errno, um_why());
}

/* ---- ranges, undoing --------------------------------------------------------- */

static void test_ranges(void)
{
	const uintptr_t last = UINTPTR_MAX & ~(uintptr_t)(page() - 1);
	struct um_range range;

	ok(um_range_of((void *)(last - page()), page() + 1, &range) == 1
	    && range.addr == last - page() && range.len == 2 * page(),
	    "a range goes to the last address");
	fails(um_range_of((void *)last, page() + 1, &range) < 0, ENOMEM,
	    "and not beyond");
	fails(um_range_of((void *)(last + 1 - page() / 2), 1, &range) < 0,
	    EINVAL, "it begins where a page does");
	fails(um_range_of((void *)1, 0, &range) < 0, EINVAL,
	    "also if it is empty");
	is_int(um_range_of((void *)last, 0, &range), 0,
	    "an empty one is nothing");
}

static int no_munmap(void *addr, size_t len)
{
	(void)addr;
	(void)len;
	errno = EFAULT;
	return -1;
}

static void test_undoing(void)
{
	void *p = um_mmap(0, um_granularity(), PROT_READ,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	struct census before;
	int told = census_told();

	if (told)
		census(&before);
	(void)um_madvise_honest();
	(void)um_madvise(p, um_granularity(), UM_ADV_CONCEAL);
	(void)um_madvise(p, um_granularity(), UM_ADV_REVEAL);
	if (told)
		ok(census_same(&before), "what is asked once leaves nothing");
	else
		skip(1, "a map that shows nothing but the program's own");
	um_kernel.sys.munmap = no_munmap;
	errno = 4711;
	um_undo((uintptr_t)&before, 1);
	is_int(errno, 4711, "undoing leaves errno alone");
	um_kernel.sys.munmap = real_sys.munmap;
}

/* ---- areas ------------------------------------------------------------------ */

static uintptr_t seen[8];
static int areas;

static int see(const struct um_area *area, void *closure)
{
	(void)closure;
	if (areas < 4) {
		seen[2 * areas] = area->start;
		seen[2 * areas + 1] = area->end;
	}
	areas++;
	return 0;
}

/* Of [10, 20) without the range. */
static int outside(uintptr_t start, uintptr_t end)
{
	struct um_area area;
	struct um_range range;

	memset(&area, 0, sizeof area);
	area.start = 10 * page();
	area.end = 20 * page();
	range.addr = start * page();
	range.len = (end - start) * page();
	areas = 0;
	um_area_outside(&area, &range, see, 0);
	return areas;
}

static int is_seen(int i, uintptr_t start, uintptr_t end)
{
	return seen[2 * i] == start * page() && seen[2 * i + 1] == end * page();
}

static void test_outside(void)
{
	ok(outside(12, 14) == 2 && is_seen(0, 10, 12) && is_seen(1, 14, 20),
	    "what is not shown leaves two parts");
	ok(outside(5, 12) == 1 && is_seen(0, 12, 20)
	    && outside(18, 25) == 1 && is_seen(0, 10, 18),
	    "or leaves one part");
	ok(outside(10, 20) == 0 && outside(5, 25) == 0, "or leaves no part");
	ok(outside(5, 10) == 1 && is_seen(0, 10, 20)
	    && outside(20, 25) == 1 && is_seen(0, 10, 20)
	    && outside(12, 12) == 1 && is_seen(0, 10, 20), "or all of it");
}

static struct stat zero;	/* of what is at /dev/zero */

static int fstat_zero(int fd, struct stat *status)
{
	(void)fd;
	*status = zero;
	return 0;
}

static int open_null(const char *path, int flags, mode_t mode)
{
	(void)path;
	return real_sys.open("/dev/null", flags, mode);
}

/* The kind of a private map that says it is of /dev/zero. */
static enum um_kind kind_at(uint64_t device, uint64_t inode)
{
	struct um_area area;

	memset(&area, 0, sizeof area);
	area.kind = UM_KIND_CLAIMED;
	area.device = device;
	area.inode = inode;
	return um_area_settle(&area) < 0 ? UM_KIND_UNTOLD : area.kind;
}

static void test_claims(void)
{
	um_kernel.sys.open = open_null;
	um_kernel.sys.fstat = fstat_zero;
	memset(&zero, 0, sizeof zero);
	zero.st_mode = S_IFCHR | 0666;
	zero.st_rdev = 0x105;
	zero.st_dev = 6;
	zero.st_ino = 5;
	is_int(kind_at(6, 5), UM_KIND_ANON, "a map of /dev/zero is memory");
	ok(kind_at(6, 4) == UM_KIND_FILE && kind_at(7, 5) == UM_KIND_FILE,
	    "one of another file of that name is not");
	zero.st_rdev = 0x103;
	is_int(kind_at(6, 5), UM_KIND_FILE, "nor one of another device");
	zero.st_rdev = 0x105;
	zero.st_mode = S_IFREG | 0666;
	is_int(kind_at(6, 5), UM_KIND_FILE, "nor one of no device");
	um_kernel.sys = real_sys;
}

/* ---- causes ------------------------------------------------------------------ */

static void test_causes(void)
{
	const int fd = temporary_file(page());
	struct census before;
	struct um_request r;
	void *p = um_mmap(0, um_granularity(), PROT_READ,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	if (census_told())
		census(&before);
	um_request_fixed(&r, (uintptr_t)p, um_granularity(), PROT_READ,
	    UM_MAP_PRIVATE);
	um_fail(0, UM_WHY_NOTHING);
	errno = EPERM;
	um_find_cause_there(&r);
	if (!map_is_told())
		skip(2, "this kernel does not show its map");
	else {
		ok(um_said() && errno == EPERM,
		    "EPERM where something is mapped is a seal");
		um_fail(0, UM_WHY_NOTHING);
		errno = EACCES;
		um_find_cause_there(&r);
		ok(!um_said() && errno == EACCES,
		    "EACCES where something is mapped is no seal");
	}
	/* Of 32 bits half is to be had. */
	um_request_pages(&r, 0, SIZE_MAX / um_granularity() * um_granularity()
	    - um_granularity(), PROT_READ, UM_MAP_PRIVATE);
	r.flags &= ~UM_MAP_ANON;
	r.fd = fd;
	um_fail(0, UM_WHY_NOTHING);
	errno = EINVAL;
	um_find_cause(&r);
	is_int(errno, ENOMEM, "EINVAL of what is longer than all room is "
	    "about that");
	r.len = um_granularity();
	errno = EINVAL;
	um_find_cause(&r);		/* it can be mapped */
	r.fd = open("/dev/null", O_WRONLY);
	errno = EINVAL;
	um_find_cause(&r);		/* it cannot, though there is room */
	ok(census_same(&before), "what is tried for it is gone");
	um_fail(0, UM_WHY_NOTHING);
	errno = EACCES;
	um_find_cause(&r);
	ok(um_said() && strstr(why_of(EACCES, UM_IN_MMAP, UM_OF_FILE),
	    "not open for reading"), "EACCES may be of the descriptor's mode");
	close(r.fd);
	um_fail(0, UM_WHY_NOTHING);
	um_munmap(p, um_granularity());
	close(fd);
}

/* ---- wishes and holes ---------------------------------------------------------- */

static int flags_seen;

static void *mmap_seen(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	flags_seen |= flags;
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

static int flags_of(int flags)
{
	void *p;

	flags_seen = 0;
	um_kernel.sys.mmap = mmap_seen;
	p = um_mmap(0, um_granularity(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | flags, -1, 0);
	um_kernel.sys.mmap = real_sys.mmap;
	if (p != MAP_FAILED)
		um_munmap(p, um_granularity());
	return flags_seen;
}

static void test_wishes(void)
{
	const struct um_numbers *n = &um_kernel.numbers;

	fails(um_mmap(0, um_granularity(), PROT_READ, UM_MAP_PRIVATE
	    | UM_MAP_SHARED | UM_MAP_ANON, -1, 0) == MAP_FAILED, EINVAL,
	    "shared and private is EINVAL");

	ok((flags_of(UM_MAP_NORESERVE) & n->map_noreserve) == n->map_noreserve
	    && (flags_of(UM_MAP_POPULATE) & n->map_populate)
	    == n->map_populate, "the kernel is told of what is wished for");
	ok(!(flags_of(UM_MAP_POPULATE | UM_MAP_ALIGNED(28))
	    & n->map_populate), "what is to be cut is not populated before");
}

static int says_einval(void *addr, size_t len, int advice)
{
	(void)addr;
	(void)len;
	(void)advice;
	errno = EINVAL;
	return -1;
}

static int says_enomem(void *addr, size_t len, unsigned char *vec)
{
	(void)addr;
	(void)len;
	(void)vec;
	errno = ENOMEM;
	return -1;
}

static int refuse(const struct um_area *area, void *closure)
{
	(void)area;
	(void)closure;
	return um_unable(UM_WHY_NO_WAY);
}

static void test_holes(void)
{
	const unsigned habits = um_kernel.family->habits;
	const size_t len = um_granularity();
	struct um_range range;
	int failed;
	void *p = um_mmap(0, len, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
	    0);

	range.addr = (uintptr_t)p;
	range.len = len;
	if (!regions_are_told() || (habits & UM_ASKING_MAY_KILL))
		skip(2, "a map that may be asked for");
	else {
		ok(um_areas_if_told(&range, refuse, 0) < 0
		    && errno == ENOTSUP, "what is told and refused is refused");
		if (um_kernel.sys.mincore)
			um_kernel.sys.mincore = says_enomem;
		is_int(um_whole(&range), 1,
		    "the map knows better than mincore");
		um_kernel.sys.mincore = real_sys.mincore;
	}
	um_munmap(p, len);
	if (!um_kernel.sys.madvise || um_whole(&range) != 0) {
		skip(1, "madvise, and a hole");
		return;
	}
	um_kernel.sys.madvise = says_einval;
	failed = um_madvise(p, len, UM_ADV_WILLNEED);
	um_kernel.sys.madvise = real_sys.madvise;
	ok(habits & UM_MADVISE_HOLE_IS_EINVAL ? failed && errno == ENOMEM
	    : !failed, "EINVAL of a wish is about a hole where a kernel "
	    "says so");
}

/* ---- gaps ------------------------------------------------------------------ */

static uintptr_t unit;

static uintptr_t take(size_t units, size_t align, unsigned spot)
{
	struct um_request r;
	uintptr_t at = 0;

	um_request_pages(&r, 0, units * unit, PROT_NONE, UM_MAP_PRIVATE);
	um_request_widest(&r);
	r.align = align * unit;
	r.spot = spot;
	return um_gap_take(&r, &at) ? at / unit : 0;
}

static void give(uintptr_t start, uintptr_t end)
{
	um_gap_give(start * unit, end * unit);
}

static void forget(void)
{
	um_gap_forget(0, UINTPTR_MAX, 1);
}

static void test_gaps(void)
{
	unit = um_granularity();
	forget();
	is_int((long)take(1, 1, 0), 0, "nothing is remembered");
	give(16, 32);
	give(64, 80);
	ok(take(1, 1, 0) == 16 && take(1, 1, 0) == 17, "the lowest is taken");
	ok(take(1, 1, UM_PLACE_TOP) == 79 && take(1, 1, UM_PLACE_TOP) == 78,
	    "or the highest");
	is_int((long)take(15, 1, 0), 0, "none is larger than it is");
	forget();
	is_int((long)take(1, 1, 0), 0, "what is forgotten is not taken");
	give(1, 33);
	is_int((long)take(2, 32, 0), 0,
	    "what is aligned does not reach beyond the end");
	is_int((long)take(1, 32, 0), 32,
	    "what is aligned reaches just to the end");
	forget();
	give(16, 32);
	give(32, 48);
	give(20, 40);
	ok(take(32, 1, 0) == 16 && take(1, 1, 0) == 0,
	    "gaps that touch are one, and what is seen twice is there once");
	forget();
}

int main(void)
{
	plan(0);
	test_undoing();			/* before it was asked */
	test_ranges();
	test_walks();
	test_disabled();
	test_reasons();
	test_meanings();
	test_words();
	test_wishes();
	test_holes();
	test_gaps();
	test_outside();
	test_claims();
	test_causes();
	return done();
}
