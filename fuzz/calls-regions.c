/* um_region_at and um_regions, whose answers are compared with the model.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

/* ---- a page of the answer ---------------------------------------------- */

static int is_told(const struct page *p, const struct um_region *region)
{
	return prots_agree(region->prot, p->prot)
	    && (region->shared == p->shared
	    || (region->shared < 0 && can.guess
		&& (p->kind == ANON || !can.tell_files)));
}

/* What of the region lies in r is so in the model. */
static void check_pages(const struct region *r,
    const struct um_region *region)
{
	size_t i;

	for (i = 0; i < r->pages; i++) {
		const uintptr_t at = (uintptr_t)r->at + i * unit;

		if (at < region->start || at > region->end - 1)
			continue;
		if (r->page[i].kind == HOLE)
			disagree("page %d is told and is a hole", (int)i);
		if (!is_told(&r->page[i], region))
			disagree("page %d of region %d is told with %d and "
			    "shared %d", (int)i, (int)(r - regions),
			    region->prot, region->shared);
	}
}

static void check_region(const struct um_region *region)
{
	int k;

	if (region->start > region->end - 1
	    || ((region->start | region->end) & (unit - 1)))
		disagree("a region from %#lx to %#lx",
		    (unsigned long)region->start, (unsigned long)region->end);
	for (k = 0; k <= OUTSIDES; k++)
		check_pages(&regions[k], region);
}

/* Linux tells what it has, below a simulated kernel of larger pages too. */
static int tells_whole_pages(void)
{
	return unit <= (size_t)sysconf(_SC_PAGESIZE);
}

/* ---- um_region_at ------------------------------------------------------ */

/* The first page from there on that is mapped: one of the arena, or the
 * foreign one behind it. */
static uintptr_t next_mapped(size_t i)
{
	while (i < ARENA && regions[0].page[i].kind == HOLE)
		i++;
	return (uintptr_t)regions[0].at + i * unit;
}

static void check_answer(uintptr_t addr, size_t i,
    const struct um_region *region)
{
	const uintptr_t first = next_mapped(i);

	check_region(region);
	if (first > addr && region->start != first)
		disagree("the next region begins at %#lx, not %#lx",
		    (unsigned long)region->start, (unsigned long)first);
	if (first <= addr && (region->start > addr || region->end - 1 < addr))
		disagree("the region from %#lx to %#lx does not cover %#lx",
		    (unsigned long)region->start, (unsigned long)region->end,
		    (unsigned long)addr);
}

void do_region_at(void)
{
	const size_t i = take() % (ARENA + 1);
	const unsigned b = take();
	const uintptr_t addr = (uintptr_t)regions[0].at + i * unit
	    + (b & 1 ? unit - 1 : b & 2);
	struct verdict v = { 0, 0 };
	struct um_region region;

	if (!tells_whole_pages())
		return;
	SAY("um_region_at(page %d, %d)", (int)i, (int)(b & 3));
	must(&v, b == 255, EINVAL);
	must(&v, !can.tell, ENOTSUP);
	errno = ERRNO_BEFORE;
	if (judge(um_region_at((void *)addr, b == 255 ? 0 : &region) < 0, &v))
		check_answer(addr, i, &region);
}

/* ---- um_regions -------------------------------------------------------- */

struct visits {
	int count, last;	/* so many; the last one stops */
	uintptr_t end;		/* of those so far */
	uintptr_t strays, pages;	/* bytes beside the model, and in it */
};

static int visit(const struct um_region *region, void *closure)
{
	struct visits *v = closure;

	if (region->start < v->end)
		disagree("a region at %#lx after %#lx",
		    (unsigned long)region->start, (unsigned long)v->end);
	check_region(region);
	v->end = region->end;
	v->strays += stray_bytes(region->start, region->end);
	v->pages += region->end - region->start;
	return ++v->count == v->last ? -7 : 0;
}

static uintptr_t bytes_mapped(void)
{
	uintptr_t pages = 0;
	size_t i;
	int k;

	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++)
			pages += regions[k].page[i].kind != HOLE;
	for (k = 0; k < OBJECTS; k++)
		if (objects[k].view)
			pages += (uintptr_t)objects[k].pages;
	return pages * unit;
}

/* Every page was there, and nothing of the call's own. */
static void check_visits(const struct visits *v)
{
	if (v->pages - v->strays != bytes_mapped())
		disagree("%ld bytes were told that are not mapped",
		    (long)(v->pages - v->strays - bytes_mapped()));
	if (expected_strays() && v->strays != expected_strays())
		disagree("%ld bytes were told that are not this program's",
		    (long)(v->strays - expected_strays()));
}

/* All are visited for 0; rarely where each takes long to be learnt. */
static int take_visits(unsigned b)
{
	return b & 1 || (can.guess && b > 1) ? (int)(b >> 1) % 16 + 1 : 0;
}

void do_regions(void)
{
	const unsigned b = take();
	struct visits visits = { 0, take_visits(b), 0, 0, 0 };
	struct verdict v = { 0, 0 };
	int stopped;

	if (!tells_whole_pages())
		return;
	SAY("um_regions, %d visits", visits.last);
	must(&v, b == 254, EINVAL);
	must(&v, !can.tell, ENOTSUP);
	errno = ERRNO_BEFORE;
	stopped = um_regions(b == 254 ? 0 : visit, &visits);
	if (!judge(stopped == -1, &v))
		return;
	if (stopped != (visits.last && visits.count == visits.last ? -7 : 0))
		disagree("um_regions returns %d after %d visits", stopped,
		    visits.count);
	if (!stopped)
		check_visits(&visits);
}
