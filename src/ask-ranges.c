/* Questions of the calls on existing memory, but for madvise. */
#include "command.h"
#include "questions.h"

#include <stdlib.h>

static const struct um_sys *sys(void)
{
	return &um_kernel.sys;
}

static int read_only(void)
{
	return um_kernel.numbers.prot_read;
}

static void *address(uintptr_t at)
{
	return (void *)at;
}

static void *kernel_address(void)
{
	return address(UINTPTR_MAX
	    - (sizeof(void *) > 4 ? (uintptr_t)0x7fffffff : 0xffff));
}

/* What a range is: memory in whole pages, a byte too high, ... */
enum range {
	WHOLE, UNALIGNED, LENGTH_0, LENGTH_1, HOLE, PART_HOLE, KERNEL, WRAPS
};

static char *range(int with, size_t *len)
{
	const size_t page = ask_page();

	*len = with == LENGTH_0 ? 0 : with == LENGTH_1 ? 1
	    : with == WRAPS ? 2 * page : with == PART_HOLE ? 3 * page : page;
	switch (with) {
	case HOLE:
		return ask_hole(1);
	case PART_HOLE:
		return ask_hole(1) - page;
	case KERNEL:
		return kernel_address();
	case WRAPS:
		return address(0 - (uintptr_t)page);
	case UNALIGNED:
		return ask_memory(2) + 1;
	default:
		return ask_memory(2);
	}
}

/* ---- munmap ------------------------------------------------------------ */

static void unmap(int with)
{
	size_t len;
	char *p = range(with, &len);

	ask_say_result(sys()->munmap(p, len) < 0);
}

/* ---- mprotect ---------------------------------------------------------- */

static void protect(int with)
{
	size_t len;
	char *p = range(with, &len);

	ask_say_result(sys()->mprotect(p, len, read_only()) < 0);
}

static void protect_bit(int n)
{
	ask_say_result(sys()->mprotect(ask_memory(1), ask_page(),
	    ask_read_write() | 1 << n) < 0);
}

static void protect_write_exec(int with)
{
	(void)with;
	ask_say_result(sys()->mprotect(ask_memory(1), ask_page(),
	    ask_read_write() | um_kernel.numbers.prot_exec) < 0);
}

static void protect_exec(int with)
{
	(void)with;
	ask_say_result(sys()->mprotect(ask_memory(1), ask_page(),
	    read_only() | um_kernel.numbers.prot_exec) < 0);
}

/* ---- msync ------------------------------------------------------------- */

static void sync_range(int with)
{
	size_t len;
	char *p = range(with, &len);

	ask_say_result(sys()->msync(p, len, um_kernel.numbers.ms_sync) < 0);
}

enum { ASYNC = 1, SYNC = 2, INVALIDATE = 4 };

static int sync_flags(int with)
{
	const struct um_numbers *n = &um_kernel.numbers;

	return (with & ASYNC ? n->ms_async : 0)
	    | (with & SYNC ? n->ms_sync : 0)
	    | (with & INVALIDATE ? n->ms_invalidate : 0);
}

static void sync_file(int with)
{
	char *p = ask_file_memory(1, um_kernel.numbers.map_shared);

	ask_say_result(sys()->msync(p, ask_page(), sync_flags(with)) < 0);
}

static void sync_bit(int n)
{
	char *p = ask_file_memory(1, um_kernel.numbers.map_shared);

	ask_say_result(sys()->msync(p, ask_page(), sync_flags(SYNC) | 1 << n)
	    < 0);
}

static void sync_private(int with)
{
	char *p = ask_file_memory(1, um_kernel.numbers.map_private);

	(void)with;
	*(volatile char *)p = ASK_STORED;
	ask_say_result(sys()->msync(p, ask_page(), sync_flags(SYNC)) < 0);
	ask_say(*(volatile char *)p == ASK_STORED ? "kept" : "lost");
}

static void sync_locked(int with)
{
	char *p = ask_file_memory(1, um_kernel.numbers.map_shared);

	if (um_rest->mlock(p, ask_page()) < 0)
		ask_not_asked();
	ask_say_result(sys()->msync(p, ask_page(), sync_flags(with)) < 0);
}

/* ---- mlock ------------------------------------------------------------- */

static void lock(int with)
{
	size_t len;
	char *p = range(with, &len);

	/* a root that locks nothing panics DragonFly 3.5 (measured) */
	if (with == LENGTH_0
	    && strcmp(um_kernel.family->name, "dragonfly") == 0)
		ask_not_asked();
	ask_say_result(um_rest->mlock(p, len) < 0);
}

static void unlock(int with)
{
	size_t len;
	char *p = range(with, &len);

	if (with == WHOLE)
		(void)um_rest->mlock(p, len);
	ask_say_result(um_rest->munlock(p, len) < 0);
}

static void unlock_unlocked(int with)
{
	ask_say_result(um_rest->munlock(ask_memory((size_t)with),
	    (size_t)with * ask_page()) < 0);
}

/* with: the limit, in pages. */
static void lock_over_limit(int with)
{
	limit_locked_memory((size_t)with * ask_page());
	ask_say_result(um_rest->mlock(ask_memory(8), 8 * ask_page()) < 0);
}

static void lock_all(int how)
{
	if (!um_rest->mlockall)
		ask_absent();
	ask_say_result(um_rest->mlockall(how) < 0);
}

static void lock_all_current(int with)
{
	(void)with;
	lock_all(um_kernel.numbers.mcl_current);
}

static void unlock_all(int with)
{
	(void)with;
	if (!um_rest->munlockall)
		ask_absent();
	ask_say_result(um_rest->munlockall() < 0);
}

/* ---- mincore ----------------------------------------------------------- */

enum { RESIDENT_PAGES = 4 };

static void resident(int with)
{
	unsigned char vec[2 * RESIDENT_PAGES];
	size_t len;
	char *p = range(with, &len);

	if (!sys()->mincore)
		ask_absent();
	ask_say_result(sys()->mincore(p, len, vec) < 0);
}

/* The second of four pages was touched. */
static void resident_touched(int with)
{
	unsigned char vec[RESIDENT_PAGES];
	char bits[RESIDENT_PAGES + 1] = "";
	char *p = ask_map(0, RESIDENT_PAGES * ask_page(), ask_read_write(),
	    ask_anon());
	int i;

	(void)with;
	if (!sys()->mincore)
		ask_absent();
	if (p == MAP_FAILED || ask_page() != sys()->page_size())
		ask_not_asked();
	*(volatile char *)(p + ask_page()) = ASK_STORED;
	if (sys()->mincore(p, RESIDENT_PAGES * ask_page(), vec) < 0) {
		ask_say_result(1);
		return;
	}
	for (i = 0; i < RESIDENT_PAGES; i++)
		bits[i] = vec[i] & 1 ? '1' : '0';
	ask_say(bits);
}

/* ---- mremap ------------------------------------------------------------ */

static char *remap(char *p, size_t pages, size_t new_pages, int flags)
{
	const size_t page = ask_page();

	if (sys()->mremap_netbsd)
		return sys()->mremap_netbsd(p, pages * page, 0,
		    new_pages * page, flags);
	if (!sys()->mremap)
		ask_absent();
	return sys()->mremap(p, pages * page, new_pages * page, flags, 0);
}

static int may_move(void)
{
	return um_kernel.numbers.mremap_maymove;
}

static void say_moved(const char *p, const char *from)
{
	if (p == MAP_FAILED) {
		ask_say_result(1);
		return;
	}
	ask_say(p == from ? "in-place" : "moved");
	ask_say_byte(p);
}

static void remap_from_to(int pages, int new_pages)
{
	char *p = ask_memory((size_t)pages);

	say_moved(remap(p, (size_t)pages, (size_t)new_pages, may_move()), p);
}

static void remap_grow(int with)
{
	(void)with;
	remap_from_to(2, 8);
}

static void remap_shrink(int with)
{
	char *p = ask_memory(8);

	(void)with;
	say_moved(remap(p, 8, 2, may_move()), p);
	ask_say_seen(ask_child_loads(p + 2 * ask_page()));
}

static void remap_in_place(int free_pages)
{
	char *p = ask_memory(4);

	if (free_pages && sys()->munmap(p + ask_page(),
	    (size_t)free_pages * ask_page()) < 0)
		ask_not_asked();
	/* NetBSD moves unless it is told where to stay. */
	say_moved(sys()->mremap_netbsd ? sys()->mremap_netbsd(p, ask_page(),
	    p, 2 * ask_page(), um_kernel.numbers.map_fixed)
	    : remap(p, 1, 2, 0), p);
}

static void remap_old_0(int shared)
{
	char *p = shared ? ask_shared_memory(1) : ask_memory(1);
	char *q = remap(p, 0, 1, may_move());

	if (q == MAP_FAILED) {
		ask_say_result(1);
		return;
	}
	*(volatile char *)p = ASK_STORED;
	ask_say_shared(*(volatile char *)q == ASK_STORED);
}

static void remap_new_0(int with)
{
	char *p = ask_memory(1);

	(void)with;
	say_moved(remap(p, 1, 0, may_move()), p);
}

static void remap_unaligned(int with)
{
	char *p = ask_memory(3) + 1;

	(void)with;
	say_moved(remap(p, 1, 2, may_move()), p);
}

static void remap_hole(int with)
{
	char *p = ask_hole(2);

	(void)with;
	say_moved(remap(p, 1, 2, may_move()), p);
}

static void remap_two_protections(int with)
{
	char *p = ask_memory(2);

	(void)with;
	if (sys()->mprotect(p + ask_page(), ask_page(), read_only()) < 0)
		ask_not_asked();
	say_moved(remap(p, 2, 4, may_move()), p);
}

static void remap_flag(int flag)
{
	char *p = ask_memory(1);

	say_moved(remap(p, 1, 2, may_move() | flag), p);
}

/* NetBSD's flags have the alignment of what moves. */
static void remap_aligned(int n)
{
	const int shift = um_kernel.numbers.map_aligned_shift;
	const uintptr_t unit = (uintptr_t)1 << n;
	char *p;

	if (!sys()->mremap_netbsd || !shift)
		ask_absent();
	p = remap(ask_memory(1), 1, 2, (int)((unsigned)n << shift));
	if (p == MAP_FAILED) {
		ask_say_result(1);
		return;
	}
	ask_say((uintptr_t)p & (unit - 1) ? "unaligned" : "aligned");
	ask_say_byte(p);
}

/* Does the kernel grow what the object behind it does not have? */
static void remap_shared(int with)
{
	char *p = ask_shared_memory(1), *q = remap(p, 1, 2, may_move());

	(void)with;
	say_moved(q, p);
	if (q != MAP_FAILED)
		ask_say_seen(ask_child_loads(q + ask_page()));
}

static void remap_onto(int with)
{
	const int flags = may_move() | um_kernel.numbers.mremap_fixed;
	const size_t page = ask_page();
	char *p = ask_memory(1), *to = ask_memory(1);

	(void)with;
	if (sys()->mremap_netbsd) {
		ask_say_place(sys()->mremap_netbsd(p, page, to, page,
		    um_kernel.numbers.map_fixed), to);
		return;
	}
	if (!sys()->mremap || !um_kernel.numbers.mremap_fixed)
		ask_absent();
	ask_say_place(sys()->mremap(p, page, page, flags, to), to);
}

const struct asked ask_ranges[] = {
	{ "munmap", unmap, WHOLE, 0 },
	{ "munmap-unaligned", unmap, UNALIGNED, 0 },
	{ "munmap-length-0", unmap, LENGTH_0, 0 },
	{ "munmap-length-1", unmap, LENGTH_1, 0 },
	{ "munmap-hole", unmap, HOLE, 0 },
	{ "munmap-part-hole", unmap, PART_HOLE, 0 },
	{ "munmap-kernel", unmap, KERNEL, 0 },
	{ "munmap-wraps", unmap, WRAPS, 0 },

	{ "mprotect", protect, WHOLE, 0 },
	{ "mprotect-unaligned", protect, UNALIGNED, 0 },
	{ "mprotect-length-0", protect, LENGTH_0, 0 },
	{ "mprotect-length-1", protect, LENGTH_1, 0 },
	{ "mprotect-hole", protect, HOLE, 0 },
	{ "mprotect-part-hole", protect, PART_HOLE, 0 },
	{ "mprotect-kernel", protect, KERNEL, 0 },
	{ "mprotect-bit-7", protect_bit, 7, 0 },
	{ "mprotect-bit-8", protect_bit, 8, 0 },
	{ "mprotect-read-write-exec", protect_write_exec, 0, 0 },
	{ "mprotect-read-exec", protect_exec, 0, 0 },

	{ "msync-anon", sync_range, WHOLE, 0 },
	{ "msync-unaligned", sync_range, UNALIGNED, 0 },
	{ "msync-length-0", sync_range, LENGTH_0, 0 },
	{ "msync-hole", sync_range, HOLE, 0 },
	{ "msync-part-hole", sync_range, PART_HOLE, 0 },
	{ "msync-flags-0", sync_file, 0, 0 },
	{ "msync-sync", sync_file, SYNC, 0 },
	{ "msync-async", sync_file, ASYNC, 0 },
	{ "msync-invalidate", sync_file, SYNC | INVALIDATE, 0 },
	{ "msync-async-sync", sync_file, ASYNC | SYNC, 0 },
	{ "msync-async-invalidate", sync_file, ASYNC | INVALIDATE, 0 },
	{ "msync-bit-7", sync_bit, 7, 0 },
	{ "msync-bit-8", sync_bit, 8, 0 },
	{ "msync-private", sync_private, 0, 0 },
	{ "msync-sync-locked", sync_locked, SYNC, 0 },
	{ "msync-invalidate-locked", sync_locked, SYNC | INVALIDATE, 0 },

	{ "mlock", lock, WHOLE, 0 },
	{ "mlock-unaligned", lock, UNALIGNED, 0 },
	{ "mlock-length-0", lock, LENGTH_0, 0 },
	{ "mlock-hole", lock, HOLE, 0 },
	{ "mlock-part-hole", lock, PART_HOLE, 0 },
	{ "mlock-over-limit", lock_over_limit, 4, 0 },
	{ "mlock-over-limit-0", lock_over_limit, 0, 0 },
	{ "munlock", unlock, WHOLE, 0 },
	{ "munlock-unlocked", unlock_unlocked, 4, 0 },
	{ "munlock-hole", unlock, HOLE, 0 },
	{ "mlockall-0", lock_all, 0, 0 },
	{ "mlockall-current", lock_all_current, 0, 0 },
	{ "munlockall", unlock_all, 0, 0 },

	{ "mincore", resident, WHOLE, 0 },
	{ "mincore-touched", resident_touched, 0, 0 },
	{ "mincore-unaligned", resident, UNALIGNED, 0 },
	{ "mincore-length-0", resident, LENGTH_0, 0 },
	{ "mincore-hole", resident, HOLE, 0 },
	{ "mincore-part-hole", resident, PART_HOLE, 0 },

	{ "mremap-grow", remap_grow, 0, 0 },
	{ "mremap-grow-in-place", remap_in_place, 2, 0 },
	{ "mremap-grow-in-place-no-room", remap_in_place, 0, 0 },
	{ "mremap-grow-shared", remap_shared, 0, 0 },
	{ "mremap-shrink", remap_shrink, 0, 0 },
	{ "mremap-old-0-private", remap_old_0, 0, 0 },
	{ "mremap-old-0-shared", remap_old_0, 1, 0 },
	{ "mremap-new-0", remap_new_0, 0, 0 },
	{ "mremap-unaligned", remap_unaligned, 0, 0 },
	{ "mremap-hole", remap_hole, 0, 0 },
	{ "mremap-two-protections", remap_two_protections, 0, 0 },
	{ "mremap-unknown-flag", remap_flag, 0x40, 0 },
	{ "mremap-flag-4", remap_flag, 4, 0 },
	{ "mremap-flag-8", remap_flag, 8, 0 },
	{ "mremap-aligned-21", remap_aligned, 21, 0 },
	{ "mremap-fixed-over-existing", remap_onto, 0, 0 },
	{ 0, 0, 0, 0 }
};
