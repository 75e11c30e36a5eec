/* The protection of what is mapped. */
#include "engine.h"

int um_protect(const struct um_range *range, int prot)
{
	return um_kernel.sys.mprotect((void *)range->addr, range->len,
	    um_prot_to_kernel(prot));
}

void um_protect_again(const struct um_range *range, int prot)
{
	const int saved = errno;

	(void)um_protect(range, prot);
	errno = saved;
}
