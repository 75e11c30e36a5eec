/* The model of the address space: see model.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "model.h"

struct region regions[1 + OUTSIDES];
struct object objects[OBJECTS];
size_t unit;

int beyond_end(const struct page *p)
{
	return p->kind == FILED && p->at >= p->object->pages;
}

int touchable(const struct page *p)
{
	return p->kind != HOLE && !p->guarded && !beyond_end(p);
}

struct content *content_of(struct page *p)
{
	return p->object && p->shared && !beyond_end(p)
	    ? &p->object->content[p->at] : &p->own;
}

void set_holes(struct region *r, size_t first, size_t count)
{
	while (count--)
		r->page[first + count].kind = HOLE;
}

/* ---- contents ---------------------------------------------------------- */

/* Whether a private map shows what others store in its file is not told. */
static void object_changed(const struct object *o, int at)
{
	size_t i;
	int k;

	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++) {
			struct page *p = &regions[k].page[i];

			if (p->kind == FILED && !p->shared && p->object == o
			    && p->at == at)
				p->own.sure = ANYTHING;
		}
}

void set_content(struct page *p, int byte, enum sureness sure)
{
	struct content *c = content_of(p);

	c->byte = byte;
	c->sure = sure;
	if (c != &p->own)
		object_changed(p->object, p->at);
}

void store(const struct region *r, struct page *p, size_t i, int byte)
{
	memset(r->at + i * unit, byte, unit);
	set_content(p, byte, SURE);
}

/* ---- places ------------------------------------------------------------ */

static int overlap(const struct region *r, size_t more,
    const unsigned char *at, size_t pages)
{
	const uintptr_t a = (uintptr_t)r->at - more, b = (uintptr_t)at;

	return a < b + pages * unit
	    && b < (uintptr_t)r->at + r->pages * unit + more;
}

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

/* ---- objects ----------------------------------------------------------- */

static int is_mapped(const struct object *o)
{
	size_t i;
	int k;

	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++)
			if (regions[k].page[i].kind != HOLE
			    && regions[k].page[i].object == o)
				return 1;
	return 0;
}

struct object *object_new(int pages)
{
	int i;

	for (i = 1; i < OBJECTS; i++) {
		struct object *o = &objects[i];

		if (o->used && (o->fd >= 0 || is_mapped(o)))
			continue;
		object_close(o);
		memset(o, 0, sizeof *o);
		o->fd = -1;
		o->pages = pages;
		return o;
	}
	return 0;
}

void object_close(struct object *o)
{
	if (!o->used)
		return;
	if (o->fd >= 0 && close(o->fd) < 0)
		disagree("closing an object: errno %d", errno);
	o->fd = -1;
	if (is_mapped(o))
		return;
	if (o->view && um_munmap(o->view, (size_t)o->pages * unit) < 0)
		disagree("um_munmap of a view: errno %d", errno);
	o->view = 0;
	o->used = 0;
}
