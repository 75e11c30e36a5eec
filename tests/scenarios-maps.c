/* Scenarios: um_mmap and um_mmap_at. */
#include "stage.h"

static int mapped(struct stage *s, void *at, size_t pages, int prot, int flags)
{
	void *p = um_mmap(at, pages * page(), prot, flags, s->fd, 0);

	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = pages * page();
	return 0;
}

static int map_private(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON);
}

int map_shared(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON);
}

static int map_hinted(struct stage *s)
{
	return mapped(s, s->work, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_fixed(struct stage *s)
{
	const int failed = mapped(s, s->work, work_pages,
	    PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED);

	return failed;
}

static int map_noreplace(struct stage *s)
{
	return mapped(s, s->work, work_pages, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED_NOREPLACE);
}

static int map_noreplace_shared(struct stage *s)
{
	return mapped(s, s->work, work_pages, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED_NOREPLACE);
}

static int map_aligned(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_ALIGNED(22));
}

static int map_file_aligned(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ALIGNED(22));
}

static int map_file(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE);
}

static int map_below_2g(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_32BIT);
}

static int map_below_4g(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_LOW4G);
}

static int mapped_near(struct stage *s, unsigned where, int flags)
{
	struct um_place near = um_near(s->work, page(), REACH);
	void *p;

	near.flags = where;
	near.align = 16 * page();
	p = um_mmap_at(&near, 3 * page(), PROT_READ | PROT_WRITE, flags,
	    s->fd, 0);
	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = 3 * page();
	return 0;
}

static int map_near(struct stage *s)
{
	return mapped_near(s, 0, UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_near_top(struct stage *s)
{
	return mapped_near(s, UM_PLACE_TOP, UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_near_random(struct stage *s)
{
	return mapped_near(s, UM_PLACE_RANDOM, UM_MAP_PRIVATE | UM_MAP_ANON);
}

static int map_file_near(struct stage *s)
{
	return mapped_near(s, 0, UM_MAP_SHARED);
}

int map_concealed(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_CONCEAL);
}

static int map_wishes(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_HUGE | UM_MAP_POPULATE | UM_MAP_NORESERVE
	    | UM_MAP_STACK | UM_MAP_MAYEXEC);
}

static int map_wishes_aligned(struct stage *s)
{
	return mapped(s, 0, 3, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_HUGE | UM_MAP_POPULATE
	    | UM_MAP_ALIGNED(22));
}

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
	{ "um_mmap_at near memory", UM_CHAIN_RANGE, 0, of_map, 0, 0,
	    set_private, map_near, is_near, old_is_kept },
	{ "um_mmap_at near memory, the highest room", UM_CHAIN_RANGE, 0,
	    of_map, 0, 0, set_private, map_near_top, is_near, old_is_kept },
	{ "um_mmap_at near memory, anywhere there", UM_CHAIN_RANGE, 0,
	    of_map, 0, 0, set_private, map_near_random, is_near,
	    old_is_kept },
	{ "um_mmap_at that reads the map", UM_CHAIN_AREAS, 0, of_map, 0, 0,
	    set_private, map_near, is_near, old_is_kept },
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
