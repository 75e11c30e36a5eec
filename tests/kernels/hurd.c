/* GNU Hurd with a glibc of 2024.
 *
 * glibc sysdeps/mach/hurd/mmap.c, bits/mman.h, bits/mman_ext.h, mremap.c,
 * misc/mprotect.c, msync.c for Mach; gnumach vm/vm_user.c.
 * Not simulated: a MAP_FIXED that is not atomic.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

/* sysdeps/mach/hurd/bits/mman.h and mman_ext.h */
static const struct um_numbers numbers = {
	.prot_read = 4, .prot_write = 2, .prot_exec = 1,
	.map_shared = 0x10, .map_private = 0, .map_anon = 2,
	.map_fixed = 0x100,
	.map_noreplace = 0x100 | 0x4000,	/* MAP_FIXED | MAP_EXCL */
	.map_noreserve = 0x2000,
	.ms_async = 1, .ms_sync = 0, .ms_invalidate = 2,
	.adv_normal = UM_LACKS, .adv_random = UM_LACKS,
	.adv_sequential = UM_LACKS, .adv_willneed = UM_LACKS,
	.adv_dontneed = UM_LACKS, .adv_free = UM_LACKS,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS,
	UM_SIM_NO_LINUX_ADVICE, UM_SIM_NO_INHERIT,
	.shm_dir = "/dev/shm"
};

enum {
	TYPE = 0xf, FROM_FILE = 1, ANON = 2, SHARED = 0x10, FIXED = 0x100,
	EXCL = 0x4000, KERN_INVALID_ADDRESS = 1
};

static int
host_prot(int prot)
{
	return (prot & 4 ? PROT_READ : 0) | (prot & 2 ? PROT_WRITE : 0)
	    | (prot & 1 ? PROT_EXEC : 0);
}

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page();
	struct um_sim_source s;
	void *p;

	/* an unaligned hint is EINVAL too; MAP_PRIVATE is 0; unknown flags
	 * outside the type are ignored */
	if (len == 0 || (at & (page - 1)) != 0
	    || (offset & (off_t)(page - 1)) != 0)
		return um_sim_refuse(EINVAL);
	if ((flags & TYPE) != ANON && (flags & TYPE) != FROM_FILE
	    && (flags & TYPE) != 0)
		return um_sim_refuse(EINVAL);
	if (um_sim_round(len) == 0)
		return um_sim_refuse(ENOMEM);	/* recalled */
	um_sim_anon(&s, len, host_prot(prot), (flags & SHARED) != 0);
	if ((flags & TYPE) != ANON) {
		enum um_sim_fd kind = um_sim_fd(fd);

		if (kind == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		if (kind == UM_SIM_FD_OTHER || kind == UM_SIM_FD_DIRECTORY)
			return um_sim_refuse(ENODEV);
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = fd;
		s.offset = offset;
	}
	if ((flags & (FIXED | EXCL)) == (FIXED | EXCL)) {
		p = um_sim_exact(&s, at);	/* conflict: EEXIST */
		return p;
	}
	/* a hint is tried exactly, then anywhere */
	return (flags & FIXED) != 0 ? um_sim_over(&s, at)
	    : um_sim_anywhere(&s, at);
}

/* rounded, length 0 does nothing, NULL EINVAL */
static int
unmap(void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (at == 0 || !um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	return len == 0 ? 0 : um_sim_raw_munmap((void *)at, len);
}

/* not checked by glibc; a hole: errno is a raw Mach code */
static int
protect(void *addr, size_t len, int prot)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (!um_sim_whole(at, len))
		return um_sim_fail(KERN_INVALID_ADDRESS);
	return um_sim_protect_areas(at, len, host_prot(prot));
}

static int
sync_area(const struct um_sim_area *a, void *closure)
{
	return um_sim_raw_msync((void *)a->start, a->end - a->start,
	    *(const int *)closure) != 0 ? errno : 0;
}

/* unaligned accepted, length 0 succeeds, holes are skipped; SYNC is 0 */
static int
sync_pages(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;
	int host = flags & 1 ? MS_ASYNC : MS_SYNC, holes, err;

	if ((flags & ~3) != 0 || !um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	err = um_sim_each(at, len, 0, sync_area, &host, &holes);
	return err != 0 ? um_sim_fail(err) : 0;
}

/* glibc sysdeps/mach/hurd/shm_open.c: files in /dev/shm */
static int
open_(const char *path, int flags, mode_t mode)
{
	return um_sim_open_shm_dir("/dev/shm", path, flags, mode);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .madvise = um_sim_absent_madvise,
	.mlock = um_sim_posix_mlock, .munlock = um_sim_raw_munlock, /* recalled */
	.shm_open = um_sim_libc_shm_open,
	.shm_unlink = um_sim_libc_shm_unlink,
	.open = open_, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl, .vm_region = um_sim_vm_region,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_hurd = {
	"hurd", &numbers, &um_family_hurd, &sys
};
