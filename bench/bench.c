/* One call of unimap, or the same thing by raw calls, so many times:
 *	bench list			the cases, a line each
 *	bench CASE um|raw TIMES		nothing else happens in this process
 *	bench CASE ratio		nanoseconds of um over raw, same run
 *	bench growth			growing by um_mremap and by mremap
 * bench.sh counts instructions and system calls with it. */
#include "../lib/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifndef MAP_ANON
# define MAP_ANON MAP_ANONYMOUS
#endif
#define RW (PROT_READ | PROT_WRITE)

static size_t page;
static int file;
static char *memory;		/* two pages to work on */

static void need(int good, const char *what)
{
	if (!good) {
		perror(what);
		exit(1);
	}
}

static void um_pair(int flags, int fd)
{
	void *at = um_mmap(0, page, RW, flags, fd, 0);

	need(at != MAP_FAILED, "um_mmap");
	um_munmap(at, page);
}

static void raw_pair(int flags, int fd)
{
	void *at = mmap(0, page, RW, flags, fd, 0);

	need(at != MAP_FAILED, "mmap");
	munmap(at, page);
}

static void um_map_alone(void)
{
	need(um_mmap(0, page, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0)
	    != MAP_FAILED, "um_mmap");
}

static void raw_map_alone(void)
{
	need(mmap(0, page, RW, MAP_PRIVATE | MAP_ANON, -1, 0) != MAP_FAILED,
	    "mmap");
}

static void um_private(void) { um_pair(UM_MAP_PRIVATE | UM_MAP_ANON, -1); }
static void raw_private(void) { raw_pair(MAP_PRIVATE | MAP_ANON, -1); }
static void um_shared(void) { um_pair(UM_MAP_SHARED | UM_MAP_ANON, -1); }
static void raw_shared(void) { raw_pair(MAP_SHARED | MAP_ANON, -1); }
static void um_file(void) { um_pair(UM_MAP_SHARED, file); }
static void raw_file(void) { raw_pair(MAP_SHARED, file); }

static void um_fixed(void)
{
	um_mmap(memory, page, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED, -1, 0);
}

static void raw_fixed(void)
{
	mmap(memory, page, RW, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0);
}

static void um_noreplace(void)
{
	um_munmap(memory, page);
	um_mmap(memory, page, RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED_NOREPLACE, -1, 0);
}

/* What programs without unimap do: a hint, compared. */
static void raw_noreplace(void)
{
	munmap(memory, page);
	need(mmap(memory, page, RW, MAP_PRIVATE | MAP_ANON, -1, 0) == memory,
	    "hint");
}

static void um_aligned(void)
{
	um_pair(UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_ALIGNED(21), -1);
}

static void raw_aligned(void)
{
	const size_t align = (size_t)1 << 21, big = align + page;
	char *at = mmap(0, big, RW, MAP_PRIVATE | MAP_ANON, -1, 0), *keep;

	need(at != MAP_FAILED, "mmap");
	keep = (char *)(((uintptr_t)at + align - 1) & ~(align - 1));
	if (keep > at)
		munmap(at, (size_t)(keep - at));
	munmap(keep, big - (size_t)(keep - at));
}

static void um_protect(void)
{
	um_mprotect(memory, page, PROT_READ);
	um_mprotect(memory, page, RW);
}

static void raw_protect(void)
{
	mprotect(memory, page, PROT_READ);
	mprotect(memory, page, RW);
}

static void um_lock_page(void)
{
	um_mlock(memory, page);
	um_munlock(memory, page);
}

static void raw_lock_page(void)
{
	mlock(memory, page);
	munlock(memory, page);
}

static void um_advise(void) { um_madvise(memory, page, UM_ADV_WILLNEED); }

static void raw_advise(void)
{
#ifdef MADV_WILLNEED
	madvise(memory, page, MADV_WILLNEED);
#else
	posix_madvise(memory, page, POSIX_MADV_WILLNEED);
#endif
}

#ifdef UM_HAVE_MINCORE
static unsigned char in_core[1];

static void um_in_core(void) { um_mincore(memory, page, in_core); }
static void raw_in_core(void) { mincore(memory, page, (void *)in_core); }
#endif

/* What programs do who know that Linux has it. */
#ifdef MADV_DONTFORK
static void um_inheritance(void)
{
	um_minherit(memory, page, UM_INHERIT_NONE);
	um_minherit(memory, page, UM_INHERIT_COPY);
}

static void raw_inheritance(void)
{
	madvise(memory, page, MADV_DONTFORK);
	madvise(memory, page, MADV_DOFORK);
}
#endif

#ifdef MREMAP_MAYMOVE
static void um_resize(void)
{
	void *at = um_mmap(0, page, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	at = um_mremap(at, page, 2 * page, UM_MREMAP_MAYMOVE);
	need(at != MAP_FAILED, "um_mremap");
	um_mremap(at, 2 * page, page, 0);
	um_munmap(at, page);
}

static void raw_resize(void)
{
	void *at = mmap(0, page, RW, MAP_PRIVATE | MAP_ANON, -1, 0);

	at = mremap(at, page, 2 * page, MREMAP_MAYMOVE);
	need(at != MAP_FAILED, "mremap");
	mremap(at, 2 * page, page, 0);
	munmap(at, page);
}
#endif

static void um_discard_page(void)
{
	memory[0] = 1;
	um_madvise(memory, page, UM_ADV_DISCARD);
}

static void raw_discard_page(void)
{
	memory[0] = 1;
	mmap(memory, page, RW, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0);
}

static void um_sync(void) { um_msync(memory, page, MS_ASYNC); }
static void raw_sync(void) { msync(memory, page, MS_ASYNC); }

/* A record that wraps round the end of a ring, at another place each time:
 * one copy into a mirror, or two into plain memory. */
enum { RING = 64 << 20, RECORD = 4096, RECORDS = 100 };
static char *ring;
static char record[RECORD];

static char *make_ring(void *at)
{
	need(at != MAP_FAILED, "ring");
	memset(at, 1, RING);
	return at;
}

static size_t next_head(void)
{
	static size_t turn;

	turn = (turn + 997) % (RECORD - 1);
	return RING - 1 - turn;
}

static void um_ring(void)
{
	int i;

	if (!ring)
		ring = make_ring(um_mirror(0, RING, 2, 0));
	for (i = 0; i < RECORDS; i++)
		memcpy(ring + next_head(), record, RECORD);
}

static void raw_ring(void)
{
	static char *plain;
	size_t first;
	int i;

	if (!plain)
		plain = make_ring(um_mmap(0, RING, RW,
		    UM_MAP_SHARED | UM_MAP_ANON, -1, 0));
	for (i = 0; i < RECORDS; i++) {
		first = RING - next_head();
		memcpy(plain + RING - first, record, first);
		memcpy(plain, record + first, RECORD - first);
	}
}

static void um_mirror_pair(void)
{
	void *at = um_mirror(0, 16 * page, 2, 0);

	need(at != MAP_FAILED, "um_mirror");
	um_munmap(at, 32 * page);
}

/* What programs without unimap do where there is memfd_create. */
static void raw_mirror_pair(void)
{
	char *at = mmap(0, 32 * page, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
	const int fd = um_memfd("bench", (int64_t)(16 * page), 0);

	need(at != MAP_FAILED && fd >= 0, "object");
	need(mmap(at, 16 * page, RW, MAP_SHARED | MAP_FIXED, fd, 0) == at
	    && mmap(at + 16 * page, 16 * page, RW, MAP_SHARED | MAP_FIXED, fd,
		0) != MAP_FAILED, "mmap");
	close(fd);
	munmap(at, 32 * page);
}

static const struct {
	const char *name;
	void (*um)(void), (*raw)(void);
} cases[] = {
	{ "private-anonymous", um_map_alone, raw_map_alone },
	{ "private-anonymous-pair", um_private, raw_private },
	{ "shared-anonymous-pair", um_shared, raw_shared },
	{ "file-pair", um_file, raw_file },
	{ "fixed", um_fixed, raw_fixed },
	{ "noreplace-and-unmap", um_noreplace, raw_noreplace },
	{ "aligned-2m-pair", um_aligned, raw_aligned },
	{ "mprotect-twice", um_protect, raw_protect },
	{ "discard-private", um_discard_page, raw_discard_page },
	{ "msync-async", um_sync, raw_sync },
	{ "mlock-munlock", um_lock_page, raw_lock_page },
	{ "madvise-willneed", um_advise, raw_advise },
#ifdef UM_HAVE_MINCORE
	{ "mincore", um_in_core, raw_in_core },
#endif
#ifdef MADV_DONTFORK
	{ "minherit-twice", um_inheritance, raw_inheritance },
#endif
#ifdef MREMAP_MAYMOVE
	{ "mremap-grow-shrink-pair", um_resize, raw_resize },
#endif
	{ "mirror-pair", um_mirror_pair, raw_mirror_pair },
	{ "ring-64m-100-wraps", um_ring, raw_ring }
};
enum { CASES = sizeof cases / sizeof *cases };

static void prepare(void)
{
	char name[] = "/tmp/unimap-bench-XXXXXX";

	page = um_page_size();
	file = mkstemp(name);
	need(file >= 0, "mkstemp");
	unlink(name);
	need(ftruncate(file, (off_t)page) == 0, "ftruncate");
	memory = um_mmap(0, 2 * page, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	need(memory != MAP_FAILED, "um_mmap");
}

static void repeat(void (*what)(void), long times)
{
	while (times-- > 0)
		what();
}

static double seconds(void (*what)(void), long times)
{
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	repeat(what, times);
	clock_gettime(CLOCK_MONOTONIC, &to);
	return (double)(to.tv_sec - from.tv_sec)
	    + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

/* In turns, so that a drift of the machine's speed falls on both. */
static void ratio(int i)
{
	double um = 0, raw = 0;
	int turn;

	repeat(cases[i].um, 10);
	repeat(cases[i].raw, 10);
	for (turn = 0; turn < 50; turn++) {
		raw += seconds(cases[i].raw, 1000);
		um += seconds(cases[i].um, 1000);
	}
	printf("%.2f\n", um / raw);
}

/* ---- growing ----------------------------------------------------------- */

enum { GROWN_LOG = 30 };	/* from a page to 1 GiB by doubling */

static void touch(char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i += page)
		from[i] = 1;
}

static void *um_grow(void *at, size_t len)
{
	return um_mremap(at, len, 2 * len, UM_MREMAP_MAYMOVE);
}

#ifdef MREMAP_MAYMOVE
static void *raw_grow(void *at, size_t len)
{
	return mremap(at, len, 2 * len, MREMAP_MAYMOVE);
}
#endif

static double growth(void *(*grow)(void *, size_t))
{
	struct timespec from, to;
	size_t len = page;
	char *at;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	at = mmap(0, len, RW, MAP_PRIVATE | MAP_ANON, -1, 0);
	need(at != MAP_FAILED, "mmap");
	touch(at, len);
	for (; len < (size_t)1 << GROWN_LOG; len *= 2) {
		at = grow(at, len);
		need(at != MAP_FAILED, "growing");
		touch(at + len, len);
	}
	munmap(at, len);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return (double)(to.tv_sec - from.tv_sec)
	    + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

#define MOST_GROWTH 1.1

/* The least of some turns each, since the kernel clears a GiB every time. */
static int grow_both(void)
{
	double um = 1e9, raw = 1e9, now;
	int turn;

	growth(um_grow);
	for (turn = 0; turn < 5; turn++) {
		now = growth(um_grow);
		um = now < um ? now : um;
#ifdef MREMAP_MAYMOVE
		now = growth(raw_grow);
		raw = now < raw ? now : raw;
#endif
	}
	printf("a page to 1 GiB by doubling, touched: %.0f ms", um * 1e3);
	if (raw < 1e9)
		printf(", mremap %.0f ms, ratio %.2f", raw * 1e3, um / raw);
	puts("");
	if (um / raw > MOST_GROWTH) {
		puts("bench: FAIL: growing costs more than 1.1 times mremap");
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int i;

	if (argc == 2 && strcmp(argv[1], "growth") == 0) {
		prepare();
		return grow_both();
	}

	for (i = 0; argc == 2 && i < CASES; i++)
		puts(cases[i].name);
	if (argc < 3)
		return argc != 2;
	prepare();
	for (i = 0; i < CASES && strcmp(cases[i].name, argv[1]); i++)
		;
	if (i == CASES)
		return 2;
	if (argc == 3)
		ratio(i);
	else
		repeat(strcmp(argv[2], "um") == 0 ? cases[i].um : cases[i].raw,
		    atol(argv[3]));
	return 0;
}
