/* How room in a place is found: by the kernel's own choice, by what is remembered,
 * by the map, and without a descriptor; and what is kept for the heap. */
#include "room.h"
#include "counting.h"

#include <stdio.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE (UM_MAP_PRIVATE | UM_MAP_ANON)

static size_t unit;

/* ---- what is remembered ------------------------------------------------- */

/* A place that another has taken meanwhile is passed over and forgotten. */
static void test_why_after_retry(void)
{
	char *around, name[64];
	struct um_place room = room_make(64, unit, &around);
	int fd, again;

	snprintf(name, sizeof name, "/unimap-place-t-%ld", (long)getpid());
	fd = um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	room_take(room, unit, PRIVATE);
	um_kernel.sys.mmap((char *)room.low + unit, unit, 0,
	    um_kernel.numbers.map_private | um_kernel.numbers.map_anon
	    | um_kernel.numbers.map_fixed, -1, 0);
	if (fd < 0 || room_take(room, unit, PRIVATE) == MAP_FAILED)
		skip(1, "named objects, or places");
	else {
		again = um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
		ok(again < 0 && errno == EEXIST
		    && !strstr(um_why(), "mapped there"),
		    "what was in its way is not the reason of a later failure");
	}
	if (fd >= 0) {
		um_shm_unlink(name);
		close(fd);
	}
	room_drop(around, 64, unit);
}

/* What is remembered of a part is not the highest of the whole. */
static void test_order_after_a_part(void)
{
	char *around;
	struct um_place room = room_make(64, unit, &around), part = room;
	char *middle = um_mmap((char *)room.low + 32 * unit, unit, PROT_NONE,
	    PRIVATE | UM_MAP_FIXED_NOREPLACE, -1, 0);

	part.low = (uintptr_t)middle;
	part.high = part.low + unit;
	room_take(part, unit, PRIVATE);	/* nothing else is remembered then */
	part.low = room.low;
	part.high = (uintptr_t)middle;
	if (!regions_are_told())
		skip(1, "this kernel does not show its map");
	else if (room_take(part, unit, PRIVATE) == MAP_FAILED)
		ok(0, "a part of the room gives a page");
	else {
		room.flags = UM_PLACE_TOP;
		is_ptr(room_take(room, unit, PRIVATE), (void *)(room.high - unit),
		    "the highest room of a range is found after its lower "
		    "half was looked through");
	}
	room_drop(around, 64, unit);
}

/* ---- a run ------------------------------------------------------------- */

static unsigned long maps_made;

static void *counting_mmap(void *addr, size_t len, int prot, int flags,
    int fd, off_t offset)
{
	maps_made++;
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

/* Whoever unmaps what he was given finds it again by one call, also where
 * nobody tells what is mapped; two rooms take turns. */
static void test_pairs(void)
{
	enum { PAIRS = 200, TAKEN = 500 };
	char *around[2];
	struct um_place room[2];
	unsigned long made;
	int i, failed = 0;
	char *p;

	for (i = 0; i < 2; i++) {
		room[i] = room_make(1024, unit, &around[i]);
		for (p = (char *)room[i].low; p < (char *)room[i].low
		    + TAKEN * unit; p += 2 * unit)
			um_mmap(p, unit, PROT_NONE,
			    PRIVATE | UM_MAP_FIXED_NOREPLACE, -1, 0);
		um_munmap(room_take(room[i], 4 * unit, PRIVATE), 4 * unit);
	}
	um_kernel.sys.mmap = counting_mmap;
	maps_made = 0;
	for (i = 0; i < PAIRS; i++) {
		p = room_take(room[i / (PAIRS / 2)], 4 * unit, PRIVATE);
		failed += p == MAP_FAILED;
		if (p != MAP_FAILED)
			um_munmap(p, 4 * unit);
	}
	made = maps_made;
	um_kernel.sys = real_sys;
	is_int(failed, 0, "room is found again and again");
	/* A kernel's own list is read into memory that is mapped for it. */
	ok(made <= 2 * PAIRS, "by at most two maps each");
	diag("%lu maps for %d", made, PAIRS);
	for (i = 0; i < 2; i++)
		room_drop(around[i], 1024, unit);
}

/* ---- where the kernel likes -------------------------------------------- */

/* OpenBSD maps at random. */
static int choice_is_steady(void)
{
	void *const first = um_mmap(0, 16 * unit, RW, PRIVATE, -1, 0);
	void *again = first;
	int i;

	for (i = 0; i < 8 && again == first; i++) {
		um_munmap(again, 16 * unit);
		again = um_mmap(0, 16 * unit, RW, PRIVATE, -1, 0);
	}
	um_munmap(again, 16 * unit);
	return again == first;
}

static void test_own_choice(void)
{
	char *likes = um_mmap(0, 16 * unit, RW, PRIVATE, -1, 0), *p;
	struct um_place wide;

	memset(&wide, 0, sizeof wide);
	wide.low = 65536;
	wide.high = (uintptr_t)likes < UINTPTR_MAX / 2
	    ? (uintptr_t)likes * 2 : UINTPTR_MAX - unit + 1;
	um_munmap(likes, 16 * unit);
	if (!choice_is_steady()) {
		skip(1, "a kernel that maps at the same place again");
		return;
	}
	p = room_take(wide, 16 * unit, PRIVATE);
	if (is_under("valgrind"))
		skip(1, "valgrind: it maps where the heap will grow");
	else
		is_ptr(p, likes, "in a wide range memory lies where the kernel "
		    "maps by itself");
	um_munmap(p, 16 * unit);
}

/* ---- room for the heap ------------------------------------------------- */

#ifdef __linux__
/* The heap must not have grown into what another test has put there. */
static int heap_grows(void *flags)
{
	const unsigned spot = *(unsigned *)flags;
	const uintptr_t end = ((uintptr_t)sbrk(0) + page() - 1)
	    & ~(uintptr_t)(page() - 1);
	struct um_place behind;
	char *p;
	int i;

	memset(&behind, 0, sizeof behind);
	behind.low = end;
	behind.high = end + ((uintptr_t)1 << 30);
	behind.flags = spot;
	for (i = 0; i < 8; i++) {
		p = room_take(behind, page(), PRIVATE);
		MUST(p != MAP_FAILED);
		MUST((uintptr_t)p >= end + ((uintptr_t)64 << 20));
	}
	/* Not by sbrk, which musl refuses. */
	MUST((uintptr_t)syscall(SYS_brk, end + (32 << 20)) == end + (32 << 20));
	return 0;
}

/* Only where there is no other room. */
static int heap_yields(void *unused)
{
	const uintptr_t end = ((uintptr_t)sbrk(0) + page() - 1)
	    & ~(uintptr_t)(page() - 1);
	struct um_place behind;

	(void)unused;
	memset(&behind, 0, sizeof behind);
	behind.low = end + 4 * page();
	behind.high = end + 8 * page();
	MUST(room_holds(room_take(behind, page(), PRIVATE), page(), &behind));
	return 0;
}
#endif

static void test_heap(void)
{
#ifdef __linux__
	static unsigned spots[] = { 0, UM_PLACE_BOTTOM, UM_PLACE_RANDOM };
	size_t i;

	if (is_simulated() || !regions_are_told() || under()[0]) {
		skip(4, "the C library's own heap on the kernel that runs");
		return;
	}
	for (i = 0; i < 3; i++)
		ok_in_child(heap_grows, &spots[i], "the heap can grow after "
		    "maps near it, with a place's flags %u", spots[i]);
	ok_in_child(heap_yields, 0, "its room is given if there is no other");
#else
	skip(4, "a heap behind the program that grows");
#endif
}

/* ---- what is read ------------------------------------------------------ */

static unsigned long reads;
static size_t garbled_at;	/* this byte of a piece of the text */

static ssize_t garbling_read(int fd, void *to, size_t len)
{
	const ssize_t n = real_sys.read(fd, to, len);
	char *text = to, *line;

	reads++;
	if (n > 512 && (size_t)n > garbled_at && garbled_at) {
		line = memchr(text + garbled_at, '\n', (size_t)n - garbled_at);
		if (line && line + 1 < text + n)
			line[1] = '?';
	}
	return n;
}

static int count_region(const struct um_region *region, void *closure)
{
	(void)region;
	++*(int *)closure;
	return 0;
}

static int count_regions(void)
{
	int n = 0;

	return um_regions(count_region, &n) < 0 ? -1 : n;
}

static int garbled(void *unused)
{
	(void)unused;
	um_kernel.sys.read = garbling_read;
	um_kernel.numbers.procmap_query = 0;
	garbled_at = 0;
	MUST(count_regions() > 0 && reads > 0);
	garbled_at = 300;
	MUST(count_regions() < 0 && errno == ENOTSUP);
	garbled_at = 0;
	MUST(count_regions() > 0);
	return 0;
}

static void test_garbled(void)
{
	if (is_simulated() || !kernel_is("linux") || count_regions() < 0)
		skip(1, "a map that is a text");
	else
		ok_in_child(garbled, 0, "a line of the map that cannot be read "
		    "is not its end");
}

/* ---- limits and descriptors -------------------------------------------- */

static int no_descriptors(void *unused)
{
	char *around;
	struct um_place room = room_make(64, unit, &around);
	struct rlimit limit;

	(void)unused;
	limit.rlim_cur = limit.rlim_max = 0;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return CANNOT;
	MUST(room_holds(room_take(room, unit, PRIVATE), unit, &room));
	room.flags = UM_PLACE_TOP;
	MUST(room_holds(room_take(room, unit, PRIVATE), unit, &room));
	return 0;
}

static void test_no_descriptors(void)
{
	/* svr4: each anonymous map is one of /dev/zero */
	const int status = um_kernel.numbers.map_anon
	    ? in_child(no_descriptors, 0) : CANNOT;

	ok_or_skip(status, "a limit of descriptors, and maps that need none",
	    "room is found where no descriptor is left");
}

/* What the kernel says of all lists of areas. */
static int list_errno;

static int open_short(const char *path, int flags, mode_t mode)
{
	if (strncmp(path, "/proc/", 6) != 0)
		return real_sys.open(path, flags, mode);
	errno = list_errno;
	return -1;
}

static int sysctl_short(const int *name, unsigned names, void *old,
    size_t *len)
{
	(void)name;
	(void)names;
	(void)old;
	(void)len;
	errno = list_errno;
	return -1;
}

static int comes_back(void *err)
{
	char *around;
	struct um_place room = room_make(64, unit, &around);
	int i;

	/* AIX and Cygwin say EINVAL of what is taken, at which probing ends. */
	if (!regions_are_told() || um_kernel.sys.mach_region
	    || um_kernel.sys.vm_region || um_kernel.sys.next_area
	    || kernel_is("aix") || kernel_is("cygwin"))
		return CANNOT;
	list_errno = *(int *)err;
	um_kernel.sys.open = open_short;
	if (um_kernel.sys.sysctl)
		um_kernel.sys.sysctl = sysctl_short;
	for (i = 0; i < 3; i++) {
		room.flags = i & 1 ? UM_PLACE_TOP : 0;
		MUST(room_holds(room_take(room, unit, PRIVATE), unit, &room));
	}
	um_kernel.sys = real_sys;
	room.flags = UM_PLACE_TOP;
	MUST(room_holds(room_take(room, unit, PRIVATE), unit, &room));
	MUST(um_way_taken(UM_CHAIN_RANGE)
	    && um_way_taken(UM_CHAIN_RANGE)->go == um_range_by_map);
	return 0;
}

static void test_limits(void)
{
	static int errnos[] = { ENFILE, ENOMEM, EAGAIN };
	size_t i;

	for (i = 0; i < sizeof errnos / sizeof *errnos; i++)
		ok_or_skip(in_child(comes_back, &errnos[i]), "a list of areas, "
		    "and a word for what is taken",
		    "a list of areas that a limit has refused is read again: "
		    "errno %d", errnos[i]);
}

/* ---- what the kernel likes ----------------------------------------------- */

/* What the kernel likes may reach beyond the place, or lie elsewhere; but not
 * what a list of areas is read into. */
static uintptr_t liked;

static void *mmap_liked(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return addr || !liked || len > 2 * unit
	    ? real_sys.mmap(addr, len, prot, flags, fd, offset)
	    : real_sys.mmap((void *)liked, len, prot, flags
		| um_kernel.numbers.map_fixed, fd, offset);
}

static int test_liked(void *unused)
{
	char *around, *p;
	struct um_place room = room_make(8, unit, &around);
	struct census before;
	const int told = census_told();

	(void)unused;
	um_kernel.sys.mmap = mmap_liked;
	liked = room.high - unit;
	p = room_take(room, 2 * unit, PRIVATE);
	liked = 0;
	if (p == MAP_FAILED)
		return CANNOT;
	MUST(room_holds(p, 2 * unit, &room));
	um_munmap(p, 2 * unit);
	room_drop(around, 8, unit);
	room = room_make(8, unit, &around);
	if (!told)
		return 0;
	census(&before);
	liked = (uintptr_t)around;		/* in the hold below it */
	p = room_take(room, unit, PRIVATE);
	liked = 0;
	MUST(room_holds(p, unit, &room));
	um_munmap(p, unit);
	um_mmap(around, unit, PROT_NONE, PRIVATE | UM_MAP_NORESERVE
	    | UM_MAP_FIXED, -1, 0);
	MUST(census_same(&before));
	return 0;
}

int main(void)
{
	plan(0);
	unit = um_granularity();
	if (is_simulated() || !places_are_had()
	    || in_child(test_liked, 0) == CANNOT)
		skip(1, "a kernel that likes what it is told to");
	else
		ok_in_child(test_liked, 0, "what the kernel likes is not taken "
		    "for the place");
	if (!room_binds()) {
		skip(1, "no place can be chosen on this kernel");
		return done();
	}
	test_order_after_a_part();
	test_why_after_retry();
	test_pairs();
	test_own_choice();
	test_heap();
	test_garbled();
	test_no_descriptors();
	test_limits();
	return done();
}
