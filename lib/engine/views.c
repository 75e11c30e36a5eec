/* Views of the same pages, side by side.
 *
 * All of the address space is held first and each view put over its part of
 * the hold, so that no other thread maps in between. */
#include "engine.h"

#define RW (PROT_READ | PROT_WRITE)

/* After a failure: is the place still ours?  Where a fixed map is an unmapping
 * and a map it was given up, and another thread may have won it. */
int um_view_failed(struct um_mirror *m)
{
	m->gap |= (um_kernel.family->habits & UM_REPLACES_IN_TWO) != 0;
	m->lost = m->gap || !um_kept_old(errno);
	return -1;
}

/* Pages of the object, or without one new pages. */
int um_view_of_object(struct um_mirror *m, uintptr_t at)
{
	struct um_request r;

	um_request_fixed(&r, at, m->len, m->prot, UM_MAP_SHARED);
	if (m->fd >= 0) {
		r.flags &= ~UM_MAP_ANON;
		r.fd = m->fd;
		r.offset = m->offset;
	}
	return um_map(&r) < 0 ? um_view_failed(m) : 0;
}

/* All but the view at `at' if its place is lost. */
static void drop_views(const struct um_mirror *m, uintptr_t at)
{
	const size_t before = at - m->result,
	    behind = m->total - before - m->len;

	if (!m->lost) {
		um_undo(m->result, m->total);
		return;
	}
	if (before)
		um_undo(m->result, before);
	if (behind)
		um_undo(at + m->len, behind);
}

/* Some kernel takes an old size of 0 for something else.  Asked until a way
 * has worked. */
static int are_alike(const struct um_mirror *m)
{
	volatile int *const first = (volatile int *)m->result;
	size_t at;
	int alike = 1;

	if (m->given || UM_LOAD(&um_chain_mirror.taken))
		return 1;
	*first = 1;
	for (at = m->len; at < m->total; at += m->len)
		alike &= *(volatile int *)(m->result + at) == 1;
	*first = 0;
	return alike;
}

/* The first view is pages of their own or the object's, the others are what
 * view makes of it.  1: another thread took a place. */
static int put_views(struct um_mirror *m,
    int (*view)(struct um_mirror *, uintptr_t at))
{
	size_t at;

	if (um_hold_within(&m->where, m->total, &m->result) < 0)
		return -1;
	for (at = 0; at < m->total; at += m->len) {
		m->gap = m->lost = 0;
		if ((at ? view : um_view_of_object)(m, m->result + at) < 0) {
			drop_views(m, m->result + at);
			return m->gap && errno == ENOMEM ? 1 : -1;
		}
	}
	m->lost = 0;
	if (are_alike(m))
		return 0;
	drop_views(m, m->result);
	errno = ENOSYS;
	return -1;
}

enum { MIRROR_TRIES = 8 };

/* 1: other threads were faster each time. */
int um_views(struct um_mirror *m,
    int (*view)(struct um_mirror *, uintptr_t at))
{
	int tries = 0, failed;

	do
		failed = put_views(m, view);
	while (failed > 0 && ++tries < MIRROR_TRIES);
	if (!failed)
		um_said_of(0);
	return failed;
}
