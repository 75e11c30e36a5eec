/* Limits of the process: ENOMEM and a reason, and nothing is lost. */
#include "battery.h"
#include "counting.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static void *map(size_t len, int flags)
{
	return um_mmap(0, len, PROT_READ | PROT_WRITE, flags, -1, 0);
}

/* ---- RLIMIT_AS --------------------------------------------------------- */

#ifdef RLIMIT_AS
# define SPACE RLIMIT_AS
#elif defined RLIMIT_VMEM
# define SPACE RLIMIT_VMEM
#endif

#ifdef SPACE
enum { MUCH = 64 << 20 };	/* address space left under the limit */

static int is_limited(void *p)
{
	return p == MAP_FAILED && errno == ENOMEM && *um_why();
}

static int no_space(void *unused)
{
	struct rlimit limit;
	unsigned char *p = map(4 * page(), UM_MAP_PRIVATE | UM_MAP_ANON), *q;

	(void)unused;
	MUST(p != MAP_FAILED);
	memset(p, 0x29, 4 * page());
	um_mprotect(p + 3 * page(), page(), PROT_READ);
	getrlimit(SPACE, &limit);
	limit.rlim_cur = (rlim_t)(16 * page());		/* less than there is */
	if (setrlimit(SPACE, &limit) < 0)
		return CANNOT;
	q = map(MUCH, UM_MAP_PRIVATE | UM_MAP_ANON);
	if (q != MAP_FAILED)
		return CANNOT;			/* a limit that limits nothing */
	MUST(is_limited(q));
	MUST(is_limited(map(MUCH, UM_MAP_SHARED | UM_MAP_ANON)));
	MUST(is_limited(map(MUCH, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_ALIGNED(21))));
	MUST(is_limited(map(MUCH, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_STACK)));
	if (regions_are_told() && places_are_had() && low_is_allowed()) {
		MUST(is_limited(map(MUCH, UM_MAP_PRIVATE | UM_MAP_ANON
		    | UM_MAP_LOW4G)));
		MUST(!strstr(um_why(), "no gap"));
	}
	if (map_is_told()) {
		MUST(is_limited(um_mremap(p, 3 * page(), MUCH,
		    UM_MREMAP_MAYMOVE)));
		MUST(is_limited(um_mremap(p, 3 * page(), MUCH, 0)));
	}
	MUST(all_bytes(p, 4 * page(), 0x29));
	MUST(um_munmap(p, page()) == 0);
	MUST(um_mprotect(p + page(), page(), PROT_READ) == 0);
	MUST(um_madvise(p + 2 * page(), page(), UM_ADV_DISCARD) == 0
	    || errno == ENOMEM || (errno == ENOTSUP && !map_is_told()));
	MUST(all_bytes(p + page(), page(), 0x29));
	return 0;
}
#endif

static void test_space(void)
{
#ifdef SPACE
	int status;

	if (is_under("valgrind") || is_sanitized()) {
		skip(1, "%s needs address space of its own", under());
		return;
	}
	status = in_child(no_space, 0);
	if (status == CANNOT)
		skip(1, "no limit on the address space");
	else
		is_int(status, 0, "beyond RLIMIT_AS every call that needs room "
		    "is ENOMEM and gives a reason; the others go on");
#else
	skip(1, "no RLIMIT_AS");
#endif
}

/* ---- RLIMIT_NOFILE ----------------------------------------------------- */

/* Shared memory that needs a descriptor for a moment. */
static int no_descriptor(void *unused)
{
	struct rlimit limit;
	unsigned char *p;

	(void)unused;
	limit.rlim_cur = limit.rlim_max = 0;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return CANNOT;
	p = map(page(), UM_MAP_PRIVATE | UM_MAP_ANON);
	MUST(p != MAP_FAILED || (errno == ENOMEM && *um_why()));
	p = map(page(), UM_MAP_SHARED | UM_MAP_ANON);
	MUST(p != MAP_FAILED || (errno == ENOMEM && *um_why()));
	return 0;
}

static void test_descriptors(const char *disable, const char *which)
{
	int status;

	setenv("UNIMAP_DISABLE", disable, 1);
	status = in_child(no_descriptor, 0);
	unsetenv("UNIMAP_DISABLE");
	ok_or_skip(status, "no limit on descriptors", "without a descriptor "
	    "left anonymous memory %s is had or is ENOMEM", which);
}

/* ---- the number of mappings -------------------------------------------- */

/* Pages of one mapping, every other one protected: until no more can be. */
static int too_many(void *count)
{
	const size_t pages = 2 * *(const size_t *)count;
	unsigned char *p = map(pages * page(), UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_NORESERVE), *whole, *q;

	MUST(p != MAP_FAILED);
	whole = map(8 * page(), UM_MAP_PRIVATE | UM_MAP_ANON);
	MUST(whole != MAP_FAILED);
	memset(whole, 0x47, 8 * page());
	MUST(fill_mappings(p, pages) < pages && errno == ENOMEM);
	MUST(strcmp(um_why(), "too many mappings: see vm.max_map_count") == 0);
	while (um_mprotect(whole, page(), PROT_READ) == 0
	    && um_mprotect(whole, page(), PROT_READ | PROT_WRITE) == 0
	    && map(page(), UM_MAP_SHARED | UM_MAP_ANON) != MAP_FAILED)
		;
	MUST(um_munmap(whole + 3 * page(), page()) < 0 && errno == ENOMEM);
	MUST(strcmp(um_why(), "too many mappings: see vm.max_map_count") == 0);
	MUST(all_bytes(whole, 8 * page(), 0x47));
	q = um_mremap(whole, 8 * page(), 4 * page(), 0);
	MUST(q == whole || (errno == ENOMEM && *um_why()));
	MUST(all_bytes(whole, 4 * page(), 0x47));
	q = map(page(), UM_MAP_SHARED | UM_MAP_ANON);
	MUST(q != MAP_FAILED || (errno == ENOMEM && *um_why()));
	q = map(page(), UM_MAP_SHARED | UM_MAP_ANON);
	MUST(q != MAP_FAILED || (errno == ENOMEM && *um_why()));
	q = map(page(), UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_ALIGNED(22));
	MUST(q != MAP_FAILED || (errno == ENOMEM && *um_why()));
	MUST(um_munmap(p, pages * page()) == 0);
	MUST(um_munmap(whole + 2 * page(), page()) == 0);
	MUST(all_bytes(whole, 2 * page(), 0x47)
	    && all_bytes(whole + 3 * page(), page(), 0x47));
	return 0;
}

static void test_mappings(void)
{
	const long most = most_mappings();
	size_t count;

	if (most < 0 || most > 300000)
		skip(1, "vm.max_map_count is absent or too large to reach");
	else if (is_simulated())
		skip(1, "a simulated kernel has no number of mappings");
	else if (*under())
		skip(1, "too slow under %s", under());
	else {
		count = (size_t)most;
		ok_in_child(too_many, &count, "with too many mappings "
		    "um_munmap in the middle is ENOMEM with a reason that names "
		    "vm.max_map_count, and contents are kept");
	}
}

/* ---- every call with little room --------------------------------------- */

enum { FEW = 32 };	/* pages: enough for what the calls are tried on */

/* Column n of statm(5), in bytes. */
static rlim_t now(int n)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = 0;

	for (; f && n >= 0 && fscanf(f, "%ld", &pages) == 1; n--)
		;
	if (f)
		fclose(f);
	return (rlim_t)((size_t)pages * page());
}

#ifdef __GLIBC__
typedef __rlimit_resource_t which_limit;	/* an enum with _GNU_SOURCE */
#else
typedef int which_limit;
#endif

struct little {
	which_limit resource;
	int column;		/* of statm, that is counted; -1: none */
	const char *disable;
	const char *what;
};

static int goes_on(void *closure)
{
	const struct little *l = closure;
	struct rlimit usual, little;
	const int descriptors = battery_descriptors();
	long mapped;

	if (l->disable)
		setenv("UNIMAP_DISABLE", l->disable, 1);
	MUST(battery(0, 0) == 0);	/* whose ways are remembered */
	mapped = battery_mapped();
	MUST(getrlimit(l->resource, &usual) == 0);
	little.rlim_max = usual.rlim_max;
	little.rlim_cur = l->column < 0 ? 0
	    : now(l->column) + (rlim_t)(FEW * page());
	if (setrlimit(l->resource, &little) < 0)
		return CANNOT;
	MUST(battery_within_limits() == 0);
	MUST(battery_within_limits() == 0);
	MUST(setrlimit(l->resource, &usual) == 0);
	MUST(battery_descriptors() == descriptors);
	MUST(battery_mapped() == mapped);
	MUST(battery(0, 0) == 0);
	return 0;
}

#define BY_OBJECT "mmap MAP_SHARED|MAP_ANON,mremap with an old size of 0"

static void test_little(void)
{
	struct little limits[] = {
#ifdef RLIMIT_AS
		{ RLIMIT_AS, 0, 0, "RLIMIT_AS" },
		{ RLIMIT_AS, 0, BY_OBJECT, "RLIMIT_AS, by objects" },
#endif
#ifdef RLIMIT_DATA
		{ RLIMIT_DATA, 5, 0, "RLIMIT_DATA" },
#endif
#ifdef RLIMIT_MEMLOCK
		{ RLIMIT_MEMLOCK, -1, 0, "RLIMIT_MEMLOCK" },
#endif
		{ RLIMIT_FSIZE, -1, BY_OBJECT, "RLIMIT_FSIZE, by objects" },
		{ RLIMIT_NOFILE, -1, 0, "RLIMIT_NOFILE" },
		{ RLIMIT_NOFILE, -1, BY_OBJECT, "RLIMIT_NOFILE, by objects" },
		{ 0, 0, 0, 0 }
	}, *l;
	int status;

	for (l = limits; l->what; l++) {
		if (is_simulated() || *under() || !kernel_is("linux")) {
			skip(1, "limits are a bare Linux's here");
			continue;
		}
		status = in_child(goes_on, l);
		if (status == CANNOT)
			skip(1, "no such limit: %s", l->what);
		else
			is_int(status, 0, "%s: every call is right or says "
			    "so, nothing is left, and afterwards all is as "
			    "before", l->what);
	}
}

int main(void)
{
	plan(0);
	battery_prepare();
	test_space();
	test_descriptors("", "as usual");
	test_descriptors("mmap MAP_PRIVATE|MAP_ANON,mmap MAP_SHARED|MAP_ANON",
	    "by a descriptor");
	test_mappings();
	test_little();
	return done();
}
