/* Linux: what moves to a place.
 *
 * Only a fixed move can be told where to go.  It must not replace, so the place
 * is held first.  Of equal lengths Linux 6.17 moves several mappings in one call,
 * and what it has moved stays there when one is refused; so a move of what the
 * map has not told to be one mapping grows, at least by a page, and the kernel
 * says EFAULT of several.  Those move one a call, and their old place stays
 * mapped, empty, until all are there. */
#include "linux.h"

int um_raw_mremap(uintptr_t from, size_t len, size_t new_len, int flags,
    uintptr_t to, uintptr_t *result)
{
	void *const now = um_kernel.sys.mremap((void *)from, len, new_len, flags,
	    (void *)to);

	*result = (uintptr_t)now;
	return *result == UM_NOWHERE ? -1 : 0;
}

static int move_onto(const struct um_range *part, size_t new_len, uintptr_t to,
    int flags)
{
	uintptr_t there;

	return um_raw_mremap(part->addr, part->len, new_len, flags
	    | um_kernel.numbers.mremap_maymove | um_kernel.numbers.mremap_fixed,
	    to, &there);
}

/* ---- large pages --------------------------------------------------------- */

/* Since 5.16; before, what is of large pages does not move.  Valgrind 3.19 dies
 * of the question about a hole. */
int um_is_inside_large(uintptr_t addr)
{
	const int err = errno;
	unsigned char vec[1];
	uintptr_t same;
	const int is = um_probe(addr, um_page(), vec) == 1
	    && um_raw_mremap(addr, um_page(), um_page(), 0, 0, &same) < 0
	    && errno == EINVAL;

	errno = err;
	return is;
}

/* Their size if what begins there is of large pages, else 0. */
static size_t large_page_at(uintptr_t addr)
{
	const size_t page = um_page();
	size_t unit = page;

	while (unit && um_is_inside_large(addr + unit))
		unit *= 2;
	return unit == page ? 0 : unit;
}

/* A part of one is rounded up, and more than was asked for is replaced. */
static int refuse_cut(const struct um_range *part)
{
	const size_t large = large_page_at(part->addr);

	return large && (part->len & (large - 1))
	    ? um_say(EINVAL, UM_WHY_NO_PART) : 0;
}

/* ---- the place ----------------------------------------------------------- */

/* A move unmaps before it moves, and when it fails then its part of the hold may
 * be another thread's.  A page behind it, if there is room, stays. */
struct hold {
	uintptr_t at;
	size_t len;
	size_t spare;		/* the page; 0: there was no room for it */
	uint64_t device, inode;	/* the hold's own, where there is none */
};

/* An object's, so that no mapping of another thread can be one with it. */
static int hold_object(const struct um_place *where, size_t len, uintptr_t *at)
{
	struct um_request r;

	um_request_pages(&r, 0, len, PROT_NONE,
	    UM_MAP_SHARED | UM_MAP_NORESERVE);
	um_request_within(&r, where);
	if (um_map(&r) < 0)
		return -1;
	*at = r.result;
	return 0;
}

static int take_hold(const struct um_remap *m, struct hold *h)
{
	struct um_area area;

	h->spare = um_page();
	h->len = m->new_len + (m->new_len > m->old.len ? 0 : h->spare);
	h->device = h->inode = 0;
	if (hold_object(&m->where, h->len + h->spare, &h->at) == 0)
		return 0;
	h->spare = 0;
	h->len = m->new_len;
	if (hold_object(&m->where, h->len, &h->at) < 0)
		return -1;
	if (um_area_at(h->at, &area) == 0 && area.start == h->at) {
		h->device = area.device;
		h->inode = area.inode;
	}
	return 0;
}

/* Is the hold still there from `from' on?  A question that reaches across the end
 * of a mapping is EFAULT; it may make the hold a page longer, which h then says. */
static int is_held(struct hold *h, uintptr_t from)
{
	const size_t rest = h->at + h->len + h->spare - from;
	struct um_area area;
	uintptr_t same;

	if (!h->spare)
		return h->inode && um_area_at(from, &area) == 0
		    && area.start <= from && area.device == h->device
		    && area.inode == h->inode;
	if (um_raw_mremap(from, rest, rest + h->spare, 0, 0, &same) == 0) {
		h->len += h->spare;
		return 1;
	}
	return errno == ENOMEM || errno == EAGAIN;
}

/* The hold from `from' on, of whose first bytes, part, a move has failed. */
static void drop_hold(struct hold *h, uintptr_t from, size_t part)
{
	const int saved = errno;
	const enum um_reason why = um_said();
	uintptr_t end;

	if (part && !is_held(h, from))
		from += part;
	end = h->at + h->len + h->spare;
	if (end != from)
		um_undo(from, end - from);
	errno = saved;
	if (why)
		(void)um_say(saved, why);
}

/* ---- mappings one by one ------------------------------------------------- */

/* Four mappings, which are given up where there may be no more and what has moved
 * has to go back. */
static int take_ballast(struct um_range *ballast)
{
	struct um_range page;
	int failed;

	page.len = um_page();
	ballast->len = 4 * page.len;
	if (hold_object(0, ballast->len, &ballast->addr) < 0)
		return -1;
	page.addr = ballast->addr + page.len;
	failed = um_protect(&page, PROT_READ);
	page.addr += 2 * page.len;
	if (!failed && um_protect(&page, PROT_READ) == 0)
		return 0;
	um_undo(ballast->addr, ballast->len);
	return -1;
}

/* The mapping at offset `at' of the range, cut to it. */
static int part_at(const struct um_range *range, size_t at,
    struct um_range *part)
{
	struct um_area area;

	part->addr = range->addr + at;
	if (um_area_at(part->addr, &area) < 0)
		return -1;
	if (area.start > part->addr)
		return um_no_memory(UM_WHY_HOLE);
	part->len = area.end - part->addr;
	if (part->len > range->len - at)
		part->len = range->len - at;
	return 0;
}

/* Does its old place stay mapped?  That of the last does not if it may grow.
 * Linux counts what is locked and stays so twice, and unlocks all of the mapping
 * of which it was a part (move_vma of mm/mremap.c, 5.7 to 6.18). */
static int next_part(const struct um_remap *m, size_t done,
    struct um_range *part, int *stays)
{
	if (part_at(&m->old, done, part) < 0 || refuse_cut(part) < 0)
		return -1;
	*stays = m->tail || done + part->len < m->old.len;
	return *stays && um_is_locked(part) ? um_say(EBUSY, UM_WHY_LOCKED) : 0;
}

/* What stayed at the old place, and what is cut off; all of it or nothing. */
static int leave_old(const struct um_remap *m, size_t last)
{
	if (!m->tail) {
		if (m->old.len > last)
			um_undo(m->old.addr, m->old.len - last);
		return 0;
	}
	if (um_unmap(m->old.addr, m->old.len + m->tail) == 0)
		return 0;
	return errno == EINVAL ? um_say(EINVAL, UM_WHY_NO_PART) : -1;
}

/* Page by page, so that no page is of two mappings. */
static void move_back(uintptr_t from, size_t len, uintptr_t to)
{
	const int saved = errno;
	struct um_range page;

	page.len = um_page();
	for (page.addr = from; page.addr - from < len; page.addr += page.len)
		(void)move_onto(&page, page.len, to + (page.addr - from), 0);
	errno = saved;
}

/* EINVAL is DONTUNMAP's: before 5.7; of a file 5.13. */
static int did_not_move(size_t done)
{
	if (errno != EINVAL || um_said())
		return -1;
	errno = ENOSYS;
	return done ? um_unable(UM_WHY_FILE_GROWS) : -1;
}

static int move_several(struct um_remap *m, struct hold *h)
{
	struct um_range ballast, part = { 0, 0 };
	size_t done, len = 0;
	int stays;

	if (take_ballast(&ballast) < 0) {
		drop_hold(h, h->at, 0);
		return -1;
	}
	for (done = 0; done < m->old.len; done += part.len) {
		len = 0;
		if (next_part(m, done, &part, &stays) < 0)
			break;
		len = stays ? part.len : m->new_len - done;
		if (move_onto(&part, len, h->at + done, stays
		    ? um_kernel.numbers.mremap_dontunmap : 0) < 0)
			break;
		len = 0;
	}
	um_undo(ballast.addr, ballast.len);
	if (done == m->old.len && leave_old(m, part.len) == 0)
		return 0;
	drop_hold(h, h->at + done, len);
	move_back(h->at, done, m->old.addr);
	return did_not_move(done);
}

static int move_one(const struct um_remap *m, struct hold *h)
{
	if (move_onto(&m->old, h->len, h->at, 0) == 0)
		return 0;
	drop_hold(h, h->at, h->len);
	return did_not_move(0);
}

static int move_onto_hold(struct um_remap *m, int several)
{
	struct hold h;

	if (take_hold(m, &h) < 0)
		return -1;
	if (!several && h.len == m->old.len) {
		um_undo(h.at, h.len);
		errno = EFAULT;		/* the map shall tell first */
		return -1;
	}
	if ((several ? move_several(m, &h) : move_one(m, &h)) < 0)
		return -1;
	if (h.spare)
		um_undo(h.at + m->new_len, h.len + h.spare - m->new_len);
	m->result = h.at;
	return 0;
}

/* EFAULT is a hole, or more than one mapping.  A limit may have stopped the page
 * more that a move without growth asks for. */
int um_is_cut(const struct um_remap *m)
{
	if (errno != EFAULT && (m->new_len > m->old.len || (errno != ENOMEM
		&& errno != EAGAIN)))
		return 0;
	if (um_whole(&m->old) != 0)
		return 1;
	(void)um_no_memory(UM_WHY_HOLE);
	return 0;
}

int um_linux_move(struct um_remap *m)
{
	const struct um_numbers *n = &um_kernel.numbers;
	size_t large;

	if (!n->mremap_fixed)		/* before 2.3.31 */
		return um_remap_by_copying(m);
	if (um_is_inside_large(m->old.addr))
		return um_say(EINVAL, UM_WHY_NO_PART);
	large = large_page_at(m->old.addr);
	if (m->where.align < large)
		m->where.align = large;
	if (!large && !m->tail) {
		if (move_onto_hold(m, 0) == 0)
			return 0;
		if (errno == ENOSYS)
			return um_remap_by_copying(m);
		if (!um_is_cut(m))
			return -1;
	}
	if (n->mremap_dontunmap) {
		if (move_onto_hold(m, 1) == 0)
			return 0;
		if (errno != ENOSYS)
			return -1;
	}
	return um_remap_by_copying(m);
}
