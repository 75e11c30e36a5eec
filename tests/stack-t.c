/* UM_MAP_STACK: fit as a thread's stack in its whole length. */
#include "counting.h"

#include <pthread.h>
#include <signal.h>

#define RW (PROT_READ | PROT_WRITE)
#define STACK (UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_STACK)
#define LEN ((size_t)1 << 20)

static void *stack(int flags)
{
	return um_mmap(0, LEN, RW, STACK | flags, -1, 0);
}

/* ---- a thread on it ---------------------------------------------------- */

struct run {
	char *low;		/* of the stack */
	uintptr_t deepest;	/* address of a local variable */
	int up;			/* as hppa's stack grows */
	int on_it;
	int called;		/* the kernel */
	int touched;
};

static uintptr_t distance(uintptr_t a, uintptr_t b)
{
	return a > b ? a - b : b - a;
}

/* Frame below frame until little is left. */
static uintptr_t descend(uintptr_t top, int depth)
{
	volatile char frame[1024];
	uintptr_t deepest = (uintptr_t)frame;

	frame[0] = (char)depth;
	frame[sizeof frame - 1] = (char)depth;
	if (depth < 4096 && distance(top, deepest) < LEN - LEN / 8)
		deepest = descend(top, depth + 1);
	return frame[0] == (char)depth ? deepest : 0;
}

/* By hand what the frames have left, to the last byte. */
static int touch(char *from, char *last)
{
	const ptrdiff_t left = last - from, step = left < 0 ? -256 : 256;
	ptrdiff_t i;
	volatile char *p;
	int good = 1;

	for (i = 0; left - i > 255 || left - i < -255; i += step) {
		p = from + i;
		*p = 't';
		good = good && *p == 't';
	}
	p = last;
	*p = 't';
	return good && *p == 't';
}

static void *thread(void *argument)
{
	struct run *r = argument;
	volatile char here = 0;
	const uintptr_t top = (uintptr_t)&here, low = (uintptr_t)r->low;

	r->on_it = top > low && top < low + LEN;
	r->called = um_mprotect(r->low, page(), RW) == 0;
	r->deepest = descend(top, 0);
	r->up = r->deepest > top;
	if (r->on_it)
		/* The upper end has the thread's own data, also on hppa. */
		r->touched = r->up
		    ? touch((char *)r->deepest + 4096, r->low + LEN - 16384)
		    : touch((char *)r->deepest - 4096, r->low);
	return 0;
}

/* 0 good; in a child, for a stack that faults must not end the test. */
static int run_on(void *low)
{
	struct run r = { 0, 0, 0, 0, 0, 0 };
	pthread_attr_t attributes;
	pthread_t id;

	r.low = low;
	if (pthread_attr_init(&attributes) != 0
	    || pthread_attr_setstack(&attributes, low, LEN) != 0)
		return 10;
	if (pthread_create(&id, &attributes, thread, &r) != 0)
		return 11;
	pthread_join(id, 0);
	return !r.on_it ? 12 : distance(r.deepest, (uintptr_t)low
	    + (r.up ? LEN : 0)) > LEN / 4 ? 13 : !r.touched ? 14 : !r.called ? 15
	    : 0;
}

static void runs(char *p, const char *what)
{
	if (!ok(p != MAP_FAILED, "%s can be had", what)) {
		diag("errno %d, %s", errno, um_why());
		return;
	}
	ok_in_child(run_on, p,
	    "a thread uses %s in its whole length", what);
	ok(!store_faults(p) && !store_faults(p + LEN - 1),
	    "and its lowest and its highest byte are there");
	um_munmap(p, LEN);
}

/* OpenBSD since 6.4: a call of the kernel ends it.  Its own threads make a stack
 * of whatever they are given (7.3), Linux' threads in the simulated one do not. */
static void plain(void)
{
	char *p = um_mmap(0, LEN, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	if (!kernel_is("openbsd") || !is_simulated()
	    || !um_kernel.numbers.map_stack || sizeof p == 4)
		skip(1, "a kernel whose stacks are memory of their own, and "
		    "threads that do not map it anew");
	else
		is_int(in_child(run_on, p), 256 + SIGSEGV,
		    "no thread runs on memory that was not mapped for it");
	um_munmap(p, LEN);
}

static void stacks(void)
{
	char *p;

	runs(stack(0), "a stack");
	runs(stack(UM_MAP_NORESERVE | UM_MAP_POPULATE | UM_MAP_HUGE),
	    "a stack with all wishes");
	p = stack(UM_MAP_ALIGNED(22));
	ok(((uintptr_t)p & (((uintptr_t)1 << 22) - 1)) == 0,
	    "a stack can be aligned");
	runs(p, "an aligned stack");
}

static void placed(void)
{
	const size_t grain = um_granularity();
	char *p = um_mmap(0, LEN + 2 * grain, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	memset(p, 'p', LEN + 2 * grain);
	is_ptr(um_mmap(p + grain, LEN, RW, STACK | UM_MAP_FIXED, -1, 0),
	    p + grain, "a stack can be fixed");
	ok(all_bytes(p, grain, 'p')
	    && all_bytes(p + grain + LEN, grain, 'p'),
	    "and leaves its neighbours alone");
	fails(um_mmap(p + grain, LEN, RW, STACK | UM_MAP_FIXED_NOREPLACE, -1,
	    0) == MAP_FAILED, EEXIST, "and does not replace another unasked");
	runs(p + grain, "a fixed stack");
	is_ptr(um_mmap(p + grain, LEN, RW, STACK | UM_MAP_FIXED_NOREPLACE, -1,
	    0), p + grain, "in the hole that it leaves another one fits");
	runs(p + grain, "a stack that replaces nothing");
	um_munmap(p, LEN + 2 * grain);
}

static void is_memory(void)
{
	char *p;

	errno = 12345;
	p = stack(0);
	is_int(errno, 12345, "a stack leaves errno alone");
	ok(p != MAP_FAILED && all_bytes(p, LEN, 0), "a stack is zero");
	is_int(um_mprotect(p, page(), PROT_NONE), 0,
	    "its lowest page can be made a guard");
	ok(load_faults(p) && !store_faults(p + page()), "which faults alone");
	um_munmap(p, LEN);
	p = um_mmap(0, page() + 1, RW, STACK, -1, 0);
	ok(p != MAP_FAILED && all_bytes(p, 2 * page(), 0),
	    "a stack may be as short as any mapping");
	um_munmap(p, page() + 1);
}

/* ---- what is no stack -------------------------------------------------- */

static void refused(int prot, int flags, int fd, const char *what)
{
	struct census before;
	void *p;
	int said, same;

	if (census_told())
		census(&before);
	p = um_mmap(0, LEN, prot, flags | UM_MAP_STACK, fd, 0);
	said = errno;
	same = census_same(&before);
	errno = said;
	fails(p == MAP_FAILED, EINVAL, "a stack %s is EINVAL", what);
	if (!same)
		ok(0, "and nothing is left of it");
}

static void refusals(void)
{
	const int private = UM_MAP_PRIVATE | UM_MAP_ANON;
	const int fd = temporary_file(page());

	refused(RW, UM_MAP_SHARED | UM_MAP_ANON, -1, "that is shared");
	refused(RW, UM_MAP_PRIVATE, fd, "that is a private file");
	refused(RW, UM_MAP_SHARED, fd, "that is a shared file");
	refused(RW, UM_MAP_ANON, -1, "neither shared nor private");
	refused(PROT_READ, private, -1, "without PROT_WRITE");
	refused(PROT_WRITE, private, -1, "without PROT_READ");
	refused(PROT_NONE, private, -1, "without access");
	refused(PROT_READ | PROT_EXEC, private, -1,
	    "that is executed and not written");
	close(fd);
}

int main(void)
{
	plan(0);
	stacks();
	plain();
	if (places_are_had())
		placed();
	else
		skip(10, NO_PLACES);
	is_memory();
	refusals();
	return done();
}
