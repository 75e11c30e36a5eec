/* um_madvise for who takes its address, or has no compiler that makes it of what
 * <unimap.h> says; the one file needs it not behind a header that has. */
#include "../../call/call.h"

#ifndef UM_INLINE
int um_madvise(void *addr, size_t len, int advice)
{
	return advice <= UM_ADV_LAST_WISH ? um_madvise_wish(addr, len, advice)
	    : um_madvise_sure(addr, len, advice);
}
#endif
