/* Ways of the calls on reserved, guarded, sealed and named memory. */
#include "logic.h"

struct telling {
	um_visit *visit;
	void *closure;
	int told;
};

static int tell(const struct um_area *area, void *telling)
{
	struct telling *t = telling;

	t->told = 1;
	return t->visit(area, t->closure);
}

int um_areas_if_told(const struct um_range *range, um_visit *visit,
    void *closure)
{
	struct telling t;
	int stopped;

	t.visit = visit;
	t.closure = closure;
	t.told = 0;
	stopped = um_areas(range, tell, &t);
	if (stopped >= 0 || t.told || errno != ENOTSUP)
		return stopped;
	um_said_of(0);
	return 1;
}

/* mprotect takes the charge; what is mapped over it gives it back. */
static int commit_by_protection(void *request)
{
	const struct um_commitment *c = request;

	if (c->prot)
		return um_protect(&c->range, c->prot);
	if (um_cover(c->range.addr, c->range.len) == 0)
		return 0;
	if (errno == ENOTSUP)	/* nothing replaces */
		errno = ENOSYS;
	return -1;
}

static int empty_area(const struct um_area *area, void *closure)
{
	const struct um_range range = um_area_range(area);

	(void)closure;
	if (!area->prot)
		return 0;
	if (um_protect(&range, PROT_READ | PROT_WRITE) < 0)
		return -1;
	memset((void *)range.addr, 0, range.len);
	return um_protect(&range, PROT_NONE);
}

/* AIX, HP-UX, the Hurd: nothing replaces in one step, the charge stays. */
static int commit_by_zeroing(void *request)
{
	struct um_commitment *c = request;
	struct um_area whole;
	int told;

	if (c->prot)
		return um_protect(&c->range, c->prot);
	told = um_areas_if_told(&c->range, empty_area, 0);
	if (told < 1)
		return told;
	whole.start = c->range.addr;
	whole.end = c->range.addr + c->range.len;
	whole.prot = PROT_READ | PROT_WRITE;
	return empty_area(&whole, 0);
}

static void reserve_again(const struct um_range *range)
{
	const int saved = errno;
	struct um_request r;

	um_request_pages(&r, range->addr, range->len, PROT_NONE,
	    um_space_flags() | UM_MAP_FIXED_NOREPLACE);
	(void)um_map(&r);
	um_said_of(0);
	errno = saved;
}

static int commit_area(const struct um_area *area, void *commitment)
{
	const struct um_commitment *c = commitment;
	const struct um_range range = um_area_range(area);
	struct um_request r;

	if (area->prot)			/* it is committed */
		return um_protect(&range, c->prot);
	um_request_pages(&r, range.addr, range.len, c->prot,
	    UM_MAP_PRIVATE | UM_MAP_FIXED | UM_MAP_ANY_PROT);
	if (um_map(&r) == 0)
		return 0;
	reserve_again(&range);
	return -1;
}

/* illumos: memory of MAP_NORESERVE is never charged, so new is mapped. */
static int commit_by_mapping(void *request)
{
	struct um_commitment *c = request;
	int told;

	if (!c->prot)
		return um_cover(c->range.addr, c->range.len);
	told = um_areas_if_told(&c->range, commit_area, c);
	if (told == 1)
		errno = ENOSYS;
	return told ? -1 : 0;
}

const struct um_way um_commit_ways[] = {
	{ "mmap MAP_FIXED both ways", UM_NATIVE,
	    UM_NEEDS_HABIT(UM_COMMITS_BY_MAPPING), commit_by_mapping },
	{ "mprotect and mmap MAP_FIXED", UM_NATIVE,
	    UM_NEEDS_NO_HABIT(UM_REPLACES_IN_TWO), commit_by_protection },
	{ "mprotect and zeroing in place", UM_EMULATED, 0, commit_by_zeroing },
	{ 0, 0, 0, 0 }
};

/* ---- guards ------------------------------------------------------------ */

/* The contents may go, now or later. */
static int guard_by_protection(void *request)
{
	const struct um_range *range = request;

	if (um_protect(range, PROT_NONE) < 0)
		return -1;
	(void)um_raw_madvise(range, um_kernel.numbers.adv_free);
	return 0;
}

/* Were guards put down so?  Then a kernel that does not lift them any more
 * must not be believed to have none. */
static int guards_by_advice;

static int guard_by_advice(void *request)
{
	if (um_sure_madvise(request, um_kernel.numbers.adv_guard) < 0) {
		if (errno == ENOMEM)
			return um_no_memory(
			    "no memory for the pages of the page table");
		if (errno == EPERM || errno == EACCES)
			errno = ENOSYS;	/* a filter; what is sealed stays so */
		return -1;
	}
	UM_STORE(&guards_by_advice, 1);
	return 0;
}

int um_unguard_by_advice(const struct um_range *range)
{
	const int advice = um_kernel.numbers.adv_unguard;

	if (!advice || um_sure_madvise(range, advice) == 0)
		return 0;
	return UM_LOAD(&guards_by_advice) ? um_unable(
	    "the kernel does not lift its guards any more") : 0;
}

/* FreeBSD's MAP_GUARD is no way: it is new memory, which children see and core
 * dumps hold when it is lifted. */
const struct um_way um_guard_ways[] = {
	{ "madvise MADV_GUARD_INSTALL", UM_NATIVE, UM_NEEDS_FLAG(adv_guard),
	    guard_by_advice },
	{ "mprotect PROT_NONE", UM_EMULATED, 0, guard_by_protection },
	{ 0, 0, 0, 0 }
};

/* ---- seals, names ------------------------------------------------------ */

/* EPERM: a 32-bit kernel. */
static int seal_by_mseal(void *request)
{
	const struct um_range *range = request;

	return um_kernel.sys.mseal((void *)range->addr, range->len, 0);
}

static int seal_by_mimmutable(void *request)
{
	const struct um_range *range = request;

	return um_kernel.sys.mimmutable((void *)range->addr, range->len);
}

const struct um_way um_seal_ways[] = {
	{ "mseal", UM_NATIVE, UM_NEEDS_CALL(mseal), seal_by_mseal },
	{ "mimmutable", UM_NATIVE, UM_NEEDS_CALL(mimmutable),
	    seal_by_mimmutable },
	{ 0, 0, 0, 0 }
};

static int name_by_prctl(void *request)
{
	const struct um_naming *naming = request;
	int failed;

	do
		failed = um_kernel.sys.prctl(um_kernel.numbers.pr_set_vma,
		    0, naming->range.addr, naming->range.len,
		    (unsigned long)(uintptr_t)naming->name);
	while (failed && errno == EINTR);
	if (failed && errno == EBADF)
		return um_unable("only anonymous memory has a name");
	if (failed && errno == EINVAL)		/* not configured */
		errno = ENOSYS;
	return failed;
}

const struct um_way um_name_ways[] = {
	{ "prctl PR_SET_VMA_ANON_NAME", UM_NATIVE, UM_NEEDS_CALL(prctl),
	    name_by_prctl },
	{ 0, 0, 0, 0 }
};
