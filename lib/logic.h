/* What the logic is made of: the parts that several files have in common. */
#ifndef UM_LOGIC_H
#define UM_LOGIC_H

#include "kernel.h"

UM_INTERNAL_BEGIN

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
