/* Scenarios: um_mmap and um_mmap_at. */
#include "stage.h"

/* Readable and writable. */
static int mapped(struct stage *s, void *at, size_t pages, int flags)
{
	return had(s, um_mmap(at, pages * page(), RW, flags, s->fd, 0),
	    pages * page());
}

STEP(map_private, mapped(s, 0, 3, OWN))

int map_shared(struct stage *s)
{
	return mapped(s, 0, 3, SHARED);
}

STEP(map_hinted, mapped(s, s->work, 3, OWN))
STEP(map_fixed, mapped(s, s->work, work_pages, OWN | UM_MAP_FIXED))
STEP(map_noreplace, mapped(s, s->work, work_pages, OWN
    | UM_MAP_FIXED_NOREPLACE))
STEP(map_noreplace_shared, mapped(s, s->work, work_pages, SHARED
    | UM_MAP_FIXED_NOREPLACE))
STEP(map_aligned, mapped(s, 0, 3, OWN | UM_MAP_ALIGNED(22)))
STEP(map_file_aligned, mapped(s, 0, 3, UM_MAP_SHARED | UM_MAP_ALIGNED(22)))
STEP(map_file, mapped(s, 0, 3, UM_MAP_PRIVATE))
STEP(map_below_2g, mapped(s, 0, 3, OWN | UM_MAP_32BIT))
STEP(map_below_4g, mapped(s, 0, 3, SHARED | UM_MAP_LOW4G))

static int mapped_near(struct stage *s, unsigned where, int flags)
{
	struct um_place near = um_near(s->work, page(), REACH);

	near.flags = where;
	near.align = 16 * page();
	return had(s, um_mmap_at(&near, 3 * page(), RW, flags, s->fd, 0),
	    3 * page());
}

STEP(map_near, mapped_near(s, 0, OWN))
STEP(map_near_top, mapped_near(s, UM_PLACE_TOP, OWN))
STEP(map_near_bottom, mapped_near(s, UM_PLACE_BOTTOM, OWN))
STEP(map_near_random, mapped_near(s, UM_PLACE_RANDOM, OWN))
STEP(map_file_near, mapped_near(s, 0, UM_MAP_SHARED))

int map_concealed(struct stage *s)
{
	return mapped(s, 0, 3, OWN | UM_MAP_CONCEAL);
}

STEP(map_wishes, mapped(s, 0, 3, OWN | UM_MAP_HUGE | UM_MAP_POPULATE
    | UM_MAP_NORESERVE | UM_MAP_STACK | UM_MAP_MAYEXEC))
STEP(map_wishes_aligned, mapped(s, 0, 3, OWN | UM_MAP_HUGE | UM_MAP_POPULATE
    | UM_MAP_ALIGNED(22)))

int is_new(struct stage *s)
{
	NOT_SO(all_bytes(s->result, s->len, 0));
	memset(s->result, 0x66, s->len);
	NOT_SO(all_bytes(s->result, s->len, 0x66));
	return 0;
}

static int is_below_2g(struct stage *s)
{
	NOT_SO((uintptr_t)s->result + (s->len - 1) <= 0x7fffffff);
	return is_new(s);
}

static int is_below_4g(struct stage *s)
{
	NOT_SO((uintptr_t)s->result + (s->len - 1) <= 0xffffffff);
	return is_new(s);
}

int lies_near(const struct stage *s)
{
	const uintptr_t at = (uintptr_t)s->result, work = (uintptr_t)s->work;

	return (at & (16 * page() - 1)) == 0
	    && (at > work ? at + s->len - work : work + page() - at) <= REACH;
}

static int is_near(struct stage *s)
{
	NOT_SO(lies_near(s));
	return is_new(s);
}

static int is_elsewhere(struct stage *s)
{
	NOT_SO(old_is_kept(s) == 0);
	return is_new(s);
}

static int is_there(struct stage *s)
{
	NOT_SO(s->result == s->work);
	s->result = 0;			/* the stage goes as a whole */
	NOT_SO(all_bytes(s->work, work_pages * page(), 0));
	memset(s->work, 0x66, work_pages * page());
	return 0;
}

static int is_aligned(struct stage *s)
{
	NOT_SO(((uintptr_t)s->result & (((uintptr_t)1 << 22) - 1)) == 0);
	return is_new(s);
}

int store_in_child(void *p)
{
	*(unsigned char *)p = 0x67;
	return 0;
}

int is_new_shared(struct stage *s)
{
	NOT_SO(is_new(s) == 0);
	NOT_SO(in_child(store_in_child, s->result + 2 * page()) == 0);
	NOT_SO(s->result[2 * page()] == 0x67);
	return 0;
}

static int is_new_file(struct stage *s)
{
	NOT_SO(is_pattern(s->result, s->len));
	s->result[0] = 0xf0;
	return file_is_kept(s);
}

static int is_near_file(struct stage *s)
{
	NOT_SO(lies_near(s));
	NOT_SO(is_pattern(s->result, s->len));
	return file_is_kept(s);
}

static int is_aligned_file(struct stage *s)
{
	NOT_SO(((uintptr_t)s->result & (((uintptr_t)1 << 22) - 1)) == 0);
	NOT_SO(is_pattern(s->result, s->len));
	return file_is_kept(s);
}

/* ---- the list ---------------------------------------------------------- */

const int of_map[] = { ENOMEM, EACCES, EAGAIN, EPERM, ENOTSUP, 0 };
static const int of_map_file[] = {
	ENOMEM, EACCES, EAGAIN, EPERM, ENODEV, ENOTSUP, 0
};
static const int of_noreplace[] = {
	EEXIST, ENOMEM, EACCES, EAGAIN, EPERM, ENOTSUP, 0
};

const struct scenario scenarios_of_maps[] = {
	{ "um_mmap of private memory", UM_CHAIN_PRIVATE, 0, of_map, 0, 0,
	    set_private, map_private, is_new, old_is_kept },
	{ "um_mmap of shared memory", UM_CHAIN_SHARED, 0, of_map, 0, 0,
	    set_private, map_shared, is_new_shared, old_is_kept },
	{ "um_mmap with a hint", UM_CHAINS, 0, of_map, 0, 0,
	    set_private, map_hinted, is_elsewhere, old_is_kept },
	{ "um_mmap UM_MAP_FIXED", UM_CHAIN_FIXED, 0, of_map, 0, 1,
	    set_private, map_fixed, is_there, nothing },
	{ "um_mmap UM_MAP_FIXED_NOREPLACE of a free place",
	    UM_CHAIN_NOREPLACE, 0, of_noreplace, 0, 0,
	    set_hole, map_noreplace, is_there, all_is_gone },
	{ "um_mmap UM_MAP_FIXED_NOREPLACE of a taken place",
	    UM_CHAIN_NOREPLACE, 0, of_noreplace, EEXIST, 0,
	    set_private, map_noreplace, 0, old_is_kept },
	{ "um_mmap UM_MAP_FIXED_NOREPLACE of half a place",
	    UM_CHAIN_NOREPLACE, 0, of_noreplace, EEXIST, 0,
	    set_half_hole, map_noreplace_shared, 0, half_hole_is_kept },
	{ "um_mmap UM_MAP_ALIGNED", UM_CHAIN_ALIGNED, 0, of_map, 0, 0,
	    set_private, map_aligned, is_aligned, old_is_kept },
	{ "um_mmap UM_MAP_ALIGNED of a file", UM_CHAIN_ALIGNED, 0,
	    of_map_file, 0, 0,
	    set_file, map_file_aligned, is_aligned_file, file_is_kept },
	{ "um_mmap UM_MAP_32BIT", UM_CHAIN_LOW2G, 0, of_map, 0, 0,
	    set_private, map_below_2g, is_below_2g, old_is_kept },
	{ "um_mmap UM_MAP_LOW4G", UM_CHAIN_LOW4G, 0, of_map, 0, 0,
	    set_private, map_below_4g, is_below_4g, old_is_kept },
	{ "um_mmap_at near memory, the highest room", UM_CHAIN_RANGE, 0,
	    of_map, 0, 0, set_private, map_near_top, is_near, old_is_kept },
	{ "um_mmap_at near memory, where the kernel likes", UM_CHAINS, 0,
	    of_map, 0, 0, set_private, map_near, is_near, old_is_kept },
	{ "um_mmap_at near memory, anywhere there", UM_CHAIN_SPOTS, 0,
	    of_map, 0, 0, set_private, map_near_random, is_near,
	    old_is_kept },
	{ "um_mmap_at that reads the map", UM_CHAIN_AREAS, 0, of_map, 0, 0,
	    set_private, map_near_bottom, is_near, old_is_kept },
	{ "um_mmap_at of a file", UM_CHAIN_RANGE, 0, of_map_file, 0, 0,
	    set_file, map_file_near, is_near_file, file_is_kept },
	{ "um_mmap of a file", UM_CHAINS, 0, of_map_file, 0, 0,
	    set_file, map_file, is_new_file, file_is_kept },
	{ "um_mmap with every wish", UM_CHAINS, 0, of_map, 0, 0,
	    set_private, map_wishes, is_new, old_is_kept },
	{ "um_mmap with wishes, aligned", UM_CHAINS, 0, of_map, 0, 0,
	    set_private, map_wishes_aligned, is_aligned, old_is_kept },
	{ 0, UM_CHAINS, 0, 0, 0, 0, 0, 0, 0, 0 }
};
