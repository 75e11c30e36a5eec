/* OpenBSD 5.8 on a 64-bit machine: OpenBSD 7 without what came later.
 *
 * From the release notes on www.openbsd.org: W^X is enforced from 6.0 on
 * (60.html), MAP_STACK from 6.4 (64.html), MAP_CONCEAL is of 6.5 and mincore
 * went away then (65.html), mimmutable is of 7.3 (73.html).  That all else was
 * as it is in 7 is recalled.
 * Not simulated: that the program's own static memory may be unmapped.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

static const struct um_numbers numbers = {
	UM_SIM_BSD_NUMBERS,
	.map_noreplace = 0x10 | 0x800,	/* MAP_FIXED | __MAP_NOREPLACE */
	.ms_sync = 2, .ms_invalidate = 4, .adv_free = 6,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS, .inherit_zero = 3
};

enum { WRITE_EXEC = 6, EXEC = 4, LATER = 0x4000 | 0x8000 };

/* uvm_map_protect with the checks of sys_mprotect before uvm_wxcheck */
static int
protect(void *addr, size_t len, int prot)
{
	return (prot & ~7) != 0 ? um_sim_fail(EINVAL)
	    : um_sim_bsd_protect(addr, len, prot);
}

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	const struct um_sys *newer = um_sim_openbsd_7.sys;
	const int both = (prot & WRITE_EXEC) == WRITE_EXEC;
	void *p;

	/* MAP_FLAGMASK had none of these */
	if ((flags & LATER) != 0)
		return um_sim_refuse(EINVAL);
	p = newer->mmap(addr, len, both ? prot & ~EXEC : prot, flags, fd,
	    offset);
	if (p != MAP_FAILED && both && um_sim_raw_mprotect(
	    (void *)um_sim_trunc((uintptr_t)p), len, prot) != 0) {
		(void)um_sim_raw_munmap(p, len);
		return um_sim_refuse(EACCES);
	}
	return p;
}

static int
unmap(void *addr, size_t len)
{
	return um_sim_openbsd_7.sys->munmap(addr, len);
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	return um_sim_openbsd_7.sys->msync(addr, len, flags);
}

static int
advise(void *addr, size_t len, int advice)
{
	return um_sim_openbsd_7.sys->madvise(addr, len, advice);
}

static int
posix_advise(void *addr, size_t len, int advice)
{
	return um_sim_errno_of(advise, addr, len, advice);
}

static int
lock(const void *addr, size_t len)
{
	return um_sim_openbsd_7.sys->mlock(addr, len);
}

static int
lock_all(int how)
{
	return um_sim_bsd_lock_all(how, ENOMEM);
}

static int
inherit(void *addr, size_t len, int how)
{
	return um_sim_bsd_inherit(addr, len, how, 3);
}

static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	return um_sim_openbsd_7.sys->shm_open(name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	return um_sim_openbsd_7.sys->shm_unlink(name);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .madvise = advise,
	.mlock = lock, .munlock = um_sim_bsd_unlock,
	.mlockall = lock_all, .munlockall = munlockall,
	.posix_madvise = posix_advise,
	.minherit = inherit,
	.mincore = um_sim_raw_mincore,
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.open = um_sim_open_bare, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl, .sysctl = um_sim_openbsd_sysctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_openbsd_5_8 = {
	"openbsd-5.8", &numbers, &um_family_openbsd, &sys
};
