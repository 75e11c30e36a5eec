/* um_mprotect: only PROT_NONE faults everywhere, only a missing PROT_WRITE
 * stops stores. */
#include "counting.h"
#include "qemu.h"

#include <stdio.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)
#define PAGES 5

static const struct source {
	const char *name;
	int flags;
} sources[] = {
	{ "private memory", PRIVATE_ANON },
	{ "shared memory", UM_MAP_SHARED | UM_MAP_ANON },
	{ "a private file", UM_MAP_PRIVATE },
	{ "a shared file", UM_MAP_SHARED }
};
static int file;

/* PAGES pages full of 'p'. */
static char *map(const struct source *s, int prot)
{
	const int fd = s->flags & UM_MAP_ANON ? -1 : file;
	char *p = um_mmap(0, PAGES * page(), RW, s->flags, fd, 0);

	memset(p, 'p', PAGES * page());
	if (prot != RW && um_mprotect(p, PAGES * page(), prot) < 0)
		diag("errno %d, %s", errno, um_why());
	return p;
}

static void unmap(char *p)
{
	um_munmap(p, PAGES * page());
}

/* ---- what it does ------------------------------------------------------ */

static void protects(const struct source *s)
{
	char *p = map(s, RW), *middle = p + 2 * page();

	errno = 12345;
	is_int(um_mprotect(middle, page(), PROT_NONE), 0,
	    "%s: the middle page becomes PROT_NONE", s->name);
	is_int(errno, 12345, "and errno is left alone");
	ok(load_faults(middle) && store_faults(middle)
	    && load_faults(middle + page() - 1), "and it faults");
	ok(!store_faults(middle - 1) && !store_faults(middle + page()),
	    "and its neighbours do not");
	is_int(um_mprotect(middle, page(), PROT_READ), 0,
	    "%s: it becomes PROT_READ", s->name);
	ok(all_bytes(middle, page(), 'p') && store_faults(middle),
	    "and it can be read and not be written to");
	is_int(um_mprotect(middle, page(), RW), 0,
	    "%s: it becomes PROT_READ|PROT_WRITE again", s->name);
	ok(!store_faults(middle), "and it can be written to");
	is_int(um_mprotect(middle, page(), PROT_WRITE), 0,
	    "%s: it becomes PROT_WRITE", s->name);
	ok(!store_faults(middle), "and it can be written to");
	is_int(um_mprotect(p, PAGES * page(), PROT_READ), 0,
	    "%s: pages of two protections become one", s->name);
	ok(all_bytes(p, PAGES * page(), 'p')
	    || (s->flags & UM_MAP_SHARED && p[0] == 'p'),
	    "and they hold what they held");
	ok(store_faults(p) && store_faults(p + PAGES * page() - 1),
	    "and none can be written to");
	unmap(p);
}

static void in_child_only(void)
{
	char *p = map(&sources[0], PROT_READ);

	ok(store_faults(p), "a child cannot write to what its parent protected");
	unmap(p);
}

static void rounds(void)
{
	char *p = map(&sources[0], RW);

	is_int(um_mprotect(p, page() + 1, PROT_READ), 0,
	    "a page and a byte are protected");
	ok(store_faults(p) && store_faults(p + 2 * page() - 1)
	    && !store_faults(p + 2 * page()), "and are two pages");
	unmap(p);
}

static void several_mappings(void)
{
	const size_t unit = um_granularity();
	char *p = um_mmap(0, 4 * unit, RW, PRIVATE_ANON, -1, 0);

	um_mmap(p + unit, unit, RW, UM_MAP_SHARED | UM_MAP_ANON | UM_MAP_FIXED,
	    -1, 0);
	um_mmap(p + 2 * unit, unit, RW, UM_MAP_PRIVATE | UM_MAP_FIXED, file, 0);
	is_int(um_mprotect(p, 4 * unit, PROT_READ), 0,
	    "one call protects private memory, shared memory and a file");
	ok(store_faults(p) && store_faults(p + unit)
	    && store_faults(p + 2 * unit) && store_faults(p + 4 * unit - 1),
	    "and none of them can be written to");
	um_munmap(p, 4 * unit);
}

static void from_none(const struct source *s)
{
	const int fd = s->flags & UM_MAP_ANON ? -1 : file;
	char *p = um_mmap(0, PAGES * page(), PROT_NONE, s->flags, fd, 0);

	is_int(um_mprotect(p, PAGES * page(), RW), 0,
	    "%s mapped PROT_NONE becomes writable", s->name);
	ok(!store_faults(p) && !store_faults(p + PAGES * page() - 1),
	    "and can be written to");
	unmap(p);
}

/* ---- length 0 ---------------------------------------------------------- */

static void length_zero(void)
{
	char *p = map(&sources[0], RW);

	errno = 12345;
	is_int(um_mprotect(p, 0, PROT_NONE), 0, "length 0 succeeds");
	is_int(errno, 12345, "and leaves errno alone");
	ok(!store_faults(p), "and protects nothing");
	fails(um_mprotect(p + 1, 0, PROT_NONE) == -1, EINVAL,
	    "length 0 one byte off is EINVAL");
	unmap(p);
	is_int(um_mprotect(p, 0, PROT_READ), 0, "length 0 of a hole succeeds");
}

/* ---- refusals ---------------------------------------------------------- */

static void refused(char *p, void *addr, size_t len, int prot, int err,
    const char *what)
{
	struct census before;
	int result, said, same;

	if (census_told())
		census(&before);
	result = um_mprotect(addr, len, prot);
	said = errno;
	same = census_same(&before);
	errno = said;
	fails(result == -1, err, "%s", what);
	if (!same || store_faults(p) || !all_bytes(p, PAGES * page(), 'p'))
		ok(0, "%s, and protects nothing", what);
}

static void unknown_prots(void)
{
	const unsigned known = PROT_READ | PROT_WRITE | PROT_EXEC
	    | UM_PROT_BTI | UM_PROT_MTE;
	char *p = map(&sources[0], RW), what[80];
	int i;

	for (i = 0; i < 32; i++) {
		const unsigned bit = 1u << i;

		if (known & bit)
			continue;
		sprintf(what, "protection bit 0x%08x alone is EINVAL", bit);
		refused(p, p, page(), (int)bit, EINVAL, what);
		sprintf(what, "protection bit 0x%08x beside PROT_READ is "
		    "EINVAL", bit);
		refused(p, p, page(), (int)(bit | PROT_READ), EINVAL, what);
	}
	refused(p, p, 0, 0x40, EINVAL,
	    "an unknown bit is EINVAL with length 0 too");
	unmap(p);
}

static void refusals(void)
{
	char *p = map(&sources[0], RW);

	refused(p, p + 1, page(), PROT_NONE, EINVAL,
	    "an address one byte off is EINVAL");
	refused(p, p + page() / 2, page(), PROT_NONE, EINVAL,
	    "an address half a page off is EINVAL");
	refused(p, p + page() - 1, 2, PROT_NONE, EINVAL,
	    "the last byte of a page is EINVAL");
	refused(p, p, SIZE_MAX, PROT_NONE, ENOMEM,
	    "length SIZE_MAX wraps, ENOMEM");
	refused(p, p, SIZE_MAX - page() + 1, PROT_NONE, ENOMEM,
	    "all but a page wraps, ENOMEM");
	refused(p, (void *)(UINTPTR_MAX - page() + 1), 2 * page(), PROT_READ,
	    ENOMEM, "the last page and one more wrap, ENOMEM");
	unmap(p);
}

/* The one result that is not unified. */
static void over_hole(size_t from, size_t pages, const char *where)
{
	const size_t unit = um_granularity();
	char *p = um_mmap(0, 3 * unit, RW, PRIVATE_ANON, -1, 0);
	int failed;

	memset(p, 'p', 3 * unit);
	um_munmap(p + unit, unit);
	failed = um_mprotect(p + from * unit, pages * unit, PROT_READ);
	ok(failed == 0 || errno == ENOMEM,
	    "um_mprotect over a hole %s fails with ENOMEM or succeeds", where);
	if (!qemu_skips(QEMU_MPROTECT_HOLE, 1))
		ok(load_faults(p + unit) && load_faults(p + 2 * unit - 1),
		    "and the hole is a hole still");
	ok(p[0] == 'p' && p[3 * unit - 1] == 'p',
	    "and what is around it holds what it held");
	um_munmap(p, 3 * unit);
}

static void read_only_file(void)
{
	char name[64];
	const int fd = temporary_file(page());
	int reads;
	char *p;

	sprintf(name, "/dev/fd/%d", fd);
	reads = open(name, O_RDONLY);
	p = reads < 0 ? MAP_FAILED
	    : um_mmap(0, page(), PROT_READ, UM_MAP_SHARED, reads, 0);
	close(fd);
	if (p == MAP_FAILED || write(reads, "", 1) == 1) {
		skip(2, "an O_RDONLY descriptor from /dev/fd");
		return;
	}
	fails(um_mprotect(p, page(), RW) == -1, EACCES,
	    "PROT_WRITE on a shared map of an O_RDONLY fd is EACCES");
	ok(p[1] == 1 && store_faults(p), "and it stays as it was");
	um_munmap(p, page());
	close(reads);
}

static void write_and_execute(const struct source *s)
{
	char *p = map(s, RW);
	const int prot = RW | PROT_EXEC;
	const int failed = um_mprotect(p, page(), prot);
	void *q;

	ok(failed == 0 || errno == EACCES,
	    "%s: PROT_WRITE with PROT_EXEC is granted, or EACCES", s->name);
	ok(all_bytes(p, page(), 'p') && !store_faults(p),
	    "and it is writable as before");
	unmap(p);
	q = um_mmap(0, page(), prot, s->flags,
	    s->flags & UM_MAP_ANON ? -1 : file, 0);
	ok(q != MAP_FAILED || errno == EACCES,
	    "%s: so it is when mapped", s->name);
	if (q != MAP_FAILED)
		um_munmap(q, page());
}

/* ---- what a processor has more ------------------------------------------ */

static int prot_seen;
static int more;

static int more_prot(void)
{
	return more;
}

static void *seeing_mmap(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	prot_seen = prot;
	return real_sys.mmap(addr, len, prot & ~0x3000000, flags, fd, offset);
}

static int seeing_mprotect(void *addr, size_t len, int prot)
{
	prot_seen = prot;
	return real_sys.mprotect(addr, len, prot & ~0x3000000);
}

/* On a processor that has BTI alone. */
static int with_bti(void *unused)
{
	char *p;

	(void)unused;
	um_kernel.numbers.prot_bti = 0x1000000;
	um_kernel.numbers.prot_mte = 0x2000000;
	um_kernel.sys.more_prot = more_prot;
	um_kernel.sys.mmap = seeing_mmap;
	um_kernel.sys.mprotect = seeing_mprotect;
	more = UM_PROT_BTI;
	p = um_mmap(0, page(), RW | UM_PROT_BTI, PRIVATE_ANON, -1, 0);
	MUST(p != MAP_FAILED && (prot_seen & 0x3000000) == 0x1000000);
	MUST(um_mprotect(p, page(), PROT_READ | UM_PROT_BTI) == 0
	    && (prot_seen & 0x3000000) == 0x1000000);
	MUST(um_mprotect(p, page(), RW) == 0 && !(prot_seen & 0x3000000));
	prot_seen = 0;
	MUST(um_mprotect(p, page(), RW | UM_PROT_MTE) < 0 && errno == ENOTSUP);
	MUST(um_mmap(0, page(), RW | UM_PROT_MTE | UM_PROT_BTI, PRIVATE_ANON,
	    -1, 0) == MAP_FAILED && errno == ENOTSUP && prot_seen == 0);
	return 0;
}

static void more_prots(void)
{
	static const int prots[] = { UM_PROT_BTI, UM_PROT_MTE };
	char *p = map(&sources[0], RW);
	int i;

	for (i = 0; i < 2; i++) {
		const int had = um_kernel.sys.more_prot
		    && (um_kernel.sys.more_prot() & prots[i]);
		void *q = um_mmap(0, page(), RW | prots[i], PRIVATE_ANON,
		    -1, 0);

		if (had) {
			ok(q != MAP_FAILED, "%s is had", i ? "MTE" : "BTI");
			ok(um_mprotect(p, page(), RW | prots[i]) == 0,
			    "by um_mprotect too");
			continue;
		}
		fails(q == MAP_FAILED, ENOTSUP,
		    "%s is ENOTSUP without it", i ? "MTE" : "BTI");
		fails(um_mprotect(p, page(), RW | prots[i]) < 0, ENOTSUP,
		    "by um_mprotect too");
	}
	ok(all_bytes(p, page(), 'p'), "and nothing has changed");
	unmap(p);
	ok_in_child(with_bti, 0, "what the processor has is passed on, and no "
	    "more");
}

int main(void)
{
	size_t i;

	plan(0);
	file = temporary_file(PAGES * page() + um_granularity());
	for (i = 0; i < sizeof sources / sizeof *sources; i++) {
		protects(&sources[i]);
		from_none(&sources[i]);
		write_and_execute(&sources[i]);
	}
	in_child_only();
	rounds();
	several_mappings();
	length_zero();
	unknown_prots();
	refusals();
	over_hole(0, 3, "in the middle");
	over_hole(1, 1, "and nothing else");
	over_hole(1, 2, "at the start");
	over_hole(0, 2, "at the end");
	read_only_file();
	more_prots();
	return done();
}
