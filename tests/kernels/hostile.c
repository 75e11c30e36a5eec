/* A kernel of which nothing is known but that it has POSIX's mmap: IRIX,
 * HP-UX, QNX and whatever comes.  What POSIX leaves open is against us: no
 * hint binds, MAP_FIXED is not supported, nobody tells what is mapped, no call
 * gives pages back.
 *
 * POSIX.1-2017 mmap, munmap, mprotect, msync, mlock, shm_open; the numbers are
 * those of QNX's sys/mman.h.  No such kernel was ever asked.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

static const struct um_numbers numbers = {
	.prot_read = 0x100, .prot_write = 0x200, .prot_exec = 0x400,
	.map_shared = 1, .map_private = 2, .map_anon = 0x80000,
	.map_fixed = 0x10,
	.ms_async = 1, .ms_sync = 2, .ms_invalidate = 4,
	.adv_normal = UM_LACKS, .adv_random = UM_LACKS,
	.adv_sequential = UM_LACKS, .adv_willneed = UM_LACKS,
	.adv_dontneed = UM_LACKS, .adv_free = UM_LACKS,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS,
	UM_SIM_NO_LINUX_ADVICE, UM_SIM_NO_INHERIT
};

enum {
	READ = 0x100, WRITE = 0x200, EXEC = 0x400, SHARED = 1, PRIVATE = 2,
	FIXED = 0x10, ANON = 0x80000
};

static int
host_prot(int prot)
{
	return (prot & READ ? PROT_READ : 0) | (prot & WRITE ? PROT_WRITE : 0)
	    | (prot & EXEC ? PROT_EXEC : 0);
}

static int
is_odd(const void *addr)
{
	return ((uintptr_t)addr & (um_sim_page() - 1)) != 0;
}

/* "an implementation-defined way": anywhere but at the hint */
static void *
place(const struct um_sim_source *s, void *hint)
{
	void *first = um_sim_anywhere(s, 0), *second;

	if (first == MAP_FAILED || first != hint)
		return first;
	second = um_sim_anywhere(s, 0);
	(void)um_sim_raw_munmap(first, s->len);
	return second;
}

/* EBADF, EACCES, ENODEV, ENXIO of mmap; 0 */
static int
file_refuses(int prot, int flags, int fd, off_t offset)
{
	enum um_sim_fd kind = um_sim_fd(fd);

	if (kind == UM_SIM_FD_BAD)
		return EBADF;
	if (kind != UM_SIM_FD_REGULAR && kind != UM_SIM_FD_SHM)
		return ENODEV;
	if (!um_sim_fd_reads(fd) || ((flags & SHARED) != 0
	    && (prot & WRITE) != 0 && !um_sim_fd_writes(fd)))
		return EACCES;
	return offset < 0 ? ENXIO : 0;
}

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	struct um_sim_source s;
	int err;

	if (len == 0 || (offset & (off_t)(um_sim_page() - 1)) != 0
	    || ((flags & SHARED) != 0) == ((flags & PRIVATE) != 0)
	    || (flags & ~(SHARED | PRIVATE | FIXED | ANON)) != 0
	    || (prot & ~(READ | WRITE | EXEC)) != 0)
		return um_sim_refuse(EINVAL);
	/* "MAP_FIXED was specified and the implementation does not support
	 * this functionality" */
	if ((flags & FIXED) != 0)
		return um_sim_refuse(ENOTSUP);
	if (um_sim_round(len) == 0)
		return um_sim_refuse(ENOMEM);
	um_sim_anon(&s, um_sim_round(len), host_prot(prot),
	    (flags & SHARED) != 0);
	if ((flags & ANON) != 0)
		return fd != -1 ? um_sim_refuse(EINVAL) : place(&s, addr);
	err = file_refuses(prot, flags, fd, offset);
	if (err != 0)
		return um_sim_refuse(err);
	s.flags &= ~MAP_ANONYMOUS;
	s.fd = fd;
	s.offset = offset;
	return place(&s, addr);
}

static int
protect(void *addr, size_t len, int prot)
{
	if (is_odd(addr) || (prot & ~(READ | WRITE | EXEC)) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_mprotect(addr, len, host_prot(prot));
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	if (is_odd(addr) || (flags & ~7) != 0 || (flags & 3) == 0
	    || (flags & 3) == 3)
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync(addr, len, (flags & 1 ? MS_ASYNC : MS_SYNC)
	    | (flags & 4 ? MS_INVALIDATE : 0));
}

/* a name begins with the slash character, other slashes are nobody's to say */
static int
bad_name(const char *name)
{
	return *name != '/' || name[1] == 0 || strchr(name + 1, '/') != 0;
}

static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	return bad_name(name) ? um_sim_fail(EINVAL)
	    : um_sim_shm_open("hostile", name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	return bad_name(name) ? um_sim_fail(ENOENT)
	    : um_sim_shm_unlink("hostile", name);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = um_sim_raw_munmap, .mprotect = protect,
	.msync = sync_pages, .mlock = um_sim_posix_mlock,
	.munlock = um_sim_raw_munlock,
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.open = um_sim_open_bare, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_hostile = {
	"hostile", &numbers, &um_family_generic, &sys
};
