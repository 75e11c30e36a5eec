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
	.mremap_fixed = 2
};

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
	.mmap = um_sim_linux_mmap, .munmap = um_sim_raw_munmap,
	.mprotect = um_sim_raw_mprotect, .msync = um_sim_linux_msync,
	.madvise = advise, .mlock = um_sim_raw_mlock,
	.munlock = um_sim_raw_munlock, .mincore = um_sim_raw_mincore,
	.mremap = remap, .memfd_create = um_sim_raw_memfd,
	.shm_open = um_sim_libc_shm_open,
	.shm_unlink = um_sim_libc_shm_unlink,
	.open = open_file, .ftruncate = ftruncate,
	.allocate = um_sim_allocate,
	.ioctl = um_sim_no_ioctl,	/* PROCMAP_QUERY: ENOTTY */
	.mseal = um_sim_absent_mseal, .prctl = um_sim_absent_prctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_qemu_user = {
	"qemu-user", &numbers, &um_family_linux, &sys
};
