/* Linux, Android, gVisor, and what emulates them. */
#include "../way/way.h"

/* ---- errno ------------------------------------------------------------- */

static const struct um_errno_row linux_errnos[] = {
	/* EPERM: systemd's MemoryDenyWriteExecute is a seccomp filter */
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EPERM, EACCES,
	    UM_WHY_POLICY_WRITE_EXEC },
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES,
	    UM_WHY_POLICY_WRITE_EXEC },
	{ UM_IN_MMAP, UM_OF_EXEC, EPERM, EACCES, UM_WHY_MOUNT_OR_POLICY },
	{ UM_IN_MPROTECT, UM_OF_FILE | UM_OF_WRITE_EXEC, EACCES, EACCES,
	    UM_WHY_OBJECT_FORBIDS },
	{ UM_IN_MPROTECT, UM_OF_FILE | UM_OF_EXEC, EACCES, EACCES,
	    UM_WHY_OBJECT_FORBIDS_X },
	{ UM_IN_MMAP, UM_OF_FILE, EPERM, EPERM, UM_WHY_DEVICE_LIMIT },
	{ UM_IN_MLOCK, 0, EPERM, EAGAIN, UM_WHY_LOCK_REFUSED },
	{ UM_IN_ANY, UM_OF_CHARGE, ENOMEM, ENOMEM, UM_WHY_OVERCOMMIT },
	{ UM_IN_ANY, UM_OF_MAPPINGS, ENOMEM, ENOMEM, UM_WHY_MAX_MAP_COUNT },
	{ UM_IN_ANY, UM_OF_SPACE, ENOMEM, ENOMEM, UM_WHY_SPACE },
	{ UM_IN_ANY, UM_OF_DATA, ENOMEM, ENOMEM, UM_WHY_DATA },
	/* before 6.12 also of a part of a large page (mmap_region) */
	{ UM_IN_MMAP, UM_OF_FIXED, ENOMEM, ENOMEM, UM_WHY_NO_ROOM_OR_PART },
	/* not a page more is mapped, so nothing could be asked */
	{ UM_IN_MPROTECT | UM_IN_MREMAP, 0, ENOMEM, ENOMEM,
	    UM_WHY_NO_MEMORY_OR_MAPPINGS },
	/* 5.10 says ENOMEM of too many mappings, 6.1 only of a hole, which is
	 * asked for before (madvise_behavior of mm/madvise.c) */
	{ UM_IN_MADVISE | UM_IN_MINHERIT, 0, EAGAIN, ENOMEM,
	    UM_WHY_NO_MEMORY_OR_MAPPINGS },
	{ UM_IN_MADVISE | UM_IN_MINHERIT, 0, ENOMEM, ENOMEM,
	    UM_WHY_NO_MEMORY_OR_MAPPINGS },
	/* the one limit that it has */
	{ UM_IN_GUARD | UM_IN_MUNMAP, 0, ENOMEM, ENOMEM, UM_WHY_MAX_MAP_COUNT },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_linux = {
	.name = "linux",
	.habits = UM_DEV_ZERO_SHARES | UM_NORESERVE_STAYS
	    | UM_MADVISE_MAY_LIE,
	.errnos = linux_errnos
};
