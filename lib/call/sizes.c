/* um_page_sizes: what the kernel maps with. */
#include "call.h"

/* "always madvise [never]": the choice is in brackets. */
static int chosen_never(const char *path)
{
	struct um_text t;
	int never = 0;

	if (um_text_open(&t, path) < 0)
		return 1;
	for (; t.c >= 0; um_text_next(&t))
		if (t.c == '[') {
			um_text_next(&t);
			never = t.c == 'n';
		}
	um_text_close(&t);
	return never;
}

static size_t huge_page(void)
{
	const struct um_numbers *n = &um_kernel.numbers;
	struct um_text t;
	size_t size;

	if (!n->huge_size || chosen_never(n->huge_enabled)
	    || um_text_open(&t, n->huge_size) < 0)
		return 0;
	size = (size_t)um_text_number(&t, 10);
	um_text_close(&t);
	return size;
}

int um_page_sizes(size_t *sizes, int max)
{
	const int saved = errno;
	const int told = um_rest->page_sizes
	    ? um_rest->page_sizes(sizes, max) : 0;
	const size_t huge = told > 0 ? 0 : huge_page();

	errno = saved;
	if (told > 0)
		return told;
	if (max > 0)
		sizes[0] = um_page_size();
	if (max > 1 && huge)
		sizes[1] = huge;
	return huge ? 2 : 1;
}
