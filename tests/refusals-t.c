/* What um_mmap refuses, and that a refused call has changed nothing: not the
 * memory it named, not the address space, no descriptor. */
#include "counting.h"

#include <stdio.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)
#define PAGES 4

static char *target;		/* PAGES units of a known pattern */
static size_t unit;
static int file;

static unsigned char pattern(size_t i)
{
	return (unsigned char)(i * 7 + i / 251);
}

static int target_is_whole(void)
{
	size_t i;

	for (i = 0; i < PAGES * unit; i++)
		if ((unsigned char)target[i] != pattern(i))
			return 0;
	return 1;
}

struct call {
	void *addr;
	size_t len;
	int prot, flags, fd;
	int64_t offset;
};

/* The usual call, to be spoilt in one place. */
static struct call good(int flags)
{
	struct call c;

	c.addr = 0;
	c.len = unit;
	c.prot = RW;
	c.flags = flags;
	c.fd = flags & UM_MAP_ANON ? -1 : file;
	c.offset = 0;
	return c;
}

static void refused(const struct call *c, int err, const char *what)
{
	const int fd = next_descriptor();
	struct census before;
	void *p;
	int said, same;

	if (census_told())
		census(&before);
	errno = 0;
	p = um_mmap(c->addr, c->len, c->prot, c->flags, c->fd, c->offset);
	said = errno;
	same = census_same(&before) && next_descriptor() == fd;
	errno = said;
	fails(p == MAP_FAILED, err, "%s", what);
	if (!same || !target_is_whole())
		ok(0, "%s, and the refusal changes nothing", what);
}

/* As a hint, and as the place to be replaced: target must survive both. */
static void refused_anywhere_and_fixed(struct call c, int err,
    const char *what)
{
	refused(&c, err, what);
	c.flags |= UM_MAP_FIXED;
	c.addr = target + unit;
	refused(&c, err, what);
}

/* ---- flags ------------------------------------------------------------- */

static int is_known_flag(unsigned bit)
{
	unsigned known = UM_MAP_SHARED | UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE | UM_MAP_STACK
	    | UM_MAP_CONCEAL | UM_MAP_MAYEXEC | UM_MAP_NORESERVE
	    | UM_MAP_POPULATE | UM_MAP_HUGE | 0x3f000000u;

#ifdef UM_MAP_32BIT
	known |= UM_MAP_32BIT;
#endif
#ifdef UM_MAP_LOW4G
	known |= UM_MAP_LOW4G;
#endif
	return (known & bit) != 0;
}

static void unknown_flags(void)
{
	struct call c;
	char what[80];
	int i, unknown = 0;

	for (i = 0; i < 32; i++) {
		const unsigned bit = 1u << i;

		if (is_known_flag(bit))
			continue;
		unknown++;
		sprintf(what, "unknown flag 0x%08x is EINVAL", bit);
		c = good(PRIVATE_ANON);
		c.flags |= (int)bit;
		refused_anywhere_and_fixed(c, EINVAL, what);
		sprintf(what, "unknown flag 0x%08x with a shared file is "
		    "EINVAL", bit);
		c = good(UM_MAP_SHARED);
		c.flags |= (int)bit;
		refused(&c, EINVAL, what);
	}
	ok(unknown >= 8, "there are unknown flags to be refused");
}

/* The systems have bits 0 and 1 for their own SHARED and PRIVATE. */
static void system_flags(void)
{
	struct call c = good(PRIVATE_ANON);

#ifdef MAP_ANON
	c.flags = MAP_PRIVATE | MAP_ANON;
	refused(&c, EINVAL, "the system's own MAP_PRIVATE|MAP_ANON is EINVAL");
	c.flags = MAP_SHARED | MAP_ANON;
	refused(&c, EINVAL, "the system's own MAP_SHARED|MAP_ANON is EINVAL");
	c.flags = MAP_PRIVATE | MAP_ANON | MAP_FIXED;
	c.addr = target;
	refused(&c, EINVAL, "the system's own MAP_PRIVATE|MAP_ANON|MAP_FIXED "
	    "is EINVAL");
#else
	skip(3, "this system has no MAP_ANON");
#endif
	c = good(UM_MAP_SHARED);
	c.flags = MAP_PRIVATE;
	refused(&c, EINVAL, "the system's own MAP_PRIVATE of a file is EINVAL");
	c.flags = MAP_SHARED;
	refused(&c, EINVAL, "the system's own MAP_SHARED of a file is EINVAL");
	c.flags = MAP_SHARED | UM_MAP_SHARED;
	refused(&c, EINVAL, "the system's MAP_SHARED beside unimap's is "
	    "EINVAL");
}

static void kinds(void)
{
	struct call c = good(UM_MAP_ANON);

	refused_anywhere_and_fixed(c, EINVAL,
	    "neither UM_MAP_SHARED nor UM_MAP_PRIVATE is EINVAL");
	c.flags = UM_MAP_ANON | UM_MAP_SHARED | UM_MAP_PRIVATE;
	refused_anywhere_and_fixed(c, EINVAL,
	    "both UM_MAP_SHARED and UM_MAP_PRIVATE are EINVAL");
	c = good(0);
	refused(&c, EINVAL, "a file neither shared nor private is EINVAL");
	c.flags = UM_MAP_SHARED | UM_MAP_PRIVATE;
	refused(&c, EINVAL, "a file both shared and private is EINVAL");
}

/* ---- prot -------------------------------------------------------------- */

static void unknown_prots(void)
{
	const unsigned known = PROT_READ | PROT_WRITE | PROT_EXEC
	    | UM_PROT_BTI | UM_PROT_MTE;
	struct call c;
	char what[80];
	int i;

	for (i = 0; i < 32; i++) {
		const unsigned bit = 1u << i;

		if (known & bit)
			continue;
		sprintf(what, "protection bit 0x%08x is EINVAL", bit);
		c = good(PRIVATE_ANON);
		c.prot |= (int)bit;
		refused_anywhere_and_fixed(c, EINVAL, what);
		c = good(UM_MAP_PRIVATE);
		c.prot = (int)bit;
		refused(&c, EINVAL, what);
	}
}

/* ---- length ------------------------------------------------------------ */

static void lengths_of(int flags, const char *kind)
{
	const struct { const char *name; size_t len; } big[] = {
		{ "SIZE_MAX", SIZE_MAX },
		{ "SIZE_MAX less a page", SIZE_MAX - page() },
		{ "PTRDIFF_MAX and one", (size_t)PTRDIFF_MAX + 1 },
		{ "PTRDIFF_MAX", PTRDIFF_MAX },
		/* A 32-bit process may well have room for it. */
		{ "PTRDIFF_MAX less a page", PTRDIFF_MAX - page() },
		{ "a quarter of SIZE_MAX", SIZE_MAX / 4 }
	};
	const size_t count = sizeof(void *) > 4 ? sizeof big / sizeof *big : 4;
	struct call c = good(flags);
	char what[80];
	size_t i;

	c.len = 0;
	sprintf(what, "%s: length 0 is EINVAL", kind);
	refused_anywhere_and_fixed(c, EINVAL, what);
	for (i = 0; i < count; i++) {
		c.len = big[i].len;
		sprintf(what, "%s: length %s is ENOMEM", kind, big[i].name);
		refused(&c, ENOMEM, what);
	}
	for (i = 0; i < 4; i++) {
		c = good(flags | UM_MAP_FIXED);
		c.addr = target;
		c.len = big[i].len;
		sprintf(what, "%s, fixed: length %s is ENOMEM", kind,
		    big[i].name);
		refused(&c, ENOMEM, what);
		c.flags = flags | UM_MAP_FIXED_NOREPLACE;
		sprintf(what, "%s, fixed without replacing: length %s is "
		    "ENOMEM", kind, big[i].name);
		refused(&c, ENOMEM, what);
	}
}

/* ---- place ------------------------------------------------------------- */

static void places(int flags, const char *kind)
{
	const size_t odd[] = { 1, unit / 2, unit - 1 };
	struct call c = good(flags);
	char what[100];
	size_t i;

	for (i = 0; i < sizeof odd / sizeof *odd; i++) {
		c.addr = target + odd[i];
		c.flags = flags | UM_MAP_FIXED;
		sprintf(what, "%s: UM_MAP_FIXED %lu bytes off is EINVAL", kind,
		    (unsigned long)odd[i]);
		refused(&c, EINVAL, what);
		c.flags = flags | UM_MAP_FIXED_NOREPLACE;
		sprintf(what, "%s: UM_MAP_FIXED_NOREPLACE %lu bytes off is "
		    "EINVAL", kind, (unsigned long)odd[i]);
		refused(&c, EINVAL, what);
	}
	c.addr = (void *)(UINTPTR_MAX - unit + 1);
	c.len = 2 * unit;
	c.flags = flags | UM_MAP_FIXED;
	sprintf(what, "%s: UM_MAP_FIXED that wraps is ENOMEM", kind);
	refused(&c, ENOMEM, what);
	c.flags = flags | UM_MAP_FIXED_NOREPLACE;
	sprintf(what, "%s: UM_MAP_FIXED_NOREPLACE that wraps is ENOMEM", kind);
	refused(&c, ENOMEM, what);
	c.addr = target;
	c.len = PTRDIFF_MAX - unit;
	if (sizeof(void *) > 4) {
		sprintf(what, "%s: UM_MAP_FIXED_NOREPLACE beyond the address "
		    "space is ENOMEM or EEXIST", kind);
		ok(um_mmap(c.addr, c.len, c.prot, c.flags, c.fd, 0)
		    == MAP_FAILED && (errno == ENOMEM || errno == EEXIST)
		    && target_is_whole(), "%s", what);
	}
}

static void alignments(int flags, const char *kind)
{
	struct call c = good(flags);
	char what[100];

	c.flags = flags | UM_MAP_ALIGNED(64);
	sprintf(what, "%s: UM_MAP_ALIGNED(64) is EINVAL", kind);
	refused(&c, EINVAL, what);
	c.flags = flags | UM_MAP_ALIGNED(200);
	sprintf(what, "%s: UM_MAP_ALIGNED(200) is EINVAL", kind);
	refused(&c, EINVAL, what);
	c.flags = flags | UM_MAP_ALIGNED(63);
	sprintf(what, "%s: UM_MAP_ALIGNED(63) is ENOMEM", kind);
	refused(&c, ENOMEM, what);
}

/* ---- files ------------------------------------------------------------- */

static void offsets(void)
{
	const int64_t last = INT64_MAX & ~(int64_t)(unit - 1);
	struct call c = good(UM_MAP_SHARED);

	c.offset = -1;
	refused_anywhere_and_fixed(c, EINVAL, "offset -1 is EINVAL");
	c.offset = -(int64_t)unit;
	refused_anywhere_and_fixed(c, EINVAL,
	    "a negative offset is EINVAL, aligned or not");
	c.offset = INT64_MIN;
	refused_anywhere_and_fixed(c, EINVAL, "offset INT64_MIN is EINVAL");
	c.offset = 1;
	refused_anywhere_and_fixed(c, EINVAL, "offset 1 is EINVAL");
	c.offset = (int64_t)unit / 2;
	refused_anywhere_and_fixed(c, EINVAL,
	    "an offset of half the granularity is EINVAL");
	c.offset = INT64_MAX;
	refused_anywhere_and_fixed(c, EINVAL,
	    "offset INT64_MAX is not aligned, EINVAL");
	c.offset = last;
	refused_anywhere_and_fixed(c, EOVERFLOW,
	    "the last aligned offset plus the length is EOVERFLOW");
	c.len = 1;
	refused_anywhere_and_fixed(c, EOVERFLOW,
	    "also with a length of 1, which is a page");
	c.offset = last - (int64_t)unit;
	c.len = 3 * unit;
	refused_anywhere_and_fixed(c, EOVERFLOW,
	    "an offset that overflows only with its length is EOVERFLOW");
}

static void descriptors(void)
{
	static const int bad[] = { -1, -2, 999, INT_MAX, INT_MIN };
	struct call c = good(UM_MAP_PRIVATE);
	const int closed = dup(file);
	char what[60];
	size_t i;

	close(closed);
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		c.fd = bad[i];
		sprintf(what, "fd %d is EBADF", bad[i]);
		refused(&c, EBADF, what);
	}
	c.fd = closed;
	refused(&c, EBADF, "a closed fd is EBADF");
	c.flags = UM_MAP_SHARED;
	refused(&c, EBADF, "a closed fd to be shared is EBADF");
	c.flags = UM_MAP_SHARED | UM_MAP_ALIGNED(20);
	refused(&c, EBADF, "a closed fd to be aligned is EBADF");
}

static void nothing_leaked(const struct census *start, int fd)
{
	const int same = census_same(start);

	if (census_told())
		ok(same, "all refusals together leave the address space as it "
		    "was");
	else
		skip(1, "the map of the address space is not told");
	is_int(next_descriptor(), fd, "and no descriptor");
	ok(target_is_whole(), "and every byte of the memory that they named");
}

int main(void)
{
	struct census start;
	int fd;
	size_t i;

	plan(0);
	unit = um_granularity();
	file = temporary_file(PAGES * unit);
	target = um_mmap(0, PAGES * unit, RW, PRIVATE_ANON, -1, 0);
	for (i = 0; i < PAGES * unit; i++)
		target[i] = (char)pattern(i);
	ok(target_is_whole(), "there is memory to be spared");
	if (census_told())
		census(&start);
	fd = next_descriptor();

	unknown_flags();
	system_flags();
	kinds();
	unknown_prots();
	lengths_of(PRIVATE_ANON, "private");
	lengths_of(UM_MAP_SHARED | UM_MAP_ANON, "shared");
	lengths_of(UM_MAP_SHARED, "a file");
	places(PRIVATE_ANON, "private");
	places(UM_MAP_SHARED | UM_MAP_ANON, "shared");
	places(UM_MAP_PRIVATE, "a file");
	alignments(PRIVATE_ANON, "private");
	alignments(UM_MAP_SHARED | UM_MAP_ANON, "shared");
	alignments(UM_MAP_PRIVATE, "a file");
	offsets();
	descriptors();
	nothing_leaked(&start, fd);
	return done();
}
