/* A way is given up for what is about the way: a limit that was reached once, or
 * a request that was too large, leaves it as it was. */
#include "room.h"

#include <stdlib.h>

#define RW (PROT_READ | PROT_WRITE)
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)

static size_t unit;

/* The first request that ever asks for the window is larger than what is free
 * in it: of a gibibyte on Linux. */
static void *(*windowless_mmap)(void *, size_t, int, int, int, off_t);
static size_t most;

static void *small_window(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if ((flags & (n->map_low2g | n->map_low4g)) && len > most) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return windowless_mmap(addr, len, prot, flags, fd, offset);
}

static int low(size_t len, int flag)
{
	return um_mmap(0, len, RW, OWN | flag, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int full_window(void *flag)
{
	const int is = *(int *)flag;
	const enum um_chain_number chain = is == UM_MAP_32BIT
	    ? UM_CHAIN_LOW2G : UM_CHAIN_LOW4G;
	const struct um_way *way;
	void *p;

	if (!(is == UM_MAP_32BIT ? um_kernel.numbers.map_low2g
	    : um_kernel.numbers.map_low4g))
		return CANNOT;
	p = um_kernel.sys.mmap(0, unit, RW, um_kernel.numbers.map_private
	    | um_kernel.numbers.map_anon | um_kernel.numbers.map_low2g
	    | um_kernel.numbers.map_low4g, -1, 0);
	if (p == MAP_FAILED || (uintptr_t)p > (is == UM_MAP_32BIT
	    ? 0x7fffffff : 0xffffffff))
		return CANNOT;		/* it means nothing here */
	windowless_mmap = um_kernel.sys.mmap;
	um_kernel.sys.mmap = small_window;
	most = unit;
	if (low(2 * unit, is) < 0)
		return CANNOT;		/* nothing else tells of room there */
	way = um_way_taken(chain);
	MUST(way && way->go == um_low_by_flag);
	MUST(low(unit, is) == 0 && um_way_taken(chain) == way);
	return 0;
}

static int limited;		/* so many more calls fail for a limit */

static void *limited_mremap(void *old, size_t len, size_t new_len, int flags,
    void *to)
{
	if (limited && limited--) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return real_sys.mremap(old, len, new_len, flags, to);
}

static int limited_mirror(void *unused)
{
	const struct um_way *way;

	(void)unused;
	if (!um_kernel.sys.mremap || !um_kernel.numbers.mremap_maymove)
		return CANNOT;
	if (um_mirror(0, view(), 2, 0) == MAP_FAILED)
		return CANNOT;
	way = um_way_taken(UM_CHAIN_MIRROR);
	if (!way || way->go != um_mirror_by_mremap)
		return CANNOT;
	um_kernel.sys.mremap = limited_mremap;
	limited = 1;
	MUST(um_mirror(0, view(), 2, 0) != MAP_FAILED || !objects_are_had());
	MUST(!limited && um_way_taken(UM_CHAIN_MIRROR) == way);
	MUST(um_mirror(0, view(), 2, 0) != MAP_FAILED);
	return 0;
}

static int limited_open(const char *path, int flags, mode_t mode)
{
	if (strncmp(path, "/proc/", 6) == 0 && limited && limited--) {
		errno = ENOMEM;
		return -1;
	}
	return real_sys.open(path, flags, mode);
}

static ssize_t limited_read(int fd, void *buffer, size_t len)
{
	if (limited && limited--) {
		errno = ENOMEM;
		return -1;
	}
	return real_sys.read(fd, buffer, len);
}

/* All of it but the first unit is taken. */
static int is_found(void)
{
	char *around;
	struct um_place room = room_make(64, unit, &around);

	um_mmap((char *)room.low + unit, 63 * unit, PROT_NONE, OWN
	    | UM_MAP_FIXED_NOREPLACE | UM_MAP_NORESERVE, -1, 0);
	return room_take(room, unit, OWN) == (void *)room.low;
}

static int limited_map(void *reading)
{
	const struct um_way *way;

	if (reading)
		um_kernel.numbers.procmap_query = 0;	/* before Linux 6.11 */
	if (!is_found() || !(way = um_way_taken(UM_CHAIN_RANGE))
	    || way->go != um_range_by_map || !um_kernel.sys.open)
		return CANNOT;
	limited = 1000;
	if (reading)
		um_kernel.sys.read = limited_read;
	else
		um_kernel.sys.open = limited_open;
	(void)is_found();
	if (limited == 1000)
		return CANNOT;		/* no text is read here */
	limited = 0;
	MUST(um_way_taken(UM_CHAIN_RANGE) == way && is_found());
	return 0;
}

int main(void)
{
	static int low2g = UM_MAP_32BIT, low4g = UM_MAP_LOW4G;
	static char yes;

	plan(0);
	unit = um_granularity();
	ok_or_skip(in_child(full_window, &low2g), "a flag for memory below 2 GiB",
	    "a window below 2 GiB that is too small for the first request "
	    "serves the next");
	ok_or_skip(in_child(full_window, &low4g), "a flag for memory below 4 GiB",
	    "so does one below 4 GiB");
	ok_or_skip(in_child(limited_mirror, 0), "mirrors by mremap",
	    "a mirror that a limit has made in another way gives none up");
	ok_or_skip(in_child(limited_map, 0), "a map that is opened",
	    "a map that no memory was left to open is opened again");
	ok_or_skip(in_child(limited_map, &yes), "a map that is read",
	    "one that no memory was left to read is read again");
	return done();
}
