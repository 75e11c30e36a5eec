/* Kernels that promise no order: the areas themselves are read and sorted.
 *
 * SPDX-License-Identifier: MIT
 */

/* Of a kernel whose order is not told: have is the number of areas. */
static UM_COLD int host_each_sorted(struct host_reading *r)
{
	struct um_area *const a = (struct um_area *)r->scratch.addr;
	struct um_area t;
	size_t i, j;
	int stopped = 0;

	for (i = 1; i < r->have; i++) {
		t = a[i];
		for (j = i; j && t.start < a[j - 1].start; j--)
			a[j] = a[j - 1];
		a[j] = t;
	}
	for (i = 0; !stopped && i < r->have; i++)
		stopped = host_show(r, &a[i]);
	return stopped;
}
