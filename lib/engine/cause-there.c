/* Why a fixed place is refused. */
#include "engine.h"

/* May nothing at all be mapped there, where nothing is?  It goes elsewhere then,
 * while a filter may refuse any fixed place. */
static int is_kept_free(uintptr_t addr)
{
	struct um_request page;

	um_request_pages(&page, addr, um_grain(), PROT_NONE, UM_MAP_PRIVATE);
	if (um_map(&page) < 0)
		return 0;
	um_undo(page.result, page.len);
	return page.result != addr;
}

/* Does the same replace memory of the library's own?  1: then it is the place that
 * is refused; 0: EPERM; -1: it cannot be told, or its place is lost. */
static int replaces_own(const struct um_request *r)
{
	struct um_request own, over = *r;
	int failed;

	um_request_pages(&own, 0, r->len, PROT_NONE, um_space_flags());
	if ((um_kernel.family->habits & UM_REPLACES_IN_TWO) || um_map(&own) < 0)
		return -1;
	over.addr = own.result;
	over.flags &= ~(UM_MAP_POPULATE | UM_MAP_CONCEAL);
	failed = um_map(&over);
	if (!failed || um_kept_old(errno) || errno == EEXIST)
		um_undo(own.result, own.len);
	return !failed ? 1 : errno == EPERM ? 0 : -1;
}

/* Nonzero: it is the fixed place. */
static int is_of_fixed_place(const struct um_request *r, int err)
{
	struct um_range range;
	int taken, replaces;

	if (!(r->flags & UM_MAP_AT))
		return 0;
	range.addr = r->addr;
	range.len = r->len;
	taken = um_taken(&range);
	if (taken == 0)
		return is_kept_free(r->addr)
		    ? um_say(EPERM, UM_WHY_KEPT_FREE) : 0;
	replaces = err == EPERM ? replaces_own(r) : 0;
	return replaces ? um_say(EPERM, replaces > 0 && taken > 0
	    ? UM_WHY_SEALED_THERE : UM_WHY_NOT_PERMITTED) : 0;
}

/* Of a place beyond the addresses the BSDs say EINVAL, Linux of one that is a part
 * of what it keeps whole. */
static int cuts_whole(const struct um_request *r)
{
	struct um_range range;

	range.addr = r->addr;
	range.len = r->len;
	return (r->flags & UM_MAP_FIXED) && um_cuts_whole(&range)
	    ? um_say(EINVAL, UM_WHY_NO_PART) : 0;
}

void um_find_cause_there(const struct um_request *r)
{
	int err;

	um_find_cause(r);
	err = errno;
	if (um_said() || (err == EINVAL ? cuts_whole(r)
	    : (err != EPERM && err != EACCES) || is_of_fixed_place(r, err)))
		return;
	um_said_of(0);
	errno = err;
}
