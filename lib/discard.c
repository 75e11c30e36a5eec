/* UM_ADV_DISCARD: anonymous memory reads as zero, for every sharer.
 *
 * MADV_FREE alone is no way: it keeps the data on FreeBSD, and on NetBSD and
 * OpenBSD while a child lives. */
#include "logic.h"

struct um_range um_area_range(const struct um_area *area)
{
	struct um_range range;

	range.addr = area->start;
	range.len = area->end - area->start;
	return range;
}

/* ---- ways -------------------------------------------------------------- */

static int map_was_not_asked(const struct um_area *area)
{
	if (area->prot != UM_LACKS)
		return 0;
	errno = ENOSYS;
	return 1;
}

int um_discard_by_zeroing(void *request)
{
	const struct um_range range = um_area_range(request);

	if (map_was_not_asked(request))
		return -1;
	memset((void *)range.addr, 0, range.len);
	return 0;
}

/* Advice on the new pages may be what is refused now. */
static int is_set_again(const struct um_area *area)
{
	return (area->concealed != 1 || um_kernel.numbers.map_conceal)
	    && (area->inherit < 0 || area->inherit == UM_INHERIT_COPY
		|| um_kernel.sys.minherit);
}

/* New pages in place of the old; what the kernel tells of the old is set
 * again. */
int um_discard_by_replacing(void *request)
{
	struct um_area area = *(const struct um_area *)request;
	const struct um_range range = um_area_range(&area);
	struct um_request r;

	if (map_was_not_asked(&area))
		return -1;
	if (area.inherit < 0)
		um_area_learn(&area);
	if (!is_set_again(&area))
		return um_discard_by_zeroing(&area);
	um_request_pages(&r, range.addr, range.len, area.prot,
	    UM_MAP_PRIVATE | UM_MAP_FIXED | UM_MAP_ANY_PROT
	    | (area.concealed == 1 ? UM_MAP_CONCEAL : 0));
	if (um_map(&r) < 0)
		return -1;
	if (area.inherit < 0 || area.inherit == UM_INHERIT_COPY)
		return 0;
	return um_inherit(&range, area.inherit);
}

/* ---- the choice -------------------------------------------------------- */

/* Linux: nothing grows in place as far as the stack, or as the addresses end,
 * which is ENOMEM, and EFAULT when the range is more than one mapping.
 * valgrind 3.19 dies of an mremap of what is not mapped, so that is asked. */
static int is_one_mapping(const struct um_range *range)
{
	const uintptr_t here = (uintptr_t)&here;
	const size_t page = um_page(), len = here > range->addr
	    ? ((here - range->addr) | (page - 1)) + 1
	    : (uintptr_t)0 - range->addr - page;
	unsigned char vec[1];

	if (range->len == page)
		return 1;
	return um_kernel.sys.mremap && um_kernel.sys.mincore
	    && len > range->len
	    && (um_kernel.sys.mincore((void *)range->addr, page, vec) == 0
		|| errno != ENOMEM)
	    && um_kernel.sys.mremap((void *)range->addr, range->len, len, 0,
		0) == MAP_FAILED && errno == ENOMEM;
}

/* Linux: MADV_FREE says EINVAL of all but unlocked private anonymous memory,
 * whose contents may go here, so the map is not read.  Of more than one mapping
 * some would be gone before it says so. */
int um_told_private(const struct um_range *range)
{
	return (um_kernel.family->habits & UM_FREE_TELLS_PRIVATE)
	    && um_madvise_honest() && is_one_mapping(range)
	    && um_sure_madvise(range, um_kernel.numbers.adv_free) == 0;
}

static int discard_told_private(const struct um_range *range)
{
	struct um_area whole;

	whole.start = range->addr;
	whole.end = range->addr + range->len;
	whole.prot = UM_LACKS;
	return um_walk(UM_CHAIN_DISCARD_PRIVATE, &whole, 0);
}

static UM_COLD int refuse(const struct um_area *area, void *closure)
{
	(void)closure;
	if (area->kind != UM_KIND_ANON)
		return um_unable(area->kind == UM_KIND_UNTOLD
		    ? UM_WHY_NO_KIND : "a file map is not discarded");
	if ((area->prot & (PROT_READ | PROT_WRITE))
	    != (PROT_READ | PROT_WRITE))
		return um_say(EACCES, "it is not readable and writable");
	if (um_locked(area))
		return um_say(EBUSY, UM_WHY_LOCKED);
	return 0;
}

static UM_COLD int discard_area(const struct um_area *area, void *closure)
{
	struct um_area copy = *area;

	(void)closure;
	if (copy.shared < 0)
		um_area_learn(&copy);
	return um_walk(copy.shared ? UM_CHAIN_DISCARD_SHARED
	    : UM_CHAIN_DISCARD_PRIVATE, &copy, 0);
}

int um_discard(const struct um_range *range)
{
	if (um_told_private(range) && discard_told_private(range) == 0)
		return 0;
	if (um_areas(range, refuse, 0) < 0)
		return um_whole(range) == 0 ? um_no_memory(UM_WHY_HOLE) : -1;
	return um_areas(range, discard_area, 0);
}
