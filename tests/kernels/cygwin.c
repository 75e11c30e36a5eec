/* Cygwin (2026).
 *
 * Cygwin winsup/cygwin/mm/mmap.cc, include/sys/mman.h, posix_ipc.cc.
 * Not simulated: MAP_FIXED that fails over memory which is not mmap's own,
 * NORESERVE pages that must be committed, AUTOGROW.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

#define GRANULE ((size_t)65536)

/* include/sys/mman.h */
static const struct um_numbers numbers = {
	.prot_read = 1, .prot_write = 2, .prot_exec = 4,
	.map_shared = 1, .map_private = 2, .map_anon = 0x20,
	.map_fixed = 0x10,
	.ms_async = 1, .ms_sync = 2, .ms_invalidate = 4,
	.adv_normal = 0, .adv_sequential = 1, .adv_random = 2,
	.adv_willneed = 3, .adv_dontneed = 4, .adv_free = UM_LACKS,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS,
	UM_SIM_NO_LINUX_ADVICE, UM_SIM_NO_INHERIT
};

static size_t
granularity(void)
{
	return GRANULE;		/* also what sysconf(_SC_PAGESIZE) says */
}

static int
odd(const void *addr)
{
	return ((uintptr_t)addr & (GRANULE - 1)) != 0;
}

static size_t
whole(size_t len)
{
	return (len + GRANULE - 1) & ~(GRANULE - 1);
}

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	struct um_sim_source s;
	void *p;

	if ((prot & ~7) != 0 || len == 0 || (offset & (off_t)(GRANULE - 1)) != 0
	    || ((flags & 3) != 1 && (flags & 3) != 2)
	    || ((flags & 0x10) != 0 && odd(addr)))
		return um_sim_refuse(EINVAL);
	/* fd -1 without the flag is anonymous, too */
	if (fd == -1)
		flags |= 0x20;
	if (whole(len) == 0)
		return um_sim_refuse(ENOMEM);
	um_sim_anon(&s, whole(len), prot, flags & 1);
	if ((flags & 0x20) == 0) {
		enum um_sim_fd kind = um_sim_fd(fd);

		if (kind == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		if (kind == UM_SIM_FD_OTHER || kind == UM_SIM_FD_DIRECTORY)
			return um_sim_refuse(ENODEV);	/* recalled */
		if (kind != UM_SIM_FD_ZERO) {
			s.flags &= ~MAP_ANONYMOUS;
			s.fd = fd;
			s.offset = offset;
		}
	}
	if ((flags & 0x10) != 0)
		return um_sim_over(&s, at);
	/* a hint is rounded down and tried, then anywhere */
	at &= ~(uintptr_t)(GRANULE - 1);
	if (at >= um_sim_floor()) {
		int saved = errno;

		p = um_sim_exact(&s, at);
		if (p != MAP_FAILED)
			return p;
		errno = saved;
	}
	return um_sim_aligned(&s, GRANULE);
}

static int
unmap(void *addr, size_t len)
{
	if (addr == 0 || odd(addr) || len == 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_munmap(addr, whole(len));
}

static int
protect(void *addr, size_t len, int prot)
{
	if (odd(addr) || (prot & ~7) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_mprotect(addr, whole(len), prot);
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	if (odd(addr) || (flags & ~7) != 0 || (flags & 3) == 3)
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync(addr, whole(len), flags & 1 ? MS_ASYNC
	    : MS_SYNC);
}

static int
advise(void *addr, size_t len, int advice)
{
	(void)len;
	return odd(addr) || advice < 0 || advice > 4 ? um_sim_fail(EINVAL)
	    : 0;	/* after DONTNEED the contents are undefined: kept */
}

/* /dev/shm must exist; a name begins with a slash; an inner one EACCES */
static int
bad_name(const char *name)
{
	return *name != '/' ? EINVAL : name[1] == 0 ? ENOENT
	    : strchr(name + 1, '/') != 0 ? EACCES : 0;
}

static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	int err = bad_name(name);

	return err != 0 ? um_sim_fail(err)
	    : um_sim_shm_open("cygwin", name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	int err = bad_name(name);

	return err != 0 ? um_sim_fail(err)
	    : um_sim_shm_unlink("cygwin", name);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .madvise = advise,
	.mlock = um_sim_posix_mlock, .munlock = um_sim_raw_munlock, /* recalled */
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.open = um_sim_open, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl,
	.stack_limit = um_sim_stack_limit,
	.page_size = granularity, .granularity = granularity,
	UM_SIM_ROWS_FILES
};

const struct um_sim_kernel um_sim_cygwin = {
	"cygwin", &numbers, &um_family_cygwin, &sys
};
