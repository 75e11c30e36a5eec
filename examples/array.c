/* A growing array that never moves: pointers to its elements stay good.
 *
 * Address space for the most that it can become is reserved once and costs
 * nothing; memory is committed a chunk at a time.
 */
#include <stdio.h>
#include <unimap.h>

struct array {
	long *items;
	size_t count;		/* items in use */
	size_t committed, reserved;	/* bytes */
};

#define CHUNK ((size_t)1 << 20)		/* a multiple of every page size */

static int array_init(struct array *a, size_t most)
{
	a->count = a->committed = 0;
	a->reserved = (most * sizeof *a->items + CHUNK - 1) / CHUNK * CHUNK;
	a->items = um_reserve(0, a->reserved, 0);
	return a->items == MAP_FAILED ? -1 : 0;
}

static int array_push(struct array *a, long item)
{
	if ((a->count + 1) * sizeof *a->items > a->committed) {
		if (a->committed == a->reserved || um_commit((char *)a->items
		    + a->committed, CHUNK, PROT_READ | PROT_WRITE) < 0)
			return -1;
		a->committed += CHUNK;
	}
	a->items[a->count++] = item;
	return 0;
}

/* The memory behind the last item goes back to the system. */
static int array_cut(struct array *a, size_t count)
{
	const size_t keep = (count * sizeof *a->items + CHUNK - 1) / CHUNK
	    * CHUNK;

	if (keep < a->committed) {
		if (um_decommit((char *)a->items + keep,
		    a->committed - keep) < 0)
			return -1;
		a->committed = keep;
	}
	a->count = count;
	return 0;
}

int main(void)
{
	const long most = 1000000;
	struct array a;
	const long *first;
	long i;

	if (array_init(&a, (size_t)most * 100) < 0 || array_push(&a, 0) < 0) {
		fprintf(stderr, "array: %s\n", um_why());
		return 1;
	}
	first = &a.items[0];
	for (i = 1; i < most; i++)
		if (array_push(&a, i) < 0) {
			fprintf(stderr, "array: %s\n", um_why());
			return 1;
		}
	if (first != &a.items[0] || a.items[most - 1] != most - 1
	    || array_cut(&a, 10) < 0 || a.items[9] != 9
	    || array_push(&a, 10) < 0 || a.items[10] != 10)
		return 1;
	printf("%ld items, %lu KiB reserved, and nothing has moved\n", most,
	    (unsigned long)(a.reserved / 1024));
	um_munmap(a.items, a.reserved);
	return 0;
}
