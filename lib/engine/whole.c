/* Is all of a range mapped?  And the end of a call that failed on one. */
#include "engine.h"

#define VEC 1024

static int whole_by_probing(const struct um_range *range)
{
	unsigned char vec[VEC];
	const size_t most = VEC * um_page_size();
	size_t done, part;
	int mapped = 1;

	for (done = 0; mapped == 1 && done < range->len; done += part) {
		part = range->len - done < most ? range->len - done : most;
		mapped = um_probe(range->addr + done, part, vec);
	}
	return mapped;
}

static UM_COLD int go_on(const struct um_area *area, void *closure)
{
	(void)area;
	(void)closure;
	return 0;
}

static int whole_by_areas(const struct um_range *range)
{
	const int stopped = um_areas(range, go_on, 0);

	return stopped == 0 ? 1 : errno == ENOMEM ? 0 : -1;
}

/* One call for a small range; for a large one the map is shorter.  What was said
 * before stands. */
int um_whole(const struct um_range *range)
{
	const int saved = errno;
	const enum um_reason why = um_said();
	const int lethal = um_kernel.family->habits & UM_ASKING_MAY_KILL;
	const int small = lethal || range->len <= VEC * um_page_size();
	int answer = small ? whole_by_probing(range) : whole_by_areas(range);

	/* qemu-user's mincore says ENOMEM of pages without access too. */
	if (answer <= 0 && small && !lethal) {
		const int told = whole_by_areas(range);

		answer = told < 0 ? answer : told;
	} else if (answer < 0)
		answer = whole_by_probing(range);
	(void)um_say(saved, why);
	return answer;
}

int um_find_hole(const struct um_range *range)
{
	return um_whole(range) == 0 ? um_no_memory(UM_WHY_HOLE) : -1;
}

int um_range_failed(const struct um_range *range, unsigned in, unsigned of)
{
	if (errno == ENOMEM)
		(void)um_find_hole(range);
	return um_cut_failed(range, in, of);
}
