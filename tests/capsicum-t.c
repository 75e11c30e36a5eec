/* FreeBSD: what a process in capability mode may still ask for.  The kernel
 * says ECAPMODE or EPERM of the rest, capsicum(4), which is an answer. */
#include "tap.h"

#ifdef __FreeBSD__
#include "sandboxed.h"

#include <sys/capsicum.h>

static int call_low(void)
{
	return had(um_mmap(0, PAGES * page(), RW, ANON | UM_MAP_LOW4G, -1,
	    0));
}

static int call_advise(void)
{
	return um_madvise(private(), page(), UM_ADV_WILLNEED);
}

static int call_inherit(void)
{
	char *const p = private();

	return um_minherit(p, page(), UM_INHERIT_NONE) < 0 ? -1
	    : um_minherit(p, page(), UM_INHERIT_COPY);
}

/* The map is not told in capability mode. */
static int call_discard(void)
{
	return um_madvise(private(), page(), UM_ADV_DISCARD);
}

static int see(const struct um_region *region, void *closure)
{
	(void)region;
	(void)closure;
	return 1;
}

static int call_regions(void)
{
	return um_regions(see, 0) < 0 ? -1 : 0;
}

static int call_region_at(void)
{
	struct um_region region;

	return um_region_at(private(), &region) < 0 ? -1 : 0;
}

static int call_populate(void)
{
	char *const p = private();

	return um_madvise(p, page(), UM_ADV_POPULATE_READ) < 0 ? -1
	    : um_madvise(p, page(), UM_ADV_POPULATE_WRITE);
}

/* 0: it must do what it does. */
static const struct call {
	const char *name;
	int (*make)(void);
	int error;
} calls[] = {
	{ "um_mmap and um_munmap", call_map, 0 },
	{ "um_mmap, shared", call_share, 0 },
	{ "um_mmap, aligned", call_align, 0 },
	{ "um_mmap UM_MAP_FIXED_NOREPLACE", call_noreplace, 0 },
	{ "um_mmap UM_MAP_LOW4G", call_low, 0 },
	{ "um_mprotect", call_protect, 0 },
	{ "um_madvise of a wish", call_advise, 0 },
	{ "UM_ADV_DISCARD_PRIVATE", call_discard_private, 0 },
	{ "um_reserve, um_commit and um_decommit", call_reserve, 0 },
	{ "um_guard and um_unguard", call_guard, 0 },
	{ "um_minherit", call_inherit, 0 },
	{ "um_memfd", call_memfd, 0 },
	{ "um_mirror", call_mirror, 0 },
	{ "UM_ADV_DISCARD", call_discard, ENOTSUP },
	{ "um_mremap that grows", call_grow, ENOTSUP },
	{ "um_regions", call_regions, ENOTSUP },
	{ "um_region_at", call_region_at, ENOTSUP },
	{ "populating", call_populate, ENOTSUP },
	{ "um_shm_open", call_shm, EACCES },
	{ "um_shm_unlink", call_shm_unlink, EACCES }
};

static int make(void *closure)
{
	const struct call *const call = closure;

	page();
	if (cap_enter() < 0)
		return CANNOT;
	if (call->make() == 0)
		return 0;
	MUST(call->error && errno == call->error && *um_why());
	return 0;
}

int main(void)
{
	size_t i;

	plan(sizeof calls / sizeof *calls);
	for (i = 0; i < sizeof calls / sizeof *calls; i++)
		ok_or_skip(in_child(make, (void *)&calls[i]),
		    "capability mode (options CAPABILITY_MODE)",
		    "in capability mode %s %s", calls[i].name, calls[i].error
		    ? "has an errno of its own" : "does what it does");
	return done();
}
#else
int main(void)
{
	skip_all("no capability mode here");
	return 0;
}
#endif
