/* Low memory in a process with many mappings: a run of requests against raw
 * pairs of mmap and munmap in the same process.  Linux' window of MAP_32BIT is
 * full, and 60,000 entries of the map lie below the room that is left. */
#include "../lib/kernel.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifndef MAP_ANON
# define MAP_ANON MAP_ANONYMOUS
#endif
#define RW (PROT_READ | PROT_WRITE)
#define BLOCK ((size_t)64 << 10)
#define PRIVATE (UM_MAP_PRIVATE | UM_MAP_ANON)

enum { ENTRIES = 60000, REQUESTS = 2000, THREADS = 8 };

static unsigned long calls;
static struct um_sys real;

static void *count_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	calls++;
	return real.mmap(addr, len, prot, flags, fd, offset);
}

static ssize_t count_read(int fd, void *to, size_t len)
{
	calls++;
	return real.read(fd, to, len);
}

static int count_ioctl(int fd, unsigned long request, void *argument)
{
	calls++;
	return real.ioctl(fd, request, argument);
}

static void count(void)
{
	real = um_kernel.sys;
	um_kernel.sys.mmap = count_mmap;
	um_kernel.sys.read = count_read;
	um_kernel.sys.ioctl = real.ioctl ? count_ioctl : 0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void raw_pairs(int pairs)
{
	int i;

	for (i = 0; i < pairs; i++) {
		void *p = mmap(0, BLOCK, RW, MAP_PRIVATE | MAP_ANON, -1, 0);

		munmap(p, BLOCK);
	}
}

/* Protections that alternate are an entry each. */
static int crowd(void)
{
	const size_t page = um_page_size();
	struct um_place below;
	size_t i;
	char *p;

	memset(&below, 0, sizeof below);
	below.high = (uintptr_t)1 << 30;
	p = um_mmap_at(&below, ENTRIES * page, PROT_NONE,
	    PRIVATE | UM_MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return -1;
	for (i = 0; i < ENTRIES; i += 2)
		if (mprotect(p + i * page, page, PROT_READ) < 0)
			return -1;
	return 0;
}

/* What the kernel's own flag would still find. */
static void fill_window(void)
{
#ifdef MAP_32BIT
	size_t block;

	for (block = (size_t)64 << 20; block >= BLOCK; block /= 2)
		while (mmap(0, block, PROT_NONE, MAP_PRIVATE | MAP_ANON
		    | MAP_32BIT | MAP_NORESERVE, -1, 0) != MAP_FAILED)
			;
#endif
}

static void *low(void)
{
	void *p = um_mmap(0, BLOCK, RW, PRIVATE | UM_MAP_LOW4G, -1, 0);

	if (p == MAP_FAILED) {
		fprintf(stderr, "bench/low: %s\n", um_why());
		exit(1);
	}
	return p;
}

static void *held[REQUESTS];

static void report(const char *what, double seconds, double pair, int requests)
{
	printf("%-44s %8.2f raw pairs %8.2f calls\n", what,
	    seconds / requests / pair, (double)calls / requests);
}

static void run(double pair)
{
	double start;
	int i;

	calls = 0;
	start = now();
	held[0] = low();
	report("the first block below 4 GiB", now() - start, pair, 1);
	calls = 0;
	start = now();
	for (i = 1; i < REQUESTS; i++)
		held[i] = low();
	report("each of 1999 more", now() - start, pair, REQUESTS - 1);
}

static void shuffle(void)
{
	int i, j;

	for (i = REQUESTS - 1; i > 0; i--) {
		void *p = held[i];

		j = rand() % (i + 1);
		held[i] = held[j];
		held[j] = p;
	}
}

/* Half of them go, in random order, then one by one. */
static void run_freeing(double pair)
{
	double start;
	int i;

	shuffle();
	for (i = 0; i < REQUESTS / 2; i++)
		um_munmap(held[i], BLOCK);
	calls = 0;
	start = now();
	for (i = 0; i < REQUESTS / 2; i++)
		held[i] = low();
	report("each of 1000 after 1000 random frees", now() - start, pair,
	    REQUESTS / 2);
	shuffle();
	calls = 0;
	start = now();
	for (i = 0; i < REQUESTS; i++) {
		um_munmap(held[i], BLOCK);
		held[i] = low();
	}
	report("each of 2000, one freed at random before", now() - start, pair,
	    REQUESTS);
}

static int go;

static void *low_thread(void *unused)
{
	int i;

	while (!UM_LOAD(&go))
		;
	for (i = 0; i < REQUESTS; i++)
		um_munmap(low(), BLOCK);
	return unused;
}

static void *raw_thread(void *unused)
{
	while (!UM_LOAD(&go))
		;
	raw_pairs(REQUESTS);
	return unused;
}

static double together(void *(*what)(void *))
{
	pthread_t thread[THREADS];
	double start;
	int i;

	UM_STORE(&go, 0);
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&thread[i], 0, what, 0) != 0)
			exit(1);
	start = now();
	UM_STORE(&go, 1);
	for (i = 0; i < THREADS; i++)
		pthread_join(thread[i], 0);
	return now() - start;
}

int main(void)
{
	double pair, raw;

	if (UINTPTR_MAX <= 0xffffffff) {
		puts("bench/low: SKIP: no address is above 4 GiB here");
		return 0;
	}
	count();
	if (crowd() < 0) {
		puts("bench/low: SKIP: this kernel has no 60,000 mappings");
		return 0;
	}
	fill_window();
	raw_pairs(REQUESTS);
	pair = now();
	raw_pairs(REQUESTS);
	pair = (now() - pair) / REQUESTS;
	run(pair);
	run_freeing(pair);
	raw = together(raw_thread);
	calls = 0;
	printf("%-44s %8.2f times the raw pairs of eight\n",
	    "eight threads, each 2000 pairs below 4 GiB",
	    together(low_thread) / raw);
	return 0;
}
