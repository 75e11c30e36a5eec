/* um_mprotect. */
#include "call.h"

int um_mprotect(void *addr, size_t len, int prot)
{
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (um_check_prot(prot) < 0)
		return -1;
	if (some <= 0)
		return some;
	if (um_kernel.sys.mprotect((void *)range.addr, range.len,
	    um_prot_to_kernel(prot)) == 0)
		return 0;
	if (errno == EINVAL && (prot & UM_PROT_MTE))
		return um_fail(ENOTSUP, UM_WHY_NO_TAGS);
	return um_protection_failed(&range, prot);
}
