/* um_mremap and um_mremap_at: any memory shrinks, private anonymous memory
 * and, where the kernel can, file maps grow. */
#include "call.h"

UM_COLD void *um_mremap_at(const struct um_place *where, void *addr,
    size_t old_len, size_t new_len, int flags)
{
	if (um_check_place(where) < 0)
		return MAP_FAILED;
	return um_remap(where, addr, old_len, new_len, flags);
}

static int grow_a_page(const struct um_way *way)
{
	struct um_remap m;

	memset(&m, 0, sizeof m);
	if (um_scratch(&m.old) < 0)
		return -1;
	m.new_len = 2 * m.old.len;
	m.may_move = 1;
	if (way->go(&m) < 0) {
		um_undo(m.old.addr, m.old.len);
		return -1;
	}
	um_undo(m.result, m.new_len);
	return 0;
}

/* EPERM is of sealed memory or of a sandbox. */
static int grow(struct um_remap *m)
{
	return um_walk_settled(&um_chain_remap, m, 1, grow_a_page);
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

static int move(struct um_remap *m)
{
	if (!m->may_move)
		return um_no_memory(UM_WHY_ELSEWHERE);
	m->must_move = 1;
	if (m->new_len < m->old.len) {
		m->tail = m->old.len - m->new_len;
		m->old.len = m->new_len;
	}
	return grow(m);
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
		return um_invalid(UM_WHY_FLAG);
	if (log >= sizeof(uintptr_t) * CHAR_BIT)
		return um_lacking(UM_WHY_NO_SUCH_ALIGNMENT);
	m->may_move = (flags & UM_MREMAP_MAYMOVE) != 0;
	m->align = (size_t)1 << log;
	return 0;
}

static int read_lengths(struct um_remap *m, void *addr, size_t old_len,
    size_t new_len)
{
	const size_t page = um_page();

	if (old_len == 0 || new_len == 0)
		return um_invalid(UM_WHY_NO_LENGTH);
	if (um_range_of(addr, old_len, &m->old) < 0)
		return -1;
	if (new_len > PTRDIFF_MAX - (page - 1))
		return um_lacking(UM_WHY_BEYOND);
	m->new_len = um_round_up(new_len, page);
	return 0;
}

/* What has no room where it is says ENOMEM, as a limit does. */
static void *remap_failed(const struct um_remap *m)
{
	const size_t more = m->new_len - m->old.len;
	struct um_range behind;

	if (m->new_len <= m->old.len) {
		um_range_failed(&m->old, m->must_move ? UM_IN_MREMAP
		    : UM_IN_MUNMAP, 0);
		return MAP_FAILED;
	}
	behind.addr = m->old.addr + m->old.len;
	behind.len = more;
	if (errno == ENOMEM && um_find_hole(&m->old) < 0 && !um_said()
	    && !m->may_move && (behind.addr + (more - 1) < behind.addr
		|| um_taken(&behind) == 1))
		um_no_memory(UM_WHY_BEHIND);
	um_range_failed(&m->old, UM_IN_MREMAP, um_lacks(m->may_move
	    ? m->new_len : more, 1, 1));
	return MAP_FAILED;
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
	if (resize(&m) < 0)
		return remap_failed(&m);
	errno = saved;
	return (void *)m.result;
}

UM_COLD void *um_mremap(void *addr, size_t old_len, size_t new_len, int flags)
{
	return um_remap(0, addr, old_len, new_len, flags);
}
