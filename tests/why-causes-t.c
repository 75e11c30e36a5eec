/* One errno of Linux, many causes: each is made true, and um_why says that one
 * and none of the others. */
#include "tap.h"
#include "filter.h"

#ifdef __linux__
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum { RW = PROT_READ | PROT_WRITE, RWX = PROT_READ | PROT_WRITE | PROT_EXEC };
#define ANON (UM_MAP_PRIVATE | UM_MAP_ANON)
enum { MUCH = 64 << 20 };

static int refuses(void *at, size_t len, int prot, int flags, int fd)
{
	return um_mmap(at, len, prot, flags, fd, 0) == MAP_FAILED;
}

/* In a child; where the cause cannot be had the test is skipped. */
static void tell(int (*test)(void *), const char *cause)
{
	ok_or_skip(in_child(test, 0), cause, "um_why tells of %s", cause);
}

/* ---- ENOMEM ------------------------------------------------------------ */

#ifdef __GLIBC__
typedef __rlimit_resource_t which_limit;	/* an enum with _GNU_SOURCE */
#else
typedef int which_limit;
#endif

static int limit_to(which_limit which, rlim_t most)
{
	struct rlimit limit;

	getrlimit(which, &limit);
	limit.rlim_cur = most;
	return setrlimit(which, &limit);
}

static int data(void *unused)
{
	static const char why[] = "RLIMIT_DATA, the limit of a process's data";
	char *p = um_reserve(0, MUCH, 0), *q;

	(void)unused;
	q = um_mmap(0, MUCH, PROT_READ, ANON, -1, 0);
	MUST(p != MAP_FAILED && q != MAP_FAILED);
	if (limit_to(RLIMIT_DATA, 1 << 20) < 0)
		return CANNOT;
	if (!refuses(0, MUCH, RW, ANON, -1))
		return CANNOT;		/* before 4.5 it is brk's alone */
	MUST(why_is(refuses(0, MUCH, RW, ANON, -1), ENOMEM, why));
	MUST(why_is(um_commit(p, MUCH, RW), ENOMEM, why));
	MUST(why_is(um_mprotect(q, MUCH, RW), ENOMEM, why));
	MUST(um_mmap(0, MUCH, RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0)
	    != MAP_FAILED);
	return 0;
}

static int space(void *unused)
{
	static const char why[] = "RLIMIT_AS, or no gap of that size is left";
	char *p = um_mmap(0, 3 * page(), RW, ANON, -1, 0);

	(void)unused;
	MUST(um_munmap(p + page(), 2 * page()) == 0);
	if (limit_to(RLIMIT_AS, 0) < 0)
		return CANNOT;
	MUST(limit_to(RLIMIT_AS, RLIM_INFINITY) == 0);
	{
		FILE *f = fopen("/proc/self/statm", "r");
		unsigned long pages;

		if (!f || fscanf(f, "%lu", &pages) != 1)
			return CANNOT;
		fclose(f);
		MUST(limit_to(RLIMIT_AS, (pages + 512) * page()) == 0);
	}
	MUST(why_is(refuses(0, MUCH, RW, ANON, -1), ENOMEM, why));
	MUST(why_is(refuses(0, MUCH, RW, UM_MAP_SHARED | UM_MAP_ANON, -1),
	    ENOMEM, why));
	MUST(why_is(um_reserve(0, MUCH, 0) == MAP_FAILED, ENOMEM, why));
	MUST(why_is(um_mirror(0, MUCH, 2, 0) == MAP_FAILED, ENOMEM, why));
	MUST(why_is(um_mremap(p, page(), MUCH, UM_MREMAP_MAYMOVE)
	    == MAP_FAILED, ENOMEM, why));
	/* not a page is left to ask with */
	p = um_mmap(0, page(), RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
	MUST(limit_to(RLIMIT_AS, page()) == 0);
	MUST(why_is(um_minherit(p, page(), UM_INHERIT_ZERO), ENOMEM,
	    "no room: memory, addresses, a limit, too many mappings"));
	return 0;
}

static int charge(void *unused)
{
	static const char why[]
	    = "more than may be committed: see vm.overcommit_memory";
	struct um_memory m;
	size_t most;
	char *p;

	(void)unused;
	if (um_memory(&m) < 0 || m.overcommit == 2 || sizeof p < 8)
		return CANNOT;
	most = (size_t)(m.total + m.available) * 4;
	p = um_reserve(0, most, 0);
	MUST(p != MAP_FAILED);
	if (!refuses(0, most, RW, ANON, -1))
		return CANNOT;		/* vm.overcommit_memory is 1 */
	MUST(why_is(refuses(0, most, RW, ANON, -1), ENOMEM, why));
	MUST(why_is(refuses(0, most, RW, UM_MAP_SHARED | UM_MAP_ANON, -1),
	    ENOMEM, why));
	MUST(why_is(um_commit(p, most, RW), ENOMEM, why));
	MUST(why_is(um_mremap(um_mmap(0, page(), RW, ANON, -1, 0), page(), most,
	    UM_MREMAP_MAYMOVE) == MAP_FAILED, ENOMEM, why));
	return 0;
}

static int behind(void *unused)
{
	char *p = um_mmap(0, 3 * page(), RW, ANON, -1, 0);

	(void)unused;
	MUST(why_is(um_mremap(p, page(), 3 * page(), 0) == MAP_FAILED, ENOMEM,
	    "no room behind it, it may not move"));
	MUST(um_munmap(p + page(), page()) == 0);
	MUST(why_is(um_mremap(p, 2 * page(), 4 * page(), 0) == MAP_FAILED,
	    ENOMEM, "part of the range is not mapped"));
	MUST(why_is(um_mlock(p, 3 * page()), ENOMEM,
	    "part of the range is not mapped"));
	MUST(why_is(um_munlock(p, 3 * page()), ENOMEM,
	    "part of the range is not mapped"));
	MUST(why_is(um_mprotect(p, 3 * page(), RW), ENOMEM,
	    "part of the range is not mapped"));
	return 0;
}

static int file_size(void *unused)
{
	(void)unused;
	signal(SIGXFSZ, SIG_IGN);
	MUST(limit_to(RLIMIT_FSIZE, page()) == 0);
	MUST(why_is(um_memfd("x", (int64_t)(2 * page()), 0) < 0, ENOMEM,
	    "RLIMIT_FSIZE is less than that"));
	return 0;
}

static int descriptors(void *unused)
{
	(void)unused;
	MUST(limit_to(RLIMIT_NOFILE, 0) == 0);
	MUST(why_is(um_memfd("x", 0, 0) < 0, EMFILE, "no descriptor is left"));
	MUST(why_is(um_shm_open("unimap-why", O_RDWR, 0) < 0, EMFILE,
	    "no descriptor is left"));
	return 0;
}

static int memory_there_is(void *unused)
{
	struct um_memory m;

	(void)unused;
	MUST(um_memory(&m) == 0);
	MUST(why_is(um_memfd("x", (int64_t)(m.total + m.available) * 2,
	    UM_MEMFD_ALLOCATE) < 0, ENOMEM, m.limit <= m.total
	    ? "more than the process group's limit of memory"
	    : "more than the machine or the process group has free now"));
	return 0;
}

/* ---- descriptors ------------------------------------------------------- */

static int modes(void *unused)
{
	char name[] = "/tmp/unimap-why-XXXXXX";
	const int fd = mkstemp(name);
	const int reads = open(name, O_RDONLY), writes = open(name, O_WRONLY);
	char *p;

	(void)unused;
	MUST(fd >= 0 && ftruncate(fd, (off_t)page()) == 0
	    && unlink(name) == 0);
	MUST(why_is(refuses(0, 1, PROT_READ, UM_MAP_PRIVATE, writes), EACCES,
	    "the descriptor is not open for reading"));
	MUST(why_is(refuses(0, 1, RW, UM_MAP_SHARED, reads), EACCES,
	    "the descriptor is not open for writing"));
	p = um_mmap(0, page(), PROT_READ, UM_MAP_SHARED, reads, 0);
	MUST(why_is(um_mprotect(p, page(), RW), EACCES,
	    "the object, its descriptor's mode, a seal, or a policy forbids "
	    "it"));
	MUST(why_is(um_mprotect(p, page(), RWX), EACCES, "the object, its "
	    "descriptor's mode, its mount or a policy forbids it"));
	MUST(why_is(um_punch(reads, 0, 1), EACCES,
	    "the descriptor is not for writing"));
	MUST(why_is(um_mirror_fd(0, reads, 0, um_granularity(), 2, RW, 0)
	    == MAP_FAILED, EACCES, "the descriptor is not open for writing"));
	return 0;
}

static int seals(void *unused)
{
	enum { ADD_SEALS = 1024 + 9, WRITE = 8 };
	const int fd = um_memfd("x", (int64_t)page(), UM_MEMFD_SEAL);

	(void)unused;
	if (fd < 0 || fcntl(fd, ADD_SEALS, WRITE) < 0)
		return CANNOT;
	MUST(why_is(refuses(0, 1, RW, UM_MAP_SHARED, fd), EPERM,
	    "the object is sealed against writing"));
	MUST(why_is(um_punch(fd, 0, 1), EPERM,
	    "the object is sealed, the file immutable or for appending, or a "
	    "policy forbids it"));
	return 0;
}

static int paths(void *unused)
{
#ifdef O_PATH
	const int fd = open("/tmp", O_PATH), file = open("/proc/self/exe",
	    O_PATH);
	static const char why[] = "not an open descriptor, or one of O_PATH";

	MUST(why_is(refuses(0, 1, PROT_READ, UM_MAP_PRIVATE, file), EBADF, why));
	MUST(why_is(refuses(0, 1, PROT_READ, UM_MAP_PRIVATE, fd), EBADF, why));
	MUST(why_is(refuses(0, 1, RW, UM_MAP_SHARED, file), EBADF, why));
	MUST(why_is(um_mirror_fd(0, file, 0, um_granularity(), 2, PROT_READ, 0)
	    == MAP_FAILED, EBADF, why));
	(void)unused;
	return 0;
#else
	(void)unused;
	return CANNOT;
#endif
}

/* Linux that does not mark it as locked. */
static int unmarked(void *addr, size_t len, int flags)
{
	(void)addr;
	(void)len;
	(void)flags;
	return 0;
}

static int secrets(void *unused)
{
	const int fd = (int)syscall(447, 0);
	char *p;

	(void)unused;
	if (fd < 0 || ftruncate(fd, (off_t)page()) < 0)
		return CANNOT;
	MUST(why_is(refuses(0, page(), PROT_READ, UM_MAP_PRIVATE, fd), ENODEV,
	    "the descriptor cannot be mapped so: shared or private, with "
	    "this protection, length or offset"));
	p = um_mmap(0, page(), RW, UM_MAP_SHARED, fd, 0);
	MUST(p != MAP_FAILED);
	MUST(why_is(um_mlock(p, page()), ENOTSUP,
	    "memory that is always locked, as of memfd_secret"));
	um_kernel.sys.msync = unmarked;
	MUST(why_is(um_mlock(p, page()), ENOTSUP,
	    "memory that is always locked, as of memfd_secret"));
	um_kernel.sys.msync = real_sys.msync;
	MUST(why_is(um_madvise(p, page(), UM_ADV_POPULATE_READ), ENOTSUP,
	    "memory that cannot be populated"));
	return 0;
}

/* ---- files that lack something ----------------------------------------- */

static int ends(void *unused)
{
	char name[] = "/tmp/unimap-why-XXXXXX";
	const int fd = mkstemp(name);
	const int object = um_memfd("x", (int64_t)page(), 0);
	char *p, *q;

	(void)unused;
	MUST(fd >= 0 && ftruncate(fd, 1) == 0);
	p = um_mmap(0, 2 * page(), RW, UM_MAP_SHARED, fd, 0);
	if (!why_is(um_madvise(p, 2 * page(), UM_ADV_POPULATE_READ), EIO,
	    "beyond the end of the object")) {
		unlink(name);
		return 1;
	}
	MUST(unlink(name) == 0);
	MUST(um_madvise(p, page(), UM_ADV_POPULATE_WRITE) == 0
	    || errno == ENOTSUP);	/* before 5.14 no file's */
	q = um_mmap(0, 2 * page(), RW, UM_MAP_SHARED, object, 0);
	MUST(why_is(um_madvise(q, 2 * page(), UM_ADV_POPULATE_READ), EIO,
	    "beyond the end of the object, a full file system, no large "
	    "page, a guard, or an input or output error"));
	MUST(why_is(um_mlock(q, 2 * page()), ENOMEM,
	    "no access, beyond the end of a file, or it cannot be read"));
	MUST(um_mprotect(q, page(), PROT_NONE) == 0);
	MUST(why_is(um_madvise(q, page(), UM_ADV_POPULATE_READ), EACCES,
	    "the memory's protection, its key, a guard or userfaultfd forbids it"));
	return 0;
}

static int guarded(void *unused)
{
	char name[] = "/tmp/unimap-why-XXXXXX";
	const int fd = mkstemp(name);
	char *p = um_mmap(0, 2 * page(), RW, ANON, -1, 0);
	int told;

	(void)unused;
	MUST(fd >= 0 && ftruncate(fd, (off_t)page()) == 0);
	MUST(um_guard(p, page()) == 0);
	MUST(why_is(um_madvise(p, page(), UM_ADV_POPULATE_READ), EACCES,
	    "the memory's protection, its key, a guard or userfaultfd forbids it"));
	p = um_mmap(0, page(), RW, UM_MAP_SHARED, fd, 0);
	if (um_kernel.numbers.adv_guard == 0 || madvise(p, page(),
	    um_kernel.numbers.adv_guard) < 0) {	/* of files since 6.15 */
		unlink(name);
		return CANNOT;
	}
	told = why_is(um_madvise(p, page(), UM_ADV_POPULATE_READ), EIO,
	    "an input or output error, a quota, or a guard");
	MUST(unlink(name) == 0);
	MUST(told);
	return 0;
}

/* ---- kinds of memory --------------------------------------------------- */

static int kinds(void *unused)
{
	const int zero = open("/dev/zero", O_RDWR),
	    file = temporary_file(page());
	char *p = mmap(0, page(), RW, MAP_PRIVATE, zero, 0);

	(void)unused;
	MUST(p != MAP_FAILED);
	MUST(why_is(um_minherit(p, page(), UM_INHERIT_ZERO), ENOTSUP,
	    "only private anonymous memory is zeroed for a child, not that "
	    "of /dev/zero or of large pages"));
	p = um_mmap(0, page(), RW, UM_MAP_SHARED, file, 0);
	MUST(why_is(um_minherit(p, page(), UM_INHERIT_ZERO), ENOTSUP,
	    "only private anonymous memory is zeroed for a child, not that "
	    "of /dev/zero or of large pages"));
	MUST(why_is(um_minherit(p, page(), UM_INHERIT_COPY), ENOTSUP,
	    "shared memory stays shared"));
	MUST(why_is(um_madvise(p, page(), UM_ADV_DISCARD), ENOTSUP,
	    "a file map, or memory of large pages, is not discarded"));
	/* so large that a hole is looked for in the map */
	p = um_mmap(0, 4096 * page(), RW, UM_MAP_SHARED, file, 0);
	MUST(why_is(um_madvise(p, 4096 * page(), UM_ADV_DISCARD), ENOTSUP,
	    "a file map, or memory of large pages, is not discarded"));
	p = um_mmap(0, page(), RW, ANON, -1, 0);
	MUST(why_is(um_minherit(p, page(), UM_INHERIT_SHARE), ENOTSUP,
	    "private memory stays private"));
	p = um_mmap(0, page(), RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
	MUST(why_is(um_mremap(p, page(), 2 * page(), UM_MREMAP_MAYMOVE)
	    == MAP_FAILED, ENOTSUP, "shared anonymous memory does not grow"));
	MUST(why_is(um_mincore(p, page(), (unsigned char *)(uintptr_t)1),
	    EFAULT, "the vector cannot be written"));
	MUST(why_is(um_mmap(p, 1, RW, ANON | UM_MAP_FIXED_NOREPLACE, -1, 0)
	    == MAP_FAILED, EEXIST, "something is mapped there"));
	MUST(why_is(um_region_at((void *)(UINTPTR_MAX - 4095), 0) < 0, EINVAL,
	    "the pointer for the answer is NULL"));
	return 0;
}

static int sealed_memory(void *unused)
{
	char *p = um_mmap(0, page(), RW, ANON, -1, 0);

	(void)unused;
	if (um_seal(p, page(), 0) < 0)
		return CANNOT;
	MUST(why_is(refuses(p, page(), RW, ANON | UM_MAP_FIXED, -1), EPERM,
	    "sealed memory is there"));
	MUST(why_is(refuses(p, page(), RWX, ANON | UM_MAP_FIXED, -1), EPERM,
	    "sealed memory is there"));
	MUST(why_is(refuses(p, page(), RW, UM_MAP_SHARED | UM_MAP_FIXED,
	    temporary_file(page())), EPERM, "sealed memory is there"));
	MUST(why_is(um_mprotect(p, page(), PROT_READ), EPERM,
	    "sealed, a privilege is missing, or a policy forbids it"));
	return 0;
}

static int locked(void *unused)
{
	char *p = um_mmap(0, page(), RW, ANON, -1, 0);

	(void)unused;
	if (um_mlock(p, page()) < 0)
		return CANNOT;
	MUST(why_is(um_madvise(p, page(), UM_ADV_DISCARD), EBUSY,
	    "the memory is locked"));
	MUST(why_is(um_msync(p, page(), MS_INVALIDATE), EBUSY,
	    "the memory is locked"));
	MUST(um_munlock(p, page()) == 0);
	p = um_mmap(0, 2 * page(), RW, ANON, -1, 0);
	if (limit_to(RLIMIT_MEMLOCK, page()) < 0
	    || (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0)))
		return CANNOT;
	MUST(why_is(um_mlock(p, 2 * page()), EAGAIN,
	    "a limit: RLIMIT_MEMLOCK, or the number of mappings"));
	MUST(limit_to(RLIMIT_MEMLOCK, 0) == 0);
	MUST(why_is(um_mlock(p, page()), EAGAIN,
	    "RLIMIT_MEMLOCK is 0, or a policy forbids it"));
	return 0;
}

static int low(void *unused)
{
	(void)unused;
	if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
		return CANNOT;
	if (!refuses(0, page(), RW, ANON | UM_MAP_FIXED, -1))
		return CANNOT;		/* vm.mmap_min_addr is 0 */
	MUST(why_is(refuses(0, page(), RW, ANON | UM_MAP_FIXED, -1), EPERM,
	    "the system keeps addresses that low free"));
	MUST(why_is(refuses(0, page(), RWX, ANON | UM_MAP_FIXED, -1), EPERM,
	    "the system keeps addresses that low free"));
	return 0;
}

/* ---- policies ---------------------------------------------------------- */

static int mdwe(void *unused)
{
	enum { SET_MDWE = 65 };
	char *p = um_mmap(0, page(), RW, ANON, -1, 0);

	(void)unused;
	if (prctl(SET_MDWE, 1UL, 0UL, 0UL, 0UL) < 0)
		return CANNOT;
	MUST(why_is(refuses(0, page(), RWX, ANON, -1), EACCES,
	    "a policy forbids write and execute"));
	MUST(why_is(um_mprotect(p, page(), RWX), EACCES,
	    "a policy forbids memory that is written and executed"));
	MUST(why_is(um_mprotect(p, page(), PROT_READ | PROT_EXEC), EACCES,
	    "a policy forbids memory to become executable"));
	return 0;
}

#define REFUSED "sealed, a privilege is missing, or a policy forbids it"

/* What refuses a place of an unknown kind is neither a seal nor that the place
 * is low. */
static int no_replacing(void *unused)
{
	const struct refusal fixed = { NUMBER_MMAP, 3, MAP_FIXED, MAP_FIXED };
	char *p = um_mmap(0, 2 * page(), RW, ANON, -1, 0);

	(void)unused;
	if (!FILTER_ARCH || fixed.number < 0 || filter_refuse(&fixed, EPERM) < 0
	    || filter_is_hidden(EPERM))
		return CANNOT;
	MUST(why_is(refuses(p, page(), RW, ANON | UM_MAP_FIXED, -1), EPERM,
	    REFUSED));
	MUST(why_is(refuses(p, page(), RWX, ANON | UM_MAP_FIXED, -1), EACCES,
	    "a policy forbids write and execute"));
	MUST(um_munmap(p + page(), page()) == 0);
	MUST(why_is(refuses(p + page(), page(), RW, ANON | UM_MAP_FIXED, -1),
	    EPERM, REFUSED));
	return 0;
}

static int no_places(void *unused)
{
	enum { NOREPLACE = 0x100000 };
	const struct refusal free_one = { NUMBER_MMAP, 3, NOREPLACE,
		NOREPLACE };
	char *p = um_mmap(0, page(), RW, ANON, -1, 0);

	(void)unused;
	if (!FILTER_ARCH || free_one.number < 0
	    || filter_refuse(&free_one, EPERM) < 0
	    || filter_is_hidden(EPERM))
		return CANNOT;
	MUST(um_munmap(p, page()) == 0);
	MUST(why_is(refuses(p, page(), RW, ANON | UM_MAP_FIXED_NOREPLACE, -1),
	    EPERM, REFUSED));
	return 0;
}

/* Root has no limit of locks. */
static int no_locks(void *unused)
{
	const struct refusal lock = { __NR_mlock, 0, 0, 0 };
	char *p = um_mmap(0, page(), RW, ANON, -1, 0);

	(void)unused;
	if (!FILTER_ARCH || filter_refuse(&lock, EPERM) < 0)
		return CANNOT;
	MUST(why_is(um_mlock(p, page()), EAGAIN,
	    "RLIMIT_MEMLOCK is 0, or a policy forbids it"));
	return 0;
}

static int no_opening(void *unused)
{
	const struct refusal opens[] = { { __NR_openat, 0, 0, 0 },
		{ NUMBER_OPEN, 0, 0, 0 } };
	struct um_region region;

	(void)unused;
	if (!FILTER_ARCH || filter_refuse(&opens[0], EACCES) < 0
	    || (opens[1].number >= 0 && filter_refuse(&opens[1], EACCES) < 0))
		return CANNOT;
	MUST(why_is(um_region_at(&region, &region), ENOTSUP,
	    "nobody here tells of this process's memory"));
	MUST(why_is(um_shm_open("unimap-why", O_RDWR, 0) < 0, EACCES,
	    "the object's mode, its owner, its place or a policy forbids it"));
	return 0;
}

/* What the filter refuses goes on by writing, which does not do here. */
static int no_punching(void *unused)
{
	const struct refusal punch = { __NR_fallocate, 0, 0, 0 };
	const int fd = temporary_file(page());

	(void)unused;
	if (!FILTER_ARCH || filter_refuse(&punch, EPERM) < 0)
		return CANNOT;
	MUST(fcntl(fd, F_SETFL, O_APPEND) == 0);
	MUST(why_is(um_punch(fd, 0, 1), EPERM, "the object is sealed, the file "
	    "immutable or for appending, or a policy forbids it"));
	return 0;
}

/* As systemd's MemoryDenyWriteExecute has it.  The file's memory was never
 * written. */
static int no_adding_of_exec(void *unused)
{
	const struct refusal exec = { __NR_mprotect, 2, PROT_EXEC, PROT_EXEC };
	char *p = um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE,
	    temporary_file(page()), 0);

	(void)unused;
	if (!FILTER_ARCH || filter_refuse(&exec, EPERM) < 0)
		return CANNOT;
	MUST(why_is(um_mprotect(p, page(), PROT_READ | PROT_EXEC), EACCES,
	    "a policy forbids memory to become executable"));
	return 0;
}

/* linux/userfaultfd.h: with UFFD_FEATURE_SIGBUS what is missing is EFAULT. */
static int user_faults(void *unused)
{
#ifdef __NR_userfaultfd
	static const char why[]
	    = "the memory's protection, its key, a guard or userfaultfd forbids it";
	struct { uint64_t api, features, ioctls; } api = { 0xaa, 1 << 7, 0 };
	struct { uint64_t start, len, mode, ioctls; } range = { 0, 0, 1, 0 };
	char *p = um_mmap(0, page(), RW, ANON, -1, 0);
	const int fd = (int)syscall(__NR_userfaultfd, 0);

	(void)unused;
	range.start = (uintptr_t)p;
	range.len = page();
	if (fd < 0 || ioctl(fd, 0xc018aa3f, &api) < 0
	    || ioctl(fd, 0xc020aa00, &range) < 0)
		return CANNOT;
	MUST(why_is(um_madvise(p, page(), UM_ADV_POPULATE_READ), EACCES, why));
	MUST(why_is(um_mlock(p, page()), ENOMEM, why));
	return 0;
#else
	(void)unused;
	return CANNOT;
#endif
}

int main(void)
{
	plan(0);
	if (is_simulated() || *under())
		skip_all("the causes are the real kernel's");
	tell(data, "RLIMIT_DATA");
	tell(space, "RLIMIT_AS");
	tell(charge, "the commit charge");
	tell(behind, "what lies behind, and holes");
	tell(file_size, "RLIMIT_FSIZE");
	tell(descriptors, "RLIMIT_NOFILE");
	tell(memory_there_is, "more than the memory there is");
	tell(modes, "a descriptor's mode");
	tell(seals, "a sealed object");
	tell(paths, "a descriptor of O_PATH");
	tell(secrets, "memory of memfd_secret");
	tell(ends, "the end of a file");
	tell(guarded, "guards in files");
	tell(kinds, "memory of the wrong kind");
	tell(sealed_memory, "sealed memory");
	tell(locked, "locked memory, and a limit of it");
	tell(low, "low addresses");
	tell(mdwe, "a policy against writing and executing");
	tell(no_replacing, "a filter against MAP_FIXED");
	tell(no_places, "a filter against MAP_FIXED_NOREPLACE");
	tell(no_locks, "a filter against mlock");
	tell(no_opening, "a filter against opening");
	tell(no_punching, "a filter against fallocate");
	tell(no_adding_of_exec, "a filter against adding PROT_EXEC");
	tell(user_faults, "userfaultfd with UFFD_FEATURE_SIGBUS");
	return done();
}

#else

int main(void)
{
	skip_all("the causes are Linux'");
	return 0;
}

#endif
