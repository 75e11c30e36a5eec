/* Judging answers, and telling of the first that is wrong.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

char history[STEPS][200];
int step;

static int is_alike(const struct page *p, const struct page *q)
{
	return p->kind == q->kind && (p->kind == HOLE
	    || (p->shared == q->shared && p->prot == q->prot
	    && p->locked == q->locked && p->guarded == q->guarded
	    && p->inherit == q->inherit && p->object == q->object));
}

static void tell_page(const struct page *p)
{
	if (p->kind == HOLE)
		fprintf(stderr, " hole");
	else
		fprintf(stderr, " %s %s prot %d%s%s%s inherit %d",
		    p->shared ? "shared" : "private",
		    p->kind == ANON ? "anonymous" : "file", p->prot,
		    p->locked ? " locked" : "", p->guarded ? " guarded" : "",
		    p->readonly ? " readonly" : "",
		    p->inherit - UM_INHERIT_SHARE);
	if (p->kind != HOLE && p->object)
		fprintf(stderr, " object %d", (int)(p->object - objects));
	fprintf(stderr, "\n");
}

static void tell_model(void)
{
	size_t i, from;
	int k;

	for (k = 0; k <= OUTSIDES; k++)
		for (from = 0; from < regions[k].pages; from = i) {
			const struct page *p = &regions[k].page[from];

			for (i = from; i < regions[k].pages
			    && is_alike(p, &regions[k].page[i]); i++)
				;
			fprintf(stderr, "  region %d pages %d to %d:", k,
			    (int)from, (int)i - 1);
			tell_page(p);
		}
}

void disagree(const char *format, ...)
{
	va_list list;
	int i;

	fprintf(stderr, "kernel %s, arena %p, after:\n", um_kernel.name,
	    (void *)regions[0].at);
	for (i = 0; i <= step && i < STEPS; i++)
		fprintf(stderr, "  %2d %s\n", i, history[i]);
	fprintf(stderr, "the model before the last:\n");
	tell_model();
	fprintf(stderr, "DISAGREEMENT: ");
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fprintf(stderr, "\n");
	abort();
}

static const int known_errnos[] = { EINVAL, EEXIST, ENOMEM, EACCES, EBADF,
	ENODEV, EOVERFLOW, EAGAIN, EPERM, ENOTSUP, EBUSY, EIO };
enum { NERRNOS = sizeof known_errnos / sizeof *known_errnos };

static unsigned bit(int err)
{
	unsigned i;

	for (i = 0; i < NERRNOS; i++)
		if (known_errnos[i] == err)
			return 1u << i;
	return 1u << 31;
}

void must(struct verdict *v, int condition, int err)
{
	if (condition)
		v->must |= bit(err);
}

void may(struct verdict *v, int condition, int err)
{
	if (condition)
		v->may |= bit(err);
}

/* Their kernels say ENOMEM for the limit too, so the library finds out. */
static int has_one_errno_for_locks(void)
{
	return um_kernel.family == &um_family_linux
	    || um_kernel.family == &um_family_freebsd;
}

/* Does the answer agree?  1 the call succeeded, 0 it failed. */
int judge(int failed, const struct verdict *v)
{
	const int err = errno;
	const char *why = um_why();

	if (!failed) {
		if (err != ERRNO_BEFORE)
			disagree("success changed errno to %d", err);
		if (v->must)
			disagree("it must fail (set %#x) but succeeded",
			    v->must);
		return 1;
	}
	if (!why || !*why)
		disagree("failed with errno %d without a reason", err);
	if (!(bit(err) & (v->must | v->may)))
		disagree("errno %d (%s; %s), allowed %#x", err, strerror(err),
		    why, v->must | v->may);
	if (strstr(why, "not mapped")
	    && !((v->must | v->may) & bit(ENOMEM)))
		disagree("the reason says \"%s\" but there is no hole", why);
	if (strstr(why, "RLIMIT_MEMLOCK") && can.lock && can.grow
	    && can.populate && has_one_errno_for_locks())
		disagree("the reason says \"%s\" but there is no limit", why);
	return 0;
}
