/* um_mremap: private anonymous memory grows, any memory shrinks. */
#include "room.h"
#include "qemu.h"
#include "growing.h"

/* ---- growing ----------------------------------------------------------- */

static void test_in_place(void)
{
	unsigned char *p = private(6), *q;

	if (qemu_skips(QEMU_MREMAP_IN_PLACE, 5)) {
		um_munmap(p, 6 * page());
		return;
	}
	fill(p, 2 * page());
	um_munmap(p + 2 * page(), 4 * page());
	errno = 31;
	q = remap(p, 2, 5, 0);
	is_ptr(q, p, "memory grows in place when the room behind it is free");
	is_int(errno, 31, "errno is unchanged by it");
	ok(q == p && filled(p, 2 * page()), "the contents are kept");
	ok(q == p && all_bytes(p + 2 * page(), 3 * page(), 0),
	    "the new pages read as zero");
	if (q == p) {
		memset(p, 0x6b, 5 * page());
		ok(all_bytes(p, 5 * page(), 0x6b), "all of it can be stored to");
	}
	um_munmap(p, 6 * page());
}

/* From a page on by doubling, into room that was kept free behind it. */
static void test_doubling(void)
{
	/* What Linux puts of /dev/zero at a hint it wants to align to 2 MiB. */
	const size_t most = um_kernel.numbers.map_anon ? 4096 : 256;
	unsigned char *p = um_reserve(0, most * page(), 0);
	size_t pages;
	int good = 1;

	if (p != MAP_FAILED && qemu_skips(QEMU_MREMAP_IN_PLACE, 2)) {
		um_munmap(p, most * page());
		return;
	}
	if (p == MAP_FAILED) {
		skip(2, "no room to grow in");
		return;
	}
	um_commit(p, page(), PROT_READ | PROT_WRITE);
	um_munmap(p + page(), (most - 1) * page());
	fill(p, page());
	for (pages = 1; good && pages < most; pages *= 2) {
		good = remap(p, pages, 2 * pages, 0) == p
		    && p[2 * pages * page() - 1] == 0;
		if (good)
			p[2 * pages * page() - 1] = 7;
	}
	ok(good, "it doubles in place while the space behind it is free");
	if (!good)
		diag("%lu pages: %s", (unsigned long)pages, um_why());
	ok(all_bytes(p + 1, 1, 13) && filled(p, page() - 1),
	    "and keeps its contents");
	um_munmap(p, most * page());
}

static void test_blocked(void)
{
	unsigned char *p = blocked(3), *q;

	um_mprotect(p + 3 * page(), page(), PROT_READ | PROT_WRITE);
	memset(p + 3 * page(), 0x19, page());
	um_mprotect(p + 3 * page(), page(), PROT_READ);
	fails(remap(p, 3, 4, 0) == MAP_FAILED,
	    room_binds() ? ENOMEM : ENOTSUP,
	    "in place it is ENOMEM when something is behind it");
	ok(filled(p, 3 * page()), "the contents are kept");
	ok(all_bytes(p + 3 * page(), page(), 0x19),
	    "what is behind it is untouched");
	q = remap(p, 3, 7, UM_MREMAP_MAYMOVE);
	ok(q != MAP_FAILED && q != p,
	    "with UM_MREMAP_MAYMOVE it grows elsewhere");
	if (q != MAP_FAILED) {
		ok(filled(q, 3 * page()), "the contents move along");
		ok(all_bytes(q + 3 * page(), 4 * page(), 0),
		    "the new pages read as zero");
		memset(q, 0x6b, 7 * page());
		ok(all_bytes(q, 7 * page(), 0x6b), "all of it can be stored to");
		ok(q == p || load_faults(p), "nothing is left at the old place");
		um_munmap(q, 7 * page());
	}
	ok(all_bytes(p + 3 * page(), page(), 0x19),
	    "what was behind it is untouched");
	um_munmap(p, 4 * page());
}

static void test_odd_lengths(void)
{
	unsigned char *p = blocked(2), *q;

	errno = 8;
	q = um_mremap(p, page() + 1, 4 * page() - 1, UM_MREMAP_MAYMOVE);
	ok(q != MAP_FAILED && filled(q, 2 * page())
	    && all_bytes(q + 2 * page(), 2 * page(), 0),
	    "lengths are rounded up to whole pages");
	is_int(errno, 8, "errno is unchanged by a move");
	um_munmap(q, 4 * page());
	um_munmap(p, 3 * page());
}

static void test_protection(int prot, const char *name)
{
	/* Where nobody is asked it becomes readable and writable. */
	const int then = is_native() || is_asked() ? prot
	    : PROT_READ | PROT_WRITE;
	unsigned char *p = blocked(2), *q;

	um_mprotect(p + 2 * page(), page(), PROT_READ | PROT_WRITE);
	um_mprotect(p, 2 * page(), prot);
	if (prot == (PROT_READ | PROT_WRITE))
		um_mprotect(p + 2 * page(), page(), PROT_READ);
	ok(remap(p, 2, 4, 0) == MAP_FAILED
	    && store_faults(p + page()) == !(prot & PROT_WRITE)
	    && (prot != PROT_NONE || load_faults(p + page())),
	    "%s memory that cannot grow stays so", name);
	q = remap(p, 2, 4, UM_MREMAP_MAYMOVE);
	if (ok(q != MAP_FAILED, "%s memory grows elsewhere", name)) {
		ok(store_faults(q) == !(then & PROT_WRITE)
		    && store_faults(q + 3 * page()) == !(then & PROT_WRITE),
		    "it stays %s, the new pages too", name);
		if (then == PROT_NONE)
			ok(load_faults(q) && load_faults(q + 3 * page()),
			    "it cannot be loaded from either");
		is_int(um_mprotect(q, 4 * page(), PROT_READ), 0,
		    "it can be made readable");
		ok(filled(q, 2 * page())
		    && all_bytes(q + 2 * page(), 2 * page(), 0),
		    "it has kept the contents");
		um_munmap(q, 4 * page());
	}
	um_munmap(p, 3 * page());
}

static void test_aligned(void)
{
	static const int logs[] = { 16, 21 };
	unsigned char *p, *q;
	size_t i;

	for (i = 0; i < 2; i++) {
		p = blocked(3);
		q = remap(p, 3, 9, UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(logs[i]));
		ok(q != MAP_FAILED
		    && ((uintptr_t)q & (((uintptr_t)1 << logs[i]) - 1)) == 0,
		    "UM_MAP_ALIGNED(%d) aligns the place it moves to",
		    logs[i]);
		if (q != MAP_FAILED) {
			ok(filled(q, 3 * page()) && all_bytes(q + 3 * page(),
			    6 * page(), 0), "the contents move along");
			ok(q == p || load_faults(p),
			    "nothing is left at the old place");
			um_munmap(q, 9 * page());
		}
		um_munmap(p, 4 * page());
	}
	p = blocked(2);
	fails(remap(p, 2, 3, UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(63))
	    == MAP_FAILED, ENOMEM, "an alignment without address is ENOMEM");
	ok(filled(p, 2 * page()), "nothing has moved");
	um_munmap(p, 3 * page());
}

static void test_step_by_step(void)
{
	unsigned char *p;
	size_t pages;
	int good = 1;

	p = private(1);
	fill(p, page());
	for (pages = 1; good && pages < 40; pages += (size_t)good) {
		unsigned char *q = remap(p, pages, pages + 1,
		    UM_MREMAP_MAYMOVE);

		good = q != MAP_FAILED && filled(q, pages * page())
		    && all_bytes(q + pages * page(), page(), 0);
		if (q != MAP_FAILED)
			p = q;
		if (good)
			fill(p, (pages + 1) * page());
	}
	ok(good, "it grows page by page and keeps the contents");
	um_munmap(p, pages * page());
}

/* Pages of one protection that are several mappings to the kernel. */
static void test_pieces(void)
{
	unsigned char *p = blocked(8), *q;

	um_mmap(p + 4 * page(), 4 * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_FIXED | UM_MAP_NORESERVE,
	    -1, 0);
	um_madvise(p + 2 * page(), 2 * page(), UM_ADV_RANDOM);
	fill(p, 8 * page());
	if (is_under("valgrind") || qemu_skips(QEMU_MREMAP_LOSES, 1)) {
		if (is_under("valgrind"))
			skip(1, "valgrind: mremap is of one mapping");
		um_munmap(p, 9 * page());
		return;
	}
	q = remap(p, 8, 10, UM_MREMAP_MAYMOVE);
	ok(q != MAP_FAILED && filled(q, 8 * page())
	    && all_bytes(q + 8 * page(), 2 * page(), 0),
	    "pages of one protection, mapped in pieces, grow as one");
	if (q != MAP_FAILED)
		um_munmap(q, 10 * page());
	um_munmap(p, 9 * page());
}

/* ---- shrinking, and neither -------------------------------------------- */

static void test_shrink(const char *what, int flags, int fd)
{
	unsigned char *p = map(5, flags, fd);

	fill(p, 5 * page());
	errno = 77;
	is_ptr(remap(p, 5, 2, 0), p, "%s shrinks where it is", what);
	is_int(errno, 77, "errno is unchanged by it");
	ok(filled(p, 2 * page()), "what stays keeps its contents");
	ok(load_faults(p + 2 * page()) && load_faults(p + 4 * page()),
	    "what goes is unmapped");
	is_ptr(remap(p, 2, 2, UM_MREMAP_MAYMOVE), p,
	    "%s of the same length stays where it is", what);
	is_ptr(um_mremap(p, page() + 1, 2 * page(), 0), p,
	    "so does one of the same number of pages");
	ok(filled(p, 2 * page()), "with its contents");
	um_munmap(p, 5 * page());
}

/* ---- refused ----------------------------------------------------------- */

static void test_cannot_grow(const char *what, int flags, int fd)
{
	unsigned char *p = map(6, flags, fd);

	fill(p, 4 * page());
	um_munmap(p + 4 * page(), 2 * page());
	fails(remap(p, 4, 6, 0) == MAP_FAILED, ENOTSUP,
	    "%s that would grow is ENOTSUP", what);
	fails(remap(p, 4, 6, UM_MREMAP_MAYMOVE) == MAP_FAILED, ENOTSUP,
	    "so it is when it may move");
	ok(filled(p, 4 * page()), "its contents are unchanged");
	ok(load_faults(p + 4 * page()), "nothing is mapped behind it");
	um_munmap(p, 4 * page());
}

static int shared_is_native(void)
{
	um_munmap(map(1, UM_MAP_SHARED | UM_MAP_ANON, -1), page());
	return um_way_taken(UM_CHAIN_SHARED)->level == UM_NATIVE;
}

static void test_shared(void)
{
	if (is_under("valgrind"))
		skip(4, "valgrind: an old length of 0 is EINVAL of any memory");
	else if (um_kernel.sys.mremap && !shared_is_native())
		skip(4, "a kernel whose shared memory is no file to its mremap");
	else if (is_asked() && sharing_is_told())
		test_cannot_grow("shared memory", UM_MAP_SHARED | UM_MAP_ANON,
		    -1);
	else
		skip(4, "the kernel does not tell shared memory from private");
}

/* A file of six pages, of which four are mapped. */
static void test_file(const char *what, int flags, int fd)
{
	unsigned char *p, *q;

	if (!is_asked() || !map_is_told()
	    || (kernel_is("linux") && !is_native())) {
		skip(4, "what a file map does here is not said");
		return;
	}
	if (!is_native()) {
		test_cannot_grow(what, flags, fd);
		return;
	}
	if (qemu_skips(QEMU_MREMAP_IN_PLACE, 4))
		return;
	p = map(6, flags, fd);
	fill(p, 4 * page());
	um_munmap(p + 4 * page(), 2 * page());
	q = remap(p, 4, 5, 0);
	is_ptr(q, p, "%s grows in place", what);
	q = remap(p, 5, 6, UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(24));
	if (ok(q != MAP_FAILED, "it grows where it may move")) {
		ok(filled(q, 4 * page()), "with its contents");
		ok(!load_faults(q + 6 * page() - 1), "and more of the file");
		um_munmap(q, 6 * page());
	} else
		skip(2, "it has not");
}

static void test_holes(void)
{
	unsigned char *p;

	if (qemu_skips(QEMU_MREMAP_LOSES, 8))
		return;
	p = blocked(5);
	um_munmap(p + 2 * page(), page());
	fails(remap(p, 5, 9, UM_MREMAP_MAYMOVE) == MAP_FAILED, ENOMEM,
	    "a hole in the old range is ENOMEM");
	fails(remap(p, 5, 6, 0) == MAP_FAILED,
	    room_binds() ? ENOMEM : ENOTSUP, "also in place");
	if (room_binds())
		fails(remap(p, 5, 5, 0) == MAP_FAILED, ENOMEM,
		    "also for the same length");
	fails(remap(p + 2 * page(), 1, 2, UM_MREMAP_MAYMOVE) == MAP_FAILED,
	    ENOMEM, "an old range that is not mapped is ENOMEM");
	um_munmap(p + 3 * page(), page());
	if (!is_asked() && room_binds())
		skip(1, "a kernel that tells what is mapped");
	else
		fails(remap(p + 2 * page(), 1, 2, 0) == MAP_FAILED,
		    room_binds() ? ENOMEM : ENOTSUP, "a hole does not grow");
	ok(filled(p, 2 * page()), "nothing has changed before the hole");
	ok(load_faults(p + 2 * page()), "the hole is not filled");
	um_munmap(p, 6 * page());
	p = private(8);
	um_munmap(p + 2 * page(), page());
	um_munmap(p + 5 * page(), 3 * page());
	if (!kernel_is("linux") || !is_native())
		skip(1, "a kernel that looks for a hole as memory grows");
	else
		fails(remap(p, 5, 6, 0) == MAP_FAILED, ENOMEM,
		    "a hole before memory that could grow in place is ENOMEM");
	um_munmap(p, 6 * page());
}

static void test_arguments(void)
{
	static const int unknown[] = {
		1, 2, 3, 4, 8, 0x1000, 0x8000, 0x20000, 0x40000,
		UM_MAP_FIXED, UM_MAP_PRIVATE, UM_MAP_FIXED_NOREPLACE,
		UM_MREMAP_MAYMOVE | 1, 0x40000000
	};
	unsigned char *p = blocked(2);
	const size_t huge = PTRDIFF_MAX - PTRDIFF_MAX % page();
	size_t i;

	fails(um_mremap(p, 0, page(), UM_MREMAP_MAYMOVE) == MAP_FAILED, EINVAL,
	    "an old length of 0 is EINVAL");
	fails(um_mremap(p, page(), 0, 0) == MAP_FAILED, EINVAL,
	    "a new length of 0 is EINVAL");
	fails(um_mremap(p + 1, page(), 2 * page(), UM_MREMAP_MAYMOVE)
	    == MAP_FAILED, EINVAL, "an address inside a page is EINVAL");
	fails(um_mremap(p + 1, 2 * page(), page(), 0) == MAP_FAILED, EINVAL,
	    "also to shrink");
	for (i = 0; i < sizeof unknown / sizeof *unknown; i++)
		fails(remap(p, 2, 3, unknown[i]) == MAP_FAILED, EINVAL,
		    "the unknown flags 0x%x are EINVAL",
		    (unsigned)unknown[i]);
	fails(um_mremap(p, page(), SIZE_MAX, UM_MREMAP_MAYMOVE) == MAP_FAILED,
	    ENOMEM, "the longest length is ENOMEM");
	if (sizeof(void *) < 8)
		skip(2, "a 32-bit process may have half of all addresses");
	else {
		fails(um_mremap(p, 2 * page(), huge, UM_MREMAP_MAYMOVE)
		    == MAP_FAILED, ENOMEM, "half of all addresses are ENOMEM");
		fails(um_mremap(p, 2 * page(), huge, 0) == MAP_FAILED, ENOMEM,
		    "also in place");
	}
	fails(um_mremap(p, SIZE_MAX, 2 * page(), 0) == MAP_FAILED, ENOMEM,
	    "an old length that wraps is ENOMEM");
	ok(filled(p, 2 * page()) && load_faults(p + 2 * page()),
	    "nothing has changed");
	um_munmap(p, 3 * page());
}

int main(void)
{
	int fd;

	plan(0);
	fd = temporary_file(6 * page());
	if (room_binds()) {
		test_in_place();
		test_doubling();
	} else
		skip(2, "this kernel maps where it likes");
	test_blocked();
	test_odd_lengths();
	test_protection(PROT_READ | PROT_WRITE, "writable");
	test_protection(PROT_READ, "read-only");
	test_protection(PROT_NONE, "inaccessible");
	test_aligned();
	test_step_by_step();
	test_pieces();
	test_shrink("private memory", UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	test_shrink("shared memory", UM_MAP_SHARED | UM_MAP_ANON, -1);
	test_shrink("a private file map", UM_MAP_PRIVATE, fd);
	test_shrink("a shared file map", UM_MAP_SHARED, fd);
	test_shared();
	test_file("a private file map", UM_MAP_PRIVATE, fd);
	test_file("a shared file map", UM_MAP_SHARED, fd);
	test_holes();
	test_arguments();
	close(fd);
	return done();
}
