/* um_mremap, drawn and judged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

/* The bits in which protections differ. */
static int differences(const struct span *s)
{
	int bits = 0;
	size_t i;

	for (i = 1; i < s->count; i++)
		bits |= page_of(s, i)->prot ^ page_of(s, 0)->prot;
	return bits;
}

static int is_in_part(const struct span *s, int prot)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->prot == prot)
			return 1;
	return 0;
}

/* Is the room behind free?  1 yes, 0 no, -1 the model does not know. */
static int room_behind(const struct span *s, size_t pages)
{
	size_t i;

	if (s->first + pages > s->r->pages && s->r == &regions[0])
		return 0;
	for (i = s->count; i < pages && s->first + i < s->r->pages; i++)
		if (page_of(s, i)->kind != HOLE)
			return 0;
	return s->r == &regions[0] ? 1 : -1;
}

static void judge_growth(const struct span *s, size_t pages, int flags,
    struct verdict *v)
{
	const int bits = differences(s), room = room_behind(s, pages);
	const int moves = (flags & UM_MREMAP_MAYMOVE) != 0;

	must(v, (!can.grow && !can.guess) || any(s, is_file)
	    || any(s, is_shared), ENOTSUP);
	may(v, can.guess, ENOTSUP);
	must(v, (bits & PROT_WRITE) || (bits && is_in_part(s, PROT_NONE)),
	    EINVAL);
	may(v, bits != 0, EINVAL);
	must(v, room == 0 && (!moves || log_of(flags) >= 48), ENOMEM);
	may(v, room < 0 && (!moves || log_of(flags) >= 48), ENOMEM);
	may(v, log_of(flags) >= 30, ENOMEM);
	may(v, !can.lock && any(s, is_locked), EAGAIN);
}

static struct verdict of_remap(const struct span *s, size_t pages, size_t len,
    int flags)
{
	struct verdict v = of_span(s);

	must(&v, (flags & ~(UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(63))) != 0,
	    EINVAL);
	must(&v, s->len == 0 || len == 0, EINVAL);
	must(&v, len > PTRDIFF_MAX - unit, ENOMEM);
	may(&v, log_of(flags) >= (int)sizeof s->addr * 8, ENOMEM);
	must(&v, pages >= s->count && holes(s), ENOMEM);
	may(&v, holes(s), ENOMEM);
	if (pages > s->count)
		judge_growth(s, pages, flags, &v);
	return v;
}

/* The region r gets its pages behind, as many as the call made. */
static void grown(const struct span *s, struct page *p, size_t pages)
{
	const struct page old = *page_of(s, 0);
	size_t i;

	for (i = s->count; i < pages; i++) {
		p[i] = old;
		p[i].byte = 0;
		p[i].sure = SURE;
	}
}

static void shrunk(const struct span *s, size_t pages)
{
	set_holes(s->r, s->first + pages, s->count - pages);
	if (s->r != &regions[0])
		forget(s->r, s->first + pages, s->count - pages);
}

static void moved(const struct span *s, unsigned char *to, size_t pages,
    int flags)
{
	struct page old[MOST], *p;
	const int log = log_of(flags);

	if (!(flags & UM_MREMAP_MAYMOVE))
		disagree("it moved to %p and may not", (void *)to);
	if (room_behind(s, pages) == 1)
		disagree("it moved to %p though there is room", (void *)to);
	if (log && ((uintptr_t)to & (((uintptr_t)1 << log) - 1)))
		disagree("%p has not the alignment asked for", (void *)to);
	memcpy(old, page_of(s, 0), s->count * sizeof *old);
	set_holes(s->r, s->first, s->count);
	p = place_new(to, pages);
	if (p) {
		memcpy(p, old, s->count * sizeof *old);
		memcpy(page_of(s, 0), old, sizeof *old);
		grown(s, p, pages);
		unlock_again(&(struct region){ .at = to }, p, 0, pages);
	} else if (um_munmap(to, pages * unit) < 0)
		disagree("um_munmap of what moved: errno %d", errno);
	forget(s->r, s->first, s->count);
}

static void remapped(const struct span *s, unsigned char *to, size_t pages,
    int flags)
{
	if (to != s->addr) {
		moved(s, to, pages, flags);
		return;
	}
	if (pages < s->count)
		shrunk(s, pages);
	if (pages <= s->count)
		return;
	if (room_behind(s, pages) == 0)
		disagree("it grew in place over what is mapped");
	if (s->first + pages > s->r->pages)
		s->r->pages = s->first + pages;
	grown(s, page_of(s, 0), pages);
	unlock_again(s->r, page_of(s, 0), s->first, pages);
}

static int take_remap_flags(void)
{
	const unsigned b = take();

	return (b & 1 ? UM_MREMAP_MAYMOVE : 0)
	    | ((b & 6) == 6 ? take_log() : 0) | (b > 250 ? 1 : 0);
}

void do_remap(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int flags = take_remap_flags();
	size_t pages = b % 33, len;
	struct verdict v;
	void *to;

	if (pages > MOST - s.first)
		pages = MOST - s.first;
	len = b == 255 ? SIZE_MAX - unit : pages * unit - (b > 200 && pages
	    ? unit / 3 : 0);
	tell_span("um_mremap", &s, flags);
	SAY("um_mremap region %d page %d, %d pages%s to %#lx, flags %#x",
	    (int)(s.r - regions), (int)s.first, (int)s.count,
	    s.odd ? " odd" : s.wraps ? " wraps" : "", (unsigned long)len,
	    (unsigned)flags);
	v = of_remap(&s, pages, len, flags);
	errno = ERRNO_BEFORE;
	to = um_mremap(s.addr, s.len, len, flags);
	if (judge(to == MAP_FAILED, &v))
		remapped(&s, to, pages, flags);
}
