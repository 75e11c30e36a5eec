/* What the library makes of texts of /proc that are made up: interrupted, cut
 * off, garbled, and changed while they are read. */
#include "tap.h"

#include <fcntl.h>
#include <stdio.h>

/* ---- a text ------------------------------------------------------------ */

enum { TEXT = 9999 };		/* its descriptor */

static const char *text;	/* 0: there is none */
static const char *of;		/* its path */
static size_t given, piece;	/* so many bytes a read */
static int interruptions;	/* of opening and of each read, so many */
static int left;
static int open_errno;		/* 0: it opens */
static int read_errno;		/* 0: at its end it ends */

static int open_text(const char *path, int flags, mode_t mode)
{
	if (!of || strcmp(path, of) != 0)
		return real_sys.open(path, flags, mode);
	if (left-- > 0 || open_errno) {
		errno = left >= 0 ? EINTR : open_errno;
		return -1;
	}
	given = 0;
	left = interruptions;
	return TEXT;
}

static ssize_t read_text(int fd, void *buffer, size_t room)
{
	size_t n = strlen(text) - given;

	if (fd != TEXT)
		return real_sys.read(fd, buffer, room);
	if (left-- > 0) {
		errno = EINTR;
		return -1;
	}
	left = interruptions;
	n = n > piece ? piece : n;
	n = n > room ? room : n;
	if (!n && read_errno) {
		errno = read_errno;
		return -1;
	}
	memcpy(buffer, text + given, n);
	given += n;
	return (ssize_t)n;
}

static int close_text(int fd)
{
	return fd == TEXT ? 0 : real_sys.close(fd);
}

static void give(const char *path, const char *what)
{
	um_kernel.sys.open = open_text;
	um_kernel.sys.read = read_text;
	um_kernel.sys.close = close_text;
	of = path;
	text = what;
	piece = 7;
	interruptions = left = 0;
	open_errno = read_errno = 0;
}

/* ---- character by character --------------------------------------------- */

static void test_interrupted(void)
{
	struct um_text t;
	uint64_t n = 0;
	int opened;

	give("/text", "7ffc0123abcdef 4711\n");
	interruptions = left = 3;
	opened = um_text_open(&t, of);
	is_int(opened, 0, "a text is opened, however often that is interrupted");
	if (opened == 0)
		n = um_text_number(&t, 16);
	ok(n == 0x7ffc0123abcdefu,
	    "a number is read, however often that is interrupted");
	um_text_skip_word(&t);
	ok(um_text_number(&t, 10) == 4711 && !t.failed, "and so is the next");
	um_text_close(&t);
}

static void test_refused(void)
{
	struct um_text t;

	give("/text", "");
	open_errno = EMFILE;
	ok(um_text_open(&t, of) < 0 && errno == EMFILE,
	    "that no descriptor is left is told");
	open_errno = ENOMEM;
	ok(um_text_open(&t, of) < 0 && errno == ENOMEM,
	    "and that no memory is");
	open_errno = EACCES;
	ok(um_text_open(&t, of) < 0 && errno == ENOSYS,
	    "a text that may not be read is none");
}

static void test_names(void)
{
	char long_one[UM_AREA_NAME + 100], name[UM_AREA_NAME + 1];
	struct um_text t;

	memset(long_one, 'n', sizeof long_one);
	strcpy(long_one + sizeof long_one - 3, "\nx");
	name[UM_AREA_NAME] = '*';
	give("/text", long_one);
	um_text_open(&t, of);
	um_text_name(&t, name);
	ok(strlen(name) == UM_AREA_NAME - 1 && name[UM_AREA_NAME] == '*',
	    "a long name is cut to the room for it");
	ok(t.c == 'x' && !t.failed, "and the next line follows");
	um_text_name(&t, name);
	ok(t.failed && strcmp(name, "x") == 0,
	    "a name that no end of a line follows may be a part of one");
	um_text_close(&t);
}

/* One text for both: the number, and the choice in brackets. */
static void test_choice(void)
{
	um_kernel.sys.page_sizes = 0;
	um_kernel.numbers.huge_enabled = um_kernel.numbers.huge_size = "/text";
	give("/text", "2097152 always [madvise] never\n");
	is_int(um_page_sizes(0, 0), 2, "large pages that may be had are");
	give("/text", "2097152 always madvise [never]\n");
	is_int(um_page_sizes(0, 0), 1, "those that are switched off are not");
}

/* ---- the map of Linux ----------------------------------------------------- */

#define MAPS "/proc/self/maps"
#define LINE(start, end, name) \
	start "-" end " rw-p 00000000 00:00 0                  " name "\n"

static struct um_area seen[8];
static int areas;

static int see(const struct um_area *area, void *closure)
{
	(void)closure;
	if (areas < 8)
		seen[areas++] = *area;
	return 0;
}

/* What the walk says of the text. */
static int walk(uintptr_t from, const char *what)
{
	struct um_question ask = { from, see, 0, 0 };

	if (what)
		give(MAPS, what);
	areas = 0;
	return um_area_by_text(&ask);
}

static void test_map(void)
{
	is_int(walk(0, LINE("10000", "20000", "")
	    LINE("30000", "40000", "[heap]")), 0, "a map is read");
	ok(areas == 2 && seen[1].start == 0x30000 && seen[1].end == 0x40000
	    && seen[1].kind == UM_KIND_ANON
	    && seen[1].special == UM_REGION_HEAP, "line by line");
	walk(0x20000, 0);
	ok(areas == 1 && seen[0].start == 0x30000,
	    "of what lies before the question nothing is told");
	ok(walk(0, "") < 0 && errno == ENOSYS && !areas,
	    "an empty map tells nothing");
	ok(walk(0, LINE("10000", "20000", "") "what is this\n"
	    LINE("30000", "40000", "")) < 0 && errno == ENOSYS,
	    "a line that cannot be read is not the end of the map");
	ok(walk(0, LINE("10000", "20000", "") "30000-40000 rw-p 0000") < 0
	    && errno == ENOSYS, "nor is one that is cut off");
	give(MAPS, LINE("10000", "20000", ""));
	read_errno = EIO;
	ok(walk(0, 0) < 0 && errno == ENOSYS,
	    "nor is a read that fails");
	give(MAPS, LINE("10000", "20000", ""));
	read_errno = ENOMEM;
	ok(walk(0, 0) < 0 && errno == ENOMEM,
	    "nor one that no memory was left for, which says so");
}

/* The same of where something is, which reads no more of a line. */
static void test_bounds(void)
{
	struct um_question ask = { 0, see, 0, 0 };

	areas = 0;
	give(MAPS, LINE("10000", "20000", "[stack]")
	    LINE("30000", "40000", "/a[stack]") LINE("50000", "60000", ""));
	ok(um_bounds_by_text(&ask) == 0 && areas == 3
	    && seen[2].start == 0x50000 && seen[2].end == 0x60000
	    && seen[0].stack == 1 && seen[1].stack == 0 && seen[2].stack == 0,
	    "bounds are read, and which of them is the stack");
	ask.from = 0;
	give(MAPS, LINE("10000", "20000", "") "30000-40000 rw-p 0000");
	ok(um_bounds_by_text(&ask) < 0 && errno == ENOSYS,
	    "those of a map that is cut off are none");
}

static void test_devices(void)
{
	is_int(walk(0, "10000-20000 r--s 00001000 103:fedc0b 42      /a b\n"
	    "20000-30000 ---s 00000000 00:01 7    /dev/zero (deleted)\n"
	    "30000-40000 ---p 00000000 00:06 5    /dev/zero\n"
	    "40000-50000 ---s 00000000 00:01 7    [anon_shmem:x]\n"
	    "50000-60000 r-xp 00000000 00:00 0    [vdso]\n"
	    "60000-70000 rw-p 00000000 00:00 0    [anon:x]\n"), 0,
	    "a map with objects is read");
	ok(seen[0].shared == 1 && seen[0].prot == PROT_READ
	    && seen[0].offset == 0x1000 && seen[0].inode == 42
	    && seen[0].device == ((uint64_t)0x103 << 8 | (uint64_t)0xfedc00 << 12 | 0xb)
	    && seen[0].kind == UM_KIND_FILE,
	    "a device is what fstat has for it");
	ok(seen[1].kind == UM_KIND_CLAIMED && seen[2].kind == UM_KIND_CLAIMED
	    && seen[3].kind == UM_KIND_CLAIMED,
	    "what says by its name that it is memory claims so");
	ok(seen[4].special == UM_REGION_KERNEL && seen[5].special == 0
	    && seen[5].kind == UM_KIND_ANON, "the kernel's own is not memory");
}

/* ---- a map that changes while it is read ----------------------------------- */

static struct um_region regions[8];
static int count;

static int keep(const struct um_region *region, void *closure)
{
	(void)closure;
	if (count < 8)
		regions[count++] = *region;
	return 0;
}

static void test_overlapping(void)
{
	if (!kernel_is("linux") || is_simulated()) {
		skip(3, "the map of Linux as a text");
		return;
	}
	um_kernel.numbers.procmap_query = 0;
	give(MAPS, "10000-30000 r--p 00000000 00:01 7   /a\n"
	    "20000-40000 r--p 00010000 00:01 8   /b\n"
	    "30000-40000 r--p 00000000 00:01 8   /b\n");
	count = 0;
	is_int(um_regions(keep, 0), 0, "a map that changes is told");
	ok(count == 2 && regions[0].end == 0x30000
	    && regions[1].start == 0x30000 && regions[1].end == 0x40000,
	    "no address is told twice");
	ok(count == 2 && regions[1].offset == 0x20000,
	    "and the rest of a file begins further in it");
}

/* ---- room in a map that is made up ----------------------------------------- */

static uintptr_t limit;

static uintptr_t stack_limit(void)
{
	return limit;
}

/* Whatever is asked for is there, and nothing is ever mapped. */
static void *mmap_told(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return addr ? addr : real_sys.mmap(addr, len, prot, flags, fd, offset);
}

static uintptr_t place(uintptr_t low, uintptr_t high, unsigned flags,
    const char *map)
{
	struct um_place where;

	memset(&where, 0, sizeof where);
	where.low = low;
	where.high = high;
	where.flags = flags;
	give(MAPS, map);
	piece = 4096;
	um_gap_forget(0, 0, 0);
	return (uintptr_t)um_mmap_at(&where, page(), PROT_READ,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
}

#define STACK ((uintptr_t)0x70000000)	/* it starts there */

static uintptr_t below_stack(uintptr_t most)
{
	limit = most;
	return STACK - place(0x20000000, STACK, UM_PLACE_TOP,
	    LINE("10000000", "10010000", "")
	    LINE("70000000", "70010000", "[stack]")) - page();
}

static void test_room(void)
{
	const uintptr_t gap = 256 * page();
	char map[200];

	if (!kernel_is("linux") || is_simulated() || page() > 0x10000) {
		skip(7, "the map of Linux as a text");
		return;
	}
	um_kernel.numbers.procmap_query = 0;
	um_kernel.sys.mmap = mmap_told;
	um_kernel.sys.heap_end = 0;
	um_kernel.sys.stack_limit = stack_limit;
	ok(below_stack(8 << 20) == gap + (8 << 20) - 0x10000,
	    "the stack keeps what it may grow to, and a gap");
	ok(below_stack(0x10000) == gap && below_stack(0) == gap,
	    "the gap alone if it may not grow");
	ok(below_stack(UINTPTR_MAX) == gap + (128 << 20),
	    "and 128 MiB without a limit");
	ok(place(0, 0x8000000, UM_PLACE_BOTTOM,
	    LINE("20000", "30000", "")) == 0x10000,
	    "nothing lies where systems keep addresses free");
	/* below 64 KiB, where a page of that size has address 0 alone */
	if (page() < 0x10000)
		ok(place(0, 0x8000000, UM_PLACE_BOTTOM,
		    LINE("10000", "10000000", "")) < 0x10000,
		    "unless there is no other room");
	else
		skip(1, "pages of less than 64 KiB");
	if (sizeof(void *) > 4 && page() < 0x10000)
		ok(place(0, 0, UM_PLACE_TOP,
		    LINE("10000", "10000000", "")
		    LINE("ffffffffff600000", "ffffffffff601000", "[vsyscall]"))
		    < (uintptr_t)1 << 29,
		    "what lies below the kernel's own is no room");
	else
		skip(1, "addresses of the kernel, and pages of less than 64 "
		    "KiB");
	snprintf(map, sizeof map, LINE("10000", "%lx", "")
	    LINE("50000000", "60000000", ""), 0x50000000 - (unsigned long)page());
	ok(place(0x40000000, 0x50000000, UM_PLACE_TOP, map)
	    == 0x50000000 - page(),
	    "the last page of a range is a place");
	um_kernel.sys = real_sys;
}

int main(void)
{
	plan(35);
	test_interrupted();
	test_refused();
	test_names();
	test_choice();
	test_map();
	test_bounds();
	test_devices();
	test_overlapping();
	test_room();
	return done();
}
