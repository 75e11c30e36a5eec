/* What the input draws: bytes, ranges of the model, places.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

/* ---- bytes ------------------------------------------------------------- */

const uint8_t *input;
size_t input_left;

unsigned take(void)
{
	if (input_left == 0)
		return 0;
	input_left--;
	return *input++;
}

int take_prot(void)
{
	const unsigned b = take();

	return b > 250 ? 0x100000 : b > 128 ? PROT_READ | PROT_WRITE
	    : (b & 1 ? PROT_READ : 0) | (b & 2 ? PROT_WRITE : 0)
	    | (b & 4 ? PROT_EXEC : 0);
}

int take_log(void)
{
	static const int logs[] = { 0, 0, 0, 0, 1, 12, 13, 14, 15, 16, 18, 21,
		30, 47, 62, 63 };

	return UM_MAP_ALIGNED(logs[take() & 15]);
}

int log_of(int flags)
{
	return (int)(((unsigned)flags >> 24) & 0x3f);
}

/* ---- ranges ------------------------------------------------------------ */

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

void shorten(struct span *s, size_t count)
{
	if (count >= s->count || s->odd || s->wraps)
		return;
	s->count = count;
	s->len = count * unit;
}

void cut(struct span *s, int (*is)(const struct page *))
{
	size_t i = 0;

	while (i < s->count && page_of(s, i)->kind != HOLE
	    && is(page_of(s, i)))
		i++;
	shorten(s, i);
}

int holes(const struct span *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->kind == HOLE)
			return 1;
	return 0;
}

/* What every call on a range says of the range. */
struct verdict of_span(const struct span *s)
{
	struct verdict v = { 0, 0 };

	must(&v, s->odd, EINVAL);
	must(&v, s->wraps, ENOMEM);
	return v;
}

/* ---- pages ------------------------------------------------------------- */

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

int is_users_file(const struct page *p)
{
	return p->kind == FILED && p->object == &objects[0];
}

int is_object(const struct page *p)
{
	return p->kind == FILED && p->object != &objects[0];
}

int is_mirrored(const struct page *p)
{
	return p->kind == ANON && p->object;
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

int is_private_anonymous(const struct page *p)
{
	return p->kind == ANON && !p->shared;
}

int is_guarded(const struct page *p)
{
	return p->guarded;
}

int is_fixed_mode(const struct page *p)
{
	return p->readonly && p->shared;
}

int is_inaccessible(const struct page *p)
{
	return p->prot == PROT_NONE || p->guarded;
}

int faults_when_locked(const struct page *p)
{
	return beyond_end(p) && !is_inaccessible(p);
}

int is_executed(const struct page *p)
{
	return p->prot == PROT_EXEC;
}

int is_unreadable(const struct page *p)
{
	return !(p->prot & PROT_READ);
}

int is_unwritable(const struct page *p)
{
	return !(p->prot & PROT_WRITE);
}

/* An object that nobody asked to be executable, and the pages of a mirror,
 * which may be such an object's.  With vm.imply_prot_max FreeBSD holds all to
 * what was asked at first; who has UM_MAP_MAYEXEC is not kept here. */
int may_lack_exec(const struct page *p)
{
	return !can.exec_later || (p->object && !p->object->exec);
}

/* ---- places ------------------------------------------------------------ */

static uintptr_t arena_page(int page)
{
	return (uintptr_t)regions[0].at + (uintptr_t)((page - MARGIN)
	    * (int)unit);
}

static void take_window(struct um_place *place, unsigned odd)
{
	const int first = (int)(take() % (ARENA + MARGIN));
	const int pages = 1 + (int)(take() % (ARENA + 2 * MARGIN));
	const int last = first + pages > ARENA + 2 * MARGIN
	    ? ARENA + 2 * MARGIN : first + pages;

	place->low = arena_page(first) + (odd & 1 ? 1 : 0);
	place->high = arena_page(last) - (odd & 2 ? 1 : 0);
}

static void take_near(struct um_place *place)
{
	const int all = ARENA + 2 * MARGIN;
	const int page = (int)(take() % ARENA) + MARGIN;
	const int most = page < all / 2 ? page : all - page;
	const size_t reach = (take() % (unsigned)most + 1) * unit;

	*place = um_near((void *)arena_page(page), unit, reach);
}

/* What is no place: 1. */
static int spoil(struct um_place *place)
{
	switch (take() % 5) {
	case 0:
		place->flags |= 8;
		break;
	case 1:
		place->zero = 1;
		break;
	case 2:
		place->spare[1] = 1;
		break;
	case 3:
		place->align = 3 * unit;
		break;
	default:
		place->low = arena_page(5);
		place->high = arena_page(5);
	}
	return 1;
}

struct spot take_spot(void)
{
	static const int logs[] = { 0, 0, 0, 0, 0, 12, 13, 14, 15, 16, 18, 21 };
	const unsigned how = take(), more = take();
	struct spot s;

	memset(&s, 0, sizeof s);
	s.given = (how & 7) != 0;
	if ((how & 7) >= 2 && (how & 7) <= 5)
		take_window(&s.place, how >> 6);
	if ((how & 7) == 6)
		take_near(&s.place);
	s.place.flags = more >> 4 & 7;
	s.wrong = s.given && (s.place.flags & UM_PLACE_TOP)
	    && (s.place.flags & UM_PLACE_BOTTOM);
	s.place.align = (size_t)1 << logs[more % 12];
	if (s.place.align == 1)
		s.place.align = 0;
	if ((how & 0x3f) == 0x3f)
		s.wrong = spoil(&s.place);
	else if ((how & 7) == 7)
		s.place.high = (uintptr_t)UM_LAST_2G + 1;
	if (s.given)
		snprintf(s.text, sizeof s.text, "[%#lx, %#lx) align %#lx "
		    "flags %u", (unsigned long)s.place.low,
		    (unsigned long)s.place.high, (unsigned long)s.place.align,
		    s.place.flags);
	return s;
}

const struct um_place *place_of(const struct spot *s)
{
	return s->given ? &s->place : 0;
}

int lies_in(const struct spot *s, const void *at, size_t len)
{
	const uintptr_t first = (uintptr_t)at, last = first + (len - 1);

	return !s->given || (first >= s->place.low && last >= first
	    && last <= s->place.high - 1
	    && (!s->place.align || !(first & (s->place.align - 1))));
}

void check_spot(const struct spot *s, const void *at, size_t len)
{
	if (!lies_in(s, at, len))
		disagree("%p is not in the place asked for", at);
}

int room_in(const struct spot *s, size_t pages, int log)
{
	const uintptr_t grain = log < (int)sizeof grain * 8
	    ? (uintptr_t)1 << log : 0;
	size_t i, k;

	if (!s->given || s->place.low < arena_page(0)
	    || s->place.high - 1 > arena_page(ARENA + 2 * MARGIN) - 1)
		return -1;
	for (i = 0; i + pages <= ARENA; i++) {
		const unsigned char *at = regions[0].at + i * unit;

		if (!grain || ((uintptr_t)at & (grain - 1))
		    || !lies_in(s, at, pages * unit))
			continue;
		for (k = 0; k < pages && regions[0].page[i + k].kind == HOLE;
		    k++)
			;
		if (k == pages)
			return 1;
	}
	return 0;
}

/* Where the map is not told, the library probes some places. */
void judge_room(struct verdict *v, int room)
{
	must(v, room == 0, ENOMEM);
	may(v, room == 1 && !can.tell, ENOMEM);
}
