/* The process from outside: see failing.h. */
#include "failing.h"

#include <dirent.h>
#include <stdio.h>

enum { MAPPINGS = 400, DESCRIPTORS = 64, FILES = 64 };

struct mapping {
	uintptr_t start, end;
	char what[8];		/* "rw-p" */
	unsigned long name;	/* a sum of the rest of the line */
};

struct outside {
	struct mapping map[MAPPINGS];
	int mappings;
	int open[DESCRIPTORS];
	char files[FILES][80];
	int found;
};
static struct outside outsides[OUTSIDES];

static char maps_text[128 * 1024];

/* Stack and heap grow for the tests' own sake. */
static int is_own(const char *line)
{
	return strstr(line, "[heap]") || strstr(line, "[stack");
}

static void add_mapping(struct outside *o, const char *line)
{
	struct mapping *m = &o->map[o->mappings];
	unsigned long start, end, offset;
	char major[16];
	int at = 0;
	const char *c;

	if (o->mappings == MAPPINGS || is_own(line)
	    || sscanf(line, "%lx-%lx %7s %lx %15s %n", &start, &end, m->what,
		&offset, major, &at) < 5)
		return;
	m->start = start;
	m->end = end;
	m->name = 5381;
	for (c = line + at; *c; c++)
		m->name = m->name * 33 + (unsigned char)*c;
	/* What the kernel splits for its own sake is one to the outside. */
	if (o->mappings && m[-1].end == m->start && m[-1].name == m->name
	    && strcmp(m[-1].what, m->what) == 0)
		m[-1].end = m->end;
	else
		o->mappings++;
}

static void take_map(struct outside *o)
{
	const int fd = open("/proc/self/maps", O_RDONLY);
	size_t have = 0;
	ssize_t n;
	char *line, *end;

	o->mappings = 0;
	/* What watches a process maps memory of its own. */
	if (fd < 0 || is_under("valgrind") || is_sanitized()) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((n = read(fd, maps_text + have, sizeof maps_text - 1 - have))
	    > 0)
		have += (size_t)n;
	close(fd);
	maps_text[have] = '\0';
	for (line = maps_text; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		add_mapping(o, line);
	}
}

static void take_files(struct outside *o, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (failing_made(e->d_name) && o->found < FILES)
			snprintf(o->files[o->found++], sizeof *o->files,
			    "%.20s/%.50s", dir, e->d_name);
	if (d)
		closedir(d);
}

struct outside *outside_take(int i)
{
	struct outside *o = &outsides[i];
	int fd;

	o->found = 0;
	take_files(o, "/dev/shm");
	take_files(o, "/tmp");
	take_files(o, "/var/tmp");
	for (fd = 0; fd < DESCRIPTORS; fd++)
		o->open[fd] = fcntl(fd, F_GETFD) >= 0;
	take_map(o);
	return o;
}

/* Is all of m in o as it is? */
static int covers(const struct outside *o, const struct mapping *m)
{
	int i;

	for (i = 0; i < o->mappings; i++)
		if (o->map[i].start <= m->start && m->end <= o->map[i].end)
			return o->map[i].name == m->name
			    && strcmp(o->map[i].what, m->what) == 0;
	return 0;
}

int outside_lost(const struct outside *a, const struct outside *b)
{
	int i, lost = 0;

	for (i = 0; i < a->mappings; i++)
		if (!covers(b, &a->map[i])) {
			diag("lost or changed: %lx-%lx %s",
			    (unsigned long)a->map[i].start,
			    (unsigned long)a->map[i].end, a->map[i].what);
			lost++;
		}
	for (i = 0; i < DESCRIPTORS; i++)
		if (a->open[i] && !b->open[i]) {
			diag("closed: descriptor %d", i);
			lost++;
		}
	return lost;
}

static int has_file(const struct outside *o, const char *file)
{
	int i;

	for (i = 0; i < o->found; i++)
		if (strcmp(o->files[i], file) == 0)
			return 1;
	return 0;
}

int outside_gained(const struct outside *a, const struct outside *b)
{
	int i, gained = 0;

	for (i = 0; i < b->mappings; i++)
		if (!covers(a, &b->map[i])) {
			diag("new or changed: %lx-%lx %s",
			    (unsigned long)b->map[i].start,
			    (unsigned long)b->map[i].end, b->map[i].what);
			gained++;
		}
	for (i = 0; i < DESCRIPTORS; i++)
		if (b->open[i] && !a->open[i]) {
			diag("left open: descriptor %d", i);
			gained++;
		}
	for (i = 0; i < b->found; i++)
		if (!has_file(a, b->files[i])) {
			diag("left behind: %s", b->files[i]);
			unlink(b->files[i]);
			gained++;
		}
	return gained;
}
