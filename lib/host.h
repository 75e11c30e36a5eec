/* The system compiled for: its numbers, its raw calls, its family.  With
 * system.h the only place where a macro of a system is tested.  Included by
 * host.c alone. */
#ifndef UM_HOST_H
#define UM_HOST_H

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

/* ---- numbers ------------------------------------------------------------ */

/* Values are tested, not names: OpenBSD defines what it lacks as 0. */
#if defined MAP_ANON
# define HOST_MAP_ANON MAP_ANON
#elif defined MAP_ANONYMOUS
# define HOST_MAP_ANON MAP_ANONYMOUS
#else
# define HOST_MAP_ANON 0
#endif

/* Older headers under a newer kernel: the number is the kernel's, by
 * architecture (linux/arch/alpha/include/uapi/asm/mman.h). */
#if defined __linux__ && !defined MAP_FIXED_NOREPLACE
# ifdef __alpha__
#  define MAP_FIXED_NOREPLACE 0x200000
# else
#  define MAP_FIXED_NOREPLACE 0x100000
# endif
#endif

#if defined MAP_FIXED_NOREPLACE && defined __linux__
/* Alone: a kernel that has never heard of it takes it for a hint. */
# define HOST_MAP_NOREPLACE MAP_FIXED_NOREPLACE
#elif defined MAP_EXCL			/* FreeBSD, Hurd */
# define HOST_MAP_NOREPLACE (MAP_FIXED | MAP_EXCL)
#elif defined __MAP_NOREPLACE		/* OpenBSD */
# define HOST_MAP_NOREPLACE (MAP_FIXED | __MAP_NOREPLACE)
#elif defined MAP_TRYFIXED		/* DragonFly, NetBSD */
# define HOST_MAP_NOREPLACE MAP_TRYFIXED
#else
# define HOST_MAP_NOREPLACE 0
#endif

#if defined MAP_STACK && defined __OpenBSD__
# define HOST_MAP_STACK MAP_STACK
#else
# define HOST_MAP_STACK 0
#endif

#if defined MAP_CONCEAL			/* OpenBSD */
# define HOST_MAP_CONCEAL MAP_CONCEAL
#elif defined MAP_NOCORE		/* FreeBSD, DragonFly */
# define HOST_MAP_CONCEAL MAP_NOCORE
#else
# define HOST_MAP_CONCEAL 0
#endif

#ifdef MAP_NORESERVE
# define HOST_MAP_NORESERVE MAP_NORESERVE
#else
# define HOST_MAP_NORESERVE 0
#endif

#if defined MAP_POPULATE
# define HOST_MAP_POPULATE MAP_POPULATE
#elif defined MAP_PREFAULT_READ		/* FreeBSD */
# define HOST_MAP_POPULATE MAP_PREFAULT_READ
#else
# define HOST_MAP_POPULATE 0
#endif

#if defined MAP_JIT && defined __APPLE__ && defined __aarch64__
# define HOST_MAP_JIT MAP_JIT
#else
# define HOST_MAP_JIT 0
#endif

/* Linux' window is half of it; macOS' and illumos' end at 4 GiB. */
#if defined MAP_32BIT && (defined __APPLE__ || defined __sun)
# define HOST_MAP_LOW2G 0
# define HOST_MAP_LOW4G MAP_32BIT
#elif defined MAP_32BIT
# define HOST_MAP_LOW2G MAP_32BIT
# define HOST_MAP_LOW4G 0
#else
# define HOST_MAP_LOW2G 0
# define HOST_MAP_LOW4G 0
#endif

#ifdef MAP_ALIGNED			/* FreeBSD, NetBSD */
# define HOST_MAP_ALIGNED_SHIFT 24
#else
# define HOST_MAP_ALIGNED_SHIFT 0
#endif

#if defined MAP_ALIGN && defined __sun
# define HOST_MAP_ALIGN MAP_ALIGN
#else
# define HOST_MAP_ALIGN 0
#endif

#if defined MAP_GUARD && defined __FreeBSD__
# define HOST_MAP_GUARD MAP_GUARD
#else
# define HOST_MAP_GUARD 0
#endif

#if defined PROT_MAX			/* FreeBSD 13 */
# define HOST_PROT_MAX_SHIFT 16
#elif defined PROT_MPROTECT		/* NetBSD 8 */
# define HOST_PROT_MAX_SHIFT 3
#else
# define HOST_PROT_MAX_SHIFT 0
#endif

/* linux/include/uapi/asm-generic/mman-common.h; parisc had others. */
#if defined __linux__ && !defined __hppa__
# ifndef MADV_FREE
#  define MADV_FREE 8
# endif
# ifndef MADV_REMOVE
#  define MADV_REMOVE 9
# endif
# ifndef MADV_DONTFORK
#  define MADV_DONTFORK 10
#  define MADV_DOFORK 11
# endif
# ifndef MADV_HUGEPAGE
#  define MADV_HUGEPAGE 14
#  define MADV_NOHUGEPAGE 15
# endif
# ifndef MADV_DONTDUMP
#  define MADV_DONTDUMP 16
#  define MADV_DODUMP 17
# endif
# ifndef MADV_WIPEONFORK
#  define MADV_WIPEONFORK 18
#  define MADV_KEEPONFORK 19
# endif
# ifndef MADV_POPULATE_READ
#  define MADV_POPULATE_READ 22
#  define MADV_POPULATE_WRITE 23
# endif
#endif

#ifdef MADV_NORMAL
# define HOST_ADV_NORMAL MADV_NORMAL
# define HOST_ADV_RANDOM MADV_RANDOM
# define HOST_ADV_SEQUENTIAL MADV_SEQUENTIAL
# define HOST_ADV_WILLNEED MADV_WILLNEED
# define HOST_ADV_DONTNEED MADV_DONTNEED
#else
# define HOST_ADV_NORMAL UM_LACKS
# define HOST_ADV_RANDOM UM_LACKS
# define HOST_ADV_SEQUENTIAL UM_LACKS
# define HOST_ADV_WILLNEED UM_LACKS
# define HOST_ADV_DONTNEED UM_LACKS
#endif
#ifdef MADV_HUGEPAGE
# define HOST_ADV_HUGEPAGE MADV_HUGEPAGE
# define HOST_ADV_NOHUGEPAGE MADV_NOHUGEPAGE
#else
# define HOST_ADV_HUGEPAGE UM_LACKS
# define HOST_ADV_NOHUGEPAGE UM_LACKS
#endif
#ifdef MADV_FREE
# define HOST_ADV_FREE MADV_FREE
#else
# define HOST_ADV_FREE UM_LACKS
#endif
#ifdef MADV_REMOVE
# define HOST_ADV_REMOVE MADV_REMOVE
#else
# define HOST_ADV_REMOVE UM_LACKS
#endif
#if defined MADV_DONTDUMP
# define HOST_ADV_DONTDUMP MADV_DONTDUMP
# define HOST_ADV_DODUMP MADV_DODUMP
#elif defined MADV_NOCORE		/* FreeBSD, DragonFly */
# define HOST_ADV_DONTDUMP MADV_NOCORE
# define HOST_ADV_DODUMP MADV_CORE
#else
# define HOST_ADV_DONTDUMP UM_LACKS
# define HOST_ADV_DODUMP UM_LACKS
#endif
#ifdef MADV_DONTFORK
# define HOST_ADV_DONTFORK MADV_DONTFORK
# define HOST_ADV_DOFORK MADV_DOFORK
#else
# define HOST_ADV_DONTFORK UM_LACKS
# define HOST_ADV_DOFORK UM_LACKS
#endif
#ifdef MADV_WIPEONFORK
# define HOST_ADV_WIPEONFORK MADV_WIPEONFORK
# define HOST_ADV_KEEPONFORK MADV_KEEPONFORK
#else
# define HOST_ADV_WIPEONFORK UM_LACKS
# define HOST_ADV_KEEPONFORK UM_LACKS
#endif
#ifdef MADV_POPULATE_READ
# define HOST_ADV_POPULATE_READ MADV_POPULATE_READ
# define HOST_ADV_POPULATE_WRITE MADV_POPULATE_WRITE
#else
# define HOST_ADV_POPULATE_READ UM_LACKS
# define HOST_ADV_POPULATE_WRITE UM_LACKS
#endif

/* linux/include/uapi/asm-generic/mman-common.h, since 6.13; the same number
 * on all processors. */
#ifdef __linux__
# define HOST_ADV_GUARD 102
# define HOST_ADV_UNGUARD 103
#else
# define HOST_ADV_GUARD 0
# define HOST_ADV_UNGUARD 0
#endif
#if defined MADV_ZERO && defined __APPLE__
# define HOST_ADV_ZERO MADV_ZERO
#else
# define HOST_ADV_ZERO 0
#endif

#if defined MC_INHERIT_ZERO && defined __sun
# define HOST_MC_INHERIT_ZERO MC_INHERIT_ZERO
static int host_memcntl(void *addr, size_t len, int command, void *argument,
    int attributes, int mask)
{
	return memcntl((caddr_t)addr, len, command, (caddr_t)argument,
	    attributes, mask);
}
# define HOST_MEMCNTL host_memcntl
#else
# define HOST_MC_INHERIT_ZERO 0
# define HOST_MEMCNTL 0
#endif

#ifdef HAVE_MREMAP_LINUX
# define HOST_MREMAP_MAYMOVE MREMAP_MAYMOVE
# define HOST_MREMAP_FIXED MREMAP_FIXED
#else
# define HOST_MREMAP_MAYMOVE 0
# define HOST_MREMAP_FIXED 0
#endif
#if defined HAVE_MREMAP_NETBSD && defined MAP_REMAPDUP
# define HOST_MREMAP_DUP MAP_REMAPDUP
#else
# define HOST_MREMAP_DUP 0
#endif

/* ZERO is 3 on FreeBSD and OpenBSD, 4 on NetBSD, where 3 donates. */
#if defined INHERIT_SHARE		/* FreeBSD, DragonFly */
# define HOST_INHERIT_SHARE INHERIT_SHARE
# define HOST_INHERIT_COPY INHERIT_COPY
# define HOST_INHERIT_NONE INHERIT_NONE
#elif defined MAP_INHERIT_SHARE		/* NetBSD, OpenBSD */
# define HOST_INHERIT_SHARE MAP_INHERIT_SHARE
# define HOST_INHERIT_COPY MAP_INHERIT_COPY
# define HOST_INHERIT_NONE MAP_INHERIT_NONE
#elif defined __APPLE__			/* mach/vm_inherit.h */
# define HOST_INHERIT_SHARE 0
# define HOST_INHERIT_COPY 1
# define HOST_INHERIT_NONE 2
#else
# define HOST_INHERIT_SHARE UM_LACKS
# define HOST_INHERIT_COPY UM_LACKS
# define HOST_INHERIT_NONE UM_LACKS
#endif
#if defined INHERIT_ZERO
# define HOST_INHERIT_ZERO INHERIT_ZERO
#elif defined MAP_INHERIT_ZERO
# define HOST_INHERIT_ZERO MAP_INHERIT_ZERO
#else
# define HOST_INHERIT_ZERO UM_LACKS
#endif

/* linux/include/uapi/linux/memfd.h */
#ifdef __linux__
# define HOST_MEMFD_CLOEXEC 1u
# define HOST_MEMFD_NOEXEC_SEAL 8u
# define HOST_MEMFD_EXEC 16u
#elif defined MFD_CLOEXEC		/* FreeBSD 13, NetBSD 11 */
# define HOST_MEMFD_CLOEXEC MFD_CLOEXEC
# define HOST_MEMFD_NOEXEC_SEAL 0
# define HOST_MEMFD_EXEC 0
#else
# define HOST_MEMFD_CLOEXEC 0
# define HOST_MEMFD_NOEXEC_SEAL 0
# define HOST_MEMFD_EXEC 0
#endif

#if defined SHM_ANON && !defined __linux__
# define HOST_SHM_ANON 1
#else
# define HOST_SHM_ANON 0
#endif

#if defined O_TMPFILE
# define HOST_O_TMPFILE O_TMPFILE
#else
# define HOST_O_TMPFILE 0
#endif

/* xnu bsd/kern/posix_shm.c: PSHMNAMLEN with the slash.  NetBSD
 * lib/librt/shm.c and illumos lib/libc/port/rt/shm.c put a word before the
 * name of a file. */
#if defined __APPLE__
# define HOST_SHM_NAME_MAX 30
#elif defined __NetBSD__		/* ".shmobj_" */
# define HOST_SHM_NAME_MAX 247
#elif defined __sun			/* ".SHMD" */
# define HOST_SHM_NAME_MAX 249
#else
# define HOST_SHM_NAME_MAX 0
#endif
#if defined __linux__ || defined __GNU__
# define HOST_SHM_DIR "/dev/shm"
#elif defined __DragonFly__		/* lib/libc/gen/posixshm.c */
# define HOST_SHM_DIR "/var/run/shm"
#else
# define HOST_SHM_DIR 0
#endif

#ifdef __linux__
struct host_procmap_query {
	uint64_t words[13];
};
# define HOST_PROCMAP_QUERY \
	((unsigned long)_IOWR('f', 17, struct host_procmap_query))
#else
# define HOST_PROCMAP_QUERY 0
#endif

#ifdef __linux__
# define HOST_THP "/sys/kernel/mm/transparent_hugepage/"
# define HOST_HUGE_ENABLED HOST_THP "enabled"
# define HOST_HUGE_SIZE HOST_THP "hpage_pmd_size"
# define HOST_MEMORY_TEXT "/proc/meminfo"
#else
# define HOST_HUGE_ENABLED 0
# define HOST_HUGE_SIZE 0
# define HOST_MEMORY_TEXT 0
#endif

/* ---- raw calls ---------------------------------------------------------- */

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
	const kern_return_t said = mach_vm_remap(mach_task_self(), &at, len,
	    0, VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE, mach_task_self(), from, 0,
	    &now, &most, VM_INHERIT_SHARE);

	if (said == KERN_SUCCESS)
		return 0;
	errno = said == KERN_NO_SPACE || said == KERN_RESOURCE_SHORTAGE
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

/* linux/include/uapi/linux/prctl.h, since 5.17 */
#ifdef __linux__
static int host_prctl(int option, unsigned long a, unsigned long b,
    unsigned long c, unsigned long d)
{
	return prctl(option, a, b, c, d);
}
# define HOST_PR_SET_VMA 0x53564d41
# define HOST_PRCTL host_prctl
#else
# define HOST_PR_SET_VMA 0
# define HOST_PRCTL 0
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
# include "host/areas.h"
#endif
#if defined __FreeBSD__
# include "host/areas-freebsd.h"
#elif defined __NetBSD__
# include "host/areas-netbsd.h"
#elif defined __OpenBSD__
# include "host/areas-openbsd.h"
#elif defined __APPLE__
# include "host/areas-darwin.h"
#elif defined __sun
# include "host/areas-svr4.h"
#elif defined _AIX
# include "host/areas-aix.h"
#elif defined __HAIKU__
# include "host/areas-haiku.h"
#elif defined __GNU__
# include "host/areas-hurd.h"
#endif
#ifndef HOST_AREAS
# define HOST_AREAS 0
#endif
#ifndef HOST_ALONE
# define HOST_ALONE 0
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

/* ---- family ------------------------------------------------------------- */

#if defined __linux__
# define HOST_NAME "linux"
# define HOST_FAMILY um_family_linux
#elif defined __FreeBSD__ || defined __FreeBSD_kernel__
# define HOST_NAME "freebsd"
# define HOST_FAMILY um_family_freebsd
#elif defined __DragonFly__
# define HOST_NAME "dragonfly"
# define HOST_FAMILY um_family_dragonfly
#elif defined __NetBSD__
# define HOST_NAME "netbsd"
# define HOST_FAMILY um_family_netbsd
#elif defined __OpenBSD__
# define HOST_NAME "openbsd"
# define HOST_FAMILY um_family_openbsd
#elif defined __APPLE__
# define HOST_NAME "darwin"
# define HOST_FAMILY um_family_darwin
#elif defined __sun
# define HOST_NAME "svr4"
# define HOST_FAMILY um_family_svr4
#elif defined _AIX
# define HOST_NAME "aix"
# define HOST_FAMILY um_family_aix
#elif defined __HAIKU__
# define HOST_NAME "haiku"
# define HOST_FAMILY um_family_haiku
#elif defined __GNU__
# define HOST_NAME "hurd"
# define HOST_FAMILY um_family_hurd
#elif defined __CYGWIN__
# define HOST_NAME "cygwin"
# define HOST_FAMILY um_family_cygwin
#else
# define HOST_NAME "generic"
# define HOST_FAMILY um_family_generic
#endif

#endif
