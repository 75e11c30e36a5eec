/* The raw calls of the system compiled for that most programs need.  Included by
 * host.c alone. */
#ifndef UM_HOST_CALLS_H
#define UM_HOST_CALLS_H

#include "held.h"

/* Variadic: open, fcntl, and shm_open on macOS. */
HOST_HELD(int, open, (const char *path, int flags, mode_t mode),
    open(path, flags, mode))
HOST_HELD(int, close, (int fd), close(fd))
HOST_HELD(ssize_t, read, (int fd, void *to, size_t n), read(fd, to, n))
HOST_HELD(ssize_t, pread, (int fd, void *to, size_t n, off_t at),
    pread(fd, to, n, at))
HOST_HELD(ssize_t, write, (int fd, const void *from, size_t n),
    write(fd, from, n))
/* The library asks by MS_ASYNC and MS_INVALIDATE. */
HOST_HELD(int, msync_held, (void *addr, size_t len, int flags),
    msync(addr, len, flags))
static int host_msync(void *addr, size_t len, int flags)
{
	return (MS_SYNC ? flags & MS_SYNC : flags == 0)
	    ? msync(addr, len, flags) : host_msync_held(addr, len, flags);
}

/* ---- memory ------------------------------------------------------------ */

#ifdef UM_HAVE_MADVISE
static int host_madvise(void *addr, size_t len, int advice)
{
	return madvise(addr, len, advice);	/* caddr_t on AIX, HP-UX */
}
# define HOST_MADVISE host_madvise
#else
# define HOST_MADVISE 0
#endif

#ifdef UM_HAVE_MINCORE
/* vec is char * on the BSDs and Solaris, addr caddr_t on Solaris. */
static int host_mincore(void *addr, size_t len, unsigned char *vec)
{
	return mincore(addr, len, (void *)vec);
}
# define HOST_MINCORE host_mincore
#else
# define HOST_MINCORE 0
#endif

#ifdef UM_HAVE_MREMAP_LINUX
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

#ifdef UM_HAVE_MREMAP_NETBSD
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
#if defined UM_HAVE_SYSCALL && defined __linux__ && defined SYS_mseal \
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

#ifdef UM_HAVE_MIMMUTABLE
# define HOST_MIMMUTABLE mimmutable
#else
# define HOST_MIMMUTABLE 0
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

#ifdef UM_HAVE_MINHERIT
# define HOST_MINHERIT minherit
#else
# define HOST_MINHERIT 0
#endif

/* By number: the kernel may have it where the C library has not. */
#if defined UM_HAVE_SYSCALL && defined __linux__ && defined SYS_memfd_create
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
#elif !defined __linux__ && defined UM_HAVE_MEMFD_CREATE && defined MFD_CLOEXEC
HOST_HELD(int, memfd_create, (const char *name, unsigned flags),
    memfd_create(name, flags))
# define HOST_MEMFD_CREATE host_memfd_create
#else
# define HOST_MEMFD_CREATE 0
#endif

#ifdef UM_HAVE_POSIX_FALLOCATE
HOST_HELD(int, posix_fallocate, (int fd, off_t at, off_t size),
    posix_fallocate(fd, at, size))
static UM_COLD int host_allocate(int fd, off_t at, off_t size)
{
	const int err = host_posix_fallocate(fd, at, size);

	if (err)
		errno = err;
	return err ? -1 : 0;
}
# define HOST_ALLOCATE host_allocate
#else
# define HOST_ALLOCATE 0
#endif

#if defined __linux__ && defined FALLOC_FL_PUNCH_HOLE
HOST_HELD(int, punch_hole, (int fd, off_t at, off_t len),
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, len))
# define HOST_PUNCH_HOLE host_punch_hole
#else
# define HOST_PUNCH_HOLE 0
#endif

#if defined __FreeBSD__ && defined SPACECTL_DEALLOC	/* 14 */
static UM_COLD int host_deallocate_held(int fd, off_t at, off_t len)
{
	struct spacectl_range range = { at, len };

	while (range.r_len > 0)
		if (fspacectl(fd, SPACECTL_DEALLOC, &range, 0, &range) < 0)
			return -1;
	return 0;
}
HOST_HELD(int, deallocate, (int fd, off_t at, off_t len),
    host_deallocate_held(fd, at, len))
# define HOST_DEALLOCATE host_deallocate
#else
# define HOST_DEALLOCATE 0
#endif

#if defined __APPLE__ && defined F_PUNCHHOLE
HOST_HELD(int, f_punchhole, (int fd, struct fpunchhole *hole),
    fcntl(fd, F_PUNCHHOLE, hole))
static UM_COLD int host_punch_blocks(int fd, off_t at, off_t len)
{
	struct fpunchhole hole = { 0, 0, at, len };

	return host_f_punchhole(fd, &hole);
}
# define HOST_PUNCH_BLOCKS host_punch_blocks
#else
# define HOST_PUNCH_BLOCKS 0
#endif

#ifdef UM_HAVE_SHM_OPEN
/* musl's waits for no other end of a FIFO, glibc's does but is told not to. */
# ifdef __GLIBC__
#  define HOST_SHM_FLAGS O_NONBLOCK
# else
#  define HOST_SHM_FLAGS 0
# endif
HOST_HELD(int, shm_open, (const char *name, int flags, mode_t mode),
    shm_open(name, flags | HOST_SHM_FLAGS, mode))
# define HOST_SHM_OPEN host_shm_open
# define HOST_SHM_UNLINK shm_unlink
#else
# define HOST_SHM_OPEN 0
# define HOST_SHM_UNLINK 0
#endif

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
#else
# define HOST_IOCTL 0
#endif
/* What lies where: areas-*.c. */
#if defined __FreeBSD__ || defined __NetBSD__ || defined __OpenBSD__
static UM_COLD int host_sysctl(const int *name, unsigned names, void *old,
    size_t *len)
{
	return sysctl(name, names, old, len, 0, 0);
}
# define HOST_SYSCTL host_sysctl
#else
# define HOST_SYSCTL 0
#endif

#ifdef __APPLE__
/* mach/mach_vm.h, which iOS' SDK refuses */
extern kern_return_t mach_vm_region_recurse(vm_map_t, mach_vm_address_t *,
    mach_vm_size_t *, natural_t *depth, vm_region_recurse_info_t,
    mach_msg_type_number_t *);

static UM_COLD int host_mach_region(uint64_t *addr, uint64_t *size,
    unsigned *depth, void *info, unsigned *count)
{
	mach_vm_address_t at = *addr;
	mach_vm_size_t len = 0;
	const kern_return_t result = mach_vm_region_recurse(mach_task_self(),
	    &at, &len, depth, info, count);

	*addr = at;
	*size = len;
	return result;
}
# define HOST_MACH_REGION host_mach_region
#else
# define HOST_MACH_REGION 0
#endif

#ifdef __GNU__
static UM_COLD int host_vm_region(uintptr_t *addr, uintptr_t *size, int *prot,
    int *inherit, int *has_object)
{
	vm_address_t at = *addr;
	vm_size_t len = 0;
	vm_prot_t most;
	vm_inherit_t inherited = 0;
	boolean_t shared;
	mach_port_t object = MACH_PORT_NULL;
	vm_offset_t offset;
	vm_prot_t now = 0;
	const kern_return_t result = vm_region(mach_task_self(), &at, &len,
	    &now, &most, &inherited, &shared, &object, &offset);

	*addr = at;
	*size = len;
	*prot = now;
	*inherit = (int)inherited;
	*has_object = object != MACH_PORT_NULL;
	if (result == KERN_SUCCESS && *has_object)
		(void)mach_port_deallocate(mach_task_self(), object);
	return result;
}
# define HOST_VM_REGION host_vm_region
#else
# define HOST_VM_REGION 0
#endif

#ifdef __HAIKU__
static UM_COLD int host_next_area(ssize_t *cookie, void *info, size_t size)
{
	return _get_next_area_info(B_CURRENT_TEAM, cookie, info, size);
}
# define HOST_NEXT_AREA host_next_area
#else
# define HOST_NEXT_AREA 0
#endif

/* The kernel locks the pages of the answer for a moment (sysctl_kern_proc), and
 * an entry that is split for that stays split: not the caller's stack. */
#ifdef __FreeBSD__
static UM_COLD int host_alone(void)
{
	const int saved = errno;
	const int name[] = { CTL_KERN, KERN_PROC, KERN_PROC_PID,
		(int)getpid() };
	struct kinfo_proc *const self = mmap(0, sizeof *self,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON | MAP_NOCORE, -1, 0);
	size_t len = sizeof *self;
	int alone;

	if (self == MAP_FAILED)
		return 0;
	alone = sysctl(name, 4, self, &len, 0, 0) == 0
	    && len == sizeof *self && self->ki_numthreads == 1;
	(void)munmap(self, sizeof *self);
	errno = saved;
	return alone;
}
# define HOST_ALONE host_alone
#else
# define HOST_ALONE 0
#endif

HOST_HELD(int, descriptor_flags, (int fd), fcntl(fd, F_GETFL))

/* linux/include/uapi/linux/fcntl.h, FreeBSD's sys/fcntl.h */
#if defined __linux__ && !defined F_GET_SEALS
# define F_GET_SEALS 1034
#endif
#ifdef F_GET_SEALS
HOST_HELD(int, get_seals, (int fd), fcntl(fd, F_GET_SEALS))
static UM_COLD int host_is_sealed(int fd)
{
	enum { WRITE = 8, FUTURE_WRITE = 16 };
	const int seals = host_get_seals(fd);

	return seals > 0 && (seals & (WRITE | FUTURE_WRITE));
}
# define HOST_IS_SEALED host_is_sealed
#else
# define HOST_IS_SEALED 0
#endif

#if defined __linux__ && !defined __dietlibc__
# include <sys/statvfs.h>
static UM_COLD int host_is_noexec(int fd)
{
	enum { NOEXEC = 8 };	/* linux/include/linux/statfs.h: ST_NOEXEC */
	struct statvfs of;

	return fstatvfs(fd, &of) == 0 && (of.f_flag & NOEXEC);
}
/* A file system without an end says that it has no blocks at all. */
static UM_COLD int host_is_full(int fd)
{
	struct statvfs of;

	return fstatvfs(fd, &of) == 0 && of.f_blocks && !of.f_bavail;
}
# define HOST_IS_NOEXEC host_is_noexec
# define HOST_IS_FULL host_is_full
#elif defined __FreeBSD__ || defined __APPLE__ || defined __DragonFly__ \
  || defined __OpenBSD__
# include <sys/mount.h>
static UM_COLD int host_is_noexec(int fd)
{
	struct statfs of;

	return fstatfs(fd, &of) == 0 && (of.f_flags & MNT_NOEXEC);
}
static UM_COLD int host_is_full(int fd)
{
	struct statfs of;

	return fstatfs(fd, &of) == 0 && of.f_blocks
	    && (int64_t)of.f_bavail <= 0;
}
# define HOST_IS_NOEXEC host_is_noexec
# define HOST_IS_FULL host_is_full
#else
# define HOST_IS_NOEXEC 0
# define HOST_IS_FULL 0
#endif

#ifdef UM_HAVE_GETRLIMIT
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
	uint64_t most = INT64_MAX;

	if (getrlimit(RLIMIT_FSIZE, &limit) == 0
	    && limit.rlim_cur != RLIM_INFINITY)
		most = (uint64_t)limit.rlim_cur;
	return most < INT64_MAX ? (int64_t)most : INT64_MAX;
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

#ifdef __linux__
/* HUGETLBFS_MAGIC of linux/include/uapi/linux/magic.h, also of a memfd with
 * MFD_HUGETLB.  Of most files fstat alone tells. */
static UM_COLD size_t host_large_page(int fd)
{
	struct stat status;
	struct statfs fs;

	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode)
	    && status.st_blksize >= HOST_LARGE && fstatfs(fd, &fs) == 0
	    && (uint32_t)fs.f_type == 0x958458f6u
	    ? (size_t)status.st_blksize : 0;
}
# define HOST_LARGE_PAGE host_large_page
#elif defined SHM_LARGEPAGE		/* FreeBSD 13 */
static UM_COLD size_t host_large_page(int fd)
{
	struct shm_largepage_conf conf;
	size_t sizes[8];

	return ioctl(fd, FIOGSHMLPGCNF, &conf) == 0 && conf.psind > 0
	    && conf.psind < getpagesizes(sizes, 8) ? sizes[conf.psind] : 0;
}
# define HOST_LARGE_PAGE host_large_page
#else
# define HOST_LARGE_PAGE 0
#endif

/* linux/arch/arm64/include/uapi/asm/hwcap.h: AT_HWCAP2 says what both the
 * kernel and the processor have. */
#if defined __linux__ && defined __aarch64__ && defined UM_HAVE_GETAUXVAL
static UM_COLD int host_more_prot(void)
{
	const unsigned long had = getauxval(26);

	return (had & 1 << 17 ? UM_PROT_BTI : 0)
	    | (had & 1 << 18 ? UM_PROT_MTE : 0);
}
# define HOST_MORE_PROT host_more_prot
#else
# define HOST_MORE_PROT 0
#endif

/* Where it is no more than a call, or none. */
#ifdef __linux__
static UM_COLD uintptr_t host_heap_end(void)
{
	void *const end = sbrk(0);

	return end == (void *)-1 ? 0 : (uintptr_t)end;
}
# define HOST_HEAP_END host_heap_end
#else
# define HOST_HEAP_END 0
#endif

static size_t host_pagesize(void)
{
#ifdef __CYGWIN__			/* sysconf says the granularity */
	return 65536;
#else
	return (size_t)sysconf(_SC_PAGESIZE);
#endif
}

/* The value of a variable of the environment, for a program that has no more
 * rights than who started it.  File capabilities and security modules give some
 * too, which no comparison of ids shows: where nobody tells, none is believed. */
#if defined UM_HAVE_SECURE_GETENV
static UM_COLD const char *host_environment(const char *name)
{
	return secure_getenv(name);
}
#elif defined __linux__ && defined UM_HAVE_GETAUXVAL
static UM_COLD const char *host_environment(const char *name)
{
	const int saved = errno;
	int believed;

	/* AT_SECURE of linux/include/uapi/linux/auxvec.h; ENOENT where the
	 * kernel did not tell. */
	errno = 0;
	believed = getauxval(23) == 0 && errno == 0;
	errno = saved;
	return believed ? getenv(name) : 0;
}
#elif defined UM_HAVE_ISSETUGID
static UM_COLD const char *host_environment(const char *name)
{
	return issetugid() ? 0 : getenv(name);
}
#else
static UM_COLD const char *host_environment(const char *name)
{
	(void)name;
	return 0;
}
#endif

#endif
