/* OpenBSD 7 on a 64-bit machine, a program without wxneeded.
 *
 * OpenBSD sys/uvm/uvm_mmap.c 1.161 and 1.203, sys/uvm/uvm_map.c,
 * sys/sys/mman.h 1.35, lib/libc/gen/shm_open.c 1.7.
 * Not simulated: RLIMIT_DATA, SIGABRT of kern.wxabort, pledge, EPERM of
 * minherit over immutable memory, files and maps that are cached apart.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

/* sys/sys/mman.h 1.35 */
static const struct um_numbers numbers = {
	UM_SIM_BSD_NUMBERS,
	.map_noreplace = 0x10 | 0x800,	/* MAP_FIXED | __MAP_NOREPLACE */
	.map_stack = 0x4000, .map_conceal = 0x8000,
	.map_noreserve = 0,		/* the name is there and is 0 */
	.ms_sync = 2, .ms_invalidate = 4, .adv_free = 6,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS, .inherit_zero = 3
};

enum {
	SHARED = 1, PRIVATE = 2, FIXED = 0x10, NOREPLACE = 0x800,
	ANON = 0x1000, NOFAULT = 0x2000, STACK = 0x4000, CONCEAL = 0x8000
};

/* sys_mmap, in its order */
static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page(), odd;
	enum um_sim_fd kind;
	struct um_sim_source s;
	void *p;
	int err;

	if ((prot & ~7) != 0)
		return um_sim_refuse(EINVAL);
	/* uvm_wxcheck */
	if ((prot & 6) == 6)
		return um_sim_refuse(ENOTSUP);
	/* MAP_FLAGMASK */
	if ((flags & ~0xfff7) != 0)
		return um_sim_refuse(EINVAL);
	if ((flags & (SHARED | PRIVATE)) == (SHARED | PRIVATE))
		return um_sim_refuse(EINVAL);
	if ((flags & (FIXED | NOREPLACE)) == NOREPLACE)
		return um_sim_refuse(EINVAL);
	if ((flags & STACK) != 0) {
		if ((flags & (ANON | PRIVATE)) != (ANON | PRIVATE)
		    || (flags & ~(STACK | FIXED | ANON | PRIVATE)) != 0
		    || offset != 0 || (prot & 3) != 3)
			return um_sim_refuse(EINVAL);
	}
	if (len == 0)
		return um_sim_refuse(EINVAL);
	/* ALIGN_ADDR of the offset, also of an anonymous map: the answer
	 * points into the first page; wrapping is EINVAL */
	odd = (size_t)offset & (page - 1);
	offset -= (off_t)odd;
	if (len > SIZE_MAX - odd || (len = um_sim_round(len + odd)) == 0)
		return um_sim_refuse(EINVAL);
	if ((flags & FIXED) != 0) {
		at -= odd;
		if ((at & (page - 1)) != 0 || !um_sim_bsd_valid(at, len))
			return um_sim_refuse(EINVAL);
	}

	if ((flags & ANON) == 0) {
		kind = um_sim_fd(fd);
		if (kind == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		if (kind == UM_SIM_FD_OTHER || kind == UM_SIM_FD_DIRECTORY)
			return um_sim_refuse(ENODEV);
		if (kind == UM_SIM_FD_ZERO)
			flags |= ANON;	/* "SunOS style /dev/zero" */
		else {
			if (offset < 0)
				return um_sim_refuse(EINVAL);
			if ((prot & 1) != 0 && !um_sim_fd_reads(fd))
				return um_sim_refuse(EACCES);
			if ((flags & SHARED) != 0 && (prot & 2) != 0
			    && !um_sim_fd_writes(fd))
				return um_sim_refuse(EACCES);
			if (kind == UM_SIM_FD_DEVICE)
				return um_sim_refuse(EINVAL); /* udv_attach */
		}
	} else if (fd != -1)
		return um_sim_refuse(EINVAL);
	if ((flags & ANON) != 0 && (flags & NOFAULT) != 0)
		return um_sim_refuse(EINVAL);

	/* neither SHARED nor PRIVATE is private */
	um_sim_anon(&s, len, prot, (flags & SHARED) != 0);
	if ((flags & ANON) == 0) {
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = um_sim_fd_readable(fd);
		s.offset = offset;
	}
	if ((flags & FIXED) != 0)
		p = (flags & NOREPLACE) != 0 ? um_sim_exact(&s, at)
		    : um_sim_over(&s, at);
	else
		/* round_page of the hint; bound exactly if free, else at a
		 * random place */
		p = um_sim_anywhere(&s, um_sim_round(at));
	err = errno;
	if (s.fd >= 0)
		um_sim_fd_done(s.fd, fd);
	if (p == MAP_FAILED)
		/* a conflict under __MAP_NOREPLACE is ENOMEM */
		/* EPERM: below Linux's lowest address, or over memory that
		 * is immutable, which is EPERM here too */
		return um_sim_refuse(err == EEXIST || (err == EPERM
		    && ((flags & FIXED) == 0 || at < um_sim_floor())) ? ENOMEM
		    : err == EOVERFLOW ? EINVAL : err);
	errno = err;
	if ((flags & CONCEAL) != 0)
		(void)um_sim_advise_areas((uintptr_t)p, len, MADV_DONTDUMP);
	return (char *)p + odd;
}

/* sys_munmap: truncated; length 0 is success within the user's range; a hole
 * is EINVAL and nothing is unmapped */
static int
unmap(void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len) || !um_sim_bsd_valid(at, len))
		return um_sim_fail(EINVAL);
	if (len == 0)
		return 0;
	if (!um_sim_whole(at, len))
		return um_sim_fail(EINVAL);
	return um_sim_raw_munmap((void *)at, len);
}

/* sys_mprotect: W^X, truncated, success over holes */
static int
protect(void *addr, size_t len, int prot)
{
	if ((prot & ~7) != 0)
		return um_sim_fail(EINVAL);
	if ((prot & 6) == 6)
		return um_sim_fail(ENOTSUP);
	return um_sim_bsd_protect(addr, len, prot);
}

/* sys_msync: one of ASYNC, SYNC, INVALIDATE at least */
static int
sync_pages(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;

	if ((flags & ~7) != 0 || flags == 0 || (flags & 3) == 3)
		return um_sim_fail(EINVAL);
	/* uvm_map_clean: outside the user's range EINVAL, a hole EFAULT,
	 * length 0 does nothing, wired pages are skipped (no EBUSY) */
	if (!um_sim_widen(&at, &len) || !um_sim_bsd_valid(at, len))
		return um_sim_fail(EINVAL);
	if (len == 0)
		return 0;
	if (!um_sim_whole(at, len))
		return um_sim_fail(EFAULT);
	return um_sim_raw_msync((void *)at, len, MS_SYNC);
}

static int
free_area(const struct um_sim_area *a, void *closure)
{
	int saved = errno;

	(void)closure;
	/* a shared amap is only deactivated, wired pages are skipped */
	if (!a->shared && !a->locked)
		(void)um_sim_raw_madvise((void *)a->start, a->end - a->start,
		    MADV_DONTNEED);
	errno = saved;
	return 0;
}

/* sys_madvise: truncated */
static int
advise(void *addr, size_t len, int advice)
{
	uintptr_t at = (uintptr_t)addr;
	int holes;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	switch (advice) {
	case 0: case 1: case 2: case 3:	/* success over holes */
		return 0;
	case 4: case 6:
		if (len == 0)
			return 0;
		if (!um_sim_bsd_valid(at, len))
			return um_sim_fail(EINVAL);
		if (!um_sim_whole(at, len))
			return um_sim_fail(EFAULT);
		/* DONTNEED keeps the data; FREE zeroes at once */
		if (advice == 6 && !um_sim_child_lives())
			(void)um_sim_each(at, len, 1, free_area, 0, &holes);
		return 0;
	default:			/* SPACEAVAIL 5 too */
		return um_sim_fail(EINVAL);
	}
}

/* sys_minherit */
static int
inherit(void *addr, size_t len, int how)
{
	return um_sim_bsd_inherit(addr, len, how, 3);
}

/* sys_mimmutable (7.3): truncated; uvm_map_immutable passes over holes.  Not
 * before Linux 6.10 */
static int
immutable_area(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return um_sim_raw_mseal((void *)a->start, a->end - a->start, 0) != 0
	    ? errno : 0;
}

static int
immutable(void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;
	int holes, err, saved = errno;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (um_sim_raw_mseal(0, 0, 0) != 0)
		return -1;
	errno = saved;
	err = um_sim_each(at, len, 0, immutable_area, 0, &holes);
	return err != 0 ? um_sim_fail(err) : 0;
}

/* lib/libc/gen/shm_open.c: a file in /tmp named by a hash, any name will do;
 * bad flags EINVAL, only the owner's mode bits */
static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	if ((oflag & ~(O_RDONLY | O_RDWR | O_CREAT | O_EXCL | O_TRUNC
	    | O_CLOEXEC | O_NOFOLLOW)) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_shm_open("openbsd", name, oflag, mode & 0600);
}

/* the same with a name that is not there yet */
static int
shm_mkstemp_(char *template)
{
	static unsigned turn;
	size_t len = strlen(template);
	unsigned n;
	int fd;

	do {
		n = (unsigned)getpid() * 1000 + turn++;
		for (char *c = template + len; c-- > template + len - 10;
		    n /= 26)
			*c = (char)('a' + n % 26);
		fd = shm_open_(template, O_RDWR | O_EXCL | O_CREAT, 0600);
	} while (fd < 0 && errno == EEXIST);
	return fd;
}

static int
shm_unlink_(const char *name)
{
	return um_sim_shm_unlink("openbsd", name);
}

/* kinfo_vmentry: kve_wired_count, kve_inheritance, and in kve_etype whether
 * there is an object and MAP_CONCEAL (sys/sysctl.h: KVE_ET_OBJ,
 * KVE_ET_CONCEAL).  Anonymous memory, shared too, has none; an object's name is
 * not told. */
static int
areas(uintptr_t from, um_visit *visit, void *closure)
{
	return um_sim_tell(from, visit, closure,
	    UM_SIM_TELLS_LOCKED | UM_SIM_TELLS_CONCEALED | UM_SIM_TELLS_INHERIT);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .madvise = advise,
	.mlock = um_sim_uvm_lock, .munlock = um_sim_bsd_unlock, .minherit = inherit,
	.mimmutable = immutable,
	.mincore = 0,			/* went away in 6.5 */
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.shm_mkstemp = shm_mkstemp_,
	.open = um_sim_open_bare, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl, .areas = areas,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_openbsd_7 = {
	"openbsd-7", &numbers, &um_family_openbsd, &sys
};
