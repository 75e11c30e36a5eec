/* UM_ADV_DISCARD: anonymous memory reads as zero, for every sharer.
 *
 * MADV_FREE alone is no way: it keeps the data on FreeBSD, and on NetBSD and
 * OpenBSD while a child lives. */
#include "way.h"

int um_discard_by_zeroing(void *request)
{
	const struct um_range *range = request;

	memset((void *)range->addr, 0, range->len);
	return 0;
}

/* Walking so few pages twice costs less than one more system call. */
enum { FEW_PAGES = 32 };

/* Linux: MADV_FREE refuses all but unlocked private anonymous memory, whose
 * contents may go here.  MADV_DONTNEED harms no other kind: of a file map it
 * drops what was changed privately.  So the first page tells what the range
 * begins with, and when all of it is empty the rest is walked at no cost. */
int um_discard_by_advice(void *request)
{
	const struct um_numbers *n = &um_kernel.numbers;
	const struct um_range *range = request;
	struct um_range begin = *range;

	if (begin.len > FEW_PAGES * um_page())
		begin.len = um_page();
	if (um_sure_madvise(&begin, n->adv_free) < 0
	    || um_raw_madvise(range, n->adv_dontneed) < 0)
		return -1;
	return begin.len == range->len ? 0
	    : um_raw_madvise(range, n->adv_free);
}

static UM_COLD int refuse_access(const struct um_area *area)
{
	const int rw = PROT_READ | PROT_WRITE;

	return (area->prot & rw) == rw ? 0
	    : um_say(EACCES, UM_WHY_NOT_READ_WRITE);
}

static UM_COLD int refuse(const struct um_area *area, void *closure)
{
	struct um_area known = *area;

	(void)closure;
	if (um_area_settle(&known) < 0)
		return -1;
	if (known.kind != UM_KIND_ANON)
		return um_unable(known.kind == UM_KIND_UNTOLD
		    ? UM_WHY_NO_KIND : UM_WHY_NOT_DISCARDED);
	if (refuse_access(area) < 0)
		return -1;
	if (um_locked(area))
		return um_say(EBUSY, UM_WHY_LOCKED);
	return 0;
}

/* FreeBSD and DragonFly do not tell what is shared: there it is zeroed in place
 * either way. */
static UM_COLD int discard_area(const struct um_area *area, void *closure)
{
	struct um_range range = um_area_range(area);

	(void)closure;
	return area->shared > 0 ? um_walk(&um_chain_discard_shared, &range, 0)
	    : um_empty_by(&um_chain_discard_told, &range);
}

int um_discard_by_map(void *request)
{
	const struct um_range *range = request;

	if (um_areas(range, refuse, 0) < 0)
		return -1;
	return um_areas(range, discard_area, 0);
}

/* Zero either way: the pages that MADV_FREE keeps were zeroed before. */
int um_discard_by_freeing(void *request)
{
	(void)um_discard_by_zeroing(request);
	(void)um_raw_madvise(request, um_kernel.numbers.adv_free);
	return 0;
}

static UM_COLD int refuse_shared(const struct um_area *area, void *closure)
{
	(void)closure;
	return um_own_only(area) < 0 ? -1 : refuse_access(area);
}

/* AIX, HP-UX, the Hurd, Cygwin. */
int um_discard_by_zeroing_private(void *request)
{
	return um_areas(request, refuse_shared, 0) < 0 ? -1
	    : um_discard_by_zeroing(request);
}

int um_discard_by_remove(void *request)
{
	return um_sure_madvise(request, um_kernel.numbers.adv_remove);
}
