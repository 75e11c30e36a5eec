/* UM_ADV_DISCARD: anonymous memory reads as zero, for every sharer. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { PAGES = 8, OLD = 0xa5 };

static const struct { const char *name; int flags, shared; } kinds[] = {
	{ "private", UM_MAP_PRIVATE | UM_MAP_ANON, 0 },
	{ "shared", UM_MAP_SHARED | UM_MAP_ANON, 1 }
};

static unsigned char *map_at(void *at, size_t pages, int flags, int fd)
{
	unsigned char *p = um_mmap(at, pages * page(), PROT_READ | PROT_WRITE,
	    flags, fd, 0);

	if (p == MAP_FAILED) {
		printf("Bail out! no memory to discard: %s\n", um_why());
		exit(1);
	}
	return p;
}

static unsigned char *map(int flags)
{
	unsigned char *p = map_at(0, PAGES, flags, -1);

	memset(p, OLD, PAGES * page());
	return p;
}

static void unmap(unsigned char *p)
{
	um_munmap(p, PAGES * page());
}

static int discard(unsigned char *p, size_t first, size_t pages)
{
	return um_madvise(p + first * page(), pages * page(), UM_ADV_DISCARD);
}

static int pages_are(const unsigned char *p, size_t first, size_t pages,
    int byte)
{
	return all_bytes(p + first * page(), pages * page(), byte);
}

/* ---- zero -------------------------------------------------------------- */

static void test_zero(const char *name, int flags)
{
	unsigned char *p = map(flags);
	int i, good = 1;

	errno = 4321;
	is_int(discard(p, 2, 3), 0, "part of %s memory is discarded", name);
	is_int(errno, 4321, "errno is unchanged by it");
	ok(pages_are(p, 2, 3, 0), "it reads as zero");
	ok(pages_are(p, 0, 2, OLD) && pages_are(p, 5, 3, OLD),
	    "its neighbours are untouched");
	memset(p + 2 * page(), 0x11, 3 * page());
	ok(pages_are(p, 2, 3, 0x11), "it can be stored to");

	is_int(discard(p, 0, PAGES), 0, "all of %s memory is discarded", name);
	ok(pages_are(p, 0, PAGES, 0), "all of it reads as zero");
	is_int(discard(p, 0, PAGES), 0, "once more, untouched in between");
	ok(pages_are(p, 0, PAGES, 0), "it still reads as zero");
	is_int(um_madvise(p, 1, UM_ADV_DISCARD), 0,
	    "a length of 1 stands for a page");

	for (i = 0; i < 20; i++) {
		memset(p, i + 1, PAGES * page());
		good = good && discard(p, 1, PAGES - 1) == 0
		    && pages_are(p, 1, PAGES - 1, 0)
		    && pages_are(p, 0, 1, i + 1);
	}
	ok(good, "%s memory is discarded again and again", name);
	unmap(p);
}

/* ---- while a child lives ----------------------------------------------- */

struct child {
	pid_t pid;
	int go[2];		/* closed by the parent: look now */
};

/* A child that looks at p when told and exits with 0 if all bytes are so. */
static void start(struct child *c, const unsigned char *p, int wanted)
{
	char byte;

	if (pipe(c->go) < 0 || (c->pid = fork()) < 0) {
		printf("Bail out! no child: %s\n", strerror(errno));
		exit(1);
	}
	if (c->pid == 0) {
		close(c->go[1]);
		while (read(c->go[0], &byte, 1) < 0 && errno == EINTR)
			;
		_exit(!pages_are(p, 2, 4, wanted));
	}
	close(c->go[0]);
}

static int finish(struct child *c)
{
	int status = 1;

	close(c->go[1]);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status == 0;
}

static void test_child(const char *name, int flags, int shared)
{
	unsigned char *p = map(flags);
	struct child c;
	int i, discarded = 1, zero = 1, seen = 1;

	fflush(stdout);
	for (i = 0; i < 3; i++) {
		memset(p, OLD, PAGES * page());
		start(&c, p, shared ? 0 : OLD);
		discarded = discarded && discard(p, 2, 4) == 0;
		zero = zero && pages_are(p, 2, 4, 0)
		    && pages_are(p, 0, 2, OLD) && pages_are(p, 6, 2, OLD);
		seen = finish(&c) && seen;
	}
	ok(discarded, "%s memory is discarded while a child lives", name);
	ok(zero, "it reads as zero here");
	ok(seen, shared ? "the child that shares it sees zero too"
	    : "the child keeps the old contents of its own copy");
	ok(pages_are(p, 2, 4, 0), "it stays zero when the child is gone");

	memset(p, OLD, PAGES * page());
	discard(p, 2, 4);
	start(&c, p, 0);
	ok(finish(&c), "a child made afterwards reads zero");
	unmap(p);
}

/* Whoever is the child may discard as well. */
static int discard_in_child(void *p)
{
	return discard(p, 2, 4) < 0 || !pages_are(p, 2, 4, 0);
}

static void test_by_child(const char *name, int flags, int shared)
{
	unsigned char *p = map(flags);

	ok_in_child(discard_in_child, p,
	    "a child discards %s memory", name);
	ok(pages_are(p, 2, 4, shared ? 0 : OLD),
	    shared ? "and its parent reads zero"
	    : "and its parent keeps the contents");
	unmap(p);
}

/* ---- what the memory was, it stays ------------------------------------- */

static int inheritance_is_told(unsigned char *p)
{
	struct um_area area;

	return kernel_is("linux") || kernel_is("gvisor")
	    || (um_area_at((uintptr_t)p, &area) == 0 && area.inherit >= 0);
}

static void test_properties(const char *name, int flags)
{
	unsigned char *p = map(flags);
	int failed;

	discard(p, 0, PAGES);
	ok(um_mprotect(p + page(), page(), PROT_READ) == 0
	    && store_faults(p + page()) && !load_faults(p + page()),
	    "discarded %s memory is protected as any other", name);
	um_mprotect(p + page(), page(), PROT_READ | PROT_WRITE);

	memset(p, OLD, PAGES * page());
	um_mprotect(p + 2 * page(), page(), PROT_READ);
	failed = discard(p, 2, 1);
	if (failed)
		fails(failed, EACCES,
		    "%s memory without write access is EACCES", name);
	else
		ok(1, "%s memory without write access is discarded", name);
	ok(pages_are(p, 2, 1, failed ? OLD : 0),
	    failed ? "it keeps its contents" : "it reads as zero");
	ok(store_faults(p + 2 * page()), "it stays without write access");

	memset(p, OLD, 2 * page());
	um_mprotect(p, page(), PROT_NONE);
	failed = discard(p, 0, 1);
	if (failed)
		fails(failed, EACCES, "%s memory without access is EACCES",
		    name);
	else
		ok(1, "%s memory without access is discarded", name);
	ok(load_faults(p), "it stays without access");
	um_mprotect(p, page(), PROT_READ | PROT_WRITE);
	ok(pages_are(p, 0, 1, failed ? OLD : 0),
	    failed ? "it keeps its contents" : "it reads as zero");
	unmap(p);
}

static void test_inheritance(const char *name, int flags)
{
	unsigned char *p = map(flags);

	if (um_minherit(p, PAGES * page(), UM_INHERIT_NONE) < 0)
		skip(2, "UM_INHERIT_NONE of %s memory: %s", name, um_why());
	else if (!inheritance_is_told(p))
		skip(2, "the kernel does not tell the inheritance");
	else {
		is_int(discard(p, 2, 3), 0,
		    "%s memory that no child gets is discarded", name);
		ok(load_faults(p + 2 * page()), "no child gets it afterwards");
	}
	unmap(p);
}

static int is_concealed(const unsigned char *p)
{
	struct um_area area;
	char line[512];
	FILE *f;
	unsigned long start, end;
	int here = 0, found = -1;

	if (um_area_at((uintptr_t)p, &area) == 0 && area.concealed >= 0)
		return area.concealed;
	f = fopen("/proc/self/smaps", "r");
	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			here = start <= (uintptr_t)p && (uintptr_t)p < end;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			found = strstr(line, " dd") != 0;
	}
	if (f)
		fclose(f);
	return found;
}

static void test_concealment(const char *name, int flags)
{
	unsigned char *p = um_mmap(0, PAGES * page(), PROT_READ | PROT_WRITE,
	    flags | UM_MAP_CONCEAL, -1, 0);

	if (p == MAP_FAILED) {
		skip(2, "UM_MAP_CONCEAL: %s", um_why());
		return;
	}
	memset(p, OLD, PAGES * page());
	if (is_concealed(p) < 0)
		skip(2, "nobody tells what is concealed");
	else {
		is_int(discard(p, 2, 3), 0, "concealed %s memory is discarded",
		    name);
		ok(is_concealed(p + 2 * page()) == 1 && is_concealed(p) == 1,
		    "it stays concealed");
	}
	unmap(p);
}

/* ---- locked ------------------------------------------------------------ */

static void test_locked(const char *name, int flags)
{
	unsigned char *p = map(flags);

	if (is_under("asan") || is_under("tsan")
	    || um_mlock(p + 3 * page(), page()) < 0) {
		skip(5, "nothing can be locked here");
		unmap(p);
		return;
	}
	if (!locks_are_told(p + 3 * page())) {
		skip(5, "the kernel tells nobody what is locked");
		um_munlock(p + 3 * page(), page());
		unmap(p);
		return;
	}
	fails(discard(p, 3, 1) < 0, EBUSY, "locked %s memory is EBUSY", name);
	ok(pages_are(p, 3, 1, OLD), "it keeps its contents");
	fails(discard(p, 3, 4) < 0, EBUSY,
	    "a range that begins with locked %s memory is EBUSY", name);
	fails(discard(p, 0, PAGES) < 0, EBUSY,
	    "a range with locked %s memory in it is EBUSY", name);
	ok(pages_are(p, 3, 1, OLD), "the locked page keeps its contents");
	um_munlock(p + 3 * page(), page());
	unmap(p);
}

/* ---- files ------------------------------------------------------------- */

static int file_is_intact(int fd)
{
	unsigned char buffer[256];
	off_t at;
	int i, n;

	for (at = 0; at < (off_t)(2 * page()); at += n) {
		n = (int)pread(fd, buffer, sizeof buffer, at);
		if (n <= 0)
			return 0;
		for (i = 0; i < n; i++)
			if (buffer[i] != (unsigned char)(at + i))
				return 0;
	}
	return 1;
}

static int is_pattern(const unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)i)
			return 0;
	return 1;
}

static void test_file(const char *name, int flag)
{
	const int fd = temporary_file(2 * page());
	unsigned char *p = map_at(0, 2, flag, fd);

	fails(um_madvise(p, 2 * page(), UM_ADV_DISCARD) < 0, ENOTSUP,
	    "a %s file map is ENOTSUP", name);
	ok(is_pattern(p, 2 * page()), "the map keeps its bytes");
	ok(file_is_intact(fd), "the file keeps its bytes");
	if (flag == UM_MAP_PRIVATE) {
		memset(p, 0x99, page());
		fails(um_madvise(p, page(), UM_ADV_DISCARD) < 0, ENOTSUP,
		    "a changed private file map is ENOTSUP");
		ok(all_bytes(p, page(), 0x99), "it keeps the change");
		ok(file_is_intact(fd), "the file does not get it");
	}
	um_munmap(p, 2 * page());

	p = map(UM_MAP_PRIVATE | UM_MAP_ANON);
	map_at(p + 2 * page(), 2, flag | UM_MAP_FIXED, fd);
	fails(discard(p, 0, PAGES) < 0, ENOTSUP,
	    "private memory with a %s file map in it is ENOTSUP", name);
	ok(is_pattern(p + 2 * page(), 2 * page()) && file_is_intact(fd),
	    "map and file keep their bytes");
	ok(pages_are(p, 0, 2, OLD) && pages_are(p, 4, 4, OLD),
	    "so does the memory around");
	fails(discard(p, 2, PAGES - 2) < 0, ENOTSUP,
	    "memory behind a %s file map is ENOTSUP", name);
	ok(is_pattern(p + 2 * page(), 2 * page()) && file_is_intact(fd)
	    && pages_are(p, 4, 4, OLD), "nothing is touched");
	unmap(p);

	p = map(UM_MAP_SHARED | UM_MAP_ANON);
	map_at(p + 6 * page(), 2, flag | UM_MAP_FIXED, fd);
	fails(discard(p, 0, PAGES) < 0, ENOTSUP,
	    "shared memory with a %s file map behind it is ENOTSUP", name);
	ok(is_pattern(p + 6 * page(), 2 * page()) && file_is_intact(fd)
	    && pages_are(p, 0, 6, OLD), "nothing is touched");
	unmap(p);
	close(fd);
}

static void test_mixed(void)
{
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON);

	map_at(p + 2 * page(), 3, UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED,
	    -1);
	memset(p, OLD, PAGES * page());
	is_int(discard(p, 1, PAGES - 2), 0,
	    "a range of private and shared memory is discarded");
	ok(pages_are(p, 1, PAGES - 2, 0), "all of it reads as zero");
	ok(pages_are(p, 0, 1, OLD) && pages_are(p, PAGES - 1, 1, OLD),
	    "its neighbours are untouched");
	unmap(p);
}

/* ---- holes ------------------------------------------------------------- */

static void test_hole(const char *name, int flags)
{
	unsigned char *p = map(flags);

	um_munmap(p + 3 * page(), page());
	fails(discard(p, 0, PAGES) < 0, ENOMEM,
	    "a hole in %s memory is ENOMEM", name);
	ok(load_faults(p + 3 * page()), "it is not filled");
	ok(pages_are(p, 4, 4, OLD), "what is behind it is untouched");
	fails(discard(p, 3, 3) < 0, ENOMEM,
	    "a range that begins with the hole is ENOMEM");
	ok(load_faults(p + 3 * page()), "the hole is still there");
	unmap(p);
}

/* Linux takes the swapped pages of what it is advised to free at once, though
 * it refuses the rest of the range. */
static int freed;

static int madvise_watched(void *addr, size_t len, int advice)
{
	freed |= advice == um_kernel.numbers.adv_free;
	return real_sys.madvise(addr, len, advice);
}

static int discard_watched(void *memory)
{
	um_kernel.sys.madvise = madvise_watched;
	return discard(memory, 0, PAGES) == 0 || freed;
}

static void test_nothing_freed(void)
{
	const int fd = temporary_file(page());
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON);

	if (!real_sys.madvise || !places_are_had()) {
		skip(1, "advice");
		unmap(p);
		return;
	}
	map_at(p + (PAGES - 1) * page(), 1, UM_MAP_SHARED | UM_MAP_FIXED, fd);
	ok_in_child(discard_watched, p,
	    "private memory before a file map is not freed either");
	unmap(p);
	close(fd);
}

/* ---- guards ------------------------------------------------------------ */

/* The kernel's own, or a page without access. */
static void test_guards(void)
{
	const int fd = temporary_file(2 * page());
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON);
	int failed;

	if (!places_are_had() || um_guard(p + page(), page()) < 0) {
		skip(8, "um_guard: %s", um_why());
		unmap(p);
		close(fd);
		return;
	}
	map_at(p + 6 * page(), 2, UM_MAP_SHARED | UM_MAP_FIXED, fd);
	failed = discard(p, 0, PAGES);
	ok(failed && (errno == ENOTSUP || errno == EACCES),
	    "private memory with a guard before a file map is refused");
	ok(pages_are(p, 0, 1, OLD) && pages_are(p, 2, 4, OLD),
	    "it keeps its contents");
	ok(load_faults(p + page()), "the guard is still there");
	um_munmap(p + 6 * page(), page());
	failed = discard(p, 0, PAGES);
	ok(failed && (errno == ENOMEM || errno == EACCES),
	    "private memory with a guard before a hole is refused");
	ok(load_faults(p + page()) && load_faults(p + 6 * page()),
	    "the guard and the hole are still there");
	map_at(p + 6 * page(), 2, UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED,
	    -1);
	memset(p + 6 * page(), OLD, 2 * page());
	failed = discard(p, 0, PAGES);
	ok(!failed || errno == EACCES, "private memory with a guard before "
	    "shared memory is discarded, or refused for the guard");
	failed = failed ? OLD : 0;
	ok(pages_are(p, 0, 1, failed) && pages_are(p, 2, 6, failed),
	    "as a whole");
	ok(load_faults(p + page()), "the guard is still there");
	unmap(p);
	close(fd);
}

/* ---- the memory goes back ---------------------------------------------- */

static long resident_pages(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long all, resident = -1;

	if (f && fscanf(f, "%ld %ld", &all, &resident) != 2)
		resident = -1;
	if (f)
		fclose(f);
	return resident;
}

static void test_goes_back(void)
{
	const size_t len = 1024 * page();
	unsigned char *p = map_at(0, 1024, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	const long before = resident_pages();
	long with;

	memset(p, OLD, len);
	with = resident_pages();
	if (before < 0 || with - before < 900 || *under())
		skip(1, "no /proc/self/statm that counts this memory");
	else if (um_madvise(p, len, UM_ADV_DISCARD) == 0
	    && um_way_taken(UM_CHAIN_DISCARD_PRIVATE)->go
	    == um_discard_by_zeroing)
		skip(1, "this kernel has no way to give private memory back");
	else {
		ok(resident_pages() - before < 2048,
		    "private memory goes back to the system at once");
	}
	um_munmap(p, len);
}

/* Pages that were never touched stay so, whatever the answer is. */
static void test_sparse(void)
{
	const size_t len = 16384 * page();
	const int fd = temporary_file(page());
	unsigned char *p = um_mmap(0, len, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_NORESERVE, -1, 0);
	const long before = resident_pages();
	long touched;

	if (is_simulated() || before < 0 || p == MAP_FAILED || (*under()
	    && !is_under("gvisor"))) {
		skip(4, "no /proc/self/statm that counts this memory");
		return;
	}
	p[0] = OLD;
	is_int(um_madvise(p, len, UM_ADV_DISCARD), 0,
	    "a large map of which little was touched is discarded");
	ok(p[0] == 0 && resident_pages() - before < 2048,
	    "it has little memory then");
	p[0] = OLD;		/* which may be a large page's */
	touched = resident_pages();
	map_at(p + len - page(), 1, UM_MAP_SHARED | UM_MAP_FIXED, fd);
	fails(um_madvise(p, len, UM_ADV_DISCARD) < 0, ENOTSUP,
	    "with a file map behind it, it is ENOTSUP");
	ok(p[0] == OLD && resident_pages() - touched < 100,
	    "it keeps its contents and gets no memory");
	um_munmap(p, len);
	close(fd);
}

int main(void)
{
	size_t i;

	plan(0);
	if (!map_is_told())
		skip_all("the kernel tells nobody what is mapped");
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		test_zero(kinds[i].name, kinds[i].flags);
		test_child(kinds[i].name, kinds[i].flags, kinds[i].shared);
		test_by_child(kinds[i].name, kinds[i].flags, kinds[i].shared);
		test_properties(kinds[i].name, kinds[i].flags);
		test_inheritance(kinds[i].name, kinds[i].flags);
		test_concealment(kinds[i].name, kinds[i].flags);
		test_locked(kinds[i].name, kinds[i].flags);
		test_hole(kinds[i].name, kinds[i].flags);
	}
	test_file("private", UM_MAP_PRIVATE);
	test_file("shared", UM_MAP_SHARED);
	test_mixed();
	test_nothing_freed();
	test_guards();
	test_goes_back();
	test_sparse();
	return done();
}
