/* Aligned by the kernel. */
#include "way.h"

int um_log2(size_t align)
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
	    um_log2(r->align) << um_kernel.numbers.map_aligned_shift));
}

int um_aligned_by_addr(void *request)
{
	struct um_request *r = request;

	return settle_aligned(r, um_raw_map(r, r->align, r->len,
	    um_kernel.numbers.map_align_in_addr));
}
