/* What lies at an address: asked of the kernel each time, never kept. */
#include "logic.h"

/* ---- questions --------------------------------------------------------- */

static int ask_chain(enum um_chain chain, uintptr_t from, um_visit *visit,
    void *closure)
{
	struct um_question ask;

	ask.from = from;
	ask.visit = visit;
	ask.closure = closure;
	ask.stopped = 0;
	return um_walk(chain, &ask, 0) < 0 ? -1 : ask.stopped;
}

int um_areas_from(uintptr_t from, um_visit *visit, void *closure)
{
	return ask_chain(UM_CHAIN_AREAS, from, visit, closure);
}

static UM_COLD int take_first(const struct um_area *area, void *closure)
{
	*(struct um_area *)closure = *area;
	return 1;
}

int um_area_at(uintptr_t addr, struct um_area *area)
{
	const int found = ask_chain(UM_CHAIN_AREA, addr, take_first, area);

	if (found == 0)
		errno = ENOENT;
	return found > 0 ? 0 : -1;
}

int um_area_details(struct um_area *area)
{
	return area->locked >= 0 && area->concealed >= 0
	    && area->inherit >= 0 && area->shared >= 0 ? 0
	    : um_walk(UM_CHAIN_DETAILS, area, 0);
}

void um_area_learn(struct um_area *area)
{
	const int saved = errno;

	(void)um_area_details(area);
	um_said_of(0);
	errno = saved;
}

static int hole(void)
{
	return um_no_memory(UM_WHY_HOLE);
}

int um_areas(const struct um_range *range, um_visit *visit, void *closure)
{
	const uintptr_t last = range->addr + range->len - 1;
	uintptr_t at = range->addr;
	struct um_area area;
	int stop;

	for (;;) {
		if (um_area_at(at, &area) < 0)
			return errno == ENOENT ? hole() : errno == ENOTSUP
			    ? um_unable(UM_WHY_UNTOLD)
			    : -1;
		if (area.start > at)
			return hole();
		area.start = at;
		if (area.end - 1 > last)
			area.end = last + 1;
		stop = visit(&area, closure);
		if (stop || area.end - 1 == last)
			return stop;
		at = area.end;
	}
}

int um_own_only(const struct um_area *area, void *closure)
{
	struct um_area known = *area;

	(void)closure;
	if (known.shared < 0 && known.prot)	/* reserved is private */
		um_area_learn(&known);
	return known.kind == UM_KIND_ANON && known.shared <= 0 ? 0
	    : um_unable(known.kind == UM_KIND_UNTOLD
		? UM_WHY_NO_KIND : "not private anonymous memory");
}

/* Is all of it mapped?  1, 0, or -1 for nobody can tell.  vec has a byte for
 * each page. */
static int probe(uintptr_t addr, size_t len, unsigned char *vec)
{
	const struct um_sys *sys = &um_kernel.sys;
	const unsigned habits = um_kernel.family->habits;

	if (sys->mincore && !(habits & UM_MINCORE_PASSES_HOLES)) {
		if (sys->mincore((void *)addr, len, vec) == 0)
			return 1;
		if (errno == ENOMEM)
			return 0;
	}
	if (habits & UM_MSYNC_PASSES_HOLES)
		return -1;
	/* ENOMEM; EFAULT on NetBSD and OpenBSD, EINVAL on DragonFly */
	return sys->msync((void *)addr, len, um_kernel.numbers.ms_async) == 0
	    || (errno != ENOMEM && errno != EFAULT && errno != EINVAL);
}

#define VEC 1024

/* A larger range is not probed to its end: nobody can tell. */
#define PROBES 65536

static int taken_by_probing(const struct um_range *range)
{
	const size_t page = um_page_size();
	unsigned char vec[1];
	size_t done;
	int mapped = 0;

	for (done = 0; !mapped && done < range->len; done += page)
		mapped = done / page < PROBES
		    ? probe(range->addr + done, page, vec) : -1;
	return mapped;
}

static int whole_by_probing(const struct um_range *range)
{
	unsigned char vec[VEC];
	const size_t most = VEC * um_page_size();
	size_t done, part;
	int mapped = 1;

	for (done = 0; mapped == 1 && done < range->len; done += part) {
		part = range->len - done < most ? range->len - done : most;
		mapped = probe(range->addr + done, part, vec);
	}
	return mapped;
}

int um_taken(const struct um_range *range)
{
	const int saved = errno;
	struct um_area area;
	int answer;

	if (um_area_at(range->addr, &area) == 0)
		answer = area.start <= range->addr + range->len - 1;
	else
		answer = errno == ENOENT ? 0 : taken_by_probing(range);
	errno = saved;
	return answer;
}

static UM_COLD int go_on(const struct um_area *area, void *closure)
{
	(void)area;
	(void)closure;
	return 0;
}

static int whole_by_areas(const struct um_range *range)
{
	const int stopped = um_areas(range, go_on, 0);

	um_said_of(0);
	return stopped == 0 ? 1 : errno == ENOMEM ? 0 : -1;
}

/* One call for a small range; for a large one the map is shorter. */
int um_whole(const struct um_range *range)
{
	const int saved = errno;
	const int small = range->len <= VEC * um_page_size();
	int answer = small ? whole_by_probing(range) : whole_by_areas(range);

	/* qemu-user's mincore says ENOMEM of pages without access too. */
	if (answer <= 0 && small) {
		const int told = whole_by_areas(range);

		answer = told < 0 ? answer : told;
	} else if (answer < 0)
		answer = whole_by_probing(range);
	errno = saved;
	return answer;
}

/* MS_INVALIDATE changes nothing of anonymous memory but is EBUSY over locked
 * pages.  On AIX it is not, and gives shared memory back. */
int um_locked(const struct um_area *area)
{
	const int saved = errno;
	int locked = area->locked;

	if (locked < 0
	    && (um_kernel.family->habits & UM_INVALIDATE_PASSES_LOCKS))
		locked = 0;
	if (locked < 0)
		locked = um_kernel.sys.msync((void *)area->start,
		    area->end - area->start, um_kernel.numbers.ms_invalidate)
		    < 0 && errno == EBUSY;
	errno = saved;
	return locked;
}
