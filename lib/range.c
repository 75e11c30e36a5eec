/* Calls on a range of existing memory that need no other way. */
#include "logic.h"

/* ---- unmapping --------------------------------------------------------- */

/* OpenBSD and DragonFly unmap nothing if there is a hole; a cover of pages
 * without access replaces whatever is there, then all of it can go. */
int um_cover(uintptr_t addr, size_t len)
{
	struct um_request r;

	um_request_pages(&r, addr, len, PROT_NONE,
	    um_space_flags() | UM_MAP_FIXED);
	return um_map(&r);
}

static UM_COLD int unmap_holes(uintptr_t addr, size_t len)
{
	if (errno != EINVAL
	    || !(um_kernel.family->habits & UM_MUNMAP_REFUSES_HOLES))
		return -1;
	if (um_cover(addr, len) == 0)
		return um_kernel.sys.munmap((void *)addr, len);
	if (errno != EPERM)
		errno = ENOMEM;
	return -1;
}

int um_unmap(uintptr_t addr, size_t len)
{
	return um_kernel.sys.munmap((void *)addr, len) == 0 ? 0
	    : unmap_holes(addr, len);
}

void um_undo(uintptr_t addr, size_t len)
{
	const int saved = errno;

	(void)um_unmap(addr, len);
	errno = saved;
}

int um_munmap(void *addr, size_t len)
{
	const int saved = errno;
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (some < 0)
		return -1;
	if (!some)
		return um_invalid("the length is 0");
	if (um_kernel.sys.munmap((void *)range.addr, range.len) != 0
	    && unmap_holes(range.addr, range.len) < 0)
		return um_fail_as(UM_IN_MUNMAP, 0);
	um_gap_freed(range.addr, range.len);
	errno = saved;
	return 0;
}

/* ---- protection -------------------------------------------------------- */

int um_protect(const struct um_range *range, int prot)
{
	return um_kernel.sys.mprotect((void *)range->addr, range->len,
	    um_prot_to_kernel(prot));
}

int um_mprotect(void *addr, size_t len, int prot)
{
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (prot & ~UM_PROT_ALL)
		return um_invalid("unknown protection bit");
	if (some <= 0)
		return some;
	if (um_kernel.sys.mprotect((void *)range.addr, range.len,
	    um_prot_to_kernel(prot)) == 0)
		return 0;
	return um_fail_as(UM_IN_MPROTECT, um_traits_of(prot));
}

/* ---- writing back ------------------------------------------------------ */

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
		return um_invalid("unknown flag");
	if (MS_SYNC && (flags & MS_SYNC) && (flags & MS_ASYNC))
		return um_invalid("MS_SYNC against MS_ASYNC");
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

/* ---- locking ----------------------------------------------------------- */

/* Its last page tells whether a file goes that far. */
static UM_COLD int refuse_unlockable(const struct um_area *area, void *unlocked)
{
	struct um_population last;

	*(int *)unlocked |= !um_locked(area);
	last.range.len = um_page();
	last.range.addr = area->end - last.range.len;
	return area->prot && (area->kind == UM_KIND_ANON
	    || um_populate_by_reading(&last) == 0 || errno != EFAULT) ? 0
	    : um_no_memory("no access, or beyond the end of a file");
}

/* Linux and FreeBSD have ENOMEM for the limit too, Linux EPERM if it is 0,
 * NetBSD EAGAIN beyond the end of a file.  Linux finds a guard when it has
 * locked all, and the limit before. */
static UM_COLD int lock_failed(const struct um_range *range)
{
	const int err = errno;
	int unlocked = 0, told;

	if (um_whole(range) == 0)
		return um_lacking(UM_WHY_HOLE);
	told = um_areas(range, refuse_unlockable, &unlocked);
	if (told == 0 && !unlocked && err == ENOMEM)
		return um_lacking(UM_WHY_NO_ACCESS);
	if (told == 0 || errno != ENOMEM) {
		um_said_of(0);
		errno = err == ENOMEM ? EAGAIN : err;
	}
	return um_fail_as(UM_IN_MLOCK, 0);
}

int um_lock(const struct um_range *range)
{
	if (um_kernel.sys.mlock((void *)range->addr, range->len) == 0)
		return 0;
	return lock_failed(range);
}

UM_COLD int um_mlock(const void *addr, size_t len)
{
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	return some <= 0 ? some : um_lock(&range);
}

int um_unlock_by_call(void *request)
{
	const struct um_range *range = request;

	return um_kernel.sys.munlock((void *)range->addr, range->len);
}

UM_COLD int um_munlock(const void *addr, size_t len)
{
	const int saved = errno;
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (some <= 0)
		return some;
	if (um_walk(UM_CHAIN_UNLOCK, &range, 1) < 0)
		return um_fail_as(UM_IN_MLOCK, 0);
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
		return um_fail(ENOTSUP, "this kernel has no mincore");
	if (has_unseen_hole(&range, UM_MINCORE_PASSES_HOLES))
		return um_lacking(UM_WHY_HOLE);
	if (um_kernel.sys.mincore((void *)range.addr, range.len, vec) == 0)
		return 0;
	return um_fail_as(UM_IN_MINCORE, 0);
}
