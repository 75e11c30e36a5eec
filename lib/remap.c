/* um_mremap: any memory shrinks, private anonymous memory grows. */
#include "logic.h"

/* ---- without ----------------------------------------------------------- */

/* Makes new memory what the old was besides its protection. */
static int liken(uintptr_t addr, size_t len, const struct um_area *old)
{
	struct um_area like = *old;
	struct um_range range;

	range.addr = addr;
	range.len = len;
	um_area_learn(&like);
	if (like.concealed == 1
	    && um_kernel.numbers.adv_dontdump != UM_LACKS
	    && um_conceal(&range, 1) < 0)
		return -1;
	if (like.inherit >= 0 && like.inherit != UM_INHERIT_COPY
	    && um_inherit(&range, like.inherit) < 0)
		return -1;
	return like.locked == 1 ? um_lock(&range) : 0;
}

/* Where it is to go: exactly to addr, or for 0 where the request may go. */
static int map_like(const struct um_remap *m, struct um_request *r,
    uintptr_t addr, size_t len, int prot)
{
	um_request_pages(r, addr, len, prot, UM_MAP_PRIVATE | UM_MAP_ANY_PROT
	    | (addr ? UM_MAP_FIXED_NOREPLACE : 0)
	    | (m->conceal && um_kernel.numbers.map_conceal
		? UM_MAP_CONCEAL : 0));
	if (!addr)
		um_request_within(r, &m->where);
	return um_map(r);
}

static int extend(struct um_remap *m)
{
	const uintptr_t behind = m->old.addr + m->old.len;
	const size_t more = m->new_len - m->old.len;
	struct um_request r;

	if (behind == 0 || more - 1 > UINTPTR_MAX - behind)
		return um_say(EEXIST, "the address space ends there");
	if (map_like(m, &r, behind, more, m->last.prot) < 0)
		return -1;
	if (liken(behind, more, &m->last) < 0) {
		um_undo(behind, more);
		return -1;
	}
	m->result = m->old.addr;
	return 0;
}

/* Copies the old contents; memory without read access gets it meanwhile. */
static int copy_contents(const struct um_remap *m)
{
	const int readable = m->last.prot & PROT_READ;
	int failed = 0;

	if (!readable && um_protect(&m->old, PROT_READ) < 0)
		return -1;
	if (um_raw_madvise(&m->old, um_kernel.numbers.adv_populate_read) < 0
	    && errno == EFAULT)	/* a guard of Linux */
		failed = um_unable(UM_WHY_NO_ACCESS);
	else
		memcpy((void *)m->result, (void *)m->old.addr, m->old.len);
	if (!readable)
		(void)um_protect(&m->old, m->last.prot);
	return failed;
}

/* What was concealed, locked or kept from children is so in its new place;
 * the last area is as long as the new memory. */
static UM_COLD int liken_part(const struct um_area *old, void *closure)
{
	const struct um_remap *m = closure;
	const size_t at = old->start - m->old.addr, end = old->end - m->old.addr;

	return liken(m->result + at,
	    (end == m->old.len ? m->new_len : end) - at, old);
}

static int move_copy(struct um_remap *m)
{
	struct um_request r;
	struct um_range new_range;

	if (map_like(m, &r, 0, m->new_len, PROT_READ | PROT_WRITE) < 0)
		return -1;
	m->result = new_range.addr = r.result;
	new_range.len = m->new_len;
	if (copy_contents(m) < 0
	    || (m->last.prot != (PROT_READ | PROT_WRITE)
		&& um_protect(&new_range, m->last.prot) < 0)
	    || um_areas(&m->old, liken_part, m) < 0
	    || um_unmap(m->old.addr, m->old.len) < 0) {
		um_undo(r.result, m->new_len);
		return -1;
	}
	return 0;
}

/* Setting the protection that it has changes nothing, but is refused. */
static int is_sealed(const struct um_remap *m)
{
	return (um_kernel.sys.mseal || um_kernel.sys.mimmutable)
	    && um_protect(&m->old, m->last.prot) < 0 && errno == EPERM;
}

int um_remap_by_copying(void *request)
{
	struct um_remap *m = request;

	if (is_sealed(m))
		return um_say(EPERM, "the memory is sealed");
	if (m->must_move)
		return move_copy(m);
	if (extend(m) == 0)
		return 0;
	if (m->may_move)
		return move_copy(m);
	if (errno == EEXIST || errno == EPERM)
		return um_no_memory(
		    "no room behind it, it may not move");
	return -1;
}

/* ---- the call ---------------------------------------------------------- */

static UM_COLD int all_alike(const struct um_area *area, void *closure)
{
	struct um_remap *m = closure;

	if (um_own_only(area, 0) < 0)
		return -1;
	if (area->start != m->old.addr && area->prot != m->last.prot)
		return um_say(EINVAL, "it has more than one protection");
	m->last = *area;
	m->conceal |= area->concealed == 1;
	m->locked |= area->locked == 1;
	m->untold |= area->shared < 0;
	return 0;
}

/* FreeBSD tells it of itself of no anonymous memory. */
static UM_COLD int all_private(const struct um_area *area, void *closure)
{
	struct um_area known = *area;

	(void)closure;
	um_area_learn(&known);
	return known.shared == 0 ? 0 : um_unable(known.shared < 0
	    ? UM_WHY_NO_KIND : "not private anonymous memory");
}

static int grow(struct um_remap *m)
{
	if (um_areas(&m->old, all_alike, m) < 0
	    || (m->untold && um_areas(&m->old, all_private, 0) < 0))
		return -1;
	return um_walk(UM_CHAIN_REMAP, m, 1);
}

static int shrink(struct um_remap *m)
{
	m->result = m->old.addr;
	return um_unmap(m->old.addr + m->new_len, m->old.len - m->new_len);
}

/* Is it where it is to be, if it grows or shrinks in place? */
static int is_in_place(const struct um_remap *m)
{
	const struct um_place *w = &m->where;
	const uintptr_t last = m->old.addr + (m->new_len - 1);

	return m->old.addr >= w->low && last >= m->old.addr
	    && last <= w->high - 1
	    && (!w->align || (m->old.addr & (w->align - 1)) == 0);
}

/* The part that stays moves; what is cut off goes last. */
static int move(struct um_remap *m)
{
	const struct um_range whole = m->old;

	if (!m->may_move)
		return um_no_memory(
		    "it lies elsewhere and may not move");
	if (m->old.len > m->new_len)
		m->old.len = m->new_len;
	m->must_move = 1;
	if (grow(m) < 0)
		return -1;
	um_undo(whole.addr + m->old.len, whole.len - m->old.len);
	return 0;
}

static int resize(struct um_remap *m)
{
	const int stays = is_in_place(m);

	if (m->where.align < m->align)
		m->where.align = m->align;
	if (!stays)
		return move(m);
	if (m->new_len < m->old.len)
		return shrink(m);
	if (m->new_len > m->old.len)
		return grow(m);
	m->result = m->old.addr;
	return um_whole(&m->old) == 0
	    ? um_no_memory(UM_WHY_HOLE) : 0;
}

static int read_flags(struct um_remap *m, int flags)
{
	const unsigned log = (unsigned)flags >> 24;

	if (flags & ~(UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(0x3f)))
		return um_invalid("unknown flag");
	if (log >= sizeof(uintptr_t) * CHAR_BIT)
		return um_lacking("no address has that alignment");
	m->may_move = (flags & UM_MREMAP_MAYMOVE) != 0;
	m->align = (size_t)1 << log;
	return 0;
}

static int read_lengths(struct um_remap *m, void *addr, size_t old_len,
    size_t new_len)
{
	const size_t page = um_page();

	if (old_len == 0 || new_len == 0)
		return um_invalid("the length is 0");
	if (um_range_of(addr, old_len, &m->old) < 0)
		return -1;
	if (new_len > PTRDIFF_MAX - (page - 1))
		return um_lacking(UM_WHY_BEYOND);
	m->new_len = um_round_up(new_len, page);
	return 0;
}

void *um_remap(const struct um_place *where, void *addr, size_t old_len,
    size_t new_len, int flags)
{
	const int saved = errno;
	struct um_remap m;

	memset(&m, 0, sizeof m);
	if (where)
		m.where = *where;
	if (read_flags(&m, flags) < 0
	    || read_lengths(&m, addr, old_len, new_len) < 0)
		return MAP_FAILED;
	if (resize(&m) < 0) {
		um_fail_as(UM_IN_MREMAP, 0);
		return MAP_FAILED;
	}
	errno = saved;
	return (void *)m.result;
}

UM_COLD void *um_mremap(void *addr, size_t old_len, size_t new_len, int flags)
{
	return um_remap(0, addr, old_len, new_len, flags);
}
