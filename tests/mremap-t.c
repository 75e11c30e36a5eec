/* um_mremap: private anonymous memory grows, any memory shrinks. */
#include "tap.h"
#include "qemu.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned char *map(size_t pages, int flags, int fd)
{
	unsigned char *p = um_mmap(0, pages * page(), PROT_READ | PROT_WRITE,
	    flags, fd, 0);

	if (p == MAP_FAILED) {
		printf("Bail out! no memory to remap: %s\n", um_why());
		exit(1);
	}
	return p;
}

static unsigned char *private(size_t pages)
{
	return map(pages, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
}

static void fill(unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = (unsigned char)(i * 13 + i / page());
}

static int filled(const unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)(i * 13 + i / page()))
			return 0;
	return 1;
}

static unsigned char *remap(unsigned char *p, size_t old, size_t new,
    int flags)
{
	return um_mremap(p, old * page(), new * page(), flags);
}

/* Pages with a neighbour behind that stays where it is. */
static unsigned char *blocked(size_t pages)
{
	unsigned char *p = private(pages + 1);

	um_mprotect(p + pages * page(), page(), PROT_NONE);
	fill(p, pages * page());
	return p;
}

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
	if (p == MAP_FAILED || !sharing_is_told()) {
		skip(2, p == MAP_FAILED ? "no room to grow in"
		    : "the kernel does not tell shared memory from private");
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
	fails(remap(p, 3, 4, 0) == MAP_FAILED, ENOMEM,
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
	unsigned char *p = blocked(2), *q;

	um_mprotect(p + 2 * page(), page(), PROT_READ | PROT_WRITE);
	um_mprotect(p, 2 * page(), prot);
	if (prot == (PROT_READ | PROT_WRITE))
		um_mprotect(p + 2 * page(), page(), PROT_READ);
	q = remap(p, 2, 4, UM_MREMAP_MAYMOVE);
	if (ok(q != MAP_FAILED, "%s memory grows elsewhere", name)) {
		ok(store_faults(q) == !(prot & PROT_WRITE)
		    && store_faults(q + 3 * page()) == !(prot & PROT_WRITE),
		    "it stays %s, the new pages too", name);
		if (prot == PROT_NONE)
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

	if (!sharing_is_told()) {
		skip(1, "the kernel does not tell shared memory from private");
		return;
	}
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
	if (qemu_skips(QEMU_MREMAP_LOSES, 1)) {
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

static void test_mixed(void)
{
	unsigned char *p = blocked(5);
	const int fd = temporary_file(page());

	um_mprotect(p + page(), page(), PROT_READ);
	fails(remap(p, 5, 9, UM_MREMAP_MAYMOVE) == MAP_FAILED, EINVAL,
	    "memory of more than one protection is EINVAL");
	fails(remap(p, 5, 6, 0) == MAP_FAILED, EINVAL, "also in place");
	ok(filled(p, 5 * page()) && store_faults(p + page())
	    && !store_faults(p), "nothing has changed");
	um_mprotect(p + page(), page(), PROT_READ | PROT_WRITE);
	um_mmap(p + 2 * page(), page(), PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED | UM_MAP_FIXED, fd, 0);
	fails(remap(p, 5, 9, UM_MREMAP_MAYMOVE) == MAP_FAILED, ENOTSUP,
	    "memory with a file map in it is ENOTSUP");
	um_munmap(p + 2 * page(), page());
	fails(remap(p, 5, 9, UM_MREMAP_MAYMOVE) == MAP_FAILED, ENOMEM,
	    "a hole in the old range is ENOMEM");
	fails(remap(p, 5, 6, 0) == MAP_FAILED, ENOMEM, "also in place");
	fails(remap(p, 5, 5, 0) == MAP_FAILED, ENOMEM,
	    "also for the same length");
	fails(remap(p + 2 * page(), 1, 2, UM_MREMAP_MAYMOVE) == MAP_FAILED,
	    ENOMEM, "an old range that is not mapped is ENOMEM");
	ok(filled(p, 2 * page()), "nothing has changed before the hole");
	ok(load_faults(p + 2 * page()), "the hole is not filled");
	um_munmap(p, 6 * page());
	close(fd);
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

/* ---- what the memory was, it stays ------------------------------------- */

/* A word of the VmFlags of /proc/self/smaps; -1: no such text. */
static int vm_flag(const unsigned char *p, const char *word)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	unsigned long start, end;
	char line[512];
	int here = 0, found = -1;

	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			here = start <= (uintptr_t)p && (uintptr_t)p < end;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			found = strstr(line, word) != 0;
	}
	if (f)
		fclose(f);
	return found;
}

enum { CONCEALED, LOCKED, UNSHARED, PROPERTIES };
static const char *const properties[] = {
	"concealed", "locked", "kept from children"
};

/* Does the kernel tell that of the page? */
static int has(const unsigned char *p, int property)
{
	static const char *const words[] = { " dd", " lo", " dc" };
	struct um_area area;
	int told = -1;

	if (um_area_at((uintptr_t)p, &area) == 0)
		told = property == CONCEALED ? area.concealed
		    : property == LOCKED ? area.locked
		    : area.inherit < 0 ? -1 : area.inherit == UM_INHERIT_NONE;
	/* A simulated kernel that tells nothing stands on one that does. */
	return told < 0 && !is_simulated()
	    ? vm_flag(p, words[property]) : told;
}

static int give(unsigned char *p, size_t len, int property)
{
	if (property == CONCEALED)
		return um_madvise(p, len, UM_ADV_CONCEAL);
	return property == LOCKED ? um_mlock(p, len)
	    : um_minherit(p, len, UM_INHERIT_NONE);
}

static void test_property(int property, size_t first, size_t pages,
    const char *which)
{
	unsigned char *p = blocked(4), *q;
	size_t i;
	int good = 1;

	if (give(p + first * page(), pages * page(), property) < 0
	    || has(p + first * page(), property) != 1) {
		skip(1, "no memory that the kernel says is %s",
		    properties[property]);
		um_munmap(p, 5 * page());
		return;
	}
	q = remap(p, 4, 6, UM_MREMAP_MAYMOVE);
	if (q == MAP_FAILED) {
		ok(errno == ENOTSUP && filled(p, 4 * page()),
		    "%s of which are %s: not done", which,
		    properties[property]);
		um_munmap(p, 5 * page());
		return;
	}
	for (i = first; i < first + pages; i++)
		good = good && has(q + i * page(), property) == 1;
	if (pages == 4)
		good = good && has(q + 5 * page(), property) == 1;
	ok(good && filled(q, 4 * page()),
	    "pages, %s of which are %s, stay so when they move", which,
	    properties[property]);
	um_munmap(q, 6 * page());
	um_munmap(p, 5 * page());
}

static int test_by_copying(void *unused)
{
	int property, bad = 0;
	unsigned char *p, *q;

	(void)unused;
	for (property = 0; property < PROPERTIES; property++) {
		p = blocked(2);
		if (give(p, 2 * page(), property) < 0
		    || has(p, property) != 1)
			continue;
		q = remap(p, 2, 3, UM_MREMAP_MAYMOVE);
		if (q != MAP_FAILED && (has(q, property) != 1
		    || has(q + 2 * page(), property) != 1)) {
			diag("no longer %s", properties[property]);
			bad++;
		}
	}
	return bad;
}

/* The kernel's own guards; a page without access has another protection. */
static int test_copying_guards(void *unused)
{
	unsigned char *p = blocked(3), *q;

	(void)unused;
	if (um_guard(p + page(), page()) < 0)
		return 0;
	q = remap(p, 3, 4, UM_MREMAP_MAYMOVE);
	return q == MAP_FAILED && (errno == ENOTSUP || errno == EINVAL)
	    && *um_why() && filled(p, page()) ? 0 : 1;
}

/* Those of FreeBSD fault whatever their protection is. */
static int test_guards_alone(void *unused)
{
	unsigned char *p = blocked(3), *q;

	(void)unused;
	if (um_guard(p, 3 * page()) < 0)
		return 0;
	q = remap(p, 3, 4, UM_MREMAP_MAYMOVE);
	if (q == MAP_FAILED)
		return (errno == ENOTSUP || errno == EINVAL) && *um_why()
		    && load_faults(p) ? 0 : 1;
	return load_faults(q) && load_faults(q + 3 * page()) ? 0 : 2;
}

int main(void)
{
	int fd, i;

	plan(0);
	if (!growth_is_told())
		skip_all("the kernel tells nobody which memory is private");
	/* A fresh process, in which no way has been taken yet. */
	setenv("UNIMAP_DISABLE", "mremap", 1);
	ok_in_child(test_by_copying, 0, "memory that is copied stays "
	    "concealed, locked and kept from children where it was");
	ok_in_child(test_copying_guards, 0,
	    "memory with a guard in it is refused and kept");
	ok_in_child(test_guards_alone, 0,
	    "guards alone are refused, or are guards where they are copied");
	unsetenv("UNIMAP_DISABLE");

	fd = temporary_file(6 * page());
	test_in_place();
	test_doubling();
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
	test_cannot_grow("shared memory", UM_MAP_SHARED | UM_MAP_ANON, -1);
	test_cannot_grow("a private file map", UM_MAP_PRIVATE, fd);
	test_cannot_grow("a shared file map", UM_MAP_SHARED, fd);
	test_mixed();
	test_arguments();
	for (i = 0; i < PROPERTIES; i++) {
		test_property(i, 0, 4, "all");
		test_property(i, 0, 2, "the first two");
		test_property(i, 2, 2, "the last two");
	}
	close(fd);
	return done();
}
