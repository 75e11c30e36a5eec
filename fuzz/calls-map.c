/* um_mmap, drawn and judged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

int log_of(int flags)
{
	return (int)(((unsigned)flags >> 24) & 0x3f);
}

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

static void judge_file(const struct mapping *m, struct verdict *v)
{
	must(v, m->offset < 0 || (m->offset & (int64_t)(unit - 1)), EINVAL);
	must(v, m->offset > INT64_MAX - (int64_t)(MOST * unit), EOVERFLOW);
	must(v, m->which == FD_CLOSED, EBADF);
	must(v, m->which == FD_PIPE || m->which == FD_DIRECTORY, ENODEV);
	may(v, m->which == FD_PIPE || m->which == FD_DIRECTORY, EACCES);
	must(v, m->which == FD_READ && (m->flags & UM_MAP_SHARED)
	    && (m->prot & PROT_WRITE), EACCES);
	must(v, (m->prot & PROT_EXEC) && !can.file_exec, EACCES);
}

static int is_taken(const struct mapping *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (regions[0].page[m->first + i].kind != HOLE)
			return 1;
	return 0;
}

static struct verdict of_mapping(const struct mapping *m)
{
	struct verdict v = { 0, 0 };

	judge_arguments(m, &v);
	if (!is_anon(m))
		judge_file(m, &v);
	must(&v, (m->prot & PROT_WRITE) && (m->prot & PROT_EXEC) && !can.wx,
	    EACCES);
	must(&v, (m->flags & UM_MAP_CONCEAL) && !can.conceal, ENOTSUP);
	/* OpenBSD's stacks cannot be asked for together with it. */
	may(&v, (m->flags & UM_MAP_CONCEAL) && (m->flags & UM_MAP_STACK),
	    ENOTSUP);
	must(&v, (m->flags & UM_MAP_FIXED_NOREPLACE) && is_taken(m), EEXIST);
	return v;
}

static struct page new_page(const struct mapping *m, size_t i)
{
	struct page p;

	memset(&p, 0, sizeof p);
	p.kind = is_anon(m) ? ANON : FILED;
	p.shared = (m->flags & UM_MAP_SHARED) != 0;
	p.prot = m->prot;
	p.sure = SURE;
	if (p.kind == ANON)
		return p;
	p.readonly = m->which == FD_READ;
	p.file = (int)((size_t)m->offset / unit + i);
	if (p.file < FILE_PAGES)
		p.byte = file_byte[p.file];
	return p;
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
}

static void mapped(const struct mapping *m, unsigned char *at)
{
	const size_t pages = (m->len + unit - 1) / unit;
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

void map(const struct mapping *m)
{
	const struct verdict v = of_mapping(m);
	void *at;

	SAY("um_mmap(arena%+ld, %#lx, %d, %#x, fd %d, %lld)",
	    (long)(m->addr - regions[0].at), (unsigned long)m->len, m->prot,
	    (unsigned)m->flags, m->which, (long long)m->offset);
	errno = ERRNO_BEFORE;
	at = um_mmap(m->addr, m->len, m->prot, m->flags, m->fd, m->offset);
	if (judge(at == MAP_FAILED, &v)) {
		if (!is_low(m, at))
			disagree("it lies at %p", at);
		mapped(m, at);
	} else if ((m->flags & (UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE))
	    == UM_MAP_FIXED)
		learn_holes(&regions[0], m->first, m->count);
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
	    | (b & 16 ? UM_MAP_POPULATE : 0) | (b & 32 ? UM_MAP_HUGE : 0);
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

void do_map(void)
{
	struct mapping m;
	const struct span s = take_span();

	m.prot = take_prot();
	m.flags = take_flags();
	m.which = is_anon(&m) ? FD_CLOSED : (int)(take() & 15);
	m.which = m.which >= FDS ? m.which & 1 : m.which;
	m.fd = fds[m.which];
	m.offset = is_anon(&m) ? 0 : take_offset();
	m.first = s.r == &regions[0] ? s.first : s.first % ARENA;
	m.count = m.first + s.count > ARENA ? ARENA - m.first : s.count;
	m.addr = regions[0].at + m.first * unit + s.odd;
	m.len = s.wraps ? SIZE_MAX : m.count * unit - (s.len % unit
	    ? unit / 3 : 0);
	if (s.wraps)
		m.count = 0;
	map(&m);
}
