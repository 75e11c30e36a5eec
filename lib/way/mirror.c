/* How a view is made of another: by mremap, by Mach, of an object. */
#include "way.h"

#define RW (PROT_READ | PROT_WRITE)

/* Linux: an old size of 0 duplicates shared memory.  Put anywhere first, since
 * a limit would stop a fixed one when the place is unmapped already, and so
 * would a cache that looks at addresses.  ENOMEM: the limit, or qemu-user 7.2;
 * another way may work. */
static int view_by_mremap(struct um_mirror *m, uintptr_t at)
{
	const struct um_numbers *n = &um_kernel.numbers;
	void *(*const remap)(void *, size_t, size_t, int, void *)
	    = um_kernel.sys.mremap;
	void *view;

	if ((at - m->result) & (um_rest->view_align() - 1)) {
		errno = ENOTSUP;
		return -1;
	}
	view = remap((void *)m->result, 0, m->len, n->mremap_maymove, 0);
	if (view == MAP_FAILED) {
		if (errno == ENOMEM)
			errno = ENOTSUP;
		return -1;
	}
	if (remap(view, m->len, m->len, n->mremap_maymove | n->mremap_fixed,
	    (void *)at) != MAP_FAILED)
		return 0;
	um_undo((uintptr_t)view, m->len);
	m->lost = 1;
	return -1;
}

/* NetBSD's MAP_FIXED of mremap does not replace: ENOMEM if another thread was
 * faster. */
static int view_by_remapdup(struct um_mirror *m, uintptr_t at)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if (um_unmap(at, m->len) < 0)
		return -1;
	m->gap = m->lost = 1;
	return um_kernel.sys.mremap_netbsd((void *)m->result, m->len,
	    (void *)at, m->len, n->map_fixed | n->mremap_dup) == MAP_FAILED
	    ? -1 : 0;
}

/* Mach takes the pages before it unmaps: xnu osfmk/vm/vm_map.c. */
static int view_by_alias(struct um_mirror *m, uintptr_t at)
{
	return um_kernel.sys.alias(m->result, m->len, at);
}

static int mirror_without(void *request,
    int (*view)(struct um_mirror *, uintptr_t at))
{
	struct um_mirror *m = request;

	m->fd = -1;
	return um_views(m, view);
}

int um_mirror_by_mremap(void *request)
{
	return mirror_without(request, view_by_mremap);
}

/* Other threads were faster: an object's pages can be put there in one step. */
int um_mirror_by_remapdup(void *request)
{
	const int failed = mirror_without(request, view_by_remapdup);

	if (failed > 0)
		errno = ENOTSUP;
	return failed;
}

int um_mirror_by_alias(void *request)
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
	failed = um_views(m, um_view_of_object);
	um_close(o.fd);
	return failed;
}
