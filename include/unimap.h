/* unimap: one memory-mapping API on every Unix kernel.
 *
 * The calls have the names, the argument order and the results of the
 * mmap(2) family, and one meaning on every kernel: what a kernel lacks is
 * done another way with the same result, or the call fails with one of the
 * errno values below and um_why() says what errno cannot.  Lengths are bytes
 * and are rounded up to whole pages; addresses are multiples of
 * um_page_size(), for a new mapping of um_granularity().  On success errno is
 * unchanged.  The whole is described in unimap(7), each call in um_mmap(3).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef UNIMAP_H
#define UNIMAP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/mman.h>		/* PROT_*, MS_*, MAP_FAILED are the system's own */

#ifndef MAP_FAILED		/* SunOS 4, HP-UX 10 */
# define MAP_FAILED ((void *)-1)
#endif

/* major * 10000 + minor * 100 + patch, of this header and of the library. */
#define UM_VERSION 200
#define UM_VERSION_STRING "0.2.0"

/* What stands before each call.  Who compiles the library into a program may say
 * -DUM_API=, so that no shared library exports any of it, or, for the one file
 * in a unit of his own, `#define UM_API static', before this header. */
#ifndef UM_API
# define UM_API_OURS 1		/* and undefined at the end */
# if defined __GNUC__ && __GNUC__ >= 4
#  define UM_API __attribute__((__visibility__("default")))
# else
#  define UM_API
# endif
#endif

/* Compiled with -DUM_PREFIX=foo_, the library exports foo_um_mmap and so on;
 * callers compiled with the same prefix keep the plain names. */
#ifdef UM_PREFIX
# define UM_PASTE_2(a, b) a##b
# define UM_PASTE(a, b) UM_PASTE_2(a, b)
# define UM_NAME(name) UM_PASTE(UM_PREFIX, name)
# define um_mmap UM_NAME(um_mmap)
# define um_mmap_anywhere UM_NAME(um_mmap_anywhere)
# define um_mmap_placed UM_NAME(um_mmap_placed)
# define um_mmap_at UM_NAME(um_mmap_at)
# define um_near UM_NAME(um_near)
# define um_munmap UM_NAME(um_munmap)
# define um_mprotect UM_NAME(um_mprotect)
# define um_msync UM_NAME(um_msync)
# define um_madvise UM_NAME(um_madvise)
# define um_madvise_wish UM_NAME(um_madvise_wish)
# define um_madvise_sure UM_NAME(um_madvise_sure)
# define um_mlock UM_NAME(um_mlock)
# define um_munlock UM_NAME(um_munlock)
# define um_mincore UM_NAME(um_mincore)
# define um_mremap UM_NAME(um_mremap)
# define um_mremap_at UM_NAME(um_mremap_at)
# define um_minherit UM_NAME(um_minherit)
# define um_memfd UM_NAME(um_memfd)
# define um_punch UM_NAME(um_punch)
# define um_memory UM_NAME(um_memory)
# define um_shm_open UM_NAME(um_shm_open)
# define um_shm_unlink UM_NAME(um_shm_unlink)
# define um_mirror UM_NAME(um_mirror)
# define um_mirror_fd UM_NAME(um_mirror_fd)
# define um_reserve UM_NAME(um_reserve)
# define um_reserve_anywhere UM_NAME(um_reserve_anywhere)
# define um_reserve_placed UM_NAME(um_reserve_placed)
# define um_commit UM_NAME(um_commit)
# define um_decommit UM_NAME(um_decommit)
# define um_guard UM_NAME(um_guard)
# define um_unguard UM_NAME(um_unguard)
# define um_seal UM_NAME(um_seal)
# define um_name UM_NAME(um_name)
# define um_why UM_NAME(um_why)
# define um_version UM_NAME(um_version)
# define um_page_size UM_NAME(um_page_size)
# define um_granularity UM_NAME(um_granularity)
# define um_page_sizes UM_NAME(um_page_sizes)
# define um_features UM_NAME(um_features)
# define um_feature UM_NAME(um_feature)
# define um_regions UM_NAME(um_regions)
# define um_region_at UM_NAME(um_region_at)
#endif

#ifdef __cplusplus
extern "C" {
#endif
#ifdef UM_INTERNAL_BEGIN	/* the library: hidden unless UM_API says otherwise */
UM_INTERNAL_BEGIN
#elif (defined __GNUC_STDC_INLINE__ || defined __GNUC_GNU_INLINE__) \
    && !defined __PCC__
/* A call that is two is one of them before it is linked, and a static program has
 * what it uses: who maps anywhere has no search for a place.  Not always_inline,
 * which gcc refuses in a function for an older processor than its unit: what is
 * not inlined, as with -O0, calls the library's. */
# define UM_INLINE extern __inline__ \
    __attribute__((__gnu_inline__, __artificial__))
#endif

/* ---- flags of um_mmap -------------------------------------------------- */

/* unimap's own numbers.  Bits 0 and 1 are MAP_SHARED and MAP_PRIVATE on the
 * systems and stay unused here, so that a system's flags passed by mistake
 * are refused with EINVAL. */

/* Beside the system's PROT_*, in prot: both required. */
#define UM_PROT_BTI	0x10000000	/* branches lead to landing pads alone */
#define UM_PROT_MTE	0x20000000	/* tags of memory are checked */

/* What memory is.  Honoured, or the call fails. */
#define UM_MAP_SHARED	0x0004	/* stores reach the object and every sharer */
#define UM_MAP_PRIVATE	0x0008	/* stores are this process's own */
#define UM_MAP_ANON	0x0010	/* zero pages; fd and offset are ignored */
#define UM_MAP_ANONYMOUS UM_MAP_ANON
#define UM_MAP_FIXED	0x0020	/* exactly at addr, replacing what is there */
#define UM_MAP_FIXED_NOREPLACE 0x0040 /* exactly at addr, or EEXIST */
#define UM_MAP_32BIT	0x0080	/* the whole mapping below 2 GiB */
#define UM_MAP_LOW4G	0x0100	/* the whole mapping below 4 GiB */
#define UM_MAP_STACK	0x0200	/* fit as a thread's stack */
#define UM_MAP_CONCEAL	0x0400	/* left out of core dumps, or ENOTSUP */
#define UM_MAP_MAYEXEC	0x0800	/* um_mprotect may add PROT_EXEC later */
/* The address is a multiple of 2 to the n, n from 1 to 63. */
#ifdef __cplusplus		/* -Wold-style-cast, -Wuseless-cast */
# define UM_MAP_ALIGNED(n) (int((n) * 0x1000000L))
#else
# define UM_MAP_ALIGNED(n) ((int)((unsigned)(n) << 24))
#endif

/* Those that say where it is. */
#define UM_MAP_PLACED (UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE | UM_MAP_32BIT \
    | UM_MAP_LOW4G | 0x3f000000)	/* any UM_MAP_ALIGNED */

/* What only asks for speed.  May be dropped. */
#define UM_MAP_NORESERVE 0x1000	/* no swap or commit charge until touched */
#define UM_MAP_POPULATE	0x2000	/* the pages are there on return */
#define UM_MAP_HUGE	0x4000	/* large pages, every call stays page-granular */

/* ---- the calls of the mmap family -------------------------------------- */

/* Maps len bytes of the object fd from offset, or zero pages with
 * UM_MAP_ANON, and returns their address or MAP_FAILED.
 *
 * flags: exactly one of UM_MAP_SHARED and UM_MAP_PRIVATE, and any of the
 * above.  addr is a hint unless one of the fixed flags is given; a hint
 * replaces nothing, may be ignored and never makes a call fail.  offset is a
 * multiple of um_granularity(), not negative, 64 bits wide whatever the
 * caller's _FILE_OFFSET_BITS.  Address 0 is returned only for UM_MAP_FIXED
 * or UM_MAP_FIXED_NOREPLACE at 0.
 *
 * What prot asks is granted, more may be: only PROT_NONE faults everywhere
 * and only a missing PROT_WRITE stops stores, with SIGSEGV or SIGBUS.
 * UM_PROT_BTI and UM_PROT_MTE are arm64 Linux', and ENOTSUP where kernel or
 * processor have them not.
 *
 * EINVAL	len 0; neither or both of SHARED and PRIVATE; an unknown bit of
 *		flags or prot; addr (fixed) or offset not a multiple of what is
 *		demanded; offset negative; UM_MAP_STACK without PRIVATE, ANON
 *		and PROT_READ|PROT_WRITE; len or offset no multiple of the
 *		large page of what is behind fd (hugetlbfs); a fixed place
 *		that is such a part as of um_munmap
 * EEXIST	UM_MAP_FIXED_NOREPLACE and something is there
 * ENOMEM	no room, or a limit: RLIMIT_AS, RLIMIT_DATA, the commit charge,
 *		the number of mappings
 * EACCES	the mode of fd or its mount forbids prot; a policy forbids
 *		memory that is written and executed
 * EBADF	fd is not open		ENODEV	fd cannot be mapped
 * EOVERFLOW	offset plus len does not fit
 * EAGAIN	locked-memory limit, under mlockall(MCL_FUTURE)
 * EPERM	fd is sealed; a privilege is missing for this address
 * ENOTSUP	this kernel cannot
 *
 * A failed UM_MAP_FIXED leaves what was there, or nothing. */
UM_API void *um_mmap(void *addr, size_t len, int prot, int flags, int fd,
    int64_t offset);

/* The two that um_mmap is: for flags none of which is of UM_MAP_PLACED (one is
 * EINVAL), and for any.  Where flags are constant and the compiler is gcc or clang,
 * not with -O0, a program has the one that they ask for. */
UM_API void *um_mmap_anywhere(void *addr, size_t len, int prot, int flags,
    int fd, int64_t offset);
UM_API void *um_mmap_placed(void *addr, size_t len, int prot, int flags,
    int fd, int64_t offset);
#ifdef UM_INLINE
UM_INLINE void *um_mmap(void *addr, size_t len, int prot, int flags, int fd,
    int64_t offset)
{
	return flags & UM_MAP_PLACED
	    ? um_mmap_placed(addr, len, prot, flags, fd, offset)
	    : um_mmap_anywhere(addr, len, prot, flags, fd, offset);
}
#endif

/* Where memory may lie: every byte in [low, high). */
struct um_place {
	uintptr_t low;		/* lowest address allowed; 0: any */
	uintptr_t high;		/* one past the last byte allowed; 0: any */
	size_t align;		/* a power of two; 0: one page */
	unsigned flags;		/* UM_PLACE_* */
	unsigned zero;		/* this and spare must be 0 */
	uintptr_t spare[2];
};
/* 0: where the kernel likes. */
#define UM_PLACE_TOP	1u	/* the highest room first */
#define UM_PLACE_RANDOM	2u	/* anywhere in it, as likely as anywhere else */
#define UM_PLACE_BOTTOM	4u	/* the lowest room first */

/* um_mmap without a hint, somewhere in `where' (NULL: anywhere).  If there is
 * room it is found: where the kernel maps by itself if that lies inside (so a
 * wide range costs one call and keeps the system's random addresses), by the
 * kernel's own flag where one says the same or less (Linux' MAP_32BIT is a
 * window of 1 GiB, which runs dry), in a gap that is remembered or found in the
 * process's map, or by probing where the kernel shows no map; it never replaces
 * anything, whatever other threads map meanwhile.  Room for the main stack to
 * grow to RLIMIT_STACK, and 128 MiB for the heap (brk), are kept free while
 * there is other room.  UM_MAP_32BIT, UM_MAP_LOW4G and
 * UM_MAP_ALIGNED narrow the place further.
 * Errors of um_mmap, and EINVAL: a fixed flag; high not above low; align no
 * power of two; an unknown flag, TOP with BOTTOM; zero or spare not 0.  ENOMEM
 * with um_why: there is no gap of that size, which is exact where the map can
 * be read, or there is one and a limit or the kernel refuses it. */
UM_API void *um_mmap_at(const struct um_place *where, size_t len, int prot,
    int flags, int fd, int64_t offset);

/* The place from which all of [addr, addr + len) is at most distance bytes
 * away, in both directions: what a jump can reach.  If nothing is that near,
 * high is not above low. */
UM_API struct um_place um_near(const void *addr, size_t len, size_t distance);

/* Unmaps every page of the range; holes in it are fine on every kernel
 * (OpenBSD and DragonFly refuse them to munmap(2)).
 * EINVAL: len 0, addr not a multiple of the page, a part of a large page or of
 * what the kernel keeps whole ([vvar]).  ENOMEM: the range is beyond the address space; the cut would make one mapping too many.
 * EPERM: sealed. */
UM_API int um_munmap(void *addr, size_t len);

/* Sets the protection of whole pages.  len 0 succeeds.
 * EINVAL: addr not a multiple of the page, an unknown bit of prot, a part as of
 * um_munmap.
 * EACCES: the object's mode forbids it, or a policy forbids memory that is
 * written and executed (OpenBSD says ENOTSUP to mprotect(2)).
 * ENOMEM: as um_munmap.  EPERM: sealed.
 * Over a hole it fails with ENOMEM or succeeds: the BSDs do not tell. */
UM_API int um_mprotect(void *addr, size_t len, int prot);

/* Writes a shared file map back.  flags: MS_SYNC (also 0), MS_ASYNC,
 * MS_INVALIDATE, the system's own numbers.  MS_SYNC with MS_ASYNC is EINVAL
 * where MS_SYNC is not 0.  MS_ASYNC with MS_INVALIDATE is done as MS_SYNC
 * with MS_INVALIDATE, which two kernels refuse to combine.
 * After a sync a read(2) of the file sees what was stored.  OpenBSD has files
 * and maps in two caches: there a store is not in the file before that, what
 * write(2) stored is in the map after MS_INVALIDATE only, and of a write(2)
 * and a store to one page the write(2) is lost when the page is synced.
 * EINVAL: flags, or addr not a multiple of the page.  ENOMEM: a hole.
 * EBUSY: MS_INVALIDATE over locked pages.  EIO: writing failed.  ENOTSUP: a
 * sandbox refuses the call. */
UM_API int um_msync(void *addr, size_t len, int flags);

/* unimap's own numbers of advice; a system's are refused with EINVAL. */
#define UM_ADV_NORMAL		0x1000	/* these are wishes: */
#define UM_ADV_RANDOM		0x1001	/* done or dropped */
#define UM_ADV_SEQUENTIAL	0x1002
#define UM_ADV_WILLNEED		0x1003
#define UM_ADV_HUGE		0x1004
#define UM_ADV_NOHUGE		0x1005
#define UM_ADV_FREE		0x1006	/* the contents may go */
#define UM_ADV_COLD		0x1007	/* not needed soon */
#define UM_ADV_PAGEOUT		0x1008	/* to be paged out now */
#define UM_ADV_DISCARD_PRIVATE	0x1009	/* reads as zero, known to be private */
#define UM_ADV_LAST_WISH UM_ADV_DISCARD_PRIVATE
#define UM_ADV_DISCARD		0x100a	/* reads as zero from now on */
#define UM_ADV_POPULATE_READ	0x100b	/* an error now instead of a signal */
#define UM_ADV_POPULATE_WRITE	0x100c
#define UM_ADV_CONCEAL		0x100d	/* left out of core dumps */
#define UM_ADV_REVEAL		0x100e

/* Advises on whole pages.  len 0 succeeds.  A hole is ENOMEM, of a wish, CONCEAL
 * and REVEAL as far as the kernel says so; the pages around it may have been
 * advised.
 *
 * A wish is one system call.
 *
 * UM_ADV_DISCARD: anonymous memory that is readable and writable reads as
 * zero afterwards, for every sharer.  Private memory goes back to the system
 * at once (Linux) or as soon as memory is short (MADV_FREE of the others), and
 * shared memory where the kernel can punch a hole; else it is zeroed in place.
 * A file's contents are never changed.  ENOTSUP: a file map; where the range
 * begins in one nothing has been touched, else the part before it, and what was
 * changed privately in the file map, may be gone.  EBUSY: locked.  EACCES:
 * memory that is not readable and writable; guards and pages without access
 * inside of private memory are no obstacle on Linux.  ENOMEM: a hole, which is
 * never filled.  Also ENOTSUP where the kernel does not tell what memory is;
 * Linux tells private memory by its advice, and needs /proc for other kinds; and
 * ENOTSUP of shared memory that is an object's, since the kernel or a sandbox has
 * no other.
 *
 * UM_ADV_DISCARD_PRIVATE: the same for memory that the caller knows to be
 * private and anonymous, readable and writable: one call, and nothing is asked.
 * On Linux it is MADV_DONTNEED: locked memory is EBUSY, a hole ENOMEM; of other
 * memory it drops what was changed privately in a file map, and keeps what is
 * shared.  Elsewhere, and on a Linux that refuses it, new pages that can be read
 * and written are mapped in place of the old, whatever those were: inheritance,
 * concealment, locks, OpenBSD's UM_MAP_STACK, UM_MAP_MAYEXEC's MAP_JIT of the
 * range go, a hole is filled, and sealed memory is EPERM.  On AIX, HP-UX, the
 * Hurd and Cygwin, where nothing is replaced in one step, the map is asked:
 * private memory that can be read and written is zeroed in place, also a private
 * file map; other is ENOTSUP or EACCES, a hole ENOMEM; where nobody tells
 * (HP-UX) all is ENOTSUP.  A file's contents never change.
 *
 * UM_ADV_POPULATE_READ, _WRITE: the pages are there, for reading or for
 * writing.  EACCES: the protection, a protection key or a guard forbids it.
 * ENOMEM: a hole, no memory, no large page.  EIO: beyond the end of a file, or
 * it cannot be read; large pages behind a descriptor too.  ENOSPC: its file
 * system is full, where that can be told.  ENOTSUP: for _WRITE on a file
 * map where the kernel has no call for it (Linux has since 5.14); there it is
 * also SIGSEGV where a protection key forbids stores.
 *
 * UM_ADV_CONCEAL, _REVEAL: ENOTSUP where the kernel cannot on existing
 * memory (OpenBSD) or at all (NetBSD, macOS, illumos, gVisor). */
UM_API int um_madvise(void *addr, size_t len, int advice);

/* The two that um_madvise is, as um_mmap is of two: of advice up to
 * UM_ADV_LAST_WISH, which is one call and asks nothing, and of what is above it. */
UM_API int um_madvise_wish(void *addr, size_t len, int advice);
UM_API int um_madvise_sure(void *addr, size_t len, int advice);
#ifdef UM_INLINE
UM_INLINE int um_madvise(void *addr, size_t len, int advice)
{
	return advice <= UM_ADV_LAST_WISH ? um_madvise_wish(addr, len, advice)
	    : um_madvise_sure(addr, len, advice);
}
#endif

/* Keeps pages in memory.  len 0 succeeds.  ENOMEM: a hole, memory without
 * access or beyond the end of a file, no large page.  EAGAIN: the limit RLIMIT_MEMLOCK or
 * the number of mappings, whatever the kernel says (Linux: ENOMEM or EPERM, which
 * is a filter's too).
 * EPERM: a privilege is missing (illumos).  EINVAL: addr. */
UM_API int um_mlock(const void *addr, size_t len);
UM_API int um_munlock(const void *addr, size_t len);

/* Bit 0 of vec[i] says whether page i is in memory; the other bits mean
 * nothing.  len 0 succeeds.  ENOMEM: a hole.  EINVAL: addr.  ENOTSUP: the
 * kernel has no such call (OpenBSD since 6.5, Haiku, Hurd, Cygwin). */
UM_API int um_mincore(const void *addr, size_t len, unsigned char *vec);

#define UM_MREMAP_MAYMOVE 0x10000	/* not in place? then elsewhere */

/* Changes the length of a mapping and returns where it is now.  Shrinks any
 * memory.  Grows private anonymous memory of one protection on every kernel,
 * in place if the room behind it is free, elsewhere only with
 * UM_MREMAP_MAYMOVE, contents and protection kept; UM_MAP_ALIGNED(n) in
 * flags aligns the place it moves to.  A file map grows on Linux and NetBSD.
 * A failed call has changed and moved nothing.
 * The caller is believed that it is such memory.  Of more than one protection
 * each part keeps its own where the kernel tells what it is, and what is new
 * has the last one.
 * Where the kernel has no mremap (all but Linux and NetBSD) inheritance, locks,
 * concealment, names and guards have to be set again, on NetBSD locks, and on
 * Linux before 5.7 and gVisor all of them if several mappings have to move.
 * Where the kernel tells nobody of its memory, and on OpenBSD, where asking may
 * end a process that has pledged, what has grown is readable and writable (what
 * was there in place keeps its protection).
 * EINVAL: a length of 0, addr, an unknown bit of flags, a part of a large page
 * would move.  ENOMEM: no room (in place), a limit; a hole in an old range that
 * grows, as far as the kernel looks in place; one that shrinks is not looked at.
 * EAGAIN: locked memory would grow beyond the limit RLIMIT_MEMLOCK.
 * EPERM: sealed.  EBUSY: several mappings would have to move, of which one that
 * is not the last is locked (Linux).
 * ENOTSUP: shared anonymous memory would grow (FreeBSD and DragonFly do not
 * always tell it from private, OpenBSD is not asked: what is new is then
 * private); a file map on all but Linux and NetBSD; memory of a device or of
 * large pages; a guard of Linux would have to be copied. */
UM_API void *um_mremap(void *addr, size_t old_len, size_t new_len, int flags);

/* The same, and the result lies in `where' (NULL: anywhere).  Memory that is
 * not there yet moves only with UM_MREMAP_MAYMOVE, else ENOMEM; where there is
 * no mremap, private anonymous memory alone.  To move and to shrink at once is
 * ENOTSUP of a file's map before Linux 5.13, and of large pages and a device's
 * memory. */
UM_API void *um_mremap_at(const struct um_place *where, void *addr,
    size_t old_len, size_t new_len, int flags);

/* What a child made by fork(2) finds in the range. */
#define UM_INHERIT_SHARE	0x2000	/* the same pages */
#define UM_INHERIT_COPY		0x2001	/* its own copy */
#define UM_INHERIT_NONE		0x2002	/* nothing */
#define UM_INHERIT_ZERO		0x2003	/* zero pages */

/* Honoured, or ENOTSUP: ZERO on gVisor, macOS, DragonFly and Linux before
 * 4.14; SHARE of private and COPY or ZERO of shared memory on Linux; COPY of
 * shared anonymous memory on OpenBSD and NetBSD, which it would panic; all but
 * ZERO of private anonymous memory on illumos, which never takes it back; all
 * of them where the kernel has neither minherit nor such advice (AIX, Haiku,
 * the Hurd, Cygwin).
 * Where the map cannot be read on Linux, a caller that wants COPY is believed
 * that the memory is private.
 * EINVAL: addr, an unknown value.  ENOMEM: a hole (the BSDs and macOS pass over
 * it), the number of mappings, no room to ask the kernel.  len 0 succeeds.
 * COPY on OpenBSD and NetBSD asks for the list of what is mapped, ENOTSUP where
 * nobody tells; OpenBSD's pledge(2) allows that under no promise.  The other
 * values do not ask. */
UM_API int um_minherit(void *addr, size_t len, int inherit);

/* ---- the address space ------------------------------------------------- */

/* What a region is, as far as the kernel tells. */
enum {
	UM_REGION_UNKNOWN,	/* the kernel does not tell */
	UM_REGION_ANON,		/* anonymous memory, private or shared */
	UM_REGION_FILE,		/* a file, a device, an object of um_memfd */
	UM_REGION_STACK,	/* the first thread's */
	UM_REGION_HEAP,		/* brk(2)'s */
	UM_REGION_KERNEL	/* the kernel's own, such as [vdso] */
};

struct um_region {
	uintptr_t start, end;	/* end is one past the last byte; 0: the top */
	int prot;		/* PROT_* */
	int shared;		/* 1, 0; -1: the kernel does not tell.  Of anonymous
				 * memory FreeBSD and DragonFly do not: um_region_at
				 * finds out, um_regions says -1 */
	int kind;		/* UM_REGION_*; more may come */
	int64_t offset;		/* bytes into the file of its first byte */
	uint64_t device, inode;	/* the file's; 0: none, or not told */
	/* Its path, or what the kernel calls it: "[heap]".  "" for none, or not
	 * told.  Lasts until the visit is over; um_region_at gives none. */
	const char *name;
};

/* Calls visit for each region of the process's memory in the order of their
 * addresses, until it returns non-zero, which is returned; 0 at the end.  The
 * list is taken before the first visit, so visit may map and unmap; memory of
 * the call's own is not in it, nothing is left open.  It is as true as the
 * kernel's own answer while other threads map.  What is one region is the
 * kernel's choice.
 * ENOTSUP: the kernel tells nobody (DragonFly without /proc).  ENOMEM: no
 * memory for the list, or no descriptor left.  EINVAL: no visit. */
UM_API int um_regions(int (*visit)(const struct um_region *, void *),
    void *closure);

/* The region that covers addr, else the next one above it: one question where
 * the kernel answers one (Linux 6.11, macOS), else its map is read.
 * ENOENT: nothing is mapped there or above; else as um_regions. */
UM_API int um_region_at(const void *addr, struct um_region *region);

/* ---- how much memory --------------------------------------------------- */

struct um_memory {
	uint64_t total;		/* bytes of the machine, without swap */
	/* Bytes, with swap, that can be had now without taking them from
	 * anybody, also within the limit; where that is not told, total. */
	uint64_t available;
	/* The most that the process's group may have, UINT64_MAX for none: a
	 * control group of Linux.  Others are not told. */
	uint64_t limit;
	/* Does the kernel promise more memory than it has?  0 never, 1 by a
	 * guess, 2 always; -1 it does not tell. */
	int overcommit;
	uint64_t spare[4];	/* 0 */
};

/* Asked anew each time.  ENOTSUP: the system tells nobody.  ENOMEM: no descriptor
 * is left to ask with.  EINVAL: NULL. */
#if defined __cplusplus && defined __GNUC__ && __GNUC__ >= 5
# pragma GCC diagnostic push
# pragma GCC diagnostic ignored "-Wshadow"	/* it has the struct's name */
#endif
UM_API int um_memory(struct um_memory *);
#if defined __cplusplus && defined __GNUC__ && __GNUC__ >= 5
# pragma GCC diagnostic pop
#endif

/* ---- objects ----------------------------------------------------------- */

#define UM_MEMFD_ALLOCATE 0x0100u /* its pages are there, or ENOMEM, ENOSPC */
#define UM_MEMFD_EXEC	0x0200u	/* can be mapped PROT_EXEC, or EACCES */
#define UM_MEMFD_SEAL	0x0400u	/* fcntl F_ADD_SEALS works, or ENOTSUP */

/* Memory behind a descriptor, of size bytes rounded up to whole pages; 0 is
 * allowed.  Close-on-exec, readable, writable, at offset 0, with no name
 * anywhere; it goes with the last descriptor and map.  name is for people
 * who look at the map of the address space, where the kernel shows one: it
 * is cut to 248 bytes, and NULL is a name too.
 *
 * UM_MEMFD_ALLOCATE: no store into it raises SIGBUS for want of a page.  More
 * than the machine or the process group has free now (um_memory) is refused
 * before anything is taken.
 * UM_MEMFD_EXEC: without it PROT_EXEC may work all the same.
 * UM_MEMFD_SEAL: without it nobody who gets the descriptor can seal the object.
 *
 * EINVAL	size negative, an unknown flag
 * ENOMEM	more than is free, or than an object or RLIMIT_FSIZE allows
 * ENOSPC	every file system that such an object could be in is full
 * EACCES	UM_MEMFD_EXEC, and what could be had is not executable
 * EMFILE, ENFILE	no descriptor is left
 * ENOTSUP	every way is refused; UM_MEMFD_SEAL, and none takes seals: all but
 *		Linux 3.17, FreeBSD 13 and NetBSD 11 */
UM_API int um_memfd(const char *name, int64_t size, unsigned flags);

/* Makes len bytes from offset on read as zero, for everybody, and gives the
 * memory or the blocks of whole pages among them back where the system can; else
 * zeros are written (um_features, "punch"): OpenBSD's maps want um_msync before
 * and MS_INVALIDATE after.  The size stays: what is beyond the end of the file or
 * the device is passed over.  Neither has to be a multiple of anything, but of an
 * object with large pages before Linux 5.19.  len 0 succeeds.
 *
 * EINVAL	offset or len negative
 * EOVERFLOW	they do not fit together
 * EBADF, EACCES	not a descriptor; it is not for writing
 * ENODEV	a directory, a pipe, a character device
 * EPERM	the object is sealed, the file immutable or for appending, or a
 *		policy forbids it
 * EBUSY	the file is swapped to
 * ENOSPC, EIO, ENOMEM	the file system is full, an I/O error, RLIMIT_FSIZE
 * ENOTSUP	the file system cannot, and the descriptor appends */
UM_API int um_punch(int fd, int64_t offset, int64_t len);

#define UM_SHM_NAME_MAX 255	/* bytes of a name, without its slash */

/* Opens the shared memory object of that name, the same on every system:
 * with or without a slash before it, close-on-exec.  oflag: O_RDONLY or
 * O_RDWR, and O_CREAT (size 0, with mode, which is an upper bound: OpenBSD
 * cuts it to 0600), O_EXCL, O_TRUNC.
 *
 * Where a name lives is a function of the name and of the system.  A name
 * that the system's shm_open takes is passed on, with one slash; a longer
 * one becomes its first 16 bytes, '-' and its 64-bit FNV-1a hash as 13
 * letters (um_memfd(3)).  Longer is: above 30 bytes on macOS, 247 on NetBSD,
 * 249 on illumos.
 *
 * EINVAL	no name, an empty one, an inner slash, "." or "..", oflag
 * ENAMETOOLONG	above UM_SHM_NAME_MAX
 * ENOENT, EEXIST	no object has the name; one has
 * EACCES	the object's mode, owner or place forbids it; a directory, a link
 *		or the like has the name
 * EMFILE, ENFILE, ENOSPC, ENOMEM
 * ENOTSUP	the system has no such place (Android; no /dev/shm), or makes no
 *		descriptor close-on-exec */
UM_API int um_shm_open(const char *name, int oflag, mode_t mode);
/* The object stays for who has it open.  Errors as above. */
UM_API int um_shm_unlink(const char *name);

/* Maps the same len bytes of new zero pages copies times, side by side, and
 * returns the address of the first.  What is stored in one view is read in
 * all, also in children.  For rings: a record that wraps is in one piece.
 *
 * where: the range that all views are in, NULL anywhere.  len is a multiple
 * of um_granularity(), copies 2 or more, flags 0.  No thread can map in
 * between, no descriptor stays open.  Released as a whole by one um_munmap of
 * len * copies bytes.
 *
 * EINVAL	len, copies, flags, as um_mmap_at for where; len is too short for
 *		a cache that looks at addresses (SHMLBA: some arm, mips, sh,
 *		sparc, parisc)
 * and ENOMEM, EAGAIN, ENOTSUP as um_mmap of shared memory. */
UM_API void *um_mirror(const struct um_place *where, size_t len,
    unsigned copies, unsigned flags);

/* The same of len bytes from offset on of what is behind a descriptor, with the
 * access prot: a ring that a kernel fills.  Stores are everybody's.  offset is
 * a multiple of um_granularity() too, and both of the object's own large page,
 * and of SHMLBA where a cache looks at addresses.
 *
 * Errors of um_mmap for a shared map of a file, and EINVAL as above. */
UM_API void *um_mirror_fd(const struct um_place *where, int fd, int64_t offset,
    size_t len, unsigned copies, int prot, unsigned flags);

/* ---- memory with a life of its own ------------------------------------- */

/* Reserves address space of len bytes and returns it or MAP_FAILED: it has no
 * memory, no access and no charge, and um_munmap releases it.  where: as
 * um_mmap_at, NULL anywhere.  flags: 0.
 * EINVAL: len 0, flags, where.  ENOMEM: no room, or RLIMIT_AS, which counts it
 * on Linux, FreeBSD, DragonFly, NetBSD, macOS and illumos. */
UM_API void *um_reserve(const struct um_place *where, size_t len,
    unsigned flags);

/* The two that um_reserve is, as um_mmap is of two: without a place, and in one
 * (NULL: anywhere). */
UM_API void *um_reserve_anywhere(size_t len, unsigned flags);
UM_API void *um_reserve_placed(const struct um_place *where, size_t len,
    unsigned flags);
#ifdef UM_INLINE
UM_INLINE void *um_reserve(const struct um_place *where, size_t len,
    unsigned flags)
{
	return where ? um_reserve_placed(where, len, flags)
	    : um_reserve_anywhere(len, flags);
}
#endif

/* Gives whole pages of it memory, which reads as zero, with the access prot,
 * and takes the charge for it where the kernel keeps one: one mprotect(2), but on
 * illumos.  Committed pages keep their contents and get prot.  len 0 succeeds.
 * The caller is believed that the range was reserved or is private anonymous
 * memory; of other memory the protection is set, as by um_mprotect.
 * EINVAL: addr, an unknown bit of prot, PROT_NONE.  ENOMEM: no memory or no
 * charge left (illumos says EAGAIN), RLIMIT_DATA, the number of mappings, a
 * hole (the BSDs pass over it).  EACCES: a policy forbids memory that is written
 * and executed.  EPERM: sealed.  EAGAIN: locked-memory limit, under
 * mlockall(MCL_FUTURE). */
UM_API int um_commit(void *addr, size_t len, int prot);

/* Takes the memory back: no access, no charge, and zero when it is committed
 * again.  It is replaced by new address space in one step, so everything else
 * that was set goes too: locks, guards, concealment, inheritance, names, advice,
 * the protection key of Linux.  Any memory is replaced so, a file map as well,
 * whose contents stay in the file; a hole is filled.  On AIX, HP-UX, the
 * Hurd and Cygwin, where nothing can be replaced in one step, what the map tells
 * to be private is zeroed in place, which takes memory, and the charge stays;
 * ENOTSUP: shared memory there, or nobody tells (HP-UX).  Errors: those of
 * um_commit. */
UM_API int um_decommit(void *addr, size_t len);

/* Makes whole pages of private anonymous memory fault when they are touched,
 * whatever their protection is; their contents go, now or when the guard is
 * lifted.  len 0 succeeds.  One call: Linux 6.13 does it without an entry of the
 * map, and only um_unguard and um_decommit lift it then; elsewhere it is done by
 * protection, which um_mprotect would undo.
 * The caller is believed that the memory is its own.  Shared memory and file
 * maps can have guards on Linux since 6.15; there, and elsewhere, such a guard
 * hides the contents and changes nothing behind the map, nor does lifting it.
 * EINVAL: addr.  ENOTSUP: Linux, memory that can have none.  EBUSY: locked,
 * where the kernel says so (Linux 6.13).  ENOMEM: a hole (the BSDs pass over
 * it), or too many mappings, which um_why tells.  EPERM: sealed; Linux permits
 * it in sealed memory that can be written.  The part before the page that failed
 * may have guards then. */
UM_API int um_guard(void *addr, size_t len);

/* Lifts guards: their pages read as zero.  prot is the protection of the
 * range, as it was before um_guard.  Pages of the range that are no guards keep
 * their contents where guards are not done by protection, and elsewhere read as
 * zero too: they are emptied as by UM_ADV_DISCARD_PRIVATE, so where that maps new
 * pages inheritance, concealment, locks and OpenBSD's UM_MAP_STACK go, and holes
 * that the kernel's mprotect(2) passes over are filled.
 * EINVAL: addr, an unknown bit of prot.  ENOTSUP: AIX, the Hurd and Cygwin,
 * shared memory; HP-UX, which lifts no guard.  Otherwise as um_guard, and
 * EACCES: a policy forbids prot. */
UM_API int um_unguard(void *addr, size_t len, int prot);

/* Makes place, size and protection of whole pages final: um_munmap,
 * um_mprotect, um_mremap and fixed maps over them are EPERM until the process
 * ends.  Contents may change; OpenBSD also fixes the inheritance, and lets
 * what is readable and writable become read-only all the same.  flags: 0.
 * EINVAL: addr, flags.  ENOMEM: a hole (OpenBSD passes over it).  ENOTSUP: all
 * but Linux 6.10 on a 64-bit processor (mseal) and OpenBSD 7.3 (mimmutable). */
UM_API int um_seal(void *addr, size_t len, unsigned flags);

/* Names whole pages of anonymous memory for those who look at the map of the
 * address space; NULL takes the name away.  Bytes that the kernel refuses (no
 * printable ASCII, or one of \ ` $ [ ]) become _, and more than 79 are cut.
 * EINVAL: addr.  ENOMEM: a hole.  ENOTSUP: a file map; all but Linux 5.17
 * configured with CONFIG_ANON_VMA_NAME, and Android. */
UM_API int um_name(void *addr, size_t len, const char *name);

/* ---- knowing ----------------------------------------------------------- */

/* After a failure: a short constant sentence for this thread that says what
 * errno cannot.  Never NULL.  Where the compiler has no thread-local storage
 * there is one reason for the whole process. */
UM_API const char *um_why(void);

UM_API int um_version(void);		/* UM_VERSION of the library linked */

UM_API size_t um_page_size(void);	/* bytes; a power of two */
UM_API size_t um_granularity(void);	/* of addresses and offsets; 64 KiB on Cygwin */
/* Stores up to max sizes that the kernel maps with, smallest first, and
 * returns how many there are. */
UM_API int um_page_sizes(size_t *sizes, int max);

enum { UM_UNKNOWN = -1, UM_ABSENT, UM_EMULATED, UM_NATIVE };

struct um_feature {
	const char *id;		/* "anonymous-shared"; never changes */
	const char *title;	/* a few words for people */
	int level;		/* UM_UNKNOWN to UM_NATIVE */
	const char *how;	/* the way taken: "memfd_create" */
};

/* What this process on this kernel has now, found out by asking the kernel
 * each time.  Rows keep their order and ids; the struct may grow at
 * its end.  um_feature returns NULL beyond the last row. */
UM_API int um_features(void);
#if defined __cplusplus && defined __GNUC__ && __GNUC__ >= 5
# pragma GCC diagnostic push
# pragma GCC diagnostic ignored "-Wshadow"	/* it has the struct's name */
#endif
UM_API const struct um_feature *um_feature(int i);
#if defined __cplusplus && defined __GNUC__ && __GNUC__ >= 5
# pragma GCC diagnostic pop
#endif

#ifdef UM_INTERNAL_BEGIN
UM_INTERNAL_END
#endif
#ifdef __cplusplus
}
#endif
#ifdef UM_API_OURS
# undef UM_API
#endif
#endif
