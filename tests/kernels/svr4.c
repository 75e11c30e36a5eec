/* illumos of 2021, and an old System V: Solaris 2.6 as far as its descendant
 * tells, without what came later: the anonymous flag (Solaris 8), MAP_ALIGN,
 * MADV_FREE.
 *
 * illumos usr/src/uts/common/os/grow.c, syscall/memcntl.c, io/mem.c,
 * vm/vm_as.c, sys/mman.h.
 * uts/common/vm/vm_anon.c.
 * Not simulated: EAGAIN for want of swap, cache colours, memcntl's other
 * commands, _MAP_LOW32's window.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

/* illumos sys/mman.h */
static const struct um_numbers numbers = {
	.prot_read = 1, .prot_write = 2, .prot_exec = 4,
	.map_shared = 1, .map_private = 2,
	.map_anon = 0,		/* only /dev/zero */
	.map_fixed = 0x10, .map_noreserve = 0x40,
	.ms_async = 1, .ms_sync = 4, .ms_invalidate = 2,
	.adv_normal = 0, .adv_random = 1, .adv_sequential = 2,
	.adv_willneed = 3, .adv_dontneed = 4, .adv_free = UM_LACKS,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS,
	UM_SIM_NO_LINUX_ADVICE, UM_SIM_NO_INHERIT,
	.shm_name_max = 249		/* a file's, less ".SHMD" */
};

static const struct um_numbers numbers_illumos = {
	.prot_read = 1, .prot_write = 2, .prot_exec = 4,
	.map_shared = 1, .map_private = 2, .map_anon = 0x100,
	.map_fixed = 0x10, .map_noreserve = 0x40,
	.map_align_in_addr = 0x200,
	.map_low4g = 0x80,		/* MAP_32BIT, once _MAP_LOW32 */
	.ms_async = 1, .ms_sync = 4, .ms_invalidate = 2,
	.adv_normal = 0, .adv_random = 1, .adv_sequential = 2,
	.adv_willneed = 3, .adv_dontneed = 4, .adv_free = 5,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS,
	UM_SIM_NO_LINUX_ADVICE, UM_SIM_NO_INHERIT,
	.shm_name_max = 249, .mc_inherit_zero = 8
};

enum { SHARED = 1, FIXED = 0x10, NORESERVE = 0x40, LOW32 = 0x80, ANON = 0x100,
	ALIGN = 0x200, TEXT = 0x400, INITDATA = 0x800 };

/* smmap_common; known: the flags of the release */
static void *
smmap(int known, void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page();
	struct um_sim_source s;
	enum um_sim_fd kind = UM_SIM_FD_ZERO;
	size_t align = 0;
	int type = flags & 0xf;

	/* unknown flags, MAP_RENAME too; _MAP_NEW 0x80000000 is libc's own */
	if ((flags & 0x7fffffff & ~known) != 0)
		return um_sim_refuse(EINVAL);
	/* exactly one type */
	if (type != 1 && type != 2)
		return um_sim_refuse(EINVAL);
	/* offsets, fixed addresses, length 0 */
	if ((offset & (off_t)(page - 1)) != 0 || len == 0)
		return um_sim_refuse(EINVAL);
	if ((flags & FIXED) != 0 && (at & (page - 1)) != 0)
		return um_sim_refuse(EINVAL);
	/* MAP_ALIGN: addr is the alignment, a power of two of a page at
	 * least, or 0; not with FIXED */
	if ((flags & ALIGN) != 0) {
		if ((flags & FIXED) != 0 || (at & (at - 1)) != 0
		    || (at != 0 && at < page))
			return um_sim_refuse(EINVAL);
		align = at;
		at = 0;
	}
	/* huge length, a fixed place beyond the end */
	if (um_sim_round(len) == 0 || ((flags & FIXED) != 0
	    && !um_sim_in_range(at, um_sim_round(len))))
		return um_sim_refuse(ENOMEM);
	if ((flags & ANON) != 0) {
		/* an open descriptor EINVAL, a closed one EBADF */
		if (fd != -1)
			return um_sim_refuse(um_sim_fd(fd) == UM_SIM_FD_BAD
			    ? EBADF : EINVAL);
	} else
		kind = um_sim_fd(fd);
	if (kind == UM_SIM_FD_BAD)
		return um_sim_refuse(EBADF);
	if (kind == UM_SIM_FD_DIRECTORY || kind == UM_SIM_FD_OTHER)
		return um_sim_refuse(ENODEV);
	/* an unreadable descriptor, a shared store without the right, and a
	 * bit that nobody has: not within maxprot */
	if ((prot & ~7) != 0 || ((flags & ANON) == 0 && (!um_sim_fd_reads(fd)
	    || (type == 1 && (prot & 2) != 0 && !um_sim_fd_writes(fd)))))
		return um_sim_refuse(EACCES);
	/* an anonymous map's offset only chooses the cache colour */
	if ((flags & ANON) == 0 && offset < 0)
		return um_sim_refuse(ENXIO);

	um_sim_anon(&s, len, prot, type == SHARED);
	if ((flags & ANON) == 0) {
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = fd;	/* /dev/zero: private and shared both work */
		s.offset = offset;
	}
	if ((flags & NORESERVE) != 0 && kind == UM_SIM_FD_ZERO)
		s.flags |= MAP_NORESERVE;
	if (align > page)
		return um_sim_aligned(&s, align);
	/* as_gap below 4 GiB; a hint does not bind */
	if ((flags & (LOW32 | FIXED)) == LOW32)
		return um_sim_first_fit(&s, 0x10000, UINT32_MAX);
	/* FIXED unmaps first; a free hint binds, others are ignored */
	return (flags & FIXED) != 0 ? um_sim_over(&s, at)
	    : um_sim_anywhere(&s, at);
}

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return smmap(0xf | FIXED | NORESERVE, addr, len, prot, flags, fd,
	    offset);
}

static void *
map_illumos(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return smmap(0xf | FIXED | NORESERVE | LOW32 | ANON | ALIGN | TEXT
	    | INITDATA, addr, len, prot, flags, fd, offset);
}

static int
unmap(void *addr, size_t len)
{
	/* unaligned or length 0 EINVAL, holes are fine: Linux's rules */
	return um_sim_raw_munmap(addr, len);
}

static int
protect(void *addr, size_t len, int prot)
{
	/* length 0 is EINVAL */
	if (((uintptr_t)addr & (um_sim_page() - 1)) != 0 || len == 0)
		return um_sim_fail(EINVAL);
	/* as_setprot: unknown bits exceed maxprot */
	if ((prot & ~7) != 0)
		return um_sim_fail(um_sim_whole((uintptr_t)addr, len) ? EACCES
		    : ENOMEM);
	return um_sim_raw_mprotect(addr, len, prot);	/* hole: partial */
}

/* memcntl: unaligned or length 0 is EINVAL for every command */
static int
bad_range(const void *addr, size_t len)
{
	return ((uintptr_t)addr & (um_sim_page() - 1)) != 0 || len == 0;
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	if (bad_range(addr, len) || (flags & ~7) != 0 || (flags & 5) == 5)
		return um_sim_fail(EINVAL);
	/* 0 is MS_SYNC, from old binaries */
	return um_sim_raw_msync(addr, len, (flags & 2 ? MS_INVALIDATE : 0)
	    | (flags & 1 ? MS_ASYNC : MS_SYNC));
}

static int
advise(void *addr, size_t len, int advice)
{
	if (bad_range(addr, len) || advice < 0 || advice > 4)
		return um_sim_fail(EINVAL);
	if (!um_sim_whole((uintptr_t)addr, len))
		return um_sim_fail(ENOMEM);
	return 0;		/* DONTNEED writes back and keeps the data */
}

static int
purge_area(const struct um_sim_area *a, void *closure)
{
	int saved = errno;

	(void)closure;
	if (!a->shared)
		(void)um_sim_raw_madvise((void *)a->start, a->end - a->start,
		    MADV_DONTNEED);
	errno = saved;
	return 0;
}

/* memcntl: MC_INHERIT_ZERO takes no further arguments; segvn_inherit wants
 * private anonymous memory, as_ctl no hole */
static int
zero_for_children(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return a->kind != UM_SIM_ANON || a->shared;
}

static int
control(void *addr, size_t len, int command, void *arg, int attr, int mask)
{
	int holes;

	if (bad_range(addr, len) || command != 8 || arg != 0 || attr != 0
	    || mask != 0)
		return um_sim_fail(EINVAL);
	if (!um_sim_whole((uintptr_t)addr, um_sim_round(len)))
		return um_sim_fail(ENOMEM);
	if (um_sim_each((uintptr_t)addr, um_sim_round(len), 0,
	    zero_for_children, 0, &holes) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_madvise(addr, len, MADV_WIPEONFORK);
}

/* FREE 5 keeps the data for a while, ACCESS_ 6 to 8 are wishes, PURGE 9
 * zeroes anonymous memory but what a child shares (anon_disclaim), EBUSY when
 * locked */
static int
advise_illumos(void *addr, size_t len, int advice)
{
	int holes;

	if (bad_range(addr, len) || advice < 0 || advice > 9)
		return um_sim_fail(EINVAL);
	if (!um_sim_whole((uintptr_t)addr, len))
		return um_sim_fail(ENOMEM);
	if (advice == 9) {
		if (um_sim_any_locked((uintptr_t)addr, len))
			return um_sim_fail(EBUSY);
		if (!um_sim_child_lives())
			(void)um_sim_each((uintptr_t)addr,
			    um_sim_round(len), 0, purge_area, 0, &holes);
	}
	return 0;
}

/* PRIV_PROC_LOCK_MEMORY */
static int
lock(const void *addr, size_t len)
{
	if (bad_range(addr, len))
		return um_sim_fail(EINVAL);
	return um_sim_root_mlock(addr, len);
}

static int
unlock(const void *addr, size_t len)
{
	if (bad_range(addr, len))
		return um_sim_fail(EINVAL);
	return um_sim_root_munlock(addr, len);
}

static int
in_core(void *addr, size_t len, unsigned char *vec)
{
	if (bad_range(addr, len))
		return um_sim_fail(EINVAL);
	return um_sim_raw_mincore(addr, len, vec);
}

/* libposix4: a file /tmp/.SHMDname; one leading slash and no other */
static int
bad_name(const char *name)
{
	if (*name != '/' || name[1] == 0 || strchr(name + 1, '/') != 0)
		return EINVAL;
	return strlen(name) > 250 ? ENAMETOOLONG : 0;
}

static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	char path[300] = "/tmp/.SHMD";
	int err = bad_name(name);

	if (err != 0)
		return um_sim_fail(err);
	strcat(path, name + 1);
	return um_sim_open(path, oflag | O_CLOEXEC, mode);
}

static int
shm_unlink_(const char *name)
{
	char path[300] = "/tmp/.SHMD";
	int err = bad_name(name);

	if (err != 0)
		return um_sim_fail(err);
	strcat(path, name + 1);
	return unlink(path);
}

/* /proc/self/map, prmap_t: the protection, MA_SHARED and the object; not the
 * locks and not the inheritance */
static int
open_(const char *path, int flags, mode_t mode)
{
	return strcmp(path, "/proc/self/map") == 0 ? um_sim_svr4_map()
	    : um_sim_open_bare(path, flags, mode);
}

#define ROWS \
	.munmap = unmap, .mprotect = protect, .msync = sync_pages, \
	.mlock = lock, .munlock = unlock, .mincore = in_core, \
	.shm_open = shm_open_, .shm_unlink = shm_unlink_, \
	.open = open_, .ftruncate = ftruncate, \
	.ioctl = um_sim_no_ioctl, \
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES

static const struct um_sys sys = { .mmap = map, .madvise = advise, ROWS };
static const struct um_sys sys_illumos = {
	.mmap = map_illumos, .madvise = advise_illumos, .memcntl = control,
	ROWS
};

const struct um_sim_kernel um_sim_svr4 = {
	"svr4", &numbers, &um_family_svr4, &sys
};
const struct um_sim_kernel um_sim_illumos = {
	"illumos", &numbers_illumos, &um_family_svr4, &sys_illumos
};
