/* Anonymous memory: zero pages, one's own or shared with children. */
#include "tap.h"

#include <stdio.h>
#include <sys/wait.h>

#define RW (PROT_READ | PROT_WRITE)

static const struct kind {
	const char *name;
	int flag;
} kinds[] = { { "private", UM_MAP_PRIVATE }, { "shared", UM_MAP_SHARED } };

static char *map(size_t len, int flags)
{
	return um_mmap(0, len, RW, UM_MAP_ANON | flags, -1, 0);
}

/* ---- fd and offset are ignored ----------------------------------------- */

static int is_new_memory(char *p, size_t len)
{
	if (p == MAP_FAILED || !p || !all_bytes(p, len, 0))
		return 0;
	memset(p, 0xff, len);
	return all_bytes(p, len, 0xff);
}

static void ignores(const struct kind *kind, int fd, int64_t offset)
{
	const size_t len = 2 * page();
	char *p = um_mmap(0, len, RW, UM_MAP_ANON | kind->flag, fd, offset);
	const int err = errno;

	if (!ok(is_new_memory(p, len),
	    "%s anonymous memory ignores fd %d and offset %lld", kind->name,
	    fd, (long long)offset) && p == MAP_FAILED)
		diag("errno %d", err);
	if (p != MAP_FAILED)
		um_munmap(p, len);
}

static void ignores_all(const struct kind *kind)
{
	static const int fds[] = { -1, 0, 999, -2 };
	const int64_t offsets[] = {
		0, 1, (int64_t)page(), -1, INT64_MAX, INT64_MIN
	};
	size_t i, j;

	for (i = 0; i < sizeof fds / sizeof *fds; i++)
		for (j = 0; j < sizeof offsets / sizeof *offsets; j++)
			ignores(kind, fds[i], offsets[j]);
}

/* A descriptor that could be mapped is not. */
static void ignores_file(const struct kind *kind)
{
	const size_t len = page();
	const int fd = temporary_file(len);
	char *p = um_mmap(0, len, RW, UM_MAP_ANON | kind->flag, fd, 0);

	ok(is_new_memory(p, len),
	    "%s anonymous memory with a file's fd is zero, not the file",
	    kind->name);
	ok(lseek(fd, 0, SEEK_END) == (off_t)len,
	    "the fd given with %s anonymous memory stays open", kind->name);
	um_munmap(p, len);
	close(fd);
}

/* ---- zero, whole pages, one's own -------------------------------------- */

static void lengths(const struct kind *kind)
{
	const size_t lens[] = { 1, page() - 1, page(), page() + 1, 5 * page() };
	size_t i, whole;
	char *p;

	for (i = 0; i < sizeof lens / sizeof *lens; i++) {
		whole = um_round_up(lens[i], page());
		p = map(lens[i], kind->flag);
		ok(is_new_memory(p, whole), "%s anonymous memory of %lu bytes "
		    "is whole zero pages", kind->name, (unsigned long)lens[i]);
		ok(um_munmap(p, lens[i]) == 0 && load_faults(p + whole - 1),
		    "and all of it goes with a um_munmap of as many bytes");
	}
}

static void always_zero(const struct kind *kind)
{
	const size_t len = 16 * page();
	int i, zero = 1;
	char *p;

	for (i = 0; i < 32; i++) {
		p = map(len, kind->flag);
		zero = zero && is_new_memory(p, len);
		um_munmap(p, len);
	}
	ok(zero, "%s anonymous memory is zero however much was written and "
	    "unmapped before", kind->name);
}

static void distinct(const struct kind *kind)
{
	char *a = map(page(), kind->flag), *b = map(page(), kind->flag);

	memset(a, 'a', page());
	memset(b, 'b', page());
	ok(a != b && all_bytes(a, page(), 'a') && all_bytes(b, page(), 'b'),
	    "two %s anonymous mappings have nothing in common", kind->name);
	um_munmap(a, page());
	um_munmap(b, page());
}

static void protections(const struct kind *kind)
{
	const int flags = UM_MAP_ANON | kind->flag;
	char *none = um_mmap(0, page(), PROT_NONE, flags, -1, 0);
	char *read_only = um_mmap(0, page(), PROT_READ, flags, -1, 0);
	char *write_only = um_mmap(0, page(), PROT_WRITE, flags, -1, 0);

	ok(none != MAP_FAILED && load_faults(none) && store_faults(none),
	    "%s anonymous memory of PROT_NONE faults", kind->name);
	ok(read_only != MAP_FAILED && all_bytes(read_only, page(), 0)
	    && store_faults(read_only),
	    "%s anonymous memory of PROT_READ is zero and stops stores",
	    kind->name);
	ok(write_only != MAP_FAILED && !store_faults(write_only),
	    "%s anonymous memory of PROT_WRITE takes stores", kind->name);
	um_munmap(none, page());
	um_munmap(read_only, page());
	um_munmap(write_only, page());
}

/* ---- across fork ------------------------------------------------------- */

static int fill(void *p)
{
	memset(p, 'c', 3 * page());
	return 0;
}

static int fill_in_grandchild(void *p)
{
	return in_child(fill, p);
}

/* What a child sees of a byte that the parent stores after the fork. */
static int seen_by_child(char *p)
{
	int fd[2], status = 0;
	pid_t child;
	char go = 1;

	if (pipe(fd) < 0)
		return -1;
	fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(read(fd[0], &go, 1) == 1 ? *(volatile char *)p : 1);
	*(volatile char *)p = 'P';
	if (write(fd[1], &go, 1) != 1)
		diag("no word to the child");
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	close(fd[0]);
	close(fd[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void across_fork(const struct kind *kind)
{
	const int shared = kind->flag == UM_MAP_SHARED;
	const size_t len = 3 * page();
	char *p = map(2 * page() + 1, kind->flag);

	memset(p, 'p', len);
	ok_in_child(fill, p, "a child writes to %s memory",
	    kind->name);
	ok(all_bytes(p, len, shared ? 'c' : 'p'),
	    shared ? "what a child writes to shared memory the parent reads"
	    : "what a child writes to private memory the parent never reads");
	memset(p, 'p', len);
	in_child(fill_in_grandchild, p);
	ok(all_bytes(p, len, shared ? 'c' : 'p'),
	    "the same between a process and its grandchild");
	*p = 'p';
	is_int(seen_by_child(p), shared ? 'P' : 'p',
	    shared ? "what the parent writes to shared memory a child reads"
	    : "what the parent writes to private memory after a fork the "
	    "child does not read");
	um_munmap(p, len);
}

/* Shared memory is no place in the address space: part of it may go. */
static void shared_in_part(void)
{
	char *p = map(3 * page(), UM_MAP_SHARED);

	um_munmap(p, page());
	um_munmap(p + 2 * page(), page());
	memset(p + page(), 'p', page());
	is_int(seen_by_child(p + page()), 'P',
	    "the middle page of shared memory is shared when its neighbours "
	    "are gone");
	um_munmap(p + page(), page());
}

static int untouched_in_child(void *p)
{
	memset((char *)p + page(), 'c', page());
	return 0;
}

static void shared_untouched(void)
{
	char *p = map(2 * page(), UM_MAP_SHARED);

	in_child(untouched_in_child, p);
	ok(all_bytes(p, page(), 0) && all_bytes(p + page(), page(), 'c'),
	    "pages of shared memory that nobody had touched before the fork "
	    "are shared too");
	um_munmap(p, 2 * page());
}

/* ---- wishes ------------------------------------------------------------ */

static void wishes(const struct kind *kind)
{
	static const struct { const char *name; int flags; } all[] = {
		{ "UM_MAP_NORESERVE", UM_MAP_NORESERVE },
		{ "UM_MAP_POPULATE", UM_MAP_POPULATE },
		{ "UM_MAP_HUGE", UM_MAP_HUGE },
		{ "all three wishes",
		    UM_MAP_NORESERVE | UM_MAP_POPULATE | UM_MAP_HUGE }
	};
	const size_t len = 5 * page();
	size_t i;
	char *p;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		errno = 12345;
		p = map(len - 1, kind->flag | all[i].flags);
		is_int(errno, 12345, "%s memory with %s leaves errno alone",
		    kind->name, all[i].name);
		ok(is_new_memory(p, len), "%s memory with %s is like any other",
		    kind->name, all[i].name);
		if (p != MAP_FAILED)
			um_munmap(p, len);
		p = um_mmap(0, len, PROT_NONE,
		    UM_MAP_ANON | kind->flag | all[i].flags, -1, 0);
		ok(p != MAP_FAILED && load_faults(p + len - 1),
		    "%s memory of PROT_NONE with %s faults", kind->name,
		    all[i].name);
		if (p != MAP_FAILED)
			um_munmap(p, len);
	}
}

/* As much as two of the largest pages of most machines. */
static void huge_is_granular(const struct kind *kind)
{
	const size_t len = (size_t)4 << 20, middle = len / 2 + page();
	char *p = map(len, kind->flag | UM_MAP_HUGE);

	memset(p, 'h', len);
	ok(um_mprotect(p + middle, page(), PROT_NONE) == 0
	    && load_faults(p + middle) && !store_faults(p + middle - 1)
	    && !store_faults(p + middle + page()),
	    "a page of %s memory with UM_MAP_HUGE is protected by itself",
	    kind->name);
	ok(um_munmap(p + page(), page()) == 0 && load_faults(p + page())
	    && all_bytes(p, page(), 'h')
	    && all_bytes(p + 2 * page(), page(), 'h'),
	    "a page of %s memory with UM_MAP_HUGE is unmapped by itself",
	    kind->name);
	um_munmap(p, len);
}

static void large(const struct kind *kind)
{
	const size_t len = (size_t)64 << 20;
	char *p = map(len, kind->flag | UM_MAP_NORESERVE);

	ok(p != MAP_FAILED && p[0] == 0 && p[len - 1] == 0
	    && !store_faults(p) && !store_faults(p + len - 1),
	    "64 MiB of %s memory are there from end to end", kind->name);
	if (p != MAP_FAILED)
		um_munmap(p, len);
}

int main(void)
{
	size_t i;

	plan(0);
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		ignores_all(&kinds[i]);
		ignores_file(&kinds[i]);
		lengths(&kinds[i]);
		always_zero(&kinds[i]);
		distinct(&kinds[i]);
		protections(&kinds[i]);
		across_fork(&kinds[i]);
		wishes(&kinds[i]);
		huge_is_granular(&kinds[i]);
		large(&kinds[i]);
	}
	shared_in_part();
	shared_untouched();
	return done();
}
