/* Calls that take a place: what a place is, um_mmap_at and um_mremap_at. */
#include "logic.h"

int um_check_place(const struct um_place *where)
{
	if (!where)
		return 0;
	if (where->flags & ~(UM_PLACE_TOP | UM_PLACE_RANDOM))
		return um_invalid("unknown flag of a place");
	if (where->zero || where->spare[0] || where->spare[1])
		return um_invalid("zero or spare is not 0");
	if (where->align & (where->align - 1))
		return um_invalid("align is no power of two");
	if (where->high && where->high <= where->low)
		return um_invalid("the place ends where it begins");
	return 0;
}

UM_COLD void *um_mmap_at(const struct um_place *where, size_t len, int prot,
    int flags, int fd, int64_t offset)
{
	struct um_request r;

	if (flags & UM_MAP_AT) {
		um_invalid("a fixed address has no place");
		return MAP_FAILED;
	}
	if (um_check_place(where) < 0)
		return MAP_FAILED;
	r.addr = 0;
	r.len = len;
	r.prot = prot;
	r.flags = flags;
	r.fd = fd;
	return um_map_asked(&r, where, offset);
}

UM_COLD void *um_mremap_at(const struct um_place *where, void *addr,
    size_t old_len, size_t new_len, int flags)
{
	if (um_check_place(where) < 0)
		return MAP_FAILED;
	return um_remap(where, addr, old_len, new_len, flags);
}
