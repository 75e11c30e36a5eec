/* Every public call once: see battery.h. */
#include "battery.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAGES = 4, RW = PROT_READ | PROT_WRITE, FAILED = -1 };

static int file = -1, statm = -1;
static int limited;		/* by the process's limits */

/* ---- what must be left as it was --------------------------------------- */

static int files_in(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	while (d && (e = readdir(d)))
		n += strncmp(e->d_name, UM_OBJECT_NAME,
		    sizeof UM_OBJECT_NAME - 1) == 0;
	if (d)
		closedir(d);
	return n;
}

int battery_files(void)
{
	return files_in("/dev/shm") + files_in("/tmp") + files_in("/var/tmp");
}

/* Those of tests that run beside this one come and go. */
int battery_files_left(int before)
{
	int tries, n = 0;

	for (tries = 0; tries < 20; tries++) {
		n = battery_files() - before;
		if (n <= 0)
			return 0;
		poll(0, 0, 50);
	}
	return n;
}

/* Without /proc, which may be what is refused. */
int battery_descriptors(void)
{
	int fd, n = 0;

	for (fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* The first number of statm(5), from a descriptor opened before; -1. */
long battery_mapped(void)
{
	char text[64] = "";

	return statm >= 0 && pread(statm, text, sizeof text - 1, 0) > 0
	    ? strtol(text, 0, 10) : -1;
}

void battery_prepare(void)
{
	file = temporary_file(2 * page());
	statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

/* ---- the calls: 0, FAILED and errno, or the line that was not so ------- */

#define NEED(condition) \
	do { \
		if (!(condition)) \
			return __LINE__; \
	} while (0)
/* The call that may be refused. */
#define TRY(condition) \
	do { \
		if (!(condition)) \
			return FAILED; \
	} while (0)

static unsigned char *mem;	/* unmapped after each call */
static size_t mem_len;

static int get(size_t pages, int prot, int flags)
{
	void *p = um_mmap(0, pages * page(), prot, flags | UM_MAP_ANON, -1, 0);

	if (p == MAP_FAILED)
		return 0;
	mem = p;
	mem_len = pages * page();
	return 1;
}

static void drop(void)
{
	const int saved = errno;

	if (mem && um_munmap(mem, mem_len) < 0)
		diag("um_munmap: errno %d, %s", errno, um_why());
	mem = 0;
	errno = saved;
}

static int stored(void *p)
{
	*(unsigned char *)p = 0x55;
	return 0;
}

static int try_private(void)
{
	TRY(get(PAGES, RW, UM_MAP_PRIVATE));
	NEED(all_bytes(mem, mem_len, 0));
	memset(mem, 1, mem_len);
	NEED(in_child(stored, mem) == 0 && mem[0] == 1);
	return 0;
}

static int try_shared(void)
{
	TRY(get(PAGES, RW, UM_MAP_SHARED));
	NEED(all_bytes(mem, mem_len, 0));
	NEED(in_child(stored, mem + 3 * page()) == 0);
	NEED(mem[3 * page()] == 0x55);
	return 0;
}

static void *onto(void *at, int flag)
{
	return um_mmap(at, page(), RW, UM_MAP_PRIVATE | UM_MAP_ANON | flag, -1,
	    0);
}

static int try_places(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	memset(mem, 2, mem_len);
	NEED(onto(mem + page(), UM_MAP_FIXED_NOREPLACE) == MAP_FAILED);
	TRY(errno == EEXIST);
	NEED(all_bytes(mem, mem_len, 2));
	NEED(onto(mem + page(), UM_MAP_FIXED) == mem + page());
	NEED(all_bytes(mem + page(), page(), 0) && mem[2 * page()] == 2);
	NEED(um_munmap(mem + page(), page()) == 0);
	TRY(onto(mem + page(), UM_MAP_FIXED_NOREPLACE) == mem + page());
	NEED(all_bytes(mem, page(), 2) && mem[page()] == 0);
	return 0;
}

static int try_aligned(void)
{
	TRY(get(PAGES, RW, UM_MAP_SHARED | UM_MAP_ALIGNED(21)));
	NEED(((uintptr_t)mem & 0x1fffff) == 0);
	NEED(all_bytes(mem, mem_len, 0));
	drop();
	TRY(get(PAGES, RW, UM_MAP_PRIVATE | UM_MAP_ALIGNED(21)));
	NEED(((uintptr_t)mem & 0x1fffff) == 0);
	return 0;
}

static int try_stack(void)
{
	TRY(get(PAGES, RW, UM_MAP_PRIVATE | UM_MAP_STACK | UM_MAP_NORESERVE));
	NEED(all_bytes(mem, mem_len, 0));
	return 0;
}

static int try_new_conceal(void)
{
	TRY(get(PAGES, RW, UM_MAP_PRIVATE | UM_MAP_CONCEAL));
	NEED(all_bytes(mem, mem_len, 0));
	return 0;
}

static int try_wishes(void)
{
	int advice;

	NEED(get(PAGES, RW, UM_MAP_PRIVATE | UM_MAP_HUGE | UM_MAP_POPULATE));
	for (advice = UM_ADV_NORMAL; advice <= UM_ADV_PAGEOUT; advice++)
		TRY(um_madvise(mem, mem_len, advice) == 0);
	return 0;
}

static int try_file(void)
{
	unsigned char *p = um_mmap(0, page(), RW, UM_MAP_PRIVATE, file, 0);

	TRY(p != MAP_FAILED);
	NEED(p[1] == 1);
	NEED(um_madvise(p, page(), UM_ADV_DISCARD) < 0 && *um_why());
	NEED(errno == ENOTSUP || (limited && errno == ENOMEM));
	NEED(p[1] == 1);
	NEED(um_munmap(p, page()) == 0);
	return 0;
}

static int try_unmap(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	TRY(um_munmap(mem + page(), page()) == 0);
	TRY(um_munmap(mem, mem_len) == 0);
	NEED(um_munmap(mem, 0) < 0 && errno == EINVAL && *um_why());
	mem = 0;
	return 0;
}

static int try_protect(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	TRY(um_mprotect(mem + page(), page(), PROT_NONE) == 0);
	NEED(load_faults(mem + page()));
	TRY(um_mprotect(mem + page(), page(), RW) == 0);
	NEED(mem[page()] == 0);
	return 0;
}

static int discard(int flags)
{
	TRY(get(PAGES, RW, flags));
	memset(mem, 3, mem_len);
	TRY(um_madvise(mem + page(), 2 * page(), UM_ADV_DISCARD) == 0);
	NEED(all_bytes(mem, page(), 3));
	NEED(all_bytes(mem + page(), 2 * page(), 0));
	NEED(all_bytes(mem + 3 * page(), page(), 3));
	return 0;
}

static int try_discard_private(void)
{
	return discard(UM_MAP_PRIVATE);
}

/* An object's memory is a file's. */
static int keep_object(void)
{
	TRY(get(PAGES, RW, UM_MAP_SHARED));
	memset(mem, 3, mem_len);
	NEED(um_madvise(mem, mem_len, UM_ADV_DISCARD) < 0 && *um_why());
	NEED(errno == ENOTSUP || (limited && errno == ENOMEM));
	NEED(all_bytes(mem, mem_len, 3));
	return 0;
}

static int try_discard_shared(void)
{
	if (!shared_is_memory())
		return keep_object();
	return discard(UM_MAP_SHARED);
}

static int try_empty(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	memset(mem, 3, mem_len);
	TRY(um_madvise(mem + page(), 2 * page(), UM_ADV_DISCARD_PRIVATE) == 0);
	NEED(all_bytes(mem, page(), 3));
	NEED(all_bytes(mem + page(), 2 * page(), 0));
	NEED(all_bytes(mem + 3 * page(), page(), 3));
	return 0;
}

static int populate(int advice)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	memset(mem, 4, mem_len);
	TRY(um_madvise(mem, mem_len, advice) == 0);
	NEED(all_bytes(mem, mem_len, 4));
	NEED(um_mprotect(mem, page(), PROT_NONE) == 0);
	NEED(um_madvise(mem, mem_len, advice) < 0 && *um_why());
	TRY(errno == EACCES);
	return 0;
}

static int try_populate_read(void)
{
	return populate(UM_ADV_POPULATE_READ);
}

static int try_populate_write(void)
{
	return populate(UM_ADV_POPULATE_WRITE);
}

static int try_conceal(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	TRY(um_madvise(mem, mem_len, UM_ADV_CONCEAL) == 0);
	TRY(um_madvise(mem, mem_len, UM_ADV_REVEAL) == 0);
	return 0;
}

static int try_lock(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	TRY(um_mlock(mem, page()) == 0);
	TRY(um_munlock(mem, page()) == 0);
	return 0;
}

static int try_mincore(void)
{
	unsigned char vec[PAGES + 1] = { 0, 0, 0, 0, 0xee };

	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	memset(mem, 5, mem_len);
	TRY(um_mincore(mem, mem_len, vec) == 0);
	NEED((vec[0] & vec[1] & vec[2] & vec[3] & 1) && vec[PAGES] == 0xee);
	return 0;
}

static int try_sync(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	memset(mem, 6, mem_len);
	TRY(um_msync(mem, mem_len, MS_SYNC) == 0);
	TRY(um_msync(mem, mem_len, MS_SYNC | MS_INVALIDATE) == 0);
	NEED(all_bytes(mem, mem_len, 6));
	return 0;
}

/* Something is behind it, so it has to move. */
static int try_grow(void)
{
	unsigned char *p;

	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	memset(mem, 7, mem_len);
	NEED(um_mprotect(mem + 2 * page(), 2 * page(), PROT_READ) == 0);
	NEED(um_mremap(mem, 2 * page(), 3 * page(), 0) == MAP_FAILED
	    && *um_why());
	TRY(errno == ENOMEM);
	p = um_mremap(mem, 2 * page(), PAGES * page(), UM_MREMAP_MAYMOVE);
	TRY(p != MAP_FAILED);
	NEED(p != mem && all_bytes(mem + 2 * page(), 2 * page(), 7));
	NEED(all_bytes(p, 2 * page(), 7));
	NEED(all_bytes(p + 2 * page(), 2 * page(), 0));
	NEED(um_munmap(p, PAGES * page()) == 0);
	return 0;
}

static int try_shrink(void)
{
	TRY(get(PAGES, RW, UM_MAP_SHARED));
	memset(mem, 8, mem_len);
	TRY(um_mremap(mem, mem_len, page(), 0) == mem);
	NEED(all_bytes(mem, page(), 8));
	return 0;
}

static int load(void *p)
{
	return *(volatile unsigned char *)p;
}

static int try_inherit_none(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	TRY(um_minherit(mem, mem_len, UM_INHERIT_NONE) == 0);
	NEED(load_faults(mem));
	return 0;
}

static int try_inherit_zero(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	memset(mem, 9, mem_len);
	TRY(um_minherit(mem, mem_len, UM_INHERIT_ZERO) == 0);
	NEED(in_child(load, mem) == 0 && mem[0] == 9);
	return 0;
}

static int use_object(int fd)
{
	unsigned char *p;

	TRY(fd >= 0);
	p = um_mmap(0, page(), RW, UM_MAP_SHARED, fd, 0);
	NEED(close(fd) == 0);
	NEED(p != MAP_FAILED && all_bytes(p, page(), 0));
	memset(p, 10, page());
	NEED(um_munmap(p, page()) == 0);
	return 0;
}

static int try_memfd(void)
{
	const int fd = um_memfd("battery", 3 * (int64_t)page(), 0);
	unsigned char *p;

	/* Without UM_MEMFD_ALLOCATE a page may be missing. */
	TRY(fd >= 0);
	p = um_mmap(0, 3 * page(), RW, UM_MAP_SHARED, fd, 0);
	NEED(close(fd) == 0);
	NEED(p != MAP_FAILED);
	NEED(um_munmap(p, 3 * page()) == 0);
	return 0;
}

static int try_allocate(void)
{
	return use_object(um_memfd(0, 3 * (int64_t)page(),
	    UM_MEMFD_ALLOCATE));
}

static int try_exec(void)
{
	const int fd = um_memfd(0, (int64_t)page(), UM_MEMFD_EXEC);
	void *p;

	TRY(fd >= 0);
	p = um_mmap(0, page(), PROT_READ | PROT_EXEC, UM_MAP_SHARED, fd, 0);
	NEED(close(fd) == 0);
	NEED(p != MAP_FAILED && um_munmap(p, page()) == 0);
	return 0;
}

static int try_named(void)
{
	char name[64];
	int fd;

	snprintf(name, sizeof name, UM_OBJECT_NAME "-battery-%ld",
	    (long)getpid());
	fd = um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	TRY(fd >= 0);
	NEED(close(fd) == 0);
	TRY(um_shm_unlink(name) == 0);
	NEED(um_shm_open(name, O_RDWR, 0) < 0 && errno == ENOENT);
	return 0;
}

static int try_mirror(void)
{
	const size_t len = view();
	unsigned char *p = um_mirror(0, len, 2, 0);

	TRY(p != MAP_FAILED);
	mem = p;
	mem_len = 2 * len;
	NEED(all_bytes(p, 2 * len, 0));
	memset(p + len / 2, 11, len);
	NEED(all_bytes(p, 2 * len, 11));
	return 0;
}

static int try_reserve(void)
{
	unsigned char *p = um_reserve(0, PAGES * page(), 0);

	TRY(p != MAP_FAILED);
	mem = p;
	mem_len = PAGES * page();
	NEED(load_faults(p));
	TRY(um_commit(p + page(), 2 * page(), RW) == 0);
	NEED(all_bytes(p + page(), 2 * page(), 0) && load_faults(p));
	memset(p + page(), 3, 2 * page());
	TRY(um_decommit(p, 2 * page()) == 0);
	NEED(load_faults(p + page()) && p[2 * page()] == 3);
	TRY(um_commit(p, PAGES * page(), RW) == 0);
	NEED(all_bytes(p, 2 * page(), 0) && p[2 * page()] == 3);
	return 0;
}

static int try_guard(void)
{
	NEED(get(PAGES, RW, UM_MAP_PRIVATE));
	memset(mem, 4, mem_len);
	TRY(um_guard(mem + page(), page()) == 0);
	NEED(load_faults(mem + page()) && mem[2 * page()] == 4);
	TRY(um_unguard(mem + page(), page(), RW) == 0);
	NEED(all_bytes(mem + page(), page(), 0) && mem[2 * page()] == 4);
	return 0;
}

static int try_name(void)
{
	NEED(get(1, RW, UM_MAP_PRIVATE));
	TRY(um_name(mem, mem_len, "unimap's battery") == 0);
	return 0;
}

static int try_features(void)
{
	const struct um_feature *f;
	int i;

	for (i = 0; i < um_features(); i++) {
		errno = 0x5a;
		f = um_feature(i);
		NEED(f && errno == 0x5a);
		NEED(f->level >= UM_ABSENT && f->level <= UM_NATIVE);
		NEED(f->how && *f->how);
	}
	return 0;
}

/* ---- all of them ------------------------------------------------------- */

static const struct {
	const char *name;
	int (*go)(void);
	int errnos[4];		/* documented; ended by 0 */
} calls[BATTERY_CALLS] = {
	[BATTERY_PRIVATE] = { "private memory", try_private, { ENOMEM } },
	[BATTERY_SHARED] = { "shared memory", try_shared,
	    { ENOMEM, ENOTSUP } },
	[BATTERY_PLACES] = { "fixed places", try_places, { ENOMEM, EPERM } },
	[BATTERY_ALIGNED] = { "aligned memory", try_aligned,
	    { ENOMEM, ENOTSUP } },
	[BATTERY_STACK] = { "a stack", try_stack, { ENOMEM } },
	[BATTERY_NEW_CONCEAL] = { "UM_MAP_CONCEAL", try_new_conceal,
	    { ENOTSUP } },
	[BATTERY_WISHES] = { "wishes", try_wishes, { 0 } },
	[BATTERY_FILE] = { "a file map", try_file, { ENOMEM } },
	[BATTERY_UNMAP] = { "um_munmap", try_unmap, { ENOMEM } },
	[BATTERY_PROTECT] = { "um_mprotect", try_protect, { ENOMEM } },
	[BATTERY_DISCARD_PRIVATE] = { "UM_ADV_DISCARD of private memory",
	    try_discard_private, { ENOTSUP } },
	[BATTERY_EMPTY] = { "UM_ADV_DISCARD_PRIVATE", try_empty, { 0 } },
	[BATTERY_DISCARD_SHARED] = { "UM_ADV_DISCARD of shared memory",
	    try_discard_shared, { ENOTSUP } },
	[BATTERY_POPULATE_READ] = { "UM_ADV_POPULATE_READ", try_populate_read,
	    { ENOTSUP, EIO, ENOSPC } },
	[BATTERY_POPULATE_WRITE] = { "UM_ADV_POPULATE_WRITE",
	    try_populate_write, { ENOTSUP, EIO } },
	[BATTERY_CONCEAL] = { "UM_ADV_CONCEAL", try_conceal, { ENOTSUP } },
	[BATTERY_LOCK] = { "um_mlock", try_lock,
	    { EAGAIN, EPERM, ENOTSUP } },
	[BATTERY_MINCORE] = { "um_mincore", try_mincore, { ENOTSUP } },
	[BATTERY_SYNC] = { "um_msync", try_sync, { ENOTSUP } },
	[BATTERY_GROW] = { "um_mremap to more", try_grow, { ENOTSUP } },
	[BATTERY_SHRINK] = { "um_mremap to less", try_shrink,
	    { ENOTSUP, ENOMEM } },	/* of memory that was not had */
	[BATTERY_INHERIT_NONE] = { "UM_INHERIT_NONE", try_inherit_none,
	    { ENOTSUP } },
	[BATTERY_INHERIT_ZERO] = { "UM_INHERIT_ZERO", try_inherit_zero,
	    { ENOTSUP } },
	[BATTERY_MEMFD] = { "um_memfd", try_memfd, { ENOTSUP, ENOSPC } },
	[BATTERY_ALLOCATE] = { "UM_MEMFD_ALLOCATE", try_allocate,
	    { ENOTSUP, ENOSPC } },
	[BATTERY_EXEC] = { "UM_MEMFD_EXEC", try_exec,
	    { ENOTSUP, ENOSPC, EACCES } },
	[BATTERY_NAMED] = { "um_shm_open", try_named,
	    { ENOTSUP, EACCES, ENOSPC } },
	[BATTERY_MIRROR] = { "um_mirror", try_mirror, { ENOTSUP, ENOMEM } },
	[BATTERY_RESERVE] = { "reserved memory", try_reserve, { ENOMEM } },
	[BATTERY_GUARD] = { "um_guard", try_guard, { ENOTSUP } },
	[BATTERY_NAME] = { "um_name", try_name, { ENOTSUP } },
	[BATTERY_FEATURES] = { "um_feature", try_features, { 0 } }
};

/* Nothing in here is a hole, a conflict, locked or sealed memory, nor, but
 * within limits, a limit. */
static const char *untrue(const char *why)
{
	static const char *const words[] = { "RLIMIT", "too many",
		"descriptor", "not mapped", "is mapped", "is locked" };
	size_t i;

	for (i = limited ? 3 : 0; i < sizeof words / sizeof *words; i++)
		if (strstr(why, words[i]))
			return words[i];
	return *why ? 0 : "nothing";
}

static int is_documented(int call, int err)
{
	const int *e;

	/* The call's own memory could not be had. */
	if (err == ENOMEM && (limited
	    || strstr(um_why(), "the file system is full")))
		return 1;
	if (limited && (BATTERY_BIT(MEMFD) | BATTERY_BIT(ALLOCATE)
	    | BATTERY_BIT(EXEC) | BATTERY_BIT(NAMED)) >> call & 1
	    && err == EMFILE)
		return 1;
	for (e = calls[call].errnos; *e; e++)
		if (*e == err)
			return 1;
	return 0;
}

static int wrong_failure(int call, int err, int may)
{
	const char *why = um_why();

	if (!may)
		diag("%s fails: errno %d, %s", calls[call].name, err, why);
	else if (!is_documented(call, err))
		diag("%s: errno %d (%s) is not documented", calls[call].name,
		    err, why);
	else if (untrue(why))
		diag("%s: the reason \"%s\" is not true", calls[call].name,
		    why);
	else
		return 0;
	return 1;
}

static int one(int call, int may, int must)
{
	const int line = calls[call].go(), err = errno;

	drop();
	if (line == FAILED)
		return wrong_failure(call, err, may || must);
	if (line)
		diag("%s: battery.c:%d is not so (errno %d, %s)",
		    calls[call].name, line, err, um_why());
	else if (must)
		diag("%s works", calls[call].name);
	return line || must;
}

int battery(unsigned long may_fail, unsigned long must_fail)
{
	int call, wrong = 0;

	may_fail |= BATTERY_BIT(NAME);	/* CONFIG_ANON_VMA_NAME */
	if (!um_kernel.sys.shm_open)	/* dietlibc */
		may_fail |= BATTERY_BIT(NAMED);
	for (call = 0; call < BATTERY_CALLS; call++)
		wrong += one(call, may_fail >> call & 1,
		    must_fail >> call & 1);
	return wrong;
}

int battery_within_limits(void)
{
	int wrong;

	limited = 1;
	wrong = battery(~0ul, 0);
	limited = 0;
	return wrong;
}
