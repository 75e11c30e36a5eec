/* A request in a place of the caller's, and address space there. */
#include "engine.h"

void um_request_widest(struct um_request *r)
{
	r->low = 0;
	r->last = UINTPTR_MAX;
	r->spot = 0;
	r->chance = 0;
	r->strict = 1;
}

void um_keep_below(struct um_request *r, uintptr_t last)
{
	if (!r->put)
		um_request_widest(r);
	if (r->last <= last)
		return;
	r->last = last;
	if (!r->put)
		r->put = um_put_low;
}

void um_request_exactly(struct um_request *r)
{
	r->put = r->flags & UM_MAP_FIXED_NOREPLACE ? um_put_noreplace
	    : um_put_fixed;
	r->strict = 1;
}

void um_request_range(struct um_request *r, const struct um_place *where)
{
	if (!where)
		return;
	if (r->align < where->align)
		r->align = where->align;
	if (!where->low && !where->high && !where->flags)
		return;
	um_request_widest(r);
	r->low = where->low;
	r->last = where->high - 1;
	r->spot = where->flags & UM_PLACE_RANDOM ? UM_PLACE_RANDOM
	    : where->flags;
	r->put = um_put_in_range;
}

void um_request_aligned(struct um_request *r)
{
	if (!r->put && r->align > um_grain())
		r->put = um_put_aligned;
}

void um_request_within(struct um_request *r, const struct um_place *where)
{
	um_request_range(r, where);
	um_request_aligned(r);
}

int um_hold_within(const struct um_place *where, size_t len, uintptr_t *result)
{
	struct um_request r;

	um_request_pages(&r, 0, len, PROT_NONE, um_space_flags());
	um_request_within(&r, where);
	return um_hold_as(&r, result);
}
