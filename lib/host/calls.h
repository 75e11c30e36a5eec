/* The raw calls of the system compiled for.  Included by host.c alone. */
#ifndef UM_HOST_CALLS_H
#define UM_HOST_CALLS_H

#include <stdlib.h>
#include <sys/resource.h>
#ifdef __linux__
# include <sys/ioctl.h>
# include <sys/prctl.h>
# include <sys/syscall.h>
# include <sys/sysinfo.h>
#endif
#if defined __FreeBSD__ || defined __DragonFly__ || defined __APPLE__ \
  || defined __NetBSD__ || defined __OpenBSD__
# include <sys/sysctl.h>
#endif
#if defined __NetBSD__ || defined __OpenBSD__
# include <uvm/uvm_extern.h>
#endif
#ifdef __APPLE__
# include <mach/mach.h>
#endif

#ifdef HAVE_MADVISE
static int host_madvise(void *addr, size_t len, int advice)
{
	return madvise(addr, len, advice);	/* caddr_t on AIX, HP-UX */
}
# define HOST_MADVISE host_madvise
#else
# define HOST_MADVISE 0
#endif

#ifdef HAVE_MINCORE
/* vec is char * on the BSDs and Solaris, addr caddr_t on Solaris. */
static int host_mincore(void *addr, size_t len, unsigned char *vec)
{
	return mincore(addr, len, (void *)vec);
}
# define HOST_MINCORE host_mincore
#else
# define HOST_MINCORE 0
#endif

#ifdef HAVE_MREMAP_LINUX
static void *host_mremap(void *old, size_t old_len, size_t len, int flags,
    void *to)
{
	return mremap(old, old_len, len, flags, to);
}
# define HOST_MREMAP host_mremap
#else
# define HOST_MREMAP 0
#endif

#ifdef __APPLE__
/* mach/mach_vm.h, which iOS' SDK refuses */
extern kern_return_t mach_vm_remap(vm_map_t, mach_vm_address_t *,
    mach_vm_size_t, mach_vm_offset_t, int, vm_map_t, mach_vm_address_t,
    boolean_t, vm_prot_t *, vm_prot_t *, vm_inherit_t);

/* osfmk/mach/mach_vm.defs; the flags of mach/vm_statistics.h */
static UM_COLD int host_alias(uintptr_t from, size_t len, uintptr_t to)
{
	mach_vm_address_t at = to;
	vm_prot_t now, most;
	const kern_return_t result = mach_vm_remap(mach_task_self(), &at, len,
	    0, VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE, mach_task_self(), from, 0,
	    &now, &most, VM_INHERIT_SHARE);

	if (result == KERN_SUCCESS)
		return 0;
	errno = result == KERN_NO_SPACE || result == KERN_RESOURCE_SHORTAGE
	    ? ENOMEM : ENOSYS;
	return -1;
}
# define HOST_ALIAS host_alias
#else
# define HOST_ALIAS 0
#endif

#ifdef HAVE_MREMAP_NETBSD
# define HOST_MREMAP_NETBSD mremap
#else
# define HOST_MREMAP_NETBSD 0
#endif

/* By number: the kernel may have it (6.10) where the headers have not.  Only
 * 64-bit kernels seal.  Android kills a process that is older than the call
 * for asking. */
#if defined __linux__ && !defined SYS_mseal && UINTPTR_MAX > 0xffffffffu \
  && !defined __alpha__ && !defined __mips__ && !defined __ia64__
# define SYS_mseal 462
#endif
#if defined HAVE_SYSCALL && defined __linux__ && defined SYS_mseal \
  && UINTPTR_MAX > 0xffffffffu \
  && (!defined __ANDROID__ || __ANDROID_API__ >= 36)
static int host_mseal(void *addr, size_t len, unsigned long flags)
{
	return (int)syscall(SYS_mseal, addr, len, flags);
}
# define HOST_MSEAL host_mseal
#else
# define HOST_MSEAL 0
#endif

#ifdef HAVE_MIMMUTABLE
# define HOST_MIMMUTABLE mimmutable
#else
# define HOST_MIMMUTABLE 0
#endif

#if defined HAVE_MLOCKALL && defined MCL_CURRENT
# define HOST_MLOCKALL mlockall
# define HOST_MUNLOCKALL munlockall
#else
# define HOST_MLOCKALL 0
# define HOST_MUNLOCKALL 0
#endif

#ifdef HAVE_POSIX_MADVISE
# define HOST_POSIX_MADVISE posix_madvise
#else
# define HOST_POSIX_MADVISE 0
#endif

#ifdef __linux__
static int host_prctl(int option, unsigned long a, unsigned long b,
    unsigned long c, unsigned long d)
{
	return prctl(option, a, b, c, d);
}
# define HOST_PRCTL host_prctl
#else
# define HOST_PRCTL 0
#endif

#if defined MC_INHERIT_ZERO && defined __sun
static int host_memcntl(void *addr, size_t len, int command, void *argument,
    int attributes, int mask)
{
	return memcntl((caddr_t)addr, len, command, (caddr_t)argument,
	    attributes, mask);
}
# define HOST_MEMCNTL host_memcntl
#else
# define HOST_MEMCNTL 0
#endif

#ifdef HAVE_MINHERIT
# define HOST_MINHERIT minherit
#else
# define HOST_MINHERIT 0
#endif

/* By number: the kernel may have it where the C library has not. */
#if defined HAVE_SYSCALL && defined __linux__ && defined SYS_memfd_create
static int host_memfd_create(const char *name, unsigned flags)
{
# ifdef __ANDROID__
	/* Where its C library has no such call, an app's filter answers it
	 * with SIGSYS (bionic libc/SYSCALLS.TXT: API level 30). */
	if (android_get_device_api_level() < 30) {
		errno = ENOSYS;
		return -1;
	}
# endif
	return (int)syscall(SYS_memfd_create, name, flags);
}
# define HOST_MEMFD_CREATE host_memfd_create
#elif !defined __linux__ && defined HAVE_MEMFD_CREATE && defined MFD_CLOEXEC
# define HOST_MEMFD_CREATE memfd_create
#else
# define HOST_MEMFD_CREATE 0
#endif

#ifdef HAVE_POSIX_FALLOCATE
static UM_COLD int host_allocate(int fd, off_t at, off_t size)
{
	const int err = posix_fallocate(fd, at, size);

	if (err)
		errno = err;
	return err ? -1 : 0;
}
# define HOST_ALLOCATE host_allocate
#else
# define HOST_ALLOCATE 0
#endif

#ifdef HAVE_SHM_OPEN
/* Variadic on macOS. */
static int host_shm_open(const char *name, int flags, mode_t mode)
{
	return shm_open(name, flags, mode);
}
# define HOST_SHM_OPEN host_shm_open
# define HOST_SHM_UNLINK shm_unlink
#else
# define HOST_SHM_OPEN 0
# define HOST_SHM_UNLINK 0
#endif
#ifdef HAVE_SHM_MKSTEMP
# define HOST_SHM_MKSTEMP shm_mkstemp
#else
# define HOST_SHM_MKSTEMP 0
#endif

/* Memory and swap that can be had without taking it from anybody; where that
 * is not told, what the machine has. */
static UM_COLD int64_t host_memory_free(void)
{
#if defined __linux__
	struct sysinfo s;

	return sysinfo(&s) < 0 ? -1 : (int64_t)(((uint64_t)s.freeram
	    + s.bufferram + s.freeswap) * s.mem_unit);
#elif defined __APPLE__			/* swap files are made when needed */
	int64_t bytes = 0;
	size_t size = sizeof bytes;

	return sysctlbyname("hw.memsize", &bytes, &size, 0, 0) < 0 ? -1
	    : bytes;
#elif defined __FreeBSD__ || defined __DragonFly__
	unsigned pages, idle;
	size_t size = sizeof pages;

	if (sysctlbyname("vm.stats.vm.v_free_count", &pages, &size, 0, 0) < 0
	    || sysctlbyname("vm.stats.vm.v_inactive_count", &idle, &size, 0,
		0) < 0)
		return -1;
	return ((int64_t)pages + idle) * getpagesize();
#elif defined __NetBSD__
	static const int name[] = { CTL_VM, VM_UVMEXP2 };
	struct uvmexp_sysctl u;
	size_t size = sizeof u;

	return sysctl(name, 2, &u, &size, 0, 0) < 0 ? -1 : (u.free
	    + u.inactive + u.swpages - u.swpginuse) * u.pagesize;
#elif defined __OpenBSD__
	static const int name[] = { CTL_VM, VM_UVMEXP };
	struct uvmexp u;
	size_t size = sizeof u;

	return sysctl(name, 2, &u, &size, 0, 0) < 0 ? -1 : ((int64_t)u.free
	    + u.inactive + u.swpages - u.swpginuse) * u.pagesize;
#elif defined _SC_AVPHYS_PAGES
	const long pages = sysconf(_SC_AVPHYS_PAGES);

	return pages < 0 ? -1 : (int64_t)pages * sysconf(_SC_PAGESIZE);
#else
	return -1;
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

#ifdef __linux__
/* An int in musl and bionic, whose numbers are the same 32 bits. */
# ifdef __GLIBC__
#  define HOST_IOCTL_REQUEST unsigned long
# else
#  define HOST_IOCTL_REQUEST int
# endif
static int host_ioctl(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, (HOST_IOCTL_REQUEST)request, argument) == 0 ? 0 : -1;
}
# define HOST_IOCTL host_ioctl
# define HOST_PAGE_SIZES 0
#elif defined HAVE_GETPAGESIZES
static UM_COLD int host_page_sizes(size_t *sizes, int max)
{
	const int all = getpagesizes(0, 0);

	if (max > 0)
		getpagesizes(sizes, max < all ? max : all);
	return all;
}
# define HOST_IOCTL 0
# define HOST_PAGE_SIZES host_page_sizes
#else
# define HOST_IOCTL 0
# define HOST_PAGE_SIZES 0
#endif

/* What lies where: a text in /proc is read by a way, see ways.c. */
#if defined __FreeBSD__ || defined __OpenBSD__ || defined __sun \
 || defined __HAIKU__ || defined _AIX || defined __NetBSD__
# include "areas.h"
#endif
#if defined __FreeBSD__
# include "areas-freebsd.h"
#elif defined __NetBSD__
# include "areas-netbsd.h"
#elif defined __OpenBSD__
# include "areas-openbsd.h"
#elif defined __APPLE__
# include "areas-darwin.h"
#elif defined __sun
# include "areas-svr4.h"
#elif defined _AIX
# include "areas-aix.h"
#elif defined __HAIKU__
# include "areas-haiku.h"
#elif defined __GNU__
# include "areas-hurd.h"
#endif
#ifndef HOST_AREAS
# define HOST_AREAS 0
#endif
#ifndef HOST_ALONE
# define HOST_ALONE 0
#endif

/* Its mmap has EACCES for the mode, for seals and for devices. */
#ifdef __FreeBSD__
static UM_COLD int host_access_mode(int fd)
{
	const int flags = fcntl(fd, F_GETFL);

	return flags < 0 ? -1 : flags & O_ACCMODE;
}
# define HOST_ACCESS_MODE host_access_mode
#else
# define HOST_ACCESS_MODE 0
#endif

#ifdef HAVE_GETRLIMIT
static UM_COLD uintptr_t host_stack_limit(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_STACK, &limit) != 0
	    || limit.rlim_cur == RLIM_INFINITY
	    || (rlim_t)(uintptr_t)limit.rlim_cur != limit.rlim_cur
	    ? UINTPTR_MAX
	    : (uintptr_t)limit.rlim_cur;
}

static UM_COLD int64_t host_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) < 0
	    || limit.rlim_cur == RLIM_INFINITY
	    || (uint64_t)limit.rlim_cur > INT64_MAX)
		return INT64_MAX;
	return (int64_t)limit.rlim_cur;
}
#else					/* klibc */
static uintptr_t host_stack_limit(void)
{
	return UINTPTR_MAX;
}

static int64_t host_file_limit(void)
{
	return INT64_MAX;
}
#endif

static size_t host_pagesize(void)
{
#ifdef __CYGWIN__			/* sysconf says the granularity */
	return 65536;
#else
	return (size_t)sysconf(_SC_PAGESIZE);
#endif
}

/* An environment that a set-id program must not believe. */
static const char *host_environment(const char *name)
{
#if defined HAVE_SECURE_GETENV
	return secure_getenv(name);
#elif defined HAVE_ISSETUGID
	return issetugid() ? 0 : getenv(name);
#else
	return getuid() != geteuid() || getgid() != getegid() ? 0
	    : getenv(name);
#endif
}

#endif
