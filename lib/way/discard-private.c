/* UM_ADV_DISCARD_PRIVATE: nothing is asked. */
#include "way.h"

/* A file keeps its contents, whatever is there. */
int um_discard_by_mapping(void *request)
{
	if (um_renew(request, PROT_READ | PROT_WRITE) == 0)
		return 0;
	if (errno == ENOTSUP)	/* no fixed map replaces here */
		errno = ENOSYS;
	return -1;
}

int um_discard_by_dontneed(void *request)
{
	return um_sure_madvise(request, um_kernel.numbers.adv_dontneed);
}
