/* The engine: what calls and ways have in common.
 *
 * A request goes from a call (call/), which checks what the caller asked, to a
 * chain of ways (way/), which do it.  Neither knows the other: a call names a
 * chain, a family (family/) names the ways of it, and this is all that both
 * see.  What differs between kernels is in kernel.h; doc/glossary.md has the
 * words.
 *
 * The words for failing.  Each gives -1.
 *   the call ends here:      um_fail       this errno, for this reason
 *                            um_invalid    the same, EINVAL
 *                            um_lacking    the same, ENOMEM
 *                            um_fail_as    what the kernel said in errno, as
 *                                          the family's rows read it
 *                            um_fail_by    the same, by rows of the call first
 *   a way fails, and the     um_say        this errno, for this reason, if it
 *   next may yet do it:                    becomes the answer
 *                            um_no_memory  the same, ENOMEM
 *                            um_unable     the same, ENOTSUP
 *   about what was said:     um_said_of    it is the reason of that errno too;
 *                                          of 0: another way did it
 *                            um_said       is there a reason for this errno?
 *
 * The words for mapping, from the caller's to the kernel's.
 *   um_map_settled  the request by its chain; a page of the library's own tells
 *                   whether a first refusal was about the way
 *   um_map          the same without that page
 *   um_put          the request's source, at the place that it asks for
 *   um_raw_map      one raw mmap of the source, at an address or hint
 *   um_settle       what a raw map answered becomes the result
 *   um_hold         address space of the library's own, to put something into
 *   um_cover        address space over whatever is there
 *   um_unmap        whole pages of the caller's
 *   um_undo         what is certainly the library's own; cannot fail
 */
#ifndef UM_ENGINE_H
#define UM_ENGINE_H

#include "kernel.h"
#include "reasons.h"

UM_INTERNAL_BEGIN

/* ---- failing ----------------------------------------------------------- */

/* The end of a failed public call: sets errno and the reason; -1. */
UM_COLD int um_fail(int err, enum um_reason why);
UM_COLD int um_invalid(enum um_reason why);	/* the same, EINVAL */
UM_COLD int um_lacking(enum um_reason why);	/* ENOMEM */
/* The same for what the kernel just said in errno, put into the contract's
 * words by the family's rows; what um_say said of this errno stands. */
UM_COLD int um_fail_as(unsigned in, unsigned of);
/* And by rows of the call's own before all others. */
UM_COLD int um_fail_by(const struct um_errno_row *, unsigned in, unsigned of);
/* What a protection makes of a request: UM_OF_EXEC, UM_OF_WRITE_EXEC. */
UM_COLD unsigned um_traits_of(int prot);
/* Inside a call that may yet find another way: sets errno and the reason to
 * be given if that errno becomes the answer; -1. */
UM_COLD int um_say(int err, enum um_reason why);
UM_COLD int um_no_memory(enum um_reason why);	/* the same, ENOMEM */
UM_COLD int um_unable(enum um_reason why);		/* ENOTSUP */
/* What was said, if anything was, is the reason for err too; 0: another way
 * is taken, it does not stand. */
UM_COLD void um_said_of(int err);
UM_COLD enum um_reason um_said(void);	/* of errno as it is; 0: nothing */
/* What um_why tells in words. */
UM_COLD enum um_reason um_reason_given(void);


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

/* The caller's PROT_* in the kernel's numbers: a simulated Hurd has others, and
 * so has UM_PROT_BTI. */
UM_COLD int um_prot_by_bits(int prot);
static inline int um_prot_to_kernel(int prot)
{
	return um_kernel.numbers.prot_read != PROT_READ
	    || (prot & ~UM_PROT_ALL) ? um_prot_by_bits(prot) : prot;
}

/* Is it a protection, and one that is had here?  0, or a failed call's -1. */
UM_COLD int um_check_more_prot(int prot);
static inline int um_check_prot(int prot)
{
	return prot & ~UM_PROT_ALL ? um_check_more_prot(prot) : 0;
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
	int (*put)(struct um_request *);	/* to a place of the caller's;
				 * 0: anywhere */
	int strict;		/* it asks for what a kernel may refuse by itself */
	/* Of a range alone: */
	uintptr_t low, last;	/* first and last byte allowed */
	unsigned spot;		/* UM_PLACE_*: where in there */
	const struct um_chance *chance;	/* 0: the first that is found */
	int raw_prot;		/* the kernel's */
	int raw_flags;		/* the same, of the source: what is mapped */
	int raw_wishes;		/* and of everything else but the place */
	uintptr_t result;
};

#define UM_MAP_AT (UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE)

static inline void um_request_anywhere(struct um_request *r)
{
	r->align = um_grain();
	r->put = 0;
	r->strict = 0;
}
/* A request for anonymous memory, anywhere, with addr as a hint. */
UM_COLD void um_request_pages(struct um_request *, uintptr_t addr, size_t len,
    int prot, int flags);
/* Exactly there, in place of what is there, or without replacing: each with its own
 * chain, so that who replaces has no other linked. */
UM_COLD void um_request_fixed(struct um_request *, uintptr_t addr, size_t len,
    int prot, int flags);
UM_COLD void um_request_noreplace(struct um_request *, uintptr_t addr,
    size_t len, int prot, int flags);
/* The one or the other, as its flags say. */
UM_COLD void um_request_exactly(struct um_request *);
/* Narrows a request to a place, 0: anywhere. */
UM_COLD void um_request_within(struct um_request *, const struct um_place *);
/* The same in steps: the range if there is one, what narrows it, and what is
 * left to do if there is none but an alignment.  The widest range is that of
 * all addresses. */
UM_COLD void um_request_range(struct um_request *, const struct um_place *);
UM_COLD void um_keep_below(struct um_request *, uintptr_t last);
UM_COLD void um_request_aligned(struct um_request *);
UM_COLD void um_request_widest(struct um_request *);
/* What a request's `put' is. */
UM_COLD int um_put_fixed(struct um_request *), um_put_noreplace(
    struct um_request *), um_put_aligned(struct um_request *),
    um_put_low(struct um_request *), um_put_in_range(struct um_request *);
/* Maps without checking arguments; on success request->result. */
int um_map(struct um_request *);
/* The same; when no way had worked yet, a page of the library's own tells
 * whether the kernel refuses the way or the request. */
UM_COLD int um_map_blamed(struct um_request *);
static inline int um_map_settled(struct um_request *r)
{
	return um_map(r) == 0 ? 0 : um_map_blamed(r);
}
/* Maps the request's source at the place that it asks for: what every way of
 * &um_chain_private and &um_chain_shared ends in. */
int um_put(struct um_request *);
/* One raw mmap of the request's source. */
uintptr_t um_raw_map(const struct um_request *, uintptr_t addr, size_t len,
    int extra_flags);
uintptr_t um_raw_map_hinted(const struct um_request *, uintptr_t hint,
    int extra_flags);
#define UM_NOWHERE ((uintptr_t)MAP_FAILED)
/* What it answered becomes the result; -1 for UM_NOWHERE. */
static inline int um_settle(struct um_request *r, uintptr_t at)
{
	if (at == UM_NOWHERE)
		return -1;
	r->result = at;
	return 0;
}
/* Maps with addr as a hint and, if the kernel goes elsewhere, says why.  binds:
 * where nobody can tell what is mapped, does a hint of a free place bind?  0
 * where the kernel tells. */
UM_COLD int um_place_compared(struct um_request *, int flag,
    int (*binds)(void));
/* The hint if it has the alignment asked for. */
UM_COLD uintptr_t um_aligned_hint(const struct um_request *);

/* Whole pages, holes are fine. */
UM_COLD int um_unmap_failed(uintptr_t addr, size_t len);
UM_COLD int um_unmap_holes(uintptr_t addr, size_t len);	/* a family's */
static inline int um_unmap(uintptr_t addr, size_t len)
{
	return um_kernel.sys.munmap((void *)addr, len) == 0 ? 0
	    : um_unmap_failed(addr, len);
}
UM_COLD int um_protect(const struct um_range *, int prot);	/* the caller's */
/* Address space without access in place of whatever is there. */
UM_COLD int um_cover(uintptr_t addr, size_t len);
/* New private memory in place of it. */
UM_COLD int um_renew(const struct um_range *, int prot);
UM_COLD int um_open(const char *path, int flags);	/* close-on-exec */
/* Undoing what is certainly ours: must not fail, leaves errno alone. */
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

/* Says this errno of a failed fixed map that what was there is still there?
 * A kernel that unmaps first has checked those before. */
UM_COLD int um_kept_old(int err);
/* Address space without access, to put something into. */
UM_COLD int um_hold(size_t len, uintptr_t *result);
/* The same of a request that has its length and its place. */
UM_COLD int um_hold_as(struct um_request *, uintptr_t *result);
UM_COLD int um_hold_within(const struct um_place *, size_t len,
    uintptr_t *result);

/* ---- a place in a range ------------------------------------------------ */

/* [start, end) is free, or was. */
struct um_gap {
	uintptr_t start, end;
};
/* Is there room for the request in the gap?  Its address then. */
UM_COLD int um_gap_fits(const struct um_gap *, const struct um_request *,
    uintptr_t *at);
/* Takes room for the request out of the gaps that are remembered. */
UM_COLD int um_gap_take(const struct um_request *, uintptr_t *at);
UM_COLD void um_gap_give(uintptr_t start, uintptr_t end);
/* From now on they are of another range.  whole: all of it is looked
 * through. */
UM_COLD void um_gap_forget(uintptr_t low, uintptr_t last, int whole);
/* May one be the first of all that the request wants? */
UM_COLD int um_gap_knows(const struct um_request *);
/* What was just unmapped, if it is of use to who looked through a range.  No
 * more of that is in a program that never does. */
extern struct um_looked_through {
	uintptr_t low, span;	/* the last such range */
	void (*give)(uintptr_t start, uintptr_t end);
} um_looked_through;
static inline void um_gap_freed(uintptr_t addr, size_t len)
{
	void (*const give)(uintptr_t, uintptr_t)
	    = UM_LOAD(&um_looked_through.give);

	if (give && addr - UM_LOAD(&um_looked_through.low)
	    < UM_LOAD(&um_looked_through.span))
		give(addr, addr + len);
}

/* An object behind a descriptor that has no name anywhere. */
struct um_object {
	const char *name;	/* for people to see */
	off_t size;
	unsigned flags;		/* UM_MEMFD_* */
	int exec;		/* the kernel is told that it will be executed */
	/* Makes of what has its size what was asked for.  limited: it lies in
	 * a file system, which may be full. */
	int (*fill)(struct um_object *, int limited);
	int fd;			/* the result */
	int sealable;		/* whoever has it can seal it */
	int wrong;		/* errno: why one that was had would not do */
	int passed;		/* a way was passed over for this one alone */
};
UM_COLD int um_object(struct um_object *);
/* Makes of a new descriptor the object that was asked for, or closes it. */
UM_COLD int um_object_made(struct um_object *, int fd, int limited);
/* The same, of a descriptor, with sealable set. */
UM_COLD int um_object_shaped(struct um_object *, int fd, int limited);
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
/* Starts the name of every object that has one for a moment. */
#define UM_OBJECT_NAME "unimap-memfd"

/* ---- asking ------------------------------------------------------------ */

struct um_range um_area_range(const struct um_area *);
/* Of which nothing is told yet but where it is, and that is to follow. */
UM_COLD void um_area_blank(struct um_area *);

struct um_question {
	uintptr_t from;		/* a way that fails half-way leaves the rest */
	um_visit *visit;
	void *closure;
	int stopped;		/* what visit returned last */
};

UM_COLD int um_ask_chain(struct um_chain *, uintptr_t from, um_visit *,
    void *closure);
/* Calls visit, which must not map or unmap, for each area from the one that
 * covers `from' on, until non-zero, which is returned; 0 at the end.  -1:
 * ENOTSUP, the kernel tells nobody.  Told is where it is, and stack. */
UM_COLD int um_areas_from(uintptr_t from, um_visit *visit, void *closure);
/* The area that covers addr, else the next one; the same.  -1: ENOENT, nothing
 * from there on; ENOTSUP. */
UM_COLD int um_bounds_at(uintptr_t addr, struct um_area *);
UM_COLD int um_take_first(const struct um_area *, void *area);	/* a visitor */

/* Linux x86-64 shows its vsyscall page, 10 MiB below the end. */
static inline int um_area_is_kernels(const struct um_area *area)
{
	return sizeof area->start > 4 && area->start > UINTPTR_MAX - (16 << 20);
}

/* A flag for memory that the map is read into: where one of mmap's conceals, no
 * neighbour joins it. */
UM_COLD int um_apart(void);
/* Calls visit for what of the area is outside of the range. */
UM_COLD int um_area_outside(const struct um_area *, const struct um_range *,
    um_visit *visit, void *closure);

/* um_bounds_at, with all that is told. */
UM_COLD int um_area_at(uintptr_t addr, struct um_area *);
/* Looks at the device of what says that it is memory; -1: it cannot now. */
UM_COLD int um_area_settle(struct um_area *);
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
/* ENOTSUP unless the kernel tells that stores to it reach no file. */
UM_COLD int um_own_only(const struct um_area *);
/* Is anything mapped in the range?  0 no, 1 yes, -1 nobody can tell. */
UM_COLD int um_taken(const struct um_range *);
/* Is all of it mapped?  The same, by a call that passes over it.  vec has a byte
 * for each page. */
UM_COLD int um_probe(uintptr_t addr, size_t len, unsigned char *vec);
/* Is every page mapped?  1 yes, 0 no, -1 nobody can tell. */
UM_COLD int um_whole(const struct um_range *);

/* Are pages of it locked?  1 yes, 0 no or nobody can tell. */
UM_COLD int um_locked(const struct um_area *);
UM_COLD int um_is_locked(const struct um_range *);
/* After a call on the range has failed.  Says so if it has a hole; -1. */
UM_COLD int um_find_hole(const struct um_range *);
/* The end of a failed public call on it: um_fail_as, a hole is told. */
UM_COLD int um_range_failed(const struct um_range *, unsigned in, unsigned of);
/* Is EINVAL of it because it cuts what is kept whole? */
UM_COLD int um_cuts_whole(const struct um_range *);
/* The same of one that no hole makes fail; what cuts so is told. */
UM_COLD int um_cut_failed(const struct um_range *, unsigned in, unsigned of);
/* After a map has failed: says which of the causes that its errno has it is. */
UM_COLD void um_find_cause(const struct um_request *);
/* The same, also if it is of a fixed place. */
UM_COLD void um_find_cause_there(const struct um_request *);
/* Which lack was it that had ENOMEM said of so many bytes, which take a charge,
 * or are data to RLIMIT_DATA?  UM_OF_*; 0: errno is another, something was said,
 * or nobody can tell.  UM_OF_MAPPINGS is what is left of a call that splits. */
UM_COLD unsigned um_lacks(size_t len, int charged, int data);
/* The end of a public call that could not set a protection. */
UM_COLD int um_protection_failed(const struct um_range *, int prot);
/* A private page of the library's own to try a way on; um_undo it. */
UM_COLD int um_scratch(struct um_range *);

/* Does madvise refuse what it must refuse?  qemu-user accepts everything, and is
 * then believed in nothing. */
UM_COLD int um_madvise_honest(void);
/* madvise with the kernel's number; ENOSYS where either is missing. */
UM_COLD int um_raw_madvise(const struct um_range *, int advice);
/* The same where success has to mean something. */
UM_COLD int um_sure_madvise(const struct um_range *, int advice);

/* A text in /proc.  c: the character at hand, -1 at the end. */
struct um_text {
	int fd, c;
	int failed;		/* a read did, or a line is garbled */
	int err;		/* that of the read; 0 */
	size_t at, have;
	struct um_range whole;	/* read at once, len 0 if it was not */
	const char *text;	/* what was read: that, or the buffer */
	char buffer[4096];	/* Linux gives no more in one call */
};
UM_COLD int um_text_open(struct um_text *, const char *path);	/* ENOSYS: no such text */
UM_COLD void um_text_close(struct um_text *);
UM_COLD int um_text_more(struct um_text *);	/* the first of what follows, -1 */
static inline void um_text_next(struct um_text *t)
{
	t->c = t->at < t->have ? (unsigned char)t->text[t->at++]
	    : um_text_more(t);
}
uint64_t um_text_number(struct um_text *, unsigned base);
/* Words: engine/words.c. */
UM_COLD int um_text_is(struct um_text *, int c);	/* and passes over it */
UM_COLD void um_text_prot(struct um_text *, struct um_area *);	/* "rwx" */
UM_COLD void um_text_skip_word(struct um_text *);	/* and the blanks behind */
UM_COLD void um_text_skip_line(struct um_text *);
UM_COLD ssize_t um_text_read(int fd, char *buffer, size_t room);
/* After a text could not be read: ENOSYS, unless something was used up. */
UM_COLD int um_no_text(void);
/* Is that all that is wrong?  It is no matter of the way. */
UM_COLD int um_is_used_up(int err);
/* A line of /proc/self/maps; 0 at the end, or if it cannot be
 * read: the text has failed then.  name: room for the area's. */
int um_area_line(struct um_text *, struct um_area *,
    char name[UM_AREA_NAME]);
/* What is left of the line, as a name. */
UM_COLD void um_text_name(struct um_text *, char name[UM_AREA_NAME]);

/* ---- parts shared by calls --------------------------------------------- */

/* Private memory reads as zero, which is believed, or told by the map. */
UM_COLD int um_empty_by(struct um_chain *, const struct um_range *);
static inline int um_empty(const struct um_range *range)
{
	return um_empty_by(&um_chain_discard_private, range);
}
UM_COLD int um_discard_a_page(const struct um_way *);	/* tries a way on one */
/* Undoing, as um_undo: the protection that it had. */
UM_COLD void um_protect_again(const struct um_range *, int prot);
UM_COLD int um_populate(const struct um_range *, int need);
UM_COLD int um_conceal(const struct um_range *, int on);
UM_COLD int um_inherit(const struct um_range *, int inherit);

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
};

struct um_commitment {
	struct um_range range;
	int prot;		/* PROT_NONE: given back */
};

struct um_guarding {
	struct um_range range;
	int lift;		/* 0: put guards there */
	int prot;		/* of what is lifted */
};

struct um_naming {
	struct um_range range;
	const char *name;	/* 0: none any more */
};

struct um_remap {
	struct um_range old;
	size_t new_len;
	size_t tail;		/* bytes behind old, unmapped with it */
	struct um_place where;	/* if it moves */
	size_t align;		/* the same */
	int may_move, must_move;
	struct um_area last;	/* the one of its last byte, once learnt */
	uintptr_t result;
};
/* What the memory that grows is: 0; 1 for nobody tells; -1: a hole, or shared
 * anonymous memory, which does not grow. */
UM_COLD int um_remap_learn(struct um_remap *);

struct um_mirror {
	struct um_place where;
	size_t len;		/* of a view */
	size_t total;		/* of all */
	int fd;			/* the object; -1 none */
	off_t offset;		/* into it */
	int prot;		/* the caller's */
	int given;		/* the object is the caller's */
	int gap;		/* the last view's place was given up for a
				 * moment */
	int lost;		/* it may not be ours any more */
	uintptr_t result;
};
/* Puts all views over a hold: the first is of the object or of pages of its own,
 * the others what view makes of it.  1: another thread was faster each time. */
UM_COLD int um_views(struct um_mirror *,
    int (*view)(struct um_mirror *, uintptr_t at));
UM_COLD int um_view_of_object(struct um_mirror *, uintptr_t at);
/* Notes what is left of its place when a view has failed; -1. */
UM_COLD int um_view_failed(struct um_mirror *);
struct um_hole {
	int fd;
	int64_t at, end;	/* bytes, within the file */
	int64_t block;		/* st_blksize */
	int appends;		/* O_APPEND */
	int device;		/* whose end is not known */
	int wrong;		/* errno: what a way was refused for */
};
/* Writes zeros from byte `at' to `end'. */
UM_COLD int um_write_zeros(int fd, int64_t at, int64_t end);

/* The value of an environment variable; 0 in a set-id program. */
UM_COLD const char *um_environment(const char *name);

UM_INTERNAL_END

#endif
