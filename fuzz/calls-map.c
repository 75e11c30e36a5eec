/* um_mmap, um_mmap_at, um_reserve and um_mirror, drawn and judged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

/* ---- what may be answered ---------------------------------------------- */

static int is_fixed(const struct mapping *m)
{
	return (m->flags & (UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE)) != 0;
}

static int is_anon(const struct mapping *m)
{
	return (m->flags & UM_MAP_ANON) != 0;
}

/* The last byte allowed. */
static uintptr_t low_end(const struct mapping *m)
{
	return m->flags & UM_MAP_32BIT ? UM_LAST_2G
	    : m->flags & UM_MAP_LOW4G ? UM_LAST_4G : UINTPTR_MAX;
}

static int is_low(const struct mapping *m, const void *at)
{
	return (uintptr_t)at <= low_end(m)
	    && low_end(m) - (uintptr_t)at >= m->len - 1;
}

static size_t pages_of(const struct mapping *m)
{
	return m->len / unit + (m->len % unit != 0);
}

static int is_stack_wrong(const struct mapping *m)
{
	return (m->flags & UM_MAP_STACK) && (!is_anon(m)
	    || !(m->flags & UM_MAP_PRIVATE)
	    || (m->prot & (PROT_READ | PROT_WRITE))
	    != (PROT_READ | PROT_WRITE));
}

static void judge_arguments(const struct mapping *m, struct verdict *v)
{
	const int kind = m->flags & (UM_MAP_SHARED | UM_MAP_PRIVATE);
	const int log = log_of(m->flags);

	must(v, m->len == 0, EINVAL);
	must(v, m->len > PTRDIFF_MAX - unit, ENOMEM);
	must(v, (m->prot & ~UM_PROT_ALL) != 0, EINVAL);
	must(v, (m->flags & (3 | 0x40000000)) != 0, EINVAL);
	must(v, is_fixed(m) && !is_low(m, m->addr), EINVAL);
	may(v, log >= 24 && low_end(m) != UINTPTR_MAX, ENOMEM);
	must(v, kind != UM_MAP_SHARED && kind != UM_MAP_PRIVATE, EINVAL);
	must(v, is_stack_wrong(m), EINVAL);
	must(v, is_fixed(m) && ((uintptr_t)m->addr & (unit - 1)), EINVAL);
	must(v, is_fixed(m) && log < (int)sizeof m->addr * 8
	    && ((uintptr_t)m->addr & (((uintptr_t)1 << log) - 1)), EINVAL);
	must(v, log >= 48 && !is_fixed(m), ENOMEM);
	may(v, log >= (int)sizeof m->addr * 8 - 3, ENOMEM);
	may(v, log >= 30, ENOMEM);
}

/* The first page behind the pages of the mapping, in the object. */
static int64_t end_of(const struct mapping *m)
{
	return m->offset / (int64_t)unit + (int64_t)pages_of(m);
}

static void judge_object(const struct mapping *m, struct verdict *v)
{
	const int odd = ((m->flags & UM_MAP_PRIVATE) && !can.object_private)
	    || (m->len <= PTRDIFF_MAX && end_of(m) > m->object->pages
	    && !can.object_beyond);

	may(v, (m->prot & PROT_EXEC) && !m->object->exec, EACCES);
	may(v, odd, ENOMEM);
	may(v, odd, ENODEV);
}

static void judge_file(const struct mapping *m, struct verdict *v)
{
	must(v, m->offset < 0 || (m->offset & (int64_t)(unit - 1)), EINVAL);
	must(v, m->offset > INT64_MAX - (int64_t)(MOST * unit), EOVERFLOW);
	must(v, m->which == FD_CLOSED, EBADF);
	must(v, m->which == FD_PIPE || m->which == FD_DIRECTORY, ENODEV);
	may(v, m->which == FD_PIPE || m->which == FD_DIRECTORY, EACCES);
	must(v, m->which == FD_READ && (m->flags & UM_MAP_SHARED)
	    && (m->prot & PROT_WRITE), EACCES);
	must(v, m->which < FDS && (m->prot & PROT_EXEC) && !can.file_exec,
	    EACCES);
	if (m->which >= FDS)
		judge_object(m, v);
}

static int is_taken(const struct mapping *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (regions[0].page[m->first + i].kind != HOLE)
			return 1;
	return 0;
}

/* Is all of the place above what the flags allow? */
static int is_above(const struct mapping *m)
{
	return m->spot->place.low > low_end(m);
}

void judge_place(struct verdict *v, const struct mapping *m)
{
	const int free_2g = can.low2g || low_end(m) > UM_LAST_2G;
	const int free_4g = can.low4g || low_end(m) > UM_LAST_4G;

	must(v, m->spot && is_fixed(m), EINVAL);
	must(v, m->spot && m->spot->wrong, EINVAL);
	must(v, m->spot && is_above(m), ENOMEM);
	if (m->spot && m->len <= PTRDIFF_MAX)
		judge_room(v, room_in(m->spot, pages_of(m),
		    log_of(m->flags)));
	if (is_fixed(m))
		return;
	may(v, !free_2g || !free_4g, ENOMEM);
	may(v, m->spot && m->spot->place.high
	    && m->spot->place.high - 1 <= UM_LAST_2G && !can.low2g, ENOMEM);
}

static struct verdict of_mapping(const struct mapping *m)
{
	struct verdict v = { 0, 0 };

	judge_arguments(m, &v);
	judge_place(&v, m);
	if (!is_anon(m))
		judge_file(m, &v);
	must(&v, (m->prot & PROT_WRITE) && (m->prot & PROT_EXEC) && !can.wx,
	    EACCES);
	must(&v, (m->flags & UM_MAP_CONCEAL) && !can.conceal, ENOTSUP);
	/* OpenBSD's stacks cannot be asked for together with it. */
	may(&v, (m->flags & UM_MAP_CONCEAL) && (m->flags & UM_MAP_STACK),
	    ENOTSUP);
	must(&v, !m->spot && (m->flags & UM_MAP_FIXED_NOREPLACE)
	    && is_taken(m), EEXIST);
	return v;
}

/* ---- what is there then ------------------------------------------------ */

static struct page new_page(const struct mapping *m, size_t i)
{
	struct page p;

	memset(&p, 0, sizeof p);
	p.kind = is_anon(m) ? ANON : FILED;
	p.shared = (m->flags & UM_MAP_SHARED) != 0;
	p.prot = m->prot;
	p.inherit = p.shared ? UM_INHERIT_SHARE : UM_INHERIT_COPY;
	if (p.kind == ANON)
		return p;
	p.readonly = m->which == FD_READ;
	p.object = m->object;
	p.at = (int)((size_t)m->offset / unit + i);
	if (!beyond_end(&p))
		p.own = p.object->content[p.at];
	return p;
}

void set_new(struct page *p, int prot)
{
	memset(p, 0, sizeof *p);
	p->kind = ANON;
	p->prot = prot;
	p->inherit = UM_INHERIT_COPY;
}

static void check_place(const struct mapping *m, const unsigned char *at)
{
	const uintptr_t place = (uintptr_t)at;
	const int log = log_of(m->flags);

	if (!at || (place & (unit - 1))
	    || (log && (place & (((uintptr_t)1 << log) - 1))))
		disagree("the result %p has not the alignment asked for",
		    (const void *)at);
	if (is_fixed(m) && at != m->addr)
		disagree("fixed, but the result is %p", (const void *)at);
	if (!is_low(m, at))
		disagree("it lies at %p", (const void *)at);
	if (m->spot)
		check_spot(m->spot, at, m->len);
}

static void mapped(const struct mapping *m, unsigned char *at)
{
	const size_t pages = pages_of(m);
	struct page *p;
	size_t i;

	check_place(m, at);
	if (is_fixed(m))
		p = &regions[0].page[m->first];
	else
		p = place_new(at, pages);
	for (i = 0; p && i < pages; i++)
		p[i] = new_page(m, i);
	if (!p && um_munmap(at, pages * unit) < 0)
		disagree("um_munmap of a new mapping: errno %d", errno);
}

static void *call(const struct mapping *m)
{
	errno = ERRNO_BEFORE;
	return m->spot ? um_mmap_at(place_of(m->spot), m->len, m->prot,
	    m->flags, m->fd, m->offset)
	    : um_mmap(m->addr, m->len, m->prot, m->flags, m->fd, m->offset);
}

void map(const struct mapping *m)
{
	const struct verdict v = of_mapping(m);
	void *at;

	SAY("um_mmap%s(arena%+ld, %s, %#lx, %d, %#x, fd %d, %lld)",
	    m->spot ? "_at" : "", (long)(m->addr - regions[0].at),
	    m->spot ? m->spot->text : "", (unsigned long)m->len, m->prot,
	    (unsigned)m->flags, m->which, (long long)m->offset);
	at = call(m);
	if (judge(at == MAP_FAILED, &v))
		mapped(m, at);
	else if (!m->spot && (m->flags & (UM_MAP_FIXED
	    | UM_MAP_FIXED_NOREPLACE)) == UM_MAP_FIXED)
		learn_holes(&regions[0], m->first, m->count);
}

/* ---- drawing ----------------------------------------------------------- */

static int take_flags(void)
{
	static const int places[] = { 0, 0, UM_MAP_FIXED,
		UM_MAP_FIXED_NOREPLACE };
	static const int wrong[] = { 1, 2, UM_MAP_32BIT, UM_MAP_LOW4G,
		0x40000000,
		UM_MAP_SHARED, UM_MAP_PRIVATE, UM_MAP_FIXED };
	const unsigned a = take(), b = take();
	int flags = (a & 1 ? UM_MAP_SHARED : UM_MAP_PRIVATE)
	    | (a & 2 ? 0 : UM_MAP_ANON) | places[a >> 2 & 3];

	flags |= (b & 1 ? UM_MAP_STACK : 0) | (b & 2 ? UM_MAP_CONCEAL : 0)
	    | (b & 4 ? UM_MAP_MAYEXEC : 0) | (b & 8 ? UM_MAP_NORESERVE : 0)
	    | (b & 16 ? UM_MAP_POPULATE : 0) | (b & 32 ? UM_MAP_HUGE : 0)
	    | (b & 64 ? UM_MAP_LOW4G : 0)
	    | ((b & 0xc0) == 0xc0 ? UM_MAP_32BIT : 0);
	if ((a & 0xf0) == 0xf0)
		flags ^= wrong[b & 7];
	return flags | ((a & 0x30) == 0x10 ? take_log() : 0);
}

static int64_t take_offset(void)
{
	const unsigned b = take();

	return b == 255 ? -(int64_t)unit : b == 254 ? 1
	    : b == 253 ? INT64_MAX / (int64_t)unit * (int64_t)unit
	    : (int64_t)(b % 12 * unit);
}

static void take_source(struct mapping *m)
{
	const int which = (int)(take() & 15);

	m->object = &objects[0];
	m->which = which >= FDS ? which & 1 : which;
	m->fd = fds[m->which];
	if (which >= FDS && which < FDS + OBJECTS - 1
	    && objects[which - FDS + 1].used
	    && objects[which - FDS + 1].fd >= 0) {
		m->which = which;
		m->object = &objects[which - FDS + 1];
		m->fd = m->object->fd;
	}
	m->offset = take_offset();
}

static struct mapping take_mapping(void)
{
	const struct span s = take_span();
	struct mapping m;

	memset(&m, 0, sizeof m);
	m.prot = take_prot();
	m.flags = take_flags();
	m.which = FD_CLOSED;
	m.fd = -1;
	if (!is_anon(&m))
		take_source(&m);
	m.first = s.r == &regions[0] ? s.first : s.first % ARENA;
	m.count = m.first + s.count > ARENA ? ARENA - m.first : s.count;
	m.addr = regions[0].at + m.first * unit + s.odd;
	m.len = s.wraps ? SIZE_MAX : m.count * unit - (s.len % unit
	    ? unit / 3 : 0);
	if (s.wraps)
		m.count = 0;
	return m;
}

void do_map(void)
{
	const struct mapping m = take_mapping();

	map(&m);
}

/* Fixed flags are drawn rarely: they are wrong here. */
void do_map_at(void)
{
	const struct spot spot = take_spot();
	struct mapping m = take_mapping();

	if (m.prot != PROT_NONE)
		m.flags &= ~(UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE);
	m.spot = &spot;
	map(&m);
}

/* ---- um_reserve -------------------------------------------------------- */

void do_reserve(void)
{
	const struct spot spot = take_spot();
	const unsigned b = take();
	struct verdict v = { 0, 0 };
	struct mapping m;
	unsigned flags;
	void *at;

	memset(&m, 0, sizeof m);
	flags = b == 255 ? 1 : 0;
	m.len = b == 254 ? 0 : b == 253 ? SIZE_MAX - unit : (1 + b % 32)
	    * unit - (b > 200 ? unit / 3 : 0);
	m.flags = UM_MAP_PRIVATE | UM_MAP_ANON;
	m.spot = &spot;
	SAY("um_reserve(%s, %#lx, %u)", spot.text, (unsigned long)m.len,
	    flags);
	must(&v, m.len == 0 || flags, EINVAL);
	must(&v, m.len > PTRDIFF_MAX - unit, ENOMEM);
	judge_place(&v, &m);
	errno = ERRNO_BEFORE;
	at = um_reserve(place_of(&spot), m.len, flags);
	if (judge(at == MAP_FAILED, &v))
		mapped(&m, at);
}

/* ---- um_mirror --------------------------------------------------------- */

static void mirrored(struct object *o, unsigned char *at, unsigned copies)
{
	const size_t pages = (size_t)o->pages * copies;
	struct page *p = place_new(at, pages);
	size_t i;

	for (i = 0; p && i < pages; i++) {
		set_new(&p[i], PROT_READ | PROT_WRITE);
		p[i].shared = 1;
		p[i].inherit = UM_INHERIT_SHARE;
		p[i].object = o;
		p[i].at = (int)(i % (size_t)o->pages);
	}
	o->used = p != 0;
	if (!p && um_munmap(at, pages * unit) < 0)
		disagree("um_munmap of a mirror: errno %d", errno);
}

void do_mirror(void)
{
	const struct spot spot = take_spot();
	const unsigned b = take(), copies = take() % 5, flags = b == 255;
	struct object *o = object_new(1 + (int)(b & 7));
	struct verdict v = { 0, 0 };
	struct mapping m;
	size_t len;
	void *at;

	if (!o)
		return;
	memset(&m, 0, sizeof m);
	len = b == 254 ? 0 : b == 253 ? (size_t)PTRDIFF_MAX / 2 / unit * unit
	    : (size_t)o->pages * unit - (b > 240 ? 1 : 0);
	m.len = b >= 253 ? len : len * copies;
	m.flags = UM_MAP_SHARED | UM_MAP_ANON;
	m.spot = &spot;
	SAY("um_mirror(%s, %#lx, %u, %u)", spot.text, (unsigned long)len,
	    copies, flags);
	must(&v, len == 0 || (len & (unit - 1)) || copies < 2 || flags,
	    EINVAL);
	must(&v, b == 253, ENOMEM);
	if (m.len)
		judge_place(&v, &m);
	errno = ERRNO_BEFORE;
	at = um_mirror(place_of(&spot), len, copies, flags);
	if (!judge(at == MAP_FAILED, &v))
		return;
	check_spot(&spot, at, m.len);
	mirrored(o, at, copies);
}
