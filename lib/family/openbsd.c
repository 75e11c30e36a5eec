/* OpenBSD 7: sys/uvm/uvm_mmap.c 1.203, sys/uvm/uvm_map.c. */
#include "../logic.h"

static const struct um_way openbsd_noreplace_ways[] = {
	{ "mmap MAP_FIXED|__MAP_NOREPLACE", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace),
	    um_noreplace_by_flag },
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint },
	{ 0, 0, 0, 0 }
};

/* MADV_FREE frees at once, but keeps the data while a child lives.  New pages
 * in place of the old would lose MAP_STACK, which nobody can ask for. */
static const struct um_way openbsd_discard_private_ways[] = {
	{ "zeroed in place and madvise MADV_FREE", UM_NATIVE, UM_NEEDS_ADVICE(adv_free),
	    um_discard_by_freeing },
	{ 0, 0, 0, 0 }
};

/* A file in /tmp whose name is a hash. */
static UM_COLD int openbsd_object(void *object)
{
	char name[] = "/" UM_OTHER_NAME "-XXXXXXXXXX";
	int fd = um_kernel.sys.shm_mkstemp(name);

	if (fd >= 0 && um_kernel.sys.shm_unlink(name) < 0
	    && errno != ENOENT) {
		um_close(fd);
		fd = -1;
	}
	return um_object_made(object, fd, 1);
}

static const struct um_way openbsd_object_ways[] = {
	{ "shm_mkstemp and shm_unlink", UM_EMULATED,
	    UM_NEEDS_CALL(shm_mkstemp), openbsd_object },
	{ "shm_open and shm_unlink", UM_EMULATED, UM_NEEDS_CALL(shm_unlink),
	    um_object_by_shm_open },
	{ "an unlinked temporary file", UM_EMULATED, 0, um_object_by_file },
	{ 0, 0, 0, 0 }
};

static const struct um_way openbsd_area_ways[] = {
	{ "sysctl KERN_PROC_VMMAP", UM_NATIVE, UM_NEEDS_CALL(areas), um_area_by_call },
	{ 0, 0, 0, 0 }
};

static const struct um_way openbsd_inherit_ways[] = {
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit),
	    um_inherit_by_minherit },
	{ 0, 0, 0, 0 }
};

static const struct um_errno_row openbsd_errnos[] = {
	{ UM_IN_MMAP | UM_IN_MPROTECT, UM_OF_WRITE_EXEC, ENOTSUP, EACCES,
	    "W^X: memory is written or executed, not both" },
	{ UM_IN_MSYNC | UM_IN_MADVISE, 0, EINVAL, ENOMEM,
	    "beyond the address space" },
	{ UM_IN_ANY, 0, EPERM, EPERM,
	    "the memory is immutable" },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_openbsd = {
	.name = "openbsd",
	.habits = UM_DEV_ZERO_SHARES | UM_MUNMAP_REFUSES_HOLES
	    | UM_MINHERIT_PASSES_HOLES
	    | UM_INVALIDATE_PASSES_LOCKS,
	.errnos = openbsd_errnos,
	.ways = {
		[UM_CHAIN_OBJECT] = openbsd_object_ways,
		[UM_CHAIN_AREA] = openbsd_area_ways,
		[UM_CHAIN_AREAS] = openbsd_area_ways,
		[UM_CHAIN_INHERIT] = openbsd_inherit_ways,
		[UM_CHAIN_NOREPLACE] = openbsd_noreplace_ways,
		[UM_CHAIN_DISCARD_PRIVATE] = openbsd_discard_private_ways
	}
};
