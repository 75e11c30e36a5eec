/* UM_MEMFD_ALLOCATE: an object whose pages are there, or none at all. */
#include "failing.h"

#include <stdio.h>
#include <stdlib.h>

static int make(int64_t pages, unsigned flags)
{
	return um_memfd("made", pages * (int64_t)page(), flags);
}

/* ---- its pages --------------------------------------------------------- */

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
	MUST(fd >= 0 && has_pages(fd, 0));
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
	/* NetBSD 7 has it for no file system */
	return real_sys.allocate && real_sys.allocate(fd, at, size) == 0 ? 0
	    : write_zeros(fd, at, size);
}

static int is_done_by_halves(void *unused)
{
	um_kernel.sys.allocate = allocate_slowly;
	um_kernel.sys.pwrite = pwrite_part;
	if (is_allocated(unused))
		return 1;
	MUST(!pwrites || (um_kernel.family->habits & UM_ALLOCATE_GROWS));
	return 0;
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

/* ---- more than is free ------------------------------------------------- */

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
	die_first();
	if (um_kernel.sys.allocate)
		um_kernel.sys.allocate = allocate_counted;
	um_kernel.sys.pwrite = pwrite_counted;
	MUST(um_memfd("much", *(int64_t *)size, UM_MEMFD_ALLOCATE) < 0
	    && errno == ENOMEM && *um_why());
	MUST(taken == 0);
	return 0;
}

static void test_too_much(void)
{
	int64_t size[] = { (int64_t)1 << 40, (int64_t)1 << 50, INT64_MAX - 65536,
		INT64_MAX };

	ok_in_child(is_too_much, &size[0],
	    "1 TiB is ENOMEM at once, and nothing is taken");
	ok_in_child(is_too_much, &size[1], "1 PiB is ENOMEM at once too");
	ok_in_child(is_too_much, &size[2], "so is a size of almost INT64_MAX");
	ok_in_child(is_too_much, &size[3], "INT64_MAX is");
}

struct told {
	const char *text;	/* of /proc/meminfo; 0: there is none */
	int64_t free;		/* what the call says */
	int64_t bytes;		/* that can be had */
};

static int64_t told_free;

static void free_as_told(int64_t *total, int64_t *available)
{
	(void)total;
	*available = told_free;
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
	um_kernel.numbers.group_text = 0;
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
		ok_in_child(believes, &lines[i], what[i]);
	is_int(in_child(believes, &unknown), 2,
	    "where nobody knows, nothing is refused");
}

/* What the system says is believed, though a store would fit. */
static int is_not_written(void *unused)
{
	(void)unused;
	um_kernel.sys.allocate = allocate_full;
	um_kernel.sys.pwrite = pwrite_part;
	MUST(um_memfd(0, (int64_t)page(), UM_MEMFD_ALLOCATE) < 0);
	MUST(errno == ENOSPC && !pwrites);
	return 0;
}

int main(void)
{
	static char yes;

	plan(0);
	if (!objects_are_had())
		skip_all(NO_OBJECTS);
	ok_in_child(is_allocated, 0, "the pages are there");
	ok_in_child(is_written, 0, "also if the file system has no such call");
	ok_in_child(is_written, &yes, "also if the system has none");
	ok_in_child(is_done_by_halves, 0,
	    "also if it is interrupted again and again");
	ok_in_child(is_full, 0, "a full file system is ENOSPC");
	ok_in_child(is_not_written, 0, "and nothing is written then");
	ok_in_child(is_full, &yes, "also where zeros are written");
	test_too_much();
	test_told();
	return done();
}
