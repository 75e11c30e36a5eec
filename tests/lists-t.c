/* What the library makes of the lists of areas that kernels tell: each kernel's
 * code, over its own raw call as tests/kernels/sim-lists.c answers it, from
 * lists that are made up. */
#include "tap.h"
#include "counting.h"
#include "../lib/host/list.h"

#ifndef __linux__

int main(void)
{
	skip_all("simulated kernels, which are made of Linux");
	return 1;
}

#else

#include <stdio.h>
#include "kernels/sim.h"

/* ---- a list ------------------------------------------------------------ */

static size_t unit;

/* Where no memory lies that a list is read into. */
#define BASE ((uintptr_t)(UINTPTR_MAX - UINTPTR_MAX / 8) & ~(uintptr_t)0xffff)

static uintptr_t at_unit(size_t n)
{
	return BASE + n * unit;
}

/* Every second unit is an area; `grows' more at each reading. */
static size_t areas, grows, most_areas;
static int readings;

static void nth_area(size_t n, struct um_area *area)
{
	memset(area, 0, sizeof *area);
	area->start = at_unit(2 * n);
	area->end = at_unit(2 * n + 1);
	area->prot = n % 3 ? PROT_READ | PROT_WRITE : PROT_READ;
	area->kind = UM_KIND_ANON;
	area->inherit = UM_INHERIT_COPY;
}

static int tell_many(uintptr_t from, um_visit *visit, void *closure,
    unsigned tells)
{
	size_t n = from < BASE ? 0 : (from - BASE + unit) / (2 * unit);
	struct um_area area;
	int stopped = 0;

	(void)tells;
	readings++;
	areas = areas + grows < most_areas ? areas + grows : areas;
	for (; !stopped && n < areas; n++) {
		nth_area(n, &area);
		stopped = visit(&area, closure);
	}
	return stopped;
}

/* ---- kernels ----------------------------------------------------------- */

struct kernel {
	const char *name;
	um_go *way;
	int (*sysctl)(const int *, unsigned, void *, size_t *);
	int (*open)(const char *, int, mode_t);
};

static struct um_sys real;

static int open_svr4(const char *path, int flags, mode_t mode)
{
	return strcmp(path, "/proc/self/map") == 0 ? um_sim_svr4_map()
	    : real.open(path, flags, mode);
}

static int open_aix(const char *path, int flags, mode_t mode)
{
	char map[64];

	sprintf(map, "/proc/%d/map", (int)getpid());
	return strcmp(path, map) == 0 ? um_sim_aix_map()
	    : real.open(path, flags, mode);
}

/* Texts, a line for each area. */
struct text {
	int fd;
	const char *line;
};

static int put_line(const struct um_area *area, void *closure)
{
	const struct text *t = closure;
	char line[128];
	const int n = snprintf(line, sizeof line, t->line,
	    (unsigned long)area->start, (unsigned long)area->end,
	    area->prot & PROT_WRITE ? 'w' : '-');

	return write(t->fd, line, (size_t)n) != n;
}

static int text_fd = -1;

static int open_text(const char *line)
{
	struct text t;

	t.fd = temporary_file(0);
	t.line = line;
	if (um_sim_told(0, put_line, &t, 0) != 0
	    || lseek(t.fd, 0, SEEK_SET) != 0)
		return -1;
	text_fd = t.fd;
	return t.fd;
}

static int open_dragonfly(const char *path, int flags, mode_t mode)
{
	return strcmp(path, "/proc/curproc/map") == 0 ? open_text(
	    "0x%lx 0x%lx 1 0 0xfff8 r%c- 1 0 0x0000 NCOW NNC default -\n")
	    : real.open(path, flags, mode);
}

static int open_linux(const char *path, int flags, mode_t mode)
{
	return strcmp(path, "/proc/self/maps") == 0
	    || strcmp(path, "/proc/curproc/maps") == 0
	    ? open_text("%lx-%lx r%c-p 00000000 00:00 0 \n")
	    : real.open(path, flags, mode);
}

/* DragonFly sys/vfs/procfs/procfs_map.c: a read that has not room for all. */
static ssize_t read_text(int fd, void *to, size_t n)
{
	struct stat status;

	if (fd == text_fd && fstat(fd, &status) == 0
	    && (size_t)status.st_size > n) {
		errno = EFBIG;
		return -1;
	}
	return read(fd, to, n);
}

static const struct kernel kernels[] = {
	{ "FreeBSD", um_area_by_freebsd_sysctl, um_sim_freebsd_sysctl, 0 },
	{ "NetBSD", um_area_by_netbsd_sysctl, um_sim_netbsd_sysctl, 0 },
	{ "OpenBSD", um_area_by_openbsd_sysctl, um_sim_openbsd_sysctl, 0 },
	{ "macOS", um_area_by_mach_region, 0, 0 },
	{ "the Hurd", um_area_by_vm_region, 0, 0 },
	{ "Haiku", um_area_by_next_area, 0, 0 },
	{ "illumos", um_area_by_svr4_map, 0, open_svr4 },
	{ "AIX", um_area_by_aix_map, 0, open_aix },
	{ "DragonFly", um_area_by_curproc_map, 0, open_dragonfly },
	{ "NetBSD's procfs", um_area_by_curproc_maps, 0, open_linux },
	{ "Linux", um_area_by_text, 0, open_linux }
};
enum { KERNELS = sizeof kernels / sizeof *kernels };

static int never_mapped(void *addr, size_t len, unsigned char *vec)
{
	(void)addr;
	(void)len;
	(void)vec;
	errno = ENOMEM;
	return -1;
}

static void enter(const struct kernel *k)
{
	um_kernel.sys = real;
	um_kernel.sys.sysctl = k->sysctl;
	um_kernel.sys.mach_region = um_sim_mach_region;
	um_kernel.sys.vm_region = um_sim_vm_region;
	um_kernel.sys.next_area = um_sim_next_area;
	um_kernel.sys.mincore = never_mapped;
	if (k->open)
		um_kernel.sys.open = k->open;
	if (k->way == um_area_by_curproc_map)
		um_kernel.sys.read = read_text;
	count_calls();
	reset_calls();
	um_sim_told = tell_many;
	areas = most_areas = 0;
	grows = 0;
	readings = 0;
}

/* What was mapped and opened for it is no more. */
static int left_nothing(int next)
{
	return calls_of("mmap") == calls_of("munmap")
	    && next_descriptor() == next;
}

/* ---- what was shown ---------------------------------------------------- */

struct seen {
	size_t shown, stop_at;
	uintptr_t first, last;
	int disordered, wrong;
};

/* Each is one of the list, as far as all kernels tell. */
static int see(const struct um_area *area, void *closure)
{
	struct seen *s = closure;
	struct um_area same;

	nth_area((area->start - BASE) / (2 * unit), &same);
	s->wrong += area->start != same.start || area->end != same.end
	    || area->prot != same.prot || area->kind == UM_KIND_FILE
	    || area->shared == 1;
	if (!s->shown++)
		s->first = area->start;
	else if (area->start < s->last)
		s->disordered++;
	s->last = area->end;
	return s->shown == s->stop_at ? 7 : 0;
}

static int list(const struct kernel *k, uintptr_t from, struct seen *s,
    struct um_question *ask)
{
	const size_t stop_at = s->stop_at;

	memset(s, 0, sizeof *s);
	s->stop_at = stop_at;
	ask->from = from;
	ask->visit = see;
	ask->closure = s;
	ask->stopped = 0;
	return k->way(ask);
}

static int is_good(const struct seen *s, size_t shown)
{
	if (s->shown == shown && !s->disordered && !s->wrong)
		return 1;
	diag("%lu shown, not %lu; %d disordered, %d wrong",
	    (unsigned long)s->shown, (unsigned long)shown, s->disordered,
	    s->wrong);
	return 0;
}

/* ---- each kernel ------------------------------------------------------- */

static size_t many(void)
{
	const size_t room = (UINTPTR_MAX - BASE) / unit / 2 - 1;

	return room < 60000 ? room : 60000;
}

static void test_lengths(const struct kernel *k)
{
	/* around what OpenBSD tells at once, what NetBSD copies at most */
	static const size_t lengths[] = { 1, 57, 100, 630, 631, 817, 818, 819,
		820, 1637, 1638, 2000, 4647, 4648, 4649, 9295, 9296, 12000 };
	const int next = next_descriptor();
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };
	size_t i;
	int good = 1;

	for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		areas = lengths[i] < many() ? lengths[i] : many();
		good &= list(k, 0, &s, &ask) == 0 && is_good(&s, areas);
	}
	areas = many();
	errno = 12345;
	ok(list(k, 0, &s, &ask) == 0 && is_good(&s, areas) && errno == 12345,
	    "%s: %lu areas are told, each once, with errno as it was", k->name,
	    (unsigned long)areas);
	ok(good, "%s: and shorter lists", k->name);
	ok(left_nothing(next), "%s: nothing that they were read into is left",
	    k->name);
}

static void test_from(const struct kernel *k)
{
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };
	int good;

	areas = 2000;
	good = list(k, at_unit(2 * 1500) + unit / 2, &s, &ask) == 0
	    && is_good(&s, 500) && s.first == at_unit(2 * 1500);
	good &= list(k, at_unit(2 * 1500 + 1), &s, &ask) == 0
	    && is_good(&s, 499);
	good &= list(k, at_unit(2 * 2000), &s, &ask) == 0 && is_good(&s, 0);
	ok(good, "%s: from the one that covers an address, else the next",
	    k->name);
	s.stop_at = 900;
	ok(list(k, 0, &s, &ask) == 0 && is_good(&s, 900) && ask.stopped == 7,
	    "%s: until the visitor has seen enough", k->name);
}

/* While it is read; to an end, as all memory has. */
static void test_growing(const struct kernel *k)
{
	const int next = next_descriptor();
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };

	areas = 700;
	grows = 100;
	most_areas = 5000;
	ok(list(k, 0, &s, &ask) == 0 && s.shown >= 700 && s.shown <= 5000
	    && is_good(&s, s.shown) && left_nothing(next),
	    "%s: a list that grows while it is read", k->name);
	grows = 0;
}

/* The raw call that fails. */
static int until, failure;

static int is_now(void)
{
	if (until-- != 0)
		return 0;
	errno = failure;
	return 1;
}

static int failing_sysctl(const int *name, unsigned names, void *old,
    size_t *len)
{
	return is_now() ? -1 : um_sim_openbsd_sysctl(name, names, old, len);
}

static int refusing_sysctl(const int *name, unsigned names, void *old,
    size_t *len)
{
	(void)name;
	(void)names;
	(void)old;
	(void)len;
	errno = failure;
	return -1;
}

/* KERN_RESOURCE_SHORTAGE, KERN_FAILURE */
static int mach_failure(void)
{
	return failure == ENOMEM ? 6 : 5;
}

static int failing_mach(uint64_t *addr, uint64_t *size, unsigned *depth,
    void *info, unsigned *count)
{
	return is_now() ? mach_failure()
	    : um_sim_mach_region(addr, size, depth, info, count);
}

static int failing_hurd(uintptr_t *addr, uintptr_t *size, int *prot,
    int *inherit, int *object)
{
	return is_now() ? mach_failure() : um_sim_vm_region(addr, size, prot, inherit,
	    object);
}

static int failing_haiku(ssize_t *cookie, void *info, size_t size)
{
	return is_now() ? INT_MIN : um_sim_next_area(cookie, info, size);
}

static int refusing_open(const char *path, int flags, mode_t mode)
{
	(void)path;
	(void)flags;
	(void)mode;
	errno = failure;
	return -1;
}

static void refuse(void)
{
	um_kernel.sys.sysctl = refusing_sysctl;
	um_kernel.sys.mach_region = failing_mach;
	um_kernel.sys.vm_region = failing_hurd;
	um_kernel.sys.next_area = failing_haiku;
	um_kernel.sys.open = refusing_open;
	until = 0;
}

static ssize_t refusing_read(int fd, void *to, size_t n)
{
	(void)fd;
	(void)to;
	(void)n;
	errno = EIO;
	return -1;
}

/* A file that is there and cannot be read. */
static void test_unread(const struct kernel *k)
{
	const int next = next_descriptor();
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };

	areas = 100;
	um_kernel.sys.read = refusing_read;
	ok(list(k, 0, &s, &ask) == -1 && errno == ENOSYS && s.shown == 0
	    && left_nothing(next), "%s: a list that cannot be read", k->name);
}

static void test_refused(const struct kernel *k)
{
	static const int errnos[] = { EPERM, EACCES, ENOENT, EINVAL, ENOTSUP };
	const int next = next_descriptor();
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };
	size_t i;
	int good = 1;

	areas = 100;
	for (i = 0; i < sizeof errnos / sizeof *errnos; i++) {
		refuse();
		failure = errnos[i];
		good &= list(k, 0, &s, &ask) == -1 && s.shown == 0
		    && (errno == ENOSYS || errno == errnos[i]);
	}
	ok(good && left_nothing(next), "%s: a list that is refused", k->name);
}

/* What a limit says is not about the list. */
static void test_limited(const struct kernel *k)
{
	static const int files[] = { EMFILE, ENFILE, EAGAIN }, mach[] = { ENOMEM };
	const int is_mach = !k->open && !k->sysctl;
	const size_t n = is_mach ? 1 : 3;
	const int *const errnos = is_mach ? mach : files;
	const int next = next_descriptor();
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };
	size_t i;
	int good = 1;

	areas = 100;
	for (i = 0; i < n; i++) {
		refuse();
		failure = errnos[i];
		good &= list(k, 0, &s, &ask) == -1 && s.shown == 0
		    && errno == errnos[i];
	}
	ok(good && left_nothing(next), "%s: a list that a limit refuses",
	    k->name);
}

static void test_kernel(const struct kernel *k)
{
	enter(k);
	test_lengths(k);
	enter(k);
	test_from(k);
	enter(k);
	test_growing(k);
	enter(k);
	test_refused(k);
	enter(k);
	if (k->way != um_area_by_next_area)	/* it has no limit */
		test_limited(k);
	enter(k);
	if (k->open)
		test_unread(k);
}

/* ---- in pieces --------------------------------------------------------- */

/* A way that fails half-way leaves the rest to the next. */
static void test_half_way(void)
{
	static const struct {
		int kernel, until;
	} pieces[] = { { 2, 1 }, { 2, 2 }, { 3, 1000 }, { 4, 1 } };
	const struct kernel *k;
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };
	size_t i;
	int failed;

	for (i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		k = &kernels[pieces[i].kernel];
		enter(k);
		areas = 3000;
		until = pieces[i].until;
		failure = ENOMEM;
		um_kernel.sys.sysctl = failing_sysctl;
		um_kernel.sys.mach_region = failing_mach;
		um_kernel.sys.vm_region = failing_hurd;
		failed = list(k, 0, &s, &ask);
		ok(failed == -1 && s.shown && s.shown < areas
		    && ask.from == s.last && k->way(&ask) == 0
		    && is_good(&s, areas),
		    "%s: what was told before raw call %d failed is not told "
		    "again", k->name, until);
	}
}

/* OpenBSD: what grows between two pieces. */
static int tell_joined(uintptr_t from, um_visit *visit, void *closure,
    unsigned tells)
{
	const size_t n = OPENBSD_MOST / sizeof(struct openbsd_record);
	struct um_area area;
	size_t i;
	int stopped = 0;

	(void)from;
	(void)tells;
	readings++;
	for (i = 0; !stopped && i < n + 2; i++) {
		nth_area(i, &area);
		if (i == n - 1 && readings > 1)
			area.end = at_unit(2 * n);
		stopped = visit(&area, closure);
	}
	return stopped;
}

struct sum {
	uintptr_t bytes, end;
	int overlaps;
};

static int add_up(const struct um_area *area, void *closure)
{
	struct sum *s = closure;

	s->overlaps += area->start < s->end;
	s->bytes += area->end - area->start;
	s->end = area->end;
	return 0;
}

static void test_joined(void)
{
	const size_t n = OPENBSD_MOST / sizeof(struct openbsd_record);
	struct sum sum = { 0, 0, 0 };
	struct um_question ask = { 0, add_up, &sum, 0 };

	enter(&kernels[2]);
	um_sim_told = tell_joined;
	ok(um_area_by_openbsd_sysctl(&ask) == 0 && sum.overlaps == 0
	    && sum.bytes == (n + 3) * unit && readings == 2,
	    "OpenBSD: of the last entry of a piece that has grown meanwhile the "
	    "rest is told");
}

/* Whatever a kernel tells, there is an end. */
static int same_again(const int *name, unsigned names, void *old, size_t *len)
{
	((struct openbsd_record *)old)->start = 0;
	return um_sim_openbsd_sysctl(name, names, old, len);
}

static void test_same_again(void)
{
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };

	enter(&kernels[2]);
	areas = 2000;
	um_kernel.sys.sysctl = same_again;
	ok(list(&kernels[2], 0, &s, &ask) == -1 && errno == ENOSYS
	    && !s.disordered, "OpenBSD: a kernel that begins anew each time is "
	    "not asked for ever");
}

/* NetBSD: more than it copies, even without their paths. */
static void test_too_many(void)
{
	struct um_question ask;
	struct seen s = { 0, 0, 0, 0, 0, 0 };

	enter(&kernels[1]);
	areas = 70000;
	ok(list(&kernels[1], 0, &s, &ask) == -1 && errno == ENOTSUP
	    && s.shown == 0, "NetBSD: a list that it could write beyond its "
	    "own memory for is not asked for");
}

/* ---- FreeBSD: what another thread joins meanwhile ---------------------- */

enum { ENTRIES = 8 };

struct entry {
	int start, end;		/* in units; the list is ended by an end of 0 */
	int prot, type, flags;
};
static const struct entry (*lists)[ENTRIES];	/* of each reading */
static int last_list;		/* it is told from then on */
static int mapped_from, mapped_to;	/* in units */

static int entries_sysctl(const int *name, unsigned names, void *old,
    size_t *len)
{
	const struct entry *e = lists[readings < last_list ? readings
	    : last_list];
	struct freebsd_record record;
	char *to = old;

	(void)names;
	if (name[2] != FREEBSD_PROC_VMMAP) {
		errno = ENOENT;
		return -1;
	}
	for (readings++; e->end; e++, to += record.size) {
		memset(&record, 0, sizeof record);
		record.size = offsetof(struct freebsd_record, path) + 8;
		record.start = at_unit((size_t)e->start);
		record.end = at_unit((size_t)e->end);
		record.protection = e->prot;
		record.type = e->type;
		record.flags = e->flags;
		memcpy(to, &record, (size_t)record.size);
	}
	*len = (size_t)(to - (char *)old);
	return 0;
}

static int told_mincore(void *addr, size_t len, unsigned char *vec)
{
	const uintptr_t at = (uintptr_t)addr;

	(void)len;
	*vec = 1;
	if (at >= at_unit((size_t)mapped_from) && at < at_unit((size_t)mapped_to))
		return 0;
	errno = ENOMEM;
	return -1;
}

static void use(const struct entry (*of)[ENTRIES], int last, int from, int to)
{
	enter(&kernels[0]);
	um_kernel.sys.sysctl = entries_sysctl;
	um_kernel.sys.mincore = told_mincore;
	lists = of;
	last_list = last;
	readings = 0;
	mapped_from = from;
	mapped_to = to;
}

static char shown[256];

static int show_area(const struct um_area *area, void *closure)
{
	const size_t used = strlen(shown);

	(void)closure;
	snprintf(shown + used, sizeof shown - used, "%s%d-%d",
	    used ? " " : "", (int)((area->start - BASE) / unit),
	    (int)((area->end - BASE) / unit));
	return 0;
}

static void is_shown(int from, const char *wanted, const char *what)
{
	struct um_question ask = { at_unit((size_t)from), show_area, 0, 0 };

	shown[0] = '\0';
	if (!ok(um_area_by_freebsd_sysctl(&ask) == 0
	    && strcmp(shown, wanted) == 0, "FreeBSD: %s", what))
		diag("shown: %s, wanted: %s", shown, wanted);
}

#define SWAP 3, FREEBSD_SWAP, 0

static void test_left_out(void)
{
	static const struct entry whole[][ENTRIES] = {
		{ { 1, 2, SWAP }, { 2, 4, SWAP }, { 6, 7, SWAP } }
	};
	static const struct entry once[][ENTRIES] = {
		{ { 1, 2, SWAP }, { 3, 4, SWAP }, { 5, 6, SWAP } },
		{ { 1, 3, SWAP }, { 3, 4, SWAP }, { 5, 6, SWAP } }
	};
	static const struct entry twice[][ENTRIES] = {
		{ { 1, 2, SWAP }, { 3, 4, SWAP }, { 5, 6, SWAP } },
		{ { 1, 3, SWAP }, { 3, 4, SWAP }, { 5, 6, SWAP } },
		{ { 1, 3, SWAP }, { 3, 6, SWAP } }
	};
	static const struct entry never[][ENTRIES] = {
		{ { 1, 2, SWAP }, { 3, 4, SWAP } }
	};

	use(whole, 0, 1, 4);
	is_shown(0, "1-2 2-4 6-7", "a hole in which nothing is mapped");
	is_int(readings, 1,
	    "FreeBSD: the list is read once where nothing is left out");
	is_shown(3, "2-4 6-7", "from the one that covers an address on");
	use(once, 1, 1, 4);
	is_shown(0, "1-2 2-3 3-4 5-6", "an entry that is left out is read");
	is_int(readings, 2, "FreeBSD: twice where an entry was left out");
	use(twice, 2, 1, 6);
	is_shown(0, "1-2 2-3 3-4 4-6", "and where another is left out again");
	is_int(readings, 3,
	    "FreeBSD: three times where two were, one after the other");
	use(once, 1, 1, 4);
	is_shown(2, "1-3 3-4 5-6", "also if it is the first that is wanted");
	use(never, 0, 1, 4);
	is_shown(0, "1-2 3-4", "what is never told is a hole");
	is_int(readings, 17, "FreeBSD: and seventeen times where one is never told");
}

/* ---- reading, whatever the kernel ------------------------------------------ */

static uintptr_t last_start;
static int disordered;

static int see_order(const struct um_area *area, void *closure)
{
	(void)closure;
	disordered |= area->start != last_start + unit;
	last_start = area->start;
	return 0;
}

static void test_order(void)
{
	struct um_question ask = { 0, see_order, 0, 0 };
	struct um_list l = { &ask, { 0, 0 }, 0, 0 };
	struct um_range at;
	struct um_area *a;
	size_t i;

	if (um_scratch(&at) < 0) {
		ok(0, "a page");
		return;
	}
	l.scratch = at;
	a = (struct um_area *)at.addr;
	for (i = 0; i < 8; i++) {
		memset(&a[i], 0, sizeof a[i]);
		a[i].start = ((i ^ 1) + 1) * unit;
		a[i].end = a[i].start + unit;
	}
	l.have = 8;
	last_start = 0;
	um_list_show_sorted(&l);
	ok(!disordered && last_start == 8 * unit,
	    "a list in any order is told in that of addresses");
	um_list_end(&l);
}

static int says_enospc(const int *name, unsigned names, void *to, size_t *len)
{
	(void)name;
	(void)names;
	(void)to;
	(void)len;
	errno = ENOSPC;
	return -1;
}

static int open_null(const char *path, int flags, mode_t mode)
{
	(void)path;
	return real.open("/dev/null", flags, mode);
}

static void test_reading(void)
{
	struct um_range at;
	struct um_list l = { 0, { 0, 0 }, 0, 0 };
	size_t len = 0;

	um_kernel.sys.sysctl = says_enospc;
	ok(um_list_sysctl(0, 0, 0, &len) < 0 && errno == ENOMEM,
	    "ENOSPC is NetBSD's word for a list that is longer");
	um_kernel.sys = real;
	if (um_scratch(&at) < 0)
		return;
	l.scratch = at;
	um_kernel.sys.open = open_null;
	ok(um_list_read_file(&l, "/proc/self/map", 0) < 0 && errno == ENOSYS,
	    "an empty file is no list");
	um_kernel.sys = real;
	um_list_end(&l);
}

int main(void)
{
	int i;

	plan(0);
	unit = page();
	real = um_kernel.sys;
	for (i = 0; i < KERNELS; i++)
		test_kernel(&kernels[i]);
	test_half_way();
	test_joined();
	test_same_again();
	test_too_many();
	test_left_out();
	test_order();
	test_reading();
	return done();
}

#endif
