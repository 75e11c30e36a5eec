/* How memory grows without mremap: mapped behind, or copied. */
#include "way.h"

/* What grows is like its last byte.  Where asking may kill, and where nobody
 * tells, the caller is believed: private, anonymous, readable and writable. */
int um_remap_learn(struct um_remap *m)
{
	const uintptr_t last = m->old.addr + (m->old.len - 1);

	m->last.prot = PROT_READ | PROT_WRITE;
	m->last.kind = UM_KIND_UNTOLD;
	if (um_kernel.family->habits & UM_ASKING_MAY_KILL)
		return 1;
	if (um_area_at(last, &m->last) < 0) {
		um_said_of(0);
		return errno == ENOTSUP ? 1
		    : errno == ENOENT ? um_no_memory(UM_WHY_HOLE) : -1;
	}
	if (m->last.start > last)
		return um_no_memory(UM_WHY_HOLE);
	if (m->last.kind == UM_KIND_ANON && m->last.shared < 0
	    && m->last.prot)		/* reserved is private */
		um_area_learn(&m->last);
	if (um_area_settle(&m->last) < 0)
		return -1;
	return m->last.kind == UM_KIND_ANON && m->last.shared == 1
	    ? um_unable(UM_WHY_SHARED_GROWS) : 0;
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

/* Pages without access in it, which are guards where the kernel has none of
 * its own, are no more. */
static int copy_contents(const struct um_remap *m)
{
	if (um_protect(&m->old, m->last.prot | PROT_READ) < 0)
		return -1;
	if (um_raw_madvise(&m->old, um_kernel.numbers.adv_populate_read) < 0
	    && errno == EFAULT) {	/* a guard of Linux */
		(void)um_protect(&m->old, m->last.prot);
		return um_unable(UM_WHY_NO_ACCESS);
	}
	memcpy((void *)m->result, (void *)m->old.addr, m->old.len);
	return 0;
}

static int move_copy(struct um_remap *m)
{
	struct um_request r;
	struct um_range new_range;

	if (um_whole(&m->old) == 0)
		return um_no_memory(UM_WHY_HOLE);
	if (map_like(m, &r, 0, m->new_len, PROT_READ | PROT_WRITE) < 0)
		return -1;
	m->result = new_range.addr = r.result;
	new_range.len = m->new_len;
	if (copy_contents(m) < 0
	    || (m->last.prot != (PROT_READ | PROT_WRITE)
		&& um_protect(&new_range, m->last.prot) < 0)
	    || um_unmap(m->old.addr, m->old.len) < 0) {
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
		return um_say(EPERM, UM_WHY_SEALED);
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
