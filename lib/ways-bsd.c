/* Ways of the others: flags and calls that Linux has not, and ways round what
 * some of them lack. */
#include "kernel.h"

/* ---- placement ---------------------------------------------------------- */

/* NetBSD: the flag makes a free hint bind, and a taken one go elsewhere. */
int um_noreplace_by_tryfixed(void *request)
{
	return um_place_compared(request, um_kernel->numbers->map_noreplace);
}

/* AIX and Hurd: another thread may win the gap. */
int um_fixed_by_unmapping(void *request)
{
	struct um_request *r = request;

	if (um_unmap(r->addr, r->len) < 0)
		return -1;
	if (um_walk(UM_CHAIN_NOREPLACE, r, 1) == 0)
		return 0;
	return errno == EEXIST ? um_say(ENOMEM,
	    "another thread mapped there meanwhile") : -1;
}

static int log2_of(size_t align)
{
	int log = 0;

	while (align >>= 1)
		log++;
	return log;
}

static int settle_aligned(struct um_request *r, uintptr_t at)
{
	if (at == UM_NOWHERE || (at && (at & (r->align - 1)) == 0))
		return um_settle(r, at);
	um_undo(at, r->len);
	errno = ENOSYS;
	return -1;
}

int um_aligned_by_flag(void *request)
{
	struct um_request *r = request;

	return settle_aligned(r, um_raw_map_hinted(r, um_aligned_hint(r),
	    log2_of(r->align) << um_kernel->numbers->map_aligned_shift));
}

int um_aligned_by_addr(void *request)
{
	struct um_request *r = request;

	return settle_aligned(r, um_raw_map(r, r->align, r->len,
	    um_kernel->numbers->map_align_in_addr));
}

/* ---- objects, discarding ------------------------------------------------- */

int um_object_by_shm_anon(void *object)
{
	return um_object_sized(object, um_kernel->sys->shm_open(
	    (const char *)(intptr_t)um_kernel->numbers->shm_anon,
	    O_RDWR | O_CLOEXEC, 0600));
}

/* Zero either way: the pages that MADV_FREE keeps were zeroed before. */
int um_discard_by_freeing(void *request)
{
	const struct um_range range = um_area_range(request);

	memset((void *)range.addr, 0, range.len);
	(void)um_raw_madvise(&range, um_kernel->numbers->adv_free);
	return 0;
}

/* macOS 15.2: resident pages are zeroed where they are, others are dropped. */
int um_discard_by_zero(void *request)
{
	const struct um_range range = um_area_range(request);

	return um_sure_madvise(&range, um_kernel->numbers->adv_zero);
}

/* ---- guards, seals -------------------------------------------------------- */

/* FreeBSD: not even um_mprotect opens it. */
int um_guard_by_flag(void *request)
{
	const struct um_range *range = request;
	const struct um_numbers *n = um_kernel->numbers;

	return um_kernel->sys->mmap((void *)range->addr, range->len, 0,
	    n->map_guard | n->map_fixed, -1, 0) == MAP_FAILED ? -1 : 0;
}

int um_seal_by_mimmutable(void *request)
{
	const struct um_range *range = request;

	return um_kernel->sys->mimmutable((void *)range->addr, range->len);
}

/* ---- growing -------------------------------------------------------------- */

static int netbsd_mremap(struct um_remap *m, uintptr_t to, int flags)
{
	m->result = (uintptr_t)um_kernel->sys->mremap_netbsd(
	    (void *)m->old.addr, m->old.len, (void *)to, m->new_len, flags);
	return m->result == UM_NOWHERE ? -1 : 0;
}

/* Fixed where it is, it grows in place or not at all; otherwise it moves.
 * What it adds is not locked (NetBSD sys/uvm/uvm_mremap.c 1.17). */
int um_remap_by_mremap_netbsd(void *request)
{
	struct um_remap *m = request;
	const struct um_numbers *n = um_kernel->numbers;

	if (m->locked)
		return um_remap_by_copying(m);
	if (netbsd_mremap(m, m->old.addr, n->map_fixed) == 0)
		return 0;
	if (errno != ENOMEM || !m->may_move)
		return -1;
	return netbsd_mremap(m, 0, m->align > um_grain()
	    ? log2_of(m->align) << n->map_aligned_shift : 0);
}

/* ---- the address space, inheritance --------------------------------------- */

int um_area_by_call(void *question)
{
	const struct um_question *ask = question;

	return um_kernel->sys->area(ask->addr, ask->area);
}

static int inherit_number(int inherit)
{
	const struct um_numbers *n = um_kernel->numbers;

	switch (inherit) {
	case UM_INHERIT_SHARE:
		return n->inherit_share;
	case UM_INHERIT_COPY:
		return n->inherit_copy;
	case UM_INHERIT_NONE:
		return n->inherit_none;
	default:
		return n->inherit_zero;
	}
}

int um_inherit_by_minherit(void *request)
{
	const struct um_inheritance *i = request;
	const int number = inherit_number(i->inherit);

	if (number == UM_LACKS)
		return um_say(ENOTSUP, "this kernel has no such inheritance");
	if ((um_kernel->family->habits & UM_MINHERIT_PASSES_HOLES)
	    && um_whole(&i->range) == 0)
		return um_say(ENOMEM, UM_WHY_HOLE);
	return um_kernel->sys->minherit((void *)i->range.addr, i->range.len,
	    number);
}


/* illumos: zero for a child is all that it has, and never taken back. */
int um_inherit_by_memcntl(void *request)
{
	const struct um_inheritance *i = request;

	if (i->inherit != UM_INHERIT_ZERO)
		return um_say(ENOTSUP, "this kernel has no such inheritance");
	if (um_areas_if_told(&i->range, um_own_only, 0) < 0)
		return -1;
	return um_kernel->sys->memcntl((void *)i->range.addr, i->range.len,
	    um_kernel->numbers->mc_inherit_zero, 0, 0, 0);
}
