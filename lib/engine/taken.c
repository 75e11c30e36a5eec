/* Is anything mapped in a range? */
#include "engine.h"

/* A larger range is not probed to its end: nobody can tell. */
#define PROBES 65536

static UM_COLD int taken_by_probing(const struct um_range *range)
{
	const size_t page = um_page_size();
	unsigned char vec[1];
	size_t done;
	int mapped = 0;

	for (done = 0; !mapped && done < range->len; done += page)
		mapped = done / page < PROBES
		    ? um_probe(range->addr + done, page, vec) : -1;
	return mapped;
}

int um_taken(const struct um_range *range)
{
	const int saved = errno;
	const int lethal = um_kernel.family->habits & UM_ASKING_MAY_KILL;
	struct um_area area;
	int answer = lethal ? taken_by_probing(range) : -1;

	if (answer < 0 && um_bounds_at(range->addr, &area) == 0)
		answer = area.start <= range->addr + range->len - 1;
	else if (answer < 0)
		answer = errno == ENOENT ? 0 : taken_by_probing(range);
	errno = saved;
	return answer;
}
