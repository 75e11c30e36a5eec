/* um_features: each promise tried on a page of our own, each time: a sandbox
 * or a limit may have come or gone. */
#include "call.h"

struct answer {
	int level;
	const char *how;
};

/* The kernel took the call but not the promise, or refused it. */
static const struct answer absent = { UM_ABSENT, "this kernel cannot" };

static struct answer native(const char *how)
{
	struct answer a;

	a.level = UM_NATIVE;
	a.how = how;
	return a;
}

/* How a chain that has just worked did it.  Nothing is remembered of a request
 * that was sent on to a later way. */
static struct answer way_of(struct um_chain *chain)
{
	static const struct answer sent_on = { UM_EMULATED,
	    "another way each time" };
	const struct um_way *way = UM_LOAD(&chain->taken);
	struct answer a;

	if (!way)
		return sent_on;
	a.level = way->level;
	a.how = way->name;
	if (way->needs & UM_HOW_AREAS) {
		way = UM_LOAD(&um_chain_areas.taken);
		if (!way)	/* single questions were enough */
			way = UM_LOAD(&um_chain_spots.taken);
	} else if (way->needs & UM_HOW_OBJECT)
		way = UM_LOAD(&um_chain_object.taken);
	if (way)	/* else none of them is remembered */
		a.how = way->name;
	return a;
}

static unsigned char *scratch(size_t pages, int flags)
{
	void *at = um_mmap(0, pages * um_page_size(), PROT_READ | PROT_WRITE,
	    UM_MAP_ANON | flags, -1, 0);

	return at == MAP_FAILED ? 0 : at;
}

static void drop(void *at, size_t pages)
{
	um_undo((uintptr_t)at, pages * um_page_size());
}

static struct answer mapped(int flags, struct um_chain *chain)
{
	void *at = scratch(1, flags);

	if (!at)
		return absent;
	drop(at, 1);
	return way_of(chain);
}

static struct answer try_anonymous_private(void)
{
	return mapped(UM_MAP_PRIVATE, &um_chain_private);
}

static struct answer try_anonymous_shared(void)
{
	return mapped(UM_MAP_SHARED, &um_chain_shared);
}

static void *onto(void *at, int flag)
{
	return um_mmap(at, um_page_size(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | flag, -1, 0);
}

static struct answer try_fixed_replace(void)
{
	unsigned char *at = scratch(1, UM_MAP_PRIVATE);
	struct answer a = absent;

	if (!at)
		return a;
	at[0] = 1;
	if (onto(at, UM_MAP_FIXED) == at && at[0] == 0)
		a = way_of(&um_chain_fixed);
	drop(at, 1);
	return a;
}

/* A conflict shows whether the kernel honours the flag or ignores it. */
static struct answer try_fixed_noreplace(void)
{
	unsigned char *at = scratch(1, UM_MAP_PRIVATE);
	struct answer a = absent;
	int refused;

	if (!at)
		return a;
	at[0] = 1;
	refused = onto(at, UM_MAP_FIXED_NOREPLACE) == MAP_FAILED
	    && errno == EEXIST && at[0] == 1;
	drop(at, 1);
	if (refused && onto(at, UM_MAP_FIXED_NOREPLACE) == at) {
		a = way_of(&um_chain_noreplace);
		drop(at, 1);
	}
	return a;
}

static struct answer try_aligned(void)
{
	unsigned log = 4;
	size_t size;

	for (size = um_granularity(); size >>= 1; )
		log++;
	return mapped(UM_MAP_PRIVATE | UM_MAP_ALIGNED(log), &um_chain_aligned);
}

/* What the kernel chooses by itself, or in a window that another chain has
 * found, walks no chain. */
static struct answer place_of(struct um_chain *chain)
{
	if (UM_LOAD(&chain->taken))
		return way_of(chain);
	return chain == &um_chain_low4g ? place_of(&um_chain_low2g)
	    : native("the kernel's own choice");
}

static struct answer try_low(int flag, struct um_chain *chain)
{
	void *at = scratch(1, UM_MAP_PRIVATE | flag);

	if (!at)
		return absent;
	drop(at, 1);
	return place_of(chain);
}

static struct answer try_low_2g(void)
{
	return try_low(UM_MAP_32BIT, &um_chain_low2g);
}

static struct answer try_low_4g(void)
{
	return UM_LAST_4G == UINTPTR_MAX ? native("there is no more")
	    : try_low(UM_MAP_LOW4G, &um_chain_low4g);
}

static struct answer try_range(void)
{
	static const char here[1];
	const struct um_place near = um_near(here, 1, (size_t)1 << 30);
	void *at = um_mmap_at(&near, um_page_size(), PROT_READ,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	if (at == MAP_FAILED)
		return absent;
	drop(at, 1);
	return place_of(&um_chain_range);
}

static struct answer try_regions(void)
{
	struct um_region region;

	return um_region_at(0, &region) < 0 ? absent : way_of(&um_chain_area);
}

static struct answer try_conceal(void)
{
	void *at = scratch(1, UM_MAP_PRIVATE | UM_MAP_CONCEAL);

	if (!at)
		return absent;
	drop(at, 1);
	return um_kernel.numbers.map_conceal ? native("a flag of mmap")
	    : way_of(&um_chain_conceal);
}

static struct answer try_mayexec(void)
{
	const struct um_numbers *n = &um_kernel.numbers;
	void *at = scratch(1, UM_MAP_PRIVATE | UM_MAP_MAYEXEC);
	int failed;

	if (!at)
		return absent;
	failed = um_mprotect(at, um_page_size(), PROT_READ | PROT_EXEC);
	drop(at, 1);
	if (failed)
		return absent;
	return native(n->map_jit ? "mmap MAP_JIT" : n->prot_max_shift
	    ? "declared in prot of mmap" : "nothing to declare");
}

/* Advice that is taken where there is no large page proves nothing. */
static struct answer try_huge(void)
{
	void *at = scratch(1, UM_MAP_PRIVATE);
	struct um_range range;
	int failed;

	if (!at)
		return absent;
	range.addr = (uintptr_t)at;
	range.len = um_page_size();
	failed = um_sure_madvise(&range, um_kernel.numbers.adv_hugepage);
	drop(at, 1);
	if (um_page_sizes(0, 0) < 2)
		return absent;
	return failed ? native("by the kernel itself")
	    : native("madvise MADV_HUGEPAGE");
}

static int all_resident(void *at, size_t pages)
{
	unsigned char vec[4] = { 0, 0, 0, 0 };
	size_t i;

	if (um_mincore(at, pages * um_page_size(), vec) < 0)
		return 0;
	for (i = 0; i < pages; i++)
		if (!(vec[i] & 1))
			return 0;
	return 1;
}

static struct answer try_populate(void)
{
	enum { PAGES = 4 };
	void *at = scratch(PAGES, UM_MAP_PRIVATE | UM_MAP_POPULATE);
	int there;

	if (!at)
		return absent;
	there = all_resident(at, PAGES);
	drop(at, PAGES);
	if (!there)
		return absent;
	return um_kernel.numbers.map_populate ? native("a flag of mmap")
	    : native("madvise");
}

static struct answer try_discard(int flags, int advice, struct um_chain *chain)
{
	unsigned char *at = scratch(1, flags);
	struct answer a = absent;

	if (!at)
		return a;
	at[0] = 1;
	if (um_madvise(at, um_page_size(), advice) == 0 && at[0] == 0)
		a = way_of(chain);
	drop(at, 1);
	return a;
}

static struct answer try_discard_private(void)
{
	return try_discard(UM_MAP_PRIVATE, UM_ADV_DISCARD_PRIVATE,
	    &um_chain_discard_private);
}

/* FreeBSD may not tell shared from private. */
static struct answer try_discard_shared(void)
{
	const struct answer a = try_discard(UM_MAP_SHARED, UM_ADV_DISCARD,
	    &um_chain_discard_shared);

	return a.level == UM_ABSENT || UM_LOAD(&um_chain_discard_shared.taken)
	    ? a : way_of(&um_chain_discard_told);
}

static struct answer try_remap(void)
{
	const size_t page = um_page_size();
	void *at = scratch(1, UM_MAP_PRIVATE), *now;

	if (!at)
		return absent;
	now = um_mremap(at, page, 2 * page, UM_MREMAP_MAYMOVE);
	if (now == MAP_FAILED) {
		drop(at, 1);
		return absent;
	}
	drop(now, 2);
	return way_of(&um_chain_remap);
}

static struct answer try_inherit(int how)
{
	void *at = scratch(1, UM_MAP_PRIVATE);
	int failed;

	if (!at)
		return absent;
	failed = um_minherit(at, um_page_size(), how);
	drop(at, 1);
	return failed ? absent : way_of(&um_chain_inherit);
}

static struct answer try_inherit_none(void)
{
	return try_inherit(UM_INHERIT_NONE);
}

static struct answer try_inherit_zero(void)
{
	return try_inherit(UM_INHERIT_ZERO);
}

static struct answer try_memfd(void)
{
	const int fd = um_memfd(0, (int64_t)um_page_size(), 0);

	if (fd < 0)
		return absent;
	um_close(fd);
	return way_of(&um_chain_object);
}

/* Made and taken away again at once. */
static struct answer try_shm_named(void)
{
	char name[] = UM_OBJECT_NAME "-" UM_SUFFIX_SPACE;
	int fd;

	um_random_suffix(name + sizeof name - 1 - UM_SUFFIX);
	fd = um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return absent;
	um_close(fd);
	if (um_shm_unlink(name) < 0)
		return absent;
	return native(um_kernel.numbers.shm_name_max
	    ? "shm_open, long names hashed" : "shm_open");
}

static struct answer try_mirror(void)
{
	const size_t len = um_granularity();
	void *at = um_mirror(0, len, 2, 0);

	if (at == MAP_FAILED)
		return absent;
	um_undo((uintptr_t)at, 2 * len);
	return way_of(&um_chain_mirror);
}

/* Given back, it is empty when it is committed again. */
static struct answer try_reserve(void)
{
	const size_t page = um_page_size();
	unsigned char *at = um_reserve(0, 2 * page, 0);
	struct answer a = absent;

	if (at == MAP_FAILED)
		return a;
	if (um_commit(at, page, PROT_READ | PROT_WRITE) == 0) {
		at[0] = 1;
		if (um_decommit(at, page) == 0
		    && um_commit(at, page, PROT_READ | PROT_WRITE) == 0
		    && at[0] == 0)
			a = way_of(&um_chain_commit);
	}
	drop(at, 2);
	return a;
}

static struct answer try_guard(void)
{
	void *at = scratch(2, UM_MAP_PRIVATE);
	int failed;

	if (!at)
		return absent;
	failed = um_guard(at, um_page_size());
	drop(at, 2);
	return failed ? absent : way_of(&um_chain_guard);
}

/* What is sealed stays for ever, so it is nothing. */
static struct answer try_seal(void)
{
	struct um_range nothing;

	nothing.addr = 0;
	nothing.len = 0;
	return um_walk(&um_chain_seal, &nothing, 0) < 0 ? absent
	    : way_of(&um_chain_seal);
}

static struct answer try_name(void)
{
	void *at = scratch(1, UM_MAP_PRIVATE);
	int failed;

	if (!at)
		return absent;
	failed = um_name(at, um_page_size(), "unimap");
	drop(at, 1);
	return failed ? absent : way_of(&um_chain_name);
}

/* MADV_FREE's pages go when memory is short, DONTNEED's at once. */
static struct answer try_free(void)
{
	void *at = scratch(1, UM_MAP_PRIVATE);
	struct um_range range;
	int failed;

	if (!at)
		return absent;
	range.addr = (uintptr_t)at;
	range.len = um_page_size();
	failed = um_sure_madvise(&range, um_kernel.numbers.adv_free);
	drop(at, 1);
	return failed ? absent : native("madvise MADV_FREE");
}

static struct answer try_punch(void)
{
	const int fd = um_memfd(0, (int64_t)um_page_size(), 0);
	int failed;

	if (fd < 0)
		return absent;
	failed = um_punch(fd, 0, (int64_t)um_page_size());
	um_close(fd);
	return failed ? absent : way_of(&um_chain_punch);
}

static struct {
	struct um_feature shown;
	struct answer (*ask)(void);
} rows[] = {
#define ROW(id, title, ask) { { id, title, UM_UNKNOWN, "" }, ask }
	ROW("anonymous-private", "private zero pages", try_anonymous_private),
	ROW("anonymous-shared", "zero pages shared with children",
	    try_anonymous_shared),
	ROW("fixed-replace", "replace a mapping in one step", try_fixed_replace),
	ROW("fixed-noreplace", "map there or refuse", try_fixed_noreplace),
	ROW("aligned", "aligned to any power of two", try_aligned),
	ROW("low-2g", "below 2 GiB", try_low_2g),
	ROW("low-4g", "below 4 GiB", try_low_4g),
	ROW("range", "inside a range of addresses", try_range),
	ROW("conceal", "left out of core dumps", try_conceal),
	ROW("mayexec", "made executable later", try_mayexec),
	ROW("huge", "large pages", try_huge),
	ROW("populate", "pages there on return", try_populate),
	ROW("discard-private", "private memory given back, reads zero",
	    try_discard_private),
	ROW("discard-shared", "shared memory given back, reads zero",
	    try_discard_shared),
	ROW("remap", "private memory grows", try_remap),
	ROW("inherit-none", "absent in children", try_inherit_none),
	ROW("inherit-zero", "zero in children", try_inherit_zero),
	ROW("memfd", "nameless objects", try_memfd),
	ROW("shm-named", "named objects", try_shm_named),
	ROW("regions", "the map of the address space",
	    try_regions),
	ROW("reserve", "address space without memory", try_reserve),
	ROW("mirror", "views of the same pages side by side", try_mirror),
	ROW("guard", "pages that fault when touched", try_guard),
	ROW("seal", "final place and protection", try_seal),
	ROW("name", "named mappings", try_name),
	ROW("free", "contents that may go", try_free),
	ROW("punch", "a part of an object given back", try_punch)
#undef ROW
};

int um_features(void)
{
	return (int)(sizeof rows / sizeof *rows);
}

const struct um_feature *um_feature(int i)
{
	const int saved = errno;
	const enum um_reason before = um_reason_given();
	struct answer a;

	if (i < 0 || i >= um_features())
		return 0;
	a = rows[i].ask();
	if (UM_LOAD(&rows[i].shown.how) != a.how)
		UM_STORE(&rows[i].shown.how, a.how);
	if (UM_LOAD(&rows[i].shown.level) != a.level)
		UM_STORE(&rows[i].shown.level, a.level);
	um_fail(saved, before);
	return &rows[i].shown;
}
