/* The raw calls of the system compiled for that not every program needs.
 * Included by rest.c alone. */
#ifndef UM_HOST_REST_H
#define UM_HOST_REST_H

#include "held.h"

/* Variadic: fcntl. */
HOST_HELD(int, close_on_exec, (int fd), fcntl(fd, F_SETFD, FD_CLOEXEC))
HOST_HELD(ssize_t, pwrite, (int fd, const void *from, size_t n, off_t at),
    pwrite(fd, from, n, at))

/* linux/include/uapi/linux/fcntl.h: F_ADD_SEALS, F_SEAL_SEAL */
#ifdef __linux__
HOST_HELD(int, seal_seals, (int fd), fcntl(fd, 1033, 1))
# define HOST_SEAL_SEALS host_seal_seals
#else
# define HOST_SEAL_SEALS 0
#endif

/* Memory, and what of it and of swap can be had without taking it from anybody;
 * where that is not told, it is left. */
static UM_COLD void host_memory_free(int64_t *total, int64_t *available)
{
#if defined __linux__
	struct sysinfo s;

	if (sysinfo(&s) < 0)
		return;
	*total = (int64_t)((uint64_t)s.totalram * s.mem_unit);
	*available = (int64_t)(((uint64_t)s.freeram + s.bufferram
	    + s.freeswap) * s.mem_unit);
#elif defined __APPLE__			/* swap files are made when needed */
	int64_t bytes = 0;
	size_t size = sizeof bytes;

	(void)available;
	if (sysctlbyname("hw.memsize", &bytes, &size, 0, 0) == 0)
		*total = bytes;
#elif defined __FreeBSD__ || defined __DragonFly__
	unsigned pages, idle;
	unsigned long bytes;
	size_t size = sizeof pages;

	if (sysctlbyname("vm.stats.vm.v_free_count", &pages, &size, 0, 0) == 0
	    && sysctlbyname("vm.stats.vm.v_inactive_count", &idle, &size, 0,
		0) == 0)
		*available = ((int64_t)pages + idle) * getpagesize();
	size = sizeof bytes;
	if (sysctlbyname("hw.physmem", &bytes, &size, 0, 0) == 0)
		*total = (int64_t)bytes;
#elif defined __NetBSD__
	static const int name[] = { CTL_VM, VM_UVMEXP2 };
	struct uvmexp_sysctl u;
	size_t size = sizeof u;

	if (sysctl(name, 2, &u, &size, 0, 0) < 0)
		return;
	*total = u.npages * u.pagesize;
	*available = (u.free + u.inactive + u.swpages - u.swpginuse)
	    * u.pagesize;
#elif defined __OpenBSD__
	static const int name[] = { CTL_VM, VM_UVMEXP };
	struct uvmexp u;
	size_t size = sizeof u;

	if (sysctl(name, 2, &u, &size, 0, 0) < 0)
		return;
	*total = (int64_t)u.npages * u.pagesize;
	*available = ((int64_t)u.free + u.inactive + u.swpages - u.swpginuse)
	    * u.pagesize;
#elif defined _SC_AVPHYS_PAGES
	const long pages = sysconf(_SC_AVPHYS_PAGES);
	const long all = sysconf(_SC_PHYS_PAGES);

	if (pages >= 0)
		*available = (int64_t)pages * sysconf(_SC_PAGESIZE);
	if (all >= 0)
		*total = (int64_t)all * sysconf(_SC_PAGESIZE);
#else
	(void)total;
	(void)available;
#endif
}

/* Linux: arch/xx/include/asm/shmparam.h; the C libraries have the same, but
 * for parisc (SHM_COLOUR). */
static UM_COLD size_t host_view_align(void)
{
#if defined __linux__ && defined __hppa__
	return 0x400000;
#elif defined __linux__ && defined __mips__
	return 0x40000;
#elif defined __linux__ && (defined __arm__ || defined __csky__ \
  || defined __sh__ || defined __sparc__ || defined __xtensa__ \
  || defined __arc__)
	return 4 * (size_t)sysconf(_SC_PAGESIZE);
#else
	return 1;
#endif
}

#ifdef UM_HAVE_GETPAGESIZES
static UM_COLD int host_page_sizes(size_t *sizes, int max)
{
	const int all = getpagesizes(0, 0);

	if (max > 0)
		getpagesizes(sizes, max < all ? max : all);
	return all;
}
# define HOST_PAGE_SIZES host_page_sizes
#else
# define HOST_PAGE_SIZES 0
#endif

#if defined UM_HAVE_MLOCKALL && defined MCL_CURRENT
# define HOST_MLOCKALL mlockall
# define HOST_MUNLOCKALL munlockall
#else
# define HOST_MLOCKALL 0
# define HOST_MUNLOCKALL 0
#endif

#ifdef UM_HAVE_POSIX_MADVISE
# define HOST_POSIX_MADVISE posix_madvise
#else
# define HOST_POSIX_MADVISE 0
#endif

#endif
