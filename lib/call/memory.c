/* um_memory: how much there is, is free, and is allowed. */
#include "call.h"

/* "label:  123 kB" or "label 123" is a line of the text: the sum of those whose
 * label is asked for, by value[i] of labels[i], where it is there. */
static void read_labels(struct um_text *t, const char *const *labels,
    uint64_t *values)
{
	char label[32];
	size_t len;
	int i;

	for (; t->c >= 0; um_text_skip_line(t)) {
		for (len = 0; t->c > ' ' && t->c != ':'; um_text_next(t))
			if (len < sizeof label - 1)
				label[len++] = (char)t->c;
		label[len] = '\0';
		um_text_skip_word(t);
		for (i = 0; labels[i]; i++)
			if (strcmp(label, labels[i]) == 0)
				values[i] = um_text_number(t, 10);
	}
}

/* What is not there, or not for us, has nothing to tell.  blind: errno if it
 * is only that something was used up. */
static int open_text(struct um_text *t, const char *path, int *blind)
{
	if (um_text_open(t, path) == 0)
		return 0;
	if (errno != ENOSYS)
		*blind = errno;
	return -1;
}

/* A text of one number; UINT64_MAX for "max" and what is not there. */
static uint64_t read_number(const char *path, int *blind)
{
	uint64_t n = UINT64_MAX;
	struct um_text t;

	if (open_text(&t, path, blind) < 0)
		return n;
	if (t.c >= '0' && t.c <= '9')
		n = um_text_number(&t, 10);
	um_text_close(&t);
	return n;
}

/* Before Linux 3.14 there is no MemAvailable. */
static int machine_by_text(struct um_memory *m, const char *path, int *blind)
{
	enum { TOTAL, AVAILABLE, FREE, BUFFERS, CACHED, SWAP };
	static const char *const labels[] = { "MemTotal", "MemAvailable",
		"MemFree", "Buffers", "Cached", "SwapFree", 0 };
	uint64_t kib[] = { 0, UINT64_MAX, UINT64_MAX, 0, 0, 0 };
	struct um_text t;

	if (open_text(&t, path, blind) < 0)
		return -1;
	read_labels(&t, labels, kib);
	um_text_close(&t);
	if (kib[AVAILABLE] == UINT64_MAX) {
		if (kib[FREE] == UINT64_MAX)
			return -1;
		kib[AVAILABLE] = kib[FREE] + kib[BUFFERS] + kib[CACHED];
	}
	m->total = kib[TOTAL] * 1024;
	m->available = (kib[AVAILABLE] + kib[SWAP]) * 1024;
	return 0;
}

static int machine(struct um_memory *m, int *blind)
{
	const char *const text = um_kernel.numbers.memory_text;
	int64_t total = -1, available = -1;

	if (text && machine_by_text(m, text, blind) == 0)
		return 0;
	um_rest->memory_free(&total, &available);
	if (total < 0 && available < 0)
		return -1;
	m->total = (uint64_t)(total < 0 ? available : total);
	m->available = (uint64_t)(available < 0 ? total : available);
	return 0;
}

enum { GROUP_PATH = 1024, GROUP_FILE = 32 };

/* Where the group's directory is, in the file system of its kind. */
struct group {
	char path[GROUP_PATH + GROUP_FILE];
	size_t root;		/* bytes of the file system's own */
	size_t len;		/* of the directory at hand */
	int second;		/* cgroup v2 */
	int *blind;
};

static const char *group_file(struct group *g, const char *name)
{
	strcpy(g->path + g->len, name);
	return g->path;
}

/* What is in use but cached of files can be had: the pages of files. */
static uint64_t group_used(struct group *g)
{
	static const char *const first[] = { "total_inactive_file",
		"total_active_file", 0 };
	static const char *const second[] = { "inactive_file", "active_file",
		0 };
	uint64_t used = read_number(group_file(g, g->second
	    ? "/memory.current" : "/memory.usage_in_bytes"), g->blind);
	uint64_t files[2] = { 0, 0 };
	struct um_text t;

	if (used == UINT64_MAX)
		return 0;
	if (open_text(&t, group_file(g, "/memory.stat"), g->blind) == 0) {
		read_labels(&t, g->second ? second : first, files);
		um_text_close(&t);
	}
	return used > files[0] + files[1] ? used - files[0] - files[1] : 0;
}

/* The first version's word for no limit is the largest number of pages. */
static void limit_by_group(struct um_memory *m, struct group *g)
{
	const uint64_t limit = read_number(group_file(g, g->second
	    ? "/memory.max" : "/memory.limit_in_bytes"), g->blind);
	uint64_t used;

	if (limit >= (uint64_t)INT64_MAX / 2)
		return;
	used = group_used(g);
	if (limit < m->limit)
		m->limit = limit;
	if (m->available > (limit > used ? limit - used : 0))
		m->available = limit > used ? limit - used : 0;
}

/* The limits of the groups around count too.  In a container the path may be
 * of another root: what is not there is passed over. */
static void limit_by_groups(struct um_memory *m, struct group *g)
{
	for (;;) {
		limit_by_group(m, g);
		if (g->len == g->root)
			return;
		while (g->len > g->root && g->path[--g->len] != '/')
			;
	}
}

/* "4:memory,cpu:/user.slice" and "0::/user.slice": 1 for a group of memory. */
static int read_group(struct um_text *t, struct group *g)
{
	static const char root[] = "/sys/fs/cgroup";
	char word[16];
	size_t len = 0;
	int memory = 0;

	while (t->c >= '0' && t->c <= '9')
		um_text_next(t);
	um_text_next(t);
	g->second = t->c == ':';
	for (; t->c > ' '; um_text_next(t)) {
		if (t->c != ':' && t->c != ',') {
			if (len < sizeof word - 1)
				word[len++] = (char)t->c;
			continue;
		}
		word[len] = '\0';
		memory |= strcmp(word, "memory") == 0;
		len = 0;
		if (t->c == ':')
			break;
	}
	um_text_next(t);
	if (!memory && !g->second)
		return 0;
	strcpy(g->path, root);
	if (memory)
		strcat(g->path, "/memory");
	g->root = g->len = strlen(g->path);
	for (; t->c > 0 && t->c != '\n'; um_text_next(t))
		if (g->len < GROUP_PATH)
			g->path[g->len++] = (char)t->c;
	if (g->path[g->len - 1] == '/')
		g->len--;
	return g->len < GROUP_PATH;
}

static void limit(struct um_memory *m, int *blind)
{
	const char *const text = um_kernel.numbers.group_text;
	struct group g;
	struct um_text t;

	if (!text || open_text(&t, text, blind) < 0)
		return;
	g.blind = blind;
	for (; t.c >= 0; um_text_skip_line(&t))
		if (read_group(&t, &g))
			limit_by_groups(m, &g);
	um_text_close(&t);
}

/* Linux' vm.overcommit_memory: 0 by a guess, 1 always, 2 never. */
static int overcommit(int *blind)
{
	static const int means[] = { 1, 2, 0 };
	const char *const text = um_kernel.numbers.overcommit_text;
	const uint64_t told = text ? read_number(text, blind) : UINT64_MAX;

	return told < sizeof means / sizeof *means ? means[told] : -1;
}

int um_memory(struct um_memory *m)
{
	const int saved = errno;
	int blind = 0, told;

	if (!m)
		return um_invalid(UM_WHY_NO_ANSWER);
	memset(m, 0, sizeof *m);
	m->limit = UINT64_MAX;
	told = machine(m, &blind);
	limit(m, &blind);
	m->overcommit = overcommit(&blind);
	if (blind) {
		errno = blind;
		return um_fail_as(UM_IN_MMAP, UM_OF_ANON);
	}
	if (told < 0)
		return um_fail(ENOTSUP, UM_WHY_NO_MEMORY_TOLD);
	errno = saved;
	return 0;
}
