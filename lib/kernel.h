/* The kernel table and what the logic is made of.
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

/* ---- failing ----------------------------------------------------------- */

/* The end of a failed public call: sets errno and the reason; -1. */
UM_COLD int um_fail(int err, const char *why);
UM_COLD int um_invalid(const char *why);	/* the same, EINVAL */
UM_COLD int um_lacking(const char *why);	/* ENOMEM */
/* The same for what the kernel just said in errno, put into the contract's
 * words by the family's rows; what um_say said of this errno stands. */
UM_COLD int um_fail_as(unsigned in, unsigned of);
/* And by rows of the call's own before all others. */
UM_COLD int um_fail_by(const struct um_errno_row *, unsigned in, unsigned of);
/* What a protection makes of a request: UM_OF_EXEC, UM_OF_WRITE_EXEC. */
UM_COLD unsigned um_traits_of(int prot);
/* Inside a call that may yet find another way: sets errno and the reason to
 * be given if that errno becomes the answer; -1. */
UM_COLD int um_say(int err, const char *why);
UM_COLD int um_no_memory(const char *why);	/* the same, ENOMEM */
UM_COLD int um_unable(const char *why);		/* ENOTSUP */
/* What was said, if anything was, is the reason for err too; 0: another way
 * is taken, it does not stand. */
UM_COLD void um_said_of(int err);

/* Said in more than one place. */
#define UM_WHY_HOLE "part of the range is not mapped"
#define UM_WHY_BEYOND "beyond the address space"
#define UM_WHY_UNTOLD "this kernel tells nobody of its memory"
#define UM_WHY_NO_ACCESS "the memory's protection or a guard forbids it"
#define UM_WHY_TAKEN "something is mapped there"
#define UM_WHY_LOCKED "the memory is locked"
#define UM_WHY_LOCK_LIMIT "a limit: RLIMIT_MEMLOCK, or the number of mappings"
#define UM_WHY_NO_WAY "no way to do it is left here"
#define UM_WHY_NO_EFFECT "this kernel takes advice and does nothing"
#define UM_WHY_NO_KIND "the kernel does not tell what memory it is"
#define UM_WHY_NO_DESCRIPTORS "no descriptor is left"
#define UM_WHY_NO_DESCRIPTOR "not an open descriptor"

/* ---- pages ------------------------------------------------------------- */

/* [addr, addr + len) as whole pages. */
struct um_range {
	uintptr_t addr;
	size_t len;
};

/* um_page_size() and um_granularity() without a call once they are known. */
extern size_t um_page_known, um_grain_known;
static inline size_t um_page(void)
{
	const size_t n = UM_LOAD(&um_page_known);

	return n ? n : um_page_size();
}
static inline size_t um_grain(void)
{
	const size_t n = UM_LOAD(&um_grain_known);

	return n ? n : um_granularity();
}

UM_COLD int um_log2(size_t align);

static inline size_t um_round_up(size_t n, size_t unit)	/* a power of two */
{
	return (n + unit - 1) & ~(unit - 1);
}

/* Checks the range of a call on existing memory and rounds it: 1 there is
 * something to do, 0 the length is 0, -1 failed. */
int um_range_of(const void *addr, size_t len, struct um_range *);

#define UM_PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)

/* The caller's PROT_* in the kernel's numbers: Hurd and QNX have others. */
static inline int um_prot_to_kernel(int prot)
{
	const struct um_numbers *n = &um_kernel.numbers;

	return (prot & PROT_READ ? n->prot_read : 0)
	    | (prot & PROT_WRITE ? n->prot_write : 0)
	    | (prot & PROT_EXEC ? n->prot_exec : 0);
}

/* ---- mapping ----------------------------------------------------------- */

/* One um_mmap on its way to the kernel. */
struct um_request {
	uintptr_t addr;		/* fixed place or hint */
	size_t len;		/* whole pages */
	size_t align;		/* a power of two, at least one page */
	int prot;		/* the caller's */
	int flags;		/* UM_MAP_* */
	int fd;			/* -1: the kernel's own zero pages */
	off_t offset;
	uintptr_t low, last;	/* first and last byte allowed */
	unsigned spot;		/* UM_PLACE_*: where in there */
	int raw_prot;		/* the kernel's */
	int raw_flags;		/* the same, of the source: what is mapped */
	int raw_wishes;		/* and of everything else but the place */
	uintptr_t result;
};

#define UM_MAP_AT (UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE)

/* A request for anonymous memory, anywhere unless flags say otherwise. */
UM_COLD void um_request_pages(struct um_request *, uintptr_t addr, size_t len,
    int prot, int flags);
static inline int um_is_bounded(const struct um_request *r)
{
	return r->low || r->last != UINTPTR_MAX || r->spot;
}
/* Is it a place, or 0 for anywhere?  0, or -1 and EINVAL. */
UM_COLD int um_check_place(const struct um_place *);
/* Narrows a request to a place, 0: anywhere. */
UM_COLD void um_request_within(struct um_request *, const struct um_place *);
/* um_mmap in a place, and um_mremap. */
void *um_map_asked(struct um_request *, const struct um_place *,
    int64_t offset);
UM_COLD void *um_remap(const struct um_place *, void *addr, size_t old_len,
    size_t new_len, int flags);
/* Maps without checking arguments; on success request->result. */
int um_map(struct um_request *);
/* Maps the request's source at the place that it asks for: what every way of
 * UM_CHAIN_PRIVATE and UM_CHAIN_SHARED ends in. */
int um_put(struct um_request *);
/* One raw mmap of the request's source. */
uintptr_t um_raw_map(const struct um_request *, uintptr_t addr, size_t len,
    int extra_flags);
uintptr_t um_raw_map_hinted(const struct um_request *, uintptr_t hint,
    int extra_flags);
#define UM_NOWHERE ((uintptr_t)MAP_FAILED)
/* What it answered becomes the result; -1 for UM_NOWHERE. */
int um_settle(struct um_request *, uintptr_t at);
/* Maps with addr as a hint and, if the kernel goes elsewhere, says why.  binds:
 * where nobody can tell what is mapped, does a hint of a free place bind?  0
 * where the kernel tells. */
UM_COLD int um_place_compared(struct um_request *, int flag,
    int (*binds)(void));
/* The hint if it has the alignment asked for. */
UM_COLD uintptr_t um_aligned_hint(const struct um_request *);

int um_unmap(uintptr_t addr, size_t len);	/* whole pages, holes are fine */
UM_COLD int um_protect(const struct um_range *, int prot);	/* the caller's */
/* Address space without access in place of whatever is there. */
UM_COLD int um_cover(uintptr_t addr, size_t len);
UM_COLD int um_open(const char *path, int flags);	/* close-on-exec */
/* Undoing: must not fail, leaves errno alone. */
UM_COLD void um_undo(uintptr_t addr, size_t len);
void um_close(int fd);

/* Internal: every protection may be asked for later, but no MAP_JIT. */
#define UM_MAP_ANY_PROT 0x8000
/* Address space without access: no charge now, the usual one later. */
static inline int um_space_flags(void)
{
	return UM_MAP_PRIVATE | UM_MAP_ANY_PROT
	    | (um_kernel.family->habits & UM_NORESERVE_STAYS ? 0
	    : UM_MAP_NORESERVE);
}

/* Address space without access, to put something into. */
UM_COLD int um_hold(const struct um_place *, size_t len, uintptr_t *result);

/* ---- a place in a range ------------------------------------------------ */

/* [start, end) is free, or was. */
struct um_gap {
	uintptr_t start, end;
};
UM_COLD enum um_chain um_range_chain(const struct um_request *);
/* Is there room for the request in the gap?  Its address then. */
UM_COLD int um_gap_fits(const struct um_gap *, const struct um_request *,
    uintptr_t *at);
/* Takes room for the request out of the gaps that are remembered. */
UM_COLD int um_gap_take(const struct um_request *, uintptr_t *at);
UM_COLD void um_gap_give(uintptr_t start, uintptr_t end);
/* From now on they are of another range. */
UM_COLD void um_gap_forget(uintptr_t low, uintptr_t last);
/* What was just unmapped, if it is of use.  um_gap_low and um_gap_span are
 * the range that was looked through last. */
extern uintptr_t um_gap_low, um_gap_span;
static inline void um_gap_freed(uintptr_t addr, size_t len)
{
	if (addr - UM_LOAD(&um_gap_low) < UM_LOAD(&um_gap_span))
		um_gap_give(addr, addr + len);
}

/* An object behind a descriptor that has no name anywhere. */
struct um_object {
	const char *name;	/* UM_OBJECT_NAME, or for people to see */
	off_t size;
	int exec;		/* will be mapped PROT_EXEC */
	/* Makes of what has its size what was asked for.  limited: it lies in
	 * a file system, which may be full. */
	int (*fill)(struct um_object *, int limited);
	int fd;			/* the result */
	int wrong;		/* errno: why one that was had would not do */
};
UM_COLD int um_object(struct um_object *);
/* Makes of a new descriptor the object that was asked for, or closes it. */
UM_COLD int um_object_made(struct um_object *, int fd, int limited);
/* An object for anonymous memory.  Its fill, where its place is limited: a
 * full file system is an error now, not SIGBUS later.  A file system that
 * cannot say is believed. */
UM_COLD void um_object_anon(struct um_object *, off_t size, int exec);
UM_COLD int um_object_backed(struct um_object *, int limited);
UM_COLD int um_allocate(const struct um_object *);
UM_COLD int um_is_full(int err);	/* does it say that there is no room? */
/* Ends the name of an object that has one for a moment: UM_SUFFIX letters,
 * unlikely to be taken, not secret. */
enum { UM_SUFFIX = 10 };
#define UM_SUFFIX_SPACE "0123456789"
UM_COLD void um_random_suffix(char *at);
/* Starts the name of every object made for anonymous memory, so that the map
 * of the address space tells it from a user's file. */
#define UM_OBJECT_NAME "unimap-anon"
/* And of every other that has a name in a file system for a moment. */
#define UM_OTHER_NAME "unimap-memfd"

/* ---- asking ------------------------------------------------------------ */

struct um_range um_area_range(const struct um_area *);

struct um_question {
	uintptr_t from;		/* a way that fails half-way leaves the rest */
	um_visit *visit;
	void *closure;
	int stopped;		/* what visit returned last */
};

/* Calls visit, which must not map or unmap, for each area from the one that
 * covers `from' on, until non-zero, which is returned; 0 at the end.  -1:
 * ENOTSUP, the kernel tells nobody. */
UM_COLD int um_areas_from(uintptr_t from, um_visit *visit, void *closure);

/* Calls visit for what of the area is outside of the range. */
UM_COLD int um_area_outside(const struct um_area *, const struct um_range *,
    um_visit *visit, void *closure);

/* The area that covers addr, else the next one.  -1: ENOENT, nothing from
 * there on; ENOTSUP, the kernel tells nobody. */
UM_COLD int um_area_at(uintptr_t addr, struct um_area *);
/* Fills in what the area's map does not tell, if another does. */
UM_COLD int um_area_details(struct um_area *);
UM_COLD void um_area_learn(struct um_area *);	/* the same, if it can be */
/* Calls visit for each area in the range, cut to it, until non-zero, which
 * is returned.  -1 and ENOMEM: a hole (not before the areas below it were
 * visited); ENOTSUP as above. */
UM_COLD int um_areas(const struct um_range *, um_visit *visit, void *closure);
/* um_areas, but 1 where nobody can tell. */
UM_COLD int um_areas_if_told(const struct um_range *, um_visit *visit,
    void *closure);
/* A visitor: ENOTSUP for all but private anonymous memory, as far as the
 * kernel tells. */
UM_COLD int um_own_only(const struct um_area *, void *);
/* Is anything mapped in the range?  0 no, 1 yes, -1 nobody can tell. */
UM_COLD int um_taken(const struct um_range *);
/* Is every page mapped?  1 yes, 0 no, -1 nobody can tell. */
UM_COLD int um_whole(const struct um_range *);

/* Are pages of it locked?  1 yes, 0 no or nobody can tell. */
UM_COLD int um_locked(const struct um_area *);

/* Does madvise refuse an advice that nobody has?  qemu-user accepts any, and
 * is then believed in nothing. */
UM_COLD int um_madvise_honest(void);
/* madvise with the kernel's number; ENOSYS where either is missing. */
UM_COLD int um_raw_madvise(const struct um_range *, int advice);
/* The same where success has to mean something. */
UM_COLD int um_sure_madvise(const struct um_range *, int advice);

/* A text in /proc.  c: the character at hand, -1 at the end. */
struct um_text {
	int fd, c;
	int failed;		/* a read did: what follows is missing */
	size_t at, have;
	struct um_range whole;	/* read at once, len 0 if it was not */
	char buffer[1024];
};
UM_COLD int um_text_open(struct um_text *, const char *path);	/* ENOSYS: no such text */
UM_COLD void um_text_close(struct um_text *);
UM_COLD void um_text_next(struct um_text *);
UM_COLD uintptr_t um_text_number(struct um_text *, unsigned base);
UM_COLD int um_text_is(struct um_text *, int c);	/* and passes over it */
UM_COLD void um_text_skip_word(struct um_text *);	/* and the blanks behind */
UM_COLD void um_text_skip_line(struct um_text *);
UM_COLD ssize_t um_text_read(int fd, char *buffer, size_t room);
/* After a text could not be read: ENOSYS, unless no descriptor was left. */
UM_COLD int um_no_text(void);
/* A line of /proc/self/maps; 0 at the end. */
UM_COLD int um_area_line(struct um_text *, struct um_area *);

/* ---- parts shared by calls --------------------------------------------- */

UM_COLD int um_discard(const struct um_range *);
/* Linux: is it unlocked private anonymous memory?  Its contents may go. */
UM_COLD int um_told_private(const struct um_range *);
/* Lifts what MADV_GUARD_INSTALL put there. */
UM_COLD int um_unguard_by_advice(const struct um_range *);
UM_COLD int um_populate(const struct um_range *, int need);
UM_COLD int um_conceal(const struct um_range *, int on);
UM_COLD int um_inherit(const struct um_range *, int inherit);
UM_COLD int um_lock(const struct um_range *);

struct um_population {
	struct um_range range;
	int need;		/* PROT_READ or PROT_WRITE */
	int files;		/* some of it is not anonymous */
};

struct um_concealment {
	struct um_range range;
	int on;			/* 0: reveal */
};

/* minherit's number for UM_INHERIT_*; UM_LACKS */
UM_COLD int um_inherit_number(int inherit);

struct um_inheritance {
	struct um_range range;
	int inherit;
	int told;		/* what memory it is */
};

struct um_commitment {
	struct um_range range;
	int prot;		/* PROT_NONE: given back */
};

struct um_naming {
	struct um_range range;
	const char *name;	/* 0: none any more */
};

struct um_remap {
	struct um_range old;
	size_t new_len;
	struct um_place where;	/* if it moves */
	size_t align;		/* the same */
	int may_move, must_move;
	int conceal;		/* some of the old range is concealed */
	int locked;		/* some of it is locked */
	int untold;		/* whether all of it is private */
	struct um_area last;	/* of the old range; all have its protection */
	uintptr_t result;
};

struct um_mirror {
	struct um_place where;
	size_t len;		/* of a view */
	size_t total;		/* of all */
	int fd;			/* the object; -1 none */
	int lost;		/* the last view's place is not ours any more */
	uintptr_t result;
};
extern const struct um_way um_mirror_ways[], um_commit_ways[], um_guard_ways[],
    um_seal_ways[], um_name_ways[];

/* The value of an environment variable; 0 in a set-id program. */
UM_COLD const char *um_environment(const char *name);

/* ---- ways, for chains -------------------------------------------------- */

typedef int um_go(void *request);
um_go um_private_by_flag, um_shared_by_flag;
UM_COLD um_go um_private_by_dev_zero, um_private_by_object,
    um_shared_by_object, um_shared_by_dev_zero;
UM_COLD um_go um_fixed_by_flag, um_noreplace_by_flag;
UM_COLD um_go um_fixed_by_unmapping, um_noreplace_by_tryfixed,
    um_noreplace_by_hint, um_noreplace_by_bound_hint;
UM_COLD um_go um_aligned_by_flag, um_aligned_by_addr, um_aligned_by_trimming;
UM_COLD um_go um_low2g_by_flag, um_low4g_by_flag, um_range_by_map,
    um_range_by_probing;
UM_COLD um_go um_object_by_memfd, um_object_by_shm_anon,
    um_object_by_shm_open, um_object_by_tmpfile, um_object_by_file;
UM_COLD um_go um_mirror_by_object;
UM_COLD um_go um_area_by_query, um_area_by_text, um_area_by_call,
    um_area_by_curproc_map, um_area_by_curproc_maps;
UM_COLD um_go um_details_by_smaps, um_details_by_curproc_map,
    um_details_by_joining;
UM_COLD um_go um_discard_by_dontneed, um_discard_by_replacing,
    um_discard_by_freeing, um_discard_by_remove, um_discard_by_zeroing;
UM_COLD um_go um_populate_by_advice, um_populate_by_reading,
    um_populate_by_touching;
UM_COLD um_go um_conceal_by_advice, um_conceal_by_dontdump;
UM_COLD um_go um_remap_by_mremap, um_remap_by_copying;
UM_COLD um_go um_inherit_by_minherit, um_inherit_by_advice;
UM_COLD um_go um_unlock_by_call;

UM_INTERNAL_END

#endif
