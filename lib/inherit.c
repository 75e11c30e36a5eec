/* What a child finds: minherit on the BSDs and macOS, madvise on Linux. */
#include "kernel.h"

static int inherit_number(int inherit)
{
	const struct um_numbers *n = um_kernel->numbers;

	switch (inherit) {
	case UM_INHERIT_SHARE:
		return n->inherit_share;
	case UM_INHERIT_COPY:
		return n->inherit_copy;
	case UM_INHERIT_NONE:
		return n->inherit_none;
	default:
		return n->inherit_zero;
	}
}

int um_inherit_by_minherit(void *request)
{
	const struct um_inheritance *i = request;
	const int number = inherit_number(i->inherit);

	if (number == UM_LACKS)
		return um_say(ENOTSUP, "this kernel has no such inheritance");
	if ((um_kernel->family->habits & UM_MINHERIT_PASSES_HOLES)
	    && um_whole(&i->range) == 0)
		return um_say(ENOMEM, "part of the range is not mapped");
	return um_kernel->sys->minherit((void *)i->range.addr, i->range.len,
	    number);
}

/* ---- Linux: memory copied or shared once and for all, and advice -------- */

static int refuse_other(const struct um_area *area, void *closure)
{
	const int inherit = *(const int *)closure;

	if (inherit == UM_INHERIT_SHARE && !area->shared)
		return um_say(ENOTSUP, "private memory is not shared with a "
		    "child on this kernel");
	if (inherit != UM_INHERIT_SHARE && area->shared)
		return um_say(ENOTSUP, "shared memory is neither copied nor "
		    "zeroed for a child on this kernel");
	if (inherit == UM_INHERIT_ZERO && area->kind != UM_KIND_ANON)
		return um_say(ENOTSUP, "only anonymous memory is zeroed for a "
		    "child");
	return 0;
}

/* WIPEONFORK: EINVAL where it is not known, gVisor and Linux before 4.14. */
static int wipe(const struct um_range *range)
{
	if (um_raw_madvise(range, um_kernel->numbers->adv_wipeonfork) == 0)
		return 0;
	return errno == EINVAL || errno == ENOSYS
	    ? um_say(ENOTSUP, "this kernel has no zeroing inheritance") : -1;
}

int um_inherit_by_advice(void *request)
{
	struct um_inheritance *i = request;
	const struct um_numbers *n = um_kernel->numbers;

	if (!um_madvise_honest())
		return um_say(ENOTSUP, "this kernel accepts any advice, so "
		    "none is believed");
	if (i->inherit == UM_INHERIT_NONE)
		return um_raw_madvise(&i->range, n->adv_dontfork);
	if (um_areas(&i->range, refuse_other, &i->inherit) < 0)
		return -1;
	if (i->inherit == UM_INHERIT_ZERO) {
		if (wipe(&i->range) < 0)
			return -1;
	} else if (um_raw_madvise(&i->range, n->adv_keeponfork) < 0
	    && errno != EINVAL && errno != ENOSYS)
		return -1;
	return um_raw_madvise(&i->range, n->adv_dofork);
}

/* ---- the call ----------------------------------------------------------- */

int um_inherit(const struct um_range *range, int inherit)
{
	struct um_inheritance i;

	i.range = *range;
	i.inherit = inherit;
	return um_walk(UM_CHAIN_INHERIT, &i, 1);
}

int um_minherit(void *addr, size_t len, int inherit)
{
	const int saved = errno;
	struct um_range range;
	int some;

	if (inherit < UM_INHERIT_SHARE || inherit > UM_INHERIT_ZERO)
		return um_fail(EINVAL, "unknown inheritance");
	some = um_range_of(addr, len, &range);
	if (some <= 0)
		return some;
	if (um_inherit(&range, inherit) < 0)
		return um_fail_as(UM_IN_MINHERIT, 0);
	errno = saved;
	return 0;
}
