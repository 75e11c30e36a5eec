/* No call of the library allocates: malloc and its kin are defined here and
 * count. */
#include "counting.h"

#include <stdlib.h>

#if defined __has_feature
# if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) \
  || __has_feature(memory_sanitizer)
#  define SANITIZED 1
# endif
#elif defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
# define SANITIZED 1
#endif

static volatile unsigned long allocations;

#ifndef SANITIZED

/* ---- an allocator that never frees ------------------------------------- */

void *malloc(size_t);
void free(void *);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
int posix_memalign(void **, size_t, size_t);
void *aligned_alloc(size_t, size_t);
void *memalign(size_t, size_t);
void *valloc(size_t);

#define ALIGN 16
static union {
	char bytes[4 << 20];
	long double align;
} heap;
static size_t used;

static void *allocate(size_t align, size_t size)
{
	const uintptr_t at = (uintptr_t)heap.bytes + used + ALIGN;
	const size_t start = um_round_up((size_t)at, align)
	    - (size_t)(uintptr_t)heap.bytes;

	allocations++;
	if (start > sizeof heap.bytes || size > sizeof heap.bytes - start) {
		errno = ENOMEM;
		return 0;
	}
	used = start + size;
	memcpy(heap.bytes + start - sizeof size, &size, sizeof size);
	return heap.bytes + start;
}

void *malloc(size_t size)
{
	return allocate(ALIGN, size);
}

void free(void *p)
{
	if (p)
		allocations++;
}

void *calloc(size_t n, size_t size)
{
	return size && n > SIZE_MAX / size ? 0 : allocate(ALIGN, n * size);
}

void *realloc(void *old, size_t size)
{
	char *p = allocate(ALIGN, size);
	size_t old_size = 0;

	if (old && p) {
		memcpy(&old_size, (char *)old - sizeof old_size,
		    sizeof old_size);
		memcpy(p, old, old_size < size ? old_size : size);
	}
	return p;
}

int posix_memalign(void **p, size_t align, size_t size)
{
	*p = allocate(align < ALIGN ? ALIGN : align, size);
	return *p ? 0 : ENOMEM;
}

void *aligned_alloc(size_t align, size_t size)
{
	return allocate(align < ALIGN ? ALIGN : align, size);
}

void *memalign(size_t align, size_t size)
{
	return allocate(align < ALIGN ? ALIGN : align, size);
}

void *valloc(size_t size)
{
	return allocate(65536, size);
}

#endif

/* ---- every call -------------------------------------------------------- */

#define RW (PROT_READ | PROT_WRITE)

static int file;
static size_t unit;

static void map_all_ways(int flags, int fd)
{
	static const int more[] = {
		0, UM_MAP_ALIGNED(20), UM_MAP_CONCEAL, UM_MAP_MAYEXEC,
		UM_MAP_NORESERVE, UM_MAP_POPULATE, UM_MAP_HUGE
	};
	char *place = um_mmap(0, 3 * unit, RW, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1, 0), *p;
	size_t i;

	for (i = 0; i < sizeof more / sizeof *more; i++) {
		p = um_mmap(0, unit, RW, flags | more[i], fd, 0);
		if (p != MAP_FAILED)
			um_munmap(p, unit);
	}
	um_mmap(place, unit, RW, flags | UM_MAP_FIXED, fd, 0);
	um_mmap(place, unit, RW, flags | UM_MAP_FIXED_NOREPLACE, fd, 0);
	um_munmap(place + unit, unit);
	um_mmap(place + unit, unit, RW, flags | UM_MAP_FIXED_NOREPLACE, fd, 0);
	um_mmap(place + 1, unit, RW, flags | UM_MAP_FIXED, fd, 0);
	um_mmap(0, 0, RW, flags, fd, 0);
	um_mmap(0, SIZE_MAX, RW, flags, fd, 0);
	um_mmap(0, unit, RW, flags, 999, 1);
	um_munmap(place, 3 * unit);
	um_munmap(place, 3 * unit);
}

static void mappings(void)
{
	map_all_ways(UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	map_all_ways(UM_MAP_SHARED | UM_MAP_ANON, -1);
	map_all_ways(UM_MAP_PRIVATE, file);
	map_all_ways(UM_MAP_SHARED, file);
}

static char *range(int flags)
{
	char *p = um_mmap(0, 4 * unit, RW, flags | UM_MAP_ANON, -1, 0);

	memset(p, 1, 4 * unit);
	return p;
}

static void syncs(void)
{
	char *p = range(UM_MAP_PRIVATE);

	um_mprotect(p, unit, PROT_READ);
	um_mprotect(p, unit, RW);
	um_msync(p, unit, MS_SYNC);
	um_msync(p, unit, MS_ASYNC);
	um_msync(p, unit, MS_INVALIDATE);
	um_mlock(p, unit);
	um_msync(p, unit, MS_INVALIDATE);
	um_munlock(p, unit);
	um_munmap(p + unit, unit);
	um_mprotect(p, 4 * unit, RW);
	um_msync(p, 4 * unit, MS_SYNC);
	um_mlock(p, 4 * unit);
	um_munlock(p, 4 * unit);
	um_munmap(p, 4 * unit);
}

static void advice_on(int flags)
{
	char *p = range(flags);
	int advice;

	for (advice = UM_ADV_NORMAL; advice <= UM_ADV_REVEAL + 1; advice++)
		um_madvise(p, 4 * unit, advice);
	um_munmap(p + unit, unit);
	for (advice = UM_ADV_NORMAL; advice <= UM_ADV_REVEAL; advice++)
		um_madvise(p, 4 * unit, advice);
	um_munmap(p, 4 * unit);
}

static void advices(void)
{
	advice_on(UM_MAP_PRIVATE);
	advice_on(UM_MAP_SHARED);
}

static void inheritances(void)
{
	char *p = range(UM_MAP_PRIVATE), *q = range(UM_MAP_SHARED);
	int i;

	for (i = UM_INHERIT_SHARE; i <= UM_INHERIT_ZERO + 1; i++) {
		um_minherit(p, unit, i);
		um_minherit(q, unit, i);
	}
	um_munmap(p, 4 * unit);
	um_munmap(q, 4 * unit);
	um_minherit(p, unit, UM_INHERIT_NONE);
}

static void remaps(void)
{
	char *p = range(UM_MAP_PRIVATE), *q = range(UM_MAP_SHARED);

	um_mremap(p, 4 * unit, 2 * unit, 0);
	um_mremap(p, 2 * unit, 3 * unit, 0);
	um_mremap(q, 4 * unit, 5 * unit, UM_MREMAP_MAYMOVE);
	p = um_mremap(p, 2 * unit, 40 * unit, UM_MREMAP_MAYMOVE);
	p = um_mremap(p, 40 * unit, 80 * unit,
	    UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(20));
	um_munmap(p, 80 * unit);
	um_munmap(q, 4 * unit);
}

static void knowing(void)
{
	char *p = range(UM_MAP_PRIVATE);
	size_t sizes[4];
	unsigned char vec[1];

	um_mincore(p, 1, vec);
	um_page_size();
	um_granularity();
	um_page_sizes(sizes, 4);
	um_version();
	um_why();
	um_munmap(p, 4 * unit);
	um_mincore(p, 1, vec);
}

static void allocates_nothing(void (*use)(void), const char *what)
{
	const unsigned long before = allocations;
	unsigned long after;

	use();
	after = allocations;
	is_int((long long)(after - before), 0, "%s allocates nothing", what);
}

int main(void)
{
	static const struct { void (*use)(void); const char *what; } all[] = {
		{ mappings, "um_mmap of any kind, successful or not," },
		{ syncs, "protecting, syncing and locking" },
		{ advices, "um_madvise of any kind" },
		{ inheritances, "um_minherit" },
		{ remaps, "um_mremap" },
		{ knowing, "asking" }
	};
	size_t i;
	char *volatile p;
	unsigned long before;

	plan(0);
#ifdef SANITIZED
	skip_all("a malloc of our own, which a sanitizer replaces");
#endif
	before = allocations;
	p = malloc(100);
	free(p);
	if (allocations == before)
		skip_all("a malloc of our own, which something replaces");
	ok(1, "malloc and free are counted");
	unit = um_granularity();
	file = temporary_file(4 * unit);
	for (i = 0; i < sizeof all / sizeof *all; i++)
		allocates_nothing(all[i].use, all[i].what);
	for (i = 0; i < sizeof all / sizeof *all; i++)
		allocates_nothing(all[i].use, "once more, it");
	return done();
}
