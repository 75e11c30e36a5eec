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

#include "system.h"

UM_INTERNAL_BEGIN

/* ---- numbers ----------------------------------------------------------- */

#define UM_LACKS (-1)		/* where 0 is a value of its own */

struct um_numbers {
	int prot_read, prot_write, prot_exec;
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
	int adv_dontneed, adv_free, adv_remove;
	int adv_dontdump, adv_dodump;
	int adv_dontfork, adv_dofork, adv_wipeonfork, adv_keeponfork;
	int adv_populate_read, adv_populate_write;
	int adv_guard, adv_unguard;	/* Linux MADV_GUARD_*; 0 none */
	int adv_zero;		/* macOS MADV_ZERO; 0 none */

	int mremap_maymove, mremap_fixed;	/* 0: no mremap */
	int mremap_dup;		/* NetBSD MAP_REMAPDUP; 0 none */

	/* minherit; UM_LACKS where there is none */
	int inherit_share, inherit_copy, inherit_none, inherit_zero;
	int mc_inherit_zero;	/* memcntl; 0 none */
	int pr_set_vma;		/* prctl; 0 none */

	unsigned memfd_cloexec, memfd_exec, memfd_noexec_seal;
	int shm_anon;		/* SHM_ANON as a number: (char *)1; 0 none */
	int o_tmpfile;		/* 0 none */
	int shm_name_max;	/* bytes behind the slash; 0: UM_SHM_NAME_MAX */
	const char *shm_dir;	/* has to be there for named objects; 0 none */
	unsigned long procmap_query;	/* ioctl; 0 none */

	/* Texts that say what large pages are for and how large; 0 none. */
	const char *huge_enabled, *huge_size;
	const char *memory_text;	/* says how much is free; 0 none */

	/* Only asked. */
	int mcl_current;	/* mlockall; 0 none */
	int posix_dontneed;	/* posix_madvise; UM_LACKS none */
};

/* ---- what lies at an address ------------------------------------------- */

enum um_kind {
	UM_KIND_FILE,
	UM_KIND_UNTOLD,		/* the kernel tells where, not what */
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
};
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
	int (*shm_mkstemp)(char *);	/* OpenBSD */
	/* A second view of the shared pages at from, over what is at to. */
	int (*alias)(uintptr_t from, size_t len, uintptr_t to);
	int (*open)(const char *, int, mode_t);
	int (*unlink)(const char *);
	int (*close)(int);
	int (*close_on_exec)(int);
	int (*access_mode)(int);		/* O_RDWR, ...; 0: errno tells */
	int (*fstat)(int, struct stat *);
	int (*ftruncate)(int, off_t);
	int (*allocate)(int, off_t, off_t);	/* posix_fallocate, -1 and errno */
	int64_t (*file_limit)(void);	/* RLIMIT_FSIZE: beyond it is a signal */
	int64_t (*memory_free)(void);	/* bytes; -1 unknown */
	ssize_t (*read)(int, void *, size_t);
	ssize_t (*write)(int, const void *, size_t);
	ssize_t (*pwrite)(int, const void *, size_t, off_t);
	int (*ioctl)(int, unsigned long, void *);
	/* Calls visit for each area from the one that covers `from' on, in
	 * the order of addresses, until non-zero, which is returned; 0 at the
	 * end; -1 and errno.  What the call itself maps is not shown, and visit
	 * maps nothing.  0 where the map is a text in /proc. */
	int (*areas)(uintptr_t from, um_visit *visit, void *closure);
	/* Is the calling thread the only one of the process? */
	int (*alone)(void);
	uintptr_t (*stack_limit)(void);	/* RLIMIT_STACK; UINTPTR_MAX none */
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

/* One way of doing a thing.  A chain is an array of ways, best first, ended
 * by a name of 0.  Its request is of one type, chain by chain. */
struct um_way {
	const char *name;	/* what `unimap` prints as how */
	int level;		/* UM_EMULATED or UM_NATIVE */
	unsigned needs;		/* can it be at all?  UM_NEEDS_*, 0: always */
	int (*go)(void *request);	/* 0, or -1 and errno */
};

/* What the kernel must have, by its place in the table. */
enum {
	UM_NEED_FLAG = 1 << 16, UM_NEED_ADVICE = 2 << 16,
	UM_NEED_CALL = 3 << 16, UM_NEED_HABIT = 4 << 16,
	UM_NEEDS_TOUCH = 5 << 16,	/* atomics, see UM_TOUCH */
	UM_NEED_NO_HABIT = 6 << 16
};
#define UM_NEEDS_FLAG(f) (UM_NEED_FLAG | (unsigned)offsetof(struct um_numbers, f))
#define UM_NEEDS_ADVICE(f) (UM_NEED_ADVICE | (unsigned)offsetof(struct um_numbers, f))
#define UM_NEEDS_CALL(f) (UM_NEED_CALL | (unsigned)offsetof(struct um_sys, f))
#define UM_NEEDS_HABIT(h) (UM_NEED_HABIT | (unsigned)(h))
#define UM_NEEDS_NO_HABIT(h) (UM_NEED_NO_HABIT | (unsigned)(h))
UM_COLD int um_can(const struct um_way *);
UM_COLD int um_number_at(unsigned offset);	/* an int of the numbers */

enum um_chain {
	UM_CHAIN_PRIVATE,	/* struct um_request */
	UM_CHAIN_SHARED,	/* struct um_request */
	UM_CHAIN_FIXED,		/* struct um_request */
	UM_CHAIN_NOREPLACE,	/* struct um_request */
	UM_CHAIN_ALIGNED,	/* struct um_request */
	UM_CHAIN_LOW2G,		/* struct um_request */
	UM_CHAIN_LOW4G,		/* struct um_request */
	UM_CHAIN_RANGE,		/* struct um_request */
	UM_CHAIN_OBJECT,	/* struct um_object */
	UM_CHAIN_AREA,		/* struct um_question, one area */
	UM_CHAIN_AREAS,		/* struct um_question, many */
	UM_CHAIN_DETAILS,	/* struct um_area */
	UM_CHAIN_DISCARD_PRIVATE,	/* struct um_area */
	UM_CHAIN_DISCARD_SHARED,	/* struct um_area */
	UM_CHAIN_POPULATE_READ,	/* struct um_population */
	UM_CHAIN_POPULATE_WRITE,	/* struct um_population */
	UM_CHAIN_CONCEAL,	/* struct um_concealment */
	UM_CHAIN_REMAP,		/* struct um_remap */
	UM_CHAIN_INHERIT,	/* struct um_inheritance */
	UM_CHAIN_UNLOCK,	/* struct um_range */
	/* alike in every family */
	UM_CHAIN_MIRROR,	/* struct um_mirror */
	UM_CHAIN_COMMIT,	/* struct um_commitment */
	UM_CHAIN_GUARD,		/* struct um_range */
	UM_CHAIN_SEAL,		/* struct um_range */
	UM_CHAIN_NAME,		/* struct um_naming */
	UM_CHAINS
};

/* Walks a chain from the way that worked last time and remembers the one
 * that works now.  A way that answers ENOSYS, ENOTSUP, EINVAL, EPERM, EACCES
 * or ECAPMODE is passed over; when none is left the answer is ENOTSUP, or
 * EINVAL if a way that had worked said so: it is about the request.
 * strict: the request itself may be what is refused (a fixed place, write and
 * execute together); EPERM, EACCES and ENOTSUP end the walk, EINVAL too once
 * the way has worked before, and when no way is left errno is the first's. */
int um_walk(enum um_chain, void *request, int strict);
/* The way that worked last; 0 before the first success. */
const struct um_way *um_way_taken(enum um_chain);
UM_COLD void um_way_take(enum um_chain, const struct um_way *);
/* What follows when the way known, 0: none, has failed. */
UM_COLD int um_walk_on(enum um_chain, const struct um_way *known,
    const struct um_way *ways, void *request, int strict);
/* um_walk for a chain that no family has of its own.  Its ways are not in
 * um_usual_ways, so that a program without its calls is without its code. */
static inline int um_walk_alike(enum um_chain chain, const struct um_way *ways,
    void *request, int strict)
{
	const struct um_way *known = um_way_taken(chain);

	return known && known->go(request) == 0 ? 0
	    : um_walk_on(chain, known, ways, request, strict);
}

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
	UM_OF_WRITE_EXEC = 16, UM_OF_SHARED = 32, UM_OF_REGULAR = 64,
	/* an offset beyond what a 32-bit Linux has, in units of 4 KiB */
	UM_OF_FAR = 128,
	UM_OF_READ_WRITE = 256		/* the descriptor */
};

/* The kernel says one errno where the contract says another.  First match
 * wins; the list is ended by in = 0. */
struct um_errno_row {
	unsigned in;		/* UM_IN_* */
	unsigned of;		/* UM_OF_* */
	int says, means;
	const char *why;	/* 0: the usual one for means */
};

/* What a kernel does that neither a number nor an errno tells. */
enum {
	UM_MUNMAP_REFUSES_HOLES = 1,	/* EINVAL and nothing is unmapped */
	/* success over a hole; the library asks first */
	UM_MSYNC_PASSES_HOLES = 2,
	UM_MINCORE_PASSES_HOLES = 4,
	UM_MINHERIT_PASSES_HOLES = 8,
	UM_INVALIDATE_PASSES_LOCKS = 16,	/* msync: no EBUSY */
	UM_DEV_ZERO_SHARES = 32,	/* MAP_SHARED of it reaches a child */
	UM_FREE_TELLS_PRIVATE = 64,	/* MADV_FREE: EINVAL for all but
					 * unlocked private anonymous memory */
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
	/* of a kernel of which little is known */
	UM_UNKNOWN_HABITS = UM_MSYNC_PASSES_HOLES | UM_MINCORE_PASSES_HOLES
	    | UM_MINHERIT_PASSES_HOLES | UM_INVALIDATE_PASSES_LOCKS
};

struct um_family {
	const char *name;
	unsigned habits;
	const struct um_errno_row *errnos;
	const struct um_way *ways[UM_CHAINS];	/* 0: um_usual_ways */
};

extern const struct um_way *const um_usual_ways[UM_CHAINS];

/* The kernel that the library talks to.  Only tests ever change it. */
struct um_kernel {
	const char *name;
	const struct um_family *family;
	struct um_numbers numbers;
	struct um_sys sys;
};
extern struct um_kernel um_kernel;

extern const struct um_family um_family_linux, um_family_freebsd,
    um_family_dragonfly, um_family_netbsd, um_family_openbsd,
    um_family_darwin, um_family_svr4, um_family_aix, um_family_haiku,
    um_family_hurd, um_family_cygwin, um_family_generic;

UM_INTERNAL_END

#endif
