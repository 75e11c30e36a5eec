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
	.mremap_maymove = 1, .mremap_fixed = 2,
#ifdef O_TMPFILE
	.o_tmpfile = O_TMPFILE,		/* 3.11 */
#endif
	.shm_anon = 0, .procmap_query = 0	/* 6.11 */
};

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	int type = flags & 0xf;

	/* SHARED_VALIDATE 3 came in 4.15 */
	if (type != 1 && type != 2)
		return um_sim_refuse(EINVAL);
	/* FIXED_NOREPLACE came in 4.17: an unknown bit, so a hint, and with
	 * FIXED it clobbers */
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
	static const int host[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
		MADV_DONTNEED, -1, -1, -1,
		-1,			/* FREE: 4.5 */
		MADV_REMOVE, MADV_DONTFORK, MADV_DOFORK, 12, 13, 14, 15,
		MADV_DONTDUMP, MADV_DODUMP	/* WIPEONFORK: 4.14 */
	};

	if (advice < 0 || advice >= (int)(sizeof host / sizeof *host)
	    || host[advice] < 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_madvise(addr, len, host[advice]);
}

static void *
remap(void *old, size_t old_len, size_t new_len, int flags, void *new)
{
	/* DONTUNMAP: 5.7 */
	if ((flags & ~3) != 0)
		return um_sim_refuse(EINVAL);
	return um_sim_raw_mremap(old, old_len, new_len, flags, new);
}

static int
memfd(const char *name, unsigned flags)
{
	/* CLOEXEC, ALLOW_SEALING; HUGETLB: 4.14, NOEXEC_SEAL: 6.3 */
	return (flags & ~3u) != 0 ? um_sim_fail(EINVAL)
	    : um_sim_raw_memfd(name, flags);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = um_sim_raw_munmap,
	.mprotect = um_sim_raw_mprotect, .msync = sync_pages,
	.madvise = advise, .mlock = um_sim_raw_mlock,
	.munlock = um_sim_raw_munlock, .mincore = um_sim_raw_mincore,
	.mremap = remap, .memfd_create = memfd,
	.shm_open = um_sim_libc_shm_open,
	.shm_unlink = um_sim_libc_shm_unlink,
	.open = um_sim_open, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl,
	.mseal = um_sim_absent_mseal, .prctl = um_sim_absent_prctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_kernel um_sim_linux_4_4 = {
	"linux-4.4", &numbers, &um_family_linux, &sys
};
