/* Where something is mapped on Linux, and the stack: all that is asked of its map
 * to find room. */
#include "linux.h"

#define MAPS "/proc/self/maps"

static int query(int fd, uintptr_t addr, struct um_procmap_query *q,
    char *name, uint32_t size)
{
	enum { COVERING_OR_NEXT = 0x10 };

	memset(q, 0, sizeof *q);
	q->size = sizeof *q;
	q->query_flags = COVERING_OR_NEXT;
	q->query_addr = addr;
	q->name_addr = (uintptr_t)name;
	q->name_size = size;
	return um_kernel.sys.ioctl(fd, um_kernel.numbers.procmap_query, q);
}

int um_no_way(void)
{
	errno = ENOSYS;
	return -1;
}

static void see_stack(struct um_area *area)
{
	area->stack = strcmp(area->name, "[stack]") == 0;
}

static UM_COLD int query_each(int fd, struct um_question *ask,
    um_read_answer *read_more)
{
	struct um_procmap_query q;
	struct um_area area;
	char name[UM_AREA_NAME] = "";	/* valgrind does not know the call */

	while (!ask->stopped) {
		if (query(fd, ask->from, &q, name, sizeof name) < 0)
			return -1;
		um_area_blank(&area);
		area.start = (uintptr_t)q.start;
		area.end = (uintptr_t)q.end;
		area.name = q.name_size ? name : "";
		if (read_more)
			read_more(&q, &area);
		else
			see_stack(&area);
		ask->from = area.end;
		ask->stopped = ask->visit(&area, ask->closure);
	}
	return 0;
}

int um_ask_by_query(struct um_question *ask, um_read_answer *read_more)
{
	int fd, failed;

	if (!um_kernel.numbers.procmap_query)
		return um_no_way();
	fd = um_open(MAPS, O_RDONLY);
	if (fd < 0)
		return um_no_text();
	failed = query_each(fd, ask, read_more);
	um_close(fd);
	return failed && errno == ENOTTY ? um_no_way() : failed;
}

/* Beyond the last one the text has x86's page of system calls. */
int um_bounds_by_query(void *question)
{
	const int failed = um_ask_by_query(question, 0);

	return failed && (errno == ENAMETOOLONG || errno == ENOENT)
	    ? um_bounds_by_text(question) : failed;
}

/* "55d0c-55d0e " begins the line of a mapping; 0 at the end.  What is no such
 * line is not the end of it. */
int um_line_bounds(struct um_text *t, struct um_area *area)
{
	int is_line, is_end = t->c < 0;

	um_area_blank(area);
	area->start = (uintptr_t)um_text_number(t, 16);
	is_line = t->c == '-';
	um_text_next(t);
	area->end = (uintptr_t)um_text_number(t, 16);
	is_line &= t->c == ' ' && area->start < area->end;
	t->failed |= !is_end && !is_line;
	return is_line;
}

/* "55d0c-55d0e r-xp 00000000 08:01 131 /usr/bin/cat": of a stack these are the
 * last letters. */
static int read_bounds(struct um_text *t, struct um_area *area,
    char name[UM_AREA_NAME])
{
	uint64_t last = 0;

	(void)name;
	if (!um_line_bounds(t, area))
		return 0;
	while (t->c >= 0 && t->c != '\n') {
		last = last << 8 | (unsigned)t->c;
		um_text_next(t);
	}
	t->failed |= t->c < 0;
	um_text_next(t);
	area->stack = last == 0x205b737461636b5du;	/* " [stack]" */
	return 1;
}

int um_ask_by_text(struct um_question *ask, um_read_line *read_line)
{
	char name[UM_AREA_NAME];
	struct um_area area;
	struct um_text t;
	int any = 0;

	if (um_text_open(&t, MAPS) < 0)
		return -1;
	while (!ask->stopped && read_line(&t, &area, name) && !t.failed) {
		any = 1;
		if (area.end <= ask->from)
			continue;
		ask->stopped = ask->visit(&area, ask->closure);
		ask->from = area.end;
	}
	um_text_close(&t);
	if (any && !t.failed)
		return 0;
	errno = t.err;		/* an empty file tells nothing */
	return um_no_text();
}

int um_bounds_by_text(void *question)
{
	return um_ask_by_text(question, read_bounds);
}
