/* um_mirror and um_mirror_fd: views of the same pages, side by side. */
#include "call.h"

#define RW (PROT_READ | PROT_WRITE)

static int check_mirror(const struct um_mirror *m, unsigned copies,
    unsigned flags)
{
	if (flags)
		return um_invalid(UM_WHY_FLAG);
	if (copies < 2)
		return um_invalid(UM_WHY_FEW_VIEWS);
	if (!m->len || (m->len & (um_grain() - 1)))
		return um_invalid(UM_WHY_NOT_GRANULAR);
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
	if (m->where.align < um_rest->view_align())
		m->where.align = um_rest->view_align();
	return 0;
}

static void *mirror_failed(const struct um_mirror *m)
{
	if ((errno == ENOTSUP || errno == EINVAL)
	    && (m->len & (um_rest->view_align() - 1)))
		um_invalid(UM_WHY_VIEW_COLOUR);
	else
		um_fail_as(UM_IN_MMAP, UM_OF_ANON | UM_OF_SHARED
		    | (um_lacks(m->total, 1, 0) & ~(unsigned)UM_OF_MAPPINGS));
	return MAP_FAILED;
}

void *um_mirror(const struct um_place *where, size_t len, unsigned copies,
    unsigned flags)
{
	const int saved = errno;
	struct um_mirror m;

	m.len = len;
	m.prot = RW;
	m.offset = 0;
	m.given = 0;
	if (check_mirror(&m, copies, flags) < 0 || read_where(&m, where) < 0)
		return MAP_FAILED;
	m.total = len * copies;
	if (um_walk(&um_chain_mirror, &m, 0) < 0)
		return mirror_failed(&m);
	errno = saved;
	return (void *)m.result;
}

static int check_part(struct um_mirror *m, int64_t offset)
{
	struct um_request r;

	um_request_by(&r, 0, m->len, m->prot, UM_MAP_SHARED, m->fd);
	if (um_check_prot(m->prot) < 0 || um_read_file(&r, offset) < 0)
		return -1;
	m->offset = r.offset;
	return 0;
}

/* Views that the cache takes for one agree with the offset too; and a part of an
 * object's large page is no view. */
static int check_unit(struct um_mirror *m)
{
	const size_t cache = um_rest->view_align(),
	    large = um_kernel.numbers.large_pages && um_kernel.sys.large_page
	    ? um_kernel.sys.large_page(m->fd) : 0;
	const size_t odd = m->len | (size_t)m->offset;

	if (odd & (cache - 1))
		return um_invalid(UM_WHY_VIEW_COLOURS);
	if (large && (odd & (large - 1)))
		return um_invalid(UM_WHY_LARGE);
	if (m->where.align < large)
		m->where.align = large;
	return 0;
}

static void *views_failed(const struct um_mirror *m)
{
	struct um_request r;

	um_request_by(&r, 0, m->len, m->prot, UM_MAP_SHARED, m->fd);
	r.offset = m->offset;
	return um_map_failed(&r, um_find_cause);
}

void *um_mirror_fd(const struct um_place *where, int fd, int64_t offset,
    size_t len, unsigned copies, int prot, unsigned flags)
{
	const int saved = errno;
	struct um_mirror m;
	int failed;

	m.len = len;
	m.prot = prot;
	m.fd = fd;
	m.given = 1;
	if (check_mirror(&m, copies, flags) < 0 || check_part(&m, offset) < 0
	    || read_where(&m, where) < 0 || check_unit(&m) < 0)
		return MAP_FAILED;
	m.total = len * copies;
	failed = um_views(&m, um_view_of_object);
	if (failed > 0)
		um_no_memory(UM_WHY_FASTER_EACH_TIME);
	if (failed)
		return views_failed(&m);
	errno = saved;
	return (void *)m.result;
}
