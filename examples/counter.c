/* A counter that processes share: anonymous memory that a child made by fork
 * has in common with its parent.
 *
 *	cc counter.c -lunimap && ./a.out
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unimap.h>

enum { CHILDREN = 4, TURNS = 10000 };

/* One slot for each child, so that no store is lost without atomics. */
static void count(volatile long *slot)
{
	int i;

	for (i = 0; i < TURNS; i++)
		++*slot;
}

static int fork_counters(volatile long *slots)
{
	pid_t child;
	int i;

	for (i = 0; i < CHILDREN; i++) {
		child = fork();
		if (child < 0)
			return -1;
		if (child == 0) {
			count(&slots[i]);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	return 0;
}

int main(void)
{
	const size_t len = CHILDREN * sizeof(long);
	long *slots = um_mmap(NULL, len, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON, -1, 0), all = 0;
	int i;

	if (slots == MAP_FAILED) {
		perror("um_mmap");
		fprintf(stderr, "%s\n", um_why());
		return 1;
	}
	if (fork_counters(slots) < 0) {
		perror("fork");
		return 1;
	}
	for (i = 0; i < CHILDREN; i++)
		all += slots[i];
	printf("%d processes counted to %ld\n", CHILDREN, all);
	um_munmap(slots, len);
	return all != (long)CHILDREN * TURNS;
}
