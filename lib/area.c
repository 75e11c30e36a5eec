/* What lies at an address: asked of the kernel each time, never kept. */
#include "kernel.h"

#define MAPS "/proc/self/maps"

/* ---- the name of a mapping tells its kind ------------------------------- */

struct name {
	char start[32];		/* of the path, cut */
	size_t len;		/* of the whole path */
	size_t matched;		/* of UM_OBJECT_NAME in the last component */
};

static void name_clear(struct name *n)
{
	n->len = n->matched = 0;
	n->start[0] = '\0';
}

static void name_add(struct name *n, char c)
{
	static const char object[] = UM_OBJECT_NAME;

	if (n->len < sizeof n->start - 1) {
		n->start[n->len] = c;
		n->start[n->len + 1] = '\0';
	}
	n->len++;
	if (n->matched == sizeof object - 1 && c != '/')
		return;
	if (c == '/' || c == ':')	/* "/memfd:name" */
		n->matched = 0;
	else if (n->matched < sizeof object - 1 && object[n->matched] == c)
		n->matched++;
	else
		n->matched = sizeof object;	/* not this component */
}

static int starts_with(const struct name *n, const char *with)
{
	return strncmp(n->start, with, strlen(with)) == 0;
}

/* The kernel shows shared anonymous memory as a deleted /dev/zero. */
static enum um_kind kind_of(const struct name *n)
{
	if (n->len == 0 || n->matched == sizeof UM_OBJECT_NAME - 1)
		return UM_KIND_ANON;
	if (starts_with(n, "[heap]") || starts_with(n, "[stack")
	    || starts_with(n, "[anon"))
		return UM_KIND_ANON;
	return strcmp(n->start, "/dev/zero") == 0
	    || strcmp(n->start, "/dev/zero (deleted)") == 0
	    ? UM_KIND_ANON : UM_KIND_FILE;
}

static void area_untold(struct um_area *area)
{
	area->locked = area->concealed = area->inherit = -1;
}

/* ---- PROCMAP_QUERY: linux/include/uapi/linux/fs.h, since 6.11 ----------- */

struct procmap_query {
	uint64_t size, query_flags, query_addr;
	uint64_t start, end, flags, page_size, offset, inode;
	uint32_t dev_major, dev_minor, name_size, build_id_size;
	uint64_t name_addr, build_id_addr;
};
enum {
	QUERY_COVERING_OR_NEXT = 0x10,
	QUERY_READ = 1, QUERY_WRITE = 2, QUERY_EXEC = 4, QUERY_SHARED = 8
};

static int query(int fd, uintptr_t addr, struct procmap_query *q, char *name,
    uint32_t size)
{
	memset(q, 0, sizeof *q);
	q->size = sizeof *q;
	q->query_flags = QUERY_COVERING_OR_NEXT;
	q->query_addr = addr;
	q->name_addr = (uintptr_t)name;
	q->name_size = size;
	return um_kernel->sys->ioctl(fd, um_kernel->numbers->procmap_query, q);
}

static int query_named(int fd, uintptr_t addr, struct procmap_query *q,
    struct name *n)
{
	char name[512];
	const char *c;

	name_clear(n);
	if (query(fd, addr, q, name, sizeof name) == 0) {
		for (c = name; q->name_size && *c; c++)
			name_add(n, *c);
		return 0;
	}
	if (errno != ENAMETOOLONG)
		return -1;
	name_add(n, '/');		/* a path that long is a user's file */
	return query(fd, addr, q, 0, 0);
}

static int unknown(void)
{
	errno = ENOSYS;
	return -1;
}

int um_area_by_query(void *question)
{
	const struct um_question *ask = question;
	struct um_area *area = ask->area;
	struct procmap_query q;
	struct name n;
	int fd, failed;

	if (!um_kernel->numbers->procmap_query)
		return unknown();
	fd = um_kernel->sys->open(MAPS, O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0)
		return errno == EMFILE || errno == ENFILE ? -1 : unknown();
	failed = query_named(fd, ask->addr, &q, &n);
	um_close(fd);
	if (failed)
		return errno == ENOTTY ? unknown() : -1;
	area_untold(area);
	area->start = (uintptr_t)q.start;
	area->end = (uintptr_t)q.end;
	area->prot = (q.flags & QUERY_READ ? PROT_READ : 0)
	    | (q.flags & QUERY_WRITE ? PROT_WRITE : 0)
	    | (q.flags & QUERY_EXEC ? PROT_EXEC : 0);
	area->shared = (q.flags & QUERY_SHARED) != 0;
	area->kind = kind_of(&n);
	return 0;
}

/* ---- the text: proc(5) -------------------------------------------------- */

/* "55d0c-55d0e r-xp 00000000 08:01 131 /usr/bin/cat"; 0 at the end. */
static int read_line(struct um_text *t, struct um_area *area)
{
	struct name n;

	if (t->c < 0)
		return 0;
	area_untold(area);
	area->start = um_text_number(t, 16);
	um_text_next(t);
	area->end = um_text_number(t, 16);
	um_text_next(t);
	area->prot = um_text_is(t, 'r') ? PROT_READ : 0;
	area->prot |= um_text_is(t, 'w') ? PROT_WRITE : 0;
	area->prot |= um_text_is(t, 'x') ? PROT_EXEC : 0;
	area->shared = um_text_is(t, 's');
	um_text_next(t);
	um_text_skip_word(t);			/* offset */
	um_text_skip_word(t);			/* device */
	um_text_skip_word(t);			/* inode */
	name_clear(&n);
	for (; t->c > 0 && t->c != '\n'; um_text_next(t))
		name_add(&n, (char)t->c);
	um_text_next(t);
	area->kind = kind_of(&n);
	return 1;
}

int um_area_by_text(void *question)
{
	const struct um_question *ask = question;
	struct um_text t;
	int any = 0, found = 0;

	if (um_text_open(&t, MAPS) < 0)
		return -1;
	while (!found && read_line(&t, ask->area)) {
		any = 1;
		found = ask->area->end > ask->addr;
	}
	um_close(t.fd);
	if (found)
		return 0;
	errno = any ? ENOENT : ENOSYS;	/* an empty file tells nothing */
	return -1;
}

/* ---- a call ------------------------------------------------------------- */

int um_area_by_call(void *question)
{
	const struct um_question *ask = question;

	return um_kernel->sys->area(ask->addr, ask->area);
}

/* ---- questions ---------------------------------------------------------- */

int um_area_at(uintptr_t addr, struct um_area *area)
{
	struct um_question ask;

	ask.addr = addr;
	ask.area = area;
	return um_walk(UM_CHAIN_AREA, &ask, 0);
}

static int hole(void)
{
	return um_say(ENOMEM, "part of the range is not mapped");
}

int um_areas(const struct um_range *range,
    int (*visit)(const struct um_area *, void *), void *closure)
{
	const uintptr_t last = range->addr + range->len - 1;
	uintptr_t at = range->addr;
	struct um_area area;
	int stop;

	for (;;) {
		if (um_area_at(at, &area) < 0)
			return errno == ENOENT ? hole() : -1;
		if (area.start > at)
			return hole();
		area.start = at;
		if (area.end - 1 > last)
			area.end = last + 1;
		stop = visit(&area, closure);
		if (stop || area.end - 1 == last)
			return stop;
		at = area.end;
	}
}

/* mincore says ENOMEM of a page that is not mapped, on every kernel that has
 * it. */
static int resident(uintptr_t addr, size_t len, unsigned char *vec)
{
	if (um_kernel->sys->mincore)
		return um_kernel->sys->mincore((void *)addr, len, vec);
	errno = ENOSYS;
	return -1;
}

#define VEC 1024

static int taken_by_mincore(const struct um_range *range)
{
	const size_t page = um_page_size();
	unsigned char vec[1];
	size_t done;

	for (done = 0; done < range->len; done += page) {
		if (resident(range->addr + done, page, vec) == 0)
			return 1;
		if (errno != ENOMEM)
			return -1;
	}
	return 0;
}

static int whole_by_mincore(const struct um_range *range)
{
	unsigned char vec[VEC];
	const size_t most = VEC * um_page_size();
	size_t done, part;

	for (done = 0; done < range->len; done += part) {
		part = range->len - done < most ? range->len - done : most;
		if (resident(range->addr + done, part, vec) < 0)
			return errno == ENOMEM ? 0 : -1;
	}
	return 1;
}

int um_taken(const struct um_range *range)
{
	const int saved = errno;
	struct um_area area;
	int answer;

	if (um_area_at(range->addr, &area) == 0)
		answer = area.start <= range->addr + range->len - 1;
	else
		answer = errno == ENOENT ? 0 : taken_by_mincore(range);
	errno = saved;
	return answer;
}

static int go_on(const struct um_area *area, void *closure)
{
	(void)area;
	(void)closure;
	return 0;
}

static int whole_by_areas(const struct um_range *range)
{
	const int stopped = um_areas(range, go_on, 0);

	um_said_of(0);
	return stopped == 0 ? 1 : errno == ENOMEM ? 0 : -1;
}

/* One mincore for a small range; for a large one the map is shorter. */
int um_whole(const struct um_range *range)
{
	const int saved = errno;
	const int small = range->len <= VEC * um_page_size();
	int answer = small ? whole_by_mincore(range) : whole_by_areas(range);

	if (answer < 0)
		answer = small ? whole_by_areas(range)
		    : whole_by_mincore(range);
	errno = saved;
	return answer;
}

/* MS_INVALIDATE changes nothing of anonymous memory but is EBUSY over locked
 * pages. */
int um_locked(const struct um_area *area)
{
	const int saved = errno;
	int locked = area->locked;

	if (locked < 0)
		locked = um_kernel->sys->msync((void *)area->start,
		    area->end - area->start, um_kernel->numbers->ms_invalidate)
		    < 0 && errno == EBUSY;
	errno = saved;
	return locked;
}
