/* um_features and um_feature: what they say, and whether it is true. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static const char *const ids[] = {
	"anonymous-private", "anonymous-shared", "fixed-replace",
	"fixed-noreplace", "aligned", "low-2g", "low-4g", "range", "conceal",
	"mayexec", "huge", "populate", "discard-private", "discard-shared",
	"remap", "inherit-none", "inherit-zero", "memfd", "shm-named",
	"regions", "reserve", "mirror", "guard", "seal", "name"
};
enum { IDS = sizeof ids / sizeof *ids };

/* ---- what they say ----------------------------------------------------- */

static int next_descriptor(void)
{
	const int fd = open("/dev/null", O_RDONLY);

	if (fd >= 0)
		close(fd);
	return fd;
}

static int is_level(int level)
{
	return level >= UM_UNKNOWN && level <= UM_NATIVE;
}

static int is_text(const char *text)
{
	return text && *text;
}

static void check_row(int i)
{
	const struct um_feature *f;
	int level;
	const char *how;

	errno = 12345;
	f = um_feature(i);
	is_int(errno, 12345, "row %d is found out without touching errno", i);
	if (!ok(f && is_text(f->id) && is_text(f->title) && is_level(f->level)
	    && is_text(f->how), "row %d has an id, a title, a level and how",
	    i))
		return;
	if (i < IDS)
		ok(strcmp(f->id, ids[i]) == 0, "row %d is %s, got %s", i,
		    ids[i], f->id);
	level = f->level;
	how = f->how;
	ok(um_feature(i) == f && f->level == level && f->how == how,
	    "%s is the same the second time", f->id);
}

static void check_rows(void)
{
	const int n = um_features(), fd = next_descriptor();
	int i, k, twice = 0;

	ok(n >= IDS, "all ids of the contract are there");
	for (i = 0; i < n; i++)
		check_row(i);
	for (i = 0; i < n; i++)
		for (k = 0; k < i; k++)
			twice += strcmp(um_feature(i)->id, um_feature(k)->id)
			    == 0;
	is_int(twice, 0, "no id is there twice");
	is_int(um_features(), n, "the number of rows stays");
	is_int(next_descriptor(), fd, "no descriptor is left open");
}

static void check_ends(void)
{
	errno = 12345;
	is_ptr(um_feature(-1), 0, "row -1 is NULL");
	is_ptr(um_feature(INT_MIN), 0, "row INT_MIN is NULL");
	is_ptr(um_feature(um_features()), 0, "the row behind the last is NULL");
	is_ptr(um_feature(INT_MAX), 0, "row INT_MAX is NULL");
	is_int(errno, 12345, "and errno is unchanged");
}

/* ---- whether it is true ------------------------------------------------ */

static const struct um_feature *row(const char *id)
{
	int i;

	for (i = 0; i < um_features(); i++)
		if (strcmp(um_feature(i)->id, id) == 0)
			return um_feature(i);
	printf("Bail out! no feature %s\n", id);
	exit(1);
}

static int has(const char *id)
{
	return row(id)->level > UM_ABSENT;
}

static int is_named(const struct um_way *way, const struct um_feature *f)
{
	return way && strcmp(way->name, f->how) == 0;
}

/* Level and how are those of the way that the call has just taken; of memory
 * from an object, how may tell the object's. */
/* Its way depends on the neighbours of the memory. */
#define LEARNS "the kernel does not tell shared memory from private"

static void check_way(const char *id, enum um_chain_number chain)
{
	const struct um_feature *f = row(id);
	const struct um_way *way = um_way_taken(chain);

	is_int(f->level, way ? way->level : UM_UNKNOWN,
	    "%s has the level of the way taken", id);
	if (!ok(is_named(way, f)
	    || is_named(um_way_taken(UM_CHAIN_OBJECT), f),
	    "%s is done by the way that its how names", id))
		diag("how: %s; taken: %s", f->how, way ? way->name : "none");
}

/* The call that id promises: failed with ENOTSUP if and only if absent. */
static void agrees(const char *id, int failed)
{
	if (has(id))
		is_int(failed, 0, "%s works where its level says so", id);
	else
		fails(failed, ENOTSUP, "%s is refused, as its level says", id);
}

static unsigned char *map_at(void *at, size_t pages, int flags)
{
	return um_mmap(at, pages * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_ANON | flags, -1, 0);
}

static unsigned char *map(size_t pages, int flags)
{
	unsigned char *p = map_at(0, pages, flags);

	if (p == MAP_FAILED) {
		printf("Bail out! no memory: %s\n", um_why());
		exit(1);
	}
	memset(p, 7, pages * page());
	return p;
}

static void unmap(void *p, size_t pages)
{
	if (p != MAP_FAILED)
		um_munmap(p, pages * page());
}

static void check_anonymous(const char *id, int type, enum um_chain_number chain)
{
	unsigned char *p = map_at(0, 1, type);

	agrees(id, p == MAP_FAILED);
	if (p == MAP_FAILED)
		return;
	check_way(id, chain);
	unmap(p, 1);
}

static int store_in_child(void *p)
{
	*(volatile unsigned char *)p = 9;
	return 0;
}

static void check_sharing(void)
{
	unsigned char *p;

	if (!has("anonymous-shared")) {
		skip(1, "no shared anonymous memory");
		return;
	}
	p = map(1, UM_MAP_SHARED);
	in_child(store_in_child, p);
	is_int(p[0], 9, "a child's store is seen where anonymous-shared is");
	unmap(p, 1);
}

static void check_fixed(void)
{
	unsigned char *p = map(1, UM_MAP_PRIVATE), *q;

	q = map_at(p, 1, UM_MAP_PRIVATE | UM_MAP_FIXED);
	agrees("fixed-replace", q == MAP_FAILED);
	if (q != MAP_FAILED) {
		ok(q == p && p[0] == 0, "fixed-replace puts zero pages there");
		check_way("fixed-replace", UM_CHAIN_FIXED);
	}
	unmap(p, 1);
}

static void check_noreplace(void)
{
	const int flags = UM_MAP_PRIVATE | UM_MAP_FIXED_NOREPLACE;
	unsigned char *p = map(3, UM_MAP_PRIVATE), *q;

	if (!has("fixed-noreplace")) {
		q = map_at(p, 1, flags);
		fails(q == MAP_FAILED, ENOTSUP, "fixed-noreplace is refused");
		unmap(p, 3);
		return;
	}
	q = map_at(p, 1, flags);
	fails(q == MAP_FAILED, EEXIST, "fixed-noreplace sees what is there");
	is_int(p[0], 7, "and leaves it there");
	unmap(p + page(), 1);
	is_ptr(map_at(p + page(), 1, flags), p + page(),
	    "fixed-noreplace maps in a hole");
	check_way("fixed-noreplace", UM_CHAIN_NOREPLACE);
	unmap(p, 3);
}

static void check_aligned(void)
{
	unsigned char *p = map_at(0, 1, UM_MAP_PRIVATE | UM_MAP_ALIGNED(21));

	agrees("aligned", p == MAP_FAILED);
	if (p == MAP_FAILED)
		return;
	is_int((long long)((uintptr_t)p & 0x1fffff), 0, "aligned is aligned");
	check_way("aligned", UM_CHAIN_ALIGNED);
	unmap(p, 1);
}

static int below(void *p, uintptr_t last)
{
	return p != MAP_FAILED && (uintptr_t)p + page() - 1 <= last;
}

/* What works is not said to be absent, nor done as what cannot be is, also
 * when a window was found by another row or the kernel chose by itself. */
static void check_places(void)
{
	static const char *const places[] = { "low-2g", "low-4g", "range" };
	const char here = 0;
	const struct um_place place = um_near(&here, sizeof here,
	    (size_t)1 << 30);
	void *at[3];
	size_t i;

	at[0] = map_at(0, 1, UM_MAP_PRIVATE | UM_MAP_32BIT);
	at[1] = map_at(0, 1, UM_MAP_PRIVATE | UM_MAP_LOW4G);
	at[2] = um_mmap_at(&place, page(), PROT_READ,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	ok((at[0] == MAP_FAILED || below(at[0], 0x7fffffff))
	    && (at[1] == MAP_FAILED || below(at[1], 0xffffffff)),
	    "what is low is low");
	for (i = 0; i < 3; i++) {
		const struct um_feature *f = row(places[i]);

		is_int(f->level > UM_ABSENT, at[i] != MAP_FAILED,
		    "%s works if its level says so", places[i]);
		if (!ok((f->level > UM_ABSENT)
		    == (strcmp(f->how, "this kernel cannot") != 0),
		    "%s says how", places[i]))
			diag("how: %s", f->how);
		unmap(at[i], 1);
	}
}

static void check_conceal(void)
{
	unsigned char *p = map_at(0, 1, UM_MAP_PRIVATE | UM_MAP_CONCEAL);

	agrees("conceal", p == MAP_FAILED);
	unmap(p, 1);
}

static void check_mayexec(void)
{
	unsigned char *p = map_at(0, 1, UM_MAP_PRIVATE | UM_MAP_MAYEXEC);
	int failed = p == MAP_FAILED
	    || um_mprotect(p, page(), PROT_READ | PROT_EXEC) < 0;

	is_int(!failed, has("mayexec"), "mayexec works if its level says so");
	unmap(p, 1);
}

/* A wish: the call works anyway. */
static void check_populate(void)
{
	unsigned char vec[2] = { 0, 0 };
	unsigned char *p = map_at(0, 2, UM_MAP_PRIVATE | UM_MAP_POPULATE);

	ok(p != MAP_FAILED, "memory is mapped whatever populate is");
	if (p == MAP_FAILED)
		return;
	if (!has("populate"))
		skip(1, "no population while mapping");
	else if (um_mincore(p, 2 * page(), vec) < 0)
		skip(1, "no mincore");
	else
		ok((vec[0] & vec[1] & 1) == 1, "populate fills it");
	unmap(p, 2);
}

static void check_huge(void)
{
	unsigned char *p = map_at(0, 1, UM_MAP_PRIVATE | UM_MAP_HUGE);

	ok(p != MAP_FAILED, "memory is mapped whatever the level of huge is");
	unmap(p, 1);
}

/* Of memory whose kind had to be learnt. */
static void check_learnt(const char *id, enum um_chain_number chain)
{
	const struct um_feature *f = row(id);

	ok(is_named(um_way_taken(chain), f)
	    || is_named(um_way_taken(UM_CHAIN_DISCARD_TOLD), f),
	    "%s is done as how says", id);
}

static void check_discard(const char *id, int type, enum um_chain_number chain)
{
	unsigned char *p;
	int failed;

	if (type == UM_MAP_SHARED && !has("anonymous-shared")) {
		skip(1, "no shared anonymous memory");
		return;
	}
	p = map(2, type);
	failed = um_madvise(p, page(), type == UM_MAP_SHARED ? UM_ADV_DISCARD
	    : UM_ADV_DISCARD_PRIVATE);
	agrees(id, failed);
	if (!failed) {
		ok(all_bytes(p, page(), 0) && p[page()] == 7,
		    "%s reads as zero, and the page behind is kept", id);
		if (sharing_is_told())
			check_way(id, chain);
		else
			check_learnt(id, chain);
	}
	unmap(p, 2);
}

static void check_growth(void)
{
	unsigned char *p = map(2, UM_MAP_PRIVATE);
	unsigned char *q = um_mremap(p, 2 * page(), 4 * page(),
	    UM_MREMAP_MAYMOVE);

	agrees("remap", q == MAP_FAILED);
	if (q == MAP_FAILED) {
		unmap(p, 2);
		return;
	}
	ok(all_bytes(q, 2 * page(), 7) && all_bytes(q + 2 * page(), 2 * page(),
	    0), "remap keeps what was there and adds zero pages");
	check_way("remap", UM_CHAIN_REMAP);
	unmap(q, 4);
}

static void check_remap(void)
{
	if (!sharing_is_told()) {
		skip(4, LEARNS);
		return;
	}
	check_growth();
}

static int load_in_child(void *p)
{
	return *(volatile unsigned char *)p;
}

static void check_inherit_none(void)
{
	unsigned char *p = map(1, UM_MAP_PRIVATE);
	const int failed = um_minherit(p, page(), UM_INHERIT_NONE);

	agrees("inherit-none", failed);
	if (!failed) {
		ok(load_faults(p), "inherit-none: a child finds nothing");
		check_way("inherit-none", UM_CHAIN_INHERIT);
	}
	unmap(p, 1);
}

static void check_inherit_zero(void)
{
	unsigned char *p = map(1, UM_MAP_PRIVATE);
	const int failed = um_minherit(p, page(), UM_INHERIT_ZERO);

	agrees("inherit-zero", failed);
	if (!failed) {
		ok_in_child(load_in_child, p,
		    "inherit-zero: a child finds zero");
		is_int(p[0], 7, "and the parent what it was");
		check_way("inherit-zero", UM_CHAIN_INHERIT);
	}
	unmap(p, 1);
}

static void check_truth(void)
{
	check_anonymous("anonymous-private", UM_MAP_PRIVATE, UM_CHAIN_PRIVATE);
	check_anonymous("anonymous-shared", UM_MAP_SHARED, UM_CHAIN_SHARED);
	check_sharing();
	check_fixed();
	check_noreplace();
	check_aligned();
	check_places();
	check_conceal();
	check_mayexec();
	check_populate();
	check_huge();
	check_discard("discard-private", UM_MAP_PRIVATE,
	    UM_CHAIN_DISCARD_PRIVATE);
	check_discard("discard-shared", UM_MAP_SHARED,
	    UM_CHAIN_DISCARD_SHARED);
	check_remap();
	check_inherit_none();
	check_inherit_zero();
}

/* ---- what it is now ---------------------------------------------------- */

static const struct um_feature *row_of(const char *id)
{
	int i = 0;

	while (strcmp(um_feature(i)->id, id) != 0)
		i++;
	return um_feature(i);
}

static int refuse_memfd(const char *name, unsigned flags)
{
	(void)name;
	(void)flags;
	errno = ENOSYS;
	return -1;
}

static int sandboxed(void *unused)
{
	const char *const how = row_of("memfd")->how;

	(void)unused;
	um_kernel.sys.memfd_create = refuse_memfd;
	return strcmp(how, "memfd_create") != 0 ? 77
	    : strcmp(row_of("memfd")->how, how) == 0;
}

static int without_descriptors(void *unused)
{
	struct rlimit limit, none;
	int before, then;

	(void)unused;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 77;
	none = limit;
	none.rlim_cur = 0;
	setrlimit(RLIMIT_NOFILE, &none);
	while (dup(0) >= 0)	/* DragonFly lets each have eight */
		;
	before = row_of("memfd")->level;
	setrlimit(RLIMIT_NOFILE, &limit);
	then = row_of("memfd")->level;
	return then == UM_ABSENT ? 77 : before != UM_ABSENT;
}

static void changes(int (*test)(void *), const char *what)
{
	const int status = in_child(test, 0);

	if (status == 77)
		skip(1, "this kernel has no memfd_create: %s", what);
	else
		is_int(status, 0, "%s", what);
}

static void check_now(void)
{
	changes(without_descriptors,
	    "memfd is absent while no descriptor is left, and no longer");
	changes(sandboxed,
	    "a row shows another way when a sandbox refuses the first");
}

/* The reason of what failed before stays. */
static void check_reason(void)
{
	const char *before;
	int i, same = 1;

	um_munmap(0, 0);
	before = um_why();
	errno = 4711;
	for (i = 0; i < um_features(); i++) {
		um_feature(i);
		same = same && um_why() == before && errno == 4711;
	}
	ok(same, "um_feature leaves um_why and errno alone");
}

int main(void)
{
	plan(0);
	check_now();
	check_reason();
	check_ends();
	check_rows();
	check_truth();
	return done();
}
