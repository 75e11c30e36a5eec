/* Private memory without its pages, asked of a chain. */
#include "engine.h"

int um_discard_a_page(const struct um_way *way)
{
	struct um_range page;
	int failed;

	if (um_scratch(&page) < 0)
		return -1;
	failed = way->go(&page);
	um_undo(page.addr, page.len);
	return failed;
}

/* Linux: EINVAL of what is locked, and of nothing else that is private. */
int um_empty_by(struct um_chain *chain, const struct um_range *range)
{
	struct um_range whole = *range;

	if (um_walk_settled(chain, &whole, 1, um_discard_a_page) == 0)
		return 0;
	if (errno != EINVAL)
		return -1;
	return um_is_locked(range) ? um_say(EBUSY, UM_WHY_LOCKED)
	    : um_unable(UM_WHY_NOT_PRIVATE_ANON);
}
