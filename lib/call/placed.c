/* Memory in a place of the caller's: the flags of um_mmap that say where. */
#include "call.h"

#define UM_MAP_ALIGNED_SHIFT 24

static unsigned log_of_alignment(int flags)
{
	return ((unsigned)flags & UM_MAP_ALIGNED(63)) >> UM_MAP_ALIGNED_SHIFT;
}

static int check_fixed(struct um_request *r, size_t align)
{
	if (r->addr & (um_grain() - 1))
		return um_invalid(UM_WHY_UNALIGNED);
	if (r->addr & (align - 1))
		return um_invalid(UM_WHY_NOT_SO_ALIGNED);
	if (r->len - 1 > UINTPTR_MAX - r->addr)
		return um_lacking(UM_WHY_BEYOND);
	if (r->put && (r->addr < r->low || r->addr + (r->len - 1) > r->last))
		return um_invalid(UM_WHY_NOT_LOW);
	um_request_exactly(r);
	return 0;
}

static int read_place(struct um_request *r)
{
	const unsigned log = log_of_alignment(r->flags);

	if (log >= sizeof(uintptr_t) * CHAR_BIT)
		return um_lacking(UM_WHY_NO_SUCH_ALIGNMENT);
	if ((size_t)1 << log > r->align)
		r->align = (size_t)1 << log;
	if (r->flags & UM_MAP_LOW4G)
		um_keep_below(r, UM_LAST_4G);
	if (r->flags & UM_MAP_32BIT)
		um_keep_below(r, UM_LAST_2G);
	if (r->flags & UM_MAP_AT)
		return check_fixed(r, (size_t)1 << log);
	um_request_aligned(r);
	return 0;
}

/* A kernel rounds the length up, and maps over what lies behind. */
static int read_large(struct um_request *r)
{
	const size_t large = r->put ? um_large_page_of(r) : 0;

	if (um_is_part(r, large))
		return um_invalid(UM_WHY_LARGE);
	if (r->align < large)
		r->align = large;
	return 0;
}

void *um_map_asked(struct um_request *r, int64_t offset)
{
	const int saved = errno;

	if (um_read_request(r, offset, UM_MAP_ALL) < 0 || read_place(r) < 0
	    || read_large(r) < 0)
		return MAP_FAILED;
	return um_map_settled(r) < 0 ? um_map_failed(r, um_find_cause_there)
	    : um_map_done(r, saved);
}

void *um_mmap_placed(void *addr, size_t len, int prot, int flags, int fd,
    int64_t offset)
{
	struct um_request r;

	um_request_by(&r, addr, len, prot, flags, fd);
	return um_map_asked(&r, offset);
}
