/* Room in a range of the caller's: what the kernel chooses by itself, if it lies
 * inside. */
#include "room.h"

int um_by_own_choice(struct um_request *r)
{
	static struct um_choice own;
	struct um_request anywhere = *r;

	if (!um_may_choose(&own, r, r->last > UM_LAST_4G
	    || UM_LAST_4G == UINTPTR_MAX))
		return -1;
	anywhere.addr = 0;
	anywhere.put = r->align > um_grain() ? um_put_aligned : 0;
	return um_choose(&own, r, um_put(&anywhere) == 0 ? anywhere.result
	    : UM_NOWHERE);
}

int um_put_in_range(struct um_request *r)
{
	r->chance = r->spot & UM_PLACE_RANDOM ? &um_by_chance : 0;
	return r->spot == 0 && sizeof r->low > 4
	    && (!r->addr || !um_lies_in(r, r->addr))
	    && um_by_own_choice(r) == 0 ? 0 : um_put_low(r);
}
