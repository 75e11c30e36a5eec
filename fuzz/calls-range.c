/* The calls on memory that is there, drawn and judged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

void do_unmap(void)
{
	const struct span s = take_span();
	struct verdict v = of_span(&s);

	tell_span("um_munmap", &s, 0);
	must(&v, s.len == 0, EINVAL);
	errno = ERRNO_BEFORE;
	if (!judge(um_munmap(s.addr, s.len) < 0, &v))
		return;
	if (s.r == &regions[0]) {
		set_holes(s.r, s.first, s.count);
		return;
	}
	/* Holes elsewhere would be filled by anybody: it goes as a whole. */
	if (um_munmap(s.r->at, s.r->pages * unit) < 0)
		disagree("um_munmap of the rest: errno %d", errno);
	s.r->pages = 0;
}

/* A failed call may have protected a part. */
static void protect_again(const struct span *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->kind != HOLE && um_mprotect(s->r->at
		    + (s->first + i) * unit, unit, page_of(s, i)->prot) < 0)
			disagree("um_mprotect to what it was: errno %d, %s",
			    errno, um_why());
}

void do_protect(void)
{
	const struct span s = take_span();
	const int prot = take_prot();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_mprotect", &s, prot);
	must(&v, (prot & ~UM_PROT_ALL) != 0, EINVAL);
	if (s.count) {
		must(&v, (prot & PROT_WRITE) && (prot & PROT_EXEC) && !can.wx,
		    EACCES);
		must(&v, (prot & PROT_WRITE) && any(&s, is_fixed_mode),
		    EACCES);
		must(&v, (prot & PROT_EXEC) && !can.file_exec
		    && any(&s, is_file), EACCES);
	}
	may(&v, holes(&s), ENOMEM);
	errno = ERRNO_BEFORE;
	if (!judge(um_mprotect(s.addr, s.len, prot) < 0, &v)) {
		if (!s.odd && !s.wraps)
			protect_again(&s);
		return;
	}
	for (i = 0; i < s.count; i++)
		page_of(&s, i)->prot = prot;
}

static void judge_discard(const struct span *s, struct verdict *v)
{
	must(v, any(s, is_file), ENOTSUP);
	must(v, can.tell_lock && any(s, is_locked), EBUSY);
	may(v, any(s, is_locked), EBUSY);
	must(v, !can.discard[0] && any(s, is_private), ENOTSUP);
	must(v, !can.discard[1] && any(s, is_shared), ENOTSUP);
	may(v, any(s, is_unreadable) || any(s, is_unwritable), EACCES);
}

static void judge_populate(const struct span *s, int writes,
    struct verdict *v)
{
	must(v, any(s, is_inaccessible), EACCES);
	must(v, writes && any(s, is_unwritable), EACCES);
	may(v, any(s, is_unreadable), EACCES);
	must(v, writes && any(s, is_file) && !can.populate_file, ENOTSUP);
	must(v, any(s, beyond_end), EIO);
	must(v, !writes && !can.populate, ENOTSUP);
	/* Which of these it is takes a map of the address space. */
	may(v, !can.grow && (v->must || writes), ENOTSUP);
	may(v, !can.grow && v->must, EIO);
}

static struct verdict of_advice(const struct span *s, int advice)
{
	struct verdict v = of_span(s);

	must(&v, advice < UM_ADV_NORMAL || advice > UM_ADV_REVEAL, EINVAL);
	if (s->count == 0)
		return v;
	must(&v, holes(s), ENOMEM);
	if (advice == UM_ADV_DISCARD)
		judge_discard(s, &v);
	if (advice == UM_ADV_POPULATE_READ || advice == UM_ADV_POPULATE_WRITE)
		judge_populate(s, advice == UM_ADV_POPULATE_WRITE, &v);
	must(&v, (advice == UM_ADV_CONCEAL || advice == UM_ADV_REVEAL)
	    && !can.conceal_old, ENOTSUP);
	return v;
}

static void advised(struct page *p, int advice)
{
	if (advice == UM_ADV_FREE)
		p->sure = p->kind == ANON && p->sure != ANYTHING ? OR_ZERO
		    : p->shared ? p->sure : ANYTHING;
	if (advice != UM_ADV_DISCARD)
		return;
	p->byte = 0;
	p->sure = SURE;
}

void do_advise(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int advice = b == 255 ? 4 : UM_ADV_NORMAL + (int)(b % 13);
	const struct verdict v = of_advice(&s, advice);
	size_t i;

	tell_span("um_madvise", &s, advice);
	errno = ERRNO_BEFORE;
	if (!judge(um_madvise(s.addr, s.len, advice) < 0, &v)) {
		reclaim();	/* nothing was given away */
		return;
	}
	for (i = 0; i < s.count; i++)
		advised(page_of(&s, i), advice);
}

void do_reclaim(void)
{
	SAY("memory is reclaimed");
	reclaim();
}

/* A failed call may have locked or unlocked a part. */
void unlock_again(const struct region *r, struct page *p, size_t first,
    size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (p[i].kind == HOLE)
			continue;
		if (can.lock && um_munlock(r->at + (first + i) * unit, unit)
		    < 0)
			disagree("um_munlock of mapped pages: errno %d, %s",
			    errno, um_why());
		p[i].locked = 0;
	}
}

void do_lock(int on)
{
	const struct span s = take_span();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span(on ? "um_mlock" : "um_munlock", &s, 0);
	if (s.count) {
		must(&v, holes(&s), ENOMEM);
		must(&v, on && any(&s, faults_when_locked), ENOMEM);
		may(&v, on && any(&s, faults_when_locked), EAGAIN);
		/* OpenBSD's mlock passes over what has no access. */
		may(&v, on && any(&s, is_inaccessible), ENOMEM);
		/* Without a map of them it looks like the limit. */
		may(&v, on && !can.grow && any(&s, is_inaccessible), EAGAIN);
		may(&v, !can.lock, EAGAIN);
		may(&v, !can.lock, EPERM);
	}
	errno = ERRNO_BEFORE;
	if (judge((on ? um_mlock : um_munlock)(s.addr, s.len) < 0, &v))
		for (i = 0; i < s.count; i++)
			page_of(&s, i)->locked = on;
	else if (!s.odd && !s.wraps)
		unlock_again(s.r, page_of(&s, 0), s.first, s.count);
}

void do_mincore(void)
{
	unsigned char vec[MOST + 1];
	const struct span s = take_span();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_mincore", &s, 0);
	must(&v, s.count && holes(&s), ENOMEM);
	must(&v, s.count && !can.mincore, ENOTSUP);
	memset(vec, 0xee, sizeof vec);
	errno = ERRNO_BEFORE;
	if (!judge(um_mincore(s.addr, s.len, vec) < 0, &v))
		return;
	if (vec[s.count] != 0xee)
		disagree("um_mincore stores behind the last page");
	for (i = 0; i < s.count; i++)
		if (page_of(&s, i)->locked && page_of(&s, i)->prot
		    && !(vec[i] & 1))
			disagree("page %d is locked but not in memory",
			    (int)i);
}

void do_sync(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int flags = (b & 1 ? MS_ASYNC : 0) | (b & 2 ? MS_INVALIDATE : 0)
	    | (b & 4 ? MS_SYNC : 0) | (b > 250 ? 0x4000 : 0);
	struct verdict v = of_span(&s);

	tell_span("um_msync", &s, flags);
	must(&v, b > 250, EINVAL);
	must(&v, MS_SYNC != 0 && (b & 5) == 5, EINVAL);
	if (s.count) {
		must(&v, holes(&s), ENOMEM);
		must(&v, (b & 2) && can.tell_lock && any(&s, is_locked),
		    EBUSY);
		may(&v, (b & 2) && any(&s, is_locked), EBUSY);
	}
	errno = ERRNO_BEFORE;
	(void)judge(um_msync(s.addr, s.len, flags) < 0, &v);
}

void do_inherit(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int how = UM_INHERIT_SHARE + (int)(b % 5);
	struct verdict v = of_span(&s);

	tell_span("um_minherit", &s, how);
	must(&v, b % 5 == 4, EINVAL);
	if (s.count) {
		must(&v, holes(&s), ENOMEM);
		must(&v, b % 5 < 4 && any(&s, is_private)
		    && !can.inherit[b % 5][0], ENOTSUP);
		must(&v, b % 5 < 4 && any(&s, is_shared)
		    && !can.inherit[b % 5][1], ENOTSUP);
		may(&v, how == UM_INHERIT_ZERO && any(&s, is_file), ENOTSUP);
		may(&v, b % 5 < 4 && (!can.inherit[b % 5][0]
		    || !can.inherit[b % 5][1]), ENOTSUP);
	}
	errno = ERRNO_BEFORE;
	(void)judge(um_minherit(s.addr, s.len, how) < 0, &v);
}

void do_store(void)
{
	const struct span s = take_span();
	const int byte = (int)take();
	size_t i;

	tell_span("store", &s, byte);
	for (i = 0; i < s.count; i++)
		if (touchable(page_of(&s, i))
		    && (page_of(&s, i)->prot & PROT_WRITE))
			store(s.r, page_of(&s, i), s.first + i, byte);
}
