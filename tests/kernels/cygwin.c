/* Cygwin (2026).
 *
 * Cygwin winsup/cygwin/mm/mmap.cc, include/sys/mman.h, posix_ipc.cc.
 * Measured on 3.4.10 under Wine 8, whose own doing cannot be told apart.
 * Not simulated: NORESERVE pages that must be committed; of maps that go beyond
 * the end of a file AUTOGROW, the zero pages there and ENODEV for private ones
 * that begin there.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

#define GRANULE ((size_t)65536)

/* include/sys/mman.h */
static const struct um_numbers numbers = {
	.prot_read = 1, .prot_write = 2, .prot_exec = 4,
	.map_shared = 1, .map_private = 2, .map_anon = 0x20,
	.map_fixed = 0x10, .map_noreserve = 0x4000,
	.ms_async = 1, .ms_sync = 2, .ms_invalidate = 4,
	.adv_normal = 0, .adv_sequential = 1, .adv_random = 2,
	.adv_willneed = 3, .adv_dontneed = 4, .adv_free = UM_LACKS,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS,
	UM_SIM_NO_LINUX_ADVICE, UM_SIM_NO_INHERIT,
	.o_tmpfile = UM_SIM_O_TMPFILE
};

static size_t
granularity(void)
{
	return GRANULE;		/* also what sysconf(_SC_PAGESIZE) says */
}

static int
odd(const void *addr)
{
	return ((uintptr_t)addr & (GRANULE - 1)) != 0;
}

static size_t
whole(size_t len)
{
	return (len + GRANULE - 1) & ~(GRANULE - 1);
}

/* ---- places ------------------------------------------------------------ */

static int
any(const struct um_sim_area *a, void *closure)
{
	(void)a;
	(void)closure;
	return 1;
}

static int
is_touched(uintptr_t at, size_t len)
{
	int holes;

	return um_sim_in_range(at, len)
	    && um_sim_each(at, len, 0, any, 0, &holes) != 0;
}

/* A hole in a mapping is not free for a hint.  What mapping it was in is not
 * kept here: it counts as one if something lies close on either side. */
static int
is_hole(uintptr_t at, size_t len)
{
	const size_t close_by = 16 * GRANULE;

	return at > close_by && is_touched(at - close_by, close_by)
	    && is_touched(at + len, close_by);
}

/* Pages that were unmapped are only protected, and are there again when they
 * are mapped anew, whatever was in them.  What that was is not kept here. */
static void
show_old_bytes(uintptr_t at, size_t len, int prot)
{
	size_t done;

	if (!is_hole(at, len))
		return;
	if (um_sim_raw_mprotect((void *)at, len, PROT_READ | PROT_WRITE) != 0)
		return;
	for (done = 0; done < len; done += um_sim_page())
		*(unsigned char *)(at + done) = 0xd0;
	(void)um_sim_raw_mprotect((void *)at, len, prot);
}

/* Never over what is there: EINVAL. */
static void *
fixed(const struct um_sim_source *s, uintptr_t at)
{
	void *p;

	if (!um_sim_in_range(at, s->len))
		return um_sim_refuse(EINVAL);
	p = um_sim_exact(s, at);
	if (p == MAP_FAILED)
		return um_sim_refuse(errno == EEXIST || errno == EPERM ? EINVAL
		    : errno);
	if (s->fd < 0 && (s->flags & MAP_SHARED) == 0)
		show_old_bytes(at, s->len, s->prot);
	return p;
}

/* Rounded down and tried, then anywhere. */
static void *
hinted(const struct um_sim_source *s, uintptr_t at)
{
	const int saved = errno;
	void *p;

	at &= ~(uintptr_t)(GRANULE - 1);
	if (at >= um_sim_floor() && um_sim_in_range(at, s->len)
	    && !is_hole(at, s->len)) {
		p = um_sim_exact(s, at);
		if (p != MAP_FAILED)
			return p;
		errno = saved;
	}
	return um_sim_aligned(s, GRANULE);
}

static void *
place(const struct um_sim_source *s, uintptr_t at, int is_fixed)
{
	return is_fixed && at != 0 ? fixed(s, at) : hinted(s, at);
}

static void *
map_file(struct um_sim_source *s, uintptr_t at, int flags, int fd, off_t offset)
{
	/* write-only descriptors are never mapped */
	if (!um_sim_fd_reads(fd) || ((flags & 1) != 0 && (s->prot & 2) != 0
	    && !um_sim_fd_writes(fd)))
		return um_sim_refuse(EACCES);
	if (offset < 0)
		return um_sim_refuse(EINVAL);
	um_sim_file(s, fd, offset);
	return place(s, at, flags & 0x10);
}

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	struct um_sim_source s;
	enum um_sim_fd kind;

	if ((prot & ~7) != 0 || len == 0 || (offset & (off_t)(GRANULE - 1)) != 0
	    || ((flags & 3) != 1 && (flags & 3) != 2) || (flags & 0xc) != 0
	    || ((flags & 0x10) != 0 && odd(addr)))
		return um_sim_refuse(EINVAL);
	/* the user's half: 2^47 bytes */
	if (whole(len) == 0 || len >= um_sim_end())
		return um_sim_refuse(EINVAL);
	um_sim_anon(&s, whole(len), prot, flags & 1);
	if ((flags & 0x4000) != 0)
		s.flags |= MAP_NORESERVE;
	/* fd -1 without the flag is anonymous, too */
	if (fd == -1 || (flags & 0x20) != 0)
		return place(&s, (uintptr_t)addr, flags & 0x10);
	kind = um_sim_fd(fd);
	if (kind == UM_SIM_FD_BAD)
		return um_sim_refuse(EBADF);
	if (kind == UM_SIM_FD_OTHER || kind == UM_SIM_FD_DIRECTORY
	    || kind == UM_SIM_FD_DEVICE)
		return um_sim_refuse(ENODEV);
	return kind == UM_SIM_FD_ZERO
	    ? place(&s, (uintptr_t)addr, flags & 0x10)
	    : map_file(&s, (uintptr_t)addr, flags, fd, offset);
}

/* ---- ranges ------------------------------------------------------------ */

/* Holes are fine; so is what wraps, of which nothing is unmapped. */
static int
unmap(void *addr, size_t len)
{
	if (addr == 0 || odd(addr) || len == 0)
		return um_sim_fail(EINVAL);
	if ((uintptr_t)addr + len < (uintptr_t)addr)
		return 0;
	return um_sim_in_range((uintptr_t)addr, whole(len))
	    ? um_sim_raw_munmap(addr, whole(len)) : um_sim_fail(EINVAL);
}

/* Unknown bits and holes are passed over; what the descriptor forbids is
 * EINVAL. */
static int
protect(void *addr, size_t len, int prot)
{
	if (odd(addr) || !um_sim_in_range((uintptr_t)addr, whole(len)))
		return um_sim_fail(EINVAL);
	if (um_sim_protect_areas((uintptr_t)addr, whole(len), prot & 7) == 0)
		return 0;
	return errno == EACCES ? um_sim_fail(EINVAL) : -1;
}

static int
sync_pages(void *addr, size_t len, int flags)
{
	if (odd(addr) || (flags & ~7) != 0 || (flags & 3) == 3)
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync(addr, whole(len), flags & 1 ? MS_ASYNC
	    : MS_SYNC);
}

/* VirtualLock: a hole is EACCES, and not even seen when unlocked. */
static int
lock(const void *addr, size_t len)
{
	return len != 0 && !um_sim_whole(um_sim_trunc((uintptr_t)addr), len)
	    ? um_sim_fail(EACCES) : um_sim_posix_mlock(addr, len);
}

static int
unlock(const void *addr, size_t len)
{
	const int saved = errno;

	(void)um_sim_raw_munlock(addr, len);
	errno = saved;
	return 0;
}

static int
advise(void *addr, size_t len, int advice)
{
	(void)len;
	return odd(addr) || advice < 0 || advice > 4 ? um_sim_fail(EINVAL)
	    : 0;	/* after DONTNEED the contents are undefined: kept */
}

/* /dev/shm must exist; a name begins with a slash; an inner one EACCES */
static int
bad_name(const char *name)
{
	return *name != '/' ? EINVAL : name[1] == 0 ? ENOENT
	    : strchr(name + 1, '/') != 0 ? EACCES : 0;
}

static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	int err = bad_name(name);

	return err != 0 ? um_sim_fail(err)
	    : um_sim_shm_open("cygwin", name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	int err = bad_name(name);

	return err != 0 ? um_sim_fail(err)
	    : um_sim_shm_unlink("cygwin", name);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = unmap, .mprotect = protect,
	.msync = sync_pages, .madvise = advise,
	.mlock = lock, .munlock = unlock,
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.open = um_sim_open, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl,
	.stack_limit = um_sim_stack_limit,
	.page_size = granularity, .granularity = granularity,
	UM_SIM_ROWS_FILES
};

const struct um_sim_kernel um_sim_cygwin = {
	"cygwin", &numbers, &um_family_cygwin, &sys
};
