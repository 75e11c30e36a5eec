/* What is done to memory that the map tells of: is it locked, is it one's own? */
#include "engine.h"

/* Zeros in private memory reach no file, whatever else it is. */
int um_own_only(const struct um_area *area)
{
	if (area->shared == 0 || (area->shared < 0
		&& area->kind == UM_KIND_ANON))
		return 0;
	return um_unable(area->shared < 0 ? UM_WHY_NO_KIND
	    : UM_WHY_NOT_PRIVATE);
}

/* MS_INVALIDATE changes nothing of anonymous memory but is EBUSY over locked
 * pages.  On AIX it is not, and gives shared memory back. */
int um_is_locked(const struct um_range *range)
{
	const int saved = errno;
	const int locked =
	    !(um_kernel.family->habits & UM_INVALIDATE_PASSES_LOCKS)
	    && um_kernel.sys.msync((void *)range->addr, range->len,
		um_kernel.numbers.ms_invalidate) < 0 && errno == EBUSY;

	errno = saved;
	return locked;
}

int um_locked(const struct um_area *area)
{
	const struct um_range range = um_area_range(area);

	return area->locked >= 0 ? area->locked : um_is_locked(&range);
}

struct um_range um_area_range(const struct um_area *area)
{
	struct um_range range;

	range.addr = area->start;
	range.len = area->end - area->start;
	return range;
}

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
