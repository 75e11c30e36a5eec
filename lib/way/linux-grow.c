/* Linux: mremap. */
#include "way.h"

static int raw_mremap(uintptr_t from, size_t len, size_t new_len, int flags,
    uintptr_t to, uintptr_t *result)
{
	void *const now = um_kernel.sys.mremap((void *)from, len, new_len, flags,
	    (void *)to);

	*result = (uintptr_t)now;
	return *result == UM_NOWHERE ? -1 : 0;
}

/* Shared anonymous memory would grow beyond its object.  An old length of 0
 * asks for a second view: EINVAL of private memory (since 4.14, which says so
 * once in its log), ENOMEM of shared memory where no flag lets it be put
 * anywhere.  So nothing is ever made. */
static int refuse_shared(struct um_remap *m)
{
	const size_t page = um_page();
	uintptr_t none;
	int untold;

	if (raw_mremap(m->old.addr + m->old.len - page, 0, page, 0, 0, &none) < 0
	    && (errno == EINVAL || errno == EPERM || errno == EACCES
	    || errno == ENOSYS))
		return 0;	/* private, or refused: so is what follows */
	untold = um_remap_learn(m);
	return untold > 0 ? um_unable(UM_WHY_UNTOLD) : untold;
}

/* EFAULT is a hole, or more than one mapping.  A limit may have stopped the page
 * more that a move without growth asks for. */
static int is_cut(const struct um_remap *m)
{
	if (errno != EFAULT && (m->new_len > m->old.len || (errno != ENOMEM
		&& errno != EAGAIN)))
		return 0;
	if (um_whole(&m->old) != 0)
		return 1;
	(void)um_no_memory(UM_WHY_HOLE);
	return 0;
}

/* What grows is the last mapping, of which the last page is a part. */
static int grow_last(struct um_remap *m)
{
	const size_t page = um_page();
	uintptr_t same;

	m->result = m->old.addr;
	return raw_mremap(m->old.addr + m->old.len - page, page,
	    page + m->new_len - m->old.len, 0, 0, &same);
}

/* Only a fixed move can be told where to go.  It must not replace, so the
 * place is held first; but it unmaps before it moves, and when it fails then
 * its part of the hold may be another thread's.  A page behind it stays.
 *
 * Of equal lengths Linux 6.17 moves several mappings, and what it has moved
 * stays there when one is refused.  So each move of what the map has not told to
 * be one grows, at least by a page. */
struct hold {
	uintptr_t at;
	size_t len;
	size_t spare;		/* the page; 0: there was no room for it */
};

/* An object's, so that no mapping of another thread can be one with it. */
static int take_hold(const struct um_remap *m, struct hold *h)
{
	struct um_request r;

	h->spare = um_page();
	h->len = m->new_len + (m->new_len > m->old.len ? 0 : h->spare);
	um_request_pages(&r, 0, h->len + h->spare, PROT_NONE,
	    UM_MAP_SHARED | UM_MAP_NORESERVE);
	um_request_within(&r, &m->where);
	if (um_map(&r) == 0) {
		h->at = r.result;
		return 0;
	}
	h->spare = 0;
	h->len = m->new_len;
	return um_hold_within(&m->where, h->len, &h->at);
}

/* The hold from `from' on, of whose first bytes, part, a move has failed.  A
 * question that reaches across the end of a mapping is EFAULT, so it tells
 * whether all of it is there; it may make it a page longer. */
static void drop_hold(const struct hold *h, uintptr_t from, size_t part)
{
	const int saved = errno;
	size_t rest = h->at + h->len + h->spare - from;
	uintptr_t same;

	if (h->spare && raw_mremap(from, rest, rest + h->spare, 0, 0, &same)
	    == 0)
		rest += h->spare;
	else if (!h->spare || errno == EFAULT) {
		from += part;
		rest -= part;
	}
	if (rest)
		um_undo(from, rest);
	errno = saved;
}

static int move_onto(const struct um_range *part, size_t new_len, uintptr_t to,
    int flags)
{
	uintptr_t there;

	return raw_mremap(part->addr, part->len, new_len, flags
	    | um_kernel.numbers.mremap_maymove | um_kernel.numbers.mremap_fixed,
	    to, &there);
}

/* The mapping at offset `at' of the range, cut to it. */
static int part_at(const struct um_range *range, size_t at,
    struct um_range *part)
{
	struct um_area area;

	if (um_area_at(range->addr + at, &area) < 0)
		return -1;
	part->addr = range->addr + at;
	part->len = area.end - part->addr;
	if (part->len > range->len - at)
		part->len = range->len - at;
	return 0;
}

/* Page by page onto the old place, which is still mapped: no question can fail,
 * and no page is of two mappings. */
static void move_back(uintptr_t from, size_t len, uintptr_t to)
{
	const int saved = errno;
	struct um_range page;

	page.len = um_page();
	for (page.addr = from; page.addr - from < len; page.addr += page.len)
		(void)move_onto(&page, page.len, to + (page.addr - from), 0);
	errno = saved;
}

/* Their size if what lies there is of large pages, and at its begin; else 0.
 * EINVAL of what is no multiple of it, since 5.16 (before, they do not move). */
static size_t large_page_at(uintptr_t addr)
{
	const size_t page = um_page();
	size_t unit = page;
	uintptr_t same;

	while (unit && raw_mremap(addr + unit, page, page, 0, 0, &same) < 0
	    && errno == EINVAL)
		unit *= 2;
	return unit == page ? 0 : unit;
}

/* A part of one is rounded up, and more than was asked for is replaced. */
static int cuts(size_t large, uintptr_t places)
{
	return large && (places & (large - 1)) && um_say(EINVAL, UM_WHY_NO_PART);
}

/* One mapping a call.  The last one grows, and goes last: that is the one that
 * a limit can stop.  The place of the others stays mapped, empty, until it has
 * gone, so that they can go back. */
static int move_parts(struct um_remap *m, const struct hold *h, int several)
{
	struct um_range part = m->old;
	size_t done, len = h->len;

	for (done = 0; done < m->old.len; done += part.len) {
		int more = 0;

		if (several) {
			if (part_at(&m->old, done, &part) < 0
			    || cuts(large_page_at(part.addr), part.addr
			    | part.len)) {
				len = 0;
				break;
			}
			more = done + part.len < m->old.len;
			len = more ? part.len : m->new_len - done;
		}
		if (move_onto(&part, len, h->at + done,
		    more ? um_kernel.numbers.mremap_dontunmap : 0) < 0)
			break;
	}
	if (done >= m->old.len) {
		if (several)
			um_undo(m->old.addr, m->old.len - part.len);
		return 0;
	}
	move_back(h->at, done, m->old.addr);
	drop_hold(h, h->at + done, len);
	/* DONTUNMAP: before 5.7; of a file 5.13 */
	if (errno == EINVAL && !um_said())
		errno = ENOSYS;
	return errno == ENOSYS && done ? um_unable(UM_WHY_FILE_GROWS) : -1;
}

static int move_onto_hold(struct um_remap *m, int several)
{
	struct hold h;

	if (take_hold(m, &h) < 0)
		return -1;
	if (!several && h.len == m->old.len) {
		um_undo(h.at, h.len);
		errno = EFAULT;		/* nobody knows: it may be several */
		return -1;
	}
	if (move_parts(m, &h, several) < 0)
		return -1;
	if (h.spare)
		um_undo(h.at + m->new_len, h.len + h.spare - m->new_len);
	m->result = h.at;
	return 0;
}

/* Linux clears the lock of all of the mapping of which a part is moved with
 * DONTUNMAP (move_vma in mm/mremap.c, 5.7 to 6.18).  So a part is made a mapping
 * of its own first, by an advice that what lies before it has not. */
static int set_apart(const struct um_range *part)
{
	const struct um_numbers *n = &um_kernel.numbers;
	const int advice[] = { n->adv_sequential, n->adv_random };
	struct um_area area;
	size_t i;

	for (i = 0; i < sizeof advice / sizeof *advice; i++)
		if (um_raw_madvise(part, advice[i]) == 0
		    && um_area_at(part->addr, &area) == 0
		    && area.start == part->addr)
			return 0;
	(void)um_raw_madvise(part, n->adv_normal);
	errno = ENOSYS;
	return -1;
}

/* Does the range begin inside a locked mapping?  The part of that in it. */
static int begins_inside_locked(const struct um_remap *m,
    struct um_range *part)
{
	struct um_area area;

	return part_at(&m->old, 0, part) == 0
	    && um_area_at(part->addr, &area) == 0 && area.start < part->addr
	    && um_is_locked(part);
}

static int move_several(struct um_remap *m)
{
	struct um_range part;
	const int inside = begins_inside_locked(m, &part);
	int failed, saved;

	if (inside && set_apart(&part) < 0)
		return -1;
	failed = move_onto_hold(m, 1);
	if (inside) {
		if (!failed)
			part.addr = m->result;
		saved = errno;
		(void)um_raw_madvise(&part, um_kernel.numbers.adv_normal);
		errno = saved;
	}
	return failed;
}

static int move_to_place(struct um_remap *m)
{
	const struct um_numbers *n = &um_kernel.numbers;
	size_t large;

	if (!n->mremap_fixed)		/* before 2.3.31 */
		return um_remap_by_copying(m);
	large = large_page_at(m->old.addr);
	if (cuts(large, m->old.addr | m->old.len | m->new_len | m->kept))
		return -1;
	if (m->where.align < large)
		m->where.align = large;
	if (!large && move_onto_hold(m, 0) == 0)
		return 0;
	if (!large && !is_cut(m))
		return -1;
	if (n->mremap_dontunmap) {
		if (move_several(m) == 0)
			return 0;
		if (errno != ENOSYS)
			return -1;
	}
	return um_remap_by_copying(m);
}

/* EINVAL of any part of it: its last page is none of its own.  5.10 looks at no
 * length that stays as it is, and leaves it to the next way. */
static int has_large_pages(const struct um_remap *m)
{
	const size_t page = um_page();
	const int err = errno;
	uintptr_t same;
	const int has = err == EINVAL && raw_mremap(m->old.addr + m->old.len
	    - page, page, page, 0, 0, &same) < 0 && errno == EINVAL;

	errno = err;
	return has;
}

static int may_move_anywhere(const struct um_remap *m)
{
	return m->may_move && !m->where.low && !m->where.high
	    && !m->where.flags && m->where.align <= um_grain();
}

static int grow_here_or_anywhere(struct um_remap *m)
{
	if (raw_mremap(m->old.addr, m->old.len, m->new_len,
	    may_move_anywhere(m) ? um_kernel.numbers.mremap_maymove : 0, 0,
	    &m->result) == 0)
		return 0;
	return is_cut(m) ? grow_last(m) : -1;
}

int um_remap_by_mremap(void *request)
{
	struct um_remap *m = request;
	int failed = m->must_move;

	if (m->new_len > m->old.len && refuse_shared(m) < 0)
		return -1;
	if (!m->must_move)
		failed = grow_here_or_anywhere(m);
	if (m->must_move || (failed && errno == ENOMEM && m->may_move))
		failed = move_to_place(m);
	if (failed && (errno == EFAULT	/* VM_DONTEXPAND */
	    || (!um_said() && has_large_pages(m))))
		return um_unable(UM_WHY_DEVICE_OR_LARGE);
	return failed;
}
