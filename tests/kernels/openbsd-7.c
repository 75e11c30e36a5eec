/* OpenBSD 7 on a 64-bit machine, a program without wxneeded.
 *
 * OpenBSD sys/uvm/uvm_mmap.c 1.161 and 1.203, sys/uvm/uvm_map.c,
 * sys/sys/mman.h 1.35, lib/libc/gen/shm_open.c 1.7.
 * Not simulated: SIGABRT of kern.wxabort, pledge, the immutable stack;
 * sigaltstack, which makes new pages of its memory and is no call of this table.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

#include <signal.h>
#include <sys/resource.h>

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

/* ---- immutable memory -------------------------------------------------- */

/* What mimmutable was called for, and the program's static memory.  Linux's
 * mseal is not for this: what is readable and writable may become read-only
 * still (uvm_map_protect, "Permit RW to R as a data-locking mechanism"). */
struct piece {
	uintptr_t start, end;
};
enum { STATIC = 3, MOST = 256 };
static struct piece frozen[STATIC + MOST];
static int pieces;		/* of them, with those of the program */

static void
freeze_area(const void *within)
{
	struct um_sim_area a;

	if (um_sim_at((uintptr_t)within, &a)) {
		frozen[pieces].start = a.start;
		frozen[pieces++].end = a.end;
	}
}

/* Text, constants and data (measured on 7.3, bss and rodata too). */
static void
freeze_program(void)
{
	static const char constant[] = "of the program";

	if (pieces != 0)
		return;
	freeze_area((const void *)(uintptr_t)freeze_program);
	freeze_area(constant);
	freeze_area(frozen);
}

static int
freeze(uintptr_t at, size_t len)
{
	freeze_program();
	if (pieces == STATIC + MOST)
		return -1;
	frozen[pieces].start = at;
	frozen[pieces++].end = at + len;
	return 0;
}

static int
is_frozen(uintptr_t at, size_t len)
{
	int i;

	freeze_program();
	for (i = 0; i < pieces; i++)
		if (frozen[i].start < at + len && at < frozen[i].end)
			return 1;
	return 0;
}

/* Anything but from readable and writable to readable? */
static int
may_not(const struct um_sim_area *a, void *prot)
{
	return is_frozen(a->start, a->end - a->start)
	    && !(a->prot == (PROT_READ | PROT_WRITE)
	    && *(const int *)prot == PROT_READ);
}

/* ---- stacks ------------------------------------------------------------ */

/* What was last mapped without MAP_STACK: a word each, of its first page and
 * how many, so that no thread sees half of one. */
enum { PLAIN = 64, UNIT = 4096, COUNTED = 24 };
static uintptr_t plain[PLAIN];
static unsigned plains;

static int
overlaps(uintptr_t word, uintptr_t at, size_t len)
{
	const uintptr_t start = (word >> COUNTED) * UNIT;
	const size_t size = (word & (((uintptr_t)1 << COUNTED) - 1)) * UNIT;

	return start < at + len && at < start + size;
}

static void
forget_plain(uintptr_t at, size_t len)
{
	int i;

	for (i = 0; i < PLAIN; i++)
		if (overlaps(UM_LOAD(&plain[i]), at, len))
			UM_STORE(&plain[i], 0);
}

static void
add_plain(uintptr_t at, size_t len)
{
	if (sizeof at > 4 && len >= 4 * UNIT
	    && len / UNIT < (size_t)1 << COUNTED)
		UM_STORE(&plain[plains++ % PLAIN],
		    (at / UNIT) << COUNTED | len / UNIT);
}

/* A system call with another stack is SIGSEGV since 6.4: uvm_map_inentry of
 * sys/uvm/uvm_map.c; measured on 7.3. */
static void
enter(void)
{
	const char here = 0;
	int i;

	for (i = 0; um_kernel.numbers.map_stack != 0 && i < PLAIN; i++)
		if (overlaps(UM_LOAD(&plain[i]), (uintptr_t)&here, 1))
			(void)raise(SIGSEGV);
}

/* ---- RLIMIT_DATA -------------------------------------------------------- */

static int
add_data(const struct um_sim_area *a, void *sum)
{
	if (a->kind == UM_SIM_SHARED_ANON || (a->kind == UM_SIM_ANON
	    && (a->prot & PROT_WRITE) != 0))
		*(uint64_t *)sum += a->end - a->start;
	return 0;
}

/* It counts shared anonymous memory too, touched or not (measured on 7.3);
 * Linux sees to the private part. */
static int
is_beyond_data(size_t len)
{
	struct rlimit limit;
	uint64_t sum = len;
	int holes;

	if (getrlimit(RLIMIT_DATA, &limit) != 0
	    || limit.rlim_cur == RLIM_INFINITY)
		return 0;
	(void)um_sim_each(0, um_sim_end(), 0, add_data, &sum, &holes);
	return sum > limit.rlim_cur;
}

/* ---- the calls --------------------------------------------------------- */

/* A free hint binds exactly, also a low one, else the place is random; one
 * beyond the user's addresses is ENOMEM (measured on 7.3). */
static void *
hinted(const struct um_sim_source *s, uintptr_t at)
{
	if (at != 0 && !um_sim_in_range(at, s->len))
		return um_sim_refuse(ENOMEM);
	return um_sim_low(s, at, um_sim_anywhere);
}

/* sys_mmap, in its order */
static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page(), odd;
	enum um_sim_fd kind = UM_SIM_FD_BAD;
	struct um_sim_source s;
	void *p;
	int err;

	enter();
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

	if ((flags & (FIXED | NOREPLACE)) == FIXED && is_frozen(at, len))
		return um_sim_refuse(EPERM);
	if ((flags & (ANON | SHARED)) == (ANON | SHARED) && prot != 0
	    && is_beyond_data(len))
		return um_sim_refuse(ENOMEM);
	/* neither SHARED nor PRIVATE is private */
	um_sim_anon(&s, len, prot, (flags & SHARED) != 0);
	if ((flags & ANON) == 0) {
		um_sim_file(&s, fd, offset);
		if (kind == UM_SIM_FD_REGULAR)
			(void)um_sim_cache_file(&s, fd);
	}
	if ((flags & (FIXED | NOREPLACE)) == FIXED)
		um_sim_cache_sync(at, len, 0);
	if ((flags & FIXED) != 0)
		p = (flags & NOREPLACE) != 0 ? um_sim_exact(&s, at)
		    : um_sim_over(&s, at);
	else
		p = hinted(&s, um_sim_round(at));
	err = errno;
	if (s.fd >= 0)
		um_sim_fd_done(s.fd, fd);
	if (p == MAP_FAILED)
		/* a conflict under __MAP_NOREPLACE is ENOMEM */
		/* EPERM: below Linux's lowest address */
		return um_sim_refuse(err == EEXIST || err == EPERM ? ENOMEM
		    : err);
	errno = err;
	if ((flags & FIXED) != 0) {
		um_sim_cache_unmapped();
		forget_plain((uintptr_t)p, len);
	}
	if ((flags & (ANON | STACK)) == ANON)
		add_plain((uintptr_t)p, len);
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

	enter();
	if (!um_sim_widen(&at, &len) || !um_sim_bsd_valid(at, len))
		return um_sim_fail(EINVAL);
	if (len == 0)
		return 0;
	if (!um_sim_whole(at, len))
		return um_sim_fail(EINVAL);
	if (is_frozen(at, len))
		return um_sim_fail(EPERM);
	um_sim_cache_sync(at, len, 0);
	forget_plain(at, len);
	if (um_sim_raw_munmap((void *)at, len) != 0)
		return -1;
	um_sim_cache_unmapped();
	return 0;
}

/* sys_mprotect: W^X, truncated, success over holes */
static int
protect(void *addr, size_t len, int prot)
{
	uintptr_t at = (uintptr_t)addr;
	size_t size = len;
	int holes;

	enter();
	if ((prot & ~7) != 0)
		return um_sim_fail(EINVAL);
	if ((prot & 6) == 6)
		return um_sim_fail(ENOTSUP);
	if (um_sim_widen(&at, &size) && is_frozen(at, size)
	    && um_sim_each(at, size, 0, may_not, &prot, &holes) != 0)
		return um_sim_fail(EPERM);
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
	/* Each writes: "XXXCDC: force sync for now!"; INVALIDATE frees. */
	um_sim_cache_sync(at, len, (flags & 4) != 0);
	return um_sim_raw_msync((void *)at, len, MS_SYNC);
}

static int
free_area(const struct um_sim_area *a, void *closure)
{
	int saved = errno;

	(void)closure;
	/* wired pages are skipped; shared anonymous memory is zero as well
	 * (measured on 7.3), a shared file keeps its data */
	if (a->locked || (a->shared && a->kind != UM_SIM_SHARED_ANON))
		return 0;
	(void)um_sim_raw_madvise((void *)a->start, a->end - a->start,
	    a->shared ? MADV_REMOVE : MADV_DONTNEED);
	errno = saved;
	return 0;
}

/* sys_madvise: truncated */
static int
advise(void *addr, size_t len, int advice)
{
	uintptr_t at = (uintptr_t)addr;
	int holes;

	enter();
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

/* lib/libc/gen/posix_madvise.c */
static int
posix_advise(void *addr, size_t len, int advice)
{
	return um_sim_errno_of(advise, addr, len, advice);
}

/* sys_mlock: the limit binds root too (measured on 7.3) */
static int
lock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (um_sim_widen(&at, &len) && len > um_sim_lock_room())
		return um_sim_fail(EAGAIN);
	return um_sim_uvm_lock((void *)at, len);
}

/* sys_mlockall, uvm_map_pageable_all */
static int
lock_all(int how)
{
	return um_sim_bsd_lock_all(how, ENOMEM);
}

/* sys_minherit */
static int
inherit(void *addr, size_t len, int how)
{
	return um_sim_bsd_inherit(addr, len, how, 3);
}

/* sys_mimmutable (7.3): truncated; uvm_map_immutable passes over holes */
static int
immutable(void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (!um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	return len != 0 && freeze(at, len) != 0 ? um_sim_fail(ENOMEM) : 0;
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

static int
shm_unlink_(const char *name)
{
	return um_sim_shm_unlink("openbsd", name);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .madvise = advise,
	.mlock = lock, .munlock = um_sim_bsd_unlock,
	.mlockall = lock_all, .munlockall = munlockall,
	.posix_madvise = posix_advise,
	.minherit = inherit, .mimmutable = immutable,
	.mincore = 0,			/* went away in 6.5 */
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.open = um_sim_open_bare, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl, .sysctl = um_sim_openbsd_sysctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_openbsd_7 = {
	"openbsd-7", &numbers, &um_family_openbsd, &sys
};
