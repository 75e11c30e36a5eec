/* Ways of the calls on reserved, guarded, sealed and named memory. */
#include "kernel.h"

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
int um_commit_by_protection(void *request)
{
	const struct um_commitment *c = request;

	return c->prot ? um_protect(&c->range, c->prot)
	    : um_cover(c->range.addr, c->range.len);
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
int um_commit_by_zeroing(void *request)
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

/* The contents may go, now or later. */
int um_guard_by_protection(void *request)
{
	const struct um_range *range = request;

	if (um_protect(range, PROT_NONE) < 0)
		return -1;
	(void)um_raw_madvise(range, um_kernel->numbers->adv_free);
	return 0;
}

/* ---- Linux ---------------------------------------------------------------- */

/* Were guards put down so?  Then a kernel that does not lift them any more
 * must not be believed to have none. */
static int guards_by_advice;

int um_guard_by_advice(void *request)
{
	if (um_sure_madvise(request, um_kernel->numbers->adv_guard) < 0) {
		if (errno == ENOMEM)
			return um_say(ENOMEM,
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
	const int advice = um_kernel->numbers->adv_unguard;

	if (!advice || um_sure_madvise(range, advice) == 0)
		return 0;
	return UM_LOAD(&guards_by_advice) ? um_say(ENOTSUP,
	    "the kernel does not lift its guards any more") : 0;
}

/* EPERM: a 32-bit kernel. */
int um_seal_by_mseal(void *request)
{
	const struct um_range *range = request;

	return um_kernel->sys->mseal((void *)range->addr, range->len, 0);
}

int um_name_by_prctl(void *request)
{
	const struct um_naming *naming = request;
	int failed;

	do
		failed = um_kernel->sys->prctl(um_kernel->numbers->pr_set_vma,
		    0, naming->range.addr, naming->range.len,
		    (unsigned long)(uintptr_t)naming->name);
	while (failed && errno == EINTR);
	if (failed && errno == EBADF)
		return um_say(ENOTSUP, "only anonymous memory has a name");
	if (failed && errno == EINVAL)		/* not configured */
		errno = ENOSYS;
	return failed;
}
