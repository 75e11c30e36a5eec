/* A thread that is cancelled: no call but um_msync ends it, and none leaves
 * anything behind. */
#include "tap.h"

#if defined _POSIX_THREADS && _POSIX_THREADS > 0 && !defined __ANDROID__
#include <pthread.h>
#include <stdlib.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE (UM_MAP_PRIVATE | UM_MAP_ANON)

enum { UNITS = 8 };

static size_t unit;

/* ---- the calls --------------------------------------------------------- */

/* Each is given memory that is new, and is done with all that it makes.
 * 0, or -1 and errno. */

static int unmap(void *p, size_t len)
{
	return p == MAP_FAILED || um_munmap(p, len) < 0 ? -1 : 0;
}

#define CALL(name, call) \
	static int name(char *p) \
	{ \
		(void)p; \
		return call; \
	}

CALL(call_mmap, unmap(um_mmap(0, unit, RW, PRIVATE, -1, 0), unit))
CALL(call_mmap_shared, unmap(um_mmap(0, unit, RW, UM_MAP_SHARED | UM_MAP_ANON,
    -1, 0), unit))
CALL(call_mmap_aligned, unmap(um_mmap(0, unit, RW, PRIVATE | UM_MAP_ALIGNED(21),
    -1, 0), unit))
CALL(call_mmap_noreplace, um_mmap(p, unit, RW, PRIVATE | UM_MAP_FIXED_NOREPLACE,
    -1, 0) == MAP_FAILED && errno == EEXIST ? 0 : -1)
CALL(call_mmap_fixed, um_mmap(p, unit, RW, PRIVATE | UM_MAP_FIXED, -1, 0) == p
    ? 0 : -1)
CALL(call_mmap_conceal, unmap(um_mmap(0, unit, RW, PRIVATE | UM_MAP_CONCEAL, -1,
    0), unit))
CALL(call_mmap_populate, unmap(um_mmap(0, unit, RW, PRIVATE | UM_MAP_POPULATE,
    -1, 0), unit))
CALL(call_mmap_low, unmap(um_mmap(0, unit, RW, PRIVATE | UM_MAP_LOW4G, -1, 0),
    unit))

static int call_mmap_at(char *p)
{
	struct um_place where;

	memset(&where, 0, sizeof where);
	where = um_near(p, unit, (size_t)1 << 30);
	where.flags |= UM_PLACE_RANDOM;
	return unmap(um_mmap_at(&where, unit, RW, PRIVATE, -1, 0), unit);
}

CALL(call_munmap, um_munmap(p, unit))
CALL(call_mprotect, um_mprotect(p, unit, PROT_READ))

static int call_discard(char *p)
{
	*p = 'd';
	return um_madvise(p, UNITS * unit, UM_ADV_DISCARD) < 0 || *p ? -1 : 0;
}

static int advise(char *p, int advice)
{
	return um_madvise(p, UNITS * unit, advice);
}

CALL(call_willneed, advise(p, UM_ADV_WILLNEED))
CALL(call_free, advise(p, UM_ADV_FREE))
CALL(call_populate_read, advise(p, UM_ADV_POPULATE_READ))
CALL(call_populate_write, advise(p, UM_ADV_POPULATE_WRITE))
CALL(call_conceal, advise(p, UM_ADV_CONCEAL))
CALL(call_mlock, um_mlock(p, unit) < 0 ? -1 : um_munlock(p, unit))

static int call_mincore(char *p)
{
	unsigned char vec[1];

	return um_mincore(p, page(), vec);
}

static int call_mremap(char *p)
{
	p = um_mremap(p, unit, 2 * UNITS * unit, UM_MREMAP_MAYMOVE);
	return unmap(p, 2 * UNITS * unit);
}

static int call_mremap_at(char *p)
{
	p = um_mremap_at(0, p, unit, 2 * unit, UM_MREMAP_MAYMOVE);
	return unmap(p, 2 * unit);
}

CALL(call_minherit, um_minherit(p, unit, UM_INHERIT_NONE))

static int see(const struct um_region *region, void *closure)
{
	(void)region;
	(void)closure;
	pthread_testcancel();	/* the visitor's own */
	return 0;
}

CALL(call_regions, um_regions(see, p))

static int call_region_at(char *p)
{
	struct um_region region;

	return um_region_at(p, &region);
}

/* What closes it is no call of the library's. */
static int close_it(int fd)
{
	int state;

	if (fd < 0)
		return -1;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	close(fd);
	pthread_setcancelstate(state, &state);
	return 0;
}

CALL(call_memfd, close_it(um_memfd("cancelled", (int64_t)unit, 0)))
CALL(call_memfd_allocate, close_it(um_memfd("cancelled", (int64_t)unit,
    UM_MEMFD_ALLOCATE)))

static int call_shm(char *p)
{
	static const char name[] = "/unimap-cancel-t";
	int fd, failed;

	(void)p;
	fd = um_shm_open(name, O_RDWR | O_CREAT, 0600);
	failed = close_it(fd);
	return failed | um_shm_unlink(name);
}

CALL(call_mirror, unmap(um_mirror(0, unit, 2, 0), 2 * unit))
CALL(call_reserve, unmap(um_reserve(0, unit, 0), unit))
CALL(call_commit, um_commit(p, UNITS * unit, RW))
CALL(call_decommit, um_decommit(p, UNITS * unit))
CALL(call_guard, um_guard(p, unit))
CALL(call_unguard, um_guard(p, unit) < 0 ? -1 : um_unguard(p, unit, RW))

static int call_seal(char *p)
{
	(void)p;
	p = um_mmap(0, unit, PROT_READ, PRIVATE, -1, 0);
	return um_seal(p, unit, 0);	/* stays */
}

CALL(call_name, um_name(p, unit, "cancelled"))
CALL(call_msync_async, um_msync(p, unit, MS_ASYNC))

static int call_knowing(char *p)
{
	size_t sizes[4];
	int i;

	(void)p;
	(void)um_why();
	(void)um_version();
	(void)um_page_sizes(sizes, 4);
	for (i = 0; i < um_features(); i++)
		(void)um_feature(i);
	return um_page_size() && um_granularity() ? 0 : -1;
}

struct call {
	const char *name;
	int (*make)(char *);
};
static const struct call calls[] = {
	{ "um_mmap", call_mmap },
	{ "um_mmap, shared", call_mmap_shared },
	{ "um_mmap, aligned", call_mmap_aligned },
	{ "um_mmap, in a place that is taken", call_mmap_noreplace },
	{ "um_mmap, over what is there", call_mmap_fixed },
	{ "um_mmap, concealed", call_mmap_conceal },
	{ "um_mmap, populated", call_mmap_populate },
	{ "um_mmap, low", call_mmap_low },
	{ "um_mmap_at", call_mmap_at },
	{ "um_munmap", call_munmap },
	{ "um_mprotect", call_mprotect },
	{ "UM_ADV_DISCARD", call_discard },
	{ "UM_ADV_WILLNEED", call_willneed },
	{ "UM_ADV_FREE", call_free },
	{ "UM_ADV_POPULATE_READ", call_populate_read },
	{ "UM_ADV_POPULATE_WRITE", call_populate_write },
	{ "UM_ADV_CONCEAL", call_conceal },
	{ "um_mlock and um_munlock", call_mlock },
	{ "um_mincore", call_mincore },
	{ "um_mremap", call_mremap },
	{ "um_mremap_at", call_mremap_at },
	{ "um_minherit", call_minherit },
	{ "um_regions", call_regions },
	{ "um_region_at", call_region_at },
	{ "um_memfd", call_memfd },
	{ "um_memfd, allocated", call_memfd_allocate },
	{ "um_shm_open and um_shm_unlink", call_shm },
	{ "um_mirror", call_mirror },
	{ "um_reserve", call_reserve },
	{ "um_commit", call_commit },
	{ "um_decommit", call_decommit },
	{ "um_guard", call_guard },
	{ "um_unguard", call_unguard },
	{ "um_seal", call_seal },
	{ "um_name", call_name },
	{ "um_msync that does not wait", call_msync_async },
	{ "what tells of the library and the kernel", call_knowing }
};
enum { CALLS = sizeof calls / sizeof *calls };

/* ---- a thread ---------------------------------------------------------- */

struct thread {
	const struct call *call;
	int pending;		/* it is to be cancelled */
	char *memory;
	int returned, failed, error;
};

/* Pending when the call is made: its first cancellation point ends it. */
static void *make_call(void *thread)
{
	struct thread *t = thread;
	int state;

	if (t->pending) {
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
		pthread_cancel(pthread_self());
		pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
	}
	errno = 0;
	t->failed = t->call->make(t->memory) != 0;
	t->error = errno;
	t->returned = 1;
	pthread_testcancel();
	return t;
}

/* New memory of which pages differ, which the calls on ranges walk. */
static char *memory(void)
{
	char *const p = um_mmap(0, UNITS * unit, RW, PRIVATE, -1, 0);

	um_mprotect(p + unit, unit, PROT_NONE);
	um_mprotect(p + unit, unit, RW);
	return p;
}

static void *permit(void *unused)
{
	int state;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	pthread_cancel(pthread_self());
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
	return unused;
}

/* That of DragonFly 3.5 does, so nothing that was forbidden can be permitted
 * again without an end. */
static int permitting_cancels(void)
{
	void *end = 0;
	pthread_t id;

	if (pthread_create(&id, 0, permit, 0) != 0)
		exit(1);
	pthread_join(id, &end);
	return end == PTHREAD_CANCELED;
}

/* The end of it: -1 cancelled after the call, -2 within, 0 never. */
static int run(struct thread *t, const struct call *call, int pending)
{
	void *end = 0;
	pthread_t id;

	memset(t, 0, sizeof *t);
	t->call = call;
	t->pending = pending;
	t->memory = memory();
	if (pthread_create(&id, 0, make_call, t) != 0)
		exit(1);
	pthread_join(id, &end);
	um_munmap(t->memory, UNITS * unit);
	return !t->returned ? -2 : end == PTHREAD_CANCELED ? -1 : 0;
}

static int open_descriptors(void)
{
	int fd, n = 0;

	for (fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* The same call as a thread that nobody cancels makes. */
static void test_call(const struct call *call)
{
	struct thread plain, pending;
	int before, end, is_so;

	run(&plain, call, 0);
	before = open_descriptors();
	end = run(&pending, call, 1);
	is_so = end == -1 && pending.failed == plain.failed
	    && open_descriptors() == before;
	if (!ok(is_so, "%s is no cancellation point%s, and leaves no "
	    "descriptor", call->name,
	    plain.failed ? " where it is refused either" : ""))
		diag("end %d, failed %d (%s), not %d; %d descriptors, not %d",
		    end, pending.failed, strerror(pending.error), plain.failed,
		    open_descriptors(), before);
}

/* ---- at any moment ----------------------------------------------------- */

static void *loop(void *thread)
{
	struct thread *t = thread;

	for (;;) {
		(void)t->call->make(t->memory);
		pthread_testcancel();
	}
	return t;
}

static int count_region(const struct um_region *region, void *n)
{
	(void)region;
	++*(size_t *)n;
	return 0;
}

static size_t count_regions(void)
{
	size_t n = 0;

	(void)um_regions(count_region, &n);
	return n;
}

enum { ROUNDS = 60 };

static void test_any_moment(const struct call *call)
{
	struct thread t;
	pthread_t id;
	int i, j, before;
	size_t regions;
	volatile int spin;

	memset(&t, 0, sizeof t);
	t.call = call;
	t.memory = memory();
	run(&t, call, 1);
	before = open_descriptors();
	regions = count_regions();
	for (i = 0; i < ROUNDS; i++) {
		t.memory = memory();
		if (pthread_create(&id, 0, loop, &t) != 0)
			exit(1);
		for (j = 0, spin = 0; j < i * 500; j++)
			spin++;
		pthread_cancel(id);
		pthread_join(id, 0);
		um_munmap(t.memory, UNITS * unit);
	}
	is_int(open_descriptors(), before, "%s of threads that are cancelled at "
	    "any moment leaves no descriptor", call->name);
	/* A thread's stack stays for the next one. */
	ok(count_regions() < regions + ROUNDS / 2,
	    "nor a mapping of each");
}

/* ---- um_msync ---------------------------------------------------------- */

static char *file_map;

CALL(call_msync, um_msync(file_map, unit, MS_SYNC))

static void test_msync(void)
{
	static const struct call call = { "um_msync", call_msync };
	struct thread t;
	const int fd = temporary_file(unit);
	int before, end;

	file_map = um_mmap(0, unit, RW, UM_MAP_SHARED, fd, 0);
	*file_map = 'm';
	before = open_descriptors();
	end = run(&t, &call, 1);
	ok(end == -2 || (end == -1 && !t.failed),
	    "um_msync that waits is a cancellation point, or done");
	is_int(open_descriptors(), before, "and leaves no descriptor");
	um_munmap(file_map, unit);
	close(fd);
}

int main(void)
{
	int i;

	plan(0);
	unit = um_granularity();
	if (is_simulated() || !um_kernel.sys.cancel_off) {
		skip(1, "raw calls that are the system's own");
		return done();
	}
	if (permitting_cancels()) {
		skip(1, "a pthread_setcancelstate that is no cancellation "
		    "point");
		return done();
	}
	for (i = 0; i < CALLS; i++)
		test_call(&calls[i]);
	if (is_under("qemu"))
		skip(1, "signals that qemu's threads are not slowed by");
	else
		for (i = 0; i < CALLS; i++)
			if (calls[i].make != call_seal)
				test_any_moment(&calls[i]);
	test_msync();
	return done();
}

#else

int main(void)
{
	skip_all("POSIX threads that can be cancelled");
	return 1;
}

#endif
