/* NetBSD 7.0 and 10 on a 64-bit machine, PaX MPROTECT off.
 *
 * Measured on NetBSD 7.0 (amd64); for 10 NetBSD sys/uvm/uvm_mmap.c (2023),
 * sys/uvm/uvm_map.c, lib/librt/shm.c.
 * sys/uvm/uvm_mremap.c 1.17 (2011).
 * Not simulated: searching downwards from a taken hint.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

/* NetBSD sys/sys/mman.h 1.48; MAP_INHERIT_DONATE is 3 */
#define NUMBERS \
	UM_SIM_BSD_NUMBERS, \
	.map_noreplace = 0x400,			/* MAP_TRYFIXED */ \
	.map_noreserve = 0x40, .map_aligned_shift = 24, \
	.ms_sync = 4, .ms_invalidate = 2, .adv_free = 6, \
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS, .inherit_zero = 4, \
	.mremap_dup = 4,		/* MAP_REMAPDUP, of a newer header */ \
	.shm_name_max = 247		/* a file's, less ".shmobj_" */

static const struct um_numbers numbers_7 = { NUMBERS };
/* PROT_MPROTECT(p) is p << 3 (mman.h 1.62) */
static const struct um_numbers numbers_10 = { NUMBERS, .prot_max_shift = 3 };

enum {
	SHARED = 1, PRIVATE = 2, REMAPDUP = 4, FIXED = 0x10, TRYFIXED = 0x400,
	WIRED = 0x800, ANON = 0x1000
};

/* sys_mmap; measured unless said otherwise */
static void *
map(int release, void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page(), odd, size;
	int n = (int)((unsigned)flags >> 24), saved = errno, err;
	enum um_sim_fd kind = UM_SIM_FD_OTHER;
	struct um_sim_source s;
	void *p;

	prot &= 7;			/* unknown bits are masked, ignored */
	if ((flags & (SHARED | PRIVATE)) == (SHARED | PRIVATE))
		return um_sim_refuse(EINVAL);
	/* an unaligned offset, also of anonymous memory */
	odd = (size_t)offset & (page - 1);
	offset -= (off_t)odd;
	size = um_sim_round(len + odd);
	/* 10: files EINVAL, wrapping ENOMEM (uvm_mmap.c 2023) */
	if (release >= 10 && len != 0 && size < len)
		return um_sim_refuse(ENOMEM);
	if (release >= 10 && len == 0 && (flags & ANON) == 0)
		return um_sim_refuse(EINVAL);
	if ((flags & FIXED) != 0) {
		at -= odd;
		if ((at & (page - 1)) != 0)
			return um_sim_refuse(EINVAL);
		if (at > UINTPTR_MAX - size)
			return um_sim_refuse(EOVERFLOW);
		if (!um_sim_in_range(at, size))
			return um_sim_refuse(EFBIG);
		/* vm.user_va0_disable; the size of the page at 0 */
		if (at < page)
			return um_sim_refuse(EACCES);
	}
	if ((flags & ANON) == 0) {
		kind = um_sim_fd(fd);
		if (kind == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		if (kind == UM_SIM_FD_OTHER || kind == UM_SIM_FD_DIRECTORY)
			return um_sim_refuse(ENODEV);
		if (kind != UM_SIM_FD_ZERO) {
			if (offset < 0 || kind == UM_SIM_FD_DEVICE)
				return um_sim_refuse(EINVAL);
			/* a write-only descriptor maps without READ */
			if (((prot & 1) != 0 && !um_sim_fd_reads(fd))
			    || ((flags & SHARED) != 0 && (prot & 2) != 0
			    && !um_sim_fd_writes(fd)))
				return um_sim_refuse(EACCES);
		}
	} else if (fd != -1)
		return um_sim_refuse(EINVAL);
	if (n != 0) {
		if (n >= (int)sizeof(void *) * 8 || (size_t)1 << n < page)
			return um_sim_refuse(EINVAL);
		if ((uintptr_t)1 << n >= um_sim_end())
			return um_sim_refuse(ENOMEM);
		if ((flags & FIXED) != 0
		    && (at & (((uintptr_t)1 << n) - 1)) != 0)
			return um_sim_refuse(EINVAL);
	}
	/* nothing is mapped and the hint or the default's end is returned */
	if (size == 0)
		return (void *)(((flags & FIXED) != 0 ? at
		    : um_sim_trunc(um_sim_end() - page)) + odd);

	/* neither SHARED nor PRIVATE is private */
	um_sim_anon(&s, size, prot, (flags & SHARED) != 0);
	if ((flags & WIRED) != 0)
		s.flags |= MAP_LOCKED;
	if ((flags & ANON) == 0 && kind != UM_SIM_FD_ZERO) {
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = um_sim_fd_readable(fd);
		s.offset = offset;
	}
	if ((flags & FIXED) != 0)
		p = um_sim_over(&s, at);
	else if (n != 0)
		p = um_sim_aligned(&s, (size_t)1 << n);
	else if (at != 0 && at < um_sim_floor()) {
		/* a hint of 4096 was answered with 0: the lowest place.  Where
		 * Linux keeps it (vm.mmap_min_addr) this is not simulated */
		p = um_sim_exact(&s, 0);
		if (p == MAP_FAILED)
			p = um_sim_anywhere(&s, 0);
	} else
		/* a free hint binds, TRYFIXED says no more */
		p = um_sim_anywhere(&s, um_sim_round(at));
	err = errno;
	if (s.fd >= 0)
		um_sim_fd_done(s.fd, fd);
	/* a text in /proc is EOPNOTSUPP (measured), another number than
	 * ENOTSUP; that is not simulated */
	if (p == MAP_FAILED)
		return um_sim_refuse(err == EPERM && s.fd < 0 ? EACCES
		    : err == EAGAIN ? ENOMEM : err);
	errno = saved;
	return (char *)p + odd;
}

static void *
map_7(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return map(7, addr, len, prot, flags, fd, offset);
}

static void *
map_10(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return map(10, addr, len, prot, flags, fd, offset);
}

/* truncated; length 0 and holes are fine; EINVAL beyond the user's range */
static int
unmap(void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len) || !um_sim_in_range(at, len))
		return um_sim_fail(EINVAL);
	return len == 0 ? 0 : um_sim_raw_munmap((void *)at, len);
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;
	struct um_sim_area a;

	if ((flags & ~7) != 0 || (flags & 7) == 0 || (flags & 5) == 5
	    || !um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	/* length 0 is the whole entry, EINVAL where there is none */
	if (len == 0) {
		if (!um_sim_at(at, &a))
			return um_sim_fail(EINVAL);
		at = a.start;
		len = a.end - a.start;
	}
	if (!um_sim_whole(at, len))
		return um_sim_fail(EFAULT);
	/* uvm_map_clean looks at the first entry again and again (measured) */
	if ((flags & 2) != 0 && um_sim_any_locked(at, um_sim_page()))
		return um_sim_fail(EBUSY);
	return um_sim_raw_msync((void *)at, len, flags & 1 ? MS_ASYNC
	    : MS_SYNC);
}

static int
free_area(const struct um_sim_area *a, void *closure)
{
	int saved = errno;

	/* measured: anonymous memory is zero, shared too; private changes of
	 * a file are gone, a shared file keeps its data */
	if (!a->shared) {
		if (!*(const int *)closure)
			(void)um_sim_raw_madvise((void *)a->start,
			    a->end - a->start, MADV_DONTNEED);
	} else if (a->kind == UM_SIM_SHARED_ANON)
		(void)um_sim_raw_madvise((void *)a->start, a->end - a->start,
		    MADV_REMOVE);
	errno = saved;
	return 0;
}

static int
advise(void *addr, size_t len, int advice)
{
	uintptr_t at = (uintptr_t)addr;
	int holes, kept;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	switch (advice) {
	case 0: case 1: case 2: case 3:
		return 0;		/* holes are fine */
	case 4: case 6:
		if (len == 0)
			return 0;
		if (!um_sim_whole(at, len))
			return um_sim_fail(EFAULT);
		if (advice == 4)
			return 0;	/* keeps the data */
		if (um_sim_any_locked(at, len))
			return um_sim_fail(EBUSY);	/* sys/uvm */
		kept = um_sim_child_lives();
		(void)um_sim_each(at, len, 0, free_area, &kept, &holes);
		return 0;
	default:			/* SPACEAVAIL 5 too */
		return um_sim_fail(EINVAL);
	}
}

/* DONATE 3 and unknown values EINVAL; uvm_map_inherit passes over holes */
static int
inherit(void *addr, size_t len, int how)
{
	return um_sim_bsd_inherit(addr, len, how, 4);
}

/* uvm_map_pageable, measured: a hole at the start is ENOMEM, behind it and
 * memory without access EINVAL; the limit EAGAIN (sys_mlock) */
static int
cannot_lock(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return a->prot == 0;
}

static int
lock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;
	struct um_sim_area a;
	int holes = 0;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (len > um_sim_lock_room())	/* root's too (measured) */
		return um_sim_fail(EAGAIN);
	if (len != 0 && !um_sim_at(at, &a))
		return um_sim_fail(ENOMEM);
	if (len != 0 && (um_sim_each(at, len, 0, cannot_lock, 0, &holes) != 0
	    || holes))
		return um_sim_fail(EINVAL);
	return um_sim_raw_mlock((void *)at, len) != 0 ? um_sim_fail(EAGAIN)
	    : 0;
}

/* sys_mprotect: beyond the user's range EINVAL (measured on 7) */
static int
protect(void *addr, size_t len, int prot)
{
	uintptr_t at = (uintptr_t)addr;
	size_t size = len;

	if (!um_sim_widen(&at, &size) || !um_sim_bsd_valid(at, size))
		return um_sim_fail(EINVAL);
	return um_sim_bsd_protect(addr, len, prot);
}

/* sys_mincore: Linux's rules, but that nothing is EINVAL */
static int
in_core(void *addr, size_t len, unsigned char *vec)
{
	return len == 0 ? um_sim_fail(EINVAL)
	    : um_sim_raw_mincore(addr, len, vec);
}

/* measured: what is not locked is EINVAL, and nothing is unlocked */
static int
is_unlocked(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return !a->locked;
}

static int
unlock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;
	struct um_sim_area a;
	int holes = 0;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (len != 0 && !um_sim_at(at, &a))
		return um_sim_fail(ENOMEM);
	if (len != 0 && (um_sim_each(at, len, 1, is_unlocked, 0, &holes) != 0
	    || holes))
		return um_sim_fail(EINVAL);
	return um_sim_raw_munlock((void *)at, len);
}

/* lib/librt/shm.c: one leading slash and no other; files in /var/shm */
static int
bad_name(const char *name)
{
	return *name != '/' || name[1] == 0 || strchr(name + 1, '/') != 0
	    ? EINVAL : strlen(name) > 248 ? ENAMETOOLONG : 0;
}

static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	return bad_name(name) ? um_sim_fail(bad_name(name))
	    : um_sim_shm_open("netbsd", name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	return bad_name(name) ? um_sim_fail(bad_name(name))
	    : um_sim_shm_unlink("netbsd", name);
}

/* ---- mremap: uvm_mremap.c 1.17 ----------------------------------------- */

/* uvm_mapent_extend: what is added is like the last entry */
static void *
extend(uintptr_t from, size_t old_len, size_t new_len)
{
	struct um_sim_area last;
	size_t part;

	/* uvm_mapent_extend: no other is looked at */
	if (!um_sim_at(from + old_len - 1, &last))
		return um_sim_refuse(EINVAL);
	if (last.start < from)
		last.start = from;
	part = from + old_len - last.start;
	return um_sim_raw_mremap((void *)last.start, part,
	    part + new_len - old_len, 0, 0) == MAP_FAILED ? MAP_FAILED
	    : (void *)from;
}

struct move {
	uintptr_t from, to;
	size_t old_len, new_len;
};

/* uvm_map_extract: the pages go, the locks do not */
static int
move_area(const struct um_sim_area *a, void *closure)
{
	const struct move *m = closure;
	size_t len = a->end - a->start, grown = len;

	if (a->end == m->from + m->old_len)
		grown += m->new_len - m->old_len;
	return um_sim_raw_mremap((void *)a->start, len, grown,
	    3 /* MREMAP_MAYMOVE, MREMAP_FIXED */,
	    (void *)(m->to + (a->start - m->from))) == MAP_FAILED ? errno : 0;
}

static void *
move(uintptr_t from, size_t old_len, size_t new_len, uintptr_t to, int n)
{
	struct um_sim_source hold;
	struct um_sim_area first;
	struct move m;
	void *p;
	int holes, err;

	/* uvm_map_extract: a hole behind the first page moves too (measured
	 * on 7.0) */
	if (!um_sim_at(from, &first))
		return um_sim_refuse(EINVAL);
	um_sim_anon(&hold, new_len, PROT_NONE, 0);
	p = to != 0 ? um_sim_exact(&hold, to)
	    : n != 0 ? um_sim_aligned(&hold, (size_t)1 << n)
	    : um_sim_anywhere(&hold, 0);
	if (p == MAP_FAILED)
		return um_sim_refuse(ENOMEM);
	m.from = from;
	m.to = (uintptr_t)p;
	m.old_len = old_len;
	m.new_len = new_len;
	err = um_sim_each(from, old_len, 0, move_area, &m, &holes);
	if (err != 0)
		return um_sim_refuse(err);
	(void)um_sim_raw_munlock(p, new_len);
	return p;
}

/* sys_mremap: old, its length, new, its length, flags; measured: unknown
 * flags, a length of 0 and an odd address are EINVAL, FIXED does not replace
 * (ENOMEM), MAP_ALIGNED is known */
static void *
remap(void *old, size_t old_len, void *new, size_t new_len, int flags)
{
	uintptr_t from = (uintptr_t)old, to = (uintptr_t)new;
	size_t page = um_sim_page(), align = 0;
	int n = (int)((unsigned)flags >> 24), fixed = (flags & FIXED) != 0;
	int saved = errno;
	void *p;

	if ((flags & 0xffffff & ~FIXED) != 0)
		return um_sim_refuse(EINVAL);
	old_len = um_sim_round(old_len);
	new_len = um_sim_round(new_len);
	if (!fixed)
		to = 0;
	if (((from | to) & (page - 1)) != 0 || from + old_len <= from
	    || to + new_len <= to)
		return um_sim_refuse(EINVAL);
	if (n != 0) {
		if (n >= (int)sizeof(void *) * 8 || (size_t)1 << n < page)
			return um_sim_refuse(EINVAL);
		align = (size_t)1 << n;
		if (align >= um_sim_end())
			return um_sim_refuse(ENOMEM);
		if (fixed && (to & (align - 1)) != 0)
			return um_sim_refuse(EINVAL);
		if (fixed)
			align = 0;
	}
	/* in place */
	if ((!fixed || to == from)
	    && (align == 0 || (from & (align - 1)) == 0)) {
		if (new_len < old_len && um_sim_raw_munmap(
		    (void *)(from + new_len), old_len - new_len) != 0)
			return MAP_FAILED;
		if (new_len <= old_len)
			return old;
		p = extend(from, old_len, new_len);
		if (p != MAP_FAILED || errno != ENOMEM || fixed)
			return p;
		errno = saved;
	}
	return move(from, old_len, new_len, to, align != 0 ? n : 0);
}

/* MAP_REMAPDUP, of newer releases: a second view of shared memory; the place
 * has to be free, as for every MAP_FIXED of this call. */
static void *
remap_10(void *old, size_t old_len, void *new, size_t new_len, int flags)
{
	struct um_sim_source hold;

	if ((flags & REMAPDUP) == 0)
		return remap(old, old_len, new, new_len, flags);
	if (flags != (FIXED | REMAPDUP) || old_len != new_len || new_len == 0)
		return um_sim_refuse(EINVAL);
	um_sim_anon(&hold, new_len, PROT_NONE, 0);
	if (um_sim_exact(&hold, (uintptr_t)new) == MAP_FAILED)
		return um_sim_refuse(ENOMEM);
	if (um_sim_alias((uintptr_t)old, new_len, (uintptr_t)new) != 0) {
		(void)um_sim_raw_munmap(new, new_len);
		return um_sim_refuse(ENOMEM);
	}
	return new;
}

/* sys_mlockall, uvm_map_pageable_all */
static int
lock_all(int how)
{
	return um_sim_bsd_lock_all(how, ENOMEM);
}

/* copyin passes on what uvn_get says of a page beyond the end of a file
 * (measured) */
static ssize_t
write_(int fd, const void *p, size_t n)
{
	struct um_sim_area a;
	ssize_t done = write(fd, p, n);

	if (done < 0 && errno == EFAULT && um_sim_at((uintptr_t)p, &a)
	    && a.kind == UM_SIM_FILE && a.prot != 0)
		errno = EINVAL;
	return done;
}

#define ROWS \
	.munmap = unmap, .mprotect = protect, \
	.msync = sync_pages, .madvise = advise, .mlock = lock, \
	.munlock = unlock, .minherit = inherit, \
	.mlockall = lock_all, .munlockall = munlockall, \
	.posix_madvise = advise,	/* lib/libc/sys/posix_madvise.c */ \
	.mincore = in_core, \
	.shm_open = shm_open_, .shm_unlink = shm_unlink_, \
	.ftruncate = ftruncate, \
	.ioctl = um_sim_no_ioctl, \
	.write = write_, UM_SIM_ROWS_FILES_BUT_WRITE, UM_SIM_ROWS_PAGES

/* 7 with procfs mounted */
static int
open_7_procfs(const char *path, int flags, mode_t mode)
{
	if (strcmp(path, "/proc/curproc/map") == 0)
		return um_sim_map_text(um_sim_netbsd_line);
	return strcmp(path, "/proc/curproc/maps") == 0 ? um_sim_copied_map()
	    : um_sim_open_bare(path, flags, mode);
}

/* 10 has procfs mounted, where maps is a text of Linux's words */
static int
open_10(const char *path, int flags, mode_t mode)
{
	return strcmp(path, "/proc/curproc/maps") == 0 ? um_sim_copied_map()
	    : um_sim_open_bare(path, flags, mode);
}

/* memfd_create came after 10 */
static const struct um_sys sys_7 = {
	.sysctl = um_sim_absent_sysctl,
	.mmap = map_7, .mremap_netbsd = remap, .open = um_sim_open_bare, ROWS
};
static const struct um_sys sys_7_procfs = {
	.sysctl = um_sim_absent_sysctl,
	.mmap = map_7, .mremap_netbsd = remap, .open = open_7_procfs, ROWS
};
static const struct um_sys sys_10 = {
	.mmap = map_10, .mremap_netbsd = remap_10, .open = open_10,
	.sysctl = um_sim_netbsd_sysctl, ROWS
};

const struct um_sim_kernel um_sim_netbsd_7 = {
	"netbsd-7", &numbers_7, &um_family_netbsd, &sys_7
};
const struct um_sim_kernel um_sim_netbsd_7_procfs = {
	"netbsd-7-procfs", &numbers_7, &um_family_netbsd, &sys_7_procfs
};
const struct um_sim_kernel um_sim_netbsd_10 = {
	"netbsd-10", &numbers_10, &um_family_netbsd, &sys_10
};
