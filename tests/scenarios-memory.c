/* Scenarios: memory with a life of its own, and the map of it all. */
#include "stage.h"

STEP(reserve, had(s, um_reserve(0, 5 * page(), 0), 5 * page()))

/* Without /dev/zero System V has objects for memory, which its map does not
 * tell from files. */
static int is_taken_for_a_file(void)
{
	const struct um_way *way = um_way_taken(UM_CHAIN_PRIVATE);

	return errno == ENOTSUP && way && way->go != um_private_by_flag;
}

static int is_reserved(struct stage *s)
{
	NOT_SO(load_faults(s->result));
	if (um_commit(s->result + page(), 2 * page(), RW) < 0
	    && is_taken_for_a_file())
		return old_is_kept(s);
	NOT_SO(um_commit(s->result + page(), 2 * page(), RW) == 0);
	NOT_SO(all_bytes(s->result + page(), 2 * page(), 0));
	memset(s->result + page(), 0x66, 2 * page());
	NOT_SO(load_faults(s->result) && load_faults(s->result + 3 * page()));
	return old_is_kept(s);
}

STEP(commit, um_commit(s->work, work_pages * page(), RW))
STEP(decommit, um_decommit(s->work, work_pages * page()))

static int is_committed(struct stage *s)
{
	NOT_SO(all_bytes(s->work, work_pages * page(), 0));
	memset(s->work, 0x66, work_pages * page());
	return 0;
}

/* Not half of it, and committed again it is empty. */
static int is_reserved_again(struct stage *s)
{
	NOT_SO(load_faults(s->work));
	NOT_SO(load_faults(s->work + (work_pages - 1) * page()));
	if (commit(s) < 0 && is_taken_for_a_file())
		return 0;
	NOT_SO(commit(s) == 0);
	return is_committed(s);
}

static int is_still_space(struct stage *s)
{
	NOT_SO(commit(s) == 0);
	return is_committed(s);
}

/* Page by page: as it was, or without access and empty. */
static int old_or_reserved(struct stage *s)
{
	if (commit(s) < 0)
		return old_is_kept(s);
	return old_or_zero(s);
}

STEP(guard, um_guard(s->work + 2 * page(), 2 * page()))
STEP(unguard, um_unguard(s->work + 2 * page(), 2 * page(), RW))

/* A guard is for good where no memory can be emptied. */
static int can_be_lifted(struct stage *s)
{
	unsigned char *guards = s->work + 2 * page();

	if (unguard(s) == 0)
		NOT_SO(all_bytes(guards, 2 * page(), 0));
	else {
		NOT_SO(errno == ENOTSUP && !memory_is_emptied());
		NOT_SO(load_faults(guards));
		NOT_SO(um_mprotect(guards, 2 * page(), RW) == 0);
	}
	memset(guards, 0x66, 2 * page());
	return half_hole_is_kept(s);
}

static int is_guarded(struct stage *s)
{
	NOT_SO(load_faults(s->work + 2 * page()));
	NOT_SO(store_faults(s->work + 4 * page() - 1));
	NOT_SO(half_hole_is_kept(s) == 0);
	return can_be_lifted(s);
}

static int is_unguarded(struct stage *s)
{
	NOT_SO(all_bytes(s->work + 2 * page(), 2 * page(), 0));
	memset(s->work + 2 * page(), 0x66, 2 * page());
	return half_hole_is_kept(s);
}

/* Guards on both pages, or none. */
static int is_guarded_still(struct stage *s)
{
	NOT_SO(half_hole_is_kept(s) == 0);
	return can_be_lifted(s);
}

STEP(seal, um_seal(s->work, work_pages * page(), 0))

static int is_sealed(struct stage *s)
{
	NOT_SO(um_munmap(s->work, page()) < 0 && errno == EPERM);
	NOT_SO(um_mprotect(s->work, page(), PROT_NONE) < 0
	    && errno == EPERM);
	return old_is_kept(s);
}

STEP(name, um_name(s->work, work_pages * page(), "unimap's stage"))

/* ---- um_regions -------------------------------------------------------- */

struct seen {
	const struct stage *s;
	uintptr_t end;
	size_t work;		/* bytes of the work pages */
	int wrong;
};

static int see_region(const struct um_region *region, void *closure)
{
	struct seen *seen = closure;
	const uintptr_t from = (uintptr_t)seen->s->work;
	const uintptr_t to = from + work_pages * page();
	const uintptr_t start = region->start > from ? region->start : from;
	const uintptr_t end = region->end < to ? region->end : to;

	if (region->start < seen->end || region->start >= region->end)
		seen->wrong = 1;
	seen->end = region->end;
	if (start < end && (region->prot & RW) == RW
	    && region->shared != 1)
		seen->work += end - start;
	return 0;
}

static struct seen seen;

static int visit_regions(struct stage *s)
{
	memset(&seen, 0, sizeof seen);
	seen.s = s;
	return um_regions(see_region, &seen);
}

static int saw_all(struct stage *s)
{
	NOT_SO(!seen.wrong);
	NOT_SO(seen.work == work_pages * page());
	return old_is_kept(s);
}

static struct um_region asked;

STEP(ask_region, um_region_at(s->work, &asked))

static int is_the_region(struct stage *s)
{
	NOT_SO(asked.start <= (uintptr_t)s->work);
	NOT_SO(asked.end > (uintptr_t)s->work);
	NOT_SO(asked.prot == RW);
	return old_is_kept(s);
}

/* ---- what is never refused --------------------------------------------- */

static int page_sizes;
static size_t smallest;

static int ask_page_sizes(struct stage *s)
{
	(void)s;
	page_sizes = um_page_sizes(&smallest, 1);
	return 0;
}

static int are_page_sizes(struct stage *s)
{
	NOT_SO(page_sizes >= 1 && smallest == page());
	return old_is_kept(s);
}

static int odd_features;

static int ask_features(struct stage *s)
{
	const struct um_feature *f;
	int i;

	(void)s;
	odd_features = 0;
	for (i = 0; (f = um_feature(i)); i++)
		odd_features += f->level < UM_UNKNOWN
		    || f->level > UM_NATIVE || !*f->how;
	odd_features += i != um_features();
	return 0;
}

static int are_features(struct stage *s)
{
	NOT_SO(!odd_features);
	return old_is_kept(s);
}

/* ---- the list ---------------------------------------------------------- */

static const int of_nothing[] = { 0 };
static const int of_regions[] = { ENOMEM, ENOTSUP, 0 };
static const int of_commit[] = { ENOMEM, EACCES, ENOTSUP, EPERM, EAGAIN, 0 };
static const int of_guard[] = { ENOTSUP, EBUSY, ENOMEM, EACCES, EPERM, 0 };
static const int of_seal[] = { ENOMEM, ENOTSUP, 0 };

const struct scenario scenarios_of_memory[] = {
	{ "um_reserve", UM_CHAINS, 0, of_map, 0, 0,
	    set_private, reserve, is_reserved, old_is_kept },
	{ "um_decommit", UM_CHAIN_COMMIT, 0, of_commit, 0, 1,
	    set_private, decommit, is_reserved_again, old_or_reserved },
	{ "um_commit", UM_CHAIN_COMMIT, 0, of_commit, 0, 1,
	    set_space, commit, is_committed, is_still_space },
	{ "um_commit of what is committed", UM_CHAIN_COMMIT, 0, of_commit,
	    0, 0, set_private, commit, old_is_kept, old_is_kept },
	{ "um_guard", UM_CHAIN_GUARD, 0, of_guard, 0, 0,
	    set_private, guard, is_guarded, half_hole_is_kept },
	{ "um_unguard", UM_CHAIN_GUARD, 0, of_guard, 0, 1,
	    set_guarded, unguard, is_unguarded, is_guarded_still },
	{ "um_seal", UM_CHAIN_SEAL, 0, of_seal, 0, 0,
	    set_private, seal, is_sealed, old_is_kept },
	{ "um_name", UM_CHAIN_NAME, 0, of_seal, 0, 0,
	    set_private, name, old_is_kept, old_is_kept },
	{ "um_regions", UM_CHAIN_AREA, 0, of_regions, 0, 0,
	    set_private, visit_regions, saw_all, old_is_kept },
	{ "um_region_at", UM_CHAIN_AREA, 0, of_regions, 0, 0,
	    set_private, ask_region, is_the_region, old_is_kept },
	{ "um_region_at with the details", UM_CHAIN_DETAILS, 0, of_regions,
	    0, 0, set_private, ask_region, is_the_region, old_is_kept },
	{ "um_page_sizes", UM_CHAINS, 0, of_nothing, 0, 0,
	    set_private, ask_page_sizes, are_page_sizes, 0 },
	{ "um_feature", UM_CHAINS, 0, of_nothing, 0, 0,
	    set_private, ask_features, are_features, 0 },
	{ 0, UM_CHAINS, 0, 0, 0, 0, 0, 0, 0, 0 }
};
