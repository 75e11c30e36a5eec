/* UM_ADV_DISCARD of long ranges: a file in them, many mappings, pages that were
 * never touched, and what Linux' advice tells. */
#include "tap.h"
#include "discarding.h"

#include <pthread.h>
#include <stdio.h>

static int discard(unsigned char *p, size_t first, size_t pages)
{
	return um_madvise(p + first * page(), pages * page(), UM_ADV_DISCARD);
}

/* ---- a file in it -------------------------------------------------------- */

/* A long range, which is emptied before all of it is known. */
static void test_long_before_file(const char *name, int flag)
{
	enum { LONG = 96, AT = 80 };
	const int fd = temporary_file(2 * page());
	unsigned char *p = must_map(0, LONG, UM_MAP_PRIVATE | UM_MAP_ANON, -1);

	memset(p, OLD, LONG * page());
	must_map(p + AT * page(), 2, flag | UM_MAP_FIXED, fd);
	fails(discard(p, 0, LONG) < 0, ENOTSUP, "a long range with a %s file "
	    "map in it is ENOTSUP", name);
	ok(is_pattern(p + AT * page(), 2 * page()) && file_is_whole(fd, 2 * page()),
	    "map and file keep their bytes");
	ok(is_old_or_zero(p, 0, AT)
	    && is_old_or_zero(p, AT + 2, LONG - AT - 2),
	    "the rest may be gone");
	memset(p, OLD, AT * page());
	if (flag == UM_MAP_PRIVATE)
		memset(p + AT * page(), 0x99, page());
	fails(discard(p, AT, LONG - AT) < 0, ENOTSUP,
	    "a long range that begins in a %s file map is ENOTSUP", name);
	ok(p[AT * page()] == (flag == UM_MAP_PRIVATE ? 0x99 : 0)
	    && file_is_whole(fd, 2 * page())
	    && is_old_or_zero(p, AT + 2, LONG - AT - 2),
	    "nothing is touched");
	um_munmap(p, LONG * page());
	close(fd);
}

/* ---- the memory goes back ---------------------------------------------- */

static long resident_pages(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long all, resident = -1;

	if (f && fscanf(f, "%ld %ld", &all, &resident) != 2)
		resident = -1;
	if (f)
		fclose(f);
	return resident;
}

static void test_goes_back(void)
{
	const size_t len = 1024 * page();
	const int known = um_madvise(map(UM_MAP_PRIVATE | UM_MAP_ANON), page(),
	    UM_ADV_DISCARD_PRIVATE);
	unsigned char *p = must_map(0, 1024, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	const long before = resident_pages();
	long with;

	memset(p, OLD, len);
	with = resident_pages();
	if (before < 0 || with - before < 900 || *under())
		skip(1, "no /proc/self/statm that counts this memory");
	else if (um_madvise(p, len, UM_ADV_DISCARD) == 0
	    && (known < 0 || !is_by_dontneed()))
		skip(1, "a kernel that gives private memory back at once");
	else
		ok(resident_pages() - before < 400,
		    "private memory goes back to the system at once");
	um_munmap(p, len);
}

/* Pages that were never touched stay so, whatever the answer is. */
static void test_sparse(void)
{
	const size_t len = 16384 * page();
	unsigned char *p = um_mmap(0, len, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON | UM_MAP_NORESERVE, -1, 0);
	const long before = resident_pages();

	if (is_simulated() || before < 0 || p == MAP_FAILED || (*under()
	    && !is_under("gvisor"))) {
		skip(2, "no /proc/self/statm that counts this memory");
		return;
	}
	p[0] = OLD;
	is_int(um_madvise(p, len, UM_ADV_DISCARD), 0,
	    "a large map of which little was touched is discarded");
	ok(p[0] == 0 && resident_pages() - before < 2048,
	    "it has little memory then");
	um_munmap(p, len);
}

/* ---- many mappings ------------------------------------------------------- */

enum { MANY = 64 };

/* Every page is an entry of the map; some cannot be read, some are guards. */
static unsigned char *many_mappings(void)
{
	static const int prots[4] = { PROT_READ | PROT_WRITE, PROT_READ,
		PROT_READ | PROT_WRITE, PROT_NONE };
	unsigned char *p = must_map(0, MANY, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	int i;

	memset(p, OLD, MANY * page());
	for (i = 0; i < MANY; i++)
		if (um_mprotect(p + (size_t)i * page(), page(), prots[i % 4])
		    < 0)
			return 0;
	return um_guard(p + 2 * page(), page()) < 0 ? 0 : p;
}

static int all_is_discarded(unsigned char *p)
{
	int i;

	MUST(load_faults(p + 2 * page()));
	for (i = 0; i < MANY; i++) {
		unsigned char *at = p + (size_t)i * page();

		MUST(i == 2 || !(i % 4 == 3) || load_faults(at));
		MUST(i % 4 != 1 || store_faults(at));
		MUST(um_mprotect(at, page(), PROT_READ | PROT_WRITE) == 0);
		MUST(i == 2 || all_bytes(at, page(), 0));
	}
	return 0;
}

static int opened;

static int no_open(const char *path, int flags, mode_t mode)
{
	(void)path;
	(void)flags;
	(void)mode;
	opened = 1;
	errno = EACCES;
	return -1;
}

struct asked {
	int advice;
	unsigned char *p;	/* 0: not mapped yet */
};

static int discard_many(void *argument)
{
	const struct asked *a = argument;
	unsigned char *p = a->p ? a->p : many_mappings();

	MUST(p);
	um_kernel.sys.open = no_open;
	MUST(um_madvise(p, MANY * page(), a->advice) == 0);
	MUST(!opened);
	return all_is_discarded(p);
}

static void *in_thread(void *argument)
{
	static int results[3] = { 1, 0, CANNOT };
	const struct asked *a = argument;
	const char here = 0;

	if ((uintptr_t)&here > (uintptr_t)a->p)
		return &results[2];
	return &results[discard_many(argument) == 0];
}

/* Mapped before there is the thread, whose stack comes below it. */
static int discard_in_thread(void *argument)
{
	struct asked a = *(const struct asked *)argument;
	pthread_t thread;
	void *failed;

	a.p = many_mappings();
	if (!a.p || pthread_create(&thread, 0, in_thread, &a) != 0)
		return CANNOT;
	pthread_join(thread, &failed);
	return *(int *)failed;
}

static int advice_tells(void)
{
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON);
	struct um_range range;
	int tells;

	range.addr = (uintptr_t)p;
	range.len = page();
	tells = um_kernel.family == &um_family_linux && um_madvise_honest()
	    && um_raw_madvise(&range, um_kernel.numbers.adv_free) == 0;
	unmap(p);
	return tells;
}

/* What the first advice was asked of. */
static size_t first_len;

static int watch_madvise(void *addr, size_t len, int number)
{
	if (!first_len)
		first_len = len;
	return real_sys.madvise(addr, len, number);
}

/* The pages of a long range are walked once: the first one tells its kind. */
static int walked_once(void *unused)
{
	unsigned char *p = must_map(0, MANY, UM_MAP_PRIVATE | UM_MAP_ANON, -1);

	(void)unused;
	memset(p, OLD, MANY * page());
	um_kernel.sys.madvise = watch_madvise;
	MUST(um_madvise(p, MANY * page(), UM_ADV_DISCARD) == 0);
	MUST(first_len == page() && all_bytes(p, MANY * page(), 0));
	return 0;
}

/* Which the advice does not tell of, and is told of the next. */
static int shared_first(void *unused)
{
	unsigned char *s = map(UM_MAP_SHARED | UM_MAP_ANON);
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON);
	int i;

	(void)unused;
	for (i = 0; i < 2; i++) {
		memset(s, OLD, PAGES * page());
		MUST(um_madvise(s, PAGES * page(), UM_ADV_DISCARD) == 0);
		MUST(all_bytes(s, PAGES * page(), 0));
		MUST(um_madvise(p, PAGES * page(), UM_ADV_DISCARD) == 0);
		MUST(um_way_taken(UM_CHAIN_DISCARD)->go
		    == um_discard_by_advice);
	}
	return 0;
}

/* Nobody tells what it is, but the lock is in the way. */
static int locked_untold(void *unused)
{
	unsigned char *p = map(UM_MAP_PRIVATE | UM_MAP_ANON);

	(void)unused;
	if (um_mlock(p, page()) < 0 || !locks_are_told(p))
		return CANNOT;
	um_kernel.sys.open = no_open;
	MUST(um_madvise(p, page(), UM_ADV_DISCARD) < 0 && errno == EBUSY);
	MUST(pages_are(p, 0, 1, OLD));
	return 0;
}

static void test_locked_untold(void)
{
	const int status = um_kernel.family == &um_family_linux
	    && um_kernel.sys.madvise ? in_child(locked_untold, 0) : CANNOT;

	if (status == CANNOT || is_simulated())
		skip(1, "Linux and memory that can be locked");
	else
		is_int(status, 0, "where nobody tells what is locked, EBUSY "
		    "still is what Linux says of it");
}

static void test_by_advice(void)
{
	if (!advice_tells())
		skip(2, "a kernel that tells by its advice what is private");
	else {
		ok_in_child(walked_once, 0, "private memory is walked once");
		ok_in_child(shared_first, 0, "that shared memory comes first "
		    "changes nothing for private memory");
	}
}

/* Linux tells by its advice what is private, and passes over the rest. */
static void test_many_mappings(void)
{
	static struct { struct asked asked; const char *name; } both[] = {
		{ { UM_ADV_DISCARD, 0 }, "UM_ADV_DISCARD" },
		{ { UM_ADV_DISCARD_PRIVATE, 0 }, "UM_ADV_DISCARD_PRIVATE" }
	};
	int i, status;

	for (i = 0; i < 2; i++) {
		if (!advice_tells()) {
			skip(2, "a kernel that tells by its advice what is "
			    "private");
			continue;
		}
		ok_in_child(discard_many, &both[i].asked, "%s of many mappings "
		    "passes over guards and what has no access, and reads no "
		    "map", both[i].name);
		status = in_child(discard_in_thread, &both[i].asked);
		ok_or_skip(status, "a thread whose stack lies below the range",
		    "so it does in a thread whose stack lies below the range");
	}
}

int main(void)
{
	plan(0);
	if (!map_is_told())
		skip_all("the kernel tells nobody what is mapped");
	test_locked_untold();
	test_by_advice();		/* before a way is taken */
	test_long_before_file("private", UM_MAP_PRIVATE);
	test_long_before_file("shared", UM_MAP_SHARED);
	test_many_mappings();
	test_goes_back();
	test_sparse();
	return done();
}
