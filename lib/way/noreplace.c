/* Exactly there, without replacing. */
#include "way.h"

static int is_taken(const struct um_request *r)
{
	struct um_range range;

	range.addr = r->addr;
	range.len = r->len;
	return um_taken(&range);
}

/* What is there, when the kernel went elsewhere or gave no clear answer. */
static UM_COLD int conflict(const struct um_request *r, int (*binds)(void))
{
	const int taken = is_taken(r);

	if (!taken)
		return um_no_memory(UM_WHY_NOT_MAPPED_THERE);
	if (taken < 0 && !(binds && binds()))
		return um_unable(UM_WHY_MAPS_ANYWHERE);
	return um_say(EEXIST, UM_WHY_TAKEN);
}

/* Whatever a kernel says of a taken place (ENOMEM: FreeBSD, DragonFly, OpenBSD
 * and NetBSD above its lowest mapping; Cygwin), unless it is of the descriptor
 * or of the way. */
static UM_COLD int refused(const struct um_request *r)
{
	return (errno == ENOMEM || errno == EINVAL || errno == EPERM
	    || errno == EAGAIN || errno == EFAULT || errno == EBUSY)
	    && is_taken(r) == 1 ? um_say(EEXIST, UM_WHY_TAKEN) : -1;
}

int um_noreplace_by_flag(void *request)
{
	struct um_request *r = request;
	const struct um_numbers *n = &um_kernel.numbers;
	uintptr_t at;

	if (r->raw_wishes & n->map_stack)	/* OpenBSD: not together */
		return um_place_compared(r, 0, 0);
	at = um_raw_map(r, r->addr, r->len, n->map_noreplace);
	if (at == r->addr)
		return um_settle(r, at);
	if (at != UM_NOWHERE) {		/* Linux < 4.17, gVisor: only a hint */
		um_undo(at, r->len);
		errno = ENOSYS;
		return -1;
	}
	return refused(r);
}

int um_place_compared(struct um_request *r, int flag, int (*binds)(void))
{
	const uintptr_t at = um_raw_map(r, r->addr, r->len, flag);

	if (at == UM_NOWHERE)
		return refused(r);
	if (at == r->addr)
		return um_settle(r, at);
	um_undo(at, r->len);
	return conflict(r, binds);
}

int um_noreplace_by_hint(void *request)
{
	return um_place_compared(request, 0, 0);
}

int um_put_noreplace(struct um_request *r)
{
	return um_walk(&um_chain_noreplace, r, 1);
}

void um_request_noreplace(struct um_request *r, uintptr_t addr, size_t len,
    int prot, int flags)
{
	um_request_pages(r, addr, len, prot, flags | UM_MAP_FIXED_NOREPLACE);
	r->put = um_put_noreplace;
	r->strict = 1;
}
