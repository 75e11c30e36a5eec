/* Linux 2.2.1 (1999), i386 rules.
 *
 * Linux 2.2.1 mm/mmap.c, mm/mprotect.c, mm/filemap.c, drivers/char/mem.c;
 * the program above it was built with today's headers.  The map in /proc has
 * today's form.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

static const struct um_numbers numbers = {
	UM_SIM_LINUX_NUMBERS,	/* asm-generic/mman*.h, of the headers */
	.mremap_fixed = 0	/* of 2.3.31 and ignored before, so a program
				 * for 2.2 must do without */
};

/* do_mmap, in its order */
static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page();
	struct um_sim_source s;
	enum um_sim_fd kind = UM_SIM_FD_OTHER;
	int type = flags & 0xf, anon = flags & 0x20;

	/* sys_mmap: the descriptor of an anonymous map is not looked at */
	if (!anon && (kind = um_sim_fd(fd)) == UM_SIM_FD_BAD)
		return um_sim_refuse(EBADF);
	/* length 0, and one that wraps on rounding: addr is returned and
	 * nothing is mapped (until 2.6.11) */
	if ((len = um_sim_round(len)) == 0)
		return addr;
	/* len > TASK_SIZE || addr > TASK_SIZE - len, also for a hint */
	if (!um_sim_in_range(at, len))
		return um_sim_refuse(EINVAL);
	/* off + len < off */
	if (offset < 0 && (uint64_t)offset + len < len)
		return um_sim_refuse(EINVAL);
	if (anon) {
		/* MAP_SHARED|MAP_ANON came in 2.4; both and neither are no
		 * MAP_PRIVATE either */
		if (type != 2)
			return um_sim_refuse(EINVAL);
	} else if (type == 1) {
		if ((prot & 2) != 0 && !um_sim_fd_writes(fd))
			return um_sim_refuse(EACCES);
		if (!um_sim_fd_reads(fd))
			return um_sim_refuse(EACCES);
	} else if (type == 2) {
		if (!um_sim_fd_reads(fd))
			return um_sim_refuse(EACCES);
	} else
		return um_sim_refuse(EINVAL);
	/* NOREPLACE, POPULATE and all unknown bits are ignored */
	if ((flags & 0x10) != 0 && (at & (page - 1)) != 0)
		return um_sim_refuse(EINVAL);
	/* mmap_zero: VM_SHARED is EINVAL (drivers/char/mem.c) */
	if (kind == UM_SIM_FD_ZERO && type == 1)
		return um_sim_refuse(EINVAL);
	/* generic_file_mmap; an anonymous map's offset is not looked at */
	if (!anon && (offset & (off_t)(page - 1)) != 0)
		return um_sim_refuse(EINVAL);

	/* unknown PROT bits are ignored */
	um_sim_anon(&s, len, prot & 7, 0);
	if (!anon) {
		s.flags = type == 1 ? MAP_SHARED : MAP_PRIVATE;
		s.fd = fd;
		s.offset = offset;
	}
	if ((flags & 0x10) != 0)
		return um_sim_over(&s, at);
	/* get_unmapped_area: bottom-up first fit from the rounded hint */
	at = um_sim_round(at);
	return at == 0 ? um_sim_anywhere(&s, 0) : um_sim_first_fit(&s, at, 0);
}

static int
unmap(void *addr, size_t len)
{
	/* do_munmap: a length of 0 is success (read in 2.0; EINVAL in 2.4);
	 * holes are fine */
	if (((uintptr_t)addr & (um_sim_page() - 1)) != 0
	    || !um_sim_in_range((uintptr_t)addr, len))
		return um_sim_fail(EINVAL);
	return um_sim_round(len) == 0 ? 0 : um_sim_raw_munmap(addr, len);
}

static int
protect(void *addr, size_t len, int prot)
{
	/* other bits: EINVAL */
	if ((prot & ~7) != 0
	    || ((uintptr_t)addr & (um_sim_page() - 1)) != 0)
		return um_sim_fail(EINVAL);
	if (len == 0)
		return 0;
	return um_sim_hole_faults(um_sim_raw_mprotect(addr, len, prot),
	    addr, len);
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	return um_sim_hole_faults(um_sim_linux_msync(addr, len, flags), addr,
	    len);
}

static void *
remap(void *old, size_t old_len, size_t new_len, int flags, void *new)
{
	size_t from = um_sim_round(old_len), to = um_sim_round(new_len);

	(void)new;		/* MREMAP_FIXED came in 2.3.31; ignored */
	if (((uintptr_t)old & (um_sim_page() - 1)) != 0)
		return um_sim_refuse(EINVAL);
	/* sys_mremap: shrinking is do_munmap of the tail, and a new length
	 * of 0 leaves nothing and succeeds (read in 2.0) */
	if (from >= to) {
		if (from > to && um_sim_raw_munmap((char *)old + to,
		    from - to) != 0)
			return MAP_FAILED;
		return old;
	}
	return um_sim_raw_mremap(old, from, to, flags & 1, 0);
}

/* Nobody had thought of /dev/shm, /sys, smaps or O_CLOEXEC. */
static int
open_file(const char *path, int flags, mode_t mode)
{
	if (strncmp(path, "/dev/shm", 8) == 0
	    || strncmp(path, "/sys/", 5) == 0
	    || strcmp(path, "/proc/self/smaps") == 0)
		return um_sim_fail(ENOENT);
#ifdef O_TMPFILE
	/* unknown bits are ignored, so a directory is opened for writing:
	 * open(2) of Linux, O_TMPFILE */
	if ((flags & O_TMPFILE) == O_TMPFILE)
		return um_sim_fail(EISDIR);
#endif
	return um_sim_open(path, flags & ~O_CLOEXEC, mode);
}

/* libc's shm_open finds no /dev/shm */
static int
no_shm_open(const char *name, int oflag, mode_t mode)
{
	(void)name;
	(void)oflag;
	(void)mode;
	return um_sim_fail(ENOENT);
}

static int
no_shm_unlink(const char *name)
{
	(void)name;
	return um_sim_fail(ENOENT);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .mlock = um_sim_root_mlock,
	.munlock = um_sim_root_munlock,
	.mremap = remap,
	.madvise = um_sim_absent_madvise,	/* 2.3.45 */
	.mincore = um_sim_absent_mincore,	/* 2.3.99 */
	.memfd_create = um_sim_absent_memfd,	/* 3.17 */
	.shm_open = no_shm_open, .shm_unlink = no_shm_unlink,
	.open = open_file, .ftruncate = ftruncate, .ioctl = um_sim_no_ioctl,
	.mseal = um_sim_absent_mseal, .prctl = um_sim_absent_prctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_linux_2_2 = {
	"linux-2.2", &numbers, &um_family_linux, &sys
};
