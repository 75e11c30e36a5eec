/* FreeBSD 10 and later.  Rows of errno: sys/vm/vm_mmap.c of 10.4, 12.3, 15. */
#include "../way/way.h"

static const struct um_errno_row freebsd_errnos[] = {
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES, UM_WHY_ALLOW_WX },
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_EXEC, EACCES, EACCES, 0 },
	/* neither the mode nor a seal: devices */
	{ UM_IN_MMAP, UM_OF_FILE, EACCES, ENODEV, 0 },
	{ UM_IN_MPROTECT, 0, ENOTSUP, EACCES, UM_WHY_PROT_MAX },
	{ UM_IN_MADVISE, 0, EINVAL, ENOMEM, UM_WHY_BEYOND },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_freebsd = {
	.name = "freebsd",
	.habits = UM_DEV_ZERO_SHARES
	    | UM_ALLOCATE_GROWS,	/* uipc_shm.c: shm_fallocate */
	.errnos = freebsd_errnos
};
