/* um_punch: a part of what is behind a descriptor reads as zero. */
#include "failing.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGES = 8 };

static size_t len;

static int filled(void)
{
	const int fd = um_memfd("punch", (int64_t)len, 0);
	unsigned char *p = um_mmap(0, len, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		return -1;
	memset(p, 0x5c, len);
	um_munmap(p, len);
	return fd;
}

/* Are the bytes from `at' to `end' zero and all others as they were? */
static int is_hole(int fd, size_t at, size_t end)
{
	const unsigned char *p = um_mmap(0, len, PROT_READ, UM_MAP_SHARED, fd,
	    0);
	const int is = p != MAP_FAILED && all_bytes(p, at, 0x5c)
	    && all_bytes(p + at, end - at, 0)
	    && all_bytes(p + end, len - end, 0x5c);

	if (p != MAP_FAILED)
		um_munmap((void *)(uintptr_t)p, len);
	return is;
}

static off_t size_of(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? status.st_size : -1;
}

static int punch(int fd, size_t at, size_t bytes)
{
	return um_punch(fd, (int64_t)at, (int64_t)bytes);
}

/* ---- zero -------------------------------------------------------------- */

static int holes(void *unused)
{
	const size_t pg = page();
	static const size_t odd[] = { 0, 1, 7, 100 };
	size_t i, j;
	int fd;

	(void)unused;
	for (i = 0; i < 4; i++)
		for (j = 0; j < 4; j++) {
			fd = filled();
			MUST(fd >= 0);
			errno = 4711;
			MUST(punch(fd, pg + odd[i], 2 * pg + odd[j]) == 0);
			MUST(errno == 4711);
			MUST(is_hole(fd, pg + odd[i], 3 * pg + odd[i]
			    + odd[j]));
			close(fd);
		}
	fd = filled();
	MUST(punch(fd, 10, 5) == 0 && is_hole(fd, 10, 15));
	MUST(punch(fd, 0, 0) == 0 && is_hole(fd, 10, 15));
	close(fd);
	fd = filled();
	MUST(punch(fd, 6 * pg, 100 * pg) == 0 && is_hole(fd, 6 * pg, len));
	MUST(size_of(fd) == (off_t)len);
	MUST(punch(fd, 100 * pg, pg) == 0 && size_of(fd) == (off_t)len);
	MUST(um_punch(fd, 0, INT64_MAX) == 0 && is_hole(fd, 0, len));
	MUST(size_of(fd) == (off_t)len);
	close(fd);
	return 0;
}

static int holes_by(void *list)
{
	setenv("UNIMAP_DISABLE", list, 1);
	return holes(0);
}

static void test_ways(void)
{
	char list[300] = "";
	int i;

	for (i = 0; chain_of(UM_CHAIN_PUNCH)->ways[i].name; i++) {
		ok_in_child(holes_by, list, "bytes read as zero with \"%s\" "
		    "disabled, and no others", list);
		strcat(list, i ? "," : "");
		strcat(list, chain_of(UM_CHAIN_PUNCH)->ways[i].name);
	}
}

/* The memory goes back. */
static void test_goes_back(void)
{
	const int fd = filled();
	const struct um_way *way;
	struct stat before, after;

	fstat(fd, &before);
	punch(fd, 0, len);
	fstat(fd, &after);
	way = um_way_taken(UM_CHAIN_PUNCH);
	if (!way || way->level != UM_NATIVE || *under())
		skip(1, "a kernel that punches");
	else
		ok(before.st_blocks > 0 && after.st_blocks == 0,
		    "its pages go back");
	close(fd);
}

/* What one file system cannot is not given up for the next. */
static int refuse_once;

static int punch_some(int fd, off_t at, off_t n)
{
	if (refuse_once) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return real_sys.punch_hole(fd, at, n);
}

static int another_can(void *unused)
{
	int fd = filled();

	(void)unused;
	um_kernel.sys.punch_hole = punch_some;
	MUST(punch(fd, 0, page()) == 0 && is_hole(fd, 0, page()));
	refuse_once = 1;
	MUST(punch(fd, 0, 2 * page()) == 0 && is_hole(fd, 0, 2 * page()));
	return 0;
}

/* ---- devices ----------------------------------------------------------- */

enum { BLOCK = 512 };
static int breaks;		/* it takes no zeros anywhere */

/* Linux' block/fops.c: fstat tells no size. */
static int fstat_of_device(int fd, struct stat *status)
{
	const int failed = real_sys.fstat(fd, status);

	status->st_mode = (status->st_mode & ~(mode_t)S_IFMT) | S_IFBLK;
	status->st_size = 0;
	return failed;
}

/* It is cut to the end, unless it begins there. */
static int punch_device(int fd, off_t at, off_t n)
{
	const off_t end = (off_t)len;

	if (at >= end || ((at | (at + n > end ? end - at : n)) & (BLOCK - 1))) {
		errno = EINVAL;
		return -1;
	}
	return real_sys.punch_hole(fd, at, n);
}

static ssize_t write_device(int fd, const void *from, size_t n, off_t at)
{
	const off_t left = (off_t)len - at;

	if (left <= 0 || breaks) {
		errno = ENOSPC;
		return -1;
	}
	return real_sys.pwrite(fd, from, n < (size_t)left ? n : (size_t)left,
	    at);
}

static int ends_of_device(void *without)
{
	const size_t pg = page();
	int fd = filled();

	um_kernel.sys.fstat = fstat_of_device;
	um_kernel.sys.pwrite = write_device;
	um_kernel.sys.punch_hole = without ? 0 : punch_device;
	um_kernel.sys.deallocate = 0;
	um_kernel.sys.punch_blocks = 0;
	errno = 4711;
	MUST(punch(fd, len, 5) == 0 && punch(fd, len + pg, pg) == 0
	    && um_punch(fd, (int64_t)len, INT64_MAX - (int64_t)len) == 0);
	MUST(errno == 4711 && is_hole(fd, 0, 0));
	MUST(punch(fd, len - 100, pg) == 0 && is_hole(fd, len - 100, len));
	MUST(punch(fd, len - pg, 2 * pg) == 0 && is_hole(fd, len - pg, len));
	MUST(punch(fd, pg + 1, 5) == 0);
	breaks = 1;
	MUST(punch(fd, 1, 5) < 0 && errno == ENOSPC);
	return 0;
}

static void test_devices(void)
{
	static char yes;

	if (kernel_is("macos"))
		skip(2, "objects that can be written to");
	else {
		ok_in_child(ends_of_device, &yes,
		    "what is beyond the end of a device gets no zeros");
		if (real_sys.punch_hole)
			ok_in_child(ends_of_device, 0, "and has no holes");
		else
			skip(1, "fallocate");
	}
}

/* ---- refused ----------------------------------------------------------- */

static int appending(void *unused)
{
	char name[] = "/tmp/unimap-punch-XXXXXX";
	int fd = mkstemp(name), other;
	char b[3];

	(void)unused;
	MUST(fd >= 0 && write(fd, "abc", 3) == 3);
	other = open(name, O_RDWR | O_APPEND);
	unlink(name);
	um_kernel.sys.punch_hole = 0;
	um_kernel.sys.deallocate = 0;
	um_kernel.sys.punch_blocks = 0;
	MUST(punch(other, 0, 3) < 0 && errno == ENOTSUP && *um_why());
	MUST(size_of(fd) == 3 && pread(fd, b, 3, 0) == 3
	    && memcmp(b, "abc", 3) == 0);
	return 0;
}

static void test_refusals(void)
{
	const int fd = filled(), dir = open("/", O_RDONLY),
	    zero = open("/dev/zero", O_RDWR), none = dup(fd);
	char name[] = "/tmp/unimap-punch-XXXXXX";
	const int file = mkstemp(name), only = open(name, O_RDONLY);
	int pipes[2] = { -1, -1 };

	unlink(name);
	close(none);
	fails(um_punch(fd, -1, 1) < 0, EINVAL, "a negative offset is EINVAL");
	fails(um_punch(fd, 1, -1) < 0, EINVAL, "a negative length is EINVAL");
	fails(um_punch(fd, 1, INT64_MAX) < 0, EOVERFLOW,
	    "an end that does not fit is EOVERFLOW");
	fails(um_punch(-1, 0, 1) < 0, EBADF, "no descriptor is EBADF");
	fails(um_punch(none, 0, 1) < 0, EBADF, "nor is one that is closed");
	fails(um_punch(only, 0, 1) < 0, EACCES, "one for reading is EACCES");
	fails(um_punch(dir, 0, 1) < 0, EACCES, "a directory is not written");
	fails(um_punch(zero, 0, 1) < 0, ENODEV, "a device is ENODEV");
	if (pipe(pipes) == 0)
		fails(um_punch(pipes[1], 0, 1) < 0, ENODEV, "a pipe is ENODEV");
	ok(is_hole(fd, 0, 0), "and all is as it was");
	ok_in_child(appending, 0, "an appending descriptor gets no zeros");
	close(fd);
	close(dir);
	close(zero);
	close(only);
	close(file);
	close(pipes[0]);
	close(pipes[1]);
}

static void test_sealed(void)
{
	const int fd = um_memfd("sealed", (int64_t)len, UM_MEMFD_SEAL);

	if (fd < 0 || fcntl(fd, 1033 /* F_ADD_SEALS */, 8 /* WRITE */) < 0
	    || is_simulated() || !kernel_is("linux")) {
		skip(1, "an object that is sealed");
		close(fd);
		return;
	}
	fails(punch(fd, 0, page()) < 0, EPERM, "a sealed object is EPERM");
	close(fd);
}

int main(void)
{
	plan(0);
	len = PAGES * page() / um_granularity() * um_granularity();
	if (len < PAGES * page())
		len = PAGES * um_granularity();
	if (!objects_are_had())
		skip_all(NO_OBJECTS);
	test_ways();
	test_refusals();
	test_sealed();
	test_devices();
	test_goes_back();
	if (real_sys.punch_hole)
		ok_in_child(another_can, 0, "a file system that cannot demotes "
		    "none that can");
	else
		skip(1, "fallocate");
	return done();
}
