/* um_munmap. */
#include "call.h"

int um_munmap(void *addr, size_t len)
{
	const int saved = errno;
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (some < 0)
		return -1;
	if (!some)
		return um_invalid(UM_WHY_NO_LENGTH);
	if (um_unmap(range.addr, range.len) < 0)
		return um_cut_failed(&range, UM_IN_MUNMAP, 0);
	um_gap_freed(range.addr, range.len);
	errno = saved;
	return 0;
}
