/* Haiku (2026), x86-64.
 *
 * Haiku src/system/libroot/posix/sys/mman.cpp, src/system/kernel/vm/vm.cpp,
 * headers/posix/sys/mman.h.  Many details of it were not read.
 * Not simulated: errno values that are negative; no signal beyond the end of
 * a file; the protection of single pages, which mprotect changes and the map
 * does not tell.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

/* headers/posix/sys/mman.h */
static const struct um_numbers numbers = {
	.prot_read = 1, .prot_write = 2, .prot_exec = 4,
	.map_shared = 1, .map_private = 2, .map_anon = 8, .map_fixed = 4,
	.map_noreserve = 0x10,
	.ms_async = 1, .ms_sync = 2, .ms_invalidate = 4,
	.adv_normal = 1, .adv_sequential = 2, .adv_random = 3,
	.adv_willneed = 4, .adv_dontneed = 5, .adv_free = 6,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS,
	UM_SIM_NO_LINUX_ADVICE, UM_SIM_NO_INHERIT
};

enum { SHARED = 1, PRIVATE = 2, FIXED = 4, ANON = 8, NORESERVE = 0x10 };

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page();
	struct um_sim_source s;
	enum um_sim_fd kind;

	/* length 0, unaligned offsets, both types, neither; unknown flags
	 * are ignored */
	if (len == 0 || (offset & (off_t)(page - 1)) != 0
	    || ((flags & SHARED) != 0) == ((flags & PRIVATE) != 0))
		return um_sim_refuse(EINVAL);
	if ((flags & FIXED) != 0 && (at & (page - 1)) != 0)
		return um_sim_refuse(EINVAL);
	if (um_sim_round(len) == 0)
		return um_sim_refuse(ENOMEM);
	um_sim_anon(&s, len, prot & 7, (flags & SHARED) != 0);
	if ((flags & NORESERVE) != 0)
		s.flags |= MAP_NORESERVE;
	/* the descriptor of an anonymous map is ignored */
	if ((flags & ANON) == 0) {
		kind = um_sim_fd(fd);
		if (kind == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		if (kind != UM_SIM_FD_REGULAR && kind != UM_SIM_FD_SHM)
			return um_sim_refuse(ENODEV);	/* recalled */
		if (offset < 0)
			return um_sim_refuse(EINVAL);
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = fd;
		s.offset = offset;
	}
	if ((flags & FIXED) != 0)	/* unmaps, then B_EXACT_ADDRESS */
		return um_sim_over(&s, at);
	/* B_BASE_ADDRESS: at or above the hint */
	return at == 0 ? um_sim_anywhere(&s, 0)
	    : um_sim_first_fit(&s, um_sim_round(at), 0);
}

/* unaligned and length 0 EINVAL, a hole is fine; outside user space
 * B_BAD_ADDRESS */
static int
unmap(void *addr, size_t len)
{
	if (((uintptr_t)addr & (um_sim_page() - 1)) != 0 || len == 0)
		return um_sim_fail(EINVAL);
	if (!um_sim_in_range((uintptr_t)addr, len))
		return um_sim_fail(EFAULT);
	return um_sim_raw_munmap(addr, len);
}

/* a hole ENOMEM, looked for first; beyond the file's rights EPERM
 * (B_NOT_ALLOWED); unknown bits EINVAL */
static int
protect(void *addr, size_t len, int prot)
{
	uintptr_t at = (uintptr_t)addr;

	if ((at & (um_sim_page() - 1)) != 0 || (prot & ~7) != 0)
		return um_sim_fail(EINVAL);
	if (!um_sim_widen(&at, &len) || !um_sim_whole(at, len))
		return um_sim_fail(ENOMEM);
	if (um_sim_protect_areas(at, len, prot) == 0)
		return 0;
	return um_sim_fail(errno == EACCES ? EPERM : errno);
}

/* flags 0 succeeds without looking; unknown ones are ignored; INVALIDATE has
 * no effect */
static int
sync_pages(void *addr, size_t len, int flags)
{
	if (((uintptr_t)addr & (um_sim_page() - 1)) != 0 || (flags & 3) == 3)
		return um_sim_fail(EINVAL);
	return (flags & 3) == 0 ? 0 : um_sim_raw_msync(addr, len,
	    flags & 1 ? MS_ASYNC : MS_SYNC);
}

static int
free_area(const struct um_sim_area *a, void *closure)
{
	int saved = errno;

	(void)closure;
	if (!a->shared && a->kind == UM_SIM_ANON)
		(void)um_sim_raw_madvise((void *)a->start, a->end - a->start,
		    MADV_DONTNEED);
	errno = saved;
	return 0;
}

/* unaligned EINVAL; DONTNEED does nothing, FREE discards; a hole (recalled)
 * ENOMEM */
static int
advise(void *addr, size_t len, int advice)
{
	uintptr_t at = (uintptr_t)addr;
	int holes;

	if ((at & (um_sim_page() - 1)) != 0 || advice < 1 || advice > 6
	    || !um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (!um_sim_whole(at, len))
		return um_sim_fail(ENOMEM);
	return advice == 6 ? um_sim_each(at, len, 0, free_area, 0, &holes) : 0;
}

/* files in /var/shared_memory, slashes escaped */
static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	return um_sim_shm_open("haiku", name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	return um_sim_shm_unlink("haiku", name);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .madvise = advise,
	.mlock = um_sim_posix_mlock, .munlock = um_sim_raw_munlock, /* recalled */
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.open = um_sim_open_bare, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl, .next_area = um_sim_next_area,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_haiku = {
	"haiku", &numbers, &um_family_haiku, &sys
};
