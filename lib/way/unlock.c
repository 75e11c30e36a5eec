/* munlock of what is locked and what is not. */
#include "way.h"

int um_unlock_by_call(void *request)
{
	const struct um_range *range = request;

	return um_rest->munlock((void *)range->addr, range->len);
}

static int refuses_unlocked(void)
{
	return errno == EINVAL || errno == ENOMEM;
}

/* NetBSD (EINVAL) and DragonFly (ENOMEM; 3.5, measured) refuse what is not
 * locked and then unlock nothing.  It stays as it is. */
int um_unlock_by_pages(void *request)
{
	const struct um_range *range = request;
	const size_t page = um_page();
	size_t done;
	int whole;

	if (um_unlock_by_call(request) == 0)
		return 0;
	if (!refuses_unlocked())
		return -1;
	whole = um_whole(range);
	if (whole == 0 || (whole < 0 && errno == ENOMEM))
		return um_no_memory(UM_WHY_HOLE);
	for (done = 0; done < range->len; done += page)
		if (um_rest->munlock((void *)(range->addr + done), page)
		    < 0 && !refuses_unlocked())
			return -1;
	return 0;
}
