/* The fault harness: see failing.h. */
#include "failing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- raw calls ------------------------------------------------------------ */

const struct failing failing[FAIL_ROWS] = {
	[FAIL_MMAP] = { "mmap",
	    { ENOMEM, EPERM, EACCES, ENOSYS, EINVAL, EAGAIN } },
	[FAIL_MUNMAP] = { "munmap", { ENOMEM, EINVAL } },
	[FAIL_MPROTECT] = { "mprotect", { ENOMEM, EACCES } },
	[FAIL_MSYNC] = { "msync", { ENOMEM, EINVAL, EBUSY, EIO } },
	[FAIL_MADVISE] = { "madvise",
	    { ENOMEM, EINVAL, ENOSYS, EPERM, EAGAIN, EBUSY } },
	[FAIL_MLOCK] = { "mlock", { ENOMEM, EAGAIN, EPERM } },
	[FAIL_MUNLOCK] = { "munlock", { ENOMEM, EPERM } },
	[FAIL_MINCORE] = { "mincore", { ENOMEM, EAGAIN, ENOSYS } },
	[FAIL_MREMAP] = { "mremap", { ENOMEM, EFAULT, EAGAIN, EINVAL } },
	[FAIL_MINHERIT] = { "minherit", { ENOMEM, EINVAL, ENOSYS } },
	[FAIL_MEMFD_CREATE] = { "memfd_create",
	    { ENOSYS, EPERM, EINVAL, EMFILE, ENFILE, ENOMEM } },
	[FAIL_SHM_OPEN] = { "shm_open",
	    { ENOSYS, EACCES, EMFILE, ENFILE, ENOENT, EEXIST, ENOSPC } },
	[FAIL_SHM_UNLINK] = { "shm_unlink", { EACCES, ENOENT } },
	[FAIL_SHM_MKSTEMP] = { "shm_mkstemp", { ENOSYS, EACCES, EMFILE } },
	[FAIL_ALIAS] = { "alias", { ENOMEM, ENOSYS } },
	[FAIL_OPEN] = { "open",
	    { ENOENT, EACCES, EMFILE, ENFILE, EINTR, ENOSPC } },
	[FAIL_UNLINK] = { "unlink", { EACCES, EROFS } },
	[FAIL_CLOSE] = { "close", { EIO, EINTR } },
	[FAIL_FTRUNCATE] = { "ftruncate", { ENOSPC, EIO, EFBIG, EINTR } },
	[FAIL_ALLOCATE] = { "allocate",
	    { ENOSPC, EINTR, EOPNOTSUPP, EINVAL, ENOMEM, EPERM } },
	[FAIL_READ] = { "read", { EIO, EINTR } },
	[FAIL_WRITE] = { "write", { EIO, EINTR } },
	[FAIL_PWRITE] = { "pwrite", { ENOSPC, EINTR, EIO, ENXIO } },
	[FAIL_IOCTL] = { "ioctl", { ENOTTY, EINVAL, ENOMEM } },
	[FAIL_AREAS] = { "the call for areas", { ENOMEM, EPERM, ENOSYS } },
	[FAIL_MREMAP_NETBSD] = { "mremap of NetBSD", { ENOMEM, EINVAL } },
	[FAIL_MEMCNTL] = { "memcntl", { ENOMEM, EINVAL, ENOTSUP } },
	[FAIL_MSEAL] = { "mseal", { ENOSYS, EPERM, EINVAL, ENOMEM } },
	[FAIL_MIMMUTABLE] = { "mimmutable", { ENOMEM, EINVAL } },
	[FAIL_PRCTL] = { "prctl", { EINVAL, EBADF, ENOMEM, ENOSYS, EPERM } }
};

static struct um_sys real;
static int counts[FAIL_ROWS];
static enum fail_row armed = FAIL_ROWS;
static int armed_nth, armed_errno, fired;

static int fails_now(enum fail_row row)
{
	const int now = counts[row]++;

	if (row != armed || now != armed_nth)
		return 0;
	fired = 1;
	errno = armed_errno;
	return 1;
}

static void *fail_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return fails_now(FAIL_MMAP) ? MAP_FAILED
	    : real.mmap(addr, len, prot, flags, fd, offset);
}

static void *fail_mremap(void *addr, size_t old, size_t new, int flags,
    void *to)
{
	return fails_now(FAIL_MREMAP) ? MAP_FAILED
	    : real.mremap(addr, old, new, flags, to);
}

static void *fail_mremap_netbsd(void *addr, size_t old, void *to, size_t new,
    int flags)
{
	return fails_now(FAIL_MREMAP_NETBSD) ? MAP_FAILED
	    : real.mremap_netbsd(addr, old, to, new, flags);
}

/* Names of files that this process made: others make some at the same time. */
enum { NAMES = 256 };
static char names[NAMES][64];
static int named;

static void remember(const char *path)
{
	const char *last = strrchr(path, '/');

	if (named < NAMES)
		snprintf(names[named++], sizeof *names, "%.60s",
		    last ? last + 1 : path);
}

static int fail_open(const char *path, int flags, mode_t mode)
{
	if (fails_now(FAIL_OPEN))
		return -1;
	if (flags & O_CREAT)
		remember(path);
	return real.open(path, flags, mode);
}

static int fail_shm_open(const char *name, int flags, mode_t mode)
{
	if (fails_now(FAIL_SHM_OPEN))
		return -1;
	if (flags & O_CREAT)
		remember(name);
	return real.shm_open(name, flags, mode);
}

static int fail_shm_mkstemp(char *name)
{
	int fd;

	if (fails_now(FAIL_SHM_MKSTEMP))
		return -1;
	fd = real.shm_mkstemp(name);
	remember(name);
	return fd;
}

/* Made and failed: nobody could do more about what would be left. */
static int fail_close(int fd)
{
	const int failed = real.close(fd);

	return fails_now(FAIL_CLOSE) ? -1 : failed;
}

static int fail_unlink(const char *path)
{
	const int failed = real.unlink(path);

	return fails_now(FAIL_UNLINK) ? -1 : failed;
}

static int fail_shm_unlink(const char *name)
{
	const int failed = real.shm_unlink(name);

	return fails_now(FAIL_SHM_UNLINK) ? -1 : failed;
}

#define WRAP(type, row, name, parameters, arguments) \
	static type fail_##name parameters \
	{ \
		return fails_now(row) ? -1 : real.name arguments; \
	}
WRAP(int, FAIL_MUNMAP, munmap, (void *a, size_t n), (a, n))
WRAP(int, FAIL_MPROTECT, mprotect, (void *a, size_t n, int p), (a, n, p))
WRAP(int, FAIL_MSYNC, msync, (void *a, size_t n, int f), (a, n, f))
WRAP(int, FAIL_MADVISE, madvise, (void *a, size_t n, int f), (a, n, f))
WRAP(int, FAIL_MLOCK, mlock, (const void *a, size_t n), (a, n))
WRAP(int, FAIL_MUNLOCK, munlock, (const void *a, size_t n), (a, n))
WRAP(int, FAIL_MINCORE, mincore, (void *a, size_t n, unsigned char *v),
    (a, n, v))
WRAP(int, FAIL_MINHERIT, minherit, (void *a, size_t n, int i), (a, n, i))
WRAP(int, FAIL_MEMFD_CREATE, memfd_create, (const char *s, unsigned f), (s, f))
WRAP(int, FAIL_ALIAS, alias, (uintptr_t a, size_t n, uintptr_t to), (a, n, to))
WRAP(int, FAIL_ALLOCATE, allocate, (int fd, off_t at, off_t n), (fd, at, n))
WRAP(ssize_t, FAIL_PWRITE, pwrite, (int fd, const void *p, size_t n, off_t at),
    (fd, p, n, at))
WRAP(int, FAIL_FTRUNCATE, ftruncate, (int fd, off_t n), (fd, n))
WRAP(ssize_t, FAIL_READ, read, (int fd, void *p, size_t n), (fd, p, n))
WRAP(ssize_t, FAIL_WRITE, write, (int fd, const void *p, size_t n), (fd, p, n))
WRAP(int, FAIL_IOCTL, ioctl, (int fd, unsigned long r, void *a), (fd, r, a))
WRAP(int, FAIL_MEMCNTL, memcntl, (void *a, size_t n, int c, void *p, int t,
    int m), (a, n, c, p, t, m))
WRAP(int, FAIL_MSEAL, mseal, (void *a, size_t n, unsigned long f), (a, n, f))
WRAP(int, FAIL_MIMMUTABLE, mimmutable, (void *a, size_t n), (a, n))
WRAP(int, FAIL_PRCTL, prctl, (int o, unsigned long a, unsigned long b,
    unsigned long c, unsigned long d), (o, a, b, c, d))
WRAP(int, FAIL_AREAS, areas, (uintptr_t from, um_visit *visit, void *closure),
    (from, visit, closure))

void failing_install(void)
{
	real = um_kernel.sys;
#define REPLACE(name) (um_kernel.sys.name = real.name ? fail_##name : 0)
	REPLACE(mmap);
	REPLACE(munmap);
	REPLACE(mprotect);
	REPLACE(msync);
	REPLACE(madvise);
	REPLACE(mlock);
	REPLACE(munlock);
	REPLACE(mincore);
	REPLACE(mremap);
	REPLACE(minherit);
	REPLACE(memfd_create);
	REPLACE(shm_open);
	REPLACE(shm_unlink);
	REPLACE(shm_mkstemp);
	REPLACE(alias);
	REPLACE(open);
	REPLACE(unlink);
	REPLACE(close);
	REPLACE(ftruncate);
	REPLACE(allocate);
	REPLACE(read);
	REPLACE(write);
	REPLACE(pwrite);
	REPLACE(ioctl);
	REPLACE(areas);
	REPLACE(mremap_netbsd);
	REPLACE(memcntl);
	REPLACE(mseal);
	REPLACE(mimmutable);
	REPLACE(prctl);
}

void failing_arm(enum fail_row row, int nth, int err)
{
	memset(counts, 0, sizeof counts);
	armed = row;
	armed_nth = nth;
	armed_errno = err;
	fired = 0;
}

int failing_count(enum fail_row row)
{
	return counts[row];
}

int failing_fired(void)
{
	return fired;
}

/* ---- the process from outside --------------------------------------------- */

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
	if (fd < 0 || is_under("valgrind") || is_under("asan")
	    || is_under("tsan")) {
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

/* A simulated kernel puts something of its own before the name. */
static int is_ours(const char *file)
{
	int i;

	for (i = 0; i < named; i++)
		if (strstr(file, names[i]))
			return 1;
	return 0;
}

static void take_files(struct outside *o, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (is_ours(e->d_name) && o->found < FILES)
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

/* ---- the stage ------------------------------------------------------------ */

#define NOT_SO(condition) \
	do { \
		if (!(condition)) \
			return __LINE__; \
	} while (0)

static const size_t all_pages = STAGE_PAGES, first_page = STAGE_FIRST,
    work_pages = STAGE_WORK;

static void set(struct stage *s, int flags)
{
	const size_t len = all_pages * page();

	s->result = 0;
	s->len = 0;
	s->fd = s->object = -1;
	s->all = um_mmap(0, len, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (s->all == MAP_FAILED)
		_exit(STAGE_CANNOT);
	memset(s->all, STAGE_FOREIGN, len);
	s->work = s->all + first_page * page();
	memset(s->work, STAGE_OLD, work_pages * page());
}

static void set_private(struct stage *s)
{
	set(s, UM_MAP_PRIVATE | UM_MAP_ANON);
}

static void set_shared(struct stage *s)
{
	set(s, UM_MAP_SHARED | UM_MAP_ANON);
}

static void set_file(struct stage *s)
{
	set_private(s);
	s->fd = temporary_file(work_pages * page());
}

static void set_other(unsigned char *at, size_t pages, int flags, int fd)
{
	if (um_mmap(at, pages * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_FIXED | flags, fd, 0) != at)
		_exit(STAGE_CANNOT);
}

/* The work pages are a map of the file. */
static void set_file_map(struct stage *s)
{
	set_file(s);
	set_other(s->work, work_pages, 0, s->fd);
}

static void set_hole(struct stage *s)
{
	set_private(s);
	um_munmap(s->work, work_pages * page());
}

static void set_half_hole(struct stage *s)
{
	set_private(s);
	um_munmap(s->work + 2 * page(), 2 * page());
}

/* Four pages with room behind them. */
static void set_room(struct stage *s)
{
	set_private(s);
	um_munmap(s->work + 4 * page(), (work_pages - 4) * page());
}

static void set_read_only(struct stage *s)
{
	set_private(s);
	um_mprotect(s->work, work_pages * page(), PROT_READ);
}

static void set_mixed(struct stage *s)
{
	set_private(s);
	set_other(s->work + 4 * page(), 2, UM_MAP_ANON, -1);
	memset(s->work, STAGE_OLD, work_pages * page());
}

static void set_locked(struct stage *s)
{
	set_private(s);
	um_mlock(s->work, work_pages * page());
}

/* Old Linux and SVR4 want a privilege for either. */
static void set_to_unlock(struct stage *s)
{
	set_private(s);
	if (um_mlock(s->work, work_pages * page()) < 0)
		_exit(STAGE_CANNOT);
}

static void set_unshared(struct stage *s)
{
	set_private(s);
	um_minherit(s->work, work_pages * page(), UM_INHERIT_NONE);
}

int stage_clear(struct stage *s)
{
	int stays;

	if (s->result)
		um_munmap(s->result, s->len);
	stays = um_munmap(s->all, all_pages * page()) < 0 && errno == EPERM;
	if (s->fd >= 0)
		close(s->fd);
	if (s->object >= 0)
		close(s->object);
	return stays;
}

/* Address space that is not committed. */
static void set_space(struct stage *s)
{
	set_private(s);
	if (um_mmap(s->work, work_pages * page(), PROT_NONE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_FIXED, -1, 0) == MAP_FAILED)
		_exit(STAGE_CANNOT);
}

static void set_guarded(struct stage *s)
{
	set_private(s);
	if (um_guard(s->work + 2 * page(), 2 * page()) < 0)
		_exit(STAGE_CANNOT);
}

int stage_foreign_intact(const struct stage *s)
{
	const size_t behind = (first_page + work_pages) * page();

	return all_bytes(s->all, first_page * page(), STAGE_FOREIGN)
	    && all_bytes(s->all + behind, all_pages * page() - behind,
		STAGE_FOREIGN);
}

/* ---- what is so before and after ------------------------------------------ */

static int old_is_kept(struct stage *s)
{
	NOT_SO(all_bytes(s->work, work_pages * page(), STAGE_OLD));
	return 0;
}

static int nothing(struct stage *s)
{
	(void)s;
	return 0;
}

static int is_pattern(const unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)i)
			return 0;
	return 1;
}

static int file_is_kept(struct stage *s)
{
	unsigned char bytes[256];
	const off_t last = (off_t)(work_pages * page() - sizeof bytes);

	NOT_SO(pread(s->fd, bytes, sizeof bytes, 0) == sizeof bytes);
	NOT_SO(is_pattern(bytes, sizeof bytes));
	NOT_SO(pread(s->fd, bytes, sizeof bytes, last) == sizeof bytes);
	NOT_SO(is_pattern(bytes, sizeof bytes));
	return 0;
}

static int file_map_is_kept(struct stage *s)
{
	NOT_SO(is_pattern(s->work, work_pages * page()));
	return file_is_kept(s);
}

/* Page by page: old or zero, what a call on a range may leave. */
static int old_or_zero(struct stage *s)
{
	size_t i;

	for (i = 0; i < work_pages; i++)
		NOT_SO(all_bytes(s->work + i * page(), page(), STAGE_OLD)
		    || all_bytes(s->work + i * page(), page(), 0));
	return 0;
}

static int half_hole_is_kept(struct stage *s)
{
	NOT_SO(all_bytes(s->work, 2 * page(), STAGE_OLD));
	NOT_SO(all_bytes(s->work + 4 * page(), 4 * page(), STAGE_OLD));
	return 0;
}

static int room_is_kept(struct stage *s)
{
	NOT_SO(all_bytes(s->work, 4 * page(), STAGE_OLD));
	return 0;
}

/* ---- um_mmap -------------------------------------------------------------- */

static int mapped(struct stage *s, void *at, size_t pages, int prot, int flags)
{
	void *p = um_mmap(at, pages * page(), prot, flags, s->fd, 0);

	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = pages * page();
	return 0;
}

static int map_private(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_shared(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON);
}

static int map_hinted(struct stage *s)
{
	return mapped(s, s->work, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_fixed(struct stage *s)
{
	const int failed = mapped(s, s->work, work_pages,
	    PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED);

	return failed;
}

static int map_noreplace(struct stage *s)
{
	return mapped(s, s->work, work_pages, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED_NOREPLACE);
}

static int map_noreplace_shared(struct stage *s)
{
	return mapped(s, s->work, work_pages, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED_NOREPLACE);
}

static int map_aligned(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_ALIGNED(22));
}

static int map_file_aligned(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ALIGNED(22));
}

static int map_file(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE);
}

static int map_below_2g(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_32BIT);
}

static int map_below_4g(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_LOW4G);
}

enum { REACH = 1 << 28 };

static int mapped_near(struct stage *s, unsigned where, int flags)
{
	struct um_place near = um_near(s->work, page(), REACH);
	void *p;

	near.flags = where;
	near.align = 16 * page();
	p = um_mmap_at(&near, 3 * page(), PROT_READ | PROT_WRITE, flags,
	    s->fd, 0);
	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = 3 * page();
	return 0;
}

static int map_near(struct stage *s)
{
	return mapped_near(s, 0, UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_near_top(struct stage *s)
{
	return mapped_near(s, UM_PLACE_TOP, UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_near_random(struct stage *s)
{
	return mapped_near(s, UM_PLACE_RANDOM, UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_file_near(struct stage *s)
{
	return mapped_near(s, 0, UM_MAP_SHARED);
}

static int map_concealed(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_CONCEAL);
}

static int map_wishes(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_HUGE | UM_MAP_POPULATE | UM_MAP_NORESERVE
	    | UM_MAP_STACK | UM_MAP_MAYEXEC);
}

static int map_wishes_aligned(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_HUGE | UM_MAP_POPULATE
	    | UM_MAP_ALIGNED(22));
}

static int is_new(struct stage *s)
{
	NOT_SO(all_bytes(s->result, s->len, 0));
	memset(s->result, 0x66, s->len);
	NOT_SO(all_bytes(s->result, s->len, 0x66));
	return 0;
}

static int is_below_2g(struct stage *s)
{
	NOT_SO((uintptr_t)s->result + (s->len - 1) <= 0x7fffffff);
	return is_new(s);
}

static int is_below_4g(struct stage *s)
{
	NOT_SO((uintptr_t)s->result + (s->len - 1) <= 0xffffffff);
	return is_new(s);
}

static int lies_near(const struct stage *s)
{
	const uintptr_t at = (uintptr_t)s->result, work = (uintptr_t)s->work;

	return (at & (16 * page() - 1)) == 0
	    && (at > work ? at + s->len - work : work + page() - at) <= REACH;
}

static int is_near(struct stage *s)
{
	NOT_SO(lies_near(s));
	return is_new(s);
}

static int is_elsewhere(struct stage *s)
{
	NOT_SO(old_is_kept(s) == 0);
	return is_new(s);
}

static int is_there(struct stage *s)
{
	NOT_SO(s->result == s->work);
	s->result = 0;			/* the stage goes as a whole */
	NOT_SO(all_bytes(s->work, work_pages * page(), 0));
	memset(s->work, 0x66, work_pages * page());
	return 0;
}

static int is_aligned(struct stage *s)
{
	NOT_SO(((uintptr_t)s->result & (((uintptr_t)1 << 22) - 1)) == 0);
	return is_new(s);
}

static int store_in_child(void *p)
{
	*(unsigned char *)p = 0x67;
	return 0;
}

static int is_new_shared(struct stage *s)
{
	NOT_SO(is_new(s) == 0);
	NOT_SO(in_child(store_in_child, s->result + 2 * page()) == 0);
	NOT_SO(s->result[2 * page()] == 0x67);
	return 0;
}

static int is_new_file(struct stage *s)
{
	NOT_SO(is_pattern(s->result, s->len));
	s->result[0] = 0xf0;
	return file_is_kept(s);
}

static int is_near_file(struct stage *s)
{
	NOT_SO(lies_near(s));
	NOT_SO(is_pattern(s->result, s->len));
	return file_is_kept(s);
}

static int is_aligned_file(struct stage *s)
{
	NOT_SO(((uintptr_t)s->result & (((uintptr_t)1 << 22) - 1)) == 0);
	NOT_SO(is_pattern(s->result, s->len));
	return file_is_kept(s);
}

/* ---- ranges --------------------------------------------------------------- */

static int unmap_middle(struct stage *s)
{
	return um_munmap(s->work + 2 * page(), 2 * page());
}

static int unmap_all(struct stage *s)
{
	return um_munmap(s->work, work_pages * page());
}

static int middle_is_gone(struct stage *s)
{
	NOT_SO(load_faults(s->work + 2 * page()));
	NOT_SO(load_faults(s->work + 3 * page()));
	return half_hole_is_kept(s);
}

static int all_is_gone(struct stage *s)
{
	NOT_SO(load_faults(s->work));
	NOT_SO(load_faults(s->work + (work_pages - 1) * page()));
	return 0;
}

static int protect(struct stage *s)
{
	return um_mprotect(s->work, 2 * page(), PROT_READ);
}

static int is_protected(struct stage *s)
{
	NOT_SO(store_faults(s->work));
	NOT_SO(!store_faults(s->work + 2 * page()));
	return old_is_kept(s);
}

static int sync_file(struct stage *s)
{
	return um_msync(s->work, work_pages * page(), MS_SYNC);
}

static int sync_invalidate(struct stage *s)
{
	return um_msync(s->work, work_pages * page(),
	    MS_ASYNC | MS_INVALIDATE);
}

static int lock(struct stage *s)
{
	return um_mlock(s->work, work_pages * page());
}

static int unlock(struct stage *s)
{
	return um_munlock(s->work, work_pages * page());
}

static int ask_core(struct stage *s)
{
	unsigned char vec[STAGE_WORK];

	return um_mincore(s->work, work_pages * page(), vec);
}

/* ---- advice --------------------------------------------------------------- */

#define ADVICE(name, advice) \
	static int name(struct stage *s) \
	{ \
		return um_madvise(s->work, work_pages * page(), advice); \
	}
ADVICE(wish, UM_ADV_WILLNEED)
ADVICE(discard, UM_ADV_DISCARD)
ADVICE(populate_read, UM_ADV_POPULATE_READ)
ADVICE(populate_write, UM_ADV_POPULATE_WRITE)
ADVICE(conceal, UM_ADV_CONCEAL)
ADVICE(reveal, UM_ADV_REVEAL)

static int is_zero(struct stage *s)
{
	NOT_SO(all_bytes(s->work, work_pages * page(), 0));
	memset(s->work, 0x66, work_pages * page());
	return 0;
}

static int discard_in_child(void *stage)
{
	struct stage *s = stage;

	return !all_bytes(s->work, work_pages * page(), 0);
}

static int is_zero_shared(struct stage *s)
{
	NOT_SO(in_child(discard_in_child, s) == 0);
	return is_zero(s);
}

/* ---- um_mremap ------------------------------------------------------------ */

static int remapped(struct stage *s, size_t old, size_t new, int flags)
{
	void *p = um_mremap(s->work, old * page(), new * page(), flags);

	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = new * page();
	return 0;
}

static int grow_in_place(struct stage *s)
{
	return remapped(s, 4, 6, 0);
}

static int grow_elsewhere(struct stage *s)
{
	return remapped(s, work_pages, work_pages + 4, UM_MREMAP_MAYMOVE);
}

static int grow_aligned(struct stage *s)
{
	return remapped(s, work_pages, work_pages + 4,
	    UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(22));
}

static int shrink(struct stage *s)
{
	return remapped(s, work_pages, 2, 0);
}

static int has_grown_in_place(struct stage *s)
{
	NOT_SO(s->result == s->work);
	s->result = 0;
	NOT_SO(all_bytes(s->work, 4 * page(), STAGE_OLD));
	NOT_SO(all_bytes(s->work + 4 * page(), 2 * page(), 0));
	s->work[5 * page()] = 1;
	return 0;
}

static int has_moved(struct stage *s)
{
	NOT_SO(s->result != s->work && load_faults(s->work));
	NOT_SO(all_bytes(s->result, work_pages * page(), STAGE_OLD));
	NOT_SO(all_bytes(s->result + work_pages * page(), 4 * page(), 0));
	return 0;
}

static int move_near(struct stage *s)
{
	struct um_place near = um_near(s->work, page(), REACH);
	void *p;

	near.low = (uintptr_t)(s->all + all_pages * page());
	near.align = 16 * page();
	p = um_mremap_at(&near, s->work, work_pages * page(),
	    (work_pages + 4) * page(), UM_MREMAP_MAYMOVE);
	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = (work_pages + 4) * page();
	return 0;
}

static int has_moved_near(struct stage *s)
{
	NOT_SO(lies_near(s));
	return has_moved(s);
}

static int has_moved_aligned(struct stage *s)
{
	NOT_SO(((uintptr_t)s->result & (((uintptr_t)1 << 22) - 1)) == 0);
	memset(s->result + work_pages * page(), 0, 4 * page());
	return has_moved(s);
}

/* Read-only memory. */
static int has_moved_read_only(struct stage *s)
{
	NOT_SO(store_faults(s->result));
	return has_moved(s);
}

static int has_shrunk(struct stage *s)
{
	NOT_SO(s->result == s->work);
	s->result = 0;
	NOT_SO(all_bytes(s->work, 2 * page(), STAGE_OLD));
	NOT_SO(load_faults(s->work + 2 * page()));
	return 0;
}

/* ---- um_minherit ---------------------------------------------------------- */

#define INHERIT(name, value) \
	static int name(struct stage *s) \
	{ \
		return um_minherit(s->work, work_pages * page(), value); \
	}
INHERIT(inherit_none, UM_INHERIT_NONE)
INHERIT(inherit_zero, UM_INHERIT_ZERO)
INHERIT(inherit_copy, UM_INHERIT_COPY)

static int is_not_inherited(struct stage *s)
{
	NOT_SO(load_faults(s->work));
	return old_is_kept(s);
}

static int is_inherited_as_zero(struct stage *s)
{
	NOT_SO(in_child(discard_in_child, s) == 0);
	return old_is_kept(s);
}

static int old_in_child(void *stage)
{
	return old_is_kept(stage);
}

static int is_inherited_as_copy(struct stage *s)
{
	NOT_SO(in_child(old_in_child, s) == 0);
	NOT_SO(in_child(store_in_child, s->work) == 0);
	return old_is_kept(s);
}

/* ---- objects --------------------------------------------------------------- */

static int made(struct stage *s, int fd)
{
	s->object = fd;
	return fd < 0 ? -1 : 0;
}

static int make_object(struct stage *s)
{
	return made(s, um_memfd("stage", (int64_t)(3 * page()), 0));
}

static int make_full_object(struct stage *s)
{
	return made(s, um_memfd(0, (int64_t)(3 * page()), UM_MEMFD_ALLOCATE));
}

static int make_exec_object(struct stage *s)
{
	return made(s, um_memfd(0, (int64_t)(3 * page()), UM_MEMFD_EXEC));
}

/* Everybody who maps it has the same zero pages, and it stays here. */
static int is_object(struct stage *s)
{
	const size_t len = 3 * page();
	unsigned char *p = um_mmap(0, len, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED, s->object, 0);
	unsigned char *q = um_mmap(0, len, PROT_READ, UM_MAP_SHARED, s->object,
	    0);

	NOT_SO(p != MAP_FAILED && q != MAP_FAILED);
	NOT_SO(all_bytes(q, len, 0));
	memset(p, 0x66, len);
	NOT_SO(all_bytes(q, len, 0x66));
	NOT_SO(um_munmap(p, len) == 0 && um_munmap(q, len) == 0);
	NOT_SO(fcntl(s->object, F_GETFD) & FD_CLOEXEC);
	return old_is_kept(s);
}

static int is_exec_object(struct stage *s)
{
	void *p = um_mmap(0, page(), PROT_READ | PROT_EXEC, UM_MAP_SHARED,
	    s->object, 0);

	NOT_SO(p != MAP_FAILED && um_munmap(p, page()) == 0);
	return is_object(s);
}

/* A name of this process's own. */
static const char *object_name(void)
{
	static char name[64];

	snprintf(name, sizeof name, "/unimap-stage-%ld", (long)getpid());
	return name;
}

static int open_named(struct stage *s)
{
	return made(s, um_shm_open(object_name(), O_RDWR | O_CREAT | O_EXCL,
	    0600));
}

/* It is there under its name; when the test is over it is not. */
static int is_named(struct stage *s)
{
	const int again = um_shm_open(object_name(), O_RDWR, 0);

	NOT_SO(again >= 0);
	close(again);
	NOT_SO(um_shm_unlink(object_name()) == 0);
	NOT_SO(ftruncate(s->object, (off_t)(3 * page())) == 0);
	return is_object(s);
}

static int is_not_named(struct stage *s)
{
	NOT_SO(um_shm_open(object_name(), O_RDWR, 0) < 0);
	return old_is_kept(s);
}

static void set_named(struct stage *s)
{
	set_private(s);
	s->fd = um_shm_open(object_name(), O_RDWR | O_CREAT, 0600);
}

static int unlink_named(struct stage *s)
{
	(void)s;
	return um_shm_unlink(object_name());
}

static int may_be_named(struct stage *s)
{
	um_shm_unlink(object_name());
	return old_is_kept(s);
}

static int make_mirror(struct stage *s)
{
	const size_t len = 2 * view();
	void *p = um_mirror(0, len, 3, 0);

	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = 3 * len;
	return 0;
}

static int is_mirror(struct stage *s)
{
	const size_t len = s->len / 3;

	NOT_SO(all_bytes(s->result, s->len, 0));
	memset(s->result + len / 2, 0x66, len);
	NOT_SO(all_bytes(s->result, s->len, 0x66));
	NOT_SO(in_child(store_in_child, s->result + 2 * len) == 0);
	NOT_SO(s->result[0] == 0x67 && s->result[len] == 0x67);
	return old_is_kept(s);
}

/* ---- memory with a life of its own ----------------------------------------- */

static int reserve(struct stage *s)
{
	void *p = um_reserve(0, 5 * page(), 0);

	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = 5 * page();
	return 0;
}

/* Without /dev/zero System V has objects for memory, which its map does not
 * tell from files. */
static int is_taken_for_a_file(void)
{
	const struct um_way *way = um_way_taken(UM_CHAIN_PRIVATE);

	return errno == ENOTSUP && way && way->go != um_private_by_flag;
}

static int is_reserved(struct stage *s)
{
	NOT_SO(load_faults(s->result));
	if (um_commit(s->result + page(), 2 * page(), PROT_READ | PROT_WRITE)
	    < 0 && is_taken_for_a_file())
		return old_is_kept(s);
	NOT_SO(um_commit(s->result + page(), 2 * page(),
	    PROT_READ | PROT_WRITE) == 0);
	NOT_SO(all_bytes(s->result + page(), 2 * page(), 0));
	memset(s->result + page(), 0x66, 2 * page());
	NOT_SO(load_faults(s->result) && load_faults(s->result + 3 * page()));
	return old_is_kept(s);
}

static int commit(struct stage *s)
{
	return um_commit(s->work, work_pages * page(),
	    PROT_READ | PROT_WRITE);
}

static int decommit(struct stage *s)
{
	return um_decommit(s->work, work_pages * page());
}

static int is_committed(struct stage *s)
{
	NOT_SO(all_bytes(s->work, work_pages * page(), 0));
	memset(s->work, 0x66, work_pages * page());
	return 0;
}

/* Not half of it, and committed again it is empty. */
static int is_reserved_again(struct stage *s)
{
	NOT_SO(load_faults(s->work));
	NOT_SO(load_faults(s->work + (work_pages - 1) * page()));
	if (commit(s) < 0 && is_taken_for_a_file())
		return 0;
	NOT_SO(commit(s) == 0);
	return is_committed(s);
}

static int is_still_space(struct stage *s)
{
	NOT_SO(commit(s) == 0);
	return is_committed(s);
}

/* Page by page: as it was, or without access and empty. */
static int old_or_reserved(struct stage *s)
{
	if (commit(s) < 0)
		return old_is_kept(s);
	return old_or_zero(s);
}

static int guard(struct stage *s)
{
	return um_guard(s->work + 2 * page(), 2 * page());
}

static int unguard(struct stage *s)
{
	return um_unguard(s->work + 2 * page(), 2 * page(),
	    PROT_READ | PROT_WRITE);
}

static int is_guarded(struct stage *s)
{
	NOT_SO(load_faults(s->work + 2 * page()));
	NOT_SO(store_faults(s->work + 4 * page() - 1));
	NOT_SO(half_hole_is_kept(s) == 0);
	NOT_SO(unguard(s) == 0);
	NOT_SO(all_bytes(s->work + 2 * page(), 2 * page(), 0));
	return half_hole_is_kept(s);
}

static int is_unguarded(struct stage *s)
{
	NOT_SO(all_bytes(s->work + 2 * page(), 2 * page(), 0));
	memset(s->work + 2 * page(), 0x66, 2 * page());
	return half_hole_is_kept(s);
}

/* Guards on both pages, or none. */
static int is_guarded_still(struct stage *s)
{
	NOT_SO(half_hole_is_kept(s) == 0);
	NOT_SO(unguard(s) == 0);
	return is_unguarded(s);
}

static int seal(struct stage *s)
{
	return um_seal(s->work, work_pages * page(), 0);
}

static int is_sealed(struct stage *s)
{
	NOT_SO(um_munmap(s->work, page()) < 0 && errno == EPERM);
	NOT_SO(um_mprotect(s->work, page(), PROT_READ) < 0
	    && errno == EPERM);
	return old_is_kept(s);
}

static int name(struct stage *s)
{
	return um_name(s->work, work_pages * page(), "unimap's stage");
}

/* ---- the list ------------------------------------------------------------- */

/* ---- um_regions ------------------------------------------------------------ */

struct seen {
	const struct stage *s;
	uintptr_t end;
	size_t work;		/* bytes of the work pages */
	int wrong;
};

static int see_region(const struct um_region *region, void *closure)
{
	struct seen *seen = closure;
	const uintptr_t from = (uintptr_t)seen->s->work;
	const uintptr_t to = from + work_pages * page();
	const uintptr_t start = region->start > from ? region->start : from;
	const uintptr_t end = region->end < to ? region->end : to;

	if (region->start < seen->end || region->start >= region->end)
		seen->wrong = 1;
	seen->end = region->end;
	if (start < end && (region->prot & (PROT_READ | PROT_WRITE))
	    == (PROT_READ | PROT_WRITE) && region->shared != 1)
		seen->work += end - start;
	return 0;
}

static struct seen seen;

static int visit_regions(struct stage *s)
{
	memset(&seen, 0, sizeof seen);
	seen.s = s;
	return um_regions(see_region, &seen);
}

static int saw_all(struct stage *s)
{
	NOT_SO(!seen.wrong);
	NOT_SO(seen.work == work_pages * page());
	return old_is_kept(s);
}

static struct um_region asked;

static int ask_region(struct stage *s)
{
	return um_region_at(s->work, &asked);
}

static int is_the_region(struct stage *s)
{
	NOT_SO(asked.start <= (uintptr_t)s->work);
	NOT_SO(asked.end > (uintptr_t)s->work);
	NOT_SO(asked.prot == (PROT_READ | PROT_WRITE));
	return old_is_kept(s);
}

/* ---- the list ------------------------------------------------------------- */

/* unimap.h, call by call; that the kernel cannot is everywhere. */
static const int of_map[] = { ENOMEM, EACCES, EAGAIN, EPERM, ENOTSUP, 0 };
static const int of_map_file[] = {
	ENOMEM, EACCES, EAGAIN, EPERM, ENODEV, ENOTSUP, 0
};
static const int of_noreplace[] = {
	EEXIST, ENOMEM, EACCES, EAGAIN, EPERM, ENOTSUP, 0
};
static const int of_unmap[] = { ENOMEM, EPERM, EINVAL, 0 };
static const int of_protect[] = { EACCES, ENOMEM, EPERM, 0 };
static const int of_sync[] = { EINVAL, ENOMEM, EBUSY, EIO, 0 };
static const int of_wish[] = { ENOMEM, 0 };
static const int of_discard[] = { ENOTSUP, EBUSY, EACCES, ENOMEM, 0 };
static const int of_populate[] = { EACCES, ENOMEM, EIO, ENOTSUP, EBUSY, 0 };
static const int of_conceal[] = { ENOTSUP, ENOMEM, EBUSY, 0 };
static const int of_lock[] = { ENOMEM, EAGAIN, EPERM, ENOTSUP, 0 };
static const int of_core[] = { ENOMEM, ENOTSUP, 0 };
static const int of_remap[] = { ENOMEM, ENOTSUP, EAGAIN, 0 };
static const int of_regions[] = { ENOMEM, ENOTSUP, 0 };
static const int of_inherit[] = { ENOTSUP, ENOMEM, 0 };
static const int of_object[] = {
	ENOMEM, ENOSPC, EACCES, EMFILE, ENFILE, ENOTSUP, 0
};
static const int of_named[] = {
	ENOENT, EEXIST, ENOMEM, ENOSPC, EACCES, EMFILE, ENFILE, ENOTSUP, 0
};
static const int of_commit[] = { ENOMEM, EACCES, ENOTSUP, EPERM, EAGAIN, 0 };
static const int of_guard[] = { ENOTSUP, EBUSY, ENOMEM, EACCES, EPERM, 0 };
static const int of_seal[] = { ENOMEM, ENOTSUP, 0 };

const struct scenario scenarios[] = {
	{ "um_mmap of private memory", UM_CHAIN_PRIVATE, 0, of_map, 0, 0,
	    set_private, map_private, is_new, old_is_kept },
	{ "um_mmap of shared memory", UM_CHAIN_SHARED, 0, of_map, 0, 0,
	    set_private, map_shared, is_new_shared, old_is_kept },
	{ "um_memfd", UM_CHAIN_OBJECT, 0, of_object, 0, 0,
	    set_private, make_object, is_object, old_is_kept },
	{ "um_mmap of shared memory by an object", UM_CHAIN_OBJECT,
	    "mmap MAP_SHARED|MAP_ANON,/dev/zero mapped shared", of_map, 0, 0,
	    set_private, map_shared, is_new_shared, old_is_kept },
	{ "um_mmap with a hint", UM_CHAINS, 0, of_map, 0, 0,
	    set_private, map_hinted, is_elsewhere, old_is_kept },
	{ "um_mmap UM_MAP_FIXED", UM_CHAIN_FIXED, 0, of_map, 0, 1,
	    set_private, map_fixed, is_there, nothing },
	{ "um_mmap UM_MAP_FIXED_NOREPLACE of a free place",
	    UM_CHAIN_NOREPLACE, 0, of_noreplace, 0, 0,
	    set_hole, map_noreplace, is_there, all_is_gone },
	{ "um_mmap UM_MAP_FIXED_NOREPLACE of a taken place",
	    UM_CHAIN_NOREPLACE, 0, of_noreplace, EEXIST, 0,
	    set_private, map_noreplace, 0, old_is_kept },
	{ "um_mmap UM_MAP_FIXED_NOREPLACE of half a place",
	    UM_CHAIN_NOREPLACE, 0, of_noreplace, EEXIST, 0,
	    set_half_hole, map_noreplace_shared, 0, half_hole_is_kept },
	{ "um_mmap UM_MAP_ALIGNED", UM_CHAIN_ALIGNED, 0, of_map, 0, 0,
	    set_private, map_aligned, is_aligned, old_is_kept },
	{ "um_mmap UM_MAP_ALIGNED of a file", UM_CHAIN_ALIGNED, 0,
	    of_map_file, 0, 0,
	    set_file, map_file_aligned, is_aligned_file, file_is_kept },
	{ "um_mmap UM_MAP_32BIT", UM_CHAIN_LOW2G, 0, of_map, 0, 0,
	    set_private, map_below_2g, is_below_2g, old_is_kept },
	{ "um_mmap UM_MAP_LOW4G", UM_CHAIN_LOW4G, 0, of_map, 0, 0,
	    set_private, map_below_4g, is_below_4g, old_is_kept },
	{ "um_mmap_at near memory", UM_CHAIN_RANGE, 0, of_map, 0, 0,
	    set_private, map_near, is_near, old_is_kept },
	{ "um_mmap_at near memory, the highest room", UM_CHAIN_RANGE, 0,
	    of_map, 0, 0, set_private, map_near_top, is_near, old_is_kept },
	{ "um_mmap_at near memory, anywhere there", UM_CHAIN_RANGE, 0,
	    of_map, 0, 0, set_private, map_near_random, is_near,
	    old_is_kept },
	{ "um_mmap_at of a file", UM_CHAIN_RANGE, 0, of_map_file, 0, 0,
	    set_file, map_file_near, is_near_file, file_is_kept },
	{ "um_mmap of a file", UM_CHAINS, 0, of_map_file, 0, 0,
	    set_file, map_file, is_new_file, file_is_kept },
	{ "um_mmap with every wish", UM_CHAINS, 0, of_map, 0, 0,
	    set_private, map_wishes, is_new, old_is_kept },
	{ "um_mmap with wishes, aligned", UM_CHAINS, 0, of_map, 0, 0,
	    set_private, map_wishes_aligned, is_aligned, old_is_kept },

	{ "um_munmap in the middle", UM_CHAINS, 0, of_unmap, 0, 0,
	    set_private, unmap_middle, middle_is_gone, old_is_kept },
	{ "um_munmap over a hole", UM_CHAINS, 0, of_unmap, 0, 1,
	    set_half_hole, unmap_all, all_is_gone, nothing },
	{ "um_mprotect", UM_CHAINS, 0, of_protect, 0, 0,
	    set_private, protect, is_protected, old_is_kept },
	{ "um_msync MS_SYNC", UM_CHAINS, 0, of_sync, 0, 0,
	    set_file_map, sync_file, file_map_is_kept, file_map_is_kept },
	{ "um_msync MS_ASYNC|MS_INVALIDATE", UM_CHAINS, 0, of_sync, 0, 0,
	    set_file_map, sync_invalidate, file_map_is_kept,
	    file_map_is_kept },
	{ "um_mlock", UM_CHAINS, 0, of_lock, 0, 0,
	    set_private, lock, old_is_kept, old_is_kept },
	{ "um_munlock", UM_CHAIN_UNLOCK, 0, of_lock, 0, 0,
	    set_to_unlock, unlock, old_is_kept, old_is_kept },
	{ "um_mincore", UM_CHAINS, 0, of_core, 0, 0,
	    set_private, ask_core, old_is_kept, old_is_kept },

	{ "um_madvise UM_ADV_WILLNEED", UM_CHAINS, 0, of_wish, 0, 0,
	    set_private, wish, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_DISCARD of private memory",
	    UM_CHAIN_DISCARD_PRIVATE, 0, of_discard, 0, 0,
	    set_private, discard, is_zero, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD of private memory no child gets",
	    UM_CHAIN_DISCARD_PRIVATE, 0, of_discard, 0, 0,
	    set_unshared, discard, is_zero, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD of shared memory",
	    UM_CHAIN_DISCARD_SHARED, 0, of_discard, 0, 0,
	    set_shared, discard, is_zero_shared, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD that asks what is there",
	    UM_CHAIN_AREA, 0, of_discard, 0, 0,
	    set_mixed, discard, is_zero, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD of a file map", UM_CHAINS, 0,
	    of_discard, ENOTSUP, 0,
	    set_file_map, discard, 0, file_map_is_kept },
	{ "um_madvise UM_ADV_POPULATE_READ", UM_CHAIN_POPULATE_READ, 0,
	    of_populate, 0, 0,
	    set_private, populate_read, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_POPULATE_READ of a file map",
	    UM_CHAIN_POPULATE_READ, 0, of_populate, 0, 0,
	    set_file_map, populate_read, file_map_is_kept,
	    file_map_is_kept },
	{ "um_madvise UM_ADV_POPULATE_WRITE", UM_CHAIN_POPULATE_WRITE, 0,
	    of_populate, 0, 0,
	    set_private, populate_write, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_POPULATE_WRITE of read-only memory",
	    UM_CHAIN_POPULATE_WRITE, 0, of_populate, EACCES, 0,
	    set_read_only, populate_write, 0, old_is_kept },
	{ "um_madvise UM_ADV_CONCEAL", UM_CHAIN_CONCEAL, 0, of_conceal, 0, 0,
	    set_private, conceal, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_REVEAL", UM_CHAIN_CONCEAL, 0, of_conceal, 0, 0,
	    set_private, reveal, old_is_kept, old_is_kept },
	{ "um_mmap UM_MAP_CONCEAL", UM_CHAIN_CONCEAL, 0, of_map, 0, 0,
	    set_private, map_concealed, is_new, old_is_kept },

	{ "um_mremap in place", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_room, grow_in_place, has_grown_in_place, room_is_kept },
	{ "um_mremap elsewhere", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_private, grow_elsewhere, has_moved, old_is_kept },
	{ "um_mremap of read-only memory", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_read_only, grow_elsewhere, has_moved_read_only, old_is_kept },
	{ "um_mremap of locked memory", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_locked, grow_elsewhere, has_moved, old_is_kept },
	{ "um_mremap of memory no child gets", UM_CHAIN_REMAP, 0, of_remap,
	    0, 0, set_unshared, grow_elsewhere, has_moved,
	    old_is_kept },
	{ "um_mremap that copies memory no child gets", UM_CHAIN_DETAILS,
	    "mremap", of_remap, 0, 0,
	    set_unshared, grow_elsewhere, has_moved, old_is_kept },
	{ "um_mremap_at that moves", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_private, move_near, has_moved_near, old_is_kept },
	{ "um_mremap UM_MAP_ALIGNED", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_private, grow_aligned, has_moved_aligned, old_is_kept },
	{ "um_mremap that shrinks", UM_CHAINS, 0, of_remap, 0, 0,
	    set_private, shrink, has_shrunk, old_is_kept },

	{ "um_minherit UM_INHERIT_NONE", UM_CHAIN_INHERIT, 0, of_inherit,
	    0, 0, set_private, inherit_none, is_not_inherited, old_is_kept },
	{ "um_minherit UM_INHERIT_ZERO", UM_CHAIN_INHERIT, 0, of_inherit,
	    0, 0, set_private, inherit_zero, is_inherited_as_zero,
	    old_is_kept },
	{ "um_minherit UM_INHERIT_COPY", UM_CHAIN_INHERIT, 0, of_inherit,
	    0, 0, set_unshared, inherit_copy, is_inherited_as_copy,
	    old_is_kept },

	{ "um_memfd UM_MEMFD_ALLOCATE", UM_CHAIN_OBJECT, 0, of_object, 0, 0,
	    set_private, make_full_object, is_object, old_is_kept },
	{ "um_memfd UM_MEMFD_EXEC", UM_CHAIN_OBJECT, 0, of_object, 0, 0,
	    set_private, make_exec_object, is_exec_object, old_is_kept },
	{ "um_shm_open of a new name", UM_CHAINS, 0, of_named, 0, 0,
	    set_private, open_named, is_named, is_not_named },
	{ "um_shm_unlink", UM_CHAINS, 0, of_named, 0, 1,
	    set_named, unlink_named, is_not_named, may_be_named },
	{ "um_mirror", UM_CHAIN_MIRROR, 0, of_map, 0, 0,
	    set_private, make_mirror, is_mirror, old_is_kept },
	{ "um_mirror of an object", UM_CHAIN_OBJECT,
	    "mremap with an old size of 0,mremap MAP_REMAPDUP,mach_vm_remap",
	    of_map, 0, 0,
	    set_private, make_mirror, is_mirror, old_is_kept },

	{ "um_reserve", UM_CHAINS, 0, of_map, 0, 0,
	    set_private, reserve, is_reserved, old_is_kept },
	{ "um_decommit", UM_CHAIN_COMMIT, 0, of_commit, 0, 1,
	    set_private, decommit, is_reserved_again, old_or_reserved },
	{ "um_commit", UM_CHAIN_COMMIT, 0, of_commit, 0, 1,
	    set_space, commit, is_committed, is_still_space },
	{ "um_commit of what is committed", UM_CHAIN_COMMIT, 0, of_commit,
	    0, 0, set_private, commit, old_is_kept, old_is_kept },
	{ "um_guard", UM_CHAIN_GUARD, 0, of_guard, 0, 0,
	    set_private, guard, is_guarded, half_hole_is_kept },
	{ "um_guard of a file map", UM_CHAIN_GUARD, 0, of_guard, ENOTSUP, 0,
	    set_file_map, guard, 0, file_map_is_kept },
	{ "um_unguard", UM_CHAIN_GUARD, 0, of_guard, 0, 1,
	    set_guarded, unguard, is_unguarded, is_guarded_still },
	{ "um_seal", UM_CHAIN_SEAL, 0, of_seal, 0, 0,
	    set_private, seal, is_sealed, old_is_kept },
	{ "um_name", UM_CHAIN_NAME, 0, of_seal, 0, 0,
	    set_private, name, old_is_kept, old_is_kept },
	{ "um_regions", UM_CHAIN_AREAS, 0, of_regions, 0, 0,
	    set_private, visit_regions, saw_all, old_is_kept },
	{ "um_region_at", UM_CHAIN_AREA, 0, of_regions, 0, 0,
	    set_private, ask_region, is_the_region, old_is_kept },
	{ 0, UM_CHAINS, 0, 0, 0, 0, 0, 0, 0, 0 }
};

/* ---- chains --------------------------------------------------------------- */

const char *const chain_names[UM_CHAINS] = {
	[UM_CHAIN_PRIVATE] = "private memory",
	[UM_CHAIN_SHARED] = "shared memory",
	[UM_CHAIN_FIXED] = "a fixed place",
	[UM_CHAIN_NOREPLACE] = "a place without replacing",
	[UM_CHAIN_ALIGNED] = "an aligned place",
	[UM_CHAIN_LOW2G] = "a place below 2 GiB",
	[UM_CHAIN_LOW4G] = "a place below 4 GiB",
	[UM_CHAIN_RANGE] = "a place in a range",
	[UM_CHAIN_OBJECT] = "an object",
	[UM_CHAIN_AREA] = "what is mapped",
	[UM_CHAIN_AREAS] = "all that is mapped",
	[UM_CHAIN_DETAILS] = "the details of what is mapped",
	[UM_CHAIN_DISCARD_PRIVATE] = "discarding private memory",
	[UM_CHAIN_DISCARD_SHARED] = "discarding shared memory",
	[UM_CHAIN_POPULATE_READ] = "populating for reading",
	[UM_CHAIN_POPULATE_WRITE] = "populating for writing",
	[UM_CHAIN_CONCEAL] = "concealing",
	[UM_CHAIN_REMAP] = "growing",
	[UM_CHAIN_INHERIT] = "inheritance",
	[UM_CHAIN_UNLOCK] = "unlocking",
	[UM_CHAIN_MIRROR] = "a mirror",
	[UM_CHAIN_COMMIT] = "committing",
	[UM_CHAIN_GUARD] = "guarding",
	[UM_CHAIN_SEAL] = "sealing",
	[UM_CHAIN_NAME] = "naming"
};

const struct um_way *chain_ways(enum um_chain chain)
{
	static const struct um_way *const alike[UM_CHAINS] = {
		[UM_CHAIN_MIRROR] = um_mirror_ways,
		[UM_CHAIN_COMMIT] = um_commit_ways,
		[UM_CHAIN_GUARD] = um_guard_ways,
		[UM_CHAIN_SEAL] = um_seal_ways,
		[UM_CHAIN_NAME] = um_name_ways
	};
	const struct um_way *own = alike[chain] ? alike[chain]
	    : um_kernel.family->ways[chain];

	return own ? own : um_usual_ways[chain];
}

int way_can(const struct um_way *way)
{
	return um_can(way);
}

int chain_may_lack_room(enum um_chain chain)
{
	return chain == UM_CHAIN_NOREPLACE || (!low_is_allowed()
	    && (chain == UM_CHAIN_LOW2G || chain == UM_CHAIN_LOW4G));
}

void chain_disable(enum um_chain chain, int first, const char *further)
{
	const struct um_way *ways = chain < UM_CHAINS ? chain_ways(chain) : 0;
	char list[1024] = "";
	size_t used = 0;
	int i;

	if (further)
		used = (size_t)snprintf(list, sizeof list, "%s", further);
	for (i = 0; ways && i < first && ways[i].name; i++)
		used += (size_t)snprintf(list + used, sizeof list - used,
		    "%s%s", used ? "," : "", ways[i].name);
	if (used)
		setenv("UNIMAP_DISABLE", list, 1);
	else
		unsetenv("UNIMAP_DISABLE");
}

const struct scenario *scenario_of(enum um_chain chain)
{
	const struct scenario *s;

	for (s = scenarios; s->name; s++)
		if (s->chain == chain)
			return s;
	return 0;
}
