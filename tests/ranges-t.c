/* Every call on a range of existing memory: what it refuses before the kernel is
 * asked, one table for all, and that a length of 0 does nothing. */
#include "tap.h"

enum { PAGES = 4 };

static unsigned char vec[PAGES];

#define CALL(name, call) \
	static int name(char *p, size_t len) \
	{ \
		return call; \
	}

CALL(protect, um_mprotect(p, len, PROT_NONE))
CALL(sync_it, um_msync(p, len, MS_SYNC))
CALL(want, um_madvise(p, len, UM_ADV_WILLNEED))
CALL(free_it, um_madvise(p, len, UM_ADV_FREE))
CALL(discard, um_madvise(p, len, UM_ADV_DISCARD))
CALL(discard_private, um_madvise(p, len, UM_ADV_DISCARD_PRIVATE))
CALL(populate_read, um_madvise(p, len, UM_ADV_POPULATE_READ))
CALL(populate_write, um_madvise(p, len, UM_ADV_POPULATE_WRITE))
CALL(conceal, um_madvise(p, len, UM_ADV_CONCEAL))
CALL(reveal, um_madvise(p, len, UM_ADV_REVEAL))
CALL(lock, um_mlock(p, len))
CALL(unlock, um_munlock(p, len))
CALL(ask_core, um_mincore(p, len, vec))
CALL(inherit, um_minherit(p, len, UM_INHERIT_NONE))
CALL(commit, um_commit(p, len, PROT_READ))
CALL(decommit, um_decommit(p, len))
CALL(guard, um_guard(p, len))
CALL(unguard, um_unguard(p, len, PROT_READ))
CALL(seal, um_seal(p, len, 0))
CALL(name, um_name(p, len, "x"))

static const struct call {
	const char *name;
	int (*make)(char *p, size_t len);
} calls[] = {
	{ "um_mprotect", protect },
	{ "um_msync", sync_it },
	{ "UM_ADV_WILLNEED", want },
	{ "UM_ADV_FREE", free_it },
	{ "UM_ADV_DISCARD", discard },
	{ "UM_ADV_DISCARD_PRIVATE", discard_private },
	{ "UM_ADV_POPULATE_READ", populate_read },
	{ "UM_ADV_POPULATE_WRITE", populate_write },
	{ "UM_ADV_CONCEAL", conceal },
	{ "UM_ADV_REVEAL", reveal },
	{ "um_mlock", lock },
	{ "um_munlock", unlock },
	{ "um_mincore", ask_core },
	{ "um_minherit", inherit },
	{ "um_commit", commit },
	{ "um_decommit", decommit },
	{ "um_guard", guard },
	{ "um_unguard", unguard },
	{ "um_seal", seal },
	{ "um_name", name }
};

static int is_old(char *p)
{
	return all_bytes(p, PAGES * page(), 'r') && !store_faults(p)
	    && all_bytes(vec, sizeof vec, 0xee);
}

static void test_call(const struct call *call, char *p, char *hole)
{
	char *const last = (char *)(UINTPTR_MAX - page() + 1);
	/* A 32-bit process may have half of them. */
	const size_t half = sizeof(void *) < 8 ? SIZE_MAX
	    : (size_t)PTRDIFF_MAX + 1;
	const struct {
		const char *what;
		char *at;
		size_t len;
		int err;		/* 0: it succeeds */
	} rows[] = {
		{ "at an address one byte off is EINVAL", p + 1, page(),
		    EINVAL },
		{ "of the last byte of a page is EINVAL", p + page() - 1, 1,
		    EINVAL },
		{ "of length 0 at half a page is EINVAL", p + page() / 2, 0,
		    EINVAL },
		{ "of the longest length is ENOMEM", p, SIZE_MAX, ENOMEM },
		{ "of half of all addresses is ENOMEM", p, half, ENOMEM },
		{ "of the last page and one more is ENOMEM", last, 2 * page(),
		    ENOMEM },
		{ "of length 0 succeeds", p, 0, 0 },
		{ "of length 0 in a hole succeeds", hole, 0, 0 }
	};
	size_t i;
	int failed;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		errno = 12345;
		failed = call->make(rows[i].at, rows[i].len) < 0;
		if (rows[i].err)
			fails(failed, rows[i].err, "%s %s", call->name,
			    rows[i].what);
		else
			ok(!failed && errno == 12345, "%s %s, with errno as it "
			    "was", call->name, rows[i].what);
	}
	ok(is_old(p), "%s: and all that changes nothing", call->name);
}

int main(void)
{
	char *p, *hole;
	size_t i;

	plan(0);
	p = (char *)must_map(0, PAGES, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	hole = (char *)must_map(0, PAGES, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	um_munmap(hole, PAGES * page());
	memset(p, 'r', PAGES * page());
	memset(vec, 0xee, sizeof vec);
	for (i = 0; i < sizeof calls / sizeof *calls; i++)
		test_call(&calls[i], p, hole);
	return done();
}
