/* What um_why makes of an errno that cannot be had from a kernel at hand, and of
 * a kernel that lacks something: calls of a stand-in say so. */
#include "tap.h"

#include <stdlib.h>

enum { RW = PROT_READ | PROT_WRITE };
#define ANON (UM_MAP_PRIVATE | UM_MAP_ANON)

static int given;		/* errno of the stand-ins */

static int fail(void)
{
	errno = given;
	return -1;
}

static void *no_mmap(void *at, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	if (fd < 0)
		return real_sys.mmap(at, len, prot, flags, fd, offset);
	fail();
	return MAP_FAILED;
}

static int no_msync(void *at, size_t len, int flags)
{
	(void)at;
	(void)len;
	(void)flags;
	return fail();
}

static int no_madvise(void *at, size_t len, int advice)
{
	return advice == um_kernel.numbers.adv_populate_read
	    || advice == um_kernel.numbers.adv_populate_write ? fail()
	    : real_sys.madvise(at, len, advice);
}

static int no_close_on_exec(int fd)
{
	(void)fd;
	return fail();
}

static void no_memory_free(int64_t *total, int64_t *available)
{
	(void)total;
	(void)available;
}

static int file_map(int err)
{
	static int file = -1;

	if (file < 0)
		file = temporary_file(page());
	given = err;
	um_kernel.sys.mmap = no_mmap;
	return um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE, file, 0)
	    == MAP_FAILED;
}

/* Over memory: it is the descriptor's limit still. */
static int file_map_there(int err)
{
	char *p = um_mmap(0, page(), RW, ANON, -1, 0);
	const int file = temporary_file(page());

	given = err;
	um_kernel.sys.mmap = no_mmap;
	return um_mmap(p, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_FIXED,
	    file, 0) == MAP_FAILED;
}

static int maps(void *unused)
{
	(void)unused;
	MUST(why_is(file_map_there(EPERM), EPERM, "a limit of the device's, "
	    "such as perf's, or a policy forbids it"));
	MUST(why_is(file_map(EAGAIN), EAGAIN,
	    "RLIMIT_MEMLOCK, or a lock of the file"));
	MUST(why_is(file_map(EIO), ENODEV,
	    "the descriptor cannot be mapped, or its file not be read"));
	MUST(why_is(file_map(ENODEV), ENODEV, "the descriptor cannot be mapped"));
	MUST(why_is(file_map(ENXIO), EINVAL,
	    "the device refuses this length or offset"));
	MUST(why_is(file_map(ETXTBSY), EACCES, "the file is swapped to or run"));
	MUST(why_is(file_map(ESTALE), EIO, "the file is gone from its server"));
	MUST(why_is(file_map(ENOTTY), ENOTTY, "the kernel refuses, see errno"));
	MUST(why_is(file_map(EACCES), EACCES,
	    "the object, its descriptor's mode, a seal, or a policy forbids "
	    "it"));
	MUST(why_is(file_map(EPERM), EPERM, "a limit of the device's, such as "
	    "perf's, or a policy forbids it"));
	MUST(why_is(file_map(EMFILE), ENOMEM, "no descriptor is left"));
	/* as the ring of a packet socket is had whole or not at all */
	MUST(why_is(file_map(EINVAL), ENODEV, "the descriptor cannot be mapped "
	    "so: shared or private, with this protection, length or offset"));
	return 0;
}

static int sync_(char *p, int err)
{
	given = err;
	um_kernel.sys.msync = no_msync;
	return um_msync(p, page(), MS_SYNC);
}

static int populate(char *p, int err)
{
	given = err;
	um_kernel.sys.madvise = no_madvise;
	return um_madvise(p, page(), UM_ADV_POPULATE_READ);
}

static int ranges(void *unused)
{
	char *p = um_mmap(0, page(), RW, ANON, -1, 0);

	(void)unused;
	MUST(why_is(sync_(p, EIO), EIO, "an input or output error"));
	MUST(why_is(sync_(p, ENOSPC), ENOSPC, "the file system is full"));
	MUST(why_is(sync_(p, EDQUOT), ENOSPC, "the quota is used up"));
	MUST(why_is(sync_(p, ESTALE), EIO, "the file is gone from its server"));
	MUST(why_is(sync_(p, EBUSY), EBUSY, "the memory is locked"));
	um_kernel.sys.msync = real_sys.msync;
	if (EHWPOISON > 0)
		MUST(why_is(populate(p, EHWPOISON), EIO,
		    "a page of it has broken"));
	um_kernel.sys.mincore = 0;
	MUST(why_is(um_mincore(p, page(), (unsigned char *)p), ENOTSUP,
	    "this kernel has no mincore"));
	return 0;
}

static int no_shm_open(const char *name, int oflag, mode_t mode)
{
	(void)name;
	(void)oflag;
	(void)mode;
	return fail();
}

static int named(int err)
{
	given = err;
	um_kernel.sys.shm_open = no_shm_open;
	return um_shm_open("x", O_RDWR, 0) < 0;
}

static int names(void *unused)
{
	(void)unused;
	MUST(why_is(named(EPERM), EACCES, "the object is another user's, or "
	    "immutable, or a policy forbids it"));
	MUST(why_is(named(EDQUOT), ENOSPC, "the quota is used up"));
	MUST(why_is(named(ENXIO), EACCES, "the name is not an object's"));
	MUST(why_is(named(EINVAL), EACCES, "the name is not an object's"));
	MUST(why_is(named(ETXTBSY), EACCES, "the object is being run"));
	MUST(why_is(named(ENFILE), ENFILE, "no descriptor is left"));
	return 0;
}

static int lacking(void *unused)
{
	struct um_memory m;

	(void)unused;
	um_kernel.sys.memory_free = no_memory_free;
	um_kernel.numbers.memory_text = 0;
	MUST(why_is(um_memory(&m), ENOTSUP,
	    "nobody here tells how much memory there is"));
	given = ENOSYS;
	um_kernel.sys.close_on_exec = no_close_on_exec;
	MUST(why_is(um_memfd("x", 0, 0) < 0, ENOTSUP,
	    "the descriptor cannot be made close-on-exec"));
	MUST(why_is(um_shm_open("unimap-open", O_CREAT | O_EXCL | O_RDWR, 0600)
	    < 0, ENOTSUP, "the descriptor cannot be made close-on-exec"));
	MUST(um_shm_unlink("unimap-open") < 0 && errno == ENOENT);
	um_kernel.numbers.map_stack = um_kernel.numbers.map_conceal
	    = um_kernel.numbers.map_noreserve;
	MUST(why_is(um_mmap(0, page(), RW, ANON | UM_MAP_STACK | UM_MAP_CONCEAL,
	    -1, 0) == MAP_FAILED, ENOTSUP, "this kernel conceals no stacks"));
	um_kernel.sys.shm_open = 0;
	MUST(why_is(um_shm_open("x", O_RDWR, 0) < 0, ENOTSUP,
	    "this system has no named objects"));
	return 0;
}

static int places(void *unused)
{
	const size_t unit = um_granularity();
	char *p = um_mmap(0, 4 * unit, RW, ANON, -1, 0);
	struct um_place w;

	(void)unused;
	memset(&w, 0, sizeof w);
	w.low = (uintptr_t)p;
	w.high = w.low + 4 * unit;
	MUST(why_is(um_mmap_at(&w, unit, RW, ANON, -1, 0) == MAP_FAILED, ENOMEM,
	    "no gap of that size in that range"));
	w.high -= 2 * unit;
	MUST(why_is(um_mremap_at(&w, p + 2 * unit, unit, unit, 0) == MAP_FAILED,
	    ENOMEM, "it lies elsewhere and may not move"));
#ifdef UM_MAP_LOW4G
	if (sizeof p > 4) {
		MUST(why_is(um_mmap(0, (size_t)(UINT64_C(1) << 33), PROT_NONE, ANON
		    | UM_MAP_LOW4G, -1, 0) == MAP_FAILED, ENOMEM,
		    "no gap of that size below 4 GiB"));
		MUST(why_is(um_mmap(0, (size_t)(UINT64_C(1) << 33), PROT_NONE, ANON
		    | UM_MAP_32BIT, -1, 0) == MAP_FAILED, ENOMEM,
		    "no gap of that size below 2 GiB"));
	}
#endif
	MUST(why_is(um_mremap(p, unit, unit, UM_MAP_ALIGNED(63)) == MAP_FAILED
	    || sizeof p > 4, sizeof p > 4 ? errno : ENOMEM, sizeof p > 4
	    ? um_why() : "no address has that alignment"));
	return 0;
}

static int kinds(void *unused)
{
	const int file = temporary_file(page());
	char *p = um_mmap(0, page(), RW, UM_MAP_SHARED, file, 0),
	    *q = um_mmap(0, page(), PROT_READ, UM_MAP_SHARED | UM_MAP_ANON,
	    -1, 0), *r = um_mmap(0, page(), RW, ANON, -1, 0);

	(void)unused;
	MUST(why_is(um_madvise(q, page(), UM_ADV_DISCARD), EACCES,
	    "it is not readable and writable"));
	if (um_seal(r, page(), 0) == 0)
		MUST(um_mremap(r, page(), 2 * page(), UM_MREMAP_MAYMOVE)
		    == MAP_FAILED && why_is(1, EPERM, "the memory is sealed"));
	setenv("UNIMAP_DISABLE", "madvise MADV_DONTDUMP", 1);
	MUST(why_is(um_madvise(p, page(), UM_ADV_CONCEAL), ENOTSUP,
	    "no way to do it is left here"));
	return 0;
}

/* In a child, since ways are given up for the process. */
static void tell(int (*test)(void *), const char *what)
{
	is_int(in_child(test, 0), 0, "um_why tells %s", what);
}

int main(void)
{
	plan(0);
	if (um_kernel.family != &um_family_linux || is_simulated() || *under())
		skip_all("the sentences are those of Linux");
	tell(maps, "what a file's map was refused for");
	tell(ranges, "what a range was refused for");
	tell(names, "what a name was refused for");
	tell(lacking, "what a kernel lacks");
	tell(places, "what a place lacks");
	tell(kinds, "what memory is of the wrong kind");
	return done();
}
