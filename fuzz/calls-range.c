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
void protect_again(const struct span *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->kind != HOLE && um_mprotect(s->r->at
		    + (s->first + i) * unit, unit, page_of(s, i)->prot) < 0)
			disagree("um_mprotect to what it was: errno %d, %s",
			    errno, um_why());
}

/* What is made by protection is undone by it. */
static void set_prot(struct page *p, int prot)
{
	p->prot = prot;
	if (can.guards == BY_PROTECTION)
		p->guarded = 0;
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
		    && any(&s, is_users_file), EACCES);
		may(&v, (prot & PROT_EXEC) && any(&s, may_lack_exec), EACCES);
	}
	may(&v, holes(&s), ENOMEM);
	errno = ERRNO_BEFORE;
	if (!judge(um_mprotect(s.addr, s.len, prot) < 0, &v)) {
		if (!s.odd && !s.wraps)
			protect_again(&s);
		return;
	}
	for (i = 0; i < s.count; i++)
		set_prot(page_of(&s, i), prot);
}

static void judge_discard(const struct span *s, struct verdict *v)
{
	must(v, any(s, is_users_file), ENOTSUP);
	must(v, any(s, is_object) && !can.object_discard, ENOTSUP);
	must(v, any(s, is_mirrored) && !can.mirror_discard, ENOTSUP);
	must(v, can.tell_lock && any(s, is_locked), EBUSY);
	may(v, any(s, is_locked), EBUSY);
	must(v, !can.discard[0] && any(s, is_private), ENOTSUP);
	must(v, !can.discard[1] && any(s, is_shared), ENOTSUP);
	may(v, any(s, is_unreadable) || any(s, is_unwritable)
	    || any(s, is_guarded), EACCES);
}

static void judge_populate(const struct span *s, int writes,
    struct verdict *v)
{
	must(v, any(s, is_inaccessible), EACCES);
	must(v, writes && any(s, is_unwritable), EACCES);
	may(v, any(s, is_unreadable), EACCES);
	must(v, writes && any(s, is_users_file) && !can.populate_file, ENOTSUP);
	may(v, writes && (any(s, is_file) || any(s, is_mirrored))
	    && !can.populate_file, ENOTSUP);
	/* Shared memory may be a file without a name. */
	may(v, writes && any(s, is_shared) && !can.populate_shared, ENOTSUP);
	must(v, any(s, beyond_end), EIO);
	/* Beside other memory a guard is not told from the end of a file. */
	may(v, any(s, is_guarded) && (any(s, is_file) || any(s, is_shared)),
	    EIO);
	must(v, !writes && !can.populate, ENOTSUP);
	/* Which of these it is takes a map of the address space. */
	may(v, !can.grow && (v->must || writes), ENOTSUP);
	may(v, !can.grow && (v->must || any(s, is_unreadable)), EIO);
}

static struct verdict of_advice(const struct span *s, int advice)
{
	struct verdict v = of_span(s);

	must(&v, advice < UM_ADV_NORMAL || advice > UM_ADV_REVEAL, EINVAL);
	if (s->count == 0)
		return v;
	if (advice <= UM_ADV_PAGEOUT || advice == UM_ADV_CONCEAL
	    || advice == UM_ADV_REVEAL)	/* as the kernel says */
		may(&v, holes(s), ENOMEM);
	else
		must(&v, holes(s), ENOMEM);
	if (advice == UM_ADV_DISCARD_PRIVATE)
		may(&v, any(s, is_locked), EBUSY);
	if (advice == UM_ADV_DISCARD)
		judge_discard(s, &v);
	if (advice == UM_ADV_POPULATE_READ || advice == UM_ADV_POPULATE_WRITE)
		judge_populate(s, advice == UM_ADV_POPULATE_WRITE, &v);
	must(&v, (advice == UM_ADV_CONCEAL || advice == UM_ADV_REVEAL)
	    && !can.conceal_old, ENOTSUP);
	return v;
}

/* What becomes of contents that may go: a file's stay, an object's need not. */
static void freed(struct page *p)
{
	struct content *c = content_of(p);

	if (p->guarded || (p->shared && is_users_file(p)))
		return;
	if (p->kind == FILED && !p->shared)
		c->sure = ANYTHING;
	else if (c->sure != ANYTHING)
		set_content(p, c->byte, OR_ZERO);
}

static void advised(struct page *p, int advice)
{
	if (advice == UM_ADV_FREE)
		freed(p);
	if (advice == UM_ADV_DISCARD || advice == UM_ADV_DISCARD_PRIVATE)
		set_content(p, 0, SURE);
}

/* A failed call may have changed the part before the page that failed. */
static void advised_in_part(struct page *p, int advice)
{
	if (p->kind != HOLE && (advice == UM_ADV_FREE || (!p->shared
	    && (advice == UM_ADV_DISCARD || advice == UM_ADV_DISCARD_PRIVATE))))
		freed(p);
}

static int is_own_writable(const struct page *p)
{
	return is_private_anonymous(p) && !is_unreadable(p)
	    && !is_unwritable(p) && !p->guarded;
}

/* The first ones keep the meaning of what is in the corpus. */
static int take_advice(void)
{
	static const int old[13] = { UM_ADV_NORMAL, UM_ADV_RANDOM,
		UM_ADV_SEQUENTIAL, UM_ADV_WILLNEED, UM_ADV_HUGE, UM_ADV_NOHUGE,
		UM_ADV_FREE, UM_ADV_DISCARD, UM_ADV_POPULATE_READ,
		UM_ADV_POPULATE_WRITE, UM_ADV_CONCEAL, UM_ADV_REVEAL,
		UM_ADV_REVEAL + 1 };
	static const int new[3] = { UM_ADV_COLD, UM_ADV_PAGEOUT,
		UM_ADV_DISCARD_PRIVATE };
	const unsigned b = take();

	return b == 255 ? 4 : b >= 234 ? new[b % 3] : old[b % 13];
}

void do_advise(void)
{
	struct span s = take_span();
	const int advice = take_advice();
	struct verdict v;
	size_t i;

	if (advice == UM_ADV_DISCARD_PRIVATE)
		cut(&s, is_own_writable);
	v = of_advice(&s, advice);
	tell_span("um_madvise", &s, advice);
	errno = ERRNO_BEFORE;
	if (judge(um_madvise(s.addr, s.len, advice) < 0, &v))
		for (i = 0; i < s.count; i++) {
			if (page_of(&s, i)->kind != HOLE)
				advised(page_of(&s, i), advice);
		}
	else if (!s.odd && !s.wraps)
		for (i = 0; i < s.count; i++)
			advised_in_part(page_of(&s, i), advice);
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

static void lock_or_unlock(int on)
{
	const struct span s = take_span();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span(on ? "um_mlock" : "um_munlock", &s, 0);
	if (s.count) {
		must(&v, holes(&s), ENOMEM);
		must(&v, on && any(&s, faults_when_locked), ENOMEM);
		must(&v, on && can.guards == BY_ADVICE && any(&s, is_guarded),
		    ENOMEM);
		may(&v, on && any(&s, faults_when_locked), EAGAIN);
		/* OpenBSD's mlock passes over what has no access. */
		may(&v, on && any(&s, is_inaccessible), ENOMEM);
		/* What is only executed is not read by processors that can
		 * tell, nor by their kernels. */
		may(&v, on && any(&s, is_executed), ENOMEM);
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

void do_lock(void)
{
	lock_or_unlock(1);
}

void do_unlock(void)
{
	lock_or_unlock(0);
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
		if (page_of(&s, i)->locked && !is_inaccessible(page_of(&s, i))
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

/* A failed call may have changed a part. */
static void inherited(struct page *p, int how, int failed)
{
	if (!failed)
		p->inherit = how;
	else if (p->inherit != how)
		p->inherit = -1;
}

void do_inherit(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int how = UM_INHERIT_SHARE + (int)(b % 5);
	struct verdict v = of_span(&s);
	int failed;
	size_t i;

	tell_span("um_minherit", &s, how);
	must(&v, b % 5 == 4, EINVAL);
	if (s.count) {
		if (um_kernel.family == &um_family_linux)
			must(&v, holes(&s), ENOMEM);
		may(&v, holes(&s), ENOMEM);
		must(&v, b % 5 < 4 && any(&s, is_private)
		    && !can.inherit[b % 5][0], ENOTSUP);
		must(&v, b % 5 < 4 && any(&s, is_shared)
		    && !can.inherit[b % 5][1], ENOTSUP);
		may(&v, how == UM_INHERIT_ZERO && any(&s, is_file), ENOTSUP);
		may(&v, b % 5 < 4 && (!can.inherit[b % 5][0]
		    || !can.inherit[b % 5][1]), ENOTSUP);
	}
	errno = ERRNO_BEFORE;
	failed = !judge(um_minherit(s.addr, s.len, how) < 0, &v);
	for (i = 0; b % 5 < 4 && !s.odd && !s.wraps && i < s.count; i++)
		inherited(page_of(&s, i), how, failed);
}

/* ---- names ------------------------------------------------------------- */

static const char *take_name(void)
{
	static const char *const some[] = { "a", "a name", "\\[$]`\n\377",
		"", "/dev/zero",
		"0123456789012345678901234567890123456789"
		"01234567890123456789012345678901234567890123456789", 0 };

	return some[take() % (sizeof some / sizeof *some)];
}

void do_name(void)
{
	const struct span s = take_span();
	const char *name = take_name();
	struct verdict v = of_span(&s);

	tell_span("um_name", &s, 0);
	if (s.count) {
		must(&v, holes(&s), ENOMEM);
		must(&v, !can.name[0], ENOTSUP);
		must(&v, any(&s, is_shared) && !can.name[1], ENOTSUP);
		must(&v, any(&s, is_users_file), ENOTSUP);
		may(&v, any(&s, is_file), ENOTSUP);
	}
	errno = ERRNO_BEFORE;
	(void)judge(um_name(s.addr, s.len, name) < 0, &v);
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

/* ---- what a child sees ------------------------------------------------- */

void do_child(void)
{
	SAY("a child looks");
	check_child();
}
