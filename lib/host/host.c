/* The kernel that this library was compiled for, and the C library's calls. */
#include "../engine/engine.h"
#include "numbers.h"
#include "calls.h"
#include "family.h"

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

struct um_kernel um_kernel = {
	.name = HOST_NAME,
	.family = &HOST_FAMILY,
	.numbers = {
		.prot_read = PROT_READ,
		.prot_write = PROT_WRITE,
		.prot_exec = PROT_EXEC,
		.prot_bti = HOST_PROT_BTI,
		.prot_mte = HOST_PROT_MTE,
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
		.adv_cold = HOST_ADV_COLD,
		.adv_pageout = HOST_ADV_PAGEOUT,
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
		.mremap_dontunmap = HOST_MREMAP_DONTUNMAP,
		.mremap_dup = HOST_MREMAP_DUP,

		.inherit_share = HOST_INHERIT_SHARE,
		.inherit_copy = HOST_INHERIT_COPY,
		.inherit_none = HOST_INHERIT_NONE,
		.inherit_zero = HOST_INHERIT_ZERO,
		.mc_inherit_zero = HOST_MC_INHERIT_ZERO,
		.pr_set_vma = HOST_PR_SET_VMA,

		.memfd_cloexec = HOST_MEMFD_CLOEXEC,
		.memfd_sealing = HOST_MEMFD_SEALING,
		.memfd_exec = HOST_MEMFD_EXEC,
		.memfd_noexec_seal = HOST_MEMFD_NOEXEC_SEAL,
		.shm_anon = HOST_SHM_ANON,
		.o_tmpfile = HOST_O_TMPFILE,
		.o_path = HOST_O_PATH,
		.shm_name_max = HOST_SHM_NAME_MAX,
		.shm_dir = HOST_SHM_DIR,
		.large_pages = HOST_LARGE_PAGES,
		.procmap_query = HOST_PROCMAP_QUERY,
		.huge_enabled = HOST_HUGE_ENABLED,
		.huge_size = HOST_HUGE_SIZE,
		.memory_text = HOST_MEMORY_TEXT,
		.group_text = HOST_GROUP_TEXT,
		.overcommit_text = HOST_OVERCOMMIT_TEXT,

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
		.alias = HOST_ALIAS,
		.open = host_open,
		.unlink = unlink,
		.close = host_close,
		.descriptor_flags = host_descriptor_flags,
		.punch_hole = HOST_PUNCH_HOLE,
		.deallocate = HOST_DEALLOCATE,
		.punch_blocks = HOST_PUNCH_BLOCKS,
		.is_sealed = HOST_IS_SEALED,
		.is_noexec = HOST_IS_NOEXEC,
		.is_full = HOST_IS_FULL,
		.fstat = fstat,
		.large_page = HOST_LARGE_PAGE,
		.ftruncate = ftruncate,
		.allocate = HOST_ALLOCATE,
		.file_limit = host_file_limit,
		.read = host_read,
		.pread = host_pread,
		.write = host_write,
		.ioctl = HOST_IOCTL,
		.cancel_off = host_cancel_off,
		.cancel_back = host_cancel_back,
		.stack_limit = host_stack_limit,
		.more_prot = HOST_MORE_PROT,
		.heap_end = HOST_HEAP_END,
		.sysctl = HOST_SYSCTL,
		.mach_region = HOST_MACH_REGION,
		.vm_region = HOST_VM_REGION,
		.next_area = HOST_NEXT_AREA,
		.alone = HOST_ALONE,
		.page_size = host_pagesize
	}
};

const char *um_environment(const char *name)
{
	return host_environment(name);
}
