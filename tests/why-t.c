/* um_why: what errno cannot say; and that errno says nothing after success. */
#include "tap.h"
#include "qemu.h"

#include <pthread.h>

#define RW (PROT_READ | PROT_WRITE)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)

static char *map(size_t len)
{
	return um_mmap(0, len, RW, PRIVATE_ANON, -1, 0);
}

/* ---- different failures, different sentences --------------------------- */

static char *memory;		/* three units; the second is a hole */
static int file, pipe_end;

static int length_zero(void)
{
	return um_mmap(0, 0, RW, PRIVATE_ANON, -1, 0) == MAP_FAILED;
}

static int unknown_flag(void)
{
	return um_mmap(0, page(), RW, PRIVATE_ANON | 1, -1, 0) == MAP_FAILED;
}

static int unknown_prot(void)
{
	return um_mmap(0, page(), 0x40, PRIVATE_ANON, -1, 0) == MAP_FAILED;
}

static int no_kind(void)
{
	return um_mmap(0, page(), RW, UM_MAP_ANON, -1, 0) == MAP_FAILED;
}

static int bad_stack(void)
{
	return um_mmap(0, page(), PROT_READ, PRIVATE_ANON | UM_MAP_STACK, -1,
	    0) == MAP_FAILED;
}

static int unaligned_place(void)
{
	return um_mmap(memory + 1, page(), RW, PRIVATE_ANON | UM_MAP_FIXED,
	    -1, 0) == MAP_FAILED;
}

static int unaligned_range(void)
{
	return um_munmap(memory + 1, page()) == -1;
}

static int wrong_alignment(void)
{
	const uintptr_t odd = ((uintptr_t)memory / um_granularity() | 1)
	    * um_granularity();

	return um_mmap((void *)odd, page(), RW, PRIVATE_ANON | UM_MAP_FIXED
	    | UM_MAP_ALIGNED(30), -1, 0) == MAP_FAILED;
}

static int negative_offset(void)
{
	return um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE, file, -4096)
	    == MAP_FAILED;
}

static int unaligned_offset(void)
{
	return um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE, file, 1)
	    == MAP_FAILED;
}

static int far_offset(void)
{
	const int64_t unit = (int64_t)um_granularity();

	return um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE, file,
	    INT64_MAX & ~(unit - 1)) == MAP_FAILED;
}

static int bad_descriptor(void)
{
	return um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE, 999, 0)
	    == MAP_FAILED;
}

static int unmappable(void)
{
	return um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE, pipe_end, 0)
	    == MAP_FAILED;
}

static int too_long(void)
{
	return um_mmap(0, SIZE_MAX, RW, PRIVATE_ANON, -1, 0) == MAP_FAILED;
}

static int too_aligned(void)
{
	return um_mmap(0, page(), RW, PRIVATE_ANON | UM_MAP_ALIGNED(63), -1,
	    0) == MAP_FAILED;
}

static int taken(void)
{
	return um_mmap(memory, page(), RW,
	    PRIVATE_ANON | UM_MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED;
}

static int wraps(void)
{
	return um_munmap(memory, SIZE_MAX) == -1;
}

static int hole(void)
{
	char *p = map(2 * um_granularity());
	int failed;

	um_munmap(p + um_granularity(), um_granularity());
	failed = um_msync(p, 2 * um_granularity(), MS_SYNC) == -1;
	um_munmap(p, um_granularity());
	return failed;
}

static int unknown_advice(void)
{
	return um_madvise(memory, page(), 4) == -1;
}

static int unknown_inheritance(void)
{
	return um_minherit(memory, page(), 1) == -1;
}

static int no_room_behind(void)
{
	return um_mremap(memory, um_granularity(), 3 * um_granularity(), 0)
	    == MAP_FAILED;
}

static int contradiction(void)
{
	return MS_SYNC == 0
	    || um_msync(memory, page(), MS_SYNC | MS_ASYNC) == -1;
}

static const struct failure {
	const char *name;
	int (*fail)(void);
	int err;
	const char *says;	/* a word that must be in it; 0: of no room, and
				 * then it may be another's reason */
} failures[] = {
	{ "length 0", length_zero, EINVAL, "length" },
	{ "an unknown flag", unknown_flag, EINVAL, "flag" },
	{ "an unknown protection", unknown_prot, EINVAL, "protection" },
	{ "neither shared nor private", no_kind, EINVAL, "SHARED" },
	{ "a stack that is none", bad_stack, EINVAL, "stack" },
	{ "an unaligned fixed address", unaligned_place, EINVAL, "address" },
	{ "an unaligned range", unaligned_range, EINVAL, "address" },
	{ "a fixed address without its alignment", wrong_alignment, EINVAL,
	    "alignment" },
	{ "a negative offset", negative_offset, EINVAL, "negative" },
	{ "an unaligned offset", unaligned_offset, EINVAL, "offset" },
	{ "an offset that overflows", far_offset, EOVERFLOW, "fit" },
	{ "a bad descriptor", bad_descriptor, EBADF, "descriptor" },
	{ "a pipe", unmappable, ENODEV, "mapped" },
	{ "a length beyond all addresses", too_long, ENOMEM, "longer" },
	{ "an alignment beyond all addresses", too_aligned, ENOMEM, 0 },
	{ "a place that is taken", taken, EEXIST, "mapped" },
	{ "a range that wraps", wraps, ENOMEM, "beyond" },
	{ "a hole", hole, ENOMEM, "not mapped" },
	{ "an unknown advice", unknown_advice, EINVAL, "advice" },
	{ "an unknown inheritance", unknown_inheritance, EINVAL,
	    "inheritance" },
	{ "no room", no_room_behind, ENOMEM, 0 },
	{ "contradictory flags of um_msync", contradiction, EINVAL,
	    "MS_ASYNC" }
};
#define FAILURES (sizeof failures / sizeof *failures)

/* It can be shown to a person as it is. */
static int is_sentence(const char *why)
{
	const size_t len = why ? strlen(why) : 0;
	size_t i;

	if (len < 8 || len > 200)
		return 0;
	for (i = 0; i < len; i++)
		if (why[i] < ' ' || why[i] > '~')
			return 0;
	return why[len - 1] != '.' && why[len - 1] != ' ';
}

static const char *missing(const struct failure *f)
{
	if (f->fail == contradiction && MS_SYNC == 0)
		return "an MS_SYNC that is not 0";
	if (f->fail == no_room_behind && !map_is_told())
		return "a map of the address space";
	if (f->fail == taken && !places_are_had())
		return NO_PLACES;
	if (f->fail == hole && is_under("valgrind"))
		return "msync of a hole, an error to valgrind";
	return f->fail == hole ? qemu_fault(QEMU_MSYNC_HOLE) : 0;
}

static void sentences(void)
{
	const char *why[FAILURES];
	size_t i, j;

	for (i = 0; i < FAILURES; i++) {
		const struct failure *f = &failures[i];

		why[i] = "";
		if (missing(f)) {
			skip(2, "%s", missing(f));
			continue;
		}
		fails(f->fail(), f->err, "%s fails and um_why says something",
		    f->name);
		why[i] = um_why();
		ok(is_sentence(why[i])
		    && (!f->says || strstr(why[i], f->says)),
		    "which is of %s: \"%s\"", f->name, why[i]);
	}
	for (i = 0; i < FAILURES; i++)
		for (j = 0; j < i; j++)
			if (*why[i] && strcmp(why[i], why[j]) == 0
			    && failures[i].says && failures[j].says)
				ok(0, "%s and %s have different reasons",
				    failures[i].name, failures[j].name);
	ok(1, "every two of them were compared");
}

static void constant(void)
{
	const char *first, *second;

	length_zero();
	first = um_why();
	unknown_flag();
	length_zero();
	second = um_why();
	is_ptr(second, first, "the same failure has the same constant string");
	unknown_flag();
	ok(strstr(first, "length") != 0, "which stays what it was");
}

static void success_keeps(void)
{
	const char *why;

	unknown_flag();
	why = um_why();
	um_munmap(map(page()), page());
	um_mprotect(memory, page(), RW);
	um_msync(memory, page(), MS_SYNC);
	is_ptr(um_why(), why, "the reason of a failure outlives successes");
}

/* ---- threads ----------------------------------------------------------- */

#define UM_TEXT_2(x) #x
#define UM_TEXT(x) UM_TEXT_2(x)

static void *in_thread(void *seen)
{
	const char **why = seen;

	why[0] = um_why();
	length_zero();
	why[1] = um_why();
	return 0;
}

static void threads(void)
{
	const char *seen[2] = { 0, 0 }, *mine;
	pthread_t thread;

	if (sizeof UM_TEXT(UM_TLS) == 1) {
		skip(3, "thread-local storage");
		return;
	}
	unknown_flag();
	mine = um_why();
	if (pthread_create(&thread, 0, in_thread, seen) != 0) {
		skip(3, "threads");
		return;
	}
	pthread_join(thread, 0);
	ok(seen[0] && seen[0] != mine,
	    "a new thread has not the reason of another");
	ok(seen[1] && strstr(seen[1], "length") != 0, "but its own");
	is_ptr(um_why(), mine, "and leaves the other's alone");
}

/* ---- errno after success ----------------------------------------------- */

#define SENTINEL 12345

static void unchanged(int succeeded, const char *what)
{
	const int now = errno;

	if (!succeeded)
		skip(1, "%s (%s)", what, um_why());
	else
		is_int(now, SENTINEL, "errno is unchanged after %s", what);
	errno = SENTINEL;
}

static void mapping(int flags, int fd, const char *what)
{
	const size_t unit = um_granularity();
	char *place = map(2 * unit), *p;

	errno = SENTINEL;
	p = um_mmap(0, page(), RW, flags, fd, 0);
	unchanged(p != MAP_FAILED, what);
	um_munmap(p, page());
	p = um_mmap(place, page(), RW, flags | UM_MAP_FIXED, fd, 0);
	unchanged(p != MAP_FAILED, "the same with UM_MAP_FIXED");
	um_munmap(place + unit, unit);
	p = um_mmap(place + unit, page(), RW, flags | UM_MAP_FIXED_NOREPLACE,
	    fd, 0);
	unchanged(p != MAP_FAILED, "the same with UM_MAP_FIXED_NOREPLACE");
	um_munmap(place, 2 * unit);
	unchanged(1, "um_munmap");
	p = um_mmap(0, page(), RW, flags | UM_MAP_ALIGNED(18), fd, 0);
	unchanged(p != MAP_FAILED, "the same with UM_MAP_ALIGNED");
	um_munmap(p, page());
	errno = SENTINEL;
	p = um_mmap(place + 1, page(), RW, flags | UM_MAP_POPULATE
	    | UM_MAP_HUGE | UM_MAP_NORESERVE, fd, 0);
	unchanged(p != MAP_FAILED, "the same with a hint and all wishes");
	um_munmap(p, page());
	p = um_mmap(0, page(), RW, flags | UM_MAP_MAYEXEC, fd, 0);
	unchanged(p != MAP_FAILED, "the same with UM_MAP_MAYEXEC");
	if (p != MAP_FAILED)
		um_munmap(p, page());
	errno = SENTINEL;
	p = um_mmap(0, page(), RW, flags | UM_MAP_CONCEAL, fd, 0);
	unchanged(p != MAP_FAILED, "the same with UM_MAP_CONCEAL");
	if (p != MAP_FAILED)
		um_munmap(p, page());
}

static void ranges(void)
{
	static const struct { const char *name; int advice; } advices[] = {
		{ "UM_ADV_NORMAL", UM_ADV_NORMAL },
		{ "UM_ADV_RANDOM", UM_ADV_RANDOM },
		{ "UM_ADV_SEQUENTIAL", UM_ADV_SEQUENTIAL },
		{ "UM_ADV_WILLNEED", UM_ADV_WILLNEED },
		{ "UM_ADV_HUGE", UM_ADV_HUGE },
		{ "UM_ADV_NOHUGE", UM_ADV_NOHUGE },
		{ "UM_ADV_FREE", UM_ADV_FREE },
		{ "UM_ADV_COLD", UM_ADV_COLD },
		{ "UM_ADV_PAGEOUT", UM_ADV_PAGEOUT },
		{ "UM_ADV_DISCARD", UM_ADV_DISCARD },
		{ "UM_ADV_DISCARD_PRIVATE", UM_ADV_DISCARD_PRIVATE },
		{ "UM_ADV_POPULATE_READ", UM_ADV_POPULATE_READ },
		{ "UM_ADV_POPULATE_WRITE", UM_ADV_POPULATE_WRITE },
		{ "UM_ADV_CONCEAL", UM_ADV_CONCEAL },
		{ "UM_ADV_REVEAL", UM_ADV_REVEAL }
	};
	static const struct { const char *name; int inherit; } inherits[] = {
		{ "UM_INHERIT_NONE", UM_INHERIT_NONE },
		{ "UM_INHERIT_ZERO", UM_INHERIT_ZERO },
		{ "UM_INHERIT_SHARE", UM_INHERIT_SHARE },
		{ "UM_INHERIT_COPY", UM_INHERIT_COPY }
	};
	const size_t len = 4 * page();
	char *p = map(len);
	unsigned char vec[4];
	size_t sizes[2], i;

	errno = SENTINEL;
	unchanged(um_mprotect(p, page(), PROT_READ) == 0, "um_mprotect");
	unchanged(um_mprotect(p, page(), RW) == 0, "um_mprotect back");
	unchanged(um_msync(p, len, MS_SYNC) == 0, "um_msync MS_SYNC");
	unchanged(um_msync(p, len, MS_ASYNC) == 0, "um_msync MS_ASYNC");
	unchanged(um_msync(p, len, MS_INVALIDATE) == 0,
	    "um_msync MS_INVALIDATE");
	for (i = 0; i < sizeof advices / sizeof *advices; i++)
		unchanged(um_madvise(p, len, advices[i].advice) == 0,
		    advices[i].name);
	for (i = 0; i < sizeof inherits / sizeof *inherits; i++)
		unchanged(um_minherit(p, len, inherits[i].inherit) == 0,
		    inherits[i].name);
	unchanged(um_mlock(p, page()) == 0, "um_mlock");
	unchanged(um_munlock(p, page()) == 0, "um_munlock");
	unchanged(um_mincore(p, len, vec) == 0, "um_mincore");
	unchanged(um_mremap(p, len, len, 0) == p, "um_mremap to the same");
	unchanged(um_mremap(p, len, 2 * page(), 0) == p, "um_mremap to less");
	p = um_mremap(p, 2 * page(), 3 * um_granularity(), UM_MREMAP_MAYMOVE);
	unchanged(p != MAP_FAILED, "um_mremap to more");
	p = um_mremap(p, 3 * um_granularity(), 64 * um_granularity(),
	    UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(18));
	unchanged(p != MAP_FAILED, "um_mremap to an aligned place");
	unchanged(um_munmap(p + um_granularity(), um_granularity()) == 0,
	    "um_munmap in the middle");
	unchanged(um_munmap(p, 64 * um_granularity()) == 0,
	    "um_munmap with a hole");
	unchanged(um_page_size() != 0, "um_page_size");
	unchanged(um_granularity() != 0, "um_granularity");
	unchanged(um_page_sizes(sizes, 2) > 0, "um_page_sizes");
	unchanged(um_version() != 0, "um_version");
	unchanged(um_why() != 0, "um_why");
}

static void prepare(void)
{
	int ends[2] = { -1, -1 };

	memory = map(3 * um_granularity());
	um_munmap(memory + um_granularity(), um_granularity());
	file = temporary_file(um_granularity());
	if (pipe(ends) < 0)
		diag("no pipe");
	pipe_end = ends[0];
}

int main(void)
{
	const char *first = um_why();

	plan(0);
	ok(first && *first, "um_why is a sentence before anything has failed");
	prepare();
	sentences();
	constant();
	success_keeps();
	threads();
	mapping(PRIVATE_ANON, -1, "private memory");
	mapping(UM_MAP_SHARED | UM_MAP_ANON, -1, "shared memory");
	mapping(UM_MAP_PRIVATE, file, "a private file");
	mapping(UM_MAP_SHARED, file, "a shared file");
	ranges();
	return done();
}
