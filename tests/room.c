#include "room.h"

void *room_take(struct um_place where, size_t len, int flags)
{
	return um_mmap_at(&where, len, PROT_READ | PROT_WRITE, flags, -1, 0);
}

int room_holds(const void *p, size_t len, const struct um_place *where)
{
	const uintptr_t at = (uintptr_t)p;

	return p != MAP_FAILED && at >= where->low
	    && at + len - 1 <= where->high - 1
	    && (!where->align || (at & (where->align - 1)) == 0);
}
