/* Pages that fault when touched: um_guard and um_unguard. */
#include "logic.h"

#define RW (PROT_READ | PROT_WRITE)

/* ---- asking ------------------------------------------------------------ */

static int refuse_locked_too(const struct um_area *area, void *closure)
{
	if (um_own_only(area, closure) < 0)
		return -1;
	return um_locked(area) ? um_say(EBUSY, UM_WHY_LOCKED) : 0;
}

/* Of what is nobody's Linux says ENOMEM, of unknown advice EINVAL. */
static int knows_advice(int advice)
{
	struct um_range nowhere;

	nowhere.len = um_page();
	nowhere.addr = (uintptr_t)0 - 2 * nowhere.len;
	return um_sure_madvise(&nowhere, advice) < 0 && errno == ENOMEM;
}

/* Where the map is not told: by the kernel, or because it is told from the
 * rest by reading. */
static int can_be_lifted(const struct um_range *range)
{
	const int advice = um_kernel.numbers.adv_guard;
	struct um_population first;

	first.range.addr = range->addr;
	first.range.len = um_page();
	return (advice && knows_advice(advice))
	    || um_populate_by_reading(&first) == 0 || errno == EFAULT;
}

/* Where the map is not told MADV_FREE tells the kind, and the contents go. */
static int ask_own(const struct um_range *range)
{
	const int told = um_areas_if_told(range, refuse_locked_too, 0);

	return told < 1 || (can_be_lifted(range) && um_told_private(range))
	    ? told : um_unable(UM_WHY_UNTOLD);
}

UM_COLD int um_guard(void *addr, size_t len)
{
	const int saved = errno;
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (some <= 0)
		return some;
	if (ask_own(&range) < 0
	    || um_walk_alike(UM_CHAIN_GUARD, um_guard_ways, &range,
		1) < 0)
		return um_fail_as(UM_IN_GUARD, 0);
	errno = saved;
	return 0;
}

/* ---- lifting ----------------------------------------------------------- */

struct unguarding {
	int prot;
	int other;		/* some of it has another protection */
};

static int see(const struct um_area *area, void *unguarding)
{
	struct unguarding *u = unguarding;

	u->other |= area->prot != u->prot;
	return um_own_only(area, 0);
}

/* New pages may be seen by children where nobody tells that the old were not:
 * DragonFly, illumos, FreeBSD in threads. */
static int zero(struct um_area *open)
{
	const struct um_sys *sys = &um_kernel.sys;

	if (sys->minherit || sys->memcntl) {
		um_area_learn(open);
		if (open->inherit < 0)
			return um_discard_by_zeroing(open);
	}
	return um_walk(UM_CHAIN_DISCARD_PRIVATE, open, 0);
}

/* What is without access is a guard. */
static int lift(const struct um_area *area, void *closure)
{
	const struct um_range range = um_area_range(area);
	struct um_area open = *area;
	int failed;

	(void)closure;
	if (area->prot)
		return 0;
	open.prot = RW;
	if (um_protect(&range, RW) < 0)
		return -1;
	if (zero(&open) == 0)
		return 0;
	failed = errno;
	(void)um_protect(&range, PROT_NONE);
	errno = failed;
	return -1;
}

/* What has access can be read; what has none is a guard. */
static int lift_untold(const struct um_range *range)
{
	struct um_population page;
	struct um_area area;

	if (um_populate(range, PROT_READ) == 0)
		return 0;
	um_said_of(0);
	area.prot = PROT_NONE;
	area.shared = 0;
	area.kind = UM_KIND_ANON;
	area.locked = area.concealed = area.inherit = -1;
	page.range.len = um_page();
	for (area.start = range->addr; area.start - range->addr < range->len;
	    area.start = area.end) {
		page.range.addr = area.start;
		area.end = area.start + page.range.len;
		if (um_populate_by_reading(&page) == 0)
			continue;
		if (errno != EFAULT || lift(&area, 0) < 0)
			return -1;
	}
	return 0;
}

static int unguard(const struct um_range *range, int prot)
{
	struct unguarding u;
	int untold;

	u.prot = prot;
	u.other = 0;
	untold = um_areas_if_told(range, see, &u);
	if (untold < 0 || um_unguard_by_advice(range) < 0)
		return -1;
	if (untold)
		return lift_untold(range) < 0 ? -1 : um_protect(range, prot);
	if (!u.other && prot)
		return 0;
	if (um_areas(range, lift, 0) < 0)
		return -1;
	return um_protect(range, prot);
}

UM_COLD int um_unguard(void *addr, size_t len, int prot)
{
	const int saved = errno;
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (prot & ~UM_PROT_ALL)
		return um_invalid("unknown protection bit");
	if (some <= 0)
		return some;
	if (unguard(&range, prot) < 0)
		return errno == ENOMEM ? um_fail_as(UM_IN_GUARD, 0)
		    : um_fail_as(UM_IN_MPROTECT, um_traits_of(prot));
	errno = saved;
	return 0;
}
