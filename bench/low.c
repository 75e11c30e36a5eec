/* Low memory in a process with many mappings: a run of requests against raw
 * pairs of mmap and munmap in the same process.  Linux' window of MAP_32BIT is
 * full, and 60,000 entries of the map lie below the room that is left. */
#include "../lib/way/way.h"

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

enum { ENTRIES = 60000, REQUESTS = 2000, THREADS = 8, TURNS = 9 };

/* The limits: an average of so many raw pairs and system calls. */
#define MOST_PAIRS 3.0
#define MOST_CALLS 2.0
#define MOST_READINGS 1.05	/* the map is not quite the same */
#define MOST_FIRST 100.0	/* microseconds, by questions */
#define MOST_TIME 1.25		/* of a plain reading */

/* Of this thread. */
static UM_TLS unsigned long calls, bytes, questions;
static struct um_sys real;
static int failed;

static void *count_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	calls++;
	return real.mmap(addr, len, prot, flags, fd, offset);
}

static int count_munmap(void *addr, size_t len)
{
	calls++;
	return real.munmap(addr, len);
}

static int count_open(const char *path, int flags, mode_t mode)
{
	calls++;
	return real.open(path, flags, mode);
}

static int count_close(int fd)
{
	calls++;
	return real.close(fd);
}

static ssize_t count_read(int fd, void *to, size_t len)
{
	const ssize_t n = real.read(fd, to, len);

	calls++;
	bytes += n > 0 ? (unsigned long)n : 0;
	return n;
}

static int count_ioctl(int fd, unsigned long request, void *argument)
{
	calls++;
	questions++;
	return real.ioctl(fd, request, argument);
}

static void count(void)
{
	real = um_kernel.sys;
	um_kernel.sys.mmap = count_mmap;
	um_kernel.sys.munmap = count_munmap;
	um_kernel.sys.open = count_open;
	um_kernel.sys.close = count_close;
	um_kernel.sys.read = count_read;
	um_kernel.sys.ioctl = real.ioctl ? count_ioctl : 0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);	/* of others' work nothing */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void raw_pairs(int pairs)
{
	int i;

	for (i = 0; i < pairs; i++) {
		void *p = um_kernel.sys.mmap(0, BLOCK, RW,
		    MAP_PRIVATE | MAP_ANON, -1, 0);

		um_kernel.sys.munmap(p, BLOCK);
	}
}

/* ---- the process ------------------------------------------------------- */

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

static void hold_one(void) { held[0] = low(); }

static void release(void)
{
	int i;

	for (i = 0; i < REQUESTS; i++)
		um_munmap(held[i], BLOCK);
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

/* ---- what is measured: a median of turns ------------------------------- */

struct sample {
	double seconds;
	unsigned long calls, bytes, questions;
};

static struct sample timed(void (*what)(void))
{
	struct sample s;

	calls = bytes = questions = 0;
	s.seconds = now();
	what();
	s.seconds = now() - s.seconds;
	s.calls = calls;
	s.bytes = bytes;
	s.questions = questions;
	return s;
}

static int ascending(const void *a, const void *b)
{
	const double d = *(const double *)a - *(const double *)b;

	return (d > 0) - (d < 0);
}

static double median(double *of)
{
	qsort(of, TURNS, sizeof *of, ascending);
	return of[TURNS / 2];
}

static void judge(double got, double most, const char *of)
{
	if (got > most) {
		printf("bench/low: FAIL: %.2f %s, more than %.2f\n", got, of,
		    most);
		failed = 1;
	}
}

/* ---- runs -------------------------------------------------------------- */

static void as_many_pairs(void) { raw_pairs(REQUESTS); }

static void hold_all(void)
{
	int i;

	for (i = 0; i < REQUESTS; i++)
		held[i] = low();
}

static void free_half(void)
{
	int i;

	shuffle();
	for (i = 0; i < REQUESTS / 2; i++)
		um_munmap(held[i], BLOCK);
}

static void hold_half(void)
{
	int i;

	for (i = 0; i < REQUESTS / 2; i++)
		held[i] = low();
}

/* Each in the room of another, freed before: a pair, as the raw ones are. */
static void free_and_hold(void)
{
	int i;

	for (i = 0; i < REQUESTS; i++) {
		um_munmap(held[i], BLOCK);
		held[i] = low();
	}
}

static const struct run {
	const char *name;
	void (*prepare)(void), (*run)(void);
	int requests, frees;
} runs[] = {
	{ "each of 2000 that are held", release, hold_all, REQUESTS, 0 },
	{ "each of 1000 after 1000 random frees", free_half, hold_half,
	    REQUESTS / 2, 0 },
	{ "each of 2000, one freed at random before", shuffle, free_and_hold,
	    REQUESTS, REQUESTS }
};

static void report(const char *what, double pairs, double of_one)
{
	printf("%-44s %8.2f raw pairs", what, pairs);
	if (of_one > 0)
		printf(" %8.2f calls", of_one);
	puts("");
}

/* The raw pairs are those of the same turn. */
static void measure(const struct run *r)
{
	double ratios[TURNS], counts[TURNS], ratio, count_;
	int turn;

	for (turn = 0; turn < TURNS; turn++) {
		struct sample raw, ours;

		r->prepare();
		raw = timed(as_many_pairs);
		ours = timed(r->run);
		ratios[turn] = ours.seconds / r->requests
		    / (raw.seconds / REQUESTS);
		counts[turn] = (double)(ours.calls - (unsigned long)r->frees)
		    / r->requests;
	}
	ratio = median(ratios);
	count_ = median(counts);
	report(r->name, ratio, count_);
	judge(ratio, MOST_PAIRS, "raw pairs");
	judge(count_, MOST_CALLS, "system calls");
}

/* ---- the first --------------------------------------------------------- */

static void read_the_map(void)
{
	static char text[65536];
	const int fd = um_kernel.sys.open("/proc/self/maps", O_RDONLY, 0);

	while (fd >= 0 && um_kernel.sys.read(fd, text, sizeof text) > 0)
		;
	um_kernel.sys.close(fd);
}

/* Nothing is remembered then.  How much of the map is read, as its text or
 * entry by entry, is counted; the time has what is made of it in it. */
static void measure_first(const char *how, int asked)
{
	double times[TURNS], readings[TURNS], seconds[TURNS];
	int turn;

	for (turn = 0; turn < TURNS; turn++) {
		struct sample reading, first;

		um_gap_forget(0, 0, 0);
		reading = timed(read_the_map);
		first = timed(hold_one);
		um_munmap(held[0], BLOCK);
		seconds[turn] = first.seconds;
		times[turn] = first.seconds / reading.seconds;
		readings[turn] = (double)first.bytes / (double)reading.bytes
		    + (double)first.questions / ENTRIES;
	}
	printf("%-44s %8.2f readings of the map, %.2f times the time of one, "
	    "%.0f us\n", how, median(readings), median(times),
	    median(seconds) * 1e6);
	judge(median(readings), MOST_READINGS, "readings of the map");
	if (asked)
		judge(median(seconds) * 1e6, MOST_FIRST, "us");
	else
		judge(median(times), MOST_TIME, "times a reading");
}

/* Where the kernel answers no single question it is the text. */
static void measure_firsts(void)
{
	const unsigned long query = um_kernel.numbers.procmap_query;

	if (query && UM_LOAD(&um_chain_spots.taken))
		measure_first("the first block below 4 GiB, by questions", 1);
	um_kernel.numbers.procmap_query = 0;
	measure_first("the first block below 4 GiB, by the map", 0);
	um_kernel.numbers.procmap_query = query;
}

/* ---- what the kernel chooses ------------------------------------------- */

static void hold_wide(void)
{
	struct um_place wide;

	memset(&wide, 0, sizeof wide);
	wide.low = 65536;
	wide.high = (uintptr_t)1 << 47;
	held[0] = um_mmap_at(&wide, BLOCK, RW, PRIVATE, -1, 0);
	if (held[0] == MAP_FAILED)
		exit(1);
}

static void measure_wide(void)
{
	struct sample s;

	hold_wide();
	um_munmap(held[0], BLOCK);
	s = timed(hold_wide);
	um_munmap(held[0], BLOCK);
	printf("%-44s %30.2f calls\n", "one in the first 2^47 bytes",
	    (double)s.calls);
	judge((double)s.calls, 1, "system calls");
}

static void measure_window(void)
{
	struct sample s;

	if (!um_kernel.numbers.map_low2g)
		return;
	hold_one();
	um_munmap(held[0], BLOCK);
	s = timed(hold_one);
	um_munmap(held[0], BLOCK);
	printf("%-44s %30.2f calls\n", "one below 4 GiB while a window lasts",
	    (double)s.calls);
	judge((double)s.calls, 1, "system calls");
}

/* ---- threads ----------------------------------------------------------- */

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

static void measure_threads(void)
{
	double ratios[TURNS];
	int turn;

	for (turn = 0; turn < TURNS; turn++) {
		ratios[turn] = 1 / together(raw_thread);
		ratios[turn] *= together(low_thread);
	}
	report("eight threads, each 2000 pairs below 4 GiB", median(ratios), 0);
	judge(ratios[TURNS / 2], MOST_PAIRS, "raw pairs");
}

int main(void)
{
	size_t i;

	if (UINTPTR_MAX <= 0xffffffff) {
		puts("bench/low: SKIP: no address is above 4 GiB here");
		return 0;
	}
	count();
	if (crowd() < 0) {
		puts("bench/low: SKIP: this kernel has no 60,000 mappings");
		return 0;
	}
	measure_wide();
	measure_window();
	fill_window();
	hold_one();
	um_munmap(held[0], BLOCK);
	measure_firsts();
	hold_all();
	for (i = 0; i < sizeof runs / sizeof *runs; i++)
		measure(&runs[i]);
	release();
	measure_threads();
	return failed;
}
