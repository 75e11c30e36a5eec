/* How reserved memory is had and given back. */
#include "way.h"

/* mprotect takes the charge; what is mapped over it gives it back. */
int um_commit_by_protection(void *request)
{
	const struct um_commitment *c = request;

	if (c->prot)
		return um_protect(&c->range, c->prot);
	if (um_cover(c->range.addr, c->range.len) == 0)
		return 0;
	if (errno == ENOTSUP)	/* no fixed map replaces here */
		errno = ENOSYS;
	return -1;
}
