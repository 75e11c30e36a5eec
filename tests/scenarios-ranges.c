/* Scenarios: the calls on memory that is there. */
#include "stage.h"

STEP(unmap_middle, um_munmap(s->work + 2 * page(), 2 * page()))
STEP(unmap_all, um_munmap(s->work, work_pages * page()))

static int middle_is_gone(struct stage *s)
{
	NOT_SO(load_faults(s->work + 2 * page()));
	NOT_SO(load_faults(s->work + 3 * page()));
	return half_hole_is_kept(s);
}

STEP(protect, um_mprotect(s->work, 2 * page(), PROT_READ))

static int is_protected(struct stage *s)
{
	NOT_SO(store_faults(s->work));
	NOT_SO(!store_faults(s->work + 2 * page()));
	return old_is_kept(s);
}

STEP(sync_file, um_msync(s->work, work_pages * page(), MS_SYNC))
STEP(sync_invalidate, um_msync(s->work, work_pages * page(), MS_ASYNC
    | MS_INVALIDATE))
STEP(lock, um_mlock(s->work, work_pages * page()))
STEP(unlock, um_munlock(s->work, work_pages * page()))

static int ask_core(struct stage *s)
{
	unsigned char vec[STAGE_WORK];

	return um_mincore(s->work, work_pages * page(), vec);
}

/* ---- advice ------------------------------------------------------------ */

STEP(wish, um_madvise(s->work, work_pages * page(), UM_ADV_WILLNEED))
STEP(discard, um_madvise(s->work, work_pages * page(), UM_ADV_DISCARD))
STEP(discard_private, um_madvise(s->work, work_pages * page(),
    UM_ADV_DISCARD_PRIVATE))
STEP(populate_read, um_madvise(s->work, work_pages * page(),
    UM_ADV_POPULATE_READ))
STEP(populate_write, um_madvise(s->work, work_pages * page(),
    UM_ADV_POPULATE_WRITE))
STEP(conceal, um_madvise(s->work, work_pages * page(), UM_ADV_CONCEAL))
STEP(reveal, um_madvise(s->work, work_pages * page(), UM_ADV_REVEAL))

static int is_zero(struct stage *s)
{
	NOT_SO(all_bytes(s->work, work_pages * page(), 0));
	memset(s->work, 0x66, work_pages * page());
	return 0;
}

static int discard_in_child(void *stage)
{
	struct stage *s = stage;

	return !all_bytes(s->work, work_pages * page(), 0);
}

static int is_zero_shared(struct stage *s)
{
	NOT_SO(in_child(discard_in_child, s) == 0);
	return is_zero(s);
}

/* ---- um_mremap --------------------------------------------------------- */

static int remapped(struct stage *s, size_t old, size_t new, int flags)
{
	return had(s, um_mremap(s->work, old * page(), new * page(), flags),
	    new * page());
}

STEP(grow_in_place, remapped(s, 4, 6, 0))
STEP(grow_elsewhere, remapped(s, work_pages, work_pages + 4, UM_MREMAP_MAYMOVE))
STEP(grow_aligned, remapped(s, work_pages, work_pages + 4, UM_MREMAP_MAYMOVE
    | UM_MAP_ALIGNED(22)))
STEP(shrink, remapped(s, work_pages, 2, 0))

static int has_grown_in_place(struct stage *s)
{
	NOT_SO(s->result == s->work);
	s->result = 0;
	NOT_SO(all_bytes(s->work, 4 * page(), STAGE_OLD));
	NOT_SO(all_bytes(s->work + 4 * page(), 2 * page(), 0));
	s->work[5 * page()] = 1;
	return 0;
}

static int has_moved(struct stage *s)
{
	NOT_SO(s->result != s->work && load_faults(s->work));
	NOT_SO(all_bytes(s->result, work_pages * page(), STAGE_OLD));
	NOT_SO(all_bytes(s->result + work_pages * page(), 4 * page(), 0));
	return 0;
}

static int move_near(struct stage *s)
{
	struct um_place near = um_near(s->work, page(), REACH);

	/* NetBSD's stack is right behind, and so is qemu's of hppa */
	if (kernel_is("netbsd") || kernel_is("linux"))
		near.high = (uintptr_t)s->all;
	else
		near.low = (uintptr_t)(s->all + all_pages * page());
	near.align = 16 * page();
	return had(s, um_mremap_at(&near, s->work, work_pages * page(),
	    (work_pages + 4) * page(), UM_MREMAP_MAYMOVE),
	    (work_pages + 4) * page());
}

static int has_moved_near(struct stage *s)
{
	NOT_SO(lies_near(s));
	return has_moved(s);
}

static int has_moved_aligned(struct stage *s)
{
	NOT_SO(((uintptr_t)s->result & (((uintptr_t)1 << 22) - 1)) == 0);
	memset(s->result + work_pages * page(), 0, 4 * page());
	return has_moved(s);
}

/* Where nobody is asked for the protection, memory becomes readable and
 * writable. */
static int was_told;

static void set_protected(struct stage *s)
{
	static char here;
	struct um_area area;

	was_told = !(um_kernel.family->habits & UM_ASKING_MAY_KILL)
	    && um_area_at((uintptr_t)&here, &area) == 0;
	if (was_told)
		set_read_only(s);
	else
		set_private(s);
}

/* Read-only memory, unless it is copied and the question failed. */
static int has_moved_protected(struct stage *s)
{
	NOT_SO(!was_told || store_faults(s->result)
	    || um_way_taken(UM_CHAIN_REMAP)->level != UM_NATIVE);
	return has_moved(s);
}

static int has_shrunk(struct stage *s)
{
	NOT_SO(s->result == s->work);
	s->result = 0;
	NOT_SO(all_bytes(s->work, 2 * page(), STAGE_OLD));
	NOT_SO(load_faults(s->work + 2 * page()));
	return 0;
}

/* ---- um_minherit ------------------------------------------------------- */

STEP(inherit_none, um_minherit(s->work, work_pages * page(), UM_INHERIT_NONE))
STEP(inherit_zero, um_minherit(s->work, work_pages * page(), UM_INHERIT_ZERO))
STEP(inherit_copy, um_minherit(s->work, work_pages * page(), UM_INHERIT_COPY))
STEP(inherit_share, um_minherit(s->work, work_pages * page(), UM_INHERIT_SHARE))

static int is_not_inherited(struct stage *s)
{
	NOT_SO(load_faults(s->work));
	return old_is_kept(s);
}

static int is_inherited_as_zero(struct stage *s)
{
	NOT_SO(in_child(discard_in_child, s) == 0);
	return old_is_kept(s);
}

static int old_in_child(void *stage)
{
	return old_is_kept(stage);
}

static int is_inherited_as_copy(struct stage *s)
{
	NOT_SO(in_child(old_in_child, s) == 0);
	NOT_SO(in_child(store_in_child, s->work) == 0);
	return old_is_kept(s);
}

static int is_inherited_as_shared(struct stage *s)
{
	NOT_SO(in_child(store_in_child, s->work) == 0);
	NOT_SO(*s->work == 0x67);
	*s->work = STAGE_OLD;
	return old_is_kept(s);
}

/* ---- the list ---------------------------------------------------------- */

static const int of_unmap[] = { ENOMEM, EPERM, EINVAL, 0 };
static const int of_protect[] = { EACCES, ENOMEM, EPERM, 0 };
static const int of_sync[] = { EINVAL, ENOMEM, EBUSY, EIO, 0 };
static const int of_wish[] = { ENOMEM, 0 };
static const int of_discard[] = { ENOTSUP, EBUSY, EACCES, ENOMEM, 0 };
static const int of_populate[] = {
	EACCES, ENOMEM, ENOSPC, EIO, ENOTSUP, EBUSY, 0
};
static const int of_conceal[] = { ENOTSUP, ENOMEM, EBUSY, 0 };
static const int of_lock[] = { ENOMEM, EAGAIN, EPERM, ENOTSUP, 0 };
static const int of_core[] = { ENOMEM, ENOTSUP, 0 };
static const int of_remap[] = { ENOMEM, ENOTSUP, EAGAIN, 0 };
static const int of_inherit[] = { ENOTSUP, ENOMEM, 0 };

const struct scenario scenarios_of_ranges[] = {
	{ "um_munmap in the middle", UM_CHAINS, 0, of_unmap, 0, 0,
	    set_private, unmap_middle, middle_is_gone, old_is_kept },
	{ "um_munmap over a hole", UM_CHAINS, 0, of_unmap, 0, 1,
	    set_half_hole, unmap_all, all_is_gone, nothing },
	{ "um_mprotect", UM_CHAINS, 0, of_protect, 0, 0,
	    set_private, protect, is_protected, old_is_kept },
	{ "um_msync MS_SYNC", UM_CHAINS, 0, of_sync, 0, 0,
	    set_file_map, sync_file, file_map_is_kept, file_map_is_kept },
	{ "um_msync MS_ASYNC|MS_INVALIDATE", UM_CHAINS, 0, of_sync, 0, 0,
	    set_file_map, sync_invalidate, file_map_is_kept,
	    file_map_is_kept },
	{ "um_mlock", UM_CHAINS, 0, of_lock, 0, 0,
	    set_private, lock, old_is_kept, old_is_kept },
	{ "um_munlock", UM_CHAIN_UNLOCK, 0, of_lock, 0, 0,
	    set_to_unlock, unlock, old_is_kept, old_is_kept },
	{ "um_mincore", UM_CHAINS, 0, of_core, 0, 0,
	    set_private, ask_core, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_WILLNEED", UM_CHAINS, 0, of_wish, 0, 0,
	    set_private, wish, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_DISCARD of private memory",
	    UM_CHAIN_DISCARD, 0, of_discard, 0, 0,
	    set_private, discard, is_zero, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD of private memory no child gets",
	    UM_CHAIN_DISCARD, 0, of_discard, 0, 0,
	    set_unshared, discard, is_zero, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD_PRIVATE",
	    UM_CHAIN_DISCARD_PRIVATE, 0, of_discard, 0, 0,
	    set_private, discard_private, is_zero, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD of what the map tells to be private",
	    UM_CHAIN_DISCARD_TOLD, "madvise MADV_FREE and MADV_DONTNEED",
	    of_discard, 0, 0,
	    set_private, discard, is_zero, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD of shared memory",
	    UM_CHAIN_DISCARD_SHARED, 0, of_discard, 0, 0,
	    set_shared, discard, is_zero_shared, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD that asks what is there",
	    UM_CHAIN_AREA, 0, of_discard, 0, 0,
	    set_mixed, discard, is_zero, old_or_zero },
	{ "um_madvise UM_ADV_DISCARD of a file map", UM_CHAINS, 0,
	    of_discard, ENOTSUP, 0,
	    set_file_map, discard, 0, file_map_is_kept },
	{ "um_madvise UM_ADV_POPULATE_READ", UM_CHAIN_POPULATE_READ, 0,
	    of_populate, 0, 0,
	    set_private, populate_read, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_POPULATE_READ of a file map",
	    UM_CHAIN_POPULATE_READ, 0, of_populate, 0, 0,
	    set_file_map, populate_read, file_map_is_kept,
	    file_map_is_kept },
	{ "um_madvise UM_ADV_POPULATE_WRITE", UM_CHAIN_POPULATE_WRITE, 0,
	    of_populate, 0, 0,
	    set_private, populate_write, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_POPULATE_WRITE of read-only memory",
	    UM_CHAIN_POPULATE_WRITE, 0, of_populate, EACCES, 0,
	    set_read_only, populate_write, 0, old_is_kept },
	{ "um_madvise UM_ADV_CONCEAL", UM_CHAIN_CONCEAL, 0, of_conceal, 0, 0,
	    set_private, conceal, old_is_kept, old_is_kept },
	{ "um_madvise UM_ADV_REVEAL", UM_CHAIN_CONCEAL, 0, of_conceal, 0, 0,
	    set_private, reveal, old_is_kept, old_is_kept },
	{ "um_mmap UM_MAP_CONCEAL", UM_CHAIN_CONCEAL, 0, of_map, 0, 0,
	    set_private, map_concealed, is_new, old_is_kept },
	{ "um_mremap in place", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_room, grow_in_place, has_grown_in_place, room_is_kept },
	{ "um_mremap elsewhere", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_private, grow_elsewhere, has_moved, old_is_kept },
	{ "um_mremap of read-only memory", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_protected, grow_elsewhere, has_moved_protected, old_is_kept },
	{ "um_mremap of locked memory", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_locked, grow_elsewhere, has_moved, old_is_kept },
	{ "um_mremap of memory no child gets", UM_CHAIN_REMAP, 0, of_remap,
	    0, 0, set_unshared, grow_elsewhere, has_moved,
	    old_is_kept },
	{ "um_mremap_at that moves", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_private, move_near, has_moved_near, old_is_kept },
	{ "um_mremap UM_MAP_ALIGNED", UM_CHAIN_REMAP, 0, of_remap, 0, 0,
	    set_private, grow_aligned, has_moved_aligned, old_is_kept },
	{ "um_mremap that shrinks", UM_CHAINS, 0, of_remap, 0, 0,
	    set_private, shrink, has_shrunk, old_is_kept },
	{ "um_minherit UM_INHERIT_NONE", UM_CHAIN_INHERIT, 0, of_inherit,
	    0, 0, set_private, inherit_none, is_not_inherited, old_is_kept },
	{ "um_minherit UM_INHERIT_ZERO", UM_CHAIN_INHERIT, 0, of_inherit,
	    0, 0, set_private, inherit_zero, is_inherited_as_zero,
	    old_is_kept },
	{ "um_minherit UM_INHERIT_COPY", UM_CHAIN_INHERIT, 0, of_inherit,
	    0, 0, set_unshared, inherit_copy, is_inherited_as_copy,
	    old_is_kept },
	{ "um_minherit UM_INHERIT_SHARE", UM_CHAIN_INHERIT, 0, of_inherit,
	    0, 0, set_private, inherit_share, is_inherited_as_shared,
	    old_is_kept },
	{ 0, UM_CHAINS, 0, 0, 0, 0, 0, 0, 0, 0 }
};
