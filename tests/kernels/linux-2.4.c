/* Linux 2.4.0 (2001) below a program that was built with newer headers.
 *
 * Linux 2.4.0 mm/mmap.c, mm/filemap.c; mprotect(2), mlock(2) of Linux.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

static const struct um_numbers numbers = {
	UM_SIM_LINUX_NUMBERS,
	.mremap_fixed = 2
};

/* do_mmap_pgoff */
static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page();
	struct um_sim_source s;
	int type = flags & 0xf, anon = flags & 0x20;

	/* old_mmap: unaligned offsets, also of anonymous memory */
	if ((offset & (off_t)(page - 1)) != 0)
		return um_sim_refuse(EINVAL);
	if (!anon && um_sim_fd(fd) == UM_SIM_FD_BAD)
		return um_sim_refuse(EBADF);
	/* length 0 and one that wraps answer addr, nothing is mapped */
	if ((len = um_sim_round(len)) == 0)
		return addr;
	if (!um_sim_in_range(at, len))
		return um_sim_refuse(EINVAL);
	if (!anon && offset < 0)
		return um_sim_refuse(EINVAL);
	/* the type of anonymous memory is not checked */
	if (!anon && type != 1 && type != 2)
		return um_sim_refuse(EINVAL);
	if ((flags & 0x10) != 0 && (at & (page - 1)) != 0)
		return um_sim_refuse(EINVAL);

	/* SHARED with ANON, and SHARED of /dev/zero, work since 2.4.0 */
	um_sim_anon(&s, len, prot & 7, type & 1);
	if (!anon) {
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = fd;
		s.offset = offset;
	}
	if ((flags & 0x10) != 0)
		return um_sim_over(&s, at);
	/* a hint is a lower bound (until 2.4.5) */
	at = um_sim_round(at);
	return at == 0 ? um_sim_anywhere(&s, 0) : um_sim_first_fit(&s, at, 0);
}

static int
protect(void *addr, size_t len, int prot)
{
	if ((prot & ~7) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_hole_faults(um_sim_raw_mprotect(addr, len, prot),
	    addr, len);
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	return um_sim_hole_faults(um_sim_linux_msync(addr, len, flags), addr,
	    len);
}

/* NORMAL to DONTNEED; DONTNEED zeroes private memory */
static int
advise(void *addr, size_t len, int advice)
{
	static const int host[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
		MADV_DONTNEED
	};

	return advice < 0 || advice > 4 ? um_sim_fail(EINVAL)
	    : um_sim_raw_madvise(addr, len, host[advice]);
}

/* /dev/shm is there; smaps, /sys, O_TMPFILE and O_CLOEXEC are not */
static int
open_file(const char *path, int flags, mode_t mode)
{
	if (strncmp(path, "/sys/", 5) == 0
	    || strcmp(path, "/proc/self/smaps") == 0)
		return um_sim_fail(ENOENT);
#ifdef O_TMPFILE
	if ((flags & O_TMPFILE) == O_TMPFILE)
		return um_sim_fail(EISDIR);	/* open(2) of Linux */
#endif
	return um_sim_open(path, flags & ~O_CLOEXEC, mode);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = um_sim_raw_munmap, .mprotect = protect,
	.msync = sync_pages, .madvise = advise, .mlock = um_sim_root_mlock,
	.munlock = um_sim_root_munlock, .mincore = um_sim_raw_mincore,
	.mremap = um_sim_linux_mremap,
	.memfd_create = um_sim_absent_memfd,	/* 3.17 */
	.shm_open = um_sim_libc_shm_open,
	.shm_unlink = um_sim_libc_shm_unlink,
	.open = open_file, .ftruncate = ftruncate, .ioctl = um_sim_no_ioctl,
	.mseal = um_sim_absent_mseal, .prctl = um_sim_absent_prctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_linux_2_4 = {
	"linux-2.4", &numbers, &um_family_linux, &sys
};
