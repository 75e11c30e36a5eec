/* How memory grows without mremap: mapped behind, or copied. */
#include "way.h"

#define RW (PROT_READ | PROT_WRITE)

/* Asking may kill under pledge(2). */
static int may_ask(void)
{
	return !(um_kernel.family->habits & UM_ASKING_MAY_KILL);
}

/* Is it shared anonymous memory?  -1: it is, or nobody can tell now. */
static int learn(struct um_area *area)
{
	if (area->kind == UM_KIND_ANON && area->shared < 0
	    && area->prot)		/* reserved is private */
		um_area_learn(area);
	if (um_area_settle(area) < 0)
		return -1;
	return area->kind == UM_KIND_ANON && area->shared == 1
	    ? um_unable(UM_WHY_SHARED_GROWS) : 0;
}

/* What grows is like its last byte.  Where asking may kill, and where nobody
 * tells, the caller is believed: private, anonymous, readable and writable. */
int um_remap_learn(struct um_remap *m)
{
	const uintptr_t last = m->old.addr + (m->old.len - 1);

	m->last.prot = RW;
	m->last.kind = UM_KIND_UNTOLD;
	if (!may_ask())
		return 1;
	if (um_area_at(last, &m->last) < 0) {
		um_said_of(0);
		return errno == ENOTSUP ? 1
		    : errno == ENOENT ? um_no_memory(UM_WHY_HOLE) : -1;
	}
	if (m->last.start > last)
		return um_no_memory(UM_WHY_HOLE);
	return learn(&m->last);
}

/* Where it is to go: exactly to addr, or for 0 where the request may go. */
static int map_like(const struct um_remap *m, struct um_request *r,
    uintptr_t addr, size_t len, int prot)
{
	const int flags = UM_MAP_PRIVATE | UM_MAP_ANY_PROT;

	if (addr)
		um_request_noreplace(r, addr, len, prot, flags);
	else {
		um_request_pages(r, 0, len, prot, flags);
		um_request_within(r, &m->where);
	}
	return um_map(r);
}

static int extend(struct um_remap *m)
{
	const uintptr_t behind = m->old.addr + m->old.len;
	const size_t more = m->new_len - m->old.len;
	struct um_request r;

	if (behind == 0 || more - 1 > UINTPTR_MAX - behind) {
		errno = EEXIST;		/* the address space ends there */
		return -1;
	}
	if (map_like(m, &r, behind, more, m->last.prot) < 0)
		return -1;
	m->result = m->old.addr;
	return 0;
}

/* Only what is private and anonymous is the same elsewhere. */
static int check_area(const struct um_area *area, void *unused)
{
	struct um_area learnt = *area;

	(void)unused;
	if (learn(&learnt) < 0)
		return -1;
	return learnt.kind == UM_KIND_FILE ? um_unable(UM_WHY_FILE_GROWS) : 0;
}

/* With its protection; the new pages are like the last ones.  A guard of Linux is
 * refused; pages without access, which are guards where the kernel has none of
 * its own, are copied. */
static int copy_area(const struct um_area *area, void *remap)
{
	const struct um_remap *m = remap;
	const struct um_range from = um_area_range(area);
	const int hidden = !(area->prot & PROT_READ);
	struct um_range to;
	int guarded;

	to.addr = m->result + (from.addr - m->old.addr);
	to.len = from.addr + from.len == m->old.addr + m->old.len
	    ? m->result + m->new_len - to.addr : from.len;
	if (hidden && um_protect(&from, area->prot | PROT_READ) < 0)
		return -1;
	guarded = um_raw_madvise(&from, um_kernel.numbers.adv_populate_read) < 0
	    && errno == EFAULT;
	if (!guarded)
		memcpy((void *)to.addr, (void *)from.addr, from.len);
	if (hidden)
		um_protect_again(&from, area->prot);
	if (guarded)
		return um_unable(UM_WHY_NO_ACCESS);
	return area->prot == RW ? 0 : um_protect(&to, area->prot);
}

/* Where nobody tells, all of it is readable and writable. */
static int copy_contents(struct um_remap *m, int told)
{
	struct um_area all;

	if (told)
		return um_areas(&m->old, copy_area, m);
	um_area_blank(&all);
	all.start = m->old.addr;
	all.end = m->old.addr + m->old.len;
	all.prot = RW;
	return um_protect(&m->old, RW) < 0 ? -1 : copy_area(&all, m);
}

static int move_copy(struct um_remap *m)
{
	struct um_request r;
	const int untold = may_ask() ? um_areas_if_told(&m->old, check_area, 0)
	    : 1;

	if (untold < 0)
		return -1;
	if (untold && um_whole(&m->old) == 0)
		return um_no_memory(UM_WHY_HOLE);
	if (map_like(m, &r, 0, m->new_len, RW) < 0)
		return -1;
	m->result = r.result;
	if (copy_contents(m, !untold) < 0
	    || um_unmap(m->old.addr, m->old.len + m->tail) < 0) {
		um_undo(r.result, m->new_len);
		return -1;
	}
	return 0;
}

/* Setting the protection that it has changes nothing, but is refused.  Where
 * that protection is only believed it would change the last page, so it is not
 * asked of a program that sealed nothing. */
static int is_sealed(const struct um_remap *m)
{
	struct um_range last;

	last.len = um_page();
	last.addr = m->old.addr + m->old.len - last.len;
	return UM_LOAD(&um_some_is_sealed)
	    && um_protect(&last, m->last.prot) < 0 && errno == EPERM;
}

int um_remap_by_copying(void *request)
{
	struct um_remap *m = request;

	if (um_remap_learn(m) < 0)
		return -1;
	if (m->last.kind == UM_KIND_FILE)
		return um_unable(UM_WHY_FILE_GROWS);
	if (is_sealed(m))
		return -1;
	if (m->must_move)
		return move_copy(m);
	if (extend(m) == 0)
		return 0;
	if (m->may_move)
		return move_copy(m);
	if (errno == EEXIST || errno == EPERM)
		return um_no_memory(UM_WHY_BEHIND);
	return -1;
}
