/* A ring buffer on a mirror: a record that wraps round the end is in one
 * piece, so it is copied, parsed or handed to write(2) like any other.
 *
 *	cc ring.c -lunimap && ./a.out
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>
#include <unimap.h>

struct ring {
	char *data;		/* size bytes, and the same bytes behind them */
	size_t size;
	size_t head, tail;	/* bytes ever written, ever read */
};

static int ring_open(struct ring *r, size_t size)
{
	const size_t unit = um_granularity();

	r->size = (size + unit - 1) / unit * unit;
	r->head = r->tail = 0;
	r->data = um_mirror(NULL, r->size, 2, 0);
	return r->data == MAP_FAILED ? -1 : 0;
}

static void ring_close(struct ring *r)
{
	um_munmap(r->data, 2 * r->size);
}

static int ring_put(struct ring *r, const void *record, size_t len)
{
	if (len > r->size - (r->head - r->tail))
		return -1;
	memcpy(r->data + r->head % r->size, record, len);
	r->head += len;
	return 0;
}

/* Where the next len bytes are: in one piece wherever they begin. */
static const char *ring_get(struct ring *r, size_t len)
{
	const char *record = r->data + r->tail % r->size;

	if (len > r->head - r->tail)
		return NULL;
	r->tail += len;
	return record;
}

int main(void)
{
	struct ring r;
	char record[1000];
	const char *got;
	int i, wrapped = 0;

	if (ring_open(&r, 3000) < 0) {
		perror("um_mirror");
		fprintf(stderr, "%s\n", um_why());
		return 1;
	}
	for (i = 0; i < 1000; i++) {
		memset(record, 'a' + i % 26, sizeof record);
		if (ring_put(&r, record, sizeof record) < 0)
			return 1;
		got = ring_get(&r, sizeof record);
		if (!got || memcmp(got, record, sizeof record) != 0)
			return 1;
		wrapped += got + sizeof record > r.data + r.size;
	}
	printf("%d records through %lu bytes, %d of them wrapped\n", i,
	    (unsigned long)r.size, wrapped);
	ring_close(&r);
	return 0;
}
