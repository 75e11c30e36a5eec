/* gVisor, measured under runsc release-20240729; where nothing was measured
 * gVisor pkg/sentry/syscalls/linux/sys_mmap.go and pkg/sentry/mm/syscalls.go.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

static const struct um_numbers numbers = {
	UM_SIM_LINUX_NUMBERS,	/* of the program's headers */
	.mremap_fixed = 2
};

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page();
	struct um_sim_source s;
	int shared = (flags & 1) != 0;

	/* exactly one of SHARED and PRIVATE; SHARED_VALIDATE is both */
	if (shared == ((flags & 2) != 0))
		return um_sim_refuse(EINVAL);
	/* unknown bits of prot and flags are ignored, and so is
	 * FIXED_NOREPLACE (measured: a hint) */
	um_sim_anon(&s, len, prot & 7, shared);
	if ((flags & 0x20) == 0) {
		if (um_sim_fd(fd) == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = fd;
		s.offset = offset;
	}
	/* an anonymous map's offset is not looked at (measured) */
	if ((flags & 0x4000) != 0)
		s.flags |= MAP_NORESERVE;
	if ((flags & 0x8000) != 0)
		s.flags |= MAP_POPULATE;
	if (len == 0)
		return um_sim_refuse(EINVAL);
	if (um_sim_round(len) == 0)
		return um_sim_refuse(ENOMEM);
	if ((flags & 0x10) != 0)
		return (at & (page - 1)) != 0 ? um_sim_refuse(EINVAL)
		    : um_sim_over(&s, at);
	return um_sim_anywhere(&s, at);	/* a free hint binds */
}

/* munmap, mprotect, msync, mlock as Linux; measured: MS_INVALIDATE over
 * locked pages is EBUSY */
static int
protect(void *addr, size_t len, int prot)
{
	return um_sim_raw_mprotect(addr, len, prot & 7);
}

static int
advise(void *addr, size_t len, int advice)
{
	switch (advice) {
	case 4:			/* zeroes private memory; locked EINVAL */
		return um_sim_raw_madvise(addr, len, MADV_DONTNEED);
	case 10:
		return um_sim_raw_madvise(addr, len, MADV_DONTFORK);
	case 11:
		return um_sim_raw_madvise(addr, len, MADV_DOFORK);
	case 0: case 1: case 2: case 3:	/* NORMAL to WILLNEED */
	case 12: case 13:		/* MERGEABLE */
	case 14: case 15:		/* HUGEPAGE */
	case 16: case 17:		/* DONTDUMP: no effect, no "dd" */
		return 0;		/* nothing is looked at, no hole either */
	case 9:				/* REMOVE */
		return um_sim_fail(ENOSYS);
	case 100:			/* HWPOISON */
		return um_sim_fail(EPERM);
	default:	/* FREE 8, WIPEONFORK 18, POPULATE 22, GUARD 102 */
		return um_sim_fail(EINVAL);
	}
}

/* every page that is mapped is in memory */
static int
in_core(void *addr, size_t len, unsigned char *vec)
{
	uintptr_t at = (uintptr_t)addr;

	if ((at & (um_sim_page() - 1)) != 0)
		return um_sim_fail(EINVAL);
	if (!um_sim_widen(&at, &len) || !um_sim_whole(at, len))
		return um_sim_fail(ENOMEM);
	memset(vec, 1, len / um_sim_page());
	return 0;
}

static void *
remap(void *old, size_t old_len, size_t new_len, int flags, void *new)
{
	/* DONTUNMAP 4 is EINVAL; an old length of 0 makes an alias of shared
	 * memory (measured) */
	if ((flags & ~3) != 0)
		return um_sim_refuse(EINVAL);
	return um_sim_raw_mremap(old, old_len, new_len, flags, new);
}

/* MFD_ALL_FLAGS is CLOEXEC and ALLOW_SEALING */
static int
memfd(const char *name, unsigned flags)
{
	if ((flags & ~3u) != 0)
		return um_sim_fail(EINVAL);
	/* 248 bytes, one less than Linux takes (measured) */
	if (strlen(name) > 248)
		return um_sim_fail(ENAMETOOLONG);
	return um_sim_raw_memfd(name, flags);
}

static int
open_file(const char *path, int flags, mode_t mode)
{
	if (strncmp(path, "/sys/kernel/mm/", 15) == 0)
		return um_sim_fail(ENOENT);
#ifdef O_TMPFILE
	if ((flags & O_TMPFILE) == O_TMPFILE)
		return um_sim_fail(strncmp(path, "/dev/shm", 8) == 0
		    ? EOPNOTSUPP : EISDIR);	/* measured */
#endif
	return um_sim_open(path, flags, mode);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = um_sim_raw_munmap, .mprotect = protect,
	.msync = um_sim_linux_msync, .madvise = advise, .mlock = um_sim_raw_mlock,
	.munlock = um_sim_raw_munlock, .mincore = in_core, .mremap = remap,
	.memfd_create = memfd, .shm_open = um_sim_libc_shm_open,
	.shm_unlink = um_sim_libc_shm_unlink,
	.open = open_file, .ftruncate = ftruncate,
	.allocate = um_sim_allocate,
	.ioctl = um_sim_no_ioctl,	/* PROCMAP_QUERY: ENOTTY */
	.mseal = um_sim_absent_mseal, .prctl = um_sim_absent_prctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_gvisor_2024 = {
	"gvisor-2024", &numbers, &um_family_linux, &sys
};
