/* um_mmap_anywhere: what is asked for, checked.  The place is another file's. */
#include "call.h"

int um_check_kind(int prot, int flags, int known)
{
	if (flags & ~UM_MAP_ALL)
		return um_invalid(UM_WHY_FLAG);
	if (flags & ~known)
		return um_invalid(UM_WHY_SAYS_WHERE);
	if (um_check_prot(prot) < 0)
		return -1;
	if (!um_is_one_kind(flags))
		return um_invalid(UM_WHY_NEITHER_KIND);
	if ((flags & UM_MAP_STACK) && ((flags & (UM_MAP_PRIVATE | UM_MAP_ANON))
		!= (UM_MAP_PRIVATE | UM_MAP_ANON)
	    || (prot & (PROT_READ | PROT_WRITE)) != (PROT_READ | PROT_WRITE)))
		return um_invalid(UM_WHY_STACK);
	return 0;
}

size_t um_large_page_of(const struct um_request *r)
{
	const int saved = errno;
	size_t large;

	if ((r->flags & UM_MAP_ANON) || !um_kernel.numbers.large_pages
	    || !um_kernel.sys.large_page)
		return 0;
	large = um_kernel.sys.large_page(r->fd);
	errno = saved;
	return large > um_grain() ? large : 0;
}

int um_is_part(const struct um_request *r, size_t large)
{
	return large && (((uintptr_t)r->offset | r->len
	    | (r->flags & UM_MAP_AT ? r->addr : 0)) & (large - 1)) != 0;
}

int um_undo_part(const struct um_request *r)
{
	const size_t large = um_large_page_of(r);

	if (!um_is_part(r, large))
		return 0;
	um_undo(r->result, um_round_up(r->len, large));
	return um_invalid(UM_WHY_LARGE);
}

int um_read_file(struct um_request *r, int64_t offset)
{
	const size_t unit = um_grain();

	if (offset < 0)
		return um_invalid(UM_WHY_OFFSET_NEGATIVE);
	if (offset & (int64_t)(unit - 1))
		return um_invalid(UM_WHY_OFFSET_UNALIGNED);
	if (offset > INT64_MAX - (int64_t)r->len || (off_t)offset != offset)
		return um_fail(EOVERFLOW, UM_WHY_OFFSET_BEYOND);
	if (r->fd < 0)			/* Cygwin takes -1 for anonymous */
		return um_fail(EBADF, UM_WHY_NO_DESCRIPTOR);
	r->offset = (off_t)offset;
	return 0;
}

static UM_COLD unsigned traits_of(const struct um_request *r)
{
	return (r->flags & UM_MAP_ANON ? UM_OF_ANON : UM_OF_FILE)
	    | (r->flags & UM_MAP_AT ? UM_OF_FIXED : 0)
	    | (r->flags & UM_MAP_SHARED ? UM_OF_SHARED : 0)
	    | ((uint64_t)r->offset / 4096 > UINTPTR_MAX ? UM_OF_FAR : 0)
	    | um_traits_of(r->prot);
}

/* A place of its own splits nothing. */
static UM_COLD unsigned lacks(const struct um_request *r)
{
	const int own = r->flags & UM_MAP_PRIVATE
	    ? (r->prot & PROT_WRITE) != 0 : 0;

	return um_lacks(r->len, (own || (r->flags & UM_MAP_ANON
	    && r->flags & UM_MAP_SHARED)) && !(r->flags & UM_MAP_NORESERVE),
	    own) & ~(unsigned)UM_OF_MAPPINGS;
}

void *um_map_failed(struct um_request *r,
    void (*find_cause)(const struct um_request *))
{
	static const struct um_errno_row of_large[] = {
		{ UM_IN_MMAP, 0, ENOMEM, ENOMEM, UM_WHY_NO_LARGE_PAGE },
		{ 0, 0, 0, 0, 0 }
	};
	const size_t large = errno == EINVAL || errno == ENOMEM
	    ? um_large_page_of(r) : 0;

	if (um_is_part(r, large)) {
		um_invalid(UM_WHY_LARGE);
		return MAP_FAILED;
	}
	if (errno == EINVAL && (r->prot & UM_PROT_MTE)
	    && !(r->flags & UM_MAP_ANON)) {
		um_fail(ENOTSUP, UM_WHY_NO_TAGS);
		return MAP_FAILED;
	}
	find_cause(r);
	um_fail_by(large ? of_large : um_kernel.family->errnos, UM_IN_MMAP,
	    traits_of(r) | lacks(r));
	return MAP_FAILED;
}

void *um_mmap_anywhere(void *addr, size_t len, int prot, int flags, int fd,
    int64_t offset)
{
	const int saved = errno;
	struct um_request r;

	um_request_by(&r, addr, len, prot, flags, fd);
	if (um_read_request(&r, offset, UM_MAP_ALL & ~UM_MAP_PLACED) < 0)
		return MAP_FAILED;
	return um_map_settled(&r) < 0 ? um_map_failed(&r, um_find_cause)
	    : um_map_done(&r, saved);
}
