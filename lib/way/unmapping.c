/* A fixed place where no kernel replaces in one step. */
#include "way.h"

/* AIX and Hurd: another thread may win the gap. */
int um_fixed_by_unmapping(void *request)
{
	struct um_request *r = request;

	if (um_unmap(r->addr, r->len) < 0)
		return -1;
	if (um_walk(&um_chain_noreplace, r, 1) == 0)
		return 0;
	return errno == EEXIST ? um_no_memory(UM_WHY_MAPPED_MEANWHILE) : -1;
}
