/* The model of the address space: see model.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "model.h"

struct region regions[1 + OUTSIDES];
int file_byte[FILE_PAGES];
unsigned char *file_view;
size_t unit;

int beyond_end(const struct page *p)
{
	return p->kind == FILED && p->file >= FILE_PAGES;
}

int touchable(const struct page *p)
{
	return p->kind != HOLE && !beyond_end(p);
}

int byte_of(const struct page *p)
{
	return p->kind == FILED && p->shared ? file_byte[p->file] : p->byte;
}

void set_holes(struct region *r, size_t first, size_t count)
{
	while (count--)
		r->page[first + count].kind = HOLE;
}

/* Whether a private map shows what others store in its file is not told. */
static void file_changed(int file)
{
	size_t i;
	int k;

	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++) {
			struct page *p = &regions[k].page[i];

			if (p->kind == FILED && !p->shared && p->file == file)
				p->sure = ANYTHING;
		}
}

void store(const struct region *r, struct page *p, size_t i, int byte)
{
	memset(r->at + i * unit, byte, unit);
	if (p->kind == FILED && p->shared) {
		file_byte[p->file] = byte;
		file_changed(p->file);
		return;
	}
	p->byte = byte;
	p->sure = SURE;
}

static int overlap(const struct region *r, size_t more,
    const unsigned char *at, size_t pages)
{
	const uintptr_t a = (uintptr_t)r->at - more, b = (uintptr_t)at;

	return a < b + pages * unit
	    && b < (uintptr_t)r->at + r->pages * unit + more;
}

/* Where in the model is new memory that lies at `at`?  0: no place for it. */
struct page *place_new(unsigned char *at, size_t pages)
{
	struct region *arena = &regions[0], *room = 0;
	size_t i, first;
	int k;

	for (k = 1; k <= OUTSIDES; k++) {
		if (regions[k].pages && overlap(&regions[k], 0, at, pages))
			disagree("the result %p overlaps region %d",
			    (void *)at, k);
		if (!regions[k].pages)
			room = &regions[k];
	}
	if (!overlap(arena, MARGIN * unit, at, pages)) {
		if (room) {
			room->at = at;
			room->pages = pages;
		}
		return room ? room->page : 0;
	}
	if (at < arena->at || at + pages * unit > arena->at + ARENA * unit)
		disagree("the result %p touches foreign pages", (void *)at);
	first = (size_t)(at - arena->at) / unit;
	for (i = 0; i < pages; i++)
		if (arena->page[first + i].kind != HOLE)
			disagree("the result %p replaces page %d", (void *)at,
			    (int)(first + i));
	return &arena->page[first];
}

void forget(struct region *r, size_t first, size_t count)
{
	size_t i;

	set_holes(r, first, count);
	if (r == &regions[0])
		return;
	for (i = 0; i < r->pages; i++)
		if (r->page[i].kind != HOLE && um_munmap(r->at + i * unit,
		    unit) < 0)
			disagree("um_munmap of the rest: errno %d", errno);
	r->pages = 0;
}
