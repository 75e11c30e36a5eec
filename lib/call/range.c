/* Calls on a range of existing memory: um_munmap, um_mprotect, um_msync,
 * um_mlock, um_munlock, um_mincore, um_minherit. */
#include "call.h"

UM_COLD int um_minherit(void *addr, size_t len, int inherit)
{
	const int saved = errno;
	struct um_range range;
	int some;

	if (inherit < UM_INHERIT_SHARE || inherit > UM_INHERIT_ZERO)
		return um_invalid(UM_WHY_INHERITANCE);
	some = um_range_of(addr, len, &range);
	if (some <= 0)
		return some;
	if (um_inherit(&range, inherit) < 0)
		return um_range_failed(&range, UM_IN_MINHERIT, 0);
	errno = saved;
	return 0;
}

static UM_COLD int refuse_locked(const struct um_area *area, void *closure)
{
	(void)closure;
	return um_locked(area) ? um_say(EBUSY, UM_WHY_LOCKED) : 0;
}

static int has_unseen_hole(const struct um_range *range, unsigned habit)
{
	return (um_kernel.family->habits & habit) && um_whole(range) == 0;
}

static int sync_flags(int flags)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if (flags & MS_INVALIDATE)	/* with MS_ASYNC refused by FreeBSD */
		return n->ms_sync | n->ms_invalidate;
	return flags & MS_ASYNC ? n->ms_async : n->ms_sync;
}

UM_COLD int um_msync(void *addr, size_t len, int flags)
{
	const int saved = errno;
	struct um_range range;
	int some;

	if (flags & ~(MS_ASYNC | MS_SYNC | MS_INVALIDATE))
		return um_invalid(UM_WHY_FLAG);
	if (MS_SYNC && (flags & MS_SYNC) && (flags & MS_ASYNC))
		return um_invalid(UM_WHY_SYNC_AND_ASYNC);
	some = um_range_of(addr, len, &range);
	if (some <= 0)
		return some;
	if ((flags & MS_INVALIDATE)
	    && (um_kernel.family->habits & (UM_INVALIDATE_PASSES_LOCKS
		| UM_INVALIDATE_LOOKS_AT_FIRST))
	    && um_areas(&range, refuse_locked, 0) < 0 && errno == EBUSY)
		return um_fail_as(UM_IN_MSYNC, 0);
	um_said_of(0);
	if (has_unseen_hole(&range, UM_MSYNC_PASSES_HOLES))
		return um_lacking(UM_WHY_HOLE);
	if (um_kernel.sys.msync((void *)range.addr, range.len,
	    sync_flags(flags)) < 0 && !(errno == EINVAL
	    && (um_kernel.family->habits & UM_MSYNC_REFUSES_PRIVATE)))
		return um_fail_as(UM_IN_MSYNC, 0);
	errno = saved;
	return 0;
}

struct locking {
	int asks;		/* is it of use?  FreeBSD lets go of the pages */
	int unlocked;		/* is anything of it? */
	uintptr_t end;		/* where there is no access any more */
};

/* Secret memory: nobody may look at it, and unlike a device's it fails to be
 * locked.  Not every Linux marks it as locked (6.1 does, 6.12.117 does not). */
static UM_COLD int is_secret(const struct um_range *last)
{
	return errno == ENOTSUP && um_said() == UM_WHY_NOT_POPULATED
	    && um_rest->mlock((void *)last->addr, last->len) < 0;
}

/* Its last page tells whether a file goes that far.  1: never, whatever the
 * kernel said. */
static UM_COLD int refuse_unlockable(const struct um_area *area, void *locking)
{
	struct locking *l = locking;
	struct um_range last;

	l->unlocked |= l->asks && !um_locked(area);
	if (!area->prot)
		l->end = area->start;
	last.len = um_page();
	last.addr = area->end - last.len;
	if (area->prot && (area->kind == UM_KIND_ANON
	    || um_populate(&last, PROT_READ) == 0))
		return 0;
	if (area->prot && um_said() == UM_WHY_NO_LARGE_PAGE)
		return -1;
	if (area->prot && is_secret(&last))
		return -um_unable(UM_WHY_ALWAYS_LOCKED);
	return area->prot && errno != EIO && errno != EACCES && errno != ENOSPC
	    ? 0 : um_no_memory(UM_WHY_NO_PAGES);
}

/* The pages before the first that has no access or is not in memory were
 * locked. */
static UM_COLD void unlock_rest(const struct um_range *range, uintptr_t end)
{
	const size_t page = um_page();
	const int saved = errno;
	unsigned char vec[1];
	size_t at = 0;

	while (range->addr + at < end && (!um_kernel.sys.mincore
	    || um_kernel.sys.mincore((void *)(range->addr + at), page, vec) < 0
	    || (vec[0] & 1)))
		at += page;
	if (at < range->len)
		(void)um_rest->munlock((void *)(range->addr + at),
		    range->len - at);
	errno = saved;
}

/* Linux and FreeBSD have ENOMEM for the limit too, Linux EPERM if it is 0,
 * NetBSD EAGAIN beyond the end of a file.  Linux finds a guard when it has
 * marked all as locked, and the limit before. */
static UM_COLD int lock_failed(const struct um_range *range)
{
	const int err = errno;
	struct locking l = { err == ENOMEM, 0, range->addr + range->len };
	int told;

	if (um_whole(range) == 0)
		return um_lacking(UM_WHY_HOLE);
	told = um_areas(range, refuse_unlockable, &l);
	if (err == ENOMEM && !l.unlocked && (told == 0 || errno == ENOMEM))
		unlock_rest(range, l.end);
	if (told == 0 && !l.unlocked && err == ENOMEM)
		return um_lacking(UM_WHY_NO_ACCESS);
	if (told == 0 || (told < 0 && errno != ENOMEM)) {
		um_said_of(0);
		errno = err == ENOMEM ? EAGAIN : err;
	}
	return um_fail_as(UM_IN_MLOCK, 0);
}

UM_COLD int um_mlock(const void *addr, size_t len)
{
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (some <= 0)
		return some;
	return um_rest->mlock((void *)range.addr, range.len) == 0 ? 0
	    : lock_failed(&range);
}

UM_COLD int um_munlock(const void *addr, size_t len)
{
	const int saved = errno;
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (some <= 0)
		return some;
	if (um_walk(&um_chain_unlock, &range, 1) < 0)
		return um_range_failed(&range, UM_IN_MLOCK, 0);
	errno = saved;
	return 0;
}

UM_COLD int um_mincore(const void *addr, size_t len, unsigned char *vec)
{
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (some <= 0)
		return some;
	if (!um_kernel.sys.mincore)
		return um_fail(ENOTSUP, UM_WHY_NO_MINCORE);
	if (has_unseen_hole(&range, UM_MINCORE_PASSES_HOLES))
		return um_lacking(UM_WHY_HOLE);
	if (um_kernel.sys.mincore((void *)range.addr, range.len, vec) == 0)
		return 0;
	return um_fail_as(UM_IN_MINCORE, 0);
}
