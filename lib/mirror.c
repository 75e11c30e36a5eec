/* um_mirror: views of the same pages, side by side.
 *
 * All of the address space is held first and each view put over its part of
 * the hold, so that no other thread maps in between. */
#include "logic.h"

#define RW (PROT_READ | PROT_WRITE)

/* ---- one view ---------------------------------------------------------- */

/* Where a fixed map is an unmapping and a map, another thread may have won
 * the gap when it fails. */
static int view_failed(struct um_mirror *m)
{
	const struct um_way *fixed = um_way_taken(UM_CHAIN_FIXED);

	m->lost = fixed && fixed->level == UM_EMULATED;
	return -1;
}

/* Pages of the object, or without one new pages. */
static int map_view(struct um_mirror *m, uintptr_t at)
{
	struct um_request r;

	um_request_pages(&r, at, m->len, RW, UM_MAP_SHARED | UM_MAP_FIXED);
	if (m->fd >= 0) {
		r.flags &= ~UM_MAP_ANON;
		r.fd = m->fd;
	}
	return um_map(&r) < 0 ? view_failed(m) : 0;
}

/* Linux: an old size of 0 duplicates shared memory.  qemu-user 7.2 says
 * ENOMEM of it, where another way works. */
static int view_by_mremap(struct um_mirror *m, uintptr_t at)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if (um_kernel.sys.mremap((void *)m->result, 0, m->len,
	    n->mremap_maymove | n->mremap_fixed, (void *)at) != MAP_FAILED)
		return 0;
	(void)view_failed(m);
	if (errno == ENOMEM && !m->lost)
		errno = ENOSYS;
	return -1;
}

/* NetBSD's MAP_FIXED of mremap does not replace: ENOMEM if another thread was
 * faster. */
static int view_by_remapdup(struct um_mirror *m, uintptr_t at)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if (um_unmap(at, m->len) < 0)
		return -1;
	m->lost = 1;
	return um_kernel.sys.mremap_netbsd((void *)m->result, m->len,
	    (void *)at, m->len, n->map_fixed | n->mremap_dup) == MAP_FAILED
	    ? -1 : 0;
}

/* Mach */
static int view_by_alias(struct um_mirror *m, uintptr_t at)
{
	return um_kernel.sys.alias(m->result, m->len, at);
}

/* ---- all of them ------------------------------------------------------- */

static void drop_views(const struct um_mirror *m, uintptr_t at)
{
	const size_t before = at - m->result,
	    behind = m->total - before - m->len;

	if (!m->lost) {
		um_undo(m->result, m->total);
		return;
	}
	if (before)
		um_undo(m->result, before);
	if (behind)
		um_undo(at + m->len, behind);
}

/* Some kernel takes an old size of 0 for something else.  Asked until a way
 * has worked. */
static int are_alike(const struct um_mirror *m)
{
	volatile int *const first = (volatile int *)m->result;
	size_t at;
	int alike = 1;

	if (um_way_taken(UM_CHAIN_MIRROR))
		return 1;
	*first = 1;
	for (at = m->len; at < m->total; at += m->len)
		alike &= *(volatile int *)(m->result + at) == 1;
	*first = 0;
	return alike;
}

/* The first view is pages of their own or the object's, the others are what
 * view makes of it.  1: another thread took a place. */
static int put_views(struct um_mirror *m,
    int (*view)(struct um_mirror *, uintptr_t at))
{
	size_t at;

	if (um_hold(&m->where, m->total, &m->result) < 0)
		return -1;
	for (at = 0; at < m->total; at += m->len) {
		m->lost = 0;
		if ((at ? view : map_view)(m, m->result + at) < 0) {
			drop_views(m, m->result + at);
			return m->lost && errno == ENOMEM ? 1 : -1;
		}
	}
	m->lost = 0;
	if (are_alike(m))
		return 0;
	drop_views(m, m->result);
	errno = ENOSYS;
	return -1;
}

enum { MIRROR_TRIES = 8 };

/* 1: other threads were faster each time. */
static int mirror(struct um_mirror *m,
    int (*view)(struct um_mirror *, uintptr_t at))
{
	int tries = 0, failed;

	do
		failed = put_views(m, view);
	while (failed > 0 && ++tries < MIRROR_TRIES);
	if (!failed)
		um_said_of(0);
	return failed;
}

static int mirror_without(void *request,
    int (*view)(struct um_mirror *, uintptr_t at))
{
	struct um_mirror *m = request;

	m->fd = -1;
	return mirror(m, view);
}

static int mirror_by_mremap(void *request)
{
	return mirror_without(request, view_by_mremap);
}

/* An object's pages can be put there in one step. */
static int mirror_by_remapdup(void *request)
{
	const int failed = mirror_without(request, view_by_remapdup);

	if (failed > 0)
		errno = ENOSYS;
	return failed;
}

static int mirror_by_alias(void *request)
{
	return mirror_without(request, view_by_alias);
}

int um_mirror_by_object(void *request)
{
	struct um_mirror *m = request;
	struct um_object o;
	int failed;

	um_object_anon(&o, (off_t)m->len, 0);
	if (o.size < 0 || (size_t)o.size != m->len)
		return um_no_memory(UM_WHY_BEYOND);
	if (um_object(&o) < 0)
		return -1;
	m->fd = o.fd;
	failed = mirror(m, map_view);
	um_close(o.fd);
	return failed;
}

const struct um_way um_mirror_ways[] = {
	{ "mremap with an old size of 0", UM_NATIVE,
	    UM_NEEDS_FLAG(mremap_fixed), mirror_by_mremap },
	{ "mremap MAP_REMAPDUP", UM_NATIVE, UM_NEEDS_FLAG(mremap_dup),
	    mirror_by_remapdup },
	{ "mach_vm_remap", UM_NATIVE, UM_NEEDS_CALL(alias), mirror_by_alias },
	{ "an object mapped side by side", UM_EMULATED, 0,
	    um_mirror_by_object },
	{ 0, 0, 0, 0 }
};

/* ---- the call ---------------------------------------------------------- */

static int check_mirror(const struct um_mirror *m, unsigned copies,
    unsigned flags)
{
	if (flags)
		return um_invalid("unknown flag");
	if (copies < 2)
		return um_invalid("fewer than 2 views");
	if (!m->len || (m->len & (um_grain() - 1)))
		return um_invalid(
		    "the length is not a multiple of um_granularity()");
	if (m->len > PTRDIFF_MAX / copies)
		return um_lacking(UM_WHY_BEYOND);
	return 0;
}

/* A view starts where the cache takes it for the same page. */
static int read_where(struct um_mirror *m, const struct um_place *where)
{
	static const struct um_place anywhere;

	m->where = where ? *where : anywhere;
	if (um_check_place(&m->where) < 0)
		return -1;
	if (m->where.align < um_kernel.sys.view_align())
		m->where.align = um_kernel.sys.view_align();
	return 0;
}

static void *mirror_failed(const struct um_mirror *m)
{
	if ((errno == ENOTSUP || errno == EINVAL)
	    && (m->len & (um_kernel.sys.view_align() - 1)))
		um_invalid("this processor's cache wants a longer view: "
		    "a multiple of SHMLBA");
	else
		um_fail_as(UM_IN_MMAP, UM_OF_ANON | UM_OF_SHARED);
	return MAP_FAILED;
}

void *um_mirror(const struct um_place *where, size_t len, unsigned copies,
    unsigned flags)
{
	const int saved = errno;
	struct um_mirror m;

	m.len = len;
	if (check_mirror(&m, copies, flags) < 0 || read_where(&m, where) < 0)
		return MAP_FAILED;
	m.total = len * copies;
	if (um_walk_alike(UM_CHAIN_MIRROR, um_mirror_ways, &m, 0) < 0)
		return mirror_failed(&m);
	errno = saved;
	return (void *)m.result;
}
