/* The kernel table.
 *
 * Logic knows no kernel.  Three things differ between kernels:
 *   numbers  the system's own values, 0 (or UM_LACKS) for what it lacks;
 *   family   what kernels of one descent have in common: their chains of
 *            ways, their errno values, their habits; written against numbers,
 *            so that every family compiles on every host;
 *   sys      one pointer per raw call, in that call's shape and numbers.
 * Tests replace numbers and sys, never the family.
 */
#ifndef UM_KERNEL_H
#define UM_KERNEL_H

#include "../system.h"

UM_INTERNAL_BEGIN

/* ---- numbers ----------------------------------------------------------- */

#define UM_LACKS (-1)		/* where 0 is a value of its own */

struct um_numbers {
	int prot_read, prot_write, prot_exec;
	int prot_bti, prot_mte;	/* arm64 Linux; 0 none */
	int prot_max_shift;	/* FreeBSD PROT_MAX, NetBSD PROT_MPROTECT; 0 none */

	int map_shared, map_private;
	int map_anon;		/* 0: none, the system has only /dev/zero */
	int map_fixed;
	int map_noreplace;	/* all bits that ask for it; 0 none */
	int map_stack;		/* only where a stack needs it: OpenBSD */
	int map_conceal;
	int map_noreserve;
	int map_populate;
	int map_jit;		/* macOS */
	int map_low2g;		/* some window below 2 GiB */
	int map_low4g;		/* some window below 4 GiB */
	int map_aligned_shift;	/* MAP_ALIGNED(n) is n << this; 0 none */
	int map_align_in_addr;	/* illumos MAP_ALIGN: addr is the alignment */
	int map_guard;		/* FreeBSD MAP_GUARD, only asked; 0 none */

	int ms_async, ms_sync, ms_invalidate;

	/* advice; UM_LACKS where there is none */
	int adv_normal, adv_random, adv_sequential, adv_willneed;
	int adv_hugepage, adv_nohugepage;
	int adv_dontneed, adv_free, adv_remove, adv_cold, adv_pageout;
	int adv_dontdump, adv_dodump;
	int adv_dontfork, adv_dofork, adv_wipeonfork, adv_keeponfork;
	int adv_populate_read, adv_populate_write;
	int adv_guard, adv_unguard;	/* Linux MADV_GUARD_*; 0 none */
	int adv_zero;		/* macOS MADV_ZERO; 0 none */

	int mremap_maymove, mremap_fixed;	/* 0: no mremap */
	int mremap_dontunmap;	/* Linux 5.7 */
	int mremap_dup;		/* NetBSD MAP_REMAPDUP; 0 none */

	/* minherit; UM_LACKS where there is none */
	int inherit_share, inherit_copy, inherit_none, inherit_zero;
	int mc_inherit_zero;	/* memcntl; 0 none */
	int pr_set_vma;		/* prctl; 0 none */

	unsigned memfd_cloexec, memfd_sealing, memfd_exec, memfd_noexec_seal;
	int shm_anon;		/* SHM_ANON as a number: (char *)1; 0 none */
	int o_tmpfile;		/* 0 none */
	int o_path;		/* opens nothing, to be looked at; 0 none */
	int shm_name_max;	/* bytes behind the slash; 0: UM_SHM_NAME_MAX */
	const char *shm_dir;	/* has to be there for named objects; 0 none */
	unsigned long procmap_query;	/* ioctl; 0 none */
	uintptr_t large_pages;	/* the sizes that an object's may have, each a
				 * bit; 0 none */

	/* Texts that say what large pages are for and how large; 0 none. */
	const char *huge_enabled, *huge_size;
	const char *memory_text;	/* says how much is free; 0 none */
	const char *group_text;		/* the process's cgroups; 0 none */
	const char *overcommit_text;	/* vm.overcommit_memory; 0 none */

	/* Only asked. */
	int mcl_current;	/* mlockall; 0 none */
	int posix_dontneed;	/* posix_madvise; UM_LACKS none */
};

/* ---- what lies at an address ------------------------------------------- */

enum um_kind {
	UM_KIND_FILE,
	UM_KIND_UNTOLD,		/* the kernel tells where, not what */
	UM_KIND_CLAIMED,	/* memory by a name that a file may have too:
				 * um_area_settle looks at the device */
	UM_KIND_ANON
};

struct um_area {
	uintptr_t start, end;
	int prot;		/* PROT_*, the caller's */
	enum um_kind kind;
	/* -1 where the kernel does not tell */
	int shared;
	int locked, concealed;
	int inherit;		/* UM_INHERIT_* */
	int stack;		/* 1: the main stack, which grows downwards */
	int special;		/* UM_REGION_HEAP, UM_REGION_KERNEL; 0 */
	/* As struct um_region has them; 0 and "" where it is not told.  The
	 * name lasts while the area is visited. */
	int64_t offset;
	uint64_t device, inode;
	const char *name;
};
/* Bytes of a name, with its end; longer ones are cut. */
#define UM_AREA_NAME 1024
typedef int um_visit(const struct um_area *, void *closure);

/* ---- sys --------------------------------------------------------------- */

/* Numbers in arguments are the kernel's.  A call that the system lacks is 0;
 * um_walk never reaches it since its way cannot be. */
struct um_sys {
	void *(*mmap)(void *, size_t, int, int, int, off_t);
	int (*munmap)(void *, size_t);
	int (*mprotect)(void *, size_t, int);
	int (*msync)(void *, size_t, int);
	int (*madvise)(void *, size_t, int);
	int (*mlock)(const void *, size_t);
	int (*munlock)(const void *, size_t);
	int (*mincore)(void *, size_t, unsigned char *);
	void *(*mremap)(void *, size_t, size_t, int, void *);
	/* NetBSD's: old, its length, new, its length, flags */
	void *(*mremap_netbsd)(void *, size_t, void *, size_t, int);
	int (*minherit)(void *, size_t, int);
	int (*memcntl)(void *, size_t, int, void *, int, int);
	int (*mseal)(void *, size_t, unsigned long);
	int (*mimmutable)(void *, size_t);
	int (*prctl)(int, unsigned long, unsigned long, unsigned long,
	    unsigned long);
	int (*memfd_create)(const char *, unsigned);
	int (*shm_open)(const char *, int, mode_t);
	int (*shm_unlink)(const char *);
	/* A second view of the shared pages at from, over what is at to. */
	int (*alias)(uintptr_t from, size_t len, uintptr_t to);
	int (*open)(const char *, int, mode_t);
	int (*unlink)(const char *);
	int (*close)(int);
	int (*close_on_exec)(int);
	int (*descriptor_flags)(int);		/* fcntl F_GETFL */
	/* From there so many bytes read as zero and have no memory: Linux,
	 * FreeBSD 14, macOS (whole blocks). */
	int (*punch_hole)(int, off_t, off_t);
	int (*deallocate)(int, off_t, off_t);
	int (*punch_blocks)(int, off_t, off_t);
	int (*seal_seals)(int);	/* F_SEAL_SEAL: no more seals */
	int (*is_sealed)(int);		/* against writing? */
	int (*is_noexec)(int);		/* is its mount? */
	int (*is_full)(int);		/* is its file system? */
	int (*fstat)(int, struct stat *);
	/* The large pages of the object behind a descriptor, in bytes; 0: it
	 * has none, or cannot be asked. */
	size_t (*large_page)(int);
	int (*ftruncate)(int, off_t);
	int (*allocate)(int, off_t, off_t);	/* posix_fallocate, -1 and errno */
	int64_t (*file_limit)(void);	/* RLIMIT_FSIZE: beyond it is a signal */
	/* bytes; untouched where it is not told */
	void (*memory_free)(int64_t *total, int64_t *available);
	ssize_t (*read)(int, void *, size_t);
	ssize_t (*write)(int, const void *, size_t);
	ssize_t (*pread)(int, void *, size_t, off_t);
	ssize_t (*pwrite)(int, const void *, size_t, off_t);
	int (*ioctl)(int, unsigned long, void *);
	/* No other of these but msync that waits is a cancellation point.
	 * Keeps the thread from being cancelled elsewhere too; what is given
	 * back.  0 where no thread is ever cancelled. */
	int (*cancel_off)(void);
	void (*cancel_back)(int);
	/* What tells of the process's own memory: lib/host/areas-*.c.  The
	 * BSDs' sysctl, which sets nothing. */
	int (*sysctl)(const int *name, unsigned names, void *old, size_t *len);
	/* macOS' mach_vm_region_recurse of this task; what Mach returns */
	int (*mach_region)(uint64_t *addr, uint64_t *size, unsigned *depth,
	    void *info, unsigned *count);
	/* the Hurd's vm_region of this task; the object's port is given back */
	int (*vm_region)(uintptr_t *addr, uintptr_t *size, int *prot,
	    int *inherit, int *has_object);
	/* Haiku's _get_next_area_info of this team; its status_t */
	int (*next_area)(ssize_t *cookie, void *info, size_t size);
	/* Is the calling thread the only one of the process? */
	int (*alone)(void);
	uintptr_t (*stack_limit)(void);	/* RLIMIT_STACK; UINTPTR_MAX none */
	int (*more_prot)(void);	/* UM_PROT_BTI, UM_PROT_MTE that are had */
	uintptr_t (*heap_end)(void);	/* where brk grows upwards; 0 not */
	size_t (*page_size)(void);
	size_t (*granularity)(void);
	int (*page_sizes)(size_t *, int);	/* FreeBSD, Solaris */
	/* Two views of a page are at addresses that agree modulo this, for
	 * caches that look at addresses (SHMLBA). */
	size_t (*view_align)(void);
	/* Only `unimap ask' makes these. */
	int (*mlockall)(int);
	int (*munlockall)(void);
	int (*posix_madvise)(void *, size_t, int);	/* the errno, if any */
};

/* ---- ways and chains --------------------------------------------------- */

typedef int um_go(void *request);	/* 0, or -1 and errno */

/* One way of doing a thing.  An array of them is ended by UM_NO_WAY.  Their
 * request is of one type, chain by chain. */
struct um_way {
	const char *name;	/* what `unimap` prints as how */
	int level;		/* UM_EMULATED or UM_NATIVE */
	unsigned needs;		/* can it be at all?  UM_NEEDS_*, 0: always */
	um_go *go;
};

#define UM_NO_WAY { 0, 0, 0, 0 }

/* What the kernel must have, by its place in the table. */
enum {
	UM_NEED_FLAG = 1 << 16, UM_NEED_ADVICE = 2 << 16,
	UM_NEED_CALL = 3 << 16, UM_NEED_HABIT = 4 << 16,
	UM_NEEDS_TOUCH = 5 << 16,	/* atomics, see UM_TOUCH */
	UM_NEED_NO_HABIT = 6 << 16,
	UM_NEED_MASK = 0xff << 16,
	/* how it was done is told by that other chain */
	UM_HOW_AREAS = 1 << 24, UM_HOW_OBJECT = 2 << 24
};
#define UM_NEEDS_FLAG(f) (UM_NEED_FLAG | (unsigned)offsetof(struct um_numbers, f))
#define UM_NEEDS_ADVICE(f) (UM_NEED_ADVICE | (unsigned)offsetof(struct um_numbers, f))
#define UM_NEEDS_CALL(f) (UM_NEED_CALL | (unsigned)offsetof(struct um_sys, f))
#define UM_NEEDS_HABIT(h) (UM_NEED_HABIT | (unsigned)(h))
#define UM_NEEDS_NO_HABIT(h) (UM_NEED_NO_HABIT | (unsigned)(h))
UM_COLD int um_can(const struct um_way *);
UM_COLD int um_number_at(unsigned offset);	/* an int of the numbers */

/* Best way first.  A family names the ways of each chain (family/, host/chain/);
 * a call that walks it is all that links it. */
struct um_chain {
	const struct um_way *ways;
	const struct um_way *taken;	/* that worked last; 0 before any did */
};
extern struct um_chain
	um_chain_private,	/* struct um_request */
	um_chain_shared,	/* struct um_request */
	um_chain_fixed,	/* struct um_request */
	um_chain_noreplace,	/* struct um_request */
	um_chain_aligned,	/* struct um_request */
	um_chain_low2g,	/* struct um_request */
	um_chain_low4g,	/* struct um_request */
	um_chain_range,	/* struct um_request */
	um_chain_object,	/* struct um_object */
	um_chain_area,	/* struct um_question, all that is told of an area */
	um_chain_areas,	/* struct um_question, where many are, and the stack */
	um_chain_spots,	/* struct um_question, the same, each from where the
			 * visitor wants */
	um_chain_details,	/* struct um_area */
	um_chain_discard,	/* struct um_range, of any kind */
	um_chain_discard_private,	/* struct um_range, of a believed caller */
	um_chain_discard_told,	/* struct um_range, that the map tells is so */
	um_chain_discard_shared,	/* struct um_range */
	um_chain_populate_read,	/* struct um_population */
	um_chain_populate_write,	/* struct um_population */
	um_chain_conceal,	/* struct um_concealment */
	um_chain_remap,	/* struct um_remap */
	um_chain_inherit,	/* struct um_inheritance */
	um_chain_unlock,	/* struct um_range */
	um_chain_mirror,	/* struct um_mirror */
	um_chain_commit,	/* struct um_commitment */
	um_chain_guard,	/* struct um_guarding */
	um_chain_seal,	/* struct um_range */
	um_chain_name,	/* struct um_naming */
	um_chain_punch;	/* struct um_hole */

/* Whom an errno is about: the way, which is then given up for the process; this
 * request, which goes on to the next way and changes nothing for others; or the
 * caller, to whom it is the answer. */
enum um_blamed { UM_THE_WAY, UM_THE_REQUEST, UM_THE_CALLER };
UM_COLD enum um_blamed um_blame(int err, int strict);

/* One request on its way along a chain. */
struct um_walking {
	struct um_chain *chain;
	void *request;
	int strict;
	const struct um_plain {
		int (*go)(const struct um_way *);
		enum um_blamed (*settle)(struct um_walking *,
		    const struct um_way *);
	} *plain;		/* 0: none */
	int lasting;		/* what works now is remembered */
	int answer;		/* errno if no way is left */
};

/* Walks a chain from the way that worked last time and remembers the one
 * that works now.
 * ENOSYS and ECAPMODE are about the way, and so are EPERM and EACCES of a
 * request that nothing but a sandbox refuses: it is given up for the process.
 * EINVAL and ENOTSUP of a way that has worked before are about this request:
 * it goes on to the next way, and nothing is remembered.  Anything else ends
 * the walk.  When no way is left the answer is ENOTSUP, or EINVAL if a way that
 * had worked said so.
 * strict: the request itself may be what is refused (a fixed place, write and
 * execute together); EPERM, EACCES and ENOTSUP end the walk, EINVAL too once
 * the way has worked before, and when no way is left errno is the first's. */
UM_COLD int um_walk(struct um_chain *, void *request, int strict);
/* The same where a first answer may be about the way or the request: EINVAL of
 * a way that never worked, EPERM and EACCES are settled by plain, which makes the
 * same request of a page of the library's own.  EPERM and EACCES of the request
 * end the walk, and when no way is left errno is the last's. */
UM_COLD int um_walk_settled(struct um_chain *, void *request, int strict,
    int (*plain)(const struct um_way *));
/* What follows when the way known, 0: none, has failed. */
UM_COLD int um_walk_on(struct um_chain *, const struct um_way *known,
    void *request, int strict, const struct um_plain *);
/* The same, for what is called often. */
static inline int um_walk_often(struct um_chain *chain, void *request,
    int strict)
{
	const struct um_way *const known = UM_LOAD(&chain->taken);

	return known && known->go(request) == 0 ? 0
	    : um_walk_on(chain, known, request, strict, 0);
}

/* Is the name in UNIMAP_DISABLE? */
UM_COLD int um_disabled(const char *name);

/* ---- family ------------------------------------------------------------ */

/* The public calls, as bits, for rows of errno. */
enum {
	UM_IN_MMAP = 1, UM_IN_MUNMAP = 2, UM_IN_MPROTECT = 4, UM_IN_MSYNC = 8,
	UM_IN_MADVISE = 16, UM_IN_MLOCK = 32, UM_IN_MREMAP = 64,
	UM_IN_MINHERIT = 128, UM_IN_MINCORE = 256, UM_IN_GUARD = 512,
	UM_IN_ANY = 1023,
	/* whose descriptors and names are the caller's; not one of ANY */
	UM_IN_OBJECT = 1024,
	/* where ENOMEM is said of nothing but a hole */
	UM_IN_HOLE = UM_IN_MSYNC | UM_IN_MINCORE
};
/* What the request was, as bits of which all must hold. */
enum {
	UM_OF_FILE = 1, UM_OF_ANON = 2, UM_OF_FIXED = 4, UM_OF_EXEC = 8,
	UM_OF_WRITE_EXEC = 16, UM_OF_SHARED = 32,
	/* an offset beyond what a 32-bit Linux has, in units of 4 KiB */
	UM_OF_FAR = 128,
	/* What was lacking, as um_lacks has found out: address space, the right
	 * to commit so much, RLIMIT_DATA, one more mapping. */
	UM_OF_SPACE = 256, UM_OF_CHARGE = 512, UM_OF_DATA = 1024,
	UM_OF_MAPPINGS = 2048,
	/* a page of the library's own is refused too */
	UM_OF_POLICY = 4096
};

/* The kernel says one errno where the contract says another.  First match
 * wins; the list is ended by in = 0. */
struct um_errno_row {
	unsigned short in;	/* UM_IN_* */
	unsigned short of;	/* UM_OF_* */
	um_errno says, means;
	unsigned char why;	/* UM_WHY_*; 0: the usual one for means */
};

/* What a kernel does that neither a number nor an errno tells. */
enum {
	/* success over a hole; the library asks first */
	UM_MSYNC_PASSES_HOLES = 2,
	UM_MINCORE_PASSES_HOLES = 4,
	UM_INVALIDATE_PASSES_LOCKS = 16,	/* msync: no EBUSY */
	UM_MADVISE_HOLE_IS_EINVAL = 8,
	UM_DEV_ZERO_SHARES = 32,	/* MAP_SHARED of it reaches a child */
	UM_MADVISE_MAY_LIE = 64,	/* it may be qemu, which has it say yes
					 * to everything */
	UM_MSYNC_REFUSES_PRIVATE = 128,	/* EINVAL: AIX */
	UM_NORESERVE_STAYS = 256,	/* what mprotect opens in such memory
					 * is never charged */
	UM_COMMITS_BY_MAPPING = 512,	/* illumos: space without access has
					 * MAP_NORESERVE, or it is charged */
	UM_REPLACES_IN_TWO = 1024,	/* no map over another in one step */
	UM_ALLOCATE_GROWS = 2048,	/* posix_fallocate takes no pages for
					 * an object (FreeBSD) */
	UM_INVALIDATE_LOOKS_AT_FIRST = 4096,	/* msync: EBUSY only if the
					 * first mapping is locked (NetBSD) */
	UM_ASKING_MAY_KILL = 8192,	/* where the map is asked for: pledge(2) of
					 * OpenBSD */
	/* of a kernel of which little is known */
	UM_UNKNOWN_HABITS = UM_MSYNC_PASSES_HOLES | UM_MINCORE_PASSES_HOLES
	    | UM_INVALIDATE_PASSES_LOCKS
};

struct um_family {
	const char *name;
	unsigned habits;
	const struct um_errno_row *errnos;
	/* Where munmap says EINVAL of a hole and has unmapped nothing; else 0. */
	int (*unmap_holes)(uintptr_t addr, size_t len);
	/* 1: neither the library nor `unimap ask' was ever run on such a
	 * kernel; what is here was read.  `unimap' says so. */
	int untried;
};

/* The kernel that the library talks to.  Only tests ever change it. */
struct um_kernel {
	const char *name;
	const struct um_family *family;
	struct um_numbers numbers;
	struct um_sys sys;
};
extern struct um_kernel um_kernel;
/* Those of the calls that not every program needs, which um_kernel.sys has not:
 * lib/host/rest.c.  Tests make the two one. */
extern const struct um_sys *um_rest;

extern const struct um_family um_family_linux, um_family_freebsd,
    um_family_dragonfly, um_family_netbsd, um_family_openbsd,
    um_family_darwin, um_family_svr4, um_family_aix, um_family_haiku,
    um_family_hurd, um_family_cygwin, um_family_generic;

UM_INTERNAL_END

#endif
