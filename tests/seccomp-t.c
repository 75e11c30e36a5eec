/* A filter of system calls that comes on after a way was remembered. */
#include "battery.h"
#include "filter.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef __linux__
#include <dirent.h>

/* flags: only if its fourth argument has all of them. */
static int filter(long number, unsigned flags, int err)
{
	struct refusal r;

	r.number = number;
	r.index = 3;
	r.mask = r.bits = flags;
	return filter_refuse(&r, err);
}

/* ---- what must be left as it was --------------------------------------- */

static int entries(const char *dir, const char *start)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	while (d && (e = readdir(d)))
		n += strncmp(e->d_name, start, strlen(start)) == 0;
	if (d)
		closedir(d);
	return n;
}

static int files(void)
{
	return entries("/dev/shm", UM_OBJECT_NAME)
	    + entries("/tmp", UM_OBJECT_NAME);
}

static int descriptors(void)
{
	return entries("/proc/self/fd", "");
}

/* ---- in a child: what the contract says, with the filter on ------------ */

enum { CANNOT_FILTER = 77 };

static int err_to_inject;

static int is_object(int fd)
{
	unsigned char *p;
	int good;

	if (fd < 0)
		return 0;
	p = um_mmap(0, page(), PROT_READ | PROT_WRITE, UM_MAP_SHARED, fd, 0);
	um_close(fd);
	if (p == MAP_FAILED)
		return 0;
	good = *p == 0;
	*p = 7;
	um_munmap(p, page());
	return good;
}

static int is_mirror(unsigned char *p, size_t len)
{
	int good;

	if (p == MAP_FAILED)
		return 0;
	memset(p + len / 2, 0x71, len);
	good = all_bytes(p, 2 * len, 0x71);
	um_munmap(p, 2 * len);
	return good;
}

static int object(void)
{
	return is_object(um_memfd("seccomp", (int64_t)page(), 0))
	    && is_object(um_memfd(0, (int64_t)page(), UM_MEMFD_ALLOCATE))
	    && is_mirror(um_mirror(0, um_granularity(), 2, 0),
		um_granularity());
}

static int is_taken(enum um_chain_number chain, const char *name)
{
	const struct um_way *way = um_way_taken(chain);

	return way && strcmp(way->name, name) == 0;
}

static int memfd_refused(void *warm)
{
	int before;

	if (warm) {
		MUST(object());
		MUST(is_taken(UM_CHAIN_OBJECT, "memfd_create")
		    || !um_kernel.sys.memfd_create);
	}
	before = descriptors();
	if (filter(NUMBER_MEMFD, 0, err_to_inject) < 0)
		return CANNOT_FILTER;
	MUST(object());
	MUST(object());
	/* EINVAL is about a request, of which there may be others. */
	MUST(!is_taken(UM_CHAIN_OBJECT, "memfd_create")
	    || (warm && err_to_inject == EINVAL));
	MUST(descriptors() == before);
	return 0;
}

static int stored(void *p)
{
	*(unsigned char *)p = 0x55;
	return 0;
}

static int is_shared(unsigned char *p)
{
	*p = 0;
	return in_child(stored, p) == 0 && *p == 0x55;
}

/* Also with memfd_create refused: two filters, the objects are files. */
static int memfd_refused_too;

static int shared_refused(void *warm)
{
	unsigned char *p;
	int before;

	if (warm) {
		p = um_mmap(0, page(), PROT_READ | PROT_WRITE,
		    UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
		MUST(p != MAP_FAILED);
		um_munmap(p, page());
	}
	before = descriptors();
	if (filter(NUMBER_MMAP, MAP_SHARED | MAP_ANONYMOUS, err_to_inject)
	    < 0)
		return CANNOT_FILTER;
	if (filter_is_hidden(err_to_inject))
		return CANNOT_FILTER;
	if (memfd_refused_too
	    && filter(NUMBER_MEMFD, 0, err_to_inject) < 0)
		return CANNOT_FILTER;
	p = um_mmap(0, 3 * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
	MUST(p != MAP_FAILED);
	MUST(all_bytes(p, 3 * page(), 0));
	MUST(is_shared(p) && is_shared(p + 2 * page()));
	MUST(is_taken(UM_CHAIN_SHARED, "an object mapped shared"));
	MUST(descriptors() == before);
	memset(p, 0x31, 3 * page());
	MUST(um_madvise(p, page(), UM_ADV_DISCARD) < 0 && errno == ENOTSUP);
	MUST(all_bytes(p, 3 * page(), 0x31));
	MUST(um_munmap(p, 3 * page()) == 0);
	MUST(um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0)
	    != MAP_FAILED);
	return 0;
}

static int use_advice(unsigned char *p)
{
	memset(p, 0x17, 4 * page());
	return um_madvise(p, page(), UM_ADV_DISCARD) == 0 && *p == 0
	    && um_madvise(p, page(), UM_ADV_POPULATE_READ) == 0
	    && um_madvise(p, page(), UM_ADV_POPULATE_WRITE) == 0
	    && um_madvise(p + page(), page(), UM_ADV_CONCEAL) == 0
	    && um_minherit(p, page(), UM_INHERIT_COPY) == 0;
}

static int madvise_refused(void *warm)
{
	unsigned char *p = um_mmap(0, 4 * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	unsigned char *s = um_mmap(0, page(), PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON, -1, 0), *q;
	int before;

	MUST(p != MAP_FAILED && s != MAP_FAILED);
	if (warm) {
		MUST(use_advice(p));
		MUST(um_madvise(s, page(), UM_ADV_DISCARD) == 0);
	}
	before = descriptors();
	if (filter(__NR_madvise, 0, err_to_inject) < 0)
		return CANNOT_FILTER;
	memset(p, 0x17, 4 * page());
	*s = 1;
	MUST(um_madvise(p, 2 * page(), UM_ADV_DISCARD) == 0);
	MUST(all_bytes(p, 2 * page(), 0)
	    && all_bytes(p + 2 * page(), 2 * page(), 0x17));
	MUST(um_madvise(s, page(), UM_ADV_DISCARD) == 0 && *s == 0);
	MUST(um_madvise(p, page(), UM_ADV_WILLNEED) == 0);
	MUST(um_madvise(p, 4 * page(), UM_ADV_POPULATE_READ) == 0);
	MUST(um_madvise(p, 4 * page(), UM_ADV_POPULATE_WRITE) == 0
	    || !UM_CAN_TOUCH);
	MUST(all_bytes(p + 2 * page(), 2 * page(), 0x17));
	MUST(um_madvise(p, page(), UM_ADV_CONCEAL) < 0 && errno == ENOTSUP
	    && *um_why());
	q = um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_CONCEAL, -1, 0);
	MUST(q == MAP_FAILED && errno == ENOTSUP && *um_why());
	MUST(um_minherit(p, page(), UM_INHERIT_NONE) < 0
	    && (errno == ENOTSUP || errno == EPERM) && *um_why());
	q = um_mmap(0, page(), PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_HUGE | UM_MAP_POPULATE, -1, 0);
	MUST(q != MAP_FAILED);
	MUST(descriptors() == before);
	return 0;
}

/* No mremap: copied. */
static int mremap_refused(void *warm)
{
	unsigned char *p = um_mmap(0, 4 * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0), *q;

	MUST(p != MAP_FAILED);
	if (warm)
		MUST((p = um_mremap(p, 4 * page(), 5 * page(),
		    UM_MREMAP_MAYMOVE)) != MAP_FAILED);
	memset(p, 0x63, 4 * page());
	um_mprotect(p + 3 * page(), page(), PROT_READ);
	if (filter(__NR_mremap, 0, err_to_inject) < 0)
		return CANNOT_FILTER;
	MUST(object());
	MUST(is_taken(UM_CHAIN_MIRROR, "an object mapped side by side"));
	q = um_mremap(p, 3 * page(), 6 * page(), UM_MREMAP_MAYMOVE);
	MUST(q != MAP_FAILED && q != p);
	MUST(all_bytes(q, 3 * page(), 0x63)
	    && all_bytes(q + 3 * page(), 3 * page(), 0));
	MUST(all_bytes(p + 3 * page(), page(), 0x63));
	return 0;
}

/* Guards that were put down before cannot be lifted any more: that is told. */
static int guard_refused(void *warm)
{
	unsigned char *p = um_mmap(0, 4 * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	int native = 0;

	MUST(p != MAP_FAILED);
	memset(p, 0x29, 4 * page());
	if (warm) {
		MUST(um_guard(p, page()) == 0);
		native = is_taken(UM_CHAIN_GUARD,
		    "madvise MADV_GUARD_INSTALL");
	}
	if (filter(__NR_madvise, 0, err_to_inject) < 0)
		return CANNOT_FILTER;
	MUST(um_guard(p + 2 * page(), page()) == 0);
	MUST(is_taken(UM_CHAIN_GUARD, "mprotect PROT_NONE"));
	MUST(load_faults(p + 2 * page()) && p[3 * page()] == 0x29);
	if (native) {
		MUST(um_unguard(p, page(), PROT_READ | PROT_WRITE) < 0
		    && *um_why());
		MUST(load_faults(p));
		return 0;
	}
	MUST(um_unguard(p + 2 * page(), page(), PROT_READ | PROT_WRITE) == 0);
	MUST(all_bytes(p + 2 * page(), page(), 0));
	return 0;
}

static int seal_refused(void *warm)
{
#ifdef __NR_mseal
	const long number = __NR_mseal;
#else
	const long number = 462;
#endif
	unsigned char *p = um_mmap(0, 2 * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	MUST(p != MAP_FAILED);
	if (warm)
		MUST(um_seal(p, page(), 0) == 0 || errno == ENOTSUP);
	if (filter(number, 0, err_to_inject) < 0)
		return CANNOT_FILTER;
	MUST(um_seal(p + page(), page(), 0) < 0 && errno == ENOTSUP
	    && *um_why());
	MUST(um_munmap(p + page(), page()) == 0);
	return 0;
}

/* ---- sandboxes that know what there is --------------------------------- */

/* All advice of Linux 6.18.  What has another number is asked by nobody. */
static int only_known_advice(void *err)
{
	static const uint32_t known[] = { 0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13,
		14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 100, 101, 102,
		103 };

	if (filter_allow(__NR_madvise, 2, known,
	    (int)(sizeof known / sizeof *known), *(int *)err) < 0)
		return CANNOT_FILTER;
	MUST(battery(0, 0) == 0);
	return 0;
}

/* The flags of Linux 6.18 without a size of large pages. */
static int only_known_flags(void *err)
{
	if (filter_allow_bits(NUMBER_MMAP, 3, 0x1fffff, *(int *)err) < 0)
		return CANNOT_FILTER;
	MUST(battery(0, 0) == 0);
	return 0;
}

static int only_known_moves(void *err)
{
	if (filter_allow_bits(__NR_mremap, 3, 7, *(int *)err) < 0)
		return CANNOT_FILTER;
	MUST(battery(0, 0) == 0);
	return 0;
}

/* An older sandbox: discarding, concealing and forking are in it.  Where the
 * rest kills, the program asks for no more. */
static int only_old_advice(void *err)
{
	static const uint32_t old[] = { 1, 3, 4, 8, 9, 10, 14, 16, 17 };
	unsigned char *p = um_mmap(0, 64 * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	unsigned char *s = um_mmap(0, page(), PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON, -1, 0), *q;

	MUST(p != MAP_FAILED && s != MAP_FAILED);
	if (filter_allow(__NR_madvise, 2, old, (int)(sizeof old
	    / sizeof *old), *(int *)err) < 0)
		return CANNOT_FILTER;
	memset(p, 0x17, 64 * page());
	*s = 1;
	MUST(um_madvise(p, 64 * page(), UM_ADV_DISCARD) == 0);
	MUST(all_bytes(p, 64 * page(), 0));
	MUST(is_taken(UM_CHAIN_DISCARD, "madvise MADV_FREE and MADV_DONTNEED"));
	MUST(um_madvise(s, page(), UM_ADV_DISCARD) == 0 && *s == 0);
	MUST(um_madvise(p, page(), UM_ADV_CONCEAL) == 0);
	MUST(um_madvise(p, page(), UM_ADV_REVEAL) == 0);
	q = um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_CONCEAL, -1, 0);
	MUST(q != MAP_FAILED);
	MUST(um_minherit(p + page(), page(), UM_INHERIT_NONE) == 0);
	MUST(load_faults(p + page()));
	if (!*(int *)err)
		return 0;
	p[2 * page()] = 0x17;
	MUST(um_madvise(p, 64 * page(), UM_ADV_POPULATE_READ) == 0);
	MUST(um_guard(p + page(), page()) == 0 && load_faults(p + page()));
	MUST(is_taken(UM_CHAIN_GUARD, "mprotect PROT_NONE"));
	MUST(p[2 * page()] == 0x17);
	return 0;
}

static void sandboxes(int (*test)(void *), const char *what)
{
	static int kill, eperm = EPERM;
	int *const each_err[] = { &kill, &eperm };
	int i, status;

	for (i = 0; i < 2; i++) {
		status = in_child(test, each_err[i]);
		if (status == CANNOT_FILTER)
			skip(1, "no seccomp filter of %s", what);
		else
			is_int(status, 0, "under a filter that knows %s and "
			    "%s the rest all is well", what,
			    *each_err[i] ? "refuses" : "kills for");
	}
}

/* ---- each errno, remembered and not ------------------------------------ */

static const struct { int err; const char *name; } errnos[] = {
	{ ENOSYS, "ENOSYS" }, { EPERM, "EPERM" }, { EACCES, "EACCES" },
	{ EINVAL, "EINVAL" }
};

static void one(int (*test)(void *), int warm, int i, const char *what)
{
	static char yes;
	const int before = files();
	int status, left;

	err_to_inject = errnos[i].err;
	status = in_child(test, warm ? &yes : 0);
	if (status == CANNOT_FILTER) {
		skip(2, "no seccomp filter, or a C library that hides it");
		return;
	}
	is_int(status, 0, "%s that answers %s %s", what, errnos[i].name,
	    warm ? "after it worked is done without"
	    : "from the start is done without");
	/* Other tests may hold theirs for a moment. */
	for (left = 0; left < 20 && files() > before; left++)
		usleep(50000);
	ok(files() <= before, "no file is left in /dev/shm or /tmp");
}

static void each(int (*test)(void *), int last, long number, const char *what)
{
	int i, warm;

	if (number < 0) {
		skip(4 * (last + 1), "%s is not told by its number", what);
		return;
	}
	for (i = 0; i <= last; i++)
		for (warm = 1; warm >= 0; warm--)
			one(test, warm, i, what);
}

int main(void)
{
	plan(0);
	if (is_simulated())
		skip_all("filters are real Linux's");
	if (is_under("gvisor") || is_under("valgrind") || is_under("qemu"))
		skip_all("no seccomp filters under %s", under());
	if (!FILTER_ARCH)
		skip_all("the AUDIT_ARCH of this architecture is not known");
	each(memfd_refused, 3, NUMBER_MEMFD, "memfd_create");
	each(shared_refused, 1, NUMBER_MMAP, "mmap MAP_SHARED|MAP_ANON");
	memfd_refused_too = 1;
	each(shared_refused, 1, NUMBER_MMAP, "that with memfd_create");
	each(madvise_refused, 3, __NR_madvise, "madvise");
	each(mremap_refused, 2, __NR_mremap, "mremap");
	each(guard_refused, 2, __NR_madvise, "madvise of guards");
	each(seal_refused, 1, 462, "mseal");
	battery_prepare();
	sandboxes(only_known_advice, "all advice of madvise");
	sandboxes(only_known_flags, "all flags of mmap");
	if (um_kernel.sys.mremap)
		sandboxes(only_known_moves, "all flags of mremap");
	sandboxes(only_old_advice, "old advice of madvise");
	return done();
}

#else

int main(void)
{
	skip_all("seccomp is Linux's");
	return 0;
}

#endif
