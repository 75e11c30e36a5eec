/* Memory under a protection key of Linux: what a key forbids is an errno and no
 * signal, and nothing but um_decommit and what is mapped over it takes the key
 * away.  Each in a child, which has a key of its own. */
#include "tap.h"

#ifdef __linux__
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#endif

#if defined __linux__ && defined __NR_pkey_alloc \
	&& (defined __x86_64__ || defined __i386__)

enum { OWN = UM_MAP_PRIVATE | UM_MAP_ANON };
enum { RW = PROT_READ | PROT_WRITE, PAGES = 4, BYTE = 0x66 };
enum { PERMITTED = 0, NO_ACCESS = 1, NO_STORES = 2 };

static int key;

static unsigned read_keys(void)
{
	unsigned keys, high;

	__asm__ volatile (".byte 0x0f,0x01,0xee"	/* rdpkru */
	    : "=a" (keys), "=d" (high) : "c" (0));
	return keys;
}

static void write_keys(unsigned keys)
{
	__asm__ volatile (".byte 0x0f,0x01,0xef"	/* wrpkru */
	    : : "a" (keys), "c" (0), "d" (0) : "memory");
}

static void forbid(unsigned what)
{
	write_keys((read_keys() & ~(3u << 2 * key)) | what << 2 * key);
}

static size_t all(void)
{
	return PAGES * page();
}

/* Pages under the key, of which all is permitted. */
static unsigned char *keyed(int kind)
{
	const int fd = kind & UM_MAP_ANON ? -1 : temporary_file(all());
	unsigned char *p = must_map(0, PAGES, kind, fd);

	if (fd >= 0)
		close(fd);
	if (syscall(__NR_pkey_mprotect, p, PAGES * page(), RW, key) < 0) {
		diag("pkey_mprotect: errno %d", errno);
		_exit(1);
	}
	memset(p, BYTE, PAGES * page());
	return p;
}

/* What the key forbids is forbidden in all of it, and nothing else is. */
static int has_key(unsigned char *p, size_t pages)
{
	size_t i, faults = 0;

	forbid(NO_STORES);
	for (i = 0; i < pages; i++)
		faults += store_faults(p + i * page()) != 0;
	forbid(PERMITTED);
	for (i = 0; i < pages; i++)
		if (store_faults(p + i * page()))
			return 0;
	return faults == pages;
}

/* ---- populating -------------------------------------------------------- */

static int advice_populates(void)
{
	unsigned char *p = must_map(0, 1, OWN, -1);

	return um_madvise(p, page(), UM_ADV_POPULATE_WRITE) == 0
	    && um_way_taken(UM_CHAIN_POPULATE_WRITE)->level == UM_NATIVE;
}

static int populated(void *kind)
{
	unsigned char *p = keyed(*(int *)kind);

	forbid(NO_STORES);
	MUST(um_madvise(p, all(), UM_ADV_POPULATE_READ) == 0);
	MUST(um_madvise(p, all(), UM_ADV_POPULATE_WRITE) < 0
	    && errno == EACCES && *um_why());
	forbid(NO_ACCESS);
	MUST(um_madvise(p, all(), UM_ADV_POPULATE_READ) < 0
	    && errno == EACCES && *um_why());
	MUST(um_madvise(p, all(), UM_ADV_POPULATE_WRITE) < 0
	    && errno == EACCES && *um_why());
	forbid(PERMITTED);
	MUST(all_bytes(p, all(), BYTE));
	MUST(um_madvise(p, all(), UM_ADV_POPULATE_WRITE) == 0);
	return 0;
}

/* Nothing is there yet. */
static int populated_anew(void *kind)
{
	unsigned char *p = keyed(*(int *)kind);

	MUST(um_madvise(p, all(), UM_ADV_DISCARD) == 0);
	forbid(NO_STORES);
	MUST(um_madvise(p, all(), UM_ADV_POPULATE_WRITE) < 0
	    && errno == EACCES && *um_why());
	forbid(PERMITTED);
	MUST(all_bytes(p, all(), 0));
	return 0;
}

/* ---- discarding -------------------------------------------------------- */

static int discarded(void *kind)
{
	static const unsigned what[] = { NO_STORES, NO_ACCESS };
	unsigned char *p = keyed(*(int *)kind);
	int i;

	for (i = 0; i < 2; i++) {
		memset(p, BYTE, all());
		forbid(what[i]);
		MUST(um_madvise(p, all(), UM_ADV_DISCARD) == 0);
		forbid(PERMITTED);
		MUST(all_bytes(p, all(), 0));
	}
	MUST(has_key(p, PAGES));
	return 0;
}

static int sealed(void *unused)
{
	unsigned char *p = keyed(OWN);

	(void)unused;
	if (um_seal(p, all(), 0) < 0)
		return CANNOT;
	forbid(NO_STORES);
	MUST(um_madvise(p, all(), UM_ADV_DISCARD) < 0
	    && errno == EPERM && *um_why());
	MUST(um_madvise(p, all(), UM_ADV_DISCARD_PRIVATE) < 0
	    && errno == EPERM && *um_why());
	forbid(PERMITTED);
	MUST(all_bytes(p, all(), BYTE));
	MUST(um_madvise(p, all(), UM_ADV_DISCARD) == 0);
	MUST(all_bytes(p, all(), 0));
	return 0;
}

/* ---- what keeps the key, and what does not ----------------------------- */

static int protected(void *unused)
{
	unsigned char *p = keyed(OWN);

	(void)unused;
	MUST(um_mprotect(p, all(), PROT_NONE) == 0);
	MUST(um_mprotect(p, all(), PROT_READ) == 0);
	MUST(um_mprotect(p, all(), RW) == 0);
	MUST(has_key(p, PAGES) && all_bytes(p + 1, page() - 1, BYTE));
	return 0;
}

static int committed(void *unused)
{
	unsigned char *p = keyed(OWN);

	(void)unused;
	MUST(um_commit(p, all(), PROT_READ) == 0);
	MUST(um_commit(p, all(), RW) == 0);
	MUST(has_key(p, PAGES) && all_bytes(p + 1, page() - 1, BYTE));
	return 0;
}

/* The manual's way to give memory back without losing what was set for it. */
static int emptied(void *unused)
{
	unsigned char *p = keyed(OWN);

	(void)unused;
	MUST(um_madvise(p, all(), UM_ADV_DISCARD_PRIVATE) == 0);
	MUST(um_mprotect(p, all(), PROT_NONE) == 0);
	MUST(load_faults(p));
	MUST(um_commit(p, all(), RW) == 0);
	MUST(all_bytes(p, all(), 0) && has_key(p, PAGES));
	return 0;
}

static int decommitted(void *unused)
{
	unsigned char *p = keyed(OWN);

	(void)unused;
	forbid(NO_ACCESS);
	MUST(um_decommit(p, 2 * page()) == 0);
	MUST(um_commit(p, 2 * page(), RW) == 0);
	MUST(all_bytes(p, 2 * page(), 0) && !store_faults(p));
	MUST(has_key(p + 2 * page(), 2));
	MUST(all_bytes(p + 2 * page() + 1, page() - 1, BYTE));
	return 0;
}

static int guarded(void *unused)
{
	unsigned char *p = keyed(OWN);

	(void)unused;
	forbid(NO_ACCESS);
	MUST(um_guard(p, 2 * page()) == 0);
	forbid(PERMITTED);
	MUST(load_faults(p) && load_faults(p + page()));
	forbid(NO_ACCESS);
	MUST(um_unguard(p, 2 * page(), RW) == 0);
	forbid(PERMITTED);
	MUST(all_bytes(p, 2 * page(), 0) && has_key(p, PAGES));
	return 0;
}

static int moved(void *unused)
{
	unsigned char *p = keyed(OWN), *q;

	(void)unused;
	/* if nothing is behind it yet */
	(void)um_mmap(p + all(), page(), RW, OWN | UM_MAP_FIXED_NOREPLACE,
	    -1, 0);
	forbid(NO_ACCESS);
	q = um_mremap(p, all(), 2 * all(), UM_MREMAP_MAYMOVE);
	forbid(PERMITTED);
	MUST(q != MAP_FAILED && q != p);
	MUST(all_bytes(q, all(), BYTE) && all_bytes(q + all(), all(), 0));
	MUST(has_key(q, 2 * PAGES));
	return 0;
}

/* ---- others ------------------------------------------------------------ */

static int locked(void *kind)
{
	unsigned char *p = keyed(*(int *)kind);

	forbid(NO_ACCESS);
	MUST(um_mlock(p, all()) < 0 && errno == ENOMEM && *um_why());
	forbid(PERMITTED);
	MUST(all_bytes(p, all(), BYTE));
	return 0;
}

/* The kernel writes the answer. */
static int asked(void *unused)
{
	unsigned char *p = keyed(OWN);

	(void)unused;
	forbid(NO_STORES);
	MUST(um_mincore(p, all(), p) < 0 && errno == EFAULT && *um_why());
	forbid(PERMITTED);
	MUST(all_bytes(p, all(), BYTE));
	return 0;
}

static const struct {
	int (*test)(void *);
	int kind;
	const char *what;
} tests[] = {
	{ discarded, OWN, "what may not be touched is discarded "
	    "without being touched" },
	{ discarded, UM_MAP_SHARED | UM_MAP_ANON, "so is shared memory" },
	{ protected, 0, "um_mprotect keeps the key" },
	{ committed, 0, "um_commit keeps it" },
	{ emptied, 0, "UM_ADV_DISCARD_PRIVATE with PROT_NONE keeps it" },
	{ decommitted, 0, "um_decommit takes it, of its range alone" },
	{ guarded, 0, "um_guard and um_unguard keep it" },
	{ moved, 0, "um_mremap takes it along" },
	{ locked, OWN, "um_mlock of what may not be touched is ENOMEM" },
	{ locked, UM_MAP_SHARED, "also of a file" },
	{ asked, 0, "um_mincore into it is EFAULT" }
};

static void test_populating(void)
{
	static const struct { int kind; const char *name; } kinds[] = {
		{ OWN, "private memory" },
		{ UM_MAP_SHARED | UM_MAP_ANON, "shared memory" },
		{ UM_MAP_PRIVATE, "a private file map" },
		{ UM_MAP_SHARED, "a shared file map" }
	};
	int i;

	if (!advice_populates()) {
		skip(6, "MADV_POPULATE_WRITE: memory is touched instead");
		return;
	}
	for (i = 0; i < 4; i++)
		ok_in_child(populated, (void *)&kinds[i].kind, "populating %s "
		    "whose key forbids it is EACCES and no signal",
		    kinds[i].name);
	for (i = 0; i < 2; i++)
		ok_in_child(populated_anew, (void *)&kinds[i].kind,
		    "also where no page of %s is there", kinds[i].name);
}

int main(void)
{
	const int count = (int)(sizeof tests / sizeof tests[0]);
	int i;

	plan(0);
	key = is_simulated() ? -1 : (int)syscall(__NR_pkey_alloc, 0, 0);
	if (key < 0)
		skip_all("protection keys: pkey_alloc gives none here");
	test_populating();
	ok_or_skip(in_child(sealed, 0), "seals: no mseal here",
	    "sealed memory whose key forbids stores is not discarded: EPERM "
	    "and no signal");
	for (i = 0; i < count; i++)
		if (tests[i].test == locked && is_sanitized())
			skip(1, NO_MLOCK);
		else
			ok_in_child(tests[i].test, (void *)&tests[i].kind,
			    "%s", tests[i].what);
	return done();
}
#else
int main(void)
{
	skip_all("protection keys: none known of this processor and system");
	return done();
}
#endif
