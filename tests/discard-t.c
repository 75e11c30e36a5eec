/* UM_ADV_DISCARD: anonymous memory reads as zero, for every sharer. */
#include "counting.h"
#include "discarding.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <sys/wait.h>

static const struct { const char *name; int flags, shared, advice; } kinds[]
    = {
	{ "private", UM_MAP_PRIVATE | UM_MAP_ANON, 0, UM_ADV_DISCARD },
	{ "shared", UM_MAP_SHARED | UM_MAP_ANON, 1, UM_ADV_DISCARD },
	{ "known private", UM_MAP_PRIVATE | UM_MAP_ANON, 0,
	    UM_ADV_DISCARD_PRIVATE }
};
static int advice = UM_ADV_DISCARD;

static int discard(unsigned char *p, size_t first, size_t pages)
{
	return um_madvise(p + first * page(), pages * page(), advice);
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
	is_int(um_madvise(p, 1, advice), 0,
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

	return um_area_at((uintptr_t)p, &area) == 0 && area.concealed >= 0
	    ? area.concealed : vm_flag(p, " dd");
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

	if (is_sanitized() || um_mlock(p + 3 * page(), page()) < 0) {
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

/* ---- known to be private ----------------------------------------------- */

/* New pages have the properties of any. */
static int keeps_properties(void)
{
	return advice == UM_ADV_DISCARD || !is_by(um_discard_by_mapping);
}

/* Whoever is believed is mistaken: the file has what it had. */
static void test_not_private(void)
{
	const int fd = temporary_file(2 * page());
	unsigned char *p = must_map(0, 2, UM_MAP_SHARED, fd);
	int failed = discard(p, 0, 2);

	ok(!failed || (errno == ENOTSUP && *um_why()),
	    "a shared file map is refused, or left alone, or replaced");
	ok(is_pattern(p, 2 * page()) || (!failed && pages_are(p, 0, 2, 0)),
	    "what is read there is the file or zero");
	(void)um_msync(p, 2 * page(), MS_SYNC);
	ok(file_is_whole(fd, 2 * page()), "the file keeps its bytes");
	um_munmap(p, 2 * page());
	ok(file_is_whole(fd, 2 * page()), "also when it is unmapped");
	p = must_map(0, 2, UM_MAP_PRIVATE, fd);
	memset(p, 0x99, page());
	failed = discard(p, 0, 2);
	ok(is_pattern(p, 2 * page()) || pages_are(p, 0, 2, 0)
	    || (failed && pages_are(p, 0, 1, 0x99)),
	    "of a private file map the changes go, or nothing");
	ok(file_is_whole(fd, 2 * page()), "the file keeps its bytes");
	um_munmap(p, 2 * page());
	close(fd);
}

/* What Linux says by itself. */
static void test_known_private(void)
{
	const int fd = temporary_file(2 * page());
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON);

	if (!is_by_dontneed()) {
		skip(6, "a kernel with an advice for private memory");
		unmap(p);
		close(fd);
		return;
	}
	if (um_mlock(p + 3 * page(), page()) < 0
	    || !locks_are_told(p + 3 * page()))
		skip(2, "no lock that is told");
	else {
		fails(discard(p, 3, 1) < 0, EBUSY,
		    "known private memory that is locked is EBUSY");
		ok(pages_are(p, 3, 1, OLD), "it keeps its contents");
	}
	um_munlock(p, PAGES * page());
	memset(p, OLD, PAGES * page());
	um_munmap(p + 3 * page(), page());
	fails(discard(p, 0, PAGES) < 0, ENOMEM, "a hole is ENOMEM");
	ok(load_faults(p + 3 * page()), "it is not filled");
	unmap(p);
	p = must_map(0, 2, UM_MAP_PRIVATE, fd);
	memset(p, 0x99, page());
	is_int(discard(p, 0, 2), 0, "of a private file map the changes go");
	ok(is_pattern(p, 2 * page()), "and it shows the file again");
	um_munmap(p, 2 * page());
	close(fd);
}

/* ---- files ------------------------------------------------------------- */

static void test_file(const char *name, int flag)
{
	const int fd = temporary_file(2 * page());
	unsigned char *p = must_map(0, 2, flag, fd);

	fails(um_madvise(p, 2 * page(), UM_ADV_DISCARD) < 0, ENOTSUP,
	    "a %s file map is ENOTSUP", name);
	ok(is_pattern(p, 2 * page()), "the map keeps its bytes");
	ok(file_is_whole(fd, 2 * page()), "the file keeps its bytes");
	if (flag == UM_MAP_PRIVATE) {
		memset(p, 0x99, page());
		fails(um_madvise(p, page(), UM_ADV_DISCARD) < 0, ENOTSUP,
		    "a changed private file map is ENOTSUP");
		ok(all_bytes(p, page(), 0x99), "it keeps the change");
		ok(file_is_whole(fd, 2 * page()), "the file does not get it");
	}
	um_munmap(p, 2 * page());

	p = map(UM_MAP_PRIVATE | UM_MAP_ANON);
	must_map(p + 2 * page(), 2, flag | UM_MAP_FIXED, fd);
	fails(discard(p, 0, PAGES) < 0, ENOTSUP,
	    "private memory with a %s file map in it is ENOTSUP", name);
	ok(is_pattern(p + 2 * page(), 2 * page()) && file_is_whole(fd, 2 * page()),
	    "map and file keep their bytes");
	ok(is_old_or_zero(p, 0, 2) && pages_are(p, 4, 4, OLD),
	    "memory before it may be gone, not what is behind");
	fails(discard(p, 2, PAGES - 2) < 0, ENOTSUP,
	    "memory behind a %s file map is ENOTSUP", name);
	ok(is_pattern(p + 2 * page(), 2 * page()) && file_is_whole(fd, 2 * page())
	    && pages_are(p, 4, 4, OLD), "nothing is touched");
	unmap(p);

	p = map(UM_MAP_SHARED | UM_MAP_ANON);
	must_map(p + 6 * page(), 2, flag | UM_MAP_FIXED, fd);
	fails(discard(p, 0, PAGES) < 0, ENOTSUP,
	    "shared memory with a %s file map behind it is ENOTSUP", name);
	ok(is_pattern(p + 6 * page(), 2 * page()) && file_is_whole(fd, 2 * page())
	    && pages_are(p, 0, 6, OLD), "nothing is touched");
	unmap(p);
	close(fd);
}

/* Where the kernel has no shared memory of its own it is an object's, which
 * nothing tells from a user's. */
static void test_object(void)
{
	unsigned char *p = map(UM_MAP_SHARED | UM_MAP_ANON);

	fails(discard(p, 0, PAGES) < 0, ENOTSUP,
	    "shared memory of an object is ENOTSUP");
	ok(pages_are(p, 0, PAGES, OLD), "it keeps its contents");
	unmap(p);
}

/* FreeBSD before 14 does not tell. */
static int names_are_told(void)
{
	struct utsname name;

	return is_simulated() || !kernel_is("freebsd")
	    || (uname(&name) == 0 && atoi(name.release) >= 14);
}

/* What has a name may be anybody's, so it is not anonymous. */
static void test_named(void)
{
	char name[64];
	unsigned char *p = MAP_FAILED;
	int fd;

	sprintf(name, "/unimap-discard-%ld", (long)getpid());
	fd = um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd >= 0 && ftruncate(fd, (off_t)(PAGES * page())) == 0)
		p = um_mmap(0, PAGES * page(), PROT_READ | PROT_WRITE,
		    UM_MAP_SHARED, fd, 0);
	if (p == MAP_FAILED || !names_are_told())
		skip(4, "named shared memory that is told from anonymous");
	else {
		memset(p, OLD, PAGES * page());
		fails(discard(p, 0, PAGES) < 0, ENOTSUP,
		    "an object that has a name is ENOTSUP");
		ok(pages_are(p, 0, PAGES, OLD), "it keeps its contents");
		(void)um_minherit(p, PAGES * page(), UM_INHERIT_COPY);
		fails(discard(p, 0, PAGES) < 0, ENOTSUP,
		    "also where a child is to have a copy of it");
		ok(pages_are(p, 0, PAGES, OLD), "it keeps them");
		unmap(p);
	}
	if (fd >= 0)
		close(fd);
	um_shm_unlink(name);
}

static void test_mixed(void)
{
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON);

	must_map(p + 2 * page(), 3, UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED,
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
	must_map(p + 6 * page(), 2, UM_MAP_SHARED | UM_MAP_FIXED, fd);
	failed = discard(p, 0, PAGES);
	ok(failed && (errno == ENOTSUP || errno == EACCES),
	    "private memory with a guard before a file map is refused");
	ok(is_old_or_zero(p, 0, 1) && is_old_or_zero(p, 2, 4),
	    "it may be gone");
	ok(load_faults(p + page()), "the guard is still there");
	memset(p, OLD, page());
	memset(p + 2 * page(), OLD, 4 * page());
	um_munmap(p + 6 * page(), page());
	failed = discard(p, 0, PAGES);
	ok(failed && (errno == ENOMEM || errno == EACCES),
	    "private memory with a guard before a hole is refused");
	ok(load_faults(p + page()) && load_faults(p + 6 * page()),
	    "the guard and the hole are still there");
	must_map(p + 6 * page(), 2, UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED,
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

int main(void)
{
	size_t i;

	plan(0);
	if (!map_is_told())
		skip_all("the kernel tells nobody what is mapped");
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (kinds[i].shared && !shared_is_memory()) {
			test_object();
			continue;
		}
		advice = kinds[i].advice;
		test_zero(kinds[i].name, kinds[i].flags);
		test_child(kinds[i].name, kinds[i].flags, kinds[i].shared);
		test_by_child(kinds[i].name, kinds[i].flags, kinds[i].shared);
		if (keeps_properties()) {
			test_properties(kinds[i].name, kinds[i].flags);
			test_inheritance(kinds[i].name, kinds[i].flags);
			test_concealment(kinds[i].name, kinds[i].flags);
		}
		if (advice == UM_ADV_DISCARD_PRIVATE) {
			test_known_private();
			test_not_private();
		} else {
			test_locked(kinds[i].name, kinds[i].flags);
			test_hole(kinds[i].name, kinds[i].flags);
		}
	}
	advice = UM_ADV_DISCARD;
	test_file("private", UM_MAP_PRIVATE);
	test_file("shared", UM_MAP_SHARED);
	test_named();
	if (shared_is_memory())
		test_mixed();
	test_guards();
	return done();
}
