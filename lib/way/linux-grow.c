/* Linux: memory grows by mremap. */
#include "linux.h"

/* Shared anonymous memory would grow beyond its object.  An old length of 0
 * asks for a second view: EINVAL of private memory (since 4.14, which says so
 * once in its log), ENOMEM of shared memory where no flag lets it be put
 * anywhere.  So nothing is ever made. */
static int refuse_shared(struct um_remap *m)
{
	const size_t page = um_page();
	uintptr_t none;
	int untold;

	if (um_raw_mremap(m->old.addr + m->old.len - page, 0, page, 0, 0, &none)
	    < 0 && (errno == EINVAL || errno == EPERM || errno == EACCES
	    || errno == ENOSYS))
		return 0;	/* private, or refused: so is what follows */
	untold = um_remap_learn(m);
	return untold > 0 ? um_unable(UM_WHY_UNTOLD) : untold;
}

/* What grows is the last mapping, of which the last page is a part. */
static int grow_last(struct um_remap *m)
{
	const size_t page = um_page();
	uintptr_t same;

	m->result = m->old.addr;
	return um_raw_mremap(m->old.addr + m->old.len - page, page,
	    page + m->new_len - m->old.len, 0, 0, &same);
}

static int may_move_anywhere(const struct um_remap *m)
{
	return m->may_move && !m->where.low && !m->where.high
	    && !m->where.flags && m->where.align <= um_grain();
}

static int grow_here_or_anywhere(struct um_remap *m)
{
	if (um_raw_mremap(m->old.addr, m->old.len, m->new_len,
	    may_move_anywhere(m) ? um_kernel.numbers.mremap_maymove : 0, 0,
	    &m->result) == 0)
		return 0;
	return um_is_cut(m) ? grow_last(m) : -1;
}

/* EINVAL is of a part of large pages, or of all of them, which do not grow.  5.10
 * looks at no length that stays as it is, and leaves it to the next way. */
static int refuse_large(const struct um_remap *m)
{
	const uintptr_t end = m->old.addr + m->old.len;

	if (um_is_inside_large(m->old.addr) || um_is_inside_large(end))
		return um_say(EINVAL, UM_WHY_NO_PART);
	return um_is_inside_large(end - um_page())
	    ? um_unable(UM_WHY_DEVICE_OR_LARGE) : -1;
}

int um_remap_by_mremap(void *request)
{
	struct um_remap *m = request;
	int failed = m->must_move;

	if (m->new_len > m->old.len && refuse_shared(m) < 0)
		return -1;
	if (!m->must_move)
		failed = grow_here_or_anywhere(m);
	if (m->must_move || (failed && errno == ENOMEM && m->may_move))
		failed = um_linux_move(m);
	if (failed && errno == EFAULT)		/* VM_DONTEXPAND */
		return um_unable(UM_WHY_DEVICE_OR_LARGE);
	return failed && errno == EINVAL && !um_said() ? refuse_large(m)
	    : failed;
}
