/* um_memfd: memory behind a descriptor, by every way that there is. */
#include "failing.h"
#include "qemu.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { RW = PROT_READ | PROT_WRITE };

#define MUST(condition) \
	do { \
		if (!(condition)) { \
			diag("line %d: not so: %s (errno %d, %s)", __LINE__, \
			    #condition, errno, um_why()); \
			return 1; \
		} \
	} while (0)

static void in_test(int (*test)(void *), void *argument, const char *what)
{
	is_int(in_child(test, argument), 0, "%s", what);
}

static off_t size_of(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? status.st_size : -1;
}

/* ---- arguments ----------------------------------------------------------- */

static void test_arguments(void)
{
	unsigned bit, accepted = 0;

	fails(um_memfd("x", -1, 0) < 0, EINVAL, "a negative size is EINVAL");
	fails(um_memfd("x", INT64_MIN, 0) < 0, EINVAL, "also the smallest");
	fails(um_memfd("x", INT64_MAX, 0) < 0, ENOMEM,
	    "a size that no page ends at is ENOMEM");
	for (bit = 1; bit; bit <<= 1)
		if (bit != UM_MEMFD_ALLOCATE && bit != UM_MEMFD_EXEC)
			accepted += um_memfd("x", 1, bit) >= 0
			    || errno != EINVAL;
	is_int(accepted, 0, "every other flag is EINVAL");
	fails(um_memfd("unimap-anon", 1, 0) < 0, EINVAL,
	    "the name of anonymous memory is EINVAL");
	fails(um_memfd("a/unimap-anon-b", 1, 0) < 0, EINVAL,
	    "also as a part of a name");
}

/* ---- what it is ------------------------------------------------------------ */

static void test_size(int64_t size, int64_t wanted)
{
	int fd;

	errno = 12345;
	fd = um_memfd("size", size, 0);
	if (fd < 0 && size >> 32 && errno == ENOSPC) {
		/* NetBSD's tmpfs counts what is not there too. */
		skip(3, "%s: an object larger than the memory", um_why());
		return;
	}
	if (!ok(fd >= 0, "an object of %lld bytes is had", (long long)size))
		return;
	is_int(errno, 12345, "with errno as it was");
	is_int(size_of(fd), wanted, "it has whole pages");
	close(fd);
}

static void test_name(const char *name, const char *what)
{
	const int fd = um_memfd(name, 1, 0);

	ok(fd >= 0, "%s is a name", what);
	if (fd >= 0)
		close(fd);
}

static void test_names(void)
{
	static char text[3000];
	const struct um_way *const known = um_way_taken(UM_CHAIN_OBJECT);

	test_name(0, "NULL");
	test_name("", "nothing");
	test_name("a name/with: all \xff\n sorts", "any byte");
	memset(text, 'n', 248);
	test_name(text, "what has 248 bytes");
	memset(text, 'n', sizeof text - 1);
	test_name(text, "what has 2999 bytes");
	ok(um_way_taken(UM_CHAIN_OBJECT) == known,
	    "and none is too long for the way that is taken");
}

/* Linux shows it. */
static void test_name_shown(void)
{
	char link[64], path[512];
	const int fd = um_memfd("shown-here", 1, 0);
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	if (is_simulated() || strncmp(path, "/memfd:", 7) != 0)
		skip(1, "names are not shown here");
	else
		ok(strstr(path, "shown-here") != 0, "the name is shown");
	close(fd);
}

static int store_in_child(void *p)
{
	*(volatile unsigned char *)p = 0x33;
	return 0;
}

static void test_memory(void)
{
	const size_t len = 5 * page();
	const int fd = um_memfd("memory", (int64_t)len, 0);
	unsigned char *p = um_mmap(0, len, RW, UM_MAP_SHARED, fd, 0);
	unsigned char *q = um_mmap(0, page(), RW, UM_MAP_SHARED, fd,
	    (int64_t)(4 / (um_granularity() / page())
		* um_granularity()));
	const size_t at = 4 / (um_granularity() / page()) * um_granularity();

	if (!ok(p != MAP_FAILED && q != MAP_FAILED, "it is mapped, to the "
	    "last page too"))
		return;
	ok(all_bytes(p, len, 0), "and is zero");
	in_child(store_in_child, p + at);
	ok(p[at] == 0x33 && q[0] == 0x33,
	    "what a child stores, every map shows");
	close(fd);
	ok(p[at] == 0x33, "it stays as long as it is mapped");
	um_munmap(p, len);
	um_munmap(q, page());
}

static void test_descriptor(void)
{
	const int fd = um_memfd("descriptor", 1, 0);

	ok((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0, "it is closed on exec");
	is_int(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR,
	    "it is for reading and writing");
	close(fd);
}

/* ---- nothing is left ------------------------------------------------------- */

/* Every object of it goes when the descriptor does. */
static int leaves_nothing(void *flags)
{
	const struct outside *before = outside_take(0), *after;
	int i, fd;

	failing_arm(FAIL_ROWS, 0, 0);
	for (i = 0; i < 20; i++) {
		fd = um_memfd("left", (int64_t)page(), *(unsigned *)flags);
		/* rungs-t knows which way has to work. */
		MUST(fd >= 0 || (errno == ENOTSUP && *um_why()));
		MUST(fd < 0 || close(fd) == 0);
	}
	after = outside_take(1);
	MUST(!outside_gained(before, after) && !outside_lost(before, after));
	return 0;
}

static int leaves_nothing_by(void *list)
{
	unsigned flags = 0;

	setenv("UNIMAP_DISABLE", list, 1);
	failing_install();
	if (leaves_nothing(&flags))
		return 1;
	flags = UM_MEMFD_ALLOCATE;
	return leaves_nothing(&flags);
}

/* With the first so many ways taken away, as long as one is left. */
static void test_left(void)
{
	const struct um_way *ways = chain_ways(UM_CHAIN_OBJECT);
	char list[600] = "", what[200];
	int i;

	for (i = 0; ways[i].name; i++) {
		if (way_can(&ways[i])) {
			snprintf(what, sizeof what, "nothing is left of objects "
			    "by \"%s\" or what follows", ways[i].name);
			in_test(leaves_nothing_by, list, what);
		}
		snprintf(list + strlen(list), sizeof list - strlen(list),
		    "%s%s", i ? "," : "", ways[i].name);
	}
}

/* ---- kernels made for one question ----------------------------------------- */

/* ---- UM_MEMFD_ALLOCATE ------------------------------------------------------ */

static int make(int64_t pages, unsigned flags)
{
	return um_memfd("made", pages * (int64_t)page(), flags);
}

/* FreeBSD counts an object's pages (uipc_shm.c: shm_stat). */
static int64_t block(void)
{
	return um_kernel.family == &um_family_freebsd && !is_simulated()
	    ? (int64_t)page() : 512;
}

/* All of its pages are there: nothing of the file is a hole. */
static int has_pages(int fd, int64_t pages)
{
	struct stat status;

	return fstat(fd, &status) == 0
	    && status.st_size == (off_t)pages * (off_t)page()
	    && (int64_t)status.st_blocks * block() >= pages * (int64_t)page();
}

static int offset_is_0(int fd)
{
	return lseek(fd, 0, SEEK_CUR) == 0;
}

static int is_allocated(void *unused)
{
	int fd = make(100, UM_MEMFD_ALLOCATE);

	(void)unused;
	MUST(fd >= 0);
	MUST(has_pages(fd, 100) && offset_is_0(fd));
	close(fd);
	fd = make(0, UM_MEMFD_ALLOCATE);
	MUST(fd >= 0 && size_of(fd) == 0);
	return 0;
}

/* No posix_fallocate, or a file system without one. */
static int no_allocate(int fd, off_t at, off_t size)
{
	(void)fd;
	(void)at;
	(void)size;
	errno = EOPNOTSUPP;
	return -1;
}

static int pwrites;

/* Part of it, and interrupted now and then. */
static ssize_t pwrite_part(int fd, const void *p, size_t n, off_t at)
{
	if (++pwrites % 3 == 0) {
		errno = EINTR;
		return -1;
	}
	return real_sys.pwrite(fd, p, n > 12345 ? 12345 : n, at);
}

static int is_written(void *none)
{
	um_kernel.sys.allocate = none ? 0 : no_allocate;
	um_kernel.sys.pwrite = pwrite_part;
	if (is_allocated(0))
		return 1;
	MUST(pwrites > 0);
	return 0;
}

static int write_zeros(int fd, off_t at, off_t size)
{
	static const char zeros[4096];

	for (; size > 0; at += (off_t)sizeof zeros, size -= (off_t)sizeof zeros)
		if (pwrite(fd, zeros, sizeof zeros, at) != (ssize_t)sizeof zeros)
			return -1;
	return 0;
}

/* A timer: only what is short is done in time. */
static int allocate_slowly(int fd, off_t at, off_t size)
{
	if ((size_t)size > 2 * page()) {
		errno = EINTR;
		return -1;
	}
	return real_sys.allocate ? real_sys.allocate(fd, at, size)
	    : write_zeros(fd, at, size);
}

static int is_done_by_halves(void *unused)
{
	um_kernel.sys.allocate = allocate_slowly;
	return is_allocated(unused);
}

static int allocate_full(int fd, off_t at, off_t size)
{
	(void)fd;
	(void)at;
	(void)size;
	errno = ENOSPC;
	return -1;
}

static ssize_t pwrite_full(int fd, const void *p, size_t n, off_t at)
{
	(void)fd;
	(void)p;
	(void)n;
	(void)at;
	errno = ENOSPC;
	return -1;
}

static int is_full(void *written)
{
	const struct outside *before, *after;

	um_kernel.sys.allocate = written ? 0 : allocate_full;
	um_kernel.sys.pwrite = pwrite_full;
	before = outside_take(0);
	MUST(make(3, UM_MEMFD_ALLOCATE) < 0 && errno == ENOSPC);
	MUST(strstr(um_why(), "full"));
	after = outside_take(1);
	MUST(!outside_gained(before, after));
	MUST(make(3, 0) >= 0);
	return 0;
}

/* ---- more than is free ------------------------------------------------------ */

static int taken;

static int allocate_counted(int fd, off_t at, off_t size)
{
	taken++;
	return real_sys.allocate(fd, at, size);
}

static ssize_t pwrite_counted(int fd, const void *p, size_t n, off_t at)
{
	taken++;
	return real_sys.pwrite(fd, p, n, at);
}

static void die_first(void)
{
	const int fd = open("/proc/self/oom_score_adj", O_WRONLY);

	if (fd >= 0 && write(fd, "1000", 4) == 4)
		close(fd);
}

static int is_too_much(void *size)
{
	const clock_t from = clock();

	die_first();
	if (um_kernel.sys.allocate)
		um_kernel.sys.allocate = allocate_counted;
	um_kernel.sys.pwrite = pwrite_counted;
	MUST(um_memfd("much", *(int64_t *)size, UM_MEMFD_ALLOCATE) < 0
	    && errno == ENOMEM && *um_why());
	MUST(taken == 0);
	MUST(clock() - from < CLOCKS_PER_SEC / 2);
	return 0;
}

static void test_too_much(void)
{
	int64_t size[] = { (int64_t)1 << 40, (int64_t)1 << 50, INT64_MAX - 65536,
		INT64_MAX };

	in_test(is_too_much, &size[0],
	    "1 TiB is ENOMEM at once, and nothing is taken");
	in_test(is_too_much, &size[1], "1 PiB is");
	in_test(is_too_much, &size[2], "what is almost INT64_MAX is");
	in_test(is_too_much, &size[3], "INT64_MAX is");
}

struct told {
	const char *text;	/* of /proc/meminfo; 0: there is none */
	int64_t free;		/* what the call says */
	int64_t bytes;		/* that can be had */
};

static int64_t told_free;

static int64_t free_as_told(void)
{
	return told_free;
}

static int believes(void *told)
{
	const struct told *t = told;
	char path[] = "/tmp/unimap-meminfo-XXXXXX";
	int fd = mkstemp(path);

	MUST(fd >= 0);
	MUST(!t->text || write(fd, t->text, strlen(t->text))
	    == (ssize_t)strlen(t->text));
	close(fd);
	if (!t->text)
		unlink(path);
	um_kernel.numbers.memory_text = path;
	um_kernel.sys.memory_free = free_as_told;
	told_free = t->free;
	fd = um_memfd("free", t->bytes, UM_MEMFD_ALLOCATE);
	if (fd < 0)
		diag("errno %d, %s", errno, um_why());
	else
		close(fd);
	fd = fd < 0 ? 1 : um_memfd("free", t->bytes + 1, UM_MEMFD_ALLOCATE)
	    >= 0 || errno != ENOMEM ? 2 : 0;
	unlink(path);
	return fd;		/* 2: what is more is had */
}

static void test_told(void)
{
	struct told lines[] = {
		{ "MemTotal:       900000 kB\nMemFree:         10 kB\n"
		  "MemAvailable:   1024 kB\nSwapCached: 70000 kB\n"
		  "SwapFree:       1024 kB\n", 0, 2 << 20 },
		{ "        total:    used:    free:\nMem:  9999 9999 9999\n"
		  "MemFree:   512 kB\nBuffers: 256 kB\nCached:  256 kB\n"
		  "SwapFree:    0 kB", 0, 1 << 20 },
		{ "nothing that is known\n", 3 << 20, 3 << 20 },
		{ "", 3 << 20, 3 << 20 },
		{ 0, 4 << 20, 4 << 20 },
	};
	static const char *const what[] = {
		"what is available and free swap can be had, and no more",
		"before Linux 3.14, what is free or holds files",
		"a text of which nothing is known is not believed",
		"nor is an empty one",
		"where there is none, the kernel's call is"
	};
	struct told unknown = { 0, -1, 1 << 20 };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		in_test(believes, &lines[i], what[i]);
	is_int(in_child(believes, &unknown), 2,
	    "where nobody knows, nothing is refused");
}

/* ---- UM_MEMFD_EXEC ------------------------------------------------------------ */

/* Linux with vm.memfd_noexec=2. */
static int plain_made;

static int memfd_plain(const char *name, unsigned flags)
{
	if (flags & (unsigned)um_kernel.numbers.memfd_exec) {
		errno = EACCES;
		return -1;
	}
	plain_made++;
	return real_sys.memfd_create(name, flags);
}

/* What only executable objects lack is not given up for the others. */
static int plain_stays(void *unused)
{
	(void)unused;
	um_kernel.sys.memfd_create = memfd_plain;
	MUST(make(1, UM_MEMFD_EXEC) >= 0 && !plain_made);
	MUST(make(1, 0) >= 0 && plain_made);
	MUST(make(1, UM_MEMFD_EXEC) >= 0);
	plain_made = 0;
	MUST(make(1, 0) >= 0 && plain_made);
	return 0;
}

static void test_plain_stays(void)
{
	const int fd = um_kernel.sys.memfd_create
	    ? um_kernel.sys.memfd_create("raw", 0) : -1;

	close(fd);
	if (fd < 0 || !um_kernel.numbers.memfd_exec)
		skip(1, "memfd_create that asks whether it is executed");
	else
		in_test(plain_stays, 0,
		    "an executable object of another way demotes none");
}

static int is_executable(void *unused)
{
	const int fd = make(2, UM_MEMFD_EXEC);
	void *p;

	(void)unused;
	MUST(fd >= 0);
	p = um_mmap(0, page(), PROT_READ | PROT_EXEC, UM_MAP_SHARED, fd, 0);
	MUST(p != MAP_FAILED);
	return 0;
}

static int empty_is_executable(void *unused)
{
	(void)unused;
	MUST(make(0, UM_MEMFD_EXEC) >= 0);
	return 0;
}

static int noexec_errno;

static void *mmap_noexec(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	if (fd >= 0 && (prot & um_kernel.numbers.prot_exec)) {
		errno = noexec_errno;
		return MAP_FAILED;
	}
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

static int no_exec(void *err)
{
	const struct outside *before, *after;

	noexec_errno = *(int *)err;
	um_kernel.sys.mmap = mmap_noexec;
	before = outside_take(0);
	MUST(make(2, UM_MEMFD_EXEC) < 0 && errno == EACCES);
	MUST(strstr(um_why(), "executed"));
	after = outside_take(1);
	MUST(!outside_gained(before, after));
	MUST(make(2, 0) >= 0);
	return 0;
}

static unsigned told_flags;

/* Linux 6.3 and before, and a policy that wants NOEXEC_SEAL. */
static int memfd_old(const char *name, unsigned flags)
{
	if (flags & ~1u) {
		errno = EINVAL;
		return -1;
	}
	told_flags = flags;
	return real_sys.memfd_create(name, flags);
}

static int memfd_new(const char *name, unsigned flags)
{
	told_flags = flags;
	return real_sys.memfd_create(name, flags & 3);
}

static int says_what_for(void *old)
{
	if (um_kernel.family != &um_family_linux
	    || !um_kernel.sys.memfd_create)
		return 0;
	um_kernel.sys.memfd_create = old ? memfd_old : memfd_new;
	um_kernel.numbers.memfd_exec = 16;
	um_kernel.numbers.memfd_noexec_seal = 8;
	told_flags = 0;
	if (make(1, 0) < 0 || !um_way_taken(UM_CHAIN_OBJECT)
	    || strcmp(um_way_taken(UM_CHAIN_OBJECT)->name, "memfd_create"))
		return 0;		/* Linux before 3.17 */
	MUST(told_flags == (old ? 1u : 9u));
	MUST(make(1, UM_MEMFD_EXEC) >= 0);
	MUST(told_flags == (old ? 1u : 17u));
	return 0;
}

/* ---- limits ---------------------------------------------------------------------- */

/* The raw calls: no signal for what is within the limit? */
static int limit_is_kept(void *unused)
{
	const struct um_sys *raw = &um_kernel.sys;
	struct rlimit limit;
	const int fd = raw->memfd_create ? raw->memfd_create("raw", 0) : -1;

	(void)unused;
	if (getrlimit(RLIMIT_FSIZE, &limit) < 0)
		return 1;
	limit.rlim_cur = (rlim_t)(2 * page());
	if (setrlimit(RLIMIT_FSIZE, &limit) < 0 || fd < 0)
		return 1;
	return raw->ftruncate(fd, (off_t)(2 * page())) == 0 && raw->allocate
	    && raw->allocate(fd, 0, (off_t)(2 * page())) == 0 ? 0 : 1;
}

static int within_file_limit(void *unused)
{
	struct rlimit limit;

	(void)unused;
	MUST(getrlimit(RLIMIT_FSIZE, &limit) == 0);
	limit.rlim_cur = (rlim_t)(2 * page());
	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	MUST(make(3, 0) < 0 && errno == ENOMEM && *um_why());
	MUST(make(3, UM_MEMFD_ALLOCATE) < 0 && errno == ENOMEM);
	MUST(make(2, 0) >= 0);
	MUST(make(2, UM_MEMFD_ALLOCATE) >= 0);
	return 0;
}

static int without_descriptors(void *unused)
{
	struct rlimit limit;

	(void)unused;
	MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	limit.rlim_cur = 3;
	MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	MUST(make(3, 0) < 0 && errno == EMFILE && *um_why());
	return 0;
}

static int refuse_open(const char *path, int flags, mode_t mode)
{
	if ((flags & O_ACCMODE) == O_RDONLY)
		return real_sys.open(path, flags, mode);
	errno = EACCES;
	return -1;
}

static int refused(void *err)
{
	const char *const none = "memfd_create,shm_open SHM_ANON,"
	    "shm_mkstemp and shm_unlink,shm_open and shm_unlink,O_TMPFILE,"
	    "an unlinked temporary file";

	if (err) {
			um_kernel.sys.open = refuse_open;
		setenv("UNIMAP_DISABLE", "memfd_create,shm_open SHM_ANON,"
		    "shm_mkstemp and shm_unlink,shm_open and shm_unlink", 1);
	} else
		setenv("UNIMAP_DISABLE", none, 1);
	MUST(make(3, 0) < 0 && errno == ENOTSUP && *um_why());
	MUST(make(3, UM_MEMFD_ALLOCATE | UM_MEMFD_EXEC) < 0
	    && errno == ENOTSUP && *um_why());
	return 0;
}

int main(void)
{
	int noexec[] = { EPERM, EACCES };
	static char yes;

	plan(0);
	/* Before this process remembers a way. */
	in_test(refused, 0, "no way left is ENOTSUP");
	in_test(refused, &yes, "also when all were refused");
	test_left();

	test_arguments();
	if (um_memfd(0, 1, 0) < 0 && errno == ENOTSUP) {
		skip(1, "no memfd_create, no named objects and no place for "
		    "files here");
		return done();
	}
	test_size(0, 0);
	test_size(1, (int64_t)page());
	test_size((int64_t)page(), (int64_t)page());
	test_size((int64_t)page() + 1, 2 * (int64_t)page());
	test_size((int64_t)1 << 32, (int64_t)1 << 32);
	test_names();
	test_name_shown();
	test_memory();
	test_descriptor();

	in_test(is_allocated, 0, "UM_MEMFD_ALLOCATE: the pages are there");
	in_test(is_written, 0, "also if the file system has no such call");
	in_test(is_written, &yes, "also if the system has none");
	in_test(is_done_by_halves, 0,
	    "also if it is interrupted again and again");
	in_test(is_full, 0, "a full file system is ENOSPC");
	in_test(is_full, &yes, "also where zeros are written");
	test_too_much();
	test_told();

	in_test(is_executable, 0, "UM_MEMFD_EXEC: it is mapped PROT_EXEC");
	if (!qemu_skips(QEMU_EMPTY_FILE, 1))
		in_test(empty_is_executable, 0, "also an empty one is had");
	test_plain_stays();
	in_test(no_exec, &noexec[0],
	    "EACCES if no object can be, where the kernel says EPERM");
	in_test(no_exec, &noexec[1], "and where it says EACCES");
	in_test(says_what_for, 0,
	    "the kernel is told whether it will be executed");
	in_test(says_what_for, &yes, "an older one is not");

	if (is_under("gvisor") && in_child(limit_is_kept, 0))
		skip(1, "gVisor: raw calls within RLIMIT_FSIZE fail");
	else
		in_test(within_file_limit, 0,
		    "RLIMIT_FSIZE is ENOMEM and not a signal");
	in_test(without_descriptors, 0, "no descriptor left is EMFILE");
	return done();
}
