/* What a child finds after fork. */
#include "way.h"

int um_inherit_number(int inherit)
{
	const struct um_numbers *n = &um_kernel.numbers;

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
	const int number = um_inherit_number(i->inherit);

	if (number == UM_LACKS)
		return um_unable(UM_WHY_NO_SUCH_INHERITANCE);
	return um_kernel.sys.minherit((void *)i->range.addr, i->range.len,
	    number);
}

static UM_COLD int refuse_copy(const struct um_area *area, void *closure)
{
	(void)closure;
	return area->kind != UM_KIND_FILE && area->shared != 0 ? um_unable(
	    UM_WHY_COPY_PANICS) : 0;
}

/* The kernel says yes to a copy of shared anonymous memory, marks what has no
 * copy-on-write as needing a copy and panics at the fork after the next
 * (uvm_mapent_forkcopy and uvmspace_fork of sys/uvm/uvm_map.c: OpenBSD 7.3,
 * NetBSD 7 with DIAGNOSTIC).  It tells the two kinds apart in its list of
 * areas alone, so of all calls on ranges this one asks for the list. */
int um_inherit_but_copy_of_shared(void *request)
{
	const struct um_inheritance *i = request;

	return i->inherit == UM_INHERIT_COPY
	    && um_areas(&i->range, refuse_copy, 0) < 0 ? -1
	    : um_inherit_by_minherit(request);
}

/* Shared memory takes MADV_DOFORK and private memory too, and neither changes:
 * only the map tells which it is. */
static UM_COLD int refuse_other(const struct um_area *area, void *closure)
{
	const struct um_inheritance *i = closure;

	if (i->inherit == UM_INHERIT_SHARE && !area->shared)
		return um_unable(UM_WHY_STAYS_PRIVATE);
	if (i->inherit == UM_INHERIT_COPY && area->shared)
		return um_unable(UM_WHY_STAYS_SHARED);
	return 0;
}

/* EINVAL of memory that it is not for, or where it is not known: gVisor and
 * Linux before 4.14.  -1: there is no page to ask with. */
static int knows_wipeonfork(void)
{
	struct um_range page;
	int knows;

	if (um_scratch(&page) < 0)
		return um_no_memory(UM_WHY_NO_ROOM);
	knows = um_raw_madvise(&page, um_kernel.numbers.adv_wipeonfork) == 0;
	um_undo(page.addr, page.len);
	return knows;
}

static int wipe(const struct um_range *range)
{
	int knows = -1;

	if (um_raw_madvise(range, um_kernel.numbers.adv_wipeonfork) == 0)
		return 0;
	if (errno == EINVAL || errno == ENOSYS)
		knows = knows_wipeonfork();
	return knows < 0 ? -1 : um_unable(knows ? UM_WHY_ZEROED_PRIVATE
	    : UM_WHY_NO_ZEROING);
}

/* Memory that may be dropped is always zero for a child (Linux 6.11). */
static int keep(const struct um_range *range)
{
	int knows = -1;

	if (um_raw_madvise(range, um_kernel.numbers.adv_keeponfork) == 0)
		return 0;
	if (errno == EINVAL || errno == ENOSYS)
		knows = knows_wipeonfork();
	return knows > 0 ? um_unable(UM_WHY_ZEROED_FOR_ALL) : knows;
}

int um_inherit_by_advice(void *request)
{
	struct um_inheritance *i = request;

	if (!um_madvise_honest())
		return um_unable(UM_WHY_NO_EFFECT);
	if (i->inherit == UM_INHERIT_NONE)
		return um_raw_madvise(&i->range,
		    um_kernel.numbers.adv_dontfork);
	if (i->inherit == UM_INHERIT_ZERO ? wipe(&i->range) < 0
	    : um_areas(&i->range, refuse_other, i) < 0 || keep(&i->range) < 0)
		return -1;
	return um_raw_madvise(&i->range, um_kernel.numbers.adv_dofork);
}
