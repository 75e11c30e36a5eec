/* NetBSD 7 and later: sys/uvm/uvm_mmap.c. */
#include "../way/way.h"
#include "netbsd.h"

static int netbsd_mremap(struct um_remap *m, uintptr_t to, int flags)
{
	void *const p = um_kernel.sys.mremap_netbsd((void *)m->old.addr,
	    m->old.len, (void *)to, m->new_len, flags);

	m->result = (uintptr_t)p;
	return p == MAP_FAILED ? -1 : 0;
}

/* Fixed where it is, it grows in place or not at all; otherwise it moves, and
 * a hole behind its first page with it (measured on 7.0).  What it adds is not
 * locked (sys/uvm/uvm_mremap.c 1.17). */
int um_netbsd_remap(void *request)
{
	struct um_remap *m = request;
	const struct um_numbers *n = &um_kernel.numbers;

	if (m->where.low || m->where.high || m->where.flags)
		return um_remap_by_copying(m);
	if (m->new_len > m->old.len && um_remap_learn(m) < 0)
		return -1;
	if (!m->must_move
	    && netbsd_mremap(m, m->old.addr, n->map_fixed) == 0)
		return 0;
	if (um_whole(&m->old) == 0)
		return um_no_memory(UM_WHY_HOLE);
	if (!m->must_move && (errno != ENOMEM || !m->may_move))
		return -1;
	if (netbsd_mremap(m, 0, m->where.align > um_grain()
	    ? um_log2(m->where.align) << n->map_aligned_shift : 0) < 0)
		return -1;
	if (m->tail)
		um_undo(m->old.addr + m->old.len, m->tail);
	return 0;
}

static const struct um_errno_row netbsd_errnos[] = {
	/* uvm_map_pageable: ENOMEM only of a hole at the start */
	{ UM_IN_MLOCK, 0, EINVAL, ENOMEM, UM_WHY_HOLE_OR_ACCESS },
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES, UM_WHY_PAX_WX },
	{ UM_IN_MMAP, UM_OF_FIXED, EFBIG, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MMAP, UM_OF_FIXED, EOVERFLOW, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MPROTECT, UM_OF_POLICY, EACCES, EACCES, UM_WHY_PAX_MPROTECT },
	/* procfs; the end of the list where it is a number of the library's */
	{ EOPNOTSUPP == ENOTSUP ? 0 : UM_IN_MMAP, UM_OF_FILE, EOPNOTSUPP,
	    ENODEV, 0 },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_netbsd = {
	.name = "netbsd",
	.habits = UM_DEV_ZERO_SHARES
	    | UM_INVALIDATE_LOOKS_AT_FIRST,	/* uvm_map_clean */
	.errnos = netbsd_errnos
};
