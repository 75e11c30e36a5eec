/* FreeBSD 10.4: as 15.0 in freebsd-15.c, but for what is said there.
 *
 * Before that: no INHERIT_ZERO, unknown flags are ignored.  That 10.4 has
 * SHM_ANON is recalled.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

/* FreeBSD 10.4 sys/sys/mman.h */
static const struct um_numbers numbers = {
	.prot_read = 1, .prot_write = 2, .prot_exec = 4,
	.map_shared = 1, .map_private = 2, .map_anon = 0x1000,
	.map_fixed = 0x10, .map_noreplace = 0x10 | 0x4000,
	.map_conceal = 0x20000, .map_populate = 0x40000,
	.map_aligned_shift = 24,
	.map_noreserve = 0x40,		/* the name went away in 11 */
	.ms_async = 1, .ms_sync = 0, .ms_invalidate = 2,
	.adv_normal = 0, .adv_random = 1, .adv_sequential = 2,
	.adv_willneed = 3, .adv_dontneed = 4, .adv_free = 5,
	.adv_dontdump = 8, .adv_dodump = 9,
	UM_SIM_NO_LINUX_ADVICE,
	.inherit_share = 0, .inherit_copy = 1, .inherit_none = 2,
	.inherit_zero = UM_LACKS,
	.shm_anon = 1
};

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return um_sim_freebsd_mmap(10, addr, len, prot, flags, fd, offset);
}

static int
protect(void *addr, size_t len, int prot)
{
	return um_sim_freebsd_mprotect(10, addr, len, prot);
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	return um_sim_freebsd_msync(10, addr, len, flags);
}

static int
inherit(void *addr, size_t len, int how)
{
	return um_sim_freebsd_minherit(10, addr, len, how);
}

/* The rows that are as in 15; it has no constant initializer in C99, so they
 * are named. */
static int
unmap(void *addr, size_t len)
{
	return um_sim_freebsd_15.sys->munmap(addr, len);
}

static int
advise(void *addr, size_t len, int advice)
{
	return um_sim_freebsd_15.sys->madvise(addr, len, advice);
}

static int
lock(const void *addr, size_t len)
{
	return um_sim_freebsd_15.sys->mlock(addr, len);
}

static int
unlock(const void *addr, size_t len)
{
	return um_sim_freebsd_15.sys->munlock(addr, len);
}

static int
in_core(void *addr, size_t len, unsigned char *vec)
{
	return um_sim_freebsd_15.sys->mincore(addr, len, vec);
}

static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	return um_sim_freebsd_15.sys->shm_open(name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	return um_sim_freebsd_15.sys->shm_unlink(name);
}

static int
areas(uintptr_t from, um_visit *visit, void *closure)
{
	return um_sim_freebsd_15.sys->areas(from, visit, closure);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .madvise = advise, .mlock = lock,
	.munlock = unlock, .mincore = in_core, .minherit = inherit,
	.memfd_create = 0,		/* 13 */
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.open = um_sim_open_bare, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl, .areas = areas,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_kernel um_sim_freebsd_10 = {
	"freebsd-10", &numbers, &um_family_freebsd, &sys
};
