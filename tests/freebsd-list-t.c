/* What lib/host/areas-freebsd.h makes of the list that FreeBSD tells, from
 * lists that are made up. */
#include "tap.h"

#if defined __FreeBSD__ || defined __DragonFly__

int main(void)
{
	skip_all("a system without such a list of its own");
	return 1;
}

#else

#include <stdio.h>
#include "../lib/host/numbers.h"

static int told_list(const int *name, unsigned names, void *to, size_t *len,
    const void *new, size_t new_len);
static int told_mincore(void *addr, size_t len, char *vec);

#define sysctl told_list
#define mincore told_mincore
#include "../lib/host/areas.h"
#include "../lib/host/areas-freebsd.h"

/* ---- a kernel ---------------------------------------------------------- */

enum { UNIT = 1 << 16, ENTRIES = 8 };

/* Where no memory that the list is read into lies. */
#define BASE (UINTPTR_MAX - UINTPTR_MAX / 8)

static uintptr_t at_unit(int unit)
{
	return BASE + (uintptr_t)unit * UNIT;
}

struct entry {
	int start, end;		/* in units; the list is ended by an end of 0 */
	int prot, type, flags;
};

static const struct entry (*lists)[ENTRIES];	/* of each reading */
static int last_list;		/* it is told from then on */
static int readings;		/* so many were told */
static int refusal;		/* errno of each */
static int mapped_from, mapped_to;	/* in units */
static int many;		/* entries of one unit each, instead of lists */
static int threads;

/* A record is as long as its path needs. */
static size_t put_record(char *to, size_t room, const struct entry *e)
{
	static struct kinfo_vmentry record;
	const char *path = e->type == KVME_TYPE_VNODE ? "/lib/libc.so.7" : "";
	const size_t size = (offsetof(struct kinfo_vmentry, kve_path)
	    + strlen(path) + 1 + 7) & ~(size_t)7;

	if (size > room)
		return 0;
	record.kve_structsize = (int)size;
	record.kve_type = e->type;
	record.kve_start = at_unit(e->start);
	record.kve_end = at_unit(e->end);
	record.kve_flags = e->flags;
	record.kve_protection = e->prot;
	strcpy(record.kve_path, path);
	memcpy(to, &record, size);
	return size;
}

static int entry_of(int list, int i, struct entry *e)
{
	static const struct entry each = { 0, 0, 3, KVME_TYPE_SWAP, 0 };

	*e = many ? each : lists[list < last_list ? list : last_list][i];
	if (many && i < many) {
		e->start = 1 + i;
		e->end = 2 + i;
	}
	return e->end != 0;
}

static int put_list(int list, char *to, size_t *len)
{
	struct entry e;
	size_t used = 0, size;
	int i;

	for (i = 0; entry_of(list, i, &e); i++, used += size) {
		size = put_record(to + used, *len - used, &e);
		if (!size) {
			errno = ENOMEM;
			return -1;
		}
	}
	*len = used;
	return 0;
}

static int told_list(const int *name, unsigned names, void *to, size_t *len,
    const void *new, size_t new_len)
{
	(void)new;
	(void)new_len;
	if (names != 4 || name[0] != CTL_KERN || name[1] != KERN_PROC
	    || name[3] != (int)getpid()) {
		errno = ENOENT;
		return -1;
	}
	if (name[2] == KERN_PROC_PID) {
		((struct kinfo_proc *)to)->ki_numthreads = threads;
		return 0;
	}
	if (refusal) {
		readings++;
		errno = refusal;
		return -1;
	}
	return put_list(readings++, to, len);
}

static int told_mincore(void *addr, size_t len, char *vec)
{
	const uintptr_t at = (uintptr_t)addr;

	(void)len;
	*vec = 1;
	if (at >= at_unit(mapped_from) && at < at_unit(mapped_to))
		return 0;
	errno = ENOMEM;
	return -1;
}

static void use(const struct entry (*list)[ENTRIES], int last, int from, int to)
{
	lists = list;
	last_list = last;
	readings = 0;
	refusal = 0;
	many = 0;
	mapped_from = from;
	mapped_to = to;
}

/* ---- what was shown ---------------------------------------------------- */

static char shown[256];
static int shows, stop_at;

static int show_area(const struct um_area *area, void *closure)
{
	const size_t used = strlen(shown);

	(void)closure;
	shows++;
	snprintf(shown + used, sizeof shown - used, "%s%d-%d",
	    used ? " " : "", (int)((area->start - BASE) / UNIT),
	    (int)((area->end - BASE) / UNIT));
	return shows == stop_at ? 7 : 0;
}

static int list_from(int unit)
{
	shown[0] = '\0';
	shows = 0;
	return host_areas(at_unit(unit), show_area, 0);
}

static void is_shown(const char *wanted, const char *what)
{
	if (!ok(strcmp(shown, wanted) == 0, "%s", what))
		diag("shown: %s, wanted: %s", shown, wanted);
}

/* ---- what another thread joins meanwhile ------------------------------- */

#define SWAP 3, KVME_TYPE_SWAP, 0

static void test_whole(void)
{
	static const struct entry list[][ENTRIES] = {
		{ { 1, 2, SWAP }, { 2, 4, SWAP }, { 6, 7, SWAP } }
	};

	use(list, 0, 1, 4);
	errno = 12345;
	is_int(list_from(0), 0, "a list is told to its end");
	is_int(errno, 12345, "with errno as it was");
	is_shown("1-2 2-4 6-7", "each entry once");
	is_int(readings, 1, "a hole in which nothing is mapped is one");
	list_from(3);
	is_shown("2-4 6-7", "from the one that covers an address on");
	list_from(5);
	is_shown("6-7", "or from the next one");
	stop_at = 2;
	is_int(list_from(0), 7, "what the visitor returns");
	is_shown("1-2 2-4", "ends it");
	stop_at = 0;
}

static void test_left_out(void)
{
	static const struct entry list[][ENTRIES] = {
		{ { 1, 2, SWAP }, { 3, 4, SWAP }, { 5, 6, SWAP } },
		{ { 1, 3, SWAP }, { 3, 4, SWAP }, { 5, 6, SWAP } }
	};
	static const struct entry twice[][ENTRIES] = {
		{ { 1, 2, SWAP }, { 3, 4, SWAP }, { 5, 6, SWAP } },
		{ { 1, 3, SWAP }, { 3, 4, SWAP }, { 5, 6, SWAP } },
		{ { 1, 3, SWAP }, { 3, 6, SWAP } }
	};

	use(list, 1, 1, 4);
	is_int(list_from(0), 0, "a list that leaves an entry out");
	is_shown("1-2 2-3 3-4 5-6", "is read again from there on");
	is_int(readings, 2, "once");
	use(twice, 2, 1, 6);
	list_from(0);
	is_shown("1-2 2-3 3-4 4-6", "and where another is left out again");
	is_int(readings, 3, "each time");
	use(list, 1, 1, 4);
	list_from(2);
	is_shown("1-3 3-4 5-6", "also if it is the first that is wanted");
}

static void test_never_told(void)
{
	static const struct entry list[][ENTRIES] = {
		{ { 1, 2, SWAP }, { 3, 4, SWAP } }
	};

	use(list, 0, 1, 4);
	is_int(list_from(0), 0, "what is never told");
	is_shown("1-2 3-4", "is a hole");
	is_int(readings, FREEBSD_READINGS + 1, "after so many readings");
}

/* ---- what is told of an entry ------------------------------------------ */

static int fields_differ;

static int check_area(const struct um_area *a, void *wanted)
{
	const struct um_area *w = (const struct um_area *)wanted + shows++;

	if (a->prot == w->prot && a->kind == w->kind && a->shared == w->shared
	    && a->locked == w->locked && a->concealed == w->concealed
	    && a->inherit == w->inherit && a->stack == w->stack)
		return 0;
	diag("entry %d: prot %d kind %d shared %d locked %d concealed %d "
	    "inherit %d stack %d", shows, a->prot, (int)a->kind, a->shared,
	    a->locked, a->concealed, a->inherit, a->stack);
	fields_differ++;
	return 0;
}

static void test_fields(void)
{
	static const struct entry list[][ENTRIES] = { {
		{ 1, 2, 3, KVME_TYPE_SWAP, 0 },
		{ 2, 3, 1, KVME_TYPE_NONE, KVME_FLAG_NEEDS_COPY },
		{ 3, 4, 5, KVME_TYPE_VNODE, KVME_FLAG_COW },
		{ 4, 5, 3, KVME_TYPE_VNODE, KVME_FLAG_USER_WIRED },
		{ 5, 6, 3, KVME_TYPE_SWAP, KVME_FLAG_POSIXSHM },
		{ 6, 7, 0, KVME_TYPE_GUARD, 0 },
		{ 7, 8, 3, KVME_TYPE_DEFAULT,
		    KVME_FLAG_GROWS_DOWN | KVME_FLAG_NOCOREDUMP }
	} };
	struct um_area wanted[] = {
		{ 0, 0, PROT_READ | PROT_WRITE, UM_KIND_ANON, -1, -1, 0, -1, 0 },
		{ 0, 0, PROT_READ, UM_KIND_ANON, 0, -1, 0, -1, 0 },
		{ 0, 0, PROT_READ | PROT_EXEC, UM_KIND_FILE, 0, -1, 0, -1, 0 },
		{ 0, 0, PROT_READ | PROT_WRITE, UM_KIND_FILE, 1, 1, 0, -1, 0 },
		{ 0, 0, PROT_READ | PROT_WRITE, UM_KIND_FILE, 1, -1, 0, -1, 0 },
		{ 0, 0, PROT_NONE, UM_KIND_ANON, 0, -1, 0, UM_INHERIT_COPY, 0 },
		{ 0, 0, PROT_READ | PROT_WRITE, UM_KIND_ANON, -1, -1, 1, -1, 1 }
	};

	use(list, 0, 0, 0);
	shows = fields_differ = 0;
	host_areas(0, check_area, wanted);
	ok(shows == 7 && fields_differ == 0,
	    "of anonymous memory, files, objects, guards and the stack what is "
	    "told is known, and what is not is not");
}

/* ---- reading it -------------------------------------------------------- */

static void test_long(void)
{
	use(0, 0, 0, 0);
	many = 2000;
	is_int(list_from(0), 0, "a list that is longer than the first room");
	is_int(shows, many, "is told whole");
	ok(readings > 1, "in more than one reading");
}

static void test_refused(void)
{
	use(0, 0, 0, 0);
	refusal = EPERM;
	ok(list_from(0) == -1 && errno == EPERM, "a list that is refused is -1 "
	    "and errno");
	is_int(readings, 1, "at once");
}

static void test_alone(void)
{
	threads = 1;
	is_int(host_alone(), 1, "a process of one thread is alone");
	threads = 2;
	is_int(host_alone(), 0, "one of two is not");
}

int main(void)
{
	plan(0);
	test_whole();
	test_left_out();
	test_never_told();
	test_fields();
	test_long();
	test_refused();
	test_alone();
	return done();
}

#endif
