/* AIX, without XPG_SUS_ENV=ON in the environment.
 *
 * OpenJDK src/hotspot/os/aix/os_aix.cpp (what MAP_FIXED does), IBM's page of
 * the mmap subroutine, the constants of golang.org/x/sys/unix.  Nearly every
 * errno is a guess.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

#include <stdio.h>

static const struct um_numbers numbers = {
	.prot_read = 1, .prot_write = 2, .prot_exec = 4,
	.map_shared = 1, .map_private = 2, .map_anon = 0x10,
	.map_fixed = 0x100,
	.ms_async = 0x10, .ms_sync = 0x20, .ms_invalidate = 0x40,
	.adv_normal = 0, .adv_random = 1, .adv_sequential = 2,
	.adv_willneed = 3, .adv_dontneed = 4, .adv_free = UM_LACKS,
	.adv_dontdump = UM_LACKS, .adv_dodump = UM_LACKS,
	UM_SIM_NO_LINUX_ADVICE, UM_SIM_NO_INHERIT
};

enum { SHARED = 1, PRIVATE = 2, ANON = 0x10, FIXED = 0x100 };
#define SEGMENT ((size_t)256 << 20)

/* Each map begins a segment, where addresses are plenty (recalled). */
static void *
place(const struct um_sim_source *s)
{
	int saved = errno;
	void *p = sizeof(void *) > 4 ? um_sim_aligned(s, SEGMENT) : MAP_FAILED;

	if (p != MAP_FAILED)
		return p;
	errno = saved;
	return um_sim_anywhere(s, 0);
}

static void *
map(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	uintptr_t at = (uintptr_t)addr;
	size_t page = um_sim_page();
	struct um_sim_source s;
	void *p;

	if (len == 0 || (offset & (off_t)(page - 1)) != 0
	    || ((flags & FIXED) != 0 && (at & (page - 1)) != 0))
		return um_sim_refuse(EINVAL);	/* guessed */
	if (um_sim_round(len) == 0)
		return um_sim_refuse(ENOMEM);	/* guessed */
	/* no type is PRIVATE (IBM's page) */
	um_sim_anon(&s, len, prot & 7, (flags & SHARED) != 0);
	if ((flags & ANON) == 0) {
		enum um_sim_fd kind = um_sim_fd(fd);

		if (kind == UM_SIM_FD_BAD)
			return um_sim_refuse(EBADF);
		if (kind != UM_SIM_FD_REGULAR && kind != UM_SIM_FD_SHM)
			return um_sim_refuse(ENODEV);
		s.flags &= ~MAP_ANONYMOUS;
		s.fd = fd;
		s.offset = offset;
	} else if (fd != -1)
		return um_sim_refuse(EINVAL);	/* guessed */
	if ((flags & FIXED) == 0)
		return place(&s);	/* hints are ignored at will */
	/* MAP_FIXED does not replace (OpenJDK); the errno is guessed */
	p = um_sim_exact(&s, at);
	return p == MAP_FAILED && errno == EEXIST ? um_sim_refuse(EINVAL) : p;
}

static int
sync_area(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return !a->shared;
}

/* EINVAL for a private map (IBM's page) */
static int
sync_pages(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;
	int holes;

	if ((flags & ~0x70) != 0 || (at & (um_sim_page() - 1)) != 0
	    || !um_sim_widen(&at, &len))
		return um_sim_fail(EINVAL);
	if (um_sim_each(at, len, 0, sync_area, 0, &holes))
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync((void *)at, len, flags & 0x10 ? MS_ASYNC
	    : MS_SYNC);
}

static int
advise(void *addr, size_t len, int advice)
{
	if (((uintptr_t)addr & (um_sim_page() - 1)) != 0 || advice < 0
	    || advice > 4)
		return um_sim_fail(EINVAL);
	return um_sim_whole((uintptr_t)addr, len) ? 0 : um_sim_fail(ENOMEM);
}

static int
shm_open_(const char *name, int oflag, mode_t mode)
{
	return um_sim_shm_open("aix", name, oflag, mode);
}

static int
shm_unlink_(const char *name)
{
	return um_sim_shm_unlink("aix", name);
}

/* /proc/PID/map, prmap_t: of kinds only the heap, the stack and what the loader
 * loaded (not simulated: none) */
static int
open_(const char *path, int flags, mode_t mode)
{
	char map[64];

	sprintf(map, "/proc/%d/map", (int)getpid());
	return strcmp(path, map) == 0 ? um_sim_aix_map()
	    : um_sim_open_bare(path, flags, mode);
}

static const struct um_sys sys = {
	.mmap = map, .munmap = um_sim_raw_munmap,	/* guessed */
	.mprotect = um_sim_raw_mprotect,		/* guessed */
	.msync = sync_pages, .madvise = advise, .mlock = um_sim_posix_mlock,
	.munlock = um_sim_raw_munlock, .mincore = um_sim_raw_mincore,
	.shm_open = shm_open_, .shm_unlink = shm_unlink_,
	.open = open_, .ftruncate = ftruncate,
	.ioctl = um_sim_no_ioctl,
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES
};

const struct um_sim_kernel um_sim_aix = {
	"aix", &numbers, &um_family_aix, &sys
};
