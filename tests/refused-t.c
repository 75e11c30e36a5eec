/* Kernels that refuse: each call that unimap has a way around is answered
 * ENOSYS or EPERM by a filter, from the start or after it worked; and limits.
 * Every public call then gives the right answer by another way or its
 * documented errno with a true reason, and nothing is left behind.
 * FAULT_STEP=n: only every nth filter. */
#include "battery.h"
#include "counting.h"
#include "filter.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { RW = PROT_READ | PROT_WRITE };

static void *map(size_t len, int flags)
{
	return um_mmap(0, len, RW, flags, -1, 0);
}

static void test_refusal(int (*test)(void *), void *argument, const char *what)
{
	const int status = in_child(test, argument);

	if (status == CANNOT)
		skip(1, "not here: %s", what);
	else
		is_int(status, 0, "%s", what);
}

#ifdef __linux__

/* ---- what is refused, and what it may cost ----------------------------- */

#define CALL(number) { number, 0, 0, 0 }
#define NO_MEMFD CALL(NUMBER_MEMFD)
#define OPENS CALL(__NR_openat), CALL(NUMBER_OPEN)
#define SHARED_ANON { NUMBER_MMAP, 3, \
	MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS, MAP_SHARED | MAP_ANONYMOUS }
#define PRIVATE_ANON { NUMBER_MMAP, 3, \
	MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, MAP_PRIVATE | MAP_ANONYMOUS }
#define ADVICE(number) { __NR_madvise, 2, ~0u, number }
#define PROCMAP_QUERY { __NR_ioctl, 1, 0xffffu, 0x6611u }
#define BIT BATTERY_BIT

#define CONCEALS (BIT(CONCEAL) | BIT(NEW_CONCEAL))
#define INHERITS (BIT(INHERIT_NONE) | BIT(INHERIT_ZERO))
/* What has to know the map of the address space. */
#define KNOWS (BIT(DISCARD_SHARED) | BIT(GROW) \
	| BIT(POPULATE_READ) | BIT(POPULATE_WRITE))
/* Shared memory, and what is tried on it. */
#define SHARES (BIT(SHARED) | BIT(ALIGNED) | BIT(DISCARD_SHARED) | BIT(SHRINK) \
	| BIT(MIRROR))
#define OBJECTS (BIT(MEMFD) | BIT(ALLOCATE) | BIT(EXEC))

enum { MOST = 5, ENOUGH_ERRNOS = 3 };

static const struct kind {
	const char *name;
	struct refusal calls[MOST];	/* ended by a number of 0 */
	int errnos[ENOUGH_ERRNOS];
	unsigned long may_fail, must_fail;
} kinds[] = {
	{ "memfd_create", { NO_MEMFD }, { ENOSYS, EPERM }, 0, 0 },
	{ "shared anonymous mmap", { SHARED_ANON }, { ENOSYS, EPERM }, 0, 0 },
	{ "shared anonymous mmap and memfd_create", { SHARED_ANON, NO_MEMFD },
	    { ENOSYS, EPERM }, 0, 0 },
	{ "memfd_create and every open", { NO_MEMFD, OPENS },
	    { ENOSYS, EPERM, EACCES }, KNOWS, OBJECTS | BIT(NAMED) },
	{ "memfd_create, every open and mremap", { NO_MEMFD, OPENS,
	    CALL(__NR_mremap) }, { ENOSYS, EPERM }, KNOWS,
	    OBJECTS | BIT(NAMED) | BIT(MIRROR) },
	{ "memfd_create, every open and MADV_GUARD_INSTALL", { NO_MEMFD,
	    OPENS, ADVICE(102) }, { ENOSYS, EPERM }, KNOWS,
	    OBJECTS | BIT(NAMED) },
	{ "memfd_create and mremap", { NO_MEMFD, CALL(__NR_mremap) },
	    { ENOSYS, EPERM }, 0, 0 },
	{ "fallocate", { CALL(__NR_fallocate) }, { ENOSYS, EPERM, EACCES },
	    0, 0 },
	{ "shared anonymous mmap and ftruncate", { SHARED_ANON,
	    CALL(__NR_ftruncate), CALL(NUMBER_FTRUNCATE64) }, { ENOSYS, EPERM },
	    BIT(POPULATE_READ), OBJECTS },
	{ "shared anonymous mmap, memfd_create and every open", { SHARED_ANON,
	    NO_MEMFD, OPENS }, { ENOSYS, EPERM, EACCES },
	    KNOWS, SHARES | OBJECTS | BIT(NAMED) },
	/* It is of /dev/zero then, which Linux does not zero for children. */
	{ "private anonymous mmap", { PRIVATE_ANON }, { ENOSYS, EPERM },
	    BIT(INHERIT_ZERO), 0 },
	{ "MAP_FIXED_NOREPLACE", { { NUMBER_MMAP, 3, 0x100000, 0x100000 } },
	    { ENOSYS, EPERM }, BIT(PLACES), 0 },
	/* Guards that were put down so before are lifted by nothing else. */
	{ "madvise", { CALL(__NR_madvise) }, { ENOSYS, EPERM, EACCES },
	    CONCEALS | INHERITS | BIT(GUARD), 0 },
	{ "MADV_DONTNEED", { ADVICE(4) }, { ENOSYS, EPERM }, 0, 0 },
	{ "MADV_FREE", { ADVICE(8) }, { ENOSYS, EPERM }, 0, 0 },
	{ "MADV_REMOVE", { ADVICE(9) }, { ENOSYS, EPERM }, 0, 0 },
	{ "MADV_DONTFORK", { ADVICE(10) }, { ENOSYS, EPERM },
	    BIT(INHERIT_NONE), 0 },
	{ "MADV_WIPEONFORK", { ADVICE(18) }, { ENOSYS, EPERM },
	    BIT(INHERIT_ZERO), 0 },
	{ "MADV_DONTDUMP", { ADVICE(16) }, { ENOSYS, EPERM }, CONCEALS, 0 },
	{ "MADV_POPULATE_READ and _WRITE", { ADVICE(22), ADVICE(23) },
	    { ENOSYS, EPERM }, 0, 0 },
	{ "those and memfd_create", { ADVICE(22), ADVICE(23), NO_MEMFD },
	    { ENOSYS, EPERM }, 0, 0 },
	{ "mremap", { CALL(__NR_mremap) }, { ENOSYS, EPERM }, 0, 0 },
	{ "mincore", { CALL(__NR_mincore) }, { ENOSYS, EPERM }, BIT(MINCORE),
	    0 },
	{ "PROCMAP_QUERY", { PROCMAP_QUERY }, { ENOSYS, EPERM, EACCES }, 0,
	    0 },
	{ "every open", { OPENS }, { ENOSYS, EPERM, EACCES },
	    KNOWS, BIT(NAMED) },
	{ "every open and mincore", { OPENS, CALL(__NR_mincore) },
	    { ENOSYS, EPERM, EACCES }, KNOWS | BIT(MINCORE), BIT(NAMED) },
	{ "every open and mremap", { OPENS, CALL(__NR_mremap) },
	    { ENOSYS, EPERM }, KNOWS, BIT(NAMED) },
	{ "every open and madvise", { OPENS, CALL(__NR_madvise) },
	    { ENOSYS, EPERM }, KNOWS | INHERITS | CONCEALS
	    | BIT(DISCARD_PRIVATE) | BIT(GUARD), BIT(NAMED) },
	{ "MADV_GUARD_INSTALL", { ADVICE(102) }, { ENOSYS, EPERM, EACCES }, 0,
	    0 },
	{ "PR_SET_VMA", { { __NR_prctl, 0, ~0u, 0x53564d41 } },
	    { ENOSYS, EPERM, EACCES }, 0, BIT(NAME) },
	{ "msync", { CALL(__NR_msync) }, { ENOSYS, EPERM }, BIT(SYNC), 0 },
	/* EPERM would mean that RLIMIT_MEMLOCK is 0. */
	{ "mlock", { CALL(__NR_mlock) }, { ENOSYS }, BIT(LOCK), 0 }
};

struct trial {
	const struct kind *kind;
	int err, warm;
};

static int filter(const struct trial *t)
{
	const struct refusal *r;

	for (r = t->kind->calls; r < t->kind->calls + MOST && r->number; r++)
		if (r->number > 0 && filter_refuse(r, t->err) < 0)
			return -1;
	return 0;
}

/* Of a C library without memfd_create and mremap an object is a file, and a
 * mirror is an object's.  With every open the map is refused too. */
static unsigned long without_objects(const struct kind *kind)
{
	const struct um_sys *sys = &um_kernel.sys;
	const int opens = (kind->must_fail & BIT(NAMED)) != 0;

	if (!(kind->must_fail & BIT(MEMFD)) && (sys->memfd_create || !opens))
		return 0;
	return OBJECTS | (sys->mremap ? 0 : BIT(MIRROR));
}

/* Of a C library without mremap memory grows in place by what is put behind
 * it. */
static unsigned long without_mremap(unsigned long may)
{
	return !um_kernel.sys.mremap && (may & BIT(PLACES)) ? BIT(GROW) : 0;
}

/* Without atomics nothing is touched. */
static unsigned long may_fail(const struct trial *t)
{
	const unsigned long may = t->kind->may_fail;

	return may | without_objects(t->kind) | without_mremap(may)
	    | (UM_CAN_TOUCH ? 0 : BATTERY_BIT(POPULATE_WRITE));
}

static int under_filter(void *trial)
{
	const struct trial *t = trial;
	int before;
	long mapped;

	if (t->warm)
		MUST(battery(0, 0) == 0);
	before = battery_descriptors();
	mapped = battery_mapped();
	if (filter(t) < 0 || filter_is_hidden(t->err))
		return CANNOT;
	MUST(battery(may_fail(t), t->kind->must_fail) == 0);
	MUST(battery(may_fail(t), t->kind->must_fail) == 0);
	MUST(battery_descriptors() == before);
	MUST(battery_mapped() == mapped);
	return 0;
}

static void try_kind(const struct kind *kind, int err, int warm)
{
	struct trial t;
	char what[160];
	const int before = battery_files();

	t.kind = kind;
	t.err = err;
	t.warm = warm;
	snprintf(what, sizeof what, "with %s refused by %s %s every call is "
	    "right or documented", kind->name, err == ENOSYS ? "ENOSYS"
	    : err == EPERM ? "EPERM" : "EACCES", warm ? "after it worked"
	    : "from the start");
	test_refusal(under_filter, &t, what);
	is_int(battery_files_left(before), 0, "and no file is left");
}

static const char *no_filters(void)
{
	if (is_simulated())
		return "filters are real Linux's";
	if (is_under("gvisor") || is_under("valgrind") || is_under("qemu")
	    || is_sanitized())
		return "the tests run under what needs these calls itself";
	return FILTER_ARCH ? 0 : "the AUDIT_ARCH of this architecture is not known";
}

static void test_filters(void)
{
	const char *why = no_filters(), *text = getenv("FAULT_STEP");
	size_t i;
	int k, step, turn = 0;

	if (why) {
		skip(1, "%s", why);
		return;
	}
	step = text && atoi(text) > 0 ? atoi(text) : 1;
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (k = 0; k < ENOUGH_ERRNOS && kinds[i].errnos[k]; k++) {
			if (turn++ % step)
				continue;
			try_kind(&kinds[i], kinds[i].errnos[k], 1);
			try_kind(&kinds[i], kinds[i].errnos[k], 0);
		}
}

#else

static void test_filters(void)
{
	skip(1, "seccomp is Linux's");
}

#endif

/* ---- limits ------------------------------------------------------------ */

static const struct rlimit *limit(size_t bytes)
{
	static struct rlimit both;

	both.rlim_cur = both.rlim_max = (rlim_t)bytes;
	return &both;
}

static int is_limited(void *p)
{
	return p == MAP_FAILED && errno == ENOMEM && *um_why()
	    && !strstr(um_why(), "not mapped");
}

#ifdef RLIMIT_DATA
enum { MUCH = 64 << 20 };

/* Linux counts private writable memory since 4.7, OpenBSD all that is
 * anonymous, others only the heap. */
static int no_data(void *unused)
{
	unsigned char *p = map(4 * page(), UM_MAP_PRIVATE | UM_MAP_ANON), *q;

	(void)unused;
	MUST(p != MAP_FAILED);
	memset(p, 0x51, 4 * page());
	if (setrlimit(RLIMIT_DATA, limit(16 * page())) < 0)
		return CANNOT;
	q = map(MUCH, UM_MAP_PRIVATE | UM_MAP_ANON);
	if (q != MAP_FAILED)
		return CANNOT;
	MUST(is_limited(q));
	MUST(is_limited(map(MUCH, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_ALIGNED(21))));
	MUST(is_limited(um_mremap(p, 4 * page(), MUCH, UM_MREMAP_MAYMOVE)));
	q = um_mmap(0, MUCH, PROT_NONE, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	MUST(q != MAP_FAILED);
	MUST(um_mprotect(q, MUCH, RW) < 0 && errno == ENOMEM && *um_why());
	/* OpenBSD counts it too, and what its list is read into, and does not
	 * see that a fixed map replaces as much. */
	if (um_kernel.sys.mmap(0, page(), RW, um_kernel.numbers.map_shared
	    | um_kernel.numbers.map_anon, -1, 0) == MAP_FAILED) {
		MUST(is_limited(map(page(), UM_MAP_SHARED | UM_MAP_ANON)));
		MUST(um_madvise(p, page(), UM_ADV_DISCARD) < 0
		    && is_limited(MAP_FAILED) && p[0] == 0x51);
		MUST(um_madvise(p, page(), UM_ADV_DISCARD_PRIVATE) < 0
		    && is_limited(MAP_FAILED) && p[0] == 0x51);
	} else {
		MUST(map(page(), UM_MAP_SHARED | UM_MAP_ANON) != MAP_FAILED);
		MUST(um_madvise(p, page(), UM_ADV_DISCARD) == 0 && p[0] == 0);
	}
	MUST(all_bytes(p + page(), 3 * page(), 0x51));
	return 0;
}
#endif

static void test_data(void)
{
#ifdef RLIMIT_DATA
	if (*under() || is_simulated())
		skip(1, "RLIMIT_DATA needs the bare kernel");
	else
		test_refusal(no_data, 0, "beyond RLIMIT_DATA private memory is "
		    "ENOMEM, and shared memory is still had");
#else
	skip(1, "no RLIMIT_DATA");
#endif
}

#ifdef RLIMIT_MEMLOCK
/* Root may lock what it wants. */
static int no_locks(void *bytes)
{
	const size_t most = *(const size_t *)bytes;
	unsigned char *p = map(64 * page(), UM_MAP_PRIVATE | UM_MAP_ANON);

	MUST(p != MAP_FAILED);
	memset(p, 0x35, 64 * page());
	if (setrlimit(RLIMIT_MEMLOCK, limit(most)) < 0
	    || (geteuid() == 0 && setuid(65534) < 0))
		return CANNOT;
	if (um_mlock(p, 64 * page()) == 0
	    || (kernel_is("dragonfly") && errno == EPERM))	/* root's */
		return CANNOT;
	MUST(errno == EAGAIN && strstr(um_why(), "RLIMIT_MEMLOCK"));
	MUST(um_munmap(p + page(), page()) == 0);
	MUST(um_mlock(p, 3 * page()) < 0);
	MUST(errno == ENOMEM && strstr(um_why(), "not mapped"));
	MUST(um_munlock(p, page()) == 0);
	MUST(most < page() || um_mlock(p, page()) == 0);
	MUST(all_bytes(p + 2 * page(), 62 * page(), 0x35));
	return 0;
}
#endif

static void test_locks(void)
{
#ifdef RLIMIT_MEMLOCK
	size_t none = 0, few = 8 * page();

	if (*under() || is_simulated()) {
		skip(2, "RLIMIT_MEMLOCK needs the bare kernel");
		return;
	}
	test_refusal(no_locks, &none, "with RLIMIT_MEMLOCK 0 um_mlock is EAGAIN "
	    "and names the limit");
	test_refusal(no_locks, &few, "beyond RLIMIT_MEMLOCK um_mlock is EAGAIN "
	    "and names the limit, but of a hole it is ENOMEM");
#else
	skip(2, "no RLIMIT_MEMLOCK");
#endif
}

/* Shared memory that is made of objects has a size like a file. */
static int no_file_size(void *unused)
{
	unsigned char *p;

	(void)unused;
	if (setrlimit(RLIMIT_FSIZE, limit(0)) < 0)
		return CANNOT;
	p = map(2 * page(), UM_MAP_SHARED | UM_MAP_ANON);
	MUST(is_limited(p) || (p != MAP_FAILED
	    && all_bytes(p, 2 * page(), 0)));
	return 0;
}

static void test_file_size(void)
{
	setenv("UNIMAP_DISABLE", "mmap MAP_SHARED|MAP_ANON", 1);
	test_refusal(no_file_size, 0, "beyond RLIMIT_FSIZE shared memory by an "
	    "object is had or is ENOMEM");
	unsetenv("UNIMAP_DISABLE");
}

#ifdef RLIMIT_AS
/* Ways that need more room for a moment than the call is for. */
static int no_space(void *unused)
{
	const int before = battery_descriptors();
	unsigned char *p = map(4 * page(), UM_MAP_PRIVATE | UM_MAP_ANON);
	unsigned char *s = map(4 * page(), UM_MAP_SHARED | UM_MAP_ANON);
	long mapped;
	int failed;

	(void)unused;
	MUST(p != MAP_FAILED && s != MAP_FAILED);
	memset(p, 0x19, 4 * page());
	memset(s, 0x19, 4 * page());
	/* What Linux has since 5.14 is asked once, on a new page. */
	MUST(um_madvise(p, page(), UM_ADV_POPULATE_READ) == 0);
	if (setrlimit(RLIMIT_AS, limit(page())) < 0)
		return CANNOT;
	if (um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0)
	    != MAP_FAILED)
		return CANNOT;
	mapped = battery_mapped();
	MUST(is_limited(map(page(), UM_MAP_SHARED | UM_MAP_ANON)));
	MUST(is_limited(map(page(), UM_MAP_SHARED | UM_MAP_ANON
	    | UM_MAP_ALIGNED(21))));
	failed = um_madvise(s, page(), UM_ADV_DISCARD);
	MUST(failed ? (errno == ENOMEM
	    || (errno == ENOTSUP && !shared_is_memory())) && s[0] == 0x19 && !strstr(um_why(), "not mapped") : s[0] == 0);
	failed = um_madvise(p, page(), UM_ADV_DISCARD);
	MUST(failed ? errno == ENOMEM && p[0] == 0x19
	    && !strstr(um_why(), "not mapped") : p[0] == 0);
	MUST(um_madvise(p, 4 * page(), UM_ADV_POPULATE_READ) == 0);
	MUST(all_bytes(p + page(), 3 * page(), 0x19)
	    && all_bytes(s + page(), 3 * page(), 0x19));
	MUST(um_mmap(p, page(), RW, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_FIXED, -1, 0) == p || errno == ENOMEM);
	MUST(battery_descriptors() == before);
	MUST(battery_mapped() == mapped);
	return 0;
}
#endif

static void test_space(const char *disable, const char *what)
{
#ifdef RLIMIT_AS
	if (*under() || is_simulated()) {
		skip(1, "RLIMIT_AS needs the bare kernel");
		return;
	}
	setenv("UNIMAP_DISABLE", disable, 1);
	test_refusal(no_space, 0, what);
	unsetenv("UNIMAP_DISABLE");
#else
	(void)disable;
	skip(1, "no RLIMIT_AS, not asked: %s", what);
#endif
}

/* ---- the number of mappings -------------------------------------------- */

enum { FEW = 16 };

/* Takes every mapping there can be; the pages are one mapping. */
static unsigned char *fill(size_t count)
{
	unsigned char *many = map(2 * count * page(), UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_NORESERVE);
	unsigned char *p = map(FEW * page(), UM_MAP_PRIVATE | UM_MAP_ANON);
	size_t filled;

	if (many == MAP_FAILED || p == MAP_FAILED)
		return 0;
	memset(p, 0x47, FEW * page());
	filled = fill_mappings(many, 2 * count);
	while (map(page(), UM_MAP_SHARED | UM_MAP_ANON) != MAP_FAILED)
		;
	return filled < 2 * count ? p : 0;
}

static int names_the_number(int err)
{
	return errno == err && strstr(um_why(), "number of mappings");
}

static int is_of_the_number(void *p)
{
	return why_is(p == MAP_FAILED, ENOMEM,
	    "no room: memory, addresses, a limit, too many mappings");
}

static int full_for_new(void *count)
{
	unsigned char *p = fill(*(const size_t *)count), *middle;

	MUST(p);
	middle = p + 8 * page();
	MUST(is_of_the_number(map(page(), UM_MAP_SHARED | UM_MAP_ANON)));
	MUST(why_is(um_mmap(middle, page(), PROT_READ, UM_MAP_SHARED
	    | UM_MAP_ANON | UM_MAP_FIXED, -1, 0) == MAP_FAILED, ENOMEM,
	    "no room: memory, a limit, too many mappings; or part of what is "
	    "kept whole is there"));
	MUST(is_of_the_number(map(page(), UM_MAP_SHARED | UM_MAP_ANON
	    | UM_MAP_ALIGNED(21))));
	MUST(um_mmap(middle, page(), RW, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED && errno == EEXIST);
	MUST(all_bytes(p, FEW * page(), 0x47));
	return 0;
}

/* No mapping is left to ask with. */
static int cannot_cut(int failed)
{
	return why_is(failed, ENOMEM, "no memory, a limit, or too many "
	    "mappings: see vm.max_map_count");
}

static int full_for_old(void *count)
{
	unsigned char *p = fill(*(const size_t *)count), *middle;

	MUST(p);
	middle = p + 8 * page();
	MUST(cannot_cut(um_mprotect(middle, page(), PROT_READ) < 0));
	MUST(why_is(um_munmap(middle, page()) < 0, ENOMEM,
	    "too many mappings: see vm.max_map_count"));
	MUST(cannot_cut(um_mremap(middle, page(), 3 * page(),
	    UM_MREMAP_MAYMOVE) == MAP_FAILED));
	MUST(um_madvise(middle, page(), UM_ADV_DISCARD) == 0);
	MUST(all_bytes(middle, page(), 0) && middle[page()] == 0x47);
	MUST(um_madvise(middle, page(), UM_ADV_WILLNEED) == 0);
	MUST(um_munmap(p, FEW * page()) == 0);
	return 0;
}

static int full_for_locks(void *count)
{
	unsigned char *p = fill(*(const size_t *)count);

	MUST(p);
	MUST(um_mlock(p + 8 * page(), page()) < 0 && names_the_number(EAGAIN));
	MUST(all_bytes(p, FEW * page(), 0x47));
	return 0;
}

static int full_for_children(void *count)
{
	unsigned char *p = fill(*(const size_t *)count);

	MUST(p);
	MUST(cannot_cut(um_minherit(p + 8 * page(), page(), UM_INHERIT_NONE)
	    < 0));
	return 0;
}

static int full_for_dumps(void *count)
{
	unsigned char *p = fill(*(const size_t *)count);

	MUST(p);
	MUST(cannot_cut(um_madvise(p + 8 * page(), page(), UM_ADV_CONCEAL)
	    < 0));
	return 0;
}

static void test_mappings(void)
{
	const long most = most_mappings();
	size_t count = (size_t)most;

	if (most < 0 || most > 300000 || is_simulated() || *under()) {
		skip(5, "vm.max_map_count cannot be reached here");
		return;
	}
	test_refusal(full_for_new, &count, "with too many mappings um_mmap is "
	    "ENOMEM and says so, UM_MAP_FIXED leaves what was there");
	test_refusal(full_for_old, &count, "with too many mappings what would cut "
	    "one is ENOMEM and says so, the rest goes on");
	test_refusal(full_for_locks, &count, "with too many mappings um_mlock in "
	    "the middle is EAGAIN and does not blame the limit alone");
	test_refusal(full_for_children, &count, "with too many mappings "
	    "um_minherit in the middle is ENOMEM and names the number");
	test_refusal(full_for_dumps, &count, "with too many mappings "
	    "UM_ADV_CONCEAL in the middle is ENOMEM and names the number");
}

/* ---- all --------------------------------------------------------------- */

int main(void)
{
	plan(0);
	battery_prepare();
	test_filters();
	test_data();
	test_locks();
	test_file_size();
	test_space("", "without room for a page nothing is lost or left");
	test_space("mmap MAP_SHARED|MAP_ANON,madvise MADV_DONTNEED,"
	    "madvise MADV_REMOVE,mmap MAP_FIXED_NOREPLACE,memfd_create",
	    "without room for a page nothing is lost or left by other ways");
	test_mappings();
	return done();
}
