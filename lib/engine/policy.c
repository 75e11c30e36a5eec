/* Why a protection could not be set. */
#include "engine.h"

/* Is a page of the library's own refused that too? */
static int is_policy(int prot)
{
	struct um_range page;
	int refused;

	if (um_scratch(&page) < 0)
		return 0;
	refused = um_protect(&page, prot) < 0
	    && (errno == EPERM || errno == EACCES);
	um_undo(page.addr, page.len);
	return refused;
}

int um_protection_failed(const struct um_range *range, int prot)
{
	const int err = errno;
	const int writes = (prot & PROT_WRITE) != 0;
	unsigned of = um_traits_of(prot);

	if ((err == EPERM || err == EACCES) && (prot & PROT_EXEC)) {
		const int policy = is_policy(prot);

		of |= policy ? UM_OF_POLICY : UM_OF_FILE;
		um_said_of(0);
		errno = policy ? EACCES : err;
	}
	if (errno == ENOMEM)
		(void)um_find_hole(range);
	return um_cut_failed(range, UM_IN_MPROTECT, of
	    | um_lacks(range->len, writes, writes));
}
