/* A thread's stack with a guard below it: running over its end faults at once
 * instead of writing into what lies there.
 */
#define _GNU_SOURCE		/* for -std=c99 with glibc */

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unimap.h>

#define STACK ((size_t)256 << 10)

/* Stacks grow down nearly everywhere (up on PA-RISC: guard the other end). */
static void *make_stack(void)
{
	const size_t guard = um_page_size();
	char *low = um_mmap(0, guard + STACK, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_STACK | UM_MAP_NORESERVE,
	    -1, 0);

	if (low == MAP_FAILED)
		return MAP_FAILED;
	if (um_guard(low, guard) < 0) {
		um_munmap(low, guard + STACK);
		return MAP_FAILED;
	}
	return low + guard;
}

/* Each level writes to the frame of the one before, so that no compiler makes a
 * loop of it. */
static int depth(int levels, volatile char *before)
{
	volatile char frame[1024];

	frame[0] = before[0] = 1;
	return levels == 0 ? 0 : depth(levels - 1, frame) + frame[0];
}

static void *run(void *levels)
{
	volatile char frame[1];

	*(int *)levels = depth(*(int *)levels, frame);
	return 0;
}

static int run_on(void *stack, int levels)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	if (pthread_attr_setstack(&attributes, stack, STACK) != 0
	    || pthread_create(&thread, &attributes, run, &levels) != 0)
		return -1;
	pthread_join(thread, 0);
	pthread_attr_destroy(&attributes);
	return levels;
}

int main(void)
{
	void *stack = make_stack();
	int status = 0;

	if (stack == MAP_FAILED) {
		printf("no such stack on this kernel: %s\n", um_why());
		return 77;
	}
	if (run_on(stack, 50) != 50)
		return 1;
	if (fork() == 0) {
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		_exit(run_on(stack, 1000) < 0 ? 2 : 0);	/* four times too deep */
	}
	if (wait(&status) < 0 || !WIFSIGNALED(status))
		return 1;
	printf("50 levels fit, 1000 end in signal %d\n", WTERMSIG(status));
	um_munmap((char *)stack - um_page_size(), um_page_size() + STACK);
	return 0;
}
