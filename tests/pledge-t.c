/* OpenBSD: what a process that has pledged may still ask for.  pledge(2) ends
 * with SIGABRT whoever asks for more than it promised. */
#include "tap.h"

#ifdef __OpenBSD__
#include "sandboxed.h"

static int call_conceal(void)
{
	return had(memory(UM_MAP_PRIVATE | UM_MAP_CONCEAL));
}

static int call_sync(void)
{
	return um_msync(private(), page(), MS_SYNC);
}

static int call_advise(void)
{
	char *const p = private();

	return um_madvise(p, page(), UM_ADV_WILLNEED) < 0
	    || um_madvise(p, page(), UM_ADV_SEQUENTIAL) < 0 ? -1
	    : um_madvise(p, page(), UM_ADV_FREE);
}

static int call_shrink(void)
{
	return had(um_mremap(private(), 2 * PAGES * page(), PAGES * page(),
	    0));
}

static int call_inherit(void)
{
	char *const p = private();

	return um_minherit(p, page(), UM_INHERIT_ZERO) < 0 ? -1
	    : um_minherit(p, page(), UM_INHERIT_NONE);
}

static int call_seal(void)
{
	return um_seal(private(), page(), 0);
}

/* What failed, and why. */
static int call_why(void)
{
	return um_mprotect(private() + 1, page(), RW) < 0 && errno == EINVAL
	    && *um_why() ? 0 : -1;
}

static int call_fail(void)
{
	return um_mmap(0, SIZE_MAX / 2, RW, ANON, -1,
	    0) == MAP_FAILED && errno == ENOMEM && *um_why() ? 0 : -1;
}

static int call_execute(void)
{
	return had(um_mmap(0, PAGES * page(), PROT_READ | PROT_EXEC,
	    ANON, -1, 0));
}

#define FILES "stdio rpath wpath cpath"

static const struct call {
	const char *name, *promises;
	int (*make)(void);
} calls[] = {
	{ "um_mmap and um_munmap", "stdio", call_map },
	{ "um_mmap, shared", "stdio", call_share },
	{ "um_mmap, aligned", "stdio", call_align },
	{ "um_mmap, concealed", "stdio", call_conceal },
	{ "um_mmap UM_MAP_FIXED_NOREPLACE", "stdio", call_noreplace },
	{ "um_mprotect", "stdio", call_protect },
	{ "um_msync", "stdio", call_sync },
	{ "um_madvise of a wish", "stdio", call_advise },
	{ "UM_ADV_DISCARD_PRIVATE", "stdio", call_discard_private },
	{ "um_reserve, um_commit and um_decommit", "stdio", call_reserve },
	{ "um_guard and um_unguard", "stdio", call_guard },
	{ "um_mremap that grows", "stdio", call_grow },
	{ "um_mremap that shrinks", "stdio", call_shrink },
	{ "um_minherit ZERO and NONE", "stdio", call_inherit },
	{ "um_seal", "stdio", call_seal },
	{ "um_why", "stdio", call_why },
	{ "um_mmap for which there is no room", "stdio", call_fail },
	{ "um_mmap PROT_EXEC", "stdio prot_exec", call_execute },
	{ "um_memfd", FILES, call_memfd },
	{ "um_mirror", FILES, call_mirror },
	{ "um_shm_open", FILES, call_shm },
	{ "um_shm_unlink", FILES, call_shm_unlink }
};

static int make(void *closure)
{
	const struct call *const call = closure;

	page();
	MUST(pledge(call->promises, 0) == 0);
	MUST(call->make() == 0);
	return 0;
}

int main(void)
{
	size_t i;

	plan(sizeof calls / sizeof *calls);
	for (i = 0; i < sizeof calls / sizeof *calls; i++)
		ok_in_child(make, (void *)&calls[i], "under \"%s\" %s does "
		    "what it does", calls[i].promises, calls[i].name);
	return done();
}
#else
int main(void)
{
	skip_all("no pledge here");
	return 0;
}
#endif
