/* um_why of every argument that is refused, word by word, on every kernel. */
#include "tap.h"

#include <stdio.h>

#define RW (PROT_READ | PROT_WRITE)
#define ANON (UM_MAP_PRIVATE | UM_MAP_ANON)

static void says(int failed, int err, const char *sentence)
{
	const int got = errno;

	if (!ok(failed && got == err && strcmp(um_why(), sentence) == 0,
	    "\"%s\"", sentence))
		diag("failed %d, errno %d, \"%s\"", failed, got, um_why());
}

static int maps(void *addr, size_t len, int prot, int flags, int fd,
    int64_t offset)
{
	return um_mmap(addr, len, prot, flags, fd, offset) == MAP_FAILED;
}

static void of_maps(char *p, int file)
{
	const size_t unit = um_granularity();
	char *const odd = (char *)(((uintptr_t)p / unit | 1) * unit);

	says(maps(0, 0, RW, ANON, -1, 0), EINVAL, "the length is 0");
	says(maps(0, 1, RW, ANON | 1, -1, 0), EINVAL, "unknown flag");
	says(maps(0, 1, 0x40, ANON, -1, 0), EINVAL, "unknown protection bit");
	says(maps(0, 1, RW, UM_MAP_ANON, -1, 0), EINVAL,
	    "one of SHARED and PRIVATE is needed");
	says(maps(0, 1, PROT_READ, ANON | UM_MAP_STACK, -1, 0), EINVAL,
	    "a stack is private, anonymous, readable and writable");
	says(maps(p + 1, 1, RW, ANON | UM_MAP_FIXED, -1, 0), EINVAL,
	    "the address is not aligned");
	says(maps(odd, 1, RW, ANON | UM_MAP_FIXED | UM_MAP_ALIGNED(30), -1,
	    0), EINVAL, "the address lacks that alignment");
	says(maps(0, SIZE_MAX, RW, ANON, -1, 0), ENOMEM,
	    "longer than the address space");
	says(maps((void *)(UINTPTR_MAX - unit + 1), 2 * unit, RW,
	    ANON | UM_MAP_FIXED, -1, 0), ENOMEM, "beyond the address space");
#ifdef UM_MAP_32BIT
	says(maps((void *)(UINTPTR_MAX / 2 + 1), 1, RW,
	    ANON | UM_MAP_FIXED | UM_MAP_32BIT, -1, 0), EINVAL,
	    "that address is not as low as asked");
#endif
	says(maps(0, 1, PROT_READ, UM_MAP_PRIVATE, file, -1), EINVAL,
	    "the offset is negative");
	says(maps(0, 1, PROT_READ, UM_MAP_PRIVATE, file, 1), EINVAL,
	    "the offset is not aligned");
	says(maps(0, 1, PROT_READ, UM_MAP_PRIVATE, file,
	    INT64_MAX & ~(int64_t)(unit - 1)), EOVERFLOW,
	    "offset and length do not fit");
	says(maps(0, 1, PROT_READ, UM_MAP_PRIVATE, -1, 0), EBADF,
	    "not an open descriptor, or one of O_PATH");
}

static int placed(uintptr_t low, uintptr_t high, size_t align, unsigned flags,
    unsigned zero, int fixed)
{
	struct um_place w;

	memset(&w, 0, sizeof w);
	w.low = low;
	w.high = high;
	w.align = align;
	w.flags = flags;
	w.zero = zero;
	return um_mmap_at(&w, 1, RW, ANON | fixed, -1, 0) == MAP_FAILED;
}

static void of_places(void)
{
	says(placed(0, 0, 0, 0x8000, 0, 0), EINVAL, "unknown flag of a place");
	says(placed(0, 0, 0, UM_PLACE_TOP | UM_PLACE_BOTTOM, 0, 0), EINVAL,
	    "the highest and the lowest place");
	says(placed(0, 0, 0, 0, 1, 0), EINVAL, "zero or spare is not 0");
	says(placed(0, 0, 3, 0, 0, 0), EINVAL, "align is no power of two");
	says(placed(4096, 4096, 0, 0, 0, 0), EINVAL,
	    "the place ends where it begins");
	says(placed(0, 0, 0, 0, 0, UM_MAP_FIXED), EINVAL,
	    "a fixed address has no place");
}

static void of_ranges(char *p)
{
	says(um_munmap(p + 1, page()), EINVAL, "the address begins no page");
	says(um_munmap(p, SIZE_MAX), ENOMEM, "beyond the address space");
	says(um_munmap(p, 0), EINVAL, "the length is 0");
	says(um_madvise(p, page(), 4), EINVAL,
	    "unknown advice, or the other half's of um_madvise");
	says(um_minherit(p, page(), 1), EINVAL, "unknown inheritance");
	says(um_msync(p, page(), 0x4000), EINVAL, "unknown flag");
	if (MS_SYNC)
		says(um_msync(p, page(), MS_SYNC | MS_ASYNC), EINVAL,
		    "MS_SYNC against MS_ASYNC");
	says(um_mremap(p, page(), 0, 0) == MAP_FAILED, EINVAL,
	    "the length is 0");
	says(um_mremap(p, page(), 2 * page(), 1) == MAP_FAILED, EINVAL,
	    "unknown flag");
	says(um_commit(p, page(), PROT_NONE), EINVAL,
	    "committed memory has some access");
	says(um_seal(p, page(), 1), EINVAL, "unknown flag");
	says(um_regions(0, 0), EINVAL, "the visitor is NULL");
	says(um_region_at(p, 0), EINVAL, "the pointer for the answer is NULL");
	says(um_memory(0), EINVAL, "the pointer for the answer is NULL");
}

static void of_objects(int file)
{
	const int read_only = open("/dev/null", O_RDONLY);
	int ends[2] = { -1, -1 };

	says(um_memfd("x", -1, 0) < 0, EINVAL, "the size is negative");
	says(um_memfd("x", INT64_MAX, 0) < 0, ENOMEM, "larger than any object");
	says(um_memfd("x", 1, 1) < 0, EINVAL, "unknown flag");
	says(um_punch(file, -1, 1), EINVAL, "a negative offset or length");
	says(um_punch(file, INT64_MAX, 1), EOVERFLOW,
	    "offset and length do not fit");
	says(um_punch(read_only, 0, 1), EACCES,
	    "the descriptor is not for writing");
	says(um_punch(999, 0, 1), EBADF,
	    "not an open descriptor, or one of O_PATH");
	if (pipe(ends) == 0)
		says(um_punch(ends[1], 0, 1), ENODEV,
		    "the descriptor has no bytes that stay");
	says(um_mirror(0, um_granularity(), 1, 0) == MAP_FAILED, EINVAL,
	    "fewer than 2 views");
	says(um_mirror(0, 1, 2, 0) == MAP_FAILED, EINVAL,
	    "the length is not a multiple of um_granularity()");
	says(um_shm_open("a/b", O_RDWR, 0600) < 0, EINVAL,
	    "a name has one slash at most, before it, and is not empty");
	says(um_shm_open("a", O_WRONLY, 0600) < 0, EINVAL,
	    "O_RDONLY or O_RDWR, with O_CREAT, O_EXCL or O_TRUNC");
	says(um_shm_open("a", O_RDWR | O_EXCL, 0600) < 0, EINVAL,
	    "O_EXCL needs O_CREAT, and O_TRUNC O_RDWR");
	close(read_only);
}

static void of_names(void)
{
	char name[UM_SHM_NAME_MAX + 2];
	int fd;

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	says(um_shm_open(name, O_RDWR, 0600) < 0, ENAMETOOLONG,
	    "the name is longer than UM_SHM_NAME_MAX bytes");
	sprintf(name, "unimap-why-%ld", (long)getpid());
	fd = um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0) {
		skip(2, "named objects: %s", um_why());
		return;
	}
	says(um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600) < 0, EEXIST,
	    "an object has that name");
	um_shm_unlink(name);
	says(um_shm_open(name, O_RDWR, 0600) < 0, ENOENT,
	    "no object has that name");
	close(fd);
}

int main(void)
{
	int file;
	char *p;

	plan(0);
	ok(strcmp(um_why(), "nothing has failed") == 0, "at first nothing has");
	file = temporary_file(um_granularity());
	p = um_mmap(0, um_granularity(), RW, ANON, -1, 0);
	of_maps(p, file);
	of_places();
	of_ranges(p);
	of_objects(file);
	of_names();
	return done();
}
