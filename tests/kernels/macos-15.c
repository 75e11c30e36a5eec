/* macOS 15.4 on x86-64, a program linked with a current SDK.
 *
 * xnu-11417.101.15 bsd/kern/kern_mman.c, bsd/kern/posix_shm.c,
 * bsd/sys/mman.h, libsyscall/wrappers/unix03/mmap.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

/* bsd/sys/mman.h */
static const struct um_numbers numbers = {
	UM_SIM_BSD_NUMBERS,
	.map_noreplace = 0, .map_noreserve = 0x40, .map_jit = 0x800,
	.map_low4g = 0x8000,
	.ms_sync = 0x10, .ms_invalidate = 2, .adv_free = 5,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS, .adv_zero = 11,
	.inherit_zero = UM_LACKS,
	.shm_name_max = 30		/* PSHMNAMLEN without its slash */
};

enum {
	SHARED = 1, PRIVATE = 2, FIXED = 0x10, JIT = 0x800, ANON = 0x1000,
	CODESIGN = 0x2000, MEDIA = 0x4000, LOW32 = 0x8000, ROSETTA = 0x20000,
	TPRO = 0x80000
};

/* The page zero of a 64-bit program is 4 GiB. */
static uintptr_t
lowest(void)
{
	return sizeof(void *) > 4 ? (uintptr_t)0xffffffffu + 1
	    : (uintptr_t)um_sim_page();
}

/* pshm_mmap: why not, or 0 */
static int
object_refuses(size_t len, int prot, int flags, int fd, off_t offset)
{
	struct stat st;

	if ((flags & SHARED) == 0)
		return EINVAL;
	if ((prot & 2) != 0 && !um_sim_fd_writes(fd))
		return EPERM;		/* not EACCES */
	/* before ftruncate, or beyond the size */
	if (fstat(fd, &st) != 0 || st.st_size == 0 || offset < 0
	    || (uint64_t)offset > (uint64_t)st.st_size
	    || len > (uint64_t)(st.st_size - offset))
		return EINVAL;
	/* the most is VM_PROT_DEFAULT, read and write */
	return (prot & 4) != 0 ? EACCES : 0;
}

/* mmap, in its order */
static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page();
	enum um_sim_fd kind;
	struct um_sim_source s;
	void *p;
	int err;

	/* vm_map_range_overflows */
	if (len > SIZE_MAX - at || (len != 0 && um_sim_round(len) == 0))
		return um_sim_refuse(EINVAL);
	prot &= 7;		/* unknown bits are masked */
	if ((prot & 6) != 0)
		prot |= 1;
	/* unknown flags: EINVAL since the SDK of autumn 2020 */
	if ((flags & ~(3 | FIXED | 0x20 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400
	    | JIT | ANON | CODESIGN | MEDIA | LOW32 | ROSETTA | 0x40000
	    | TPRO)) != 0)
		return um_sim_refuse(EINVAL);
	/* file_pos + size + mask, unsigned */
	if ((uint64_t)offset > UINT64_MAX - len
	    || (uint64_t)offset + len > UINT64_MAX - (page - 1))
		return um_sim_refuse(EINVAL);
	/* UNIX03: unaligned offset, no type, length 0; both types pass */
	if ((offset & (off_t)(page - 1)) != 0
	    || (flags & (SHARED | PRIVATE)) == 0 || len == 0)
		return um_sim_refuse(EINVAL);
	len = um_sim_round(len);
	if ((flags & JIT) != 0 && ((flags & (FIXED | SHARED | CODESIGN | MEDIA
	    | TPRO)) != 0 || (flags & ANON) == 0))
		return um_sim_refuse(EINVAL);
	if ((flags & (CODESIGN | MEDIA)) != 0 && (flags & (ANON | TPRO)) != 0)
		return um_sim_refuse(EINVAL);
	if ((flags & TPRO) != 0 && ((prot & 4) != 0 || (prot & 2) == 0))
		return um_sim_refuse(EPERM);
	if ((flags & FIXED) != 0 && (at & (page - 1)) != 0)
		return um_sim_refuse(EINVAL);

	um_sim_anon(&s, len, prot, (flags & SHARED) != 0);
	if ((flags & ANON) != 0) {
		/* the descriptor is a word of VM flags: tag, superpage,
		 * purgeable, 4 GiB chunk; the offset is ignored */
		if (fd != -1 && ((unsigned)fd & ~(0xff000000u | 0x70000u | 2u
		    | 4u)) != 0)
			return um_sim_refuse(EINVAL);
	} else {
		kind = um_sim_fd(fd);
		if (kind == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		if (kind == UM_SIM_FD_SHM) {
			err = object_refuses(len, prot, flags, fd, offset);
			if (err != 0)
				return um_sim_refuse(err);
		} else if (kind == UM_SIM_FD_ZERO || kind == UM_SIM_FD_DEVICE)
			return um_sim_refuse(ENODEV);	/* all of them */
		else if (kind != UM_SIM_FD_REGULAR)
			return um_sim_refuse(EINVAL);
		else if (((prot & 1) != 0 && !um_sim_fd_reads(fd))
		    || ((flags & SHARED) != 0 && (prot & 2) != 0
		    && !um_sim_fd_writes(fd)))
			return um_sim_refuse(EACCES);
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = um_sim_fd_readable(fd);
		s.offset = offset;
	}

	/* KERN_NO_SPACE and KERN_INVALID_ADDRESS are ENOMEM.  No place of a
	 * normal program ends below 0xfffff000. */
	if ((flags & LOW32) != 0 && sizeof(void *) > 4)
		p = um_sim_refuse(ENOMEM);
	else if ((flags & FIXED) != 0)
		p = at < lowest() || !um_sim_in_range(at, len)
		    ? um_sim_refuse(ENOMEM) : um_sim_over(&s, at);
	else if (at != 0) {
		/* a hint is a lower bound; nothing above it: from the bottom */
		at = um_sim_round(at);
		p = um_sim_first_fit(&s, at < lowest() ? lowest() : at, 0);
		if (p == MAP_FAILED && errno == ENOMEM)
			p = um_sim_first_fit(&s, lowest(), 0);
	} else
		p = um_sim_anywhere(&s, 0);
	err = errno;
	if (s.fd >= 0)
		um_sim_fd_done(s.fd, fd);
	if (p == MAP_FAILED)
		return um_sim_refuse(err == EEXIST || (err == EPERM
		    && s.fd < 0) ? ENOMEM : err == EOVERFLOW ? EINVAL : err);
	errno = err;
	return p;
}

/* mprotect: unaligned EINVAL; a hole ENOMEM, found before anything changes;
 * W and X bring R; shm objects are never executable */
static int
object_in(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return a->kind == UM_SIM_SHM;
}

static int
protect(void *addr, size_t len, int prot)
{
	uintptr_t at = (uintptr_t)addr;
	int holes, object;

	if ((at & (um_sim_page() - 1)) != 0)
		return um_sim_fail(EINVAL);
	if (!um_sim_widen(&at, &len))
		return um_sim_fail(ENOMEM);
	if (len == 0)
		return 0;
	prot &= 7;
	if ((prot & 6) != 0)
		prot |= 1;
	if (!um_sim_whole(at, len))
		return um_sim_fail(ENOMEM);
	object = um_sim_each(at, len, 0, object_in, 0, &holes);
	if (object && (prot & 4) != 0)
		return um_sim_fail(EACCES);
	return um_sim_protect_areas(at, len, prot);
}

/* msync: SYNC with ASYNC, unaligned, length 0 EINVAL; unknown flags are
 * ignored; a hole ENOMEM; no EBUSY */
static int
sync_pages(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;

	if ((at & (um_sim_page() - 1)) != 0 || (flags & 0x11) == 0x11
	    || len == 0 || !um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync(addr, len, flags & 1 ? MS_ASYNC : MS_SYNC);
}

/* vm_map_zero_entry_preflight, vm_object_zero_preflight: EPERM for what is not
 * writable, is executable or a file's; ENOTSUP for what is copied on write,
 * which private memory may be */
static int
not_zeroed(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	if ((a->prot & (PROT_WRITE | PROT_EXEC)) != PROT_WRITE
	    || a->kind == UM_SIM_FILE)
		return EPERM;
	return a->kind == UM_SIM_SHARED_ANON || a->kind == UM_SIM_SHM ? 0
	    : ENOTSUP;
}

/* vm_map_zero: resident pages are zeroed where they are, others dropped;
 * everybody who has them sees it */
static int
zero_pages(uintptr_t at, size_t len)
{
	int holes;
	const int err = um_sim_each(at, len, 0, not_zeroed, 0, &holes);

	if (err != 0)
		return um_sim_fail(err);
	memset((void *)at, 0, len);
	return 0;
}

/* madvise: a hole is EINVAL, unaligned is fine */
static int
advise(void *addr, size_t len, int advice)
{
	uintptr_t at = (uintptr_t)addr;

	if (advice == 10)		/* PAGEOUT */
		return um_sim_fail(ENOTSUP);
	if (advice < 0 || advice > 11 || !um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (len != 0 && !um_sim_whole(at, len))
		return um_sim_fail(EINVAL);
	if (advice == 11 && len != 0)	/* ZERO */
		return zero_pages(at, len);
	return 0;		/* DONTNEED and FREE keep the data */
}

/* minherit: no ZERO; VM_INHERIT_DONATE_COPY 3 is refused; passes over holes */
static int
inherit(void *addr, size_t len, int how)
{
	return um_sim_bsd_inherit(addr, len, how, UM_LACKS);
}

/* mlock: KERN_RESOURCE_SHORTAGE is EAGAIN, all else ENOMEM but for
 * KERN_PROTECTION_FAILURE, EACCES: that it has no access is not simulated */
static int
lock(const void *addr, size_t len)
{
	return len == 0 ? 0 : um_sim_uvm_lock(addr, len);
}

/* posix_shm.c: names up to PSHMNAMLEN 31 */
static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	if (*name == 0)
		return um_sim_fail(EINVAL);
	if (strlen(name) > 31)
		return um_sim_fail(ENAMETOOLONG);
	return um_sim_shm_open("macos", name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	if (*name == 0)
		return um_sim_fail(EINVAL);
	return strlen(name) > 31 ? um_sim_fail(ENAMETOOLONG)
	    : um_sim_shm_unlink("macos", name);
}

/* pshm_truncate: once; the size is rounded up */
static int
truncate_(int fd, off_t size)
{
	struct stat st;

	if (um_sim_fd(fd) != UM_SIM_FD_SHM)
		return ftruncate(fd, size);
	if (fstat(fd, &st) != 0)
		return -1;
	if (st.st_size != 0 || size <= 0)
		return um_sim_fail(EINVAL);
	return ftruncate(fd, (off_t)um_sim_round((size_t)size));
}

/* pshmops, fo_no_read, fo_no_write */
static ssize_t
read_(int fd, void *p, size_t n)
{
	return um_sim_fd(fd) == UM_SIM_FD_SHM ? um_sim_fail(ENXIO)
	    : read(fd, p, n);
}

static ssize_t
write_(int fd, const void *p, size_t n)
{
	return um_sim_fd(fd) == UM_SIM_FD_SHM ? um_sim_fail(ENXIO)
	    : write(fd, p, n);
}

static ssize_t
pwrite_(int fd, const void *p, size_t n, off_t at)
{
	return um_sim_fd(fd) == UM_SIM_FD_SHM ? um_sim_fail(ESPIPE)
	    : pwrite(fd, p, n, at);
}

static const struct um_sys sys = {
	.mmap = map, .mprotect = protect,
	.munmap = um_sim_raw_munmap,	/* Linux's rules */
	.msync = sync_pages, .madvise = advise, .mlock = lock,
	.munlock = um_sim_bsd_unlock,
	.mincore = um_sim_mincore_over_holes,
	.minherit = inherit,
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.alias = um_sim_alias,
	.open = um_sim_open_bare, .ftruncate = truncate_,
	.unlink = unlink, .close = close, .read = read_, .write = write_,
	.pwrite = pwrite_, .fstat = fstat,
	.close_on_exec = um_sim_close_on_exec,
	.descriptor_flags = um_sim_descriptor_flags,
	.file_limit = um_sim_file_limit, .memory_free = um_sim_memory_free,
	.view_align = um_sim_view_align, .ioctl = um_sim_no_ioctl,
	.mach_region = um_sim_mach_region,
	UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_macos_15 = {
	"macos-15", &numbers, &um_family_darwin, &sys
};
