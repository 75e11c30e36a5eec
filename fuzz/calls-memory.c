/* um_commit, um_decommit, um_guard and um_unguard, drawn and judged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

/* Holes and memory of a wrong kind are known before anything is touched.  What
 * the kernel does not tell to be shared is taken for private, and so are
 * objects that it does not tell from anonymous memory. */
static void judge_kind(const struct span *s, struct verdict *v)
{
	must(v, holes(s), ENOMEM);
	must(v, any(s, is_users_file) && can.tell_files, ENOTSUP);
	may(v, any(s, is_users_file), ENOTSUP);
	must(v, any(s, is_object) && !can.object_discard, ENOTSUP);
	must(v, any(s, is_shared) && !can.guess, ENOTSUP);
	may(v, any(s, is_shared) || any(s, is_object), ENOTSUP);
}

/* Where the kernel tells nobody what is mapped, the caller is believed. */
static void judge_believed(const struct span *s, int prot, struct verdict *v)
{
	if (can.tell) {
		judge_kind(s, v);
		return;
	}
	may(v, holes(s), ENOMEM);
	may(v, (prot & PROT_WRITE) && any(s, is_fixed_mode), EACCES);
	may(v, (prot & PROT_EXEC) && any(s, is_file), EACCES);
}

static void judge_policy(struct verdict *v, int prot)
{
	must(v, (prot & PROT_WRITE) && (prot & PROT_EXEC) && !can.wx, EACCES);
}

/* ---- um_commit, um_decommit -------------------------------------------- */

static void may_go(struct page *p)
{
	const struct content *c = content_of(p);

	if (c->sure == SURE)
		set_content(p, c->byte, OR_ZERO);
}

/* Contents without access may have gone. */
static void opened(struct page *p, int prot)
{
	if (!p->prot)
		may_go(p);
	p->prot = prot;
}

static void committed(struct page *p, int prot)
{
	if (p->kind == HOLE)
		return;
	opened(p, prot);
	if (can.guards == BY_PROTECTION)
		p->guarded = 0;
}

void do_commit(void)
{
	const struct span s = take_span();
	const int prot = take_prot();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_commit", &s, prot);
	must(&v, (prot & ~UM_PROT_ALL) != 0 || !prot, EINVAL);
	if (s.count) {
		judge_believed(&s, prot, &v);
		judge_policy(&v, prot);
		may(&v, (prot & PROT_EXEC) && any(&s, may_lack_exec), EACCES);
	}
	errno = ERRNO_BEFORE;
	if (judge(um_commit(s.addr, s.len, prot) < 0, &v))
		for (i = 0; i < s.count; i++)
			committed(page_of(&s, i), prot);
	else if (errno == EACCES || (!can.tell && !s.odd && !s.wraps))
		protect_again(&s);
}

void do_decommit(void)
{
	const struct span s = take_span();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_decommit", &s, 0);
	if (s.count)
		judge_believed(&s, PROT_NONE, &v);
	errno = ERRNO_BEFORE;
	if (judge(um_decommit(s.addr, s.len) < 0, &v))
		for (i = 0; i < s.count; i++)
			set_new(page_of(&s, i), PROT_NONE);
}

/* ---- um_guard, um_unguard ---------------------------------------------- */

/* Contents go, now or, where it is done by protection, some time. */
static void guarded(struct page *p)
{
	if (!p->guarded && can.guards == BY_PROTECTION)
		may_go(p);
	if (can.guards == BY_PROTECTION)
		p->prot = PROT_NONE;
	p->guarded = 1;
}

void do_guard(void)
{
	const struct span s = take_span();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_guard", &s, 0);
	if (s.count) {
		must(&v, !can.guard, ENOTSUP);
		judge_kind(&s, &v);
		must(&v, can.tell_lock && any(&s, is_locked), EBUSY);
		may(&v, any(&s, is_locked), EBUSY);
	}
	errno = ERRNO_BEFORE;
	if (judge(um_guard(s.addr, s.len) < 0, &v))
		for (i = 0; i < s.count; i++)
			guarded(page_of(&s, i));
}

/* What has no access is taken for a guard; shared memory, where that is not
 * told, for private. */
static void lifted(struct page *p, int prot)
{
	if (p->shared && !p->prot)
		set_new(p, prot);
	else if (p->guarded)
		set_content(p, 0, SURE);
	else
		opened(p, prot);
	p->prot = prot;
	p->guarded = 0;
}

/* A failed call may have lifted a part: all guards go. */
static void unguard_again(const struct span *s)
{
	size_t i;

	protect_again(s);
	for (i = 0; i < s->count; i++) {
		struct page *p = page_of(s, i);
		const int prot = p->prot ? p->prot : PROT_READ;

		if (p->kind != ANON || p->shared)
			continue;
		if (um_unguard(s->r->at + (s->first + i) * unit, unit, prot)
		    < 0)
			disagree("um_unguard of a page: errno %d, %s", errno,
			    um_why());
		lifted(p, prot);
	}
}

void do_unguard(void)
{
	const struct span s = take_span();
	const int prot = take_prot();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_unguard", &s, prot);
	must(&v, (prot & ~UM_PROT_ALL) != 0, EINVAL);
	if (s.count) {
		may(&v, !can.guard, ENOTSUP);
		judge_believed(&s, prot, &v);
		judge_policy(&v, prot);
		may(&v, any(&s, is_locked), EBUSY);
		may(&v, (prot & PROT_EXEC) && any(&s, may_lack_exec), EACCES);
	}
	errno = ERRNO_BEFORE;
	if (judge(um_unguard(s.addr, s.len, prot) < 0, &v))
		for (i = 0; i < s.count; i++)
			lifted(page_of(&s, i), prot);
	else if (errno == EACCES)
		unguard_again(&s);
}
