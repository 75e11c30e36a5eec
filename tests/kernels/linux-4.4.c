/* Linux 4.4 (2016) below a program that was built with newer headers.
 *
 * As today's Linux, but for what came later: madvise(2), mmap(2),
 * memfd_create(2), mremap(2) of Linux say when.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

static const struct um_numbers numbers = {
	UM_SIM_LINUX_NUMBERS,
	.mremap_fixed = 2
};

static int
memfd(const char *name, unsigned flags)
{
	/* CLOEXEC, ALLOW_SEALING; HUGETLB: 4.14, NOEXEC_SEAL: 6.3 */
	return (flags & ~3u) != 0 ? um_sim_fail(EINVAL)
	    : um_sim_raw_memfd(name, flags);
}

static const struct um_sys sys = {
	.mmap = um_sim_linux_mmap, .munmap = um_sim_raw_munmap,
	.mprotect = um_sim_raw_mprotect, .msync = um_sim_linux_msync,
	.madvise = um_sim_linux_madvise, .mlock = um_sim_raw_mlock,
	.munlock = um_sim_raw_munlock, .mincore = um_sim_raw_mincore,
	.mremap = um_sim_linux_mremap, .memfd_create = memfd,
	.shm_open = um_sim_libc_shm_open,
	.shm_unlink = um_sim_libc_shm_unlink,
	.open = um_sim_open, .ftruncate = ftruncate,
	.allocate = um_sim_allocate,
	.ioctl = um_sim_no_ioctl,
	.mseal = um_sim_absent_mseal, .prctl = um_sim_absent_prctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_linux_4_4 = {
	"linux-4.4", &numbers, &um_family_linux, &sys
};
