/* Exactly there, in place of whatever is there. */
#include "way.h"

int um_fixed_by_flag(void *request)
{
	struct um_request *r = request;

	return um_settle(r,
	    um_raw_map(r, r->addr, r->len, um_kernel.numbers.map_fixed));
}

int um_put_fixed(struct um_request *r)
{
	return um_walk(&um_chain_fixed, r, 1);
}

void um_request_fixed(struct um_request *r, uintptr_t addr, size_t len,
    int prot, int flags)
{
	um_request_pages(r, addr, len, prot, flags | UM_MAP_FIXED);
	r->put = um_put_fixed;
	r->strict = 1;
}
