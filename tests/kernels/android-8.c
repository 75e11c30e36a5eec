/* An app of Android 8.0 (2017), the first that a filter watches, on the oldest
 * kernel that such a device has, 3.10.
 *
 * bionic of android-8.0.0_r1: what neither libc/SYSCALLS.TXT nor
 * libc/SECCOMP_WHITELIST.TXT has is SECCOMP_RET_TRAP to an app
 * (libc/seccomp/seccomp_policy.cpp), which is SIGSYS.  memfd_create is in that
 * list and never kills; the kernel has it since 3.17 (memfd_create(2)).
 * There is no shm_open in libc.  The filter is a real one and holds the calls
 * on memory that the lists lack, so that no call of the library is one of
 * them; what the C library under the tests needs is let through.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"
#include "../filter.h"

static const struct um_numbers numbers = {
	UM_SIM_LINUX_NUMBERS,	/* of the newest NDK */
	.mremap_fixed = 2
};

/* No /dev/shm and no /tmp, and nothing below /sys without a label of its own
 * (system/sepolicy, private/app_neverallows.te); O_TMPFILE came in 3.11:
 * open(2) */
static int
open_file(const char *path, int flags, mode_t mode)
{
	if (strncmp(path, "/sys/", 5) == 0)
		return um_sim_fail(EACCES);
	if (strncmp(path, "/dev/shm", 8) == 0 || strncmp(path, "/tmp", 4) == 0
	    || strncmp(path, "/var/", 5) == 0)
		return um_sim_fail(ENOENT);
#ifdef O_TMPFILE
	if ((flags & O_TMPFILE) == O_TMPFILE)
		return um_sim_fail(EISDIR);
#endif
	return um_sim_open(path, flags, mode);
}

static const struct um_sys sys = {
	.mmap = um_sim_linux_mmap, .munmap = um_sim_raw_munmap,
	.mprotect = um_sim_raw_mprotect, .msync = um_sim_linux_msync,
	.madvise = um_sim_linux_madvise, .mlock = um_sim_raw_mlock,
	.munlock = um_sim_raw_munlock, .mincore = um_sim_raw_mincore,
	.mremap = um_sim_linux_mremap,
	.memfd_create = um_sim_raw_memfd,	/* the filter says ENOSYS */
	.open = open_file, .ftruncate = ftruncate, .ioctl = um_sim_no_ioctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_android_8 = {
	"android-8", &numbers, &um_family_linux, &sys
};

#if defined __linux__ && defined __NR_memfd_create
# define TRAPPED(call) { __NR_##call, 0, 0, 0 },

static const struct refusal trapped[] = {
# ifdef __NR_shmget
	TRAPPED(shmget) TRAPPED(shmat) TRAPPED(shmdt) TRAPPED(shmctl)
# endif
# if defined __NR_remap_file_pages && UINTPTR_MAX > 0xffffffffu
	TRAPPED(remap_file_pages)
# endif
# ifdef __NR_mbind
	TRAPPED(mbind) TRAPPED(set_mempolicy) TRAPPED(get_mempolicy)
	TRAPPED(migrate_pages) TRAPPED(move_pages)
# endif
# ifdef __NR_userfaultfd
	TRAPPED(userfaultfd)
# endif
# ifdef __NR_membarrier
	TRAPPED(membarrier)
# endif
# ifdef __NR_pkey_mprotect
	TRAPPED(pkey_mprotect) TRAPPED(pkey_alloc) TRAPPED(pkey_free)
# endif
	/* asm-generic/unistd.h: one number on every processor */
	{ 440, 0, 0, 0 },	/* process_madvise */
	{ 447, 0, 0, 0 },	/* memfd_secret */
	{ 448, 0, 0, 0 },	/* process_mrelease */
	{ 450, 0, 0, 0 },	/* set_mempolicy_home_node */
	{ 451, 0, 0, 0 },	/* cachestat */
	{ 453, 0, 0, 0 },	/* map_shadow_stack */
	{ 462, 0, 0, 0 }	/* mseal */
};

int
um_sim_android_8_confine(void)
{
	static const struct refusal memfd = { __NR_memfd_create, 0, 0, 0 };

	if (FILTER_ARCH == 0 || filter_trap(trapped,
	    (int)(sizeof trapped / sizeof *trapped)) != 0)
		return -1;
	return filter_refuse(&memfd, ENOSYS);
}
#else
int
um_sim_android_8_confine(void)
{
	return -1;
}
#endif
