/* qemu-user of about version 6: Linux, but every madvise succeeds and does
 * nothing, and MAP_FIXED_NOREPLACE (8.1) is a hint.
 *
 * QEMU linux-user/syscall.c ("hints, so ignoring them is permissible"),
 * linux-user/mmap.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

static const struct um_numbers numbers = {
	UM_SIM_LINUX_NUMBERS,
	.mremap_maymove = 1, .mremap_fixed = 2,
#ifdef O_TMPFILE
	.o_tmpfile = O_TMPFILE,
#endif
	.shm_anon = 0, .procmap_query = 0
};

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	int type = flags & 0xf;

	if (type != 1 && type != 2)
		return um_sim_refuse(EINVAL);
	return um_sim_raw_mmap(addr, len, prot & 7, um_sim_linux_flags(flags)
	    | (type == 1 ? MAP_SHARED : MAP_PRIVATE), fd, offset);
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	if ((flags & ~7) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync(addr, len, (flags & 1 ? MS_ASYNC : 0)
	    | (flags & 4 ? MS_SYNC : 0) | (flags & 2 ? MS_INVALIDATE : 0));
}

static int
advise(void *addr, size_t len, int advice)
{
	(void)addr;
	(void)len;
	(void)advice;
	return 0;		/* also for a number that nobody has */
}

static void *
remap(void *old, size_t old_len, size_t new_len, int flags, void *new)
{
	return um_sim_raw_mremap(old, old_len, new_len, flags & 3, new);
}

static int
open_file(const char *path, int flags, mode_t mode)
{
	/* not made up for the guest: qemu's own memory would show */
	if (strcmp(path, "/proc/self/smaps") == 0)
		return um_sim_fail(ENOENT);
	return um_sim_open(path, flags, mode);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = um_sim_raw_munmap,
	.mprotect = um_sim_raw_mprotect, .msync = sync_pages,
	.madvise = advise, .mlock = um_sim_raw_mlock,
	.munlock = um_sim_raw_munlock, .mincore = um_sim_raw_mincore,
	.mremap = remap, .memfd_create = um_sim_raw_memfd,
	.shm_open = um_sim_libc_shm_open,
	.shm_unlink = um_sim_libc_shm_unlink,
	.open = open_file, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl,	/* PROCMAP_QUERY: ENOTTY */
	.mseal = um_sim_absent_mseal, .prctl = um_sim_absent_prctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_kernel um_sim_qemu_user = {
	"qemu-user", &numbers, &um_family_linux, &sys
};
