/* Linux itself, also with larger pages than it has here: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim-parts.h"

#include <sys/syscall.h>

/* ---- Linux itself ------------------------------------------------------ */

static void *
host_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
#ifdef __s390x__
	/* mmap(2): the arguments go in a block. */
	unsigned long block[6];

	block[0] = (unsigned long)addr;
	block[1] = (unsigned long)len;
	block[2] = (unsigned long)prot;
	block[3] = (unsigned long)flags;
	block[4] = (unsigned long)(long)fd;
	block[5] = (unsigned long)off;
	return (void *)syscall(__NR_mmap, block);
#elif defined __NR_mmap2
	/* mmap2(2): the unit is 4096 whatever the page; a negative offset
	 * would lose its sign. */
	if ((off & 4095) != 0 || off < 0)
		return um_sim_refuse(off < 0 ? EOVERFLOW : EINVAL);
	if ((uint64_t)off >> 12 > UINTPTR_MAX)
		return um_sim_refuse(EOVERFLOW);
	return (void *)syscall(__NR_mmap2, addr, len, (long)prot, (long)flags,
	    (long)fd, (long)((uint64_t)off >> 12));
#else
	return (void *)syscall(__NR_mmap, addr, len, (long)prot, (long)flags,
	    (long)fd, (long)off);
#endif
}

static int
host_munmap(const void *addr, size_t len)
{
	return (int)syscall(__NR_munmap, addr, len);
}

static void *
host_mremap(void *old, size_t old_len, size_t new_len, int flags, void *new)
{
	return (void *)syscall(__NR_mremap, old, old_len, new_len, (long)flags,
	    new);
}

int
um_sim_raw_memfd(const char *name, unsigned flags)
{
#ifdef __NR_memfd_create
	return (int)syscall(__NR_memfd_create, name, (long)flags);
#else
	(void)name;
	(void)flags;
	return um_sim_fail(ENOSYS);
#endif
}

int
um_sim_raw_mseal(void *addr, size_t len, unsigned long flags)
{
#if UINTPTR_MAX > 0xffffffffu && !defined __alpha__ && !defined __mips__
	return (int)syscall(462, addr, len, flags);
#else
	(void)addr;
	(void)len;
	(void)flags;
	return um_sim_fail(ENOSYS);
#endif
}

/* ---- Linux with pages of this size ------------------------------------- */

static int
pages_are_larger(void)
{
	return um_sim_page() != um_sim_host_page();
}

static int
is_odd(const void *addr)
{
	return ((uintptr_t)addr & (um_sim_page() - 1)) != 0;
}

/* Rounded; a length that wraps is left to Linux, which refuses it. */
static size_t
whole_pages(size_t len)
{
	size_t n = um_sim_round(len);

	return n < len ? len : n;
}

void *
um_sim_map_aligned(size_t align, size_t len, int prot, int flags, int fd,
    off_t off)
{
	uintptr_t at, place;
	size_t head;
	void *p;
	int err;

	if (len > SIZE_MAX - align)
		return um_sim_refuse(ENOMEM);
	p = host_mmap(0, len + align, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS
	    | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return p;
	at = (uintptr_t)p;
	place = (at + align - 1) & ~(uintptr_t)(align - 1);
	head = (size_t)(place - at);
	/* FIXED: over address space that was held for this. */
	p = host_mmap((void *)place, len, prot, flags | MAP_FIXED, fd, off);
	err = errno;
	if (p == MAP_FAILED) {
		(void)host_munmap((void *)at, len + align);
		return um_sim_refuse(err);
	}
	if (head != 0)
		(void)host_munmap((void *)at, head);
	if (align - head != 0)
		(void)host_munmap((void *)(place + len), align - head);
	return p;
}

/* A free hint binds: p, or MAP_FAILED and errno as it was. */
static void *
map_at_hint(uintptr_t at, size_t len, int prot, int flags, int fd, off_t off)
{
	int saved = errno;
	void *p = host_mmap((void *)at, len, prot, flags | MAP_FIXED_NOREPLACE,
	    fd, off);

	if (p != MAP_FAILED && (uintptr_t)p != at) {
		(void)host_munmap(p, len);
		p = MAP_FAILED;
	}
	errno = saved;
	return p;
}

void *
um_sim_raw_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	uintptr_t hint = um_sim_trunc((uintptr_t)addr);
	void *p = MAP_FAILED;

	if (!pages_are_larger())
		return host_mmap(addr, len, prot, flags, fd, off);
	if (len == 0 || (off & (off_t)(um_sim_page() - 1)) != 0)
		return um_sim_refuse(EINVAL);
	len = whole_pages(len);
	if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0)
		return is_odd(addr) ? um_sim_refuse(EINVAL)
		    : host_mmap(addr, len, prot, flags, fd, off);
	if (hint != 0)
		p = map_at_hint(hint, len, prot, flags, fd, off);
	return p != MAP_FAILED ? p
	    : um_sim_map_aligned(um_sim_page(), len, prot, flags, fd, off);
}

int
um_sim_raw_munmap(void *addr, size_t len)
{
	return is_odd(addr) ? um_sim_fail(EINVAL)
	    : host_munmap(addr, whole_pages(len));
}

int
um_sim_raw_mprotect(void *addr, size_t len, int prot)
{
	return is_odd(addr) ? um_sim_fail(EINVAL)
	    : (int)syscall(__NR_mprotect, addr, whole_pages(len), (long)prot);
}

int
um_sim_raw_msync(void *addr, size_t len, int flags)
{
	return is_odd(addr) ? um_sim_fail(EINVAL)
	    : (int)syscall(__NR_msync, addr, whole_pages(len), (long)flags);
}

int
um_sim_raw_madvise(void *addr, size_t len, int advice)
{
	return is_odd(addr) ? um_sim_fail(EINVAL)
	    : (int)syscall(__NR_madvise, addr, whole_pages(len), (long)advice);
}

/* mlock(2): Linux rounds the address down. */
int
um_sim_raw_mlock(const void *addr, size_t len)
{
	uintptr_t at = um_sim_trunc((uintptr_t)addr);

	return (int)syscall(__NR_mlock, at,
	    whole_pages(len + ((uintptr_t)addr - at)));
}

int
um_sim_raw_munlock(const void *addr, size_t len)
{
	uintptr_t at = um_sim_trunc((uintptr_t)addr);

	return (int)syscall(__NR_munlock, at,
	    whole_pages(len + ((uintptr_t)addr - at)));
}

int
um_sim_posix_mlock(const void *addr, size_t len)
{
	const int failed = um_sim_raw_mlock(addr, len);

	return failed && errno == EPERM ? um_sim_fail(EAGAIN) : failed;
}

/* A page is in memory when a part of it is. */
static int
page_in_core(char *page, unsigned char *result)
{
	unsigned char part[256];
	size_t parts = um_sim_page() / um_sim_host_page(), i;

	if (parts > sizeof part)
		return um_sim_fail(EINVAL);
	if (syscall(__NR_mincore, page, um_sim_page(), part) != 0)
		return -1;
	for (*result = 0, i = 0; i < parts; i++)
		*result |= part[i];
	return 0;
}

int
um_sim_raw_mincore(void *addr, size_t len, unsigned char *vec)
{
	size_t page = um_sim_page(), at;

	if (!pages_are_larger())
		return (int)syscall(__NR_mincore, addr, len, vec);
	if (is_odd(addr))
		return um_sim_fail(EINVAL);
	if (len > UINTPTR_MAX - (uintptr_t)addr)
		return um_sim_fail(ENOMEM);
	for (at = 0; at < len; at += page)
		if (page_in_core((char *)addr + at, vec + at / page) != 0)
			return -1;
	return 0;
}

/* Where Linux would choose the place it is chosen here, for its alignment. */
static void *
remap_aligned(void *old, size_t old_len, size_t new_len)
{
	void *to, *p;
	int err, saved = errno;

	p = host_mremap(old, old_len, new_len, 0, 0);
	if (p != MAP_FAILED)
		return p;
	errno = saved;
	to = um_sim_map_aligned(um_sim_page(), new_len, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (to == MAP_FAILED)
		return to;
	p = host_mremap(old, old_len, new_len, MREMAP_MAYMOVE | MREMAP_FIXED,
	    to);
	err = errno;
	if (p == MAP_FAILED) {
		(void)host_munmap(to, new_len);
		return um_sim_refuse(err);
	}
	return p;
}

void *
um_sim_raw_mremap(void *old, size_t old_len, size_t new_len, int flags,
    void *new)
{
	if (!pages_are_larger())
		return host_mremap(old, old_len, new_len, flags, new);
	if (is_odd(old) || new_len == 0 || ((flags & MREMAP_FIXED) != 0
	    && is_odd(new)))
		return um_sim_refuse(EINVAL);
	old_len = whole_pages(old_len);
	new_len = whole_pages(new_len);
	return flags == MREMAP_MAYMOVE
	    ? remap_aligned(old, old_len, new_len)
	    : host_mremap(old, old_len, new_len, flags, new);
}

/* ---- what its releases have in common ---------------------------------- */

int
um_sim_linux_flags(int flags)
{
	return (flags & 0x10 ? MAP_FIXED : 0) | (flags & 0x20 ? MAP_ANONYMOUS : 0)
#ifdef MAP_32BIT
	    | (flags & 0x40 ? MAP_32BIT : 0)
#endif
	    | (flags & 0x4000 ? MAP_NORESERVE : 0)
	    | (flags & 0x8000 ? MAP_POPULATE : 0)
	    | (flags & 0x2000 ? MAP_LOCKED : 0);
}

void *
um_sim_linux_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	int type = flags & 0xf;

	if (type != 1 && type != 2)
		return um_sim_refuse(EINVAL);
	return um_sim_raw_mmap(addr, len, prot & 7, um_sim_linux_flags(flags)
	    | (type == 1 ? MAP_SHARED : MAP_PRIVATE), fd, offset);
}

int
um_sim_linux_msync(void *addr, size_t len, int flags)
{
	if ((flags & ~7) != 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_msync(addr, len, (flags & 1 ? MS_ASYNC : 0)
	    | (flags & 4 ? MS_SYNC : 0) | (flags & 2 ? MS_INVALIDATE : 0));
}

int
um_sim_linux_madvise(void *addr, size_t len, int advice)
{
	static const int host[] = {
		MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
		MADV_DONTNEED, -1, -1, -1, -1,
		MADV_REMOVE, MADV_DONTFORK, MADV_DOFORK, 12, 13, 14, 15,
		MADV_DONTDUMP, MADV_DODUMP
	};

	if (advice < 0 || advice >= (int)(sizeof host / sizeof *host)
	    || host[advice] < 0)
		return um_sim_fail(EINVAL);
	return um_sim_raw_madvise(addr, len, host[advice]);
}

void *
um_sim_linux_mremap(void *old, size_t old_len, size_t new_len, int flags,
    void *new)
{
	return (flags & ~3) != 0 ? um_sim_refuse(EINVAL)
	    : um_sim_raw_mremap(old, old_len, new_len, flags, new);
}

/* MREMAP_MAYMOVE 1, MREMAP_FIXED 2; an old length of 0 is an alias */
int
um_sim_alias(uintptr_t from, size_t len, uintptr_t to)
{
	return um_sim_raw_mremap((void *)from, 0, len, 3, (void *)to)
	    == MAP_FAILED ? -1 : 0;
}

int
um_sim_hole_faults(int result, const void *addr, size_t len)
{
	if (result != 0 && errno == ENOMEM
	    && !um_sim_whole((uintptr_t)addr, len))
		errno = EFAULT;
	return result;
}

int
um_sim_root_mlock(const void *addr, size_t len)
{
	return geteuid() != 0 ? um_sim_fail(EPERM) : um_sim_raw_mlock(addr, len);
}

int
um_sim_root_munlock(const void *addr, size_t len)
{
	return geteuid() != 0 ? um_sim_fail(EPERM)
	    : um_sim_raw_munlock(addr, len);
}
