/* The kernel that this library was compiled for, and the C library's calls. */
#include "logic.h"
#include "host/numbers.h"
#include "host/calls.h"
#include "host/family.h"

/* Headers differ in const and in caddr_t: DragonFly's mprotect, and all of
 * these on Solaris. */
static void *host_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	return mmap(addr, len, prot, flags, fd, offset);
}

static int host_munmap(void *addr, size_t len)
{
	return munmap(addr, len);
}

static int host_mprotect(void *addr, size_t len, int prot)
{
	return mprotect(addr, len, prot);
}

static int host_msync(void *addr, size_t len, int flags)
{
	return msync(addr, len, flags);
}

static int host_mlock(const void *addr, size_t len)
{
	return mlock((void *)(uintptr_t)addr, len);
}

static int host_munlock(const void *addr, size_t len)
{
	return munlock((void *)(uintptr_t)addr, len);
}

static int host_open(const char *path, int flags, mode_t mode)
{
	return open(path, flags, mode);
}

static UM_COLD int host_close_on_exec(int fd)
{
	return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

struct um_kernel um_kernel = {
	.name = HOST_NAME,
	.family = &HOST_FAMILY,
	.numbers = {
		.prot_read = PROT_READ,
		.prot_write = PROT_WRITE,
		.prot_exec = PROT_EXEC,
		.prot_max_shift = HOST_PROT_MAX_SHIFT,

		.map_shared = MAP_SHARED,
		.map_private = MAP_PRIVATE,
		.map_anon = HOST_MAP_ANON,
		.map_fixed = MAP_FIXED,
		.map_noreplace = HOST_MAP_NOREPLACE,
		.map_stack = HOST_MAP_STACK,
		.map_conceal = HOST_MAP_CONCEAL,
		.map_noreserve = HOST_MAP_NORESERVE,
		.map_populate = HOST_MAP_POPULATE,
		.map_jit = HOST_MAP_JIT,
		.map_low2g = HOST_MAP_LOW2G,
		.map_low4g = HOST_MAP_LOW4G,
		.map_aligned_shift = HOST_MAP_ALIGNED_SHIFT,
		.map_align_in_addr = HOST_MAP_ALIGN,
		.map_guard = HOST_MAP_GUARD,

		.ms_async = MS_ASYNC,
		.ms_sync = MS_SYNC,
		.ms_invalidate = MS_INVALIDATE,

		.adv_normal = HOST_ADV_NORMAL,
		.adv_random = HOST_ADV_RANDOM,
		.adv_sequential = HOST_ADV_SEQUENTIAL,
		.adv_willneed = HOST_ADV_WILLNEED,
		.adv_hugepage = HOST_ADV_HUGEPAGE,
		.adv_nohugepage = HOST_ADV_NOHUGEPAGE,
		.adv_dontneed = HOST_ADV_DONTNEED,
		.adv_free = HOST_ADV_FREE,
		.adv_remove = HOST_ADV_REMOVE,
		.adv_dontdump = HOST_ADV_DONTDUMP,
		.adv_dodump = HOST_ADV_DODUMP,
		.adv_dontfork = HOST_ADV_DONTFORK,
		.adv_dofork = HOST_ADV_DOFORK,
		.adv_wipeonfork = HOST_ADV_WIPEONFORK,
		.adv_keeponfork = HOST_ADV_KEEPONFORK,
		.adv_populate_read = HOST_ADV_POPULATE_READ,
		.adv_populate_write = HOST_ADV_POPULATE_WRITE,
		.adv_guard = HOST_ADV_GUARD,
		.adv_unguard = HOST_ADV_UNGUARD,
		.adv_zero = HOST_ADV_ZERO,

		.mremap_maymove = HOST_MREMAP_MAYMOVE,
		.mremap_fixed = HOST_MREMAP_FIXED,
		.mremap_dup = HOST_MREMAP_DUP,

		.inherit_share = HOST_INHERIT_SHARE,
		.inherit_copy = HOST_INHERIT_COPY,
		.inherit_none = HOST_INHERIT_NONE,
		.inherit_zero = HOST_INHERIT_ZERO,
		.mc_inherit_zero = HOST_MC_INHERIT_ZERO,
		.pr_set_vma = HOST_PR_SET_VMA,

		.memfd_cloexec = HOST_MEMFD_CLOEXEC,
		.memfd_exec = HOST_MEMFD_EXEC,
		.memfd_noexec_seal = HOST_MEMFD_NOEXEC_SEAL,
		.shm_anon = HOST_SHM_ANON,
		.o_tmpfile = HOST_O_TMPFILE,
		.shm_name_max = HOST_SHM_NAME_MAX,
		.shm_dir = HOST_SHM_DIR,
		.procmap_query = HOST_PROCMAP_QUERY,
		.huge_enabled = HOST_HUGE_ENABLED,
		.huge_size = HOST_HUGE_SIZE,
		.memory_text = HOST_MEMORY_TEXT,

		.mcl_current = HOST_MCL_CURRENT,
		.posix_dontneed = HOST_POSIX_DONTNEED
	},
	/* libc's own, so that sanitizers and preloaded libraries see them. */
	.sys = {
		.mmap = host_mmap,
		.munmap = host_munmap,
		.mprotect = host_mprotect,
		.msync = host_msync,
		.madvise = HOST_MADVISE,
		.mlock = host_mlock,
		.munlock = host_munlock,
		.mincore = HOST_MINCORE,
		.mremap = HOST_MREMAP,
		.mremap_netbsd = HOST_MREMAP_NETBSD,
		.minherit = HOST_MINHERIT,
		.memcntl = HOST_MEMCNTL,
		.mseal = HOST_MSEAL,
		.mimmutable = HOST_MIMMUTABLE,
		.prctl = HOST_PRCTL,
		.memfd_create = HOST_MEMFD_CREATE,
		.shm_open = HOST_SHM_OPEN,
		.shm_unlink = HOST_SHM_UNLINK,
		.shm_mkstemp = HOST_SHM_MKSTEMP,
		.alias = HOST_ALIAS,
		.open = host_open,
		.unlink = unlink,
		.close = close,
		.close_on_exec = host_close_on_exec,
		.access_mode = HOST_ACCESS_MODE,
		.fstat = fstat,
		.ftruncate = ftruncate,
		.allocate = HOST_ALLOCATE,
		.file_limit = host_file_limit,
		.memory_free = host_memory_free,
		.read = read,
		.write = write,
		.pwrite = pwrite,
		.ioctl = HOST_IOCTL,
		.stack_limit = host_stack_limit,
		.areas = HOST_AREAS,
		.alone = HOST_ALONE,
		.page_size = host_pagesize,
		.page_sizes = HOST_PAGE_SIZES,
		.view_align = host_view_align,
		.mlockall = HOST_MLOCKALL,
		.munlockall = HOST_MUNLOCKALL,
		.posix_madvise = HOST_POSIX_MADVISE
	}
};

const char *um_environment(const char *name)
{
	return host_environment(name);
}
