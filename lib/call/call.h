/* What calls share among themselves. */
#ifndef UM_CALL_H
#define UM_CALL_H

#include "../engine/engine.h"

UM_INTERNAL_BEGIN

/* Is it a place, or 0 for anywhere?  0, or -1 and EINVAL. */
UM_COLD int um_check_place(const struct um_place *);
/* Of a call's arguments, anywhere. */
static inline void um_request_by(struct um_request *r, void *addr, size_t len,
    int prot, int flags, int fd)
{
	r->addr = (uintptr_t)addr;
	r->len = len;
	r->prot = prot;
	r->flags = flags;
	r->fd = fd;
	um_request_anywhere(r);
}
#define UM_MAP_KINDS (UM_MAP_SHARED | UM_MAP_PRIVATE)
#define UM_MAP_ALL (UM_MAP_KINDS | UM_MAP_ANON | UM_MAP_STACK \
    | UM_MAP_CONCEAL | UM_MAP_MAYEXEC | UM_MAP_NORESERVE | UM_MAP_POPULATE \
    | UM_MAP_HUGE | UM_MAP_PLACED)
static inline int um_is_one_kind(int flags)
{
	const int kind = flags & UM_MAP_KINDS;

	return kind == UM_MAP_SHARED || kind == UM_MAP_PRIVATE;
}
/* Is it a request, of the flags that are known to the call? */
UM_COLD int um_check_kind(int prot, int flags, int known);
UM_COLD int um_read_file(struct um_request *, int64_t offset);
/* Checks all but the place.  Most have a kind, and a usual protection. */
static inline int um_read_request(struct um_request *r, int64_t offset,
    int known)
{
	const size_t unit = um_grain();

	if (((r->flags & ~(UM_MAP_KINDS | UM_MAP_ANON))
		|| (r->prot & ~UM_PROT_ALL) || !um_is_one_kind(r->flags))
	    && um_check_kind(r->prot, r->flags, known) < 0)
		return -1;
	if (r->len - 1 >= PTRDIFF_MAX - (unit - 1))
		return r->len ? um_lacking(UM_WHY_TOO_LONG)
		    : um_invalid(UM_WHY_NO_LENGTH);
	r->len = um_round_up(r->len, um_page());
	if (!(r->flags & UM_MAP_ANON))
		return um_read_file(r, offset);
	r->offset = 0;
	return 0;
}
/* The pages of what is behind the descriptor; 0 if they are the system's, as
 * they are of almost everything.  And does the request cut one? */
UM_COLD size_t um_large_page_of(const struct um_request *);
UM_COLD int um_is_part(const struct um_request *, size_t large);
/* May a map have cut one?  What the kernel put where it likes it has put at a
 * multiple of the large page, so that most others are not asked: nor what is a
 * multiple of it itself.  The sizes of which the result is one, but not that. */
static inline int um_may_be_large(const struct um_request *r)
{
	const uintptr_t asked = (uintptr_t)r->offset | r->len;

	return (um_kernel.numbers.large_pages & (r->result ^ (r->result - 1))
	    & ~(asked ^ (asked - 1))) != 0 && !r->put;
}
/* -1: it had, and is undone. */
UM_COLD int um_undo_part(const struct um_request *);
/* The end of a call that mapped it, and of one that did not. */
static inline void *um_map_done(const struct um_request *r, int saved)
{
	if (!(r->flags & UM_MAP_ANON) && um_may_be_large(r)
	    && um_undo_part(r) < 0)
		return MAP_FAILED;
	errno = saved;
	return (void *)r->result;
}
UM_COLD void *um_map_failed(struct um_request *,
    void (*find_cause)(const struct um_request *));
/* Maps what has its range, if it has one, and reads its flags for the rest. */
UM_COLD void *um_map_asked(struct um_request *, int64_t offset);
/* um_reserve of a request that has its place. */
void *um_reserve_as(struct um_request *, size_t len, unsigned flags);
/* um_mremap. */
UM_COLD void *um_remap(const struct um_place *, void *addr, size_t old_len,
    size_t new_len, int flags);
/* The frame of um_madvise: `go' is what is done. */
int um_advise(void *addr, size_t len, int advice,
    int (*go)(const struct um_range *, int advice));

UM_INTERNAL_END

#endif
