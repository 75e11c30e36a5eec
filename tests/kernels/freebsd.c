/* FreeBSD 10.4, 12.3 and 15.0 on a 64-bit machine.
 *
 * 15 was measured (15.0-CURRENT of October 2024, amd64); where nothing was
 * measured, and for 10.4 and 12.3: sys/vm/vm_mmap.c, sys/vm/vm_map.c,
 * sys/kern/vfs_vnops.c, sys/kern/uipc_shm.c, sys/sys/mman.h of the release,
 * and sys/fs/devfs.  SHM_ANON is older: shm_open(2) of 9.2.
 * Not simulated: MAP_STACK's growing, the prot bit 8 of CheriBSD, PROT_MAX of
 * shared memory and of files, lowering it by mprotect (ENOTSUP).
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

#define NUMBERS \
	UM_SIM_BSD_NUMBERS, \
	.map_noreplace = 0x10 | 0x4000,		/* MAP_FIXED | MAP_EXCL */ \
	.map_low2g = sizeof(void *) > 4 ? 0x80000 : 0,	/* MAP_32BIT */ \
	.map_conceal = 0x20000,			/* MAP_NOCORE */ \
	.map_populate = 0x40000,		/* MAP_PREFAULT_READ */ \
	.map_aligned_shift = 24, \
	.ms_sync = 0, .ms_invalidate = 2, .adv_free = 5, \
	.adv_dontdump = 8, .adv_dodump = 9,	/* MADV_NOCORE, MADV_CORE */ \
	.shm_anon = 1				/* SHM_ANON is (char *)1 */

static const struct um_numbers numbers_10 = {
	NUMBERS, .inherit_zero = UM_LACKS,
	.map_noreserve = 0x40		/* the name went away in 11 */
};
static const struct um_numbers numbers_12 = {
	NUMBERS, .inherit_zero = 3, .map_guard = 0x2000	/* 11.1 */
};
static const struct um_numbers numbers_15 = {
	NUMBERS, .inherit_zero = 3, .map_guard = 0x2000,
	.prot_max_shift = 16, .memfd_cloexec = 1, .memfd_sealing = 2
};

enum {
	SHARED = 1, PRIVATE = 2, FIXED = 0x10, OLD_RENAME = 0x20,
	OLD_NORESERVE = 0x40, HASSEMAPHORE = 0x200, STACK = 0x400,
	NOSYNC = 0x800, ANON = 0x1000, GUARD = 0x2000, EXCL = 0x4000,
	NOCORE = 0x20000, PREFAULT_READ = 0x40000, LOW32 = 0x80000
};

/* The object's part of mmap: vn_mmap, devfs_mmap_f, shm_mmap. */
static int
open_source(struct um_sim_source *s, int prot, int flags, int fd, off_t offset)
{
	enum um_sim_fd kind = um_sim_fd(fd);
	int writes;

	if (kind == UM_SIM_FD_BAD)
		return EBADF;
	/* files need a type since binaries of 12 (P_OSREL_MAP_FSTRICT) */
	if ((flags & (SHARED | PRIVATE)) == 0)
		return EINVAL;
	if (kind == UM_SIM_FD_OTHER)
		return ENODEV;		/* measured: a pipe */
	if ((prot & 1) != 0 && !um_sim_fd_reads(fd))
		return EACCES;
	writes = um_sim_fd_writes(fd);
	if ((flags & SHARED) != 0 && (prot & 2) != 0 && !writes)
		return EACCES;
	if (kind == UM_SIM_FD_ZERO) {
		/* D_MMAP_ANON: the offset is ignored */
		s->flags |= MAP_ANONYMOUS;
		return 0;
	}
	if (kind == UM_SIM_FD_DEVICE) {
		/* vm_mmap_cdev: maxprot of a private map lacks WRITE, and
		 * devices have no private maps; measured with /dev/null,
		 * which cannot be mapped */
		if ((flags & SHARED) == 0 && (prot & 2) != 0)
			return EACCES;
		return EINVAL;
	}
	if (kind == UM_SIM_FD_DIRECTORY)
		return EINVAL;		/* measured */
	if (offset < 0 || s->len > (uint64_t)INT64_MAX - (uint64_t)offset)
		return EINVAL;		/* measured */
	/* a write-only descriptor can be mapped: measured.  A shared map of a
	 * sealed object too, without WRITE (measured) for good (shm_mmap);
	 * Linux before 6.7 refuses that of a descriptor that writes */
	s->fd = (flags & SHARED) != 0 && um_sim_fd_sealed(fd)
	    ? um_sim_fd_read_only(fd) : um_sim_fd_readable(fd);
	s->offset = offset;
	return 0;
}

/* kern_mmap, in its order */
static void *
map(int release, void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page(), odd, size;
	int max, align = (int)((unsigned)flags >> 24), err = 0;
	struct um_sim_source s;
	void *p;

	/* 10.4: unknown bits of prot are masked, of flags ignored, with both
	 * types SHARED wins, files need none (FreeBSD 10.4 vm_mmap.c) */
	if (release < 11) {
		prot &= 7;
		flags &= ~(GUARD | 0x8100 | 0x100000 | 0x800000);
		if ((flags & SHARED) != 0)
			flags &= ~PRIVATE;
		else if ((flags & ANON) == 0)
			flags |= PRIVATE;
	}
	/* unknown bits of prot; PROT_MAX (13) that is no superset */
	if ((prot & ~(release < 13 ? 7 : 7 | 7 << 16)) != 0)
		return um_sim_refuse(EINVAL);
	max = prot >> 16 & 7;
	prot &= 7;
	if (max != 0 && (prot & ~max) != 0)
		return um_sim_refuse(ENOTSUP);
	flags &= ~(OLD_RENAME | OLD_NORESERVE);
	if (len == 0 || ((flags & ANON) != 0 && (fd != -1 || offset != 0)))
		return um_sim_refuse(EINVAL);
	if ((flags & STACK) != 0) {
		if (fd != -1 || (prot & 3) != 3)
			return um_sim_refuse(EINVAL);
		flags |= ANON;
		offset = 0;
	}
	/* unknown flags */
	if ((flags & 0xffffff & ~(SHARED | PRIVATE | FIXED | HASSEMAPHORE
	    | STACK | NOSYNC | ANON | GUARD | EXCL | NOCORE | PREFAULT_READ
	    | LOW32)) != 0)
		return um_sim_refuse(EINVAL);
	if ((flags & (EXCL | FIXED)) == EXCL)
		return um_sim_refuse(EINVAL);
	if ((flags & (SHARED | PRIVATE)) == (SHARED | PRIVATE))
		return um_sim_refuse(EINVAL);
	if ((flags & GUARD) != 0 && (prot != 0 || fd != -1 || offset != 0
	    || (flags & 0xffffff & ~(FIXED | GUARD | EXCL | LOW32)) != 0))
		return um_sim_refuse(EINVAL);

	/* an unaligned offset: the map begins at its page and the answer
	 * points into it */
	odd = (size_t)offset & (page - 1);
	offset -= (off_t)odd;
	size = um_sim_round(len + odd);
	if (len > size && release >= 13)
		return um_sim_refuse(ENOMEM);
	/* its guard, security.bsd.stack_guard_page, would leave nothing:
	 * vm_map_stack_locked of 12 and later */
	if ((flags & STACK) != 0 && release >= 12 && size <= page)
		return um_sim_refuse(EINVAL);
	/* n = 1 is MAP_ALIGNED_SUPER */
	if (align != 0 && align != 1 && (align >= (int)sizeof(void *) * 8
	    || (size_t)1 << align < page))
		return um_sim_refuse(EINVAL);
	if ((flags & FIXED) != 0) {
		at -= odd;
		if ((at & (page - 1)) != 0 || !um_sim_bsd_valid(at, size)
		    || ((flags & LOW32) != 0 && at + size > 0x80000000u))
			return um_sim_refuse(EINVAL);
	} else if ((flags & LOW32) != 0 && (at > 0x80000000u
	    || size > 0x80000000u - at))
		at = 0;

	/* a length near SIZE_MAX wraps to 0 and an address is returned at
	 * which nothing is mapped (12.3 and before) */
	if (size == 0) {
		if (at == 0) {
			um_sim_anon(&s, page, 0, 0);
			p = um_sim_anywhere(&s, 0);
			if (p == MAP_FAILED)
				return p;
			(void)um_sim_raw_munmap(p, page);
			at = (uintptr_t)p;
		}
		return (void *)(at + odd);
	}

	/* neither SHARED nor PRIVATE is private */
	um_sim_anon(&s, size, prot, (flags & SHARED) != 0);
	if ((flags & GUARD) != 0)
		err = um_sim_guard(&s) != 0 ? errno : 0;
	else if ((flags & ANON) == 0) {
		s.flags &= ~MAP_ANONYMOUS;
		err = open_source(&s, prot, flags, fd, offset);
	} else if (max != 0 && max != 7 && !(flags & SHARED))
		err = um_sim_maxed(&s, max) != 0 ? errno : 0;
	if (err != 0)
		return um_sim_refuse(err);

	if ((flags & FIXED) != 0)
		/* EXCL: KERN_NO_SPACE is ENOMEM, the manual says EINVAL */
		p = (flags & EXCL) != 0 ? um_sim_exact(&s, at)
		    : um_sim_over(&s, at);
	else if ((flags & LOW32) != 0)
		p = um_sim_first_fit(&s, um_sim_round(at), 0x80000000u);
	else if (align > 1)
		p = um_sim_aligned(&s, (size_t)1 << align);
	else if (at != 0) {
		/* vm_map_find: the hint, rounded up, is a lower bound; ASLR
		 * (13) adds a gap of up to 0x1000 pages, so that even a free
		 * one need not bind */
		static unsigned turn;
		unsigned now = UM_LOAD(&turn) * 1103515245u + 12345u;

		UM_STORE(&turn, now);
		at = um_sim_round(at);
		p = um_sim_first_fit(&s, release < 13 ? at
		    : at + (now >> 16 & 0xfff) * page, 0);
		if (p == MAP_FAILED && errno == ENOMEM)
			p = um_sim_anywhere(&s, 0);
	} else
		p = um_sim_anywhere(&s, 0);

	err = errno;
	if (s.fd >= 0 && ((flags & GUARD) != 0 || (flags & ANON) != 0))
		um_sim_source_done(&s);
	else if (s.fd >= 0)
		um_sim_fd_done(s.fd, fd);
	errno = err;
	if (p == MAP_FAILED) {
		/* Linux's words; EPERM: a sealed object (measured EACCES),
		 * below vm.mmap_min_addr, a noexec mount */
		if (err == EEXIST || err == EOVERFLOW)
			err = ENOMEM;
		else if (err == EPERM)
			err = s.flags & MAP_ANONYMOUS ? ENOMEM : EACCES;
		return um_sim_refuse(err);
	}
	/* vm_map_inherit and NOCORE come with the entry */
	if ((flags & NOCORE) != 0)
		(void)um_sim_advise_areas((uintptr_t)p, size, MADV_DONTDUMP);
	return (char *)p + odd;
}

/* kern_munmap: addresses are truncated, length 0 EINVAL, holes are fine */
static int
unmap(void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (len == 0 || !um_sim_widen(&at, &len) || !um_sim_bsd_valid(at, len))
		return um_sim_fail(EINVAL);
	return um_sim_raw_munmap((void *)at, len);
}

/* kern_mprotect: truncated; success over holes; all areas are asked first */
static int
protect(int release, void *addr, size_t len, int prot)
{
	int max;

	if (release < 11)
		prot &= 7;		/* 10.4 masks */
	if ((prot & ~(7 | 7 << 16)) != 0)
		return um_sim_fail(EINVAL);
	max = prot >> 16 & 7;
	prot &= 7;
	if (max != 0 && ((prot & ~max) != 0 || max != 7))
		return um_sim_fail(ENOTSUP);
	return um_sim_bsd_protect(addr, len, prot);
}

/* kern_msync */
static int
sync_pages(int release, void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;
	struct um_sim_area a;

	/* MS_ASYNC with MS_INVALIDATE, unknown flags (12 accepts them);
	 * MS_PAGEOUT is 4 */
	if (!um_sim_widen(&at, &len) || (flags & 3) == 3
	    || ((flags & ~7) != 0 && release > 12))
		return um_sim_fail(EINVAL);
	/* vm_map_sync: length 0 is the whole entry around addr */
	if (len == 0) {
		if (!um_sim_at(at, &a))
			return um_sim_fail(ENOMEM);
		at = a.start;
		len = a.end - a.start;
	}
	if (!um_sim_whole(at, len))
		return um_sim_fail(ENOMEM);
	if ((flags & 2) != 0 && um_sim_any_locked(at, len))
		return um_sim_fail(EBUSY);
	/* MS_SYNC is 0 */
	return um_sim_raw_msync((void *)at, len, (flags & 1 ? MS_ASYNC
	    : MS_SYNC) | (flags & 2 ? MS_INVALIDATE : 0));
}

/* sys_minherit: INHERIT_ZERO came with 12 */
static int
inherit(void *addr, size_t len, int how)
{
	return um_sim_bsd_inherit(addr, len, how, 3);
}

static int
inherit_10(void *addr, size_t len, int how)
{
	return um_sim_bsd_inherit(addr, len, how, UM_LACKS);
}

/* kern_mincore: truncated; hole ENOMEM */
static int
in_core(void *addr, size_t len, unsigned char *vec)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(ENOMEM);
	return um_sim_raw_mincore((void *)at, len, vec);
}

/* sys_mlockall */
/* the limit binds root too (measured on 15) */
static int
lock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (um_sim_widen(&at, &len) && len > um_sim_lock_room())
		return um_sim_fail(ENOMEM);
	return um_sim_vm_lock((void *)at, len);
}

static int
lock_all(int how)
{
	return um_sim_bsd_lock_all(how, EAGAIN);
}

/* lib/libc/gen/pmadvise.c */
static int
posix_advise(void *addr, size_t len, int advice)
{
	return um_sim_errno_of(um_sim_vm_advise, addr, len, advice);
}

/* memfd_create(3): CLOEXEC 1, ALLOW_SEALING 2, HUGETLB 4 and its sizes */
static int
memfd(const char *name, unsigned flags)
{
	if (name == 0)
		return um_sim_fail(EBADF);
	if ((flags & ~(7u | 0x3fu << 26)) != 0
	    || strlen(name) > NAME_MAX - 6)
		return um_sim_fail(EINVAL);
	if ((flags & 4) != 0)
		return um_sim_fail(EOPNOTSUPP);	/* measured */
	return um_sim_shm_object(name, flags & 3);
}

/* uipc_shm.c, shm_fallocate: an object grows and takes no page.  Files are
 * objects here too. */
static int
allocate(int fd, off_t at, off_t size)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -1;
	return status.st_size >= at + size ? 0 : ftruncate(fd, at + size);
}

/* uipc_shm.c: objects of the kernel's own; a name begins with a slash */
static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	if ((uintptr_t)name == 1)
		/* SHM_ANON: O_RDWR is obligatory */
		return (oflag & O_ACCMODE) != O_RDWR ? um_sim_fail(EINVAL)
		    : um_sim_shm_object("anon", 1);
	/* uipc_shm.c of 10.4: kern_shm_open knows these */
	if (*name != '/' || (oflag & ~(O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC
	    | O_CLOEXEC)) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_shm_open("freebsd", name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	return *name != '/' ? um_sim_fail(EINVAL)
	    : um_sim_shm_unlink("freebsd", name);
}

/* getpagesizes(3), measured: 4 KiB, 2 MiB, 1 GiB */
static int
page_sizes(size_t *sizes, int max)
{
	const size_t all[] = { um_sim_page(), (size_t)2 << 20, (size_t)1 << 30 };
	int i;

	for (i = 0; i < 3 && i < max; i++)
		sizes[i] = all[i];
	return 3;
}

/* What asks for the release. */
#define RELEASE(n) \
static void * \
map_##n(void *addr, size_t len, int prot, int flags, int fd, off_t offset) \
{ \
	return map(n, addr, len, prot, flags, fd, offset); \
} \
static int \
protect_##n(void *addr, size_t len, int prot) \
{ \
	return protect(n, addr, len, prot); \
} \
static int \
sync_pages_##n(void *addr, size_t len, int flags) \
{ \
	return sync_pages(n, addr, len, flags); \
}

RELEASE(10)
RELEASE(12)
RELEASE(15)

#define ROWS(n) \
	.mmap = map_##n, .munmap = unmap, .mprotect = protect_##n, \
	.msync = sync_pages_##n, .madvise = um_sim_vm_advise, \
	.mlock = lock, .munlock = um_sim_bsd_unlock, \
	.mlockall = lock_all, .munlockall = munlockall, \
	.posix_madvise = posix_advise, \
	.mincore = in_core, \
	.shm_open = shm_open_, .shm_unlink = shm_unlink_, \
	.open = um_sim_open_bare, .ftruncate = ftruncate, \
	.allocate = allocate, \
	.is_sealed = um_sim_is_sealed, \
	.ioctl = um_sim_no_ioctl, .sysctl = um_sim_freebsd_sysctl, \
	.alone = um_sim_alone, \
	.page_sizes = page_sizes, \
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES

/* memfd_create came with 13 */
static const struct um_sys sys_10 = { ROWS(10), .minherit = inherit_10 };
static const struct um_sys sys_12 = { ROWS(12), .minherit = inherit };
static const struct um_sys sys_15 = {
	ROWS(15), .minherit = inherit, .memfd_create = memfd
};

const struct um_sim_kernel um_sim_freebsd_10 = {
	"freebsd-10", &numbers_10, &um_family_freebsd, &sys_10
};
const struct um_sim_kernel um_sim_freebsd_12 = {
	"freebsd-12.3", &numbers_12, &um_family_freebsd, &sys_12
};
const struct um_sim_kernel um_sim_freebsd_15 = {
	"freebsd-15", &numbers_15, &um_family_freebsd, &sys_15
};
