/* Guards by the kernel's advice, or by protection. */
#include "way.h"

/* Were guards put down so?  Then a kernel that does not lift them any more
 * must not be believed to have none. */
static int guards_by_advice;

int um_guard_by_advice(void *request)
{
	const struct um_guarding *g = request;

	if (um_sure_madvise(&g->range, g->lift ? um_kernel.numbers.adv_unguard
	    : um_kernel.numbers.adv_guard) < 0)
		return -1;
	if (!UM_LOAD(&guards_by_advice))
		UM_STORE(&guards_by_advice, 1);
	return 0;
}

/* A filter may have come between. */
static int lift_by_advice(const struct um_range *range)
{
	return !UM_LOAD(&guards_by_advice) || um_sure_madvise(range,
	    um_kernel.numbers.adv_unguard) == 0 ? 0 : um_unable(
	    UM_WHY_GUARDS_STAY);
}

static int open_empty(const struct um_guarding *g)
{
	const int rw = PROT_READ | PROT_WRITE;

	if (um_protect(&g->range, rw) < 0)
		return -1;
	if (um_empty(&g->range) == 0
	    && (g->prot == rw || um_protect(&g->range, g->prot) == 0))
		return 0;
	um_protect_again(&g->range, PROT_NONE);
	return -1;
}

/* The contents go when the guard is lifted. */
int um_guard_by_protection(void *request)
{
	const struct um_guarding *g = request;

	if (!g->lift)
		return um_protect(&g->range, PROT_NONE);
	return lift_by_advice(&g->range) < 0 ? -1 : open_empty(g);
}
