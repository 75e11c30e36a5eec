/* Address space of the library's own. */
#include "engine.h"

int um_hold_as(struct um_request *r, uintptr_t *result)
{
	if (um_map(r) < 0)
		return -1;
	*result = r->result;
	return 0;
}

int um_hold(size_t len, uintptr_t *result)
{
	struct um_request r;

	um_request_pages(&r, 0, len, PROT_NONE, um_space_flags());
	return um_hold_as(&r, result);
}
