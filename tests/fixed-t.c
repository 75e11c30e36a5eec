/* UM_MAP_FIXED: exactly there, replacing what is there and nothing else. */
#include "room.h"
#include "counting.h"
#include "qemu.h"

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)
#define UNITS 8

static size_t unit;

/* UNITS units, the i-th full of 'a' + i. */
static char *row(int flags)
{
	char *p = um_mmap(0, UNITS * unit, RW, UM_MAP_ANON | flags, -1, 0);
	size_t i;

	for (i = 0; i < UNITS; i++)
		memset(p + i * unit, 'a' + (int)i, unit);
	return p;
}

/* Is each unit but those of [from, to) as it was? */
static int rest_is_whole(const char *p, size_t from, size_t to)
{
	size_t i;

	for (i = 0; i < UNITS; i++)
		if ((i < from || i >= to)
		    && !all_bytes(p + i * unit, unit, 'a' + (int)i))
			return 0;
	return 1;
}

static void free_row(char *p)
{
	um_munmap(p, UNITS * unit);
}

/* ---- it replaces ------------------------------------------------------- */

static void replaces(int old, int new, size_t from, size_t to,
    const char *what)
{
	char *p = row(old), *at = p + from * unit;
	const size_t len = (to - from) * unit;
	void *q;

	errno = 12345;
	q = um_mmap(at, len, RW, new | UM_MAP_ANON | UM_MAP_FIXED, -1, 0);
	is_int(errno, 12345, "%s leaves errno alone", what);
	is_ptr(q, at, "%s is exactly there", what);
	ok(all_bytes(at, len, 0) && !store_faults(at + len - 1),
	    "%s is new memory", what);
	ok(rest_is_whole(p, from, to), "%s leaves its neighbours alone", what);
	free_row(p);
}

static void replaces_parts(void)
{
	replaces(UM_MAP_PRIVATE, UM_MAP_PRIVATE, 0, 1,
	    "private memory over the first of many pages");
	replaces(UM_MAP_PRIVATE, UM_MAP_PRIVATE, 3, 5,
	    "private memory over some in the middle");
	replaces(UM_MAP_PRIVATE, UM_MAP_PRIVATE, UNITS - 1, UNITS,
	    "private memory over the last");
	replaces(UM_MAP_PRIVATE, UM_MAP_PRIVATE, 0, UNITS,
	    "private memory over all");
	replaces(UM_MAP_PRIVATE, UM_MAP_SHARED, 2, 6,
	    "shared memory over private");
	replaces(UM_MAP_SHARED, UM_MAP_PRIVATE, 2, 6,
	    "private memory over shared");
	replaces(UM_MAP_SHARED, UM_MAP_SHARED, 2, 6,
	    "shared memory over shared");
}

static void odd_length(void)
{
	char *p = row(UM_MAP_PRIVATE);

	is_ptr(um_mmap(p, page() + 1, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0),
	    p, "a page and a byte are mapped");
	ok(all_bytes(p, 2 * page(), 0), "and are two pages");
	is_int(p[2 * page()], unit > page() * 2 ? 'a'
	    : 'a' + (int)(2 * page() / unit), "and no more");
	free_row(p);
}

static void over_several(void)
{
	char *p = row(UM_MAP_PRIVATE);
	const int fd = temporary_file(2 * unit);
	int many;

	um_munmap(p + 3 * unit, unit);
	um_mprotect(p + 4 * unit, unit, PROT_NONE);
	many = um_mmap(p + unit, unit, RW,
	    UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED, -1, 0) == p + unit
	    && um_mmap(p + 5 * unit, unit, RW, UM_MAP_SHARED | UM_MAP_FIXED,
	    fd, 0) == p + 5 * unit;
	ok(many, "there are shared pages, a hole, no access and a file in a "
	    "row");
	is_ptr(um_mmap(p + unit, 6 * unit, RW, PRIVATE_ANON | UM_MAP_FIXED, -1,
	    0), p + unit, "one mapping replaces all of them");
	ok(all_bytes(p + unit, 6 * unit, 0), "and is zero");
	ok(rest_is_whole(p, 1, 7), "and leaves its neighbours alone");
	free_row(p);
	close(fd);
}

static void replaced_file_is_whole(void)
{
	const int fd = temporary_file(unit);
	char *p = um_mmap(0, unit, RW, UM_MAP_SHARED, fd, 0);
	unsigned char byte = 0;

	um_mmap(p, unit, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0);
	memset(p, 'x', unit);
	um_munmap(p, unit);
	ok(pread(fd, &byte, 1, 77) == 1 && byte == 77,
	    "a file whose map was replaced is as it was");
	close(fd);
}

static void file_over_memory(int flag, const char *kind)
{
	const int fd = temporary_file(3 * unit);
	char *p = row(UM_MAP_PRIVATE), *q;

	if (pwrite(fd, "marked", 6, (off_t)unit) != 6)
		diag("short write");
	q = um_mmap(p + 2 * unit, 2 * unit, RW, flag | UM_MAP_FIXED, fd,
	    (int64_t)unit);
	is_ptr(q, p + 2 * unit, "a %s file goes exactly there", kind);
	ok(memcmp(q, "marked", 6) == 0 && q[6] == 6
	    && (unsigned char)q[2 * unit - 1] == 255,
	    "and it is the file from its offset on");
	ok(rest_is_whole(p, 2, 4), "and its neighbours are left alone");
	free_row(p);
	close(fd);
}

static int store(void *p)
{
	*(char *)p = 'c';
	return 0;
}

static void shared_is_shared(void)
{
	char *p = row(UM_MAP_PRIVATE);

	um_mmap(p, unit, RW, UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED, -1, 0);
	in_child(store, p);
	in_child(store, p + unit);
	is_int(*p, 'c', "shared memory at a fixed place is shared with a "
	    "child");
	is_int(p[unit], 'b', "the private page behind it is not");
	free_row(p);
}

static void protection(void)
{
	char *p = row(UM_MAP_PRIVATE);

	um_mmap(p + unit, unit, PROT_NONE, PRIVATE_ANON | UM_MAP_FIXED, -1, 0);
	um_mmap(p + 3 * unit, unit, PROT_READ, PRIVATE_ANON | UM_MAP_FIXED, -1,
	    0);
	ok(load_faults(p + unit) && load_faults(p + 2 * unit - 1),
	    "PROT_NONE at a fixed place faults");
	ok(!store_faults(p + unit - 1) && !store_faults(p + 2 * unit),
	    "and its neighbours do not");
	ok(all_bytes(p + 3 * unit, unit, 0) && store_faults(p + 3 * unit),
	    "PROT_READ at a fixed place is zero and stops stores");
	free_row(p);
}

static void in_hole(void)
{
	char *p = row(UM_MAP_PRIVATE);
	void *q;

	um_munmap(p + 3 * unit, 2 * unit);
	q = um_mmap(p + 3 * unit, unit, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0);
	is_ptr(q, p + 3 * unit, "UM_MAP_FIXED in a hole is exactly there");
	ok(rest_is_whole(p, 3, 5) && load_faults(p + 4 * unit),
	    "and fills no more of the hole than asked");
	free_row(p);
}

/* Cygwin has the pages of a hole with what was in them. */
static void zero_in_hole(int prot, int shared)
{
	char *p = row(shared ? UM_MAP_SHARED : UM_MAP_PRIVATE), *q;

	um_munmap(p + 2 * unit, 3 * unit);
	q = um_mmap(p + 3 * unit, unit, prot, UM_MAP_ANON | UM_MAP_FIXED
	    | (shared ? UM_MAP_SHARED : UM_MAP_PRIVATE), -1, 0);
	ok(q == p + 3 * unit && um_mprotect(q, unit, PROT_READ) == 0
	    && all_bytes(q, unit, 0), "in a hole, with protection %d, it is "
	    "zero and has no old bytes", prot);
	um_munmap(p + 2 * unit, 3 * unit);
	free_row(p);
}

static void aligned(void)
{
	const size_t align = 4 * unit;
	char *p = um_mmap(0, 3 * align, RW, PRIVATE_ANON, -1, 0), *at;
	const int log = room_log(align);
	struct census before;

	memset(p, 'a', 3 * align);
	at = room_aligned(p, align);
	is_ptr(um_mmap(at, unit, RW,
	    PRIVATE_ANON | UM_MAP_FIXED | UM_MAP_ALIGNED(log), -1, 0), at,
	    "an aligned fixed place with UM_MAP_ALIGNED is taken");
	if (census_told())
		census(&before);
	fails(um_mmap(at + unit, unit, RW,
	    PRIVATE_ANON | UM_MAP_FIXED | UM_MAP_ALIGNED(log), -1, 0)
	    == MAP_FAILED, EINVAL,
	    "a fixed place that is not so aligned is EINVAL");
	ok(census_same(&before) && all_bytes(at + unit, unit, 'a'),
	    "and it is left alone");
	um_munmap(p, 3 * align);
}

static void many_times(void)
{
	char *p = row(UM_MAP_PRIVATE);
	const int fd = next_descriptor();
	struct census before;
	int i, there = 1, same;

	um_mmap(p + unit, unit, RW, PRIVATE_ANON | UM_MAP_FIXED, -1, 0);
	if (census_told())
		census(&before);
	for (i = 0; i < 100; i++) {
		const int kind = i & 1 ? UM_MAP_PRIVATE : UM_MAP_SHARED;

		there = there && um_mmap(p + unit, unit, RW,
		    kind | UM_MAP_ANON | UM_MAP_FIXED, -1, 0) == p + unit;
	}
	same = census_same(&before) && next_descriptor() == fd;
	ok(there && same && rest_is_whole(p, 1, 2),
	    "a hundred fixed mappings at one place leak nothing");
	free_row(p);
}

/* ---- it refuses -------------------------------------------------------- */

static int is_old(char *p)
{
	return rest_is_whole(p, 0, 0);
}

static void refusals(void)
{
	char *p = row(UM_MAP_PRIVATE), *hole = um_mmap(0, unit, RW,
	    PRIVATE_ANON, -1, 0);
	const int fd = temporary_file(unit);
	size_t i;

	um_munmap(hole, unit);
	for (i = 0; i < SOURCES; i++)
		room_refuses(&sources[i], UM_MAP_FIXED, fd, p, hole, is_old);
	fails(um_mmap(p, unit, RW, UM_MAP_PRIVATE | UM_MAP_FIXED, -1, 0)
	    == MAP_FAILED, EBADF,
	    "a bad descriptor at a fixed address is EBADF");
	ok(is_old(p), "and changes nothing");
	close(fd);
	free_row(p);
}

/* What the kernel refuses may be half done: what was there, or nothing. */
static void refused_by_kernel(void)
{
	char *p = row(UM_MAP_PRIVATE);
	int fd[2], there;

	if (pipe(fd) < 0)
		diag("no pipe");
	if (!qemu_skips(QEMU_FIXED_PIPE, 1))
		fails(um_mmap(p + unit, unit, PROT_READ, UM_MAP_PRIVATE
		    | UM_MAP_FIXED, fd[0], 0) == MAP_FAILED, ENODEV,
		    "a pipe at a fixed address is ENODEV");
	there = !load_faults(p + unit);
	ok(!there || all_bytes(p + unit, unit, 'b'),
	    "a failed UM_MAP_FIXED leaves what was there, or nothing");
	ok(rest_is_whole(p, 1, 2), "and its neighbours alone");
	free_row(p);
	close(fd[0]);
	close(fd[1]);
}

/* 3: elsewhere, which would be wrong. */
static int map_zero(void *flags)
{
	char *p = um_mmap(0, unit, RW, PRIVATE_ANON | *(int *)flags, -1, 0);

	if (p == MAP_FAILED)
		return errno == EPERM || errno == ENOMEM ? 1 : 2;
	return p == 0 ? 0 : 3;
}

static void at_zero(void)
{
	int fixed = UM_MAP_FIXED, noreplace = UM_MAP_FIXED_NOREPLACE;

	if (qemu_skips(QEMU_MAP_ZERO, 2))
		return;
	ok(in_child(map_zero, &fixed) <= 1, "UM_MAP_FIXED at 0 is at 0, or "
	    "EPERM or ENOMEM");
	ok(in_child(map_zero, &noreplace) <= 1, "UM_MAP_FIXED_NOREPLACE at 0 "
	    "is at 0, or EPERM or ENOMEM");
}

int main(void)
{
	plan(0);
	unit = um_granularity();
	if (!places_are_had()) {
		room_is_refused(UM_MAP_FIXED);
		return done();
	}
	replaces_parts();
	odd_length();
	over_several();
	replaced_file_is_whole();
	file_over_memory(UM_MAP_PRIVATE, "private");
	file_over_memory(UM_MAP_SHARED, "shared");
	shared_is_shared();
	protection();
	in_hole();
	zero_in_hole(RW, 0);
	zero_in_hole(PROT_READ, 0);
	zero_in_hole(PROT_NONE, 0);
	zero_in_hole(RW, 1);
	aligned();
	many_times();
	refusals();
	refused_by_kernel();
	at_zero();
	return done();
}
