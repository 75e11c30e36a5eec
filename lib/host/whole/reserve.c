/* um_reserve for who takes its address, or has no compiler that makes it of what
 * <unimap.h> says; the one file needs it not behind a header that has. */
#include "../../call/call.h"

#ifndef UM_INLINE
void *um_reserve(const struct um_place *where, size_t len, unsigned flags)
{
	return where ? um_reserve_placed(where, len, flags)
	    : um_reserve_anywhere(len, flags);
}
#endif
