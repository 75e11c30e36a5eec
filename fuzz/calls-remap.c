/* um_mremap and um_mremap_at, drawn and judged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

struct remap {
	struct span s;
	size_t pages, len;	/* wanted */
	int flags;
	struct spot spot;	/* not given: anywhere */
};

/* ---- what may be answered ---------------------------------------------- */

/* Of the old pages, those that stay. */
static struct span kept(const struct remap *m)
{
	struct span s = m->s;

	if (s.count > m->pages)
		s.count = m->pages;
	return s;
}

/* The bits in which protections differ. */
static int differences(const struct span *s)
{
	int bits = 0;
	size_t i;

	for (i = 1; i < s->count; i++)
		bits |= page_of(s, i)->prot ^ page_of(s, 0)->prot;
	return bits;
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

/* Does the result lie in the place if nothing moves? */
static int stays(const struct remap *m)
{
	return lies_in(&m->spot, m->s.addr, m->pages * unit);
}

static int grows(const struct remap *m)
{
	return m->pages > m->s.count;
}

static int may_move(const struct remap *m)
{
	return (m->flags & UM_MREMAP_MAYMOVE) != 0;
}

/* Room where it would move to; but 30 bits of alignment may be too many. */
static void judge_move(const struct remap *m, struct verdict *v)
{
	judge_room(v, room_in(&m->spot, m->pages, log_of(m->flags)));
	may(v, m->spot.place.high && m->spot.place.high - 1 <= UM_LAST_2G
	    && !can.low2g, ENOMEM);
	may(v, log_of(m->flags) >= 30, ENOMEM);
	must(v, log_of(m->flags) >= 48, ENOMEM);
}

static void judge_in_place(const struct remap *m, struct verdict *v)
{
	const int room = room_behind(&m->s, m->pages);
	struct verdict moving = { 0, 0 };

	if (may_move(m))
		judge_move(m, &moving);
	else
		must(&moving, 1, ENOMEM);
	if (room == 0)
		v->must |= moving.must;
	if (room < 1)
		v->may |= moving.must | moving.may;
}

static void judge_memory(const struct remap *m, struct verdict *v)
{
	const struct span s = kept(m);

	must(v, grows(m) && any(&s, is_shared) && !can.guess && !can.believe
	    && can.grow, ENOTSUP);
	may(v, any(&s, is_shared) || !can.grow, ENOTSUP);
	may(v, !can.lock && any(&s, is_locked), EAGAIN);
}

static struct verdict of_remap(const struct remap *m)
{
	struct verdict v = of_span(&m->s);

	must(&v, m->spot.wrong, EINVAL);
	must(&v, (m->flags & ~(UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(63))) != 0,
	    EINVAL);
	must(&v, m->s.len == 0 || m->len == 0, EINVAL);
	must(&v, m->len > PTRDIFF_MAX - unit, ENOMEM);
	may(&v, log_of(m->flags) >= (int)sizeof m->s.addr * 8, ENOMEM);
	must(&v, m->pages >= m->s.count && holes(&m->s), ENOMEM);
	may(&v, holes(&m->s), ENOMEM);
	if (m->pages == 0 || m->s.count == 0)
		return v;
	if (!stays(m)) {
		must(&v, !may_move(m), ENOMEM);
		judge_memory(m, &v);
		judge_move(m, &v);
	} else if (grows(m)) {
		judge_memory(m, &v);
		judge_in_place(m, &v);
	}
	return v;
}

/* ---- what is there then ------------------------------------------------ */

/* The pages behind are as new; of what is kept besides nobody is sure unless
 * all of it was as new too. */
static void grown(const struct remap *m, struct page *p)
{
	const size_t old = m->s.count < m->pages ? m->s.count : m->pages;
	int as_new = 1;
	size_t i;

	for (i = 0; i < old; i++)
		as_new &= p[i].inherit == UM_INHERIT_COPY;
	for (i = old; i < m->pages; i++)
		set_new(&p[i], p[0].prot);
	for (i = 0; i < m->pages; i++)
		p[i].inherit = as_new ? UM_INHERIT_COPY : -1;
}

static void shrunk(const struct remap *m)
{
	set_holes(m->s.r, m->s.first + m->pages, m->s.count - m->pages);
	if (m->s.r != &regions[0])
		forget(m->s.r, m->s.first + m->pages, m->s.count - m->pages);
}

static void check_move(const struct remap *m, const unsigned char *to)
{
	const int log = log_of(m->flags);

	if (!may_move(m))
		disagree("it moved to %p and may not", (const void *)to);
	if (stays(m) && (!grows(m) || room_behind(&m->s, m->pages) == 1))
		disagree("it moved to %p though there is room",
		    (const void *)to);
	if (log && ((uintptr_t)to & (((uintptr_t)1 << log) - 1)))
		disagree("%p has not the alignment asked for",
		    (const void *)to);
}

static void moved(const struct remap *m, unsigned char *to)
{
	const struct span s = kept(m);
	struct page old[MOST], *p;

	check_move(m, to);
	memcpy(old, page_of(&s, 0), s.count * sizeof *old);
	/* The old place is free only when the new one is taken. */
	p = place_new(to, m->pages);
	set_holes(s.r, s.first, m->s.count);
	if (p) {
		memcpy(p, old, s.count * sizeof *old);
		grown(m, p);
		unlock_again(&(struct region){ .at = to }, p, 0, m->pages);
	} else if (um_munmap(to, m->pages * unit) < 0)
		disagree("um_munmap of what moved: errno %d", errno);
	forget(s.r, s.first, m->s.count);
}

static void remapped(const struct remap *m, unsigned char *to)
{
	const struct span *s = &m->s;

	check_spot(&m->spot, to, m->pages * unit);
	if (to != s->addr) {
		moved(m, to);
		return;
	}
	if (m->pages < s->count)
		shrunk(m);
	if (m->pages <= s->count)
		return;
	if (room_behind(s, m->pages) == 0)
		disagree("it grew in place over what is mapped");
	if (s->first + m->pages > s->r->pages)
		s->r->pages = s->first + m->pages;
	grown(m, page_of(s, 0));
	unlock_again(s->r, page_of(s, 0), s->first, m->pages);
}

/* ---- drawing ----------------------------------------------------------- */

static int take_remap_flags(void)
{
	const unsigned b = take();

	return (b & 1 ? UM_MREMAP_MAYMOVE : 0)
	    | ((b & 6) == 6 ? take_log() : 0) | (b > 250 ? 1 : 0);
}

static void take_remap(struct remap *m)
{
	unsigned b;

	m->s = take_span();
	b = take();
	m->flags = take_remap_flags();
	m->pages = b % 33;
	if (m->pages > MOST - m->s.first)
		m->pages = MOST - m->s.first;
	m->len = b == 255 ? SIZE_MAX - unit : m->pages * unit - (b > 200
	    && m->pages ? unit / 3 : 0);
}

static void *call(const struct remap *m)
{
	errno = ERRNO_BEFORE;
	return m->spot.given ? um_mremap_at(&m->spot.place, m->s.addr,
	    m->s.len, m->len, m->flags)
	    : um_mremap(m->s.addr, m->s.len, m->len, m->flags);
}

/* Is it what grows or moves, private anonymous memory of one protection?  Else
 * what becomes of it is the kernel's business.  Shared memory is refused. */
static int is_meant(const struct remap *m)
{
	const struct span s = kept(m);
	size_t i, shared = 0;

	if (s.count == 0 || (stays(m) && !grows(m)))
		return 1;
	for (i = 0; i < s.count; i++)
		shared += is_shared(page_of(&s, i)) != 0;
	return !holes(&s) && !any(&s, is_file) && !any(&s, is_guarded)
	    && differences(&s) == 0
	    && (!can.believe || page_of(&s, 0)->prot == (PROT_READ | PROT_WRITE))
	    && (shared == 0 || (shared == s.count && grows(m) && can.grow
	    && !can.guess && !can.believe));
}

static void remap(const struct remap *m)
{
	const struct verdict v = of_remap(m);
	void *to;

	if (!is_meant(m))
		return;
	SAY("um_mremap%s region %d page %d, %d pages%s to %#lx, flags %#x, %s",
	    m->spot.given ? "_at" : "", (int)(m->s.r - regions),
	    (int)m->s.first, (int)m->s.count,
	    m->s.odd ? " odd" : m->s.wraps ? " wraps" : "",
	    (unsigned long)m->len, (unsigned)m->flags, m->spot.text);
	to = call(m);
	if (judge(to == MAP_FAILED, &v))
		remapped(m, to);
}

void do_remap(void)
{
	struct remap m;

	memset(&m, 0, sizeof m);
	take_remap(&m);
	remap(&m);
}

void do_remap_at(void)
{
	struct remap m;

	memset(&m, 0, sizeof m);
	m.spot = take_spot();
	take_remap(&m);
	remap(&m);
}
