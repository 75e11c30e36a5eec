/* Is memory as the model says?
 *
 * SPDX-License-Identifier: MIT
 */
#include "model.h"

#include <stdio.h>

static int is_as_told(const struct page *p, int byte)
{
	return byte == byte_of(p) || p->sure == ANYTHING
	    || (p->sure == OR_ZERO && byte == 0);
}

static void check_contents(const struct region *r, size_t i)
{
	const struct page *p = &r->page[i];
	const volatile unsigned char *at = r->at + i * unit;
	const int first = at[0], middle = at[unit / 2], last = at[unit - 1];

	if (!is_as_told(p, first) || !is_as_told(p, middle)
	    || !is_as_told(p, last))
		disagree("page %d of region %d is %02x %02x %02x, not %02x",
		    (int)i, (int)(r - regions), (unsigned)first,
		    (unsigned)middle, (unsigned)last, (unsigned)byte_of(p));
}

static int is_foreign(const unsigned char *at)
{
	size_t i;

	for (i = 0; i < MARGIN; i++, at += unit)
		if (at[0] != FOREIGN || at[unit - 1] != FOREIGN)
			return 0;
	return 1;
}

static void check_file(void)
{
	int i;

	for (i = 0; i < FILE_PAGES; i++)
		if (file_view[(size_t)i * unit] != file_byte[i])
			disagree("page %d of the file is %02x, not %02x", i,
			    (unsigned)file_view[(size_t)i * unit],
			    (unsigned)file_byte[i]);
}

#ifdef __linux__

/* What /proc/self/maps shows of each page: 0 nothing, else SEEN and more. */
enum { SEEN = 8, SEEN_SHARED = 16 };
static int seen[1 + OUTSIDES][MOST];

static void note(uintptr_t start, uintptr_t end, int what)
{
	uintptr_t from, to;
	int k;

	for (k = 0; k <= OUTSIDES; k++) {
		const struct region *r = &regions[k];
		const uintptr_t at = (uintptr_t)r->at;

		from = start > at ? start : at;
		to = end < at + r->pages * unit ? end : at + r->pages * unit;
		for (; from < to; from += unit)
			seen[k][(from - at) / unit] = what;
	}
}

static int look(void)
{
	FILE *f = fopen("/proc/self/maps", "re");
	unsigned long start, end;
	char line[512], mode[8];

	memset(seen, 0, sizeof seen);
	if (!f)
		return 0;
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%lx-%lx %7s", &start, &end, mode) == 3)
			note(start, end, SEEN
			    | (mode[0] == 'r' ? PROT_READ : 0)
			    | (mode[1] == 'w' ? PROT_WRITE : 0)
			    | (mode[2] == 'x' ? PROT_EXEC : 0)
			    | (mode[3] == 's' ? SEEN_SHARED : 0));
	fclose(f);
	return 1;
}

static int seen_of(const struct page *p)
{
	return p->kind == HOLE ? 0
	    : SEEN | p->prot | (p->shared ? SEEN_SHARED : 0);
}

/* What is asked is granted; but for PROT_NONE loads and execution may be
 * granted with it. */
static int agree(int got, int wanted)
{
	const int more = wanted & UM_PROT_ALL ? PROT_READ | PROT_EXEC : 0;

	return (got & ~more) == (wanted & ~more) && (got & wanted) == wanted;
}

static void check_map(void)
{
	size_t i;
	int k;

	if (!look())
		return;
	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++)
			if (!agree(seen[k][i], seen_of(&regions[k].page[i])))
				disagree("page %d of region %d is mapped %#x, "
				    "not %#x", (int)i, k,
				    (unsigned)seen[k][i],
				    (unsigned)seen_of(&regions[k].page[i]));
}

/* The pages that are not there any more. */
void learn_holes(struct region *r, size_t first, size_t count)
{
	size_t i;

	if (!look() && um_munmap(r->at + first * unit, count * unit) < 0)
		disagree("um_munmap of what a failed call left");
	for (i = first; i < first + count; i++)
		if (!(seen[r - regions][i] & SEEN))
			r->page[i].kind = HOLE;
}

/* What UM_ADV_FREE gave away goes. */
void reclaim(void)
{
	const int saved = errno;
	size_t i;

	for (i = 0; i < ARENA; i++)
		if (regions[0].page[i].kind != HOLE)
			(void)madvise(regions[0].at + i * unit, unit,
			    21 /* MADV_PAGEOUT */);
	errno = saved;
}

#else

static void check_map(void)
{
}

void learn_holes(struct region *r, size_t first, size_t count)
{
	if (um_munmap(r->at + first * unit, count * unit) < 0)
		disagree("um_munmap of what a failed call left");
	while (count--)
		r->page[first + count].kind = HOLE;
}

void reclaim(void)
{
}

#endif

void check_all(void)
{
	size_t i;
	int k;

	check_map();
	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++)
			if (touchable(&regions[k].page[i])
			    && (regions[k].page[i].prot & PROT_READ))
				check_contents(&regions[k], i);
	if (!is_foreign(regions[0].at - MARGIN * unit)
	    || !is_foreign(regions[0].at + ARENA * unit))
		disagree("the foreign pages beside the arena have changed");
	check_file();
}
