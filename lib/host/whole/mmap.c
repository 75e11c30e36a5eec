/* um_mmap for who takes its address, or has no compiler that makes it of what
 * <unimap.h> says; the one file needs it not behind a header that has. */
#include "../../call/call.h"

#ifndef UM_INLINE
void *um_mmap(void *addr, size_t len, int prot, int flags, int fd,
    int64_t offset)
{
	return flags & UM_MAP_PLACED
	    ? um_mmap_placed(addr, len, prot, flags, fd, offset)
	    : um_mmap_anywhere(addr, len, prot, flags, fd, offset);
}
#endif
