/* um_near: what a jump can reach. */
#include "logic.h"

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
