/* Seals and names, which the kernel keeps. */
#include "way.h"

int um_some_is_sealed;

static int sealed(int failed)
{
	if (!failed)
		UM_STORE(&um_some_is_sealed, 1);
	return failed;
}

/* EPERM: a 32-bit kernel. */
int um_seal_by_mseal(void *request)
{
	const struct um_range *range = request;

	return sealed(um_kernel.sys.mseal((void *)range->addr, range->len, 0));
}

int um_seal_by_mimmutable(void *request)
{
	const struct um_range *range = request;

	return sealed(um_kernel.sys.mimmutable((void *)range->addr,
	    range->len));
}

int um_name_by_prctl(void *request)
{
	const struct um_naming *naming = request;
	int failed;

	do
		failed = um_kernel.sys.prctl(um_kernel.numbers.pr_set_vma,
		    0, naming->range.addr, naming->range.len,
		    (unsigned long)(uintptr_t)naming->name);
	while (failed && errno == EINTR);
	if (failed && errno == EBADF)
		return um_unable(UM_WHY_NAMELESS);
	if (failed && errno == EINVAL)		/* not configured */
		errno = ENOSYS;
	return failed;
}
