/* Advice of which success has to mean something. */
#include "engine.h"

/* MADV_FREE of a shared page, which every kernel that knows it refuses. */
static int is_believed(void)
{
	struct um_request r;
	struct um_range page;
	int believed;

	um_request_pages(&r, 0, um_grain(), PROT_READ, UM_MAP_SHARED);
	if (um_map(&r) < 0)
		return -1;
	page.addr = r.result;
	page.len = r.len;
	believed = um_raw_madvise(&page, um_kernel.numbers.adv_free) < 0;
	um_undo(page.addr, page.len);
	return believed;
}

int um_madvise_honest(void)
{
	enum { UNASKED, HONEST, LIES };
	static int remembered;
	const int known = UM_LOAD(&remembered);
	int saved, believed;

	if (known != UNASKED)
		return known == HONEST;
	saved = errno;
	believed = um_kernel.family->habits & UM_MADVISE_MAY_LIE
	    ? is_believed() : 1;
	if (believed >= 0)
		UM_STORE(&remembered, believed ? HONEST : LIES);
	um_said_of(0);
	errno = saved;
	return believed != 0;
}

int um_sure_madvise(const struct um_range *range, int advice)
{
	if (um_madvise_honest())
		return um_raw_madvise(range, advice);
	errno = ENOSYS;
	return -1;
}
