/* Places at the edges: below the stack, above all that is mapped, at both ends
 * of the addresses. */
#include "room.h"
#include "kernels/sim.h"

#include <limits.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE (UM_MAP_PRIVATE | UM_MAP_ANON)

static size_t unit;

#ifdef __linux__

/* illumos and sparc64 have memory where Linux x86-64 has its vsyscall page. */
static int open_upper(const char *path, int flags, mode_t mode)
{
	static const char map[] = "fffffd7fff000000-fffffd7fff010000 rw-p "
	    "00000000 00:00 0 \n";
	int fd;

	if (strcmp(path, "/proc/self/maps") != 0)
		return real_sys.open(path, flags, mode);
	fd = temporary_file(0);
	return pwrite(fd, map, sizeof map - 1, 0) == (ssize_t)sizeof map - 1
	    ? fd : -1;
}

static int full_in_upper_half(void *unused)
{
	struct um_place room;

	(void)unused;
	memset(&room, 0, sizeof room);
	room.low = (uintptr_t)UINT64_C(0xfffffd7fff000000);
	room.high = (uintptr_t)UINT64_C(0xfffffd7fff010000);
	um_kernel.sys.open = open_upper;
	um_kernel.sys.ioctl = 0;
	return !(room_take(room, page(), PRIVATE) == MAP_FAILED && errno == ENOMEM
	    && strstr(um_why(), "range"));
}

static void test_upper_half(void)
{
	if (sizeof(void *) < 8 || is_simulated() || !regions_are_told())
		skip(1, "a map that is read as text, and 64 bits");
	else
		ok_in_child(full_in_upper_half, 0, "what is mapped in "
		    "the upper half of all addresses is not free");
}
#else
static void test_upper_half(void)
{
	skip(1, "a map that is read as text");
}
#endif

/* A stack that is not to grow into what lies below. */
static void test_stack(void)
{
	const uintptr_t limit = um_kernel.sys.stack_limit
	    ? um_kernel.sys.stack_limit() : UINTPTR_MAX;
	struct um_place below;
	struct um_area stack;
	char *p;

	if (um_area_at((uintptr_t)&below, &stack) < 0 || stack.stack != 1
	    || limit > 64 << 20) {
		skip(1, "no stack that grows to a limit, or nobody tells");
		return;
	}
	memset(&below, 0, sizeof below);
	/* More than what is kept, which is had when nothing else is free. */
	below.low = stack.start - 2 * (limit + 256 * page());
	below.high = stack.start;
	below.flags = UM_PLACE_TOP;
	p = room_take(below, unit, PRIVATE);
	ok(p == MAP_FAILED ? errno == ENOMEM
	    : (uintptr_t)p + unit + limit <= stack.end,
	    "room for the main stack to grow to its limit is kept free");
	if (p != MAP_FAILED)
		um_munmap(p, unit);
}

static int see_end(const struct um_region *region, void *end)
{
	if (region->start <= UINTPTR_MAX / 2)
		*(uintptr_t *)end = region->end;
	return 0;
}

/* Above all that is mapped; Linux shows a page of the kernel's half behind. */
static void test_above(void)
{
	struct um_place above;
	uintptr_t end = 0;
	void *p = MAP_FAILED;
	int i;

	memset(&above, 0, sizeof above);
	if (um_regions(see_end, &end) == 0 && end) {
		above.low = (end + unit - 1) & ~(unit - 1);
		above.high = above.low + 4 * unit;
		p = um_mmap((void *)above.low, 4 * unit, RW,
		    PRIVATE | UM_MAP_FIXED_NOREPLACE, -1, 0);
	}
	if (p == MAP_FAILED) {
		skip(4, "nobody tells what lies highest, or nothing may lie "
		    "above");
		return;
	}
	um_munmap(p, 4 * unit);
	for (i = 0; i < 3; i++) {
		above.flags = i == 1 ? UM_PLACE_TOP : i == 2 ? UM_PLACE_RANDOM
		    : 0;
		p = room_take(above, unit, PRIVATE);
		ok(room_holds(p, unit, &above), "room above all that is mapped is "
		    "found, %s", i == 1 ? "highest first" : i == 2
		    ? "anywhere there" : "lowest first");
		if (p != MAP_FAILED)
			um_munmap(p, unit);
	}
	above.low = 0;
	above.high = (uintptr_t)1 << (sizeof end * CHAR_BIT - 2);
	above.flags = UM_PLACE_TOP;
	p = room_take(above, unit, PRIVATE);
	ok(room_holds(p, unit, &above), "also where the range ends behind the "
	    "system's addresses");
	if (p != MAP_FAILED)
		um_munmap(p, unit);
}

/* NetBSD's stack and FreeBSD's last page, which simulated ones lack, end where
 * the addresses do. */
static uintptr_t last_end;

struct forward {
	um_visit *visit;
	void *closure;
	int told;
};

static int tell_last(struct forward *f)
{
	struct um_area last;

	if (f->told)
		return 0;
	f->told = 1;
	memset(&last, 0, sizeof last);
	last.start = last_end - unit;
	last.end = last_end;
	last.kind = UM_KIND_ANON;
	return f->visit(&last, f->closure);
}

/* Linux shows a page of the kernel's half behind. */
static int forward(const struct um_area *area, void *closure)
{
	struct forward *f = closure;
	const int stopped = area->start >= last_end ? tell_last(f) : 0;

	return stopped ? stopped : f->visit(area, f->closure);
}

static int tell_to_the_end(uintptr_t from, um_visit *visit, void *closure,
    unsigned tells)
{
	struct forward f = { visit, closure, from >= last_end };
	const int stopped = um_sim_tell(from, forward, &f, tells);

	return stopped ? stopped : tell_last(&f);
}

/* That they end there nobody tells. */
static void test_half_behind(void)
{
	struct um_place half;
	const uintptr_t reach = (uintptr_t)1 << 28;
	uintptr_t highest = 0, end = 1;
	char *p;
	int i, good = 0;

	if (kernel_is("linux-4.4-39bit") && sizeof end > 4)
		highest = (uintptr_t)1 << (sizeof end * CHAR_BIT - 25);
	else
		(void)um_regions(see_end, &highest);
	while (highest && end < highest && end < UINTPTR_MAX / 4)
		end *= 2;
	memset(&half, 0, sizeof half);
	if (end >= reach) {
		half.low = end - reach / 2;
		half.high = end + reach;
	}
	p = half.low ? room_take(half, unit, PRIVATE) : MAP_FAILED;
	if (p == MAP_FAILED) {
		skip(1, "no room that is known at the end of the addresses");
		return;
	}
	um_munmap(p, unit);
	last_end = end;
	um_sim_told = tell_to_the_end;
	for (i = 0; i < 32; i++) {
		half.flags = i ? UM_PLACE_RANDOM : UM_PLACE_TOP;
		p = room_take(half, unit, PRIVATE);
		good += room_holds(p, unit, &half);
		if (p != MAP_FAILED)
			um_munmap(p, unit);
	}
	um_sim_told = um_sim_tell;
	is_int(good, 32, "there is room in a range of which a part lies behind "
	    "the system's addresses");
}

static void test_low_end(void)
{
	struct um_place first;
	char *p;

	memset(&first, 0, sizeof first);
	first.high = (uintptr_t)1 << 20;
	p = room_take(first, unit, PRIVATE);
	ok(p == MAP_FAILED ? errno == ENOMEM || errno == EPERM
	    : p != 0 && room_holds(p, unit, &first),
	    "the first MiB gives what the system lets be mapped, and never "
	    "address 0");
	if (p != MAP_FAILED)
		um_munmap(p, unit);
	first.high = unit;
	p = room_take(first, unit, PRIVATE);
	ok(p == MAP_FAILED, "the first page is no place");
}

/* macOS has nothing below 4 GiB. */
static void test_wide(void)
{
	struct um_place wide;
	char *p;

	if (sizeof wide.high < 8 || !places_are_had()) {
		skip(1, "a 64-bit kernel that maps where it is told to");
		return;
	}
	memset(&wide, 0, sizeof wide);
	wide.high = UINTPTR_MAX >> 20;
	p = room_take(wide, unit, PRIVATE);
	ok(room_holds(p, unit, &wide),
	    "there is room in a range that begins where nothing may lie");
	um_munmap(p, unit);
}

/* Does the kernel itself map there?  Linux does on x86-64 with page tables of
 * five levels, on ppc64 and on arm64 with addresses of 52 bits. */
static int kernel_has(uintptr_t address)
{
	const struct um_numbers *n = &um_kernel.numbers;
	const int fd = temporary_file(unit);
	void *p = um_kernel.sys.mmap((void *)address, unit, n->prot_read,
	    n->map_private, fd, 0);

	if (p != MAP_FAILED)
		um_kernel.sys.munmap(p, unit);
	close(fd);
	return p == (void *)address;
}

static void test_beyond_48_bits(void)
{
	struct um_place beyond;
	int i;
	char *p, *q;

	memset(&beyond, 0, sizeof beyond);
	if (sizeof beyond.low < 8) {
		skip(4, "addresses of 64 bits");
		return;
	}
	beyond.low = (uintptr_t)1 << (sizeof beyond.low * CHAR_BIT * 3 / 4);
	if (!kernel_has(beyond.low)) {
		fails(room_take(beyond, unit, PRIVATE) == MAP_FAILED, ENOMEM,
		    "above 2 to the 48 there is nothing: ENOMEM");
		skip(3, "a kernel with memory above 2 to the 48 (x86-64: page "
		    "tables of five levels)");
		return;
	}
	for (i = 0; i < 3; i++) {
		beyond.flags = i == 1 ? UM_PLACE_TOP : i == 2 ? UM_PLACE_RANDOM
		    : 0;
		p = room_take(beyond, unit, PRIVATE);
		ok(p != MAP_FAILED && (uintptr_t)p >= beyond.low
		    && all_bytes(p, unit, 0) && !store_faults(p),
		    "there is memory above 2 to the 48, %s", i == 1
		    ? "highest first" : i == 2 ? "anywhere there"
		    : "lowest first");
		if (p != MAP_FAILED)
			um_munmap(p, unit);
	}
	beyond.flags = 0;
	p = um_mmap(0, unit, RW, PRIVATE, -1, 0);
	*p = 7;
	q = um_mremap_at(&beyond, p, unit, 2 * unit, UM_MREMAP_MAYMOVE);
	ok(q != MAP_FAILED && (uintptr_t)q >= beyond.low && *q == 7,
	    "and memory is moved there");
	um_munmap(q == MAP_FAILED ? p : q, q == MAP_FAILED ? unit : 2 * unit);
}

int main(void)
{
	plan(0);
	unit = um_granularity();
	if (!places_are_had())
		skip_all("no place can be chosen on this kernel");
	test_upper_half();
	test_stack();
	test_above();
	test_half_behind();
	test_low_end();
	test_wide();
	test_beyond_48_bits();
	return done();
}
