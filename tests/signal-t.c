/* um_munmap, um_mprotect, um_msync and um_mlock in a signal handler, also one
 * that comes in the middle of another call. */
#include "tap.h"

#include <signal.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE (UM_MAP_PRIVATE | UM_MAP_ANON)

enum { UNITS = 4, LATEST = 12, UNTOUCHED = 12345, NEVER = 200, WRONG = 201 };

static size_t unit;
static int file;

static char *fresh(void)
{
	char *p = um_mmap(0, UNITS * unit, RW, UM_MAP_SHARED, file, 0);

	memset(p, 's', UNITS * unit);
	return p;
}

/* ---- what the handler does --------------------------------------------- */

static char *mine;
static volatile sig_atomic_t handled, refused;

/* A bit for each that failed: locking may not be ours.  errno is left as the
 * calls leave it, which those that succeed do not touch. */
static int four(char *p)
{
	const int saved = errno;
	const int bad = (um_msync(p, unit, MS_SYNC) != 0)
	    | (um_mprotect(p, unit, PROT_READ) != 0) << 1
	    | (um_mlock(p, unit) != 0) << 2
	    | (um_munmap(p + unit, unit) != 0) << 3;

	if (bad)
		errno = saved;
	return bad;
}

static void do_four(int sig)
{
	(void)sig;
	handled++;
	refused = four(mine);
}

static int four_outside(void *unused)
{
	(void)unused;
	return four(fresh());
}

static int wanted_of_four;

/* What was unmapped may have been given to the call that went on. */
static int are_done(void)
{
	return handled == 1 && refused == wanted_of_four
	    && store_faults(mine) && all_bytes(mine, unit, 's')
	    && all_bytes(mine + 2 * unit, 2 * unit, 's');
}

static void handle(int sig, void (*handler)(int))
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	sigaction(sig, &action, 0);
}

/* ---- of a fault -------------------------------------------------------- */

static char *faulty;

static void do_five(int sig)
{
	do_four(sig);
	if (um_mprotect(faulty, unit, RW) < 0)
		_exit(WRONG);
}

static int store_there(void *unused)
{
	(void)unused;
	mine = fresh();
	faulty = um_mmap(0, unit, PROT_NONE, PRIVATE, -1, 0);
	handle(SIGSEGV, do_five);
	handle(SIGBUS, do_five);
	*(volatile char *)faulty = 'f';
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	return !(are_done() && load_faults(mine + unit) && *faulty == 'f'
	    && all_bytes(faulty + 1, unit - 1, 0));
}

static void test_fault(void)
{
	if (is_under("valgrind") || is_sanitized())
		skip(1, "faults are watched here");
	else
		ok_in_child(store_there, 0, "the handler of a fault "
		    "unmaps, protects, syncs and locks");
}

/* ---- in the middle of a call ------------------------------------------- */

static struct um_sys raw;
static int until;		/* raw calls until the signal; -1 none */

/* The kernel has answered and the library has not looked yet. */
static void interrupt(void)
{
	if (until >= 0 && until-- == 0)
		raise(SIGUSR1);
}

#define INTERRUPTED(result, row, parameters, arguments) \
static result interrupted_##row parameters \
{ \
	const result answer = raw.row arguments; \
\
	interrupt(); \
	return answer; \
}

typedef void *pointer;
INTERRUPTED(pointer, mmap,
    (void *a, size_t n, int prot, int flags, int fd, off_t offset),
    (a, n, prot, flags, fd, offset))
INTERRUPTED(int, munmap, (void *a, size_t n), (a, n))
INTERRUPTED(int, mprotect, (void *a, size_t n, int prot), (a, n, prot))
INTERRUPTED(int, msync, (void *a, size_t n, int flags), (a, n, flags))
INTERRUPTED(int, madvise, (void *a, size_t n, int advice), (a, n, advice))
INTERRUPTED(int, mlock, (const void *a, size_t n), (a, n))
INTERRUPTED(int, mincore, (void *a, size_t n, unsigned char *vec), (a, n, vec))
INTERRUPTED(pointer, mremap,
    (void *a, size_t n, size_t new_n, int flags, void *to),
    (a, n, new_n, flags, to))
INTERRUPTED(int, open, (const char *path, int flags, mode_t mode),
    (path, flags, mode))
INTERRUPTED(ssize_t, read, (int fd, void *to, size_t n), (fd, to, n))
INTERRUPTED(int, ioctl, (int fd, unsigned long request, void *argument),
    (fd, request, argument))
INTERRUPTED(int, sysctl,
    (const int *mib, unsigned n, void *old, size_t *len),
    (mib, n, old, len))
INTERRUPTED(int, mach_region,
    (uint64_t *a, uint64_t *n, unsigned *depth, void *info, unsigned *count),
    (a, n, depth, info, count))
INTERRUPTED(int, vm_region,
    (uintptr_t *a, uintptr_t *n, int *prot, int *inherit, int *object),
    (a, n, prot, inherit, object))
INTERRUPTED(int, next_area, (ssize_t *cookie, void *info, size_t size),
    (cookie, info, size))

/* What the kernel lacks is lacking still. */
#define WRAP(row) \
	(um_kernel.sys.row = raw.row ? interrupted_##row : 0)

static void wrap(void)
{
	raw = um_kernel.sys;
	WRAP(mmap);
	WRAP(munmap);
	WRAP(mprotect);
	WRAP(msync);
	WRAP(madvise);
	WRAP(mlock);
	WRAP(mincore);
	WRAP(mremap);
	WRAP(open);
	WRAP(read);
	WRAP(ioctl);
	WRAP(sysctl);
	WRAP(mach_region);
	WRAP(vm_region);
	WRAP(next_area);
}

/* 0, or the errno. */
static int answer(int failed)
{
	return failed ? errno : errno == UNTOUCHED ? 0 : WRONG;
}

static int maps(int flags, void *hint)
{
	char *p = um_mmap(hint, 2 * unit, RW, flags, -1, 0);
	const int said = answer(p == MAP_FAILED);

	if (p == MAP_FAILED)
		return said;
	if (!all_bytes(p, 2 * unit, 0))
		return WRONG;
	return um_munmap(p, 2 * unit) < 0 ? WRONG : said;
}

static int maps_private(char *p)
{
	(void)p;
	return maps(PRIVATE, 0);
}

static int maps_shared(char *p)
{
	(void)p;
	return maps(UM_MAP_SHARED | UM_MAP_ANON, 0);
}

static int maps_aligned(char *p)
{
	(void)p;
	return maps(PRIVATE | UM_MAP_ALIGNED(20), 0);
}

static int maps_low(char *p)
{
	(void)p;
	return maps(PRIVATE | UM_MAP_LOW4G, 0);
}

static int maps_over(char *p)
{
	return maps(PRIVATE | UM_MAP_FIXED_NOREPLACE, p);
}

static int unmaps(char *p)
{
	return answer(um_munmap(p, unit) < 0);
}

static int protects(char *p)
{
	return answer(um_mprotect(p, unit, PROT_READ) < 0);
}

static int syncs(char *p)
{
	return answer(um_msync(p, unit, MS_SYNC) < 0);
}

static int syncs_a_hole(char *p)
{
	(void)um_munmap(p + unit, unit);
	return answer(um_msync(p, 2 * unit, MS_SYNC) < 0);
}

static int locks(char *p)
{
	return answer(um_mlock(p, unit) < 0);
}

static int discards(char *p)
{
	int said;

	p = um_mmap(0, unit, RW, PRIVATE, -1, 0);
	*p = 'd';
	said = answer(um_madvise(p, unit, UM_ADV_DISCARD) < 0);
	return said || *p == 0 ? said : WRONG;
}

static int grows(char *p)
{
	p = um_mmap(0, unit, RW, PRIVATE, -1, 0);
	*p = 'g';
	p = um_mremap(p, unit, 2 * unit, UM_MREMAP_MAYMOVE);
	return p == MAP_FAILED || (*p == 'g' && p[unit] == 0)
	    ? answer(p == MAP_FAILED) : WRONG;
}

struct call {
	const char *name;
	int (*make)(char *);
	int nth;		/* raw call that is interrupted */
};
static const struct call calls[] = {
	{ "mapping private memory", maps_private, 0 },
	{ "mapping shared memory", maps_shared, 0 },
	{ "mapping aligned memory", maps_aligned, 0 },
	{ "mapping low memory", maps_low, 0 },
	{ "mapping where something is", maps_over, 0 },
	{ "um_munmap", unmaps, 0 },
	{ "um_mprotect", protects, 0 },
	{ "um_msync", syncs, 0 },
	{ "um_msync over a hole", syncs_a_hole, 0 },
	{ "um_mlock", locks, 0 },
	{ "UM_ADV_DISCARD", discards, 0 },
	{ "um_mremap", grows, 0 }
};

static int undisturbed(void *call)
{
	errno = UNTOUCHED;
	return ((const struct call *)call)->make(fresh());
}

/* A lock that is held would be waited for: then the alarm ends it. */
static int disturbed(void *call)
{
	const struct call *c = call;
	char *p = fresh();
	int said;

	mine = fresh();
	handle(SIGUSR1, do_four);
	wrap();
	alarm(20);
	until = c->nth;
	errno = UNTOUCHED;
	said = c->make(p);
	alarm(0);
	if (until >= 0)
		return NEVER;
	return are_done() ? said : WRONG;
}

static void test_call(const struct call *which)
{
	struct call c = *which;
	const int wanted = in_child(undisturbed, &c);
	int said = wanted, wrong = 0;

	for (c.nth = 0; c.nth < LATEST && said != NEVER; c.nth++) {
		said = in_child(disturbed, &c);
		if (said != NEVER && said != wanted) {
			diag("raw call %d: %d, not %d", c.nth, said, wanted);
			wrong++;
		}
	}
	ok(wanted != WRONG && wrong == 0 && c.nth > 1,
	    "%s that is interrupted by such a handler answers as ever",
	    c.name);
}

int main(void)
{
	size_t i;

	plan(0);
	unit = um_granularity();
	file = temporary_file(UNITS * unit);
	wanted_of_four = in_child(four_outside, 0);
	ok((wanted_of_four & ~4) == 0, "outside of handlers the same calls succeed");
	test_fault();
	for (i = 0; i < sizeof calls / sizeof *calls; i++)
		test_call(&calls[i]);
	return done();
}
