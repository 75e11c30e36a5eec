/* The kernels' lists of areas: what the files beside this one share, and the
 * records of each kernel as its own headers have them, so that each list is
 * read on every host.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef UM_HOST_LIST_H
#define UM_HOST_LIST_H

#include "../way/way.h"

UM_INTERNAL_BEGIN

/* ---- reading ----------------------------------------------------------- */

struct um_list {
	struct um_question *ask;
	struct um_range scratch;	/* what it is read into; len 0: none */
	size_t have;		/* bytes, or areas, that were read into it */
	int any;		/* something was told */
};

/* Shows an area to whom asked: what lies before ask->from was told, and what
 * it is read into is not shown.  What the visitor returned. */
UM_COLD int um_list_show(struct um_list *, const struct um_area *);
/* Reads with `read' (0; -1 and errno, ENOMEM for want of room) into room that
 * is doubled until all has it, or is longer than most. */
UM_COLD int um_list_read(struct um_list *, size_t room, size_t most,
    int (*read)(struct um_list *));
/* Ends it; errno stays. */
UM_COLD void um_list_end(struct um_list *);
/* Of a kernel that promises no order: the scratch has so many struct um_area. */
UM_COLD void um_list_show_sorted(struct um_list *);
/* The BSDs' sysctl: ENOMEM of too little room, or as um_no_text. */
UM_COLD int um_list_sysctl(const int *name, unsigned names, void *to,
    size_t *len);
/* A file in /proc, read in one call, or in as many as there are.  As um_no_text,
 * but EAGAIN for want of memory: ENOMEM is of too little room. */
UM_COLD int um_list_read_file(struct um_list *, const char *path, int once);

/* ---- FreeBSD: sys/sys/user.h, sys/sys/sysctl.h of 15 (10 has the same) -- */

enum {
	FREEBSD_CTL_KERN = 1, FREEBSD_KERN_PROC = 14, FREEBSD_PROC_VMMAP = 32,

	FREEBSD_NONE = 0, FREEBSD_DEFAULT = 1, FREEBSD_VNODE = 2,
	FREEBSD_SWAP = 3, FREEBSD_GUARD = 9,

	FREEBSD_READ = 1, FREEBSD_WRITE = 2, FREEBSD_EXEC = 4,

	FREEBSD_COW = 1, FREEBSD_NEEDS_COPY = 2, FREEBSD_NOCOREDUMP = 4,
	FREEBSD_GROWS_DOWN = 0x20,
	FREEBSD_USER_WIRED = 0x40,	/* 13 and later */
	FREEBSD_SYSVSHM = 0x80, FREEBSD_POSIXSHM = 0x100	/* 14 */
};
struct freebsd_record {
	int size;		/* of this record */
	int type;
	uint64_t start, end, offset, fileid;
	uint32_t fsid;
	int flags, resident, private_resident;
	int protection;
	int ref_count, shadow_count, vn_type;
	uint64_t vn_size;
	uint32_t vn_rdev_11;
	uint16_t vn_mode, status;
	uint64_t vn_fsid, vn_rdev;
	int spare[8];
	char path[1024];	/* cut to what it needs */
};

/* ---- NetBSD: sys/sys/sysctl.h, sys/uvm/uvm_param.h of 10 ---------------- */

enum {
	NETBSD_CTL_VM = 2, NETBSD_VM_PROC = 16, NETBSD_PROC_MAP = 1,

	NETBSD_OBJECT = 1, NETBSD_VNODE = 2, NETBSD_KERN = 3,
	NETBSD_DEVICE = 4, NETBSD_ANON = 5, NETBSD_SUBMAP = 6,

	NETBSD_READ = 1, NETBSD_WRITE = 2, NETBSD_EXEC = 4,
	NETBSD_COW = 1,
	/* sys/sys/mman.h */
	NETBSD_SHARE = 0, NETBSD_COPY = 1, NETBSD_LEAVE = 2, NETBSD_ZERO = 4
};
struct netbsd_record {
	uint64_t start, end, offset;
	uint32_t type, flags, count, wired_count, advice, attributes;
	uint32_t protection, max_protection, ref_count, inheritance;
	uint64_t vn_fileid, vn_size, vn_fsid, vn_rdev;
	uint32_t vn_type, vn_mode;
	char path[1024];
};

/* ---- OpenBSD: sys/sys/sysctl.h of 7.8 ----------------------------------- */

enum {
	OPENBSD_CTL_KERN = 1, OPENBSD_PROC_VMMAP = 80,
	OPENBSD_MOST = 65536,	/* MAXPHYS, sys/kern/kern_sysctl.c */

	OPENBSD_OBJ = 1, OPENBSD_COW = 4, OPENBSD_HOLE = 0x10,
	OPENBSD_CONCEAL = 0x100,

	OPENBSD_READ = 1, OPENBSD_WRITE = 2, OPENBSD_EXEC = 4,
	/* sys/sys/mman.h */
	OPENBSD_SHARE = 0, OPENBSD_COPY = 1, OPENBSD_LEAVE = 2,
	OPENBSD_ZERO = 3
};
struct openbsd_record {
	unsigned long start, end, guard, fspace, fspace_augment;
	uint64_t offset;
	int wired_count, etype, protection, max_protection, advice;
	int inheritance;
	uint8_t flags;
};

/* ---- macOS: osfmk/mach/vm_region.h, packed to 4 bytes; the first version
 * of it, which every release has.  vm_prot.h, vm_inherit.h, kern_return.h -- */

enum {
	MACH_READ = 1, MACH_WRITE = 2, MACH_EXEC = 4,
	MACH_SHARE = 0, MACH_COPY = 1, MACH_LEAVE = 2,
	MACH_SUCCESS = 0, MACH_INVALID_ADDRESS = 1, MACH_NO_SPACE = 3,
	MACH_SHORTAGE = 6
};
struct darwin_record {
	int protection, max_protection;
	unsigned inheritance;
	uint32_t offset[2];
	unsigned user_tag, pages_resident, pages_shared_now_private;
	unsigned pages_swapped_out, pages_dirtied, ref_count;
	unsigned short shadow_depth;
	unsigned char external_pager, share_mode;
	int is_submap, behavior;
	unsigned object_id;
	unsigned short user_wired_count, flags;
};

/* ---- Solaris, illumos: struct prmap of sys/procfs.h, which refuses 64-bit
 * offsets in 32 bits ------------------------------------------------------ */

enum {
	SVR4_EXEC = 1, SVR4_WRITE = 2, SVR4_READ = 4, SVR4_SHARED = 8,
	SVR4_BREAK = 0x10, SVR4_STACK = 0x20, SVR4_ANON = 0x40, SVR4_SHM = 0x200
};
struct svr4_record {
	uintptr_t vaddr;
	size_t size;
	char mapname[64];
	int64_t offset;
	int mflags, pagesize, shmid, filler;
};

/* ---- AIX: struct prmap of sys/procfs.h of 5.3; nothing of it has another
 * place in what LLVM's sanitizer_procmaps_aix.cpp reads of 7 -------------- */

enum {
	AIX_EXEC = 1, AIX_WRITE = 2, AIX_READ = 4, AIX_SHARED = 8,
	AIX_BREAK = 0x10, AIX_STACK = 0x20
};
struct aix_record {
	uint64_t size;
	uint64_t vaddr;		/* prptr64_t */
	char mapname[64];
	uint64_t offset;
	uint32_t mflags;
	uint32_t pathoff;	/* 0: no loaded program or library */
	uint64_t alias, gp, pad[8];
};

/* ---- Haiku: headers/os/kernel/OS.h, support/Errors.h --------------------- */

enum {
	HAIKU_READ = 1, HAIKU_WRITE = 2, HAIKU_EXEC = 4,
	HAIKU_OK = 0, HAIKU_BAD_VALUE = INT_MIN + 5
};
struct haiku_record {
	int32_t area;
	char name[32];
	size_t size;
	uint32_t lock, protection;
	int32_t team;
	uint32_t ram_size, copy_count, in_count, out_count;
	void *address;
};

UM_INTERNAL_END

#endif
