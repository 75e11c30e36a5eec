/* um_mmap_at and um_reserve in a place, which is checked. */
#include "call.h"

UM_COLD void *um_mmap_at(const struct um_place *where, size_t len, int prot,
    int flags, int fd, int64_t offset)
{
	struct um_request r;

	if (flags & UM_MAP_AT) {
		um_invalid(UM_WHY_FIXED_PLACE);
		return MAP_FAILED;
	}
	if (um_check_place(where) < 0)
		return MAP_FAILED;
	um_request_by(&r, 0, len, prot, flags, fd);
	um_request_range(&r, where);
	return um_map_asked(&r, offset);
}

UM_COLD void *um_reserve_placed(const struct um_place *where, size_t len,
    unsigned flags)
{
	struct um_request r;

	if (um_check_place(where) < 0)
		return MAP_FAILED;
	um_request_pages(&r, 0, 0, PROT_NONE, um_space_flags());
	um_request_within(&r, where);
	return um_reserve_as(&r, len, flags);
}

struct um_place um_near(const void *addr, size_t len, size_t distance)
{
	const uintptr_t first = (uintptr_t)addr,
	    last = first + len - (len != 0), high = first + distance;
	struct um_place near;

	memset(&near, 0, sizeof near);
	near.low = last > distance ? last - distance : 0;
	near.high = high < first ? 0 : high ? high : 1;	/* 0: the top */
	return near;
}
