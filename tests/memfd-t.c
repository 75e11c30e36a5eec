/* um_memfd: memory behind a descriptor, by every way that there is. */
#include "failing.h"
#include "qemu.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { RW = PROT_READ | PROT_WRITE };

static off_t size_of(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? status.st_size : -1;
}

/* ---- arguments --------------------------------------------------------- */

static void test_arguments(void)
{
	unsigned bit, accepted = 0;

	fails(um_memfd("x", -1, 0) < 0, EINVAL, "a negative size is EINVAL");
	fails(um_memfd("x", INT64_MIN, 0) < 0, EINVAL, "also the smallest");
	fails(um_memfd("x", INT64_MAX, 0) < 0, ENOMEM,
	    "a size that no page ends at is ENOMEM");
	for (bit = 1; bit; bit <<= 1)
		if (bit != UM_MEMFD_ALLOCATE && bit != UM_MEMFD_EXEC
		    && bit != UM_MEMFD_SEAL)
			accepted += um_memfd("x", 1, bit) >= 0
			    || errno != EINVAL;
	is_int(accepted, 0, "every other flag is EINVAL");
}

/* ---- what it is -------------------------------------------------------- */

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

/* ---- nothing is left --------------------------------------------------- */

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
			ok_in_child(leaves_nothing_by, list, what);
		}
		snprintf(list + strlen(list), sizeof list - strlen(list),
		    "%s%s", i ? "," : "", ways[i].name);
	}
}

static int make(int64_t pages, unsigned flags)
{
	return um_memfd("made", pages * (int64_t)page(), flags);
}

/* ---- UM_MEMFD_EXEC ----------------------------------------------------- */

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
		ok_in_child(plain_stays, 0,
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
	MUST(why_is(make(2, UM_MEMFD_EXEC) < 0, EACCES,
	    "no object that could be had can be executed"));
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
	return real_sys.memfd_create(name, (flags & 3) | (flags & 8) >> 2);
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

/* With noexec mounts too: what promises nothing is had, as the last. */
static int is_tried_last(void *unused)
{
	void *p;
	int fd;

	(void)unused;
	um_kernel.sys.memfd_create = memfd_plain;
	um_kernel.sys.open = 0;
	setenv("UNIMAP_DISABLE", "shm_open and shm_unlink,O_TMPFILE,"
	    "an unlinked temporary file", 1);
	fd = make(1, UM_MEMFD_EXEC);
	MUST(fd >= 0 && plain_made);
	p = um_mmap(0, page(), PROT_READ | PROT_EXEC, UM_MAP_SHARED, fd, 0);
	MUST(p != MAP_FAILED);
	return 0;
}

/* ---- UM_MEMFD_SEAL ----------------------------------------------------- */

/* The number of F_ADD_SEALS is the host's, which makes the object; of the seal
 * it is the same on Linux and FreeBSD. */
enum { SEAL_SHRINK = 2 };

static void test_seals(void)
{
	int fd = make(1, UM_MEMFD_SEAL);

	if (fd < 0)
		is_int(errno, ENOTSUP, "no object that takes seals is ENOTSUP");
	else
		is_int(fcntl(fd, F_ADD_SEALS, SEAL_SHRINK), 0,
		    "UM_MEMFD_SEAL: it takes seals");
	if (fd >= 0)
		close(fd);
	fd = make(1, 0);
	ok(fcntl(fd, F_ADD_SEALS, SEAL_SHRINK) < 0,
	    "without it nobody can seal it");
	close(fd);
	fd = make(1, UM_MEMFD_EXEC);
	if (fd < 0)
		skip(1, "an object that is executed");
	else
		ok(fcntl(fd, F_ADD_SEALS, SEAL_SHRINK) < 0,
		    "nor one that is executed");
	if (fd >= 0)
		close(fd);
}

static int unsealable(void *unused)
{
	(void)unused;
	setenv("UNIMAP_DISABLE", "memfd_create", 1);
	MUST(why_is(make(1, UM_MEMFD_SEAL) < 0, ENOTSUP,
	    "no object that could be had takes seals"));
	return 0;
}

/* ---- nothing in the way of others -------------------------------------- */

static int truncate_full(int fd, off_t size)
{
	(void)fd;
	(void)size;
	errno = ENOSPC;
	return -1;
}

/* A full file system is no reason to take another way later. */
static int is_full_for_once(void *unused)
{
	const struct um_way *known;

	(void)unused;
	if (make(1, 0) < 0)
		return CANNOT;
	known = um_way_taken(UM_CHAIN_OBJECT);
	um_kernel.sys.ftruncate = truncate_full;
	MUST(why_is(make(1, 0) < 0, ENOSPC,
	    "the file system is full, or a quota is used up"));
	MUST(make(1, 0) < 0 && errno == ENOSPC);
	um_kernel.sys.ftruncate = real_sys.ftruncate;
	MUST(make(1, 0) >= 0 && um_way_taken(UM_CHAIN_OBJECT) == known);
	return 0;
}

static int creations;

static int unlink_refused(const char *name)
{
	(void)name;
	errno = EPERM;
	return -1;
}

static int open_counted(const char *path, int flags, mode_t mode)
{
	creations += (flags & O_CREAT) != 0;
	return real_sys.open(path, flags, mode);
}

static int shm_open_counted(const char *name, int flags, mode_t mode)
{
	creations += (flags & O_CREAT) != 0;
	return real_sys.shm_open(name, flags, mode);
}

/* Where nothing can be unlinked nothing gets a name. */
static int leaves_no_name(void *unused)
{
	(void)unused;
	setenv("UNIMAP_DISABLE", "memfd_create,shm_open SHM_ANON,O_TMPFILE", 1);
	um_kernel.sys.unlink = um_kernel.sys.shm_unlink = unlink_refused;
	um_kernel.sys.open = open_counted;
	if (real_sys.shm_open)
		um_kernel.sys.shm_open = shm_open_counted;
	MUST(make(1, 0) < 0 && errno == ENOTSUP && !creations);
	return 0;
}

static int in_root;

static int open_watched(const char *path, int flags, mode_t mode)
{
	(void)mode;
	in_root |= (flags & O_CREAT) && strrchr(path, '/') == path;
	errno = EACCES;
	return -1;
}

static int no_directory(void *unused)
{
	(void)unused;
	setenv("TMPDIR", "", 1);
	setenv("UNIMAP_DISABLE", "memfd_create,shm_open SHM_ANON,O_TMPFILE,"
	    "shm_open and shm_unlink", 1);
	um_kernel.sys.open = open_watched;
	MUST(make(1, 0) < 0 && !in_root);
	return 0;
}

static void test_others(void)
{
	const int full = in_child(is_full_for_once, 0);

	ok_or_skip(full, "no object can be had here", "a full file system "
	    "takes no way from later objects");
	ok_in_child(leaves_no_name, 0,
	    "where unlinking is refused no name is made");
	ok_in_child(no_directory, 0, "an empty TMPDIR is not the root");
}

/* ---- limits ------------------------------------------------------------ */

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
	while (dup(0) >= 0)	/* DragonFly lets each have eight */
		;
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
	    "shm_open and shm_unlink,O_TMPFILE,"
	    "an unlinked temporary file";

	if (err) {
		um_kernel.sys.open = refuse_open;
		setenv("UNIMAP_DISABLE", "memfd_create,shm_open SHM_ANON,"
		    "shm_open and shm_unlink", 1);
	} else
		setenv("UNIMAP_DISABLE", none, 1);
	MUST(make(3, 0) < 0 && errno == ENOTSUP && *um_why());
	MUST(make(3, UM_MEMFD_ALLOCATE | UM_MEMFD_EXEC) < 0
	    && errno == ENOTSUP && *um_why());
	return 0;
}

/* vm.memfd_noexec of 2 */
static int no_exec_memfd(const char *name, unsigned flags)
{
	if (flags & (unsigned)um_kernel.numbers.memfd_exec) {
		errno = EACCES;
		return -1;
	}
	return real_sys.memfd_create(name, flags);
}

/* What is to be executed makes do with a way that others need not. */
static int keeps_way(void *unused)
{
	const struct um_way *before;

	(void)unused;
	MUST(um_memfd(0, 1, 0) >= 0);
	before = um_way_taken(UM_CHAIN_OBJECT);
	um_kernel.sys.memfd_create = no_exec_memfd;
	if (um_memfd(0, 1, UM_MEMFD_EXEC) < 0)
		return CANNOT;
	MUST(um_way_taken(UM_CHAIN_OBJECT) == before);
	return 0;
}

static void test_keeps_way(void)
{
	int status;

	if (!um_kernel.sys.memfd_create || !um_kernel.numbers.memfd_exec) {
		skip(1, "a memfd_create that is told what is executed");
		return;
	}
	status = in_child(keeps_way, 0);
	ok_or_skip(status, "a place for an object that is executed",
	    "what one request makes do with is not taken for others");
}

int main(void)
{
	int noexec[] = { EPERM, EACCES };
	static char yes;

	plan(0);
	/* Before this process remembers a way. */
	ok_in_child(refused, 0, "no way left is ENOTSUP");
	ok_in_child(refused, &yes, "also when all were refused");
	test_left();
	ok_in_child(unsealable, 0, "no way that takes seals is ENOTSUP");
	test_others();

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

	test_keeps_way();
	ok_in_child(is_executable, 0, "UM_MEMFD_EXEC: it is mapped PROT_EXEC");
	if (!qemu_skips(QEMU_EMPTY_FILE, 1))
		ok_in_child(empty_is_executable, 0, "also an empty one is had");
	test_plain_stays();
	if (um_kernel.sys.memfd_create && um_kernel.numbers.memfd_exec
	    && !is_simulated())
		ok_in_child(is_tried_last, 0,
		    "what promises nothing is tried last");
	else
		skip(1, "memfd_create that asks whether it is executed");
	test_seals();
	ok_in_child(no_exec, &noexec[0],
	    "EACCES if no object can be, where the kernel says EPERM");
	ok_in_child(no_exec, &noexec[1], "and where it says EACCES");
	ok_in_child(says_what_for, 0,
	    "the kernel is told whether it will be executed");
	ok_in_child(says_what_for, &yes, "an older one is not");

	if (is_under("gvisor") && in_child(limit_is_kept, 0))
		skip(1, "gVisor: raw calls within RLIMIT_FSIZE fail");
	else
		ok_in_child(within_file_limit, 0,
		    "RLIMIT_FSIZE is ENOMEM and not a signal");
	ok_in_child(without_descriptors, 0, "no descriptor left is EMFILE");
	return done();
}
