/* Linux 4.4 (2016) below a program that was built with newer headers.
 *
 * As today's Linux, but for what came later: madvise(2), mmap(2),
 * memfd_create(2), mremap(2) of Linux say when.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

static const struct um_numbers numbers = {
	UM_SIM_LINUX_NUMBERS,
	.mremap_fixed = 2
};

static int
memfd(const char *name, unsigned flags)
{
	/* CLOEXEC, ALLOW_SEALING; HUGETLB: 4.14, NOEXEC_SEAL: 6.3 */
	return (flags & ~3u) != 0 ? um_sim_fail(EINVAL)
	    : um_sim_raw_memfd(name, flags);
}

/* ---- addresses of 39 bits ---------------------------------------------- */

/* arm64 with CONFIG_ARM64_VA_BITS_39, riscv with sv39: what does not end below
 * TASK_SIZE is ENOMEM at a fixed place, a hint there is none (get_unmapped_area
 * of mm/mmap.c), munmap is EINVAL.  The program itself and its stack lie above
 * all the same. */
#define LAST (UINTPTR_MAX >> (sizeof(uintptr_t) > 4 ? 25 : 0))
enum { PRIVATE = 2, FIXED = 0x10, ANON = 0x20 };

static int
is_beyond(uintptr_t at, size_t len)
{
	return len != 0 && (at > LAST || len - 1 > LAST - at);
}

/* Where Linux would choose: it does so above.  What is low stays free. */
static void *
map_below(size_t len, int prot, int flags, int fd, off_t offset)
{
	struct um_sim_source s;

	s.len = len;
	s.prot = prot & 7;
	s.flags = um_sim_linux_flags(flags) | ((flags & 0xf) == 1 ? MAP_SHARED
	    : MAP_PRIVATE);
	s.fd = fd;
	s.offset = offset;
	return um_sim_first_fit(&s, (LAST >> 3) + 1, LAST + 1);
}

static void *
map_39(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	int saved = errno;
	void *p;

	if (is_beyond((uintptr_t)addr, len)) {
		if ((flags & FIXED) != 0 || is_beyond(0, len))
			return um_sim_refuse(ENOMEM);
		addr = 0;
	}
	p = um_sim_linux_mmap(addr, len, prot, flags, fd, offset);
	if (p == MAP_FAILED || !is_beyond((uintptr_t)p, len))
		return p;
	(void)um_sim_raw_munmap(p, len);
	errno = saved;
	return map_below(len, prot, flags, fd, offset);
}

static int
unmap_39(void *addr, size_t len)
{
	return is_beyond((uintptr_t)addr, len)
	    ? um_sim_fail(EINVAL) : um_sim_raw_munmap(addr, len);
}

/* MREMAP_MAYMOVE 1, MREMAP_FIXED 2 */
static void *
remap_39(void *old, size_t old_len, size_t new_len, int flags, void *new)
{
	int saved = errno;
	void *p, *to;

	if ((flags & 2) != 0)
		return is_beyond((uintptr_t)new, new_len)
		    ? um_sim_refuse(EINVAL)
		    : um_sim_linux_mremap(old, old_len, new_len, flags, new);
	p = um_sim_linux_mremap(old, old_len, new_len, flags & ~1, new);
	if (p != MAP_FAILED && is_beyond((uintptr_t)old, new_len)) {
		(void)um_sim_linux_mremap(old, new_len, old_len, 0, 0);
		p = um_sim_refuse(ENOMEM);
	}
	if (p != MAP_FAILED || flags != 1 || errno != ENOMEM)
		return p;
	errno = saved;
	to = map_below(new_len, 0, PRIVATE | ANON, -1, 0);
	if (to == MAP_FAILED)
		return to;
	p = um_sim_linux_mremap(old, old_len, new_len, 3, to);
	saved = errno;
	if (p == MAP_FAILED)
		(void)um_sim_raw_munmap(to, new_len);
	errno = saved;
	return p;
}

/* ---- the rows ---------------------------------------------------------- */

#define ROWS \
	.mprotect = um_sim_raw_mprotect, .msync = um_sim_linux_msync, \
	.madvise = um_sim_linux_madvise, .mlock = um_sim_raw_mlock, \
	.munlock = um_sim_raw_munlock, .mincore = um_sim_raw_mincore, \
	.memfd_create = memfd, \
	.shm_open = um_sim_libc_shm_open, \
	.shm_unlink = um_sim_libc_shm_unlink, \
	.open = um_sim_open, .ftruncate = ftruncate, \
	.allocate = um_sim_allocate, \
	.ioctl = um_sim_no_ioctl, \
	.mseal = um_sim_absent_mseal, .prctl = um_sim_absent_prctl, \
	UM_SIM_ROWS_FILES, UM_SIM_ROWS_PAGES

static const struct um_sys sys = {
	.mmap = um_sim_linux_mmap, .munmap = um_sim_raw_munmap,
	.mremap = um_sim_linux_mremap, ROWS
};
static const struct um_sys sys_39 = {
	.mmap = map_39, .munmap = unmap_39, .mremap = remap_39, ROWS
};

const struct um_sim_kernel um_sim_linux_4_4 = {
	"linux-4.4", &numbers, &um_family_linux, &sys
};
const struct um_sim_kernel um_sim_linux_4_4_39bit = {
	"linux-4.4-39bit", &numbers, &um_family_linux, &sys_39
};
