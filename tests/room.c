#include "room.h"

#define RW (PROT_READ | PROT_WRITE)
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)

const struct source sources[SOURCES] = {
	{ "private memory", UM_MAP_PRIVATE | UM_MAP_ANON },
	{ "shared memory", UM_MAP_SHARED | UM_MAP_ANON },
	{ "a private file", UM_MAP_PRIVATE },
	{ "a shared file", UM_MAP_SHARED }
};

void room_refuses(const struct source *source, int flag, int fd, char *taken,
    char *hole, int (*is_whole)(char *taken))
{
	const size_t unit = um_granularity();
	char *const last = (char *)(UINTPTR_MAX - unit + 1);
	const struct {
		const char *what;
		char *at;
		size_t len;
		int err;
	} rows[] = {
		{ "at an address one byte off is EINVAL", taken + 1, unit,
		    EINVAL },
		{ "at an address half a page off is EINVAL", taken + unit / 2,
		    unit, EINVAL },
		{ "at an unaligned address in a hole is EINVAL", hole + 1,
		    unit / 2, EINVAL },
		{ "of length 0 is EINVAL", taken, 0, EINVAL },
		{ "that wraps is ENOMEM", last, 2 * unit, ENOMEM },
		{ "that wraps, however far, is ENOMEM", last,
		    PTRDIFF_MAX - 2 * unit, ENOMEM },
		{ "at the last page of all addresses is ENOMEM", last, unit,
		    ENOMEM }
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		fails(um_mmap(rows[i].at, rows[i].len, RW, source->flags | flag,
		    source->flags & UM_MAP_ANON ? -1 : fd, 0) == MAP_FAILED,
		    rows[i].err, "%s %s", source->name, rows[i].what);
		ok(is_whole(taken), "and changes nothing");
	}
}

void room_is_refused(int flag)
{
	const size_t unit = um_granularity();
	const int flags = OWN | flag;
	char *p = um_mmap(0, 2 * unit, RW, OWN, -1, 0);

	memset(p, 'o', 2 * unit);
	um_munmap(p + unit, unit);
	fails(um_mmap(p, unit, RW, flags, -1, 0) == MAP_FAILED, ENOTSUP,
	    "where the kernel cannot it is ENOTSUP over a mapping");
	fails(um_mmap(p + unit, unit, RW, flags, -1, 0) == MAP_FAILED,
	    ENOTSUP, "and in a hole");
	ok(all_bytes(p, unit, 'o') && load_faults(p + unit),
	    "and changes nothing");
	um_munmap(p, unit);
	skip(1, NO_PLACES);
}

char *room_aligned(char *p, size_t align)
{
	return p + (align - (uintptr_t)p % align) % align;
}

int room_log(size_t align)
{
	int log = 0;

	while ((size_t)1 << log < align)
		log++;
	return log;
}

void *room_take(struct um_place where, size_t len, int flags)
{
	return um_mmap_at(&where, len, RW, flags, -1, 0);
}

int room_holds(const void *p, size_t len, const struct um_place *where)
{
	const uintptr_t at = (uintptr_t)p;

	return p != MAP_FAILED && at >= where->low
	    && at + len - 1 <= where->high - 1
	    && (!where->align || (at & (where->align - 1)) == 0);
}

struct um_place room_make(size_t blocks, size_t block, char **around)
{
	struct um_place where;
	char *p = um_mmap(0, (blocks + 2) * block, PROT_NONE,
	    OWN | UM_MAP_NORESERVE, -1, 0);

	memset(&where, 0, sizeof where);
	*around = p;
	where.low = (uintptr_t)p + block;
	where.high = where.low + blocks * block;
	um_munmap((void *)where.low, blocks * block);
	return where;
}

void room_drop(char *around, size_t blocks, size_t block)
{
	um_munmap(around, (blocks + 2) * block);
}

int room_binds(void)
{
	const size_t unit = um_granularity();
	char *around;
	struct um_place room = room_make(1, unit, &around);
	void *p = um_mmap((void *)room.low, unit, RW,
	    OWN | UM_MAP_FIXED_NOREPLACE, -1, 0);

	room_drop(around, 1, unit);
	return p != MAP_FAILED;
}
