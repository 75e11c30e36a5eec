/* DragonFly 5.9, which became 6.0.
 *
 * DragonFly 5.9 sys/vm/vm_mmap.c, sys/vm/vm_map.c, sys/sys/mman.h,
 * lib/libc/gen/posixshm.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

/* sys/sys/mman.h */
static const struct um_numbers numbers = {
	UM_SIM_BSD_NUMBERS,
	.map_noreplace = 0x10000,			/* MAP_TRYFIXED */
	.map_conceal = 0x20000,				/* MAP_NOCORE */
	.map_noreserve = 0x40,
	.ms_sync = 0, .ms_invalidate = 2, .adv_free = 5,
	.adv_dontdump = 8, .adv_dodump = 9, .inherit_zero = UM_LACKS,
	.shm_dir = "/var/run/shm"
};

enum {
	SHARED = 1, PRIVATE = 2, FIXED = 0x10, STACK = 0x400, ANON = 0x1000,
	VPAGETABLE = 0x2000, TRYFIXED = 0x10000, NOCORE = 0x20000
};

/* A hint is a lower bound, rounded up. */
static void *
from_there(const struct um_sim_source *s, uintptr_t hint)
{
	return um_sim_first_fit(s, hint, 0);
}

/* kern_mmap */
static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page(), odd, size;
	enum um_sim_fd kind = UM_SIM_FD_OTHER;
	struct um_sim_source s;
	void *p;
	int err;

	prot &= 7;		/* masked; unknown flags are ignored */
	/* the manual says ignored: wrong */
	if (len == 0 || ((flags & ANON) != 0 && (fd != -1 || offset != 0)))
		return um_sim_refuse(EINVAL);
	if ((flags & STACK) != 0) {
		if (fd != -1 || (prot & 3) != 3)
			return um_sim_refuse(EINVAL);
		flags |= ANON;
		offset = 0;
	}
	/* where virtual kernels are not enabled (measured on 3.5) */
	if ((flags & VPAGETABLE) != 0)
		return um_sim_refuse(EOPNOTSUPP);
	odd = (size_t)offset & (page - 1);
	offset -= (off_t)odd;
	size = um_sim_round(len + odd);
	if (size < len)
		return um_sim_refuse(EINVAL);	/* wraps */
	if ((flags & (FIXED | TRYFIXED)) != 0) {
		at -= odd;
		if ((at & (page - 1)) != 0 || !um_sim_in_range(at, size))
			return um_sim_refuse(EINVAL);
	} else if (!um_sim_in_range(um_sim_round(at), size))
		return um_sim_refuse(ENOMEM);

	/* both types: SHARED wins; neither: private.  Nothing is charged: 2^46
	 * bytes are had (measured on 3.5) */
	um_sim_anon(&s, size, prot, (flags & SHARED) != 0);
	s.flags |= MAP_NORESERVE;
	if ((flags & ANON) == 0) {
		kind = um_sim_fd(fd);
		if (kind == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		if (kind == UM_SIM_FD_OTHER || kind == UM_SIM_FD_DIRECTORY)
			return um_sim_refuse(EINVAL);
		/* other character devices have no private maps, /dev/null
		 * no shared one either (measured on 3.5) */
		if (kind == UM_SIM_FD_DEVICE)
			return um_sim_refuse(EINVAL);
		if (kind != UM_SIM_FD_ZERO) {
			if (((prot & 1) != 0 && !um_sim_fd_reads(fd))
			    || ((flags & SHARED) != 0 && (prot & 2) != 0
			    && !um_sim_fd_writes(fd)))
				return um_sim_refuse(EACCES);
			/* nor is a negative offset refused */
			um_sim_file(&s, fd, offset);
		}
	}
	/* TRYFIXED never clobbers, with FIXED neither, and never goes
	 * elsewhere: ENOMEM */
	if ((flags & TRYFIXED) != 0)
		p = um_sim_exact(&s, at);
	else if ((flags & FIXED) != 0)
		p = um_sim_over(&s, at);
	else if (at != 0)
		p = um_sim_low(&s, um_sim_round(at), from_there);
	else
		p = um_sim_anywhere(&s, 0);
	err = errno;
	if (s.fd >= 0)
		um_sim_fd_done(s.fd, fd);
	if (p == MAP_FAILED)
		return um_sim_refuse(err == EEXIST || err == EPERM ? ENOMEM
		    : err);
	errno = err;
	if ((flags & NOCORE) != 0)
		(void)um_sim_advise_areas((uintptr_t)p, size, MADV_DONTDUMP);
	return (char *)p + odd;
}

/* truncated; length 0 succeeds; a hole EINVAL */
static int
unmap(void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (len == 0)
		return 0;
	if (!um_sim_bsd_valid(at, len) || !um_sim_whole(at, len))
		return um_sim_fail(EINVAL);
	return um_sim_raw_munmap((void *)at, len);
}

/* unknown flags are ignored; ASYNC with INVALIDATE EINVAL; length 0 is the
 * whole entry; a hole EINVAL */
static int
sync_pages(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;
	struct um_sim_area a;

	if (!um_sim_widen(&at, &len) || (flags & 3) == 3)
		return um_sim_fail(EINVAL);
	if (len == 0) {
		if (!um_sim_at(at, &a))
			return um_sim_fail(EINVAL);
		at = a.start;
		len = a.end - a.start;
	}
	if (!um_sim_whole(at, len))
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync((void *)at, len, flags & 1 ? MS_ASYNC
	    : MS_SYNC);
}

/* Only root locks, and without a limit (measured on 3.5). */
static int
lock(const void *addr, size_t len)
{
	return geteuid() != 0 ? um_sim_fail(EPERM) : um_sim_vm_lock(addr, len);
}

static int
is_unlocked(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return !a->locked;
}

/* What is not locked is ENOMEM (measured on 3.5). */
static int
unlock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;
	int holes;

	if (geteuid() != 0)
		return um_sim_fail(EPERM);
	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	return um_sim_each(at, len, 1, is_unlocked, 0, &holes) != 0
	    ? um_sim_fail(ENOMEM) : um_sim_bsd_unlock(addr, len);
}

/* Measured on 3.5: there is munlockall alone. */
static int
lock_all(int how)
{
	return um_sim_fail(how == 0 ? EINVAL : ENOSYS);
}

static int
unlock_all(void)
{
	return 0;
}

static int
posix_advise(void *addr, size_t len, int advice)
{
	return um_sim_errno_of(um_sim_vm_advise, addr, len, advice);
}

static int
inherit(void *addr, size_t len, int how)
{
	return um_sim_bsd_inherit(addr, len, how, UM_LACKS);
}

/* files below /var/run/shm, leading slashes stripped */
static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	int fd;

	while (*name == '/')
		name++;
	fd = um_sim_shm_open("dragonfly", name, oflag, mode);
	/* its libc goes on with the -1 (3.5, measured: no descriptor left) */
	return fd < 0 && errno == EMFILE ? um_sim_fail(EBADF) : fd;
}

static int
shm_unlink_(const char *name)
{
	while (*name == '/')
		name++;
	return um_sim_shm_unlink("dragonfly", name);
}

static int
open_(const char *path, int flags, mode_t mode)
{
	return um_sim_open_shm_dir("/var/run/shm", path, flags, mode);
}

static int
open_procfs(const char *path, int flags, mode_t mode)
{
	return strcmp(path, "/proc/curproc/map") == 0
	    ? um_sim_map_text(um_sim_dragonfly_line)
	    : open_(path, flags, mode);
}

#define ROWS \
	.mmap = map, .munmap = unmap, .mprotect = um_sim_bsd_protect, \
	.msync = sync_pages, .madvise = um_sim_vm_advise, \
	.mlock = lock, .munlock = unlock, \
	.mlockall = lock_all, .munlockall = unlock_all, \
	.posix_madvise = posix_advise, \
	.mincore = um_sim_mincore_over_holes, .minherit = inherit, \
	.shm_open = shm_open_, .shm_unlink = shm_unlink_, \
	.ftruncate = ftruncate, \
	.ioctl = um_sim_no_ioctl, \
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES

/* Its procfs is seldom mounted, and nothing else tells. */
static const struct um_sys sys = { .open = open_, ROWS };
static const struct um_sys sys_procfs = { .open = open_procfs, ROWS };

const struct um_sim_kernel um_sim_dragonfly_6 = {
	"dragonfly-6", &numbers, &um_family_dragonfly, &sys
};
const struct um_sim_kernel um_sim_dragonfly_6_procfs = {
	"dragonfly-6-procfs", &numbers, &um_family_dragonfly, &sys_procfs
};
