/* FreeBSD 10 and later.  Rows of errno: sys/vm/vm_mmap.c of 10.4, 12.3, 15. */
#include "../logic.h"

static const struct um_way freebsd_noreplace_ways[] = {
	{ "mmap MAP_FIXED|MAP_EXCL", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace),
	    um_noreplace_by_flag },
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint },
	{ 0, 0, 0, 0 }
};

static const struct um_way freebsd_conceal_ways[] = {
	{ "madvise MADV_NOCORE", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontdump),
	    um_conceal_by_advice },
	{ 0, 0, 0, 0 }
};

static const struct um_way freebsd_aligned_ways[] = {
	{ "mmap MAP_ALIGNED", UM_NATIVE, UM_NEEDS_FLAG(map_aligned_shift),
	    um_aligned_by_flag },
	{ "mapped larger and trimmed", UM_EMULATED, 0,
	    um_aligned_by_trimming },
	{ 0, 0, 0, 0 }
};

static const struct um_way freebsd_object_ways[] = {
	{ "memfd_create", UM_NATIVE, UM_NEEDS_CALL(memfd_create),
	    um_object_by_memfd },
	{ "shm_open SHM_ANON", UM_NATIVE, UM_NEEDS_FLAG(shm_anon),
	    um_object_by_shm_anon },
	{ "shm_open and shm_unlink", UM_EMULATED, UM_NEEDS_CALL(shm_unlink),
	    um_object_by_shm_open },
	{ "an unlinked temporary file", UM_EMULATED, 0, um_object_by_file },
	{ 0, 0, 0, 0 }
};

static const struct um_way freebsd_area_ways[] = {
	{ "sysctl KERN_PROC_VMMAP", UM_NATIVE, UM_NEEDS_CALL(areas), um_area_by_call },
	{ 0, 0, 0, 0 }
};

static const struct um_way freebsd_details_ways[] = {
	{ "a page that joins", UM_EMULATED, UM_NEEDS_CALL(minherit),
	    um_details_by_joining },
	{ 0, 0, 0, 0 }
};

static const struct um_way freebsd_inherit_ways[] = {
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit),
	    um_inherit_by_minherit },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row freebsd_errnos[] = {
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES,
	    "kern.elf64.allow_wx is 0" },
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_EXEC, EACCES, EACCES, 0 },
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_SHARED | UM_OF_READ_WRITE, EACCES,
	    EPERM, "the object is sealed against writing" },
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_READ_WRITE, EACCES, ENODEV, 0 },
	{ UM_IN_MPROTECT, 0, ENOTSUP, EACCES,
	    "PROT_EXEC was ruled out when it was mapped" },
	{ UM_IN_MADVISE, 0, EINVAL, ENOMEM, "beyond the address space" },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_freebsd = {
	.name = "freebsd",
	.habits = UM_DEV_ZERO_SHARES | UM_MINHERIT_PASSES_HOLES
	    | UM_ALLOCATE_GROWS,	/* uipc_shm.c: shm_fallocate */
	.errnos = freebsd_errnos,
	.ways = {
		[UM_CHAIN_ALIGNED] = freebsd_aligned_ways,
		[UM_CHAIN_OBJECT] = freebsd_object_ways,
		[UM_CHAIN_AREA] = freebsd_area_ways,
		[UM_CHAIN_AREAS] = freebsd_area_ways,
		[UM_CHAIN_DETAILS] = freebsd_details_ways,
		[UM_CHAIN_INHERIT] = freebsd_inherit_ways,
		[UM_CHAIN_NOREPLACE] = freebsd_noreplace_ways,
		[UM_CHAIN_CONCEAL] = freebsd_conceal_ways
	}
};
