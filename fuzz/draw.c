/* What the input draws: bytes, and ranges of the model.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

const uint8_t *input;
size_t input_left;

unsigned take(void)
{
	if (input_left == 0)
		return 0;
	input_left--;
	return *input++;
}

static struct region *choose_region(unsigned choice)
{
	struct region *r = &regions[choice % (1 + OUTSIDES)];

	return r->pages ? r : &regions[0];
}

static void bend(struct span *s, unsigned how)
{
	switch (how) {
	case 15:
		s->len = s->count = 0;
		break;
	case 14:
		s->addr++;
		s->odd = 1;
		break;
	case 13:
		s->len = SIZE_MAX;
		s->wraps = 1;
		break;
	case 12:
		s->len -= unit / 3;
		break;
	default:
		break;
	}
}

/* Two bytes: where, and how long with something wrong in one of five. */
struct span take_span(void)
{
	const unsigned where = take(), length = take();
	struct span s;

	memset(&s, 0, sizeof s);
	s.r = choose_region(where >= 64 ? where : 0);
	s.first = where % s.r->pages;
	s.count = 1 + (length & 15);
	if (s.count > s.r->pages - s.first)
		s.count = s.r->pages - s.first;
	s.addr = s.r->at + s.first * unit;
	s.len = s.count * unit;
	bend(&s, length >> 4);
	return s;
}

void tell_span(const char *call, const struct span *s, int more)
{
	SAY("%s region %d page %d, %d pages%s, %#x", call,
	    (int)(s->r - regions), (int)s->first, (int)s->count,
	    s->odd ? " odd" : s->wraps ? " wraps" : "", (unsigned)more);
}

struct page *page_of(const struct span *s, size_t i)
{
	return &s->r->page[s->first + i];
}

int holes(const struct span *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->kind == HOLE)
			return 1;
	return 0;
}

int any(const struct span *s, int (*is)(const struct page *))
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->kind != HOLE && is(page_of(s, i)))
			return 1;
	return 0;
}

int is_file(const struct page *p)
{
	return p->kind == FILED;
}

int is_locked(const struct page *p)
{
	return p->locked;
}

int is_shared(const struct page *p)
{
	return p->shared;
}

int is_private(const struct page *p)
{
	return !p->shared;
}

int is_fixed_mode(const struct page *p)
{
	return p->readonly && p->shared;
}

int is_inaccessible(const struct page *p)
{
	return p->prot == PROT_NONE;
}

int faults_when_locked(const struct page *p)
{
	return beyond_end(p) && !is_inaccessible(p);
}

int is_unreadable(const struct page *p)
{
	return !(p->prot & PROT_READ);
}

int is_unwritable(const struct page *p)
{
	return !(p->prot & PROT_WRITE);
}

/* What every call on a range says of the range. */
struct verdict of_span(const struct span *s)
{
	struct verdict v = { 0, 0 };

	must(&v, s->odd, EINVAL);
	must(&v, s->wraps, ENOMEM);
	return v;
}
