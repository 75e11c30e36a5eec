/* Reading a kernel's list of areas into memory that is not shown to whoever
 * asked for it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

/* ---- telling ----------------------------------------------------------- */

static int show_part(const struct um_area *area, void *question)
{
	const struct um_question *ask = question;

	return area->end - 1 < ask->from ? 0 : ask->visit(area, ask->closure);
}

/* Of what another thread has joined meanwhile with what was told only the
 * rest is new.  The kernel may have joined the scratch and its neighbours. */
int um_list_show(struct um_list *l, const struct um_area *area)
{
	struct um_question *const ask = l->ask;
	struct um_area part = *area;

	if (area->start == area->end || area->end - 1 < ask->from
	    || (l->any && ask->from == 0))	/* told to the last address */
		return 0;
	if (l->any && part.start < ask->from)
		part.start = ask->from;
	l->any = 1;
	ask->stopped = um_area_outside(&part, &l->scratch, show_part, ask);
	if (!ask->stopped)
		ask->from = area->end;
	return ask->stopped;
}

/* Shell's sort: what is sorted already costs little. */
static void sort_areas(struct um_area *a, size_t n)
{
	struct um_area t;
	size_t gap, i, j;

	for (gap = n / 2; gap; gap /= 2)
		for (i = gap; i < n; i++) {
			t = a[i];
			for (j = i; j >= gap && t.start < a[j - gap].start;
			    j -= gap)
				a[j] = a[j - gap];
			a[j] = t;
		}
}

void um_list_show_sorted(struct um_list *l)
{
	struct um_area *const a = (void *)l->scratch.addr;
	size_t i;

	sort_areas(a, l->have);
	for (i = 0; i < l->have && !um_list_show(l, &a[i]); i++)
		;
}

/* ---- reading ----------------------------------------------------------- */

/* Where a flag of mmap conceals, no neighbour of another kind joins it: of
 * FreeBSD's and OpenBSD's entries only those that differ in nothing do. */
int um_apart(void)
{
	return um_kernel.numbers.map_conceal ? UM_MAP_CONCEAL : 0;
}

static int make_room(struct um_list *l, size_t room)
{
	struct um_request r;

	um_request_pages(&r, 0, um_round_up(room, um_grain()),
	    PROT_READ | PROT_WRITE, UM_MAP_PRIVATE | um_apart());
	if (um_map(&r) < 0)
		return -1;
	l->scratch.addr = r.result;
	l->scratch.len = r.len;
	return 0;
}

void um_list_end(struct um_list *l)
{
	if (l->scratch.len)
		um_undo(l->scratch.addr, l->scratch.len);
	l->scratch.len = 0;
}

int um_list_read(struct um_list *l, size_t room, size_t most,
    int (*read)(struct um_list *))
{
	const int saved = errno;

	for (;; room *= 2) {
		if (make_room(l, room) < 0)
			return -1;
		if (read(l) == 0)
			break;
		um_list_end(l);
		if (errno != ENOMEM || room > most / 2)
			return -1;
	}
	errno = saved;
	return 0;
}

/* Of NetBSD ENOSPC is want of room, E2BIG a list that is too long now.  A list
 * that is not told is ENOENT, EOPNOTSUPP of NetBSD 7, a jail's EPERM. */
int um_list_sysctl(const int *name, unsigned names, void *to, size_t *len)
{
	if (um_kernel.sys.sysctl(name, names, to, len) == 0)
		return 0;
	if (errno == E2BIG) {
		errno = ENOTSUP;
		return -1;
	}
	if (errno == ENOSPC)
		errno = ENOMEM;
	return um_no_text();
}

static int read_all(struct um_list *l, int fd, int once)
{
	char *const to = (char *)l->scratch.addr;
	ssize_t n;

	l->have = 0;
	do {
		n = um_text_read(fd, to + l->have, l->scratch.len - l->have);
		l->have += n > 0 ? (size_t)n : 0;
	} while (n > 0 && !once && l->have < l->scratch.len);
	if (n >= 0 && l->have)
		return 0;
	if (n == 0)
		errno = 0;		/* an empty file tells nothing */
	return -1;
}

/* ENOMEM is for um_list_read, of too little room. */
static int no_list(void)
{
	(void)um_no_text();
	if (errno == ENOMEM)
		errno = EAGAIN;
	return -1;
}

int um_list_read_file(struct um_list *l, const char *path, int once)
{
	const int fd = um_open(path, O_RDONLY);
	int failed;

	if (fd < 0)
		return no_list();
	failed = read_all(l, fd, once);
	um_close(fd);
	return failed ? no_list() : 0;
}
