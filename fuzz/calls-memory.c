/* um_commit, um_decommit, um_guard and um_unguard, drawn and judged.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

/* The caller is believed, so of other memory nothing is promised but that no
 * file changes: these calls are made of private anonymous memory. */
static struct span take_own_span(void)
{
	struct span s = take_span();

	cut(&s, is_private_anonymous);
	return s;
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

/* illumos maps anew what has no access. */
static void committed(struct page *p, int prot)
{
	if (!p->prot && (um_kernel.family->habits & UM_COMMITS_BY_MAPPING))
		may_go(p);
	p->prot = prot;
	if (can.guards == BY_PROTECTION)
		p->guarded = 0;
}

void do_commit(void)
{
	const struct span s = take_own_span();
	const int prot = take_prot();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_commit", &s, prot);
	must(&v, (prot & ~UM_PROT_ALL) != 0 || !prot, EINVAL);
	if (s.count) {
		judge_policy(&v, prot);
		may(&v, (prot & PROT_EXEC) && any(&s, may_lack_exec), EACCES);
	}
	errno = ERRNO_BEFORE;
	if (judge(um_commit(s.addr, s.len, prot) < 0, &v))
		for (i = 0; i < s.count; i++)
			committed(page_of(&s, i), prot);
	else if (errno == EACCES)
		protect_again(&s);
}

void do_decommit(void)
{
	const struct span s = take_own_span();
	const struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_decommit", &s, 0);
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

/* Linux goes from mapping to mapping, so EBUSY comes after those before. */
static void guarded_before_the_locked(const struct span *s)
{
	size_t i;

	for (i = 0; i < s->count && !page_of(s, i)->locked; i++)
		guarded(page_of(s, i));
}

void do_guard(void)
{
	const struct span s = take_own_span();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_guard", &s, 0);
	if (s.count) {
		must(&v, can.guards == BY_ADVICE && can.tell_lock
		    && any(&s, is_locked), EBUSY);
		may(&v, any(&s, is_locked), EBUSY);
	}
	errno = ERRNO_BEFORE;
	if (judge(um_guard(s.addr, s.len) < 0, &v))
		for (i = 0; i < s.count; i++)
			guarded(page_of(&s, i));
	else if (errno == EBUSY && can.guards == BY_ADVICE)
		guarded_before_the_locked(&s);
}

/* By advice nothing else is touched; by protection all of the range is opened
 * and emptied. */
static void lifted(struct page *p, int prot)
{
	if (p->guarded || can.guards == BY_PROTECTION)
		set_content(p, 0, SURE);
	p->prot = prot;
	p->guarded = 0;
}

/* A failed call may have emptied a part, and left all without access. */
static void not_lifted(const struct span *s)
{
	size_t i;

	if (s->odd || s->wraps || can.guards == BY_ADVICE)
		return;
	for (i = 0; i < s->count; i++)
		may_go(page_of(s, i));
	protect_again(s);
}

/* The protection is the range's own, which one by protection has lost. */
void do_unguard(void)
{
	struct span s = take_own_span();
	int prot = take_prot();
	struct verdict v = of_span(&s);
	size_t i;

	if (can.guards == BY_ADVICE && s.count && !(prot & ~UM_PROT_ALL)) {
		prot = page_of(&s, 0)->prot;
		for (i = 1; i < s.count && page_of(&s, i)->prot == prot; i++)
			;
		shorten(&s, i);
	}
	tell_span("um_unguard", &s, prot);
	must(&v, (prot & ~UM_PROT_ALL) != 0, EINVAL);
	if (s.count && can.guards == BY_PROTECTION) {
		judge_policy(&v, prot);
		may(&v, any(&s, is_locked), EBUSY);
		may(&v, (prot & PROT_EXEC) && any(&s, may_lack_exec), EACCES);
	}
	errno = ERRNO_BEFORE;
	if (judge(um_unguard(s.addr, s.len, prot) < 0, &v))
		for (i = 0; i < s.count; i++)
			lifted(page_of(&s, i), prot);
	else if (!(prot & ~UM_PROT_ALL))
		not_lifted(&s);
}
