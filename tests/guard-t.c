/* um_guard and um_unguard: pages that fault when touched. */
#include "counting.h"
#include "qemu.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define RW (PROT_READ | PROT_WRITE)
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)

static unsigned char *map(size_t pages, int flags, int fd)
{
	return must_map(0, pages, flags, fd);
}

static unsigned char *filled(size_t pages)
{
	unsigned char *p = map(pages, OWN, -1);

	memset(p, 0x6c, pages * page());
	return p;
}

static int guard(unsigned char *p, size_t first, size_t pages)
{
	return um_guard(p + first * page(), pages * page());
}

static int unguard(unsigned char *p, size_t first, size_t pages, int prot)
{
	return um_unguard(p + first * page(), pages * page(), prot);
}

static int is_way(const char *name)
{
	const struct um_way *way = um_way_taken(UM_CHAIN_GUARD);

	return way && strcmp(way->name, name) == 0;
}

static int by_protection(void)
{
	return is_way("mprotect PROT_NONE");
}

/* New pages have the properties of any, and fill holes. */
static int by_new_pages(void)
{
	const struct um_way *way = um_way_taken(UM_CHAIN_DISCARD_PRIVATE);

	return by_protection() && way && way->go == um_discard_by_mapping;
}

/* ---- guards ------------------------------------------------------------ */

static void test_guard(void)
{
	unsigned char *p = filled(5);

	errno = 51;
	is_int(guard(p, 1, 2), 0, "two pages in the middle are guarded");
	is_int(errno, 51, "errno is unchanged by it");
	ok(load_faults(p + page()) && store_faults(p + 3 * page() - 1),
	    "touching them faults");
	ok(all_bytes(p, page(), 0x6c)
	    && all_bytes(p + 3 * page(), 2 * page(), 0x6c),
	    "their neighbours keep their contents");
	is_int(guard(p, 2, 2), 0, "a guard is put half over a guard");
	ok(load_faults(p + page()) && load_faults(p + 3 * page()),
	    "all of it faults");
	errno = 52;
	is_int(unguard(p, 1, 1, RW), 0, "one page is unguarded");
	is_int(errno, 52, "errno is unchanged by it");
	ok(all_bytes(p + page(), page(), 0), "it reads as zero");
	ok(load_faults(p + 2 * page()), "the others fault");
	p[page()] = 1;
	is_int(unguard(p, 0, 5, RW), 0, "the whole range is unguarded");
	if (by_protection())
		ok(all_bytes(p, 5 * page(), 0),
		    "where guards are protection all of it reads as zero");
	else
		ok(p[page()] == 1 && all_bytes(p, page(), 0x6c)
		    && all_bytes(p + 4 * page(), page(), 0x6c),
		    "pages that were no guards keep their contents");
	ok(all_bytes(p + 2 * page(), 2 * page(), 0), "guards read as zero");
	memset(p, 0x15, 5 * page());
	ok(all_bytes(p, 5 * page(), 0x15), "all of it can be stored to");
	um_munmap(p, 5 * page());
}

static void test_protection(void)
{
	unsigned char *p = filled(4);

	um_mprotect(p, 4 * page(), PROT_READ);
	is_int(guard(p, 1, 1), 0, "a page of read-only memory is guarded");
	ok(load_faults(p + page()), "it faults");
	is_int(unguard(p, 1, 1, PROT_READ), 0, "and unguarded");
	ok(all_bytes(p + page(), page(), 0) && store_faults(p + page()),
	    "it is read-only and zero");
	ok(all_bytes(p, page(), 0x6c) && store_faults(p)
	    && all_bytes(p + 2 * page(), 2 * page(), 0x6c),
	    "so are its neighbours, with their contents");
	um_mprotect(p, 4 * page(), PROT_NONE);
	is_int(guard(p, 0, 1), 0, "a page without access is guarded");
	is_int(unguard(p, 0, 1, PROT_NONE), 0, "and unguarded");
	ok(load_faults(p), "it faults as before");
	um_mprotect(p, 4 * page(), RW);
	ok(all_bytes(p, page(), 0) && all_bytes(p + 2 * page(), 2 * page(),
	    0x6c), "with access it reads as zero, the others are untouched");
	um_munmap(p, 4 * page());
}

/* Where the kernel guards, nothing else lifts it. */
static void test_only_so(void)
{
	unsigned char *p = filled(2);

	guard(p, 0, 1);
	if (by_protection())
		skip(1, "this kernel guards by protection");
	else {
		um_mprotect(p, page(), PROT_NONE);
		um_mprotect(p, page(), RW);
		ok(load_faults(p), "um_mprotect does not lift a guard");
	}
	is_int(unguard(p, 0, 1, RW), 0, "um_unguard does");
	is_int(p[0], 0, "and it reads as zero");
	um_munmap(p, 2 * page());
}

static void test_remap(void)
{
	unsigned char *p = filled(4);

	if (!places_are_had()) {
		skip(3, NO_PLACES);
		um_munmap(p, 4 * page());
		return;
	}
	guard(p, 1, 1);
	is_int(um_munmap(p + page(), page()), 0, "a guard can be unmapped");
	ok(um_mmap(p + page(), page(), RW, OWN | UM_MAP_FIXED, -1, 0)
	    == p + page() && all_bytes(p + page(), page(), 0),
	    "and something else mapped there");
	guard(p, 2, 1);
	ok(um_mmap(p + 2 * page(), page(), RW, OWN | UM_MAP_FIXED, -1, 0)
	    == p + 2 * page() && all_bytes(p + 2 * page(), page(), 0),
	    "or over it");
	um_munmap(p, 4 * page());
}

/* ---- entries of the map ------------------------------------------------ */

/* Seen by a child: 1 the stored byte, 0 another, or nothing. */
static int child_sees(void *page)
{
	return *(volatile unsigned char *)page == 0x77;
}

static void test_inheritance(const char *what, int inherit)
{
	unsigned char *p = map(3, OWN, -1);

	if (um_minherit(p, 3 * page(), inherit) < 0) {
		skip(2, "memory that %s", what);
	} else if (by_new_pages()) {
		skip(2, "a guard that leaves its pages in place");
	} else {
		ok(guard(p, 1, 1) == 0 && unguard(p, 1, 1, RW) == 0,
		    "memory that %s is guarded, and it is lifted", what);
		p[page()] = 0x77;
		ok(in_child(child_sees, p + page()) != 1,
		    "and no child sees what is stored there then");
	}
	um_munmap(p, 3 * page());
}

static int is_concealed(const unsigned char *p)
{
	struct um_area area;

	return um_area_at((uintptr_t)p, &area) == 0 && area.concealed >= 0
	    ? area.concealed : vm_flag(p, " dd");
}

static void test_concealment(void)
{
	unsigned char *p = um_mmap(0, 3 * page(), RW, OWN | UM_MAP_CONCEAL, -1,
	    0);

	if (p == MAP_FAILED || is_concealed(p) != 1)
		skip(1, "concealed memory, and to be told of it");
	else if (by_new_pages())
		skip(1, "a guard that leaves its pages in place");
	else if (guard(p, 1, 1) < 0 || unguard(p, 1, 1, RW) < 0)
		ok(0, "concealed memory is guarded: %s", um_why());
	else
		ok(is_concealed(p + page()) == 1,
		    "what was concealed is so after a guard");
	um_munmap(p, 3 * page());
}

/* A map of many entries is read for each of them by most kernels. */
static void test_entries(void)
{
	const size_t guards = is_way("madvise MADV_GUARD_INSTALL") ? 512 : 64;
	unsigned char *p = map(2 * guards, OWN, -1);
	unsigned long before;
	size_t i;
	int good = 1;

	before = areas_in(p, 2 * guards * page());
	for (i = 0; good && i < guards; i++)
		good = guard(p, 2 * i, 1) == 0;
	ok(good, "%d guards are put in one mapping", (int)guards);
	if (!is_way("madvise MADV_GUARD_INSTALL"))
		skip(1, "this kernel guards by entries of its map");
	else
		is_int((long long)areas_in(p, 2 * guards * page()),
		    (long long)before, "they add no entry to the map");
	ok(load_faults(p) && load_faults(p + 2 * (guards - 1) * page())
	    && !store_faults(p + page()), "every other page is one");
	is_int(um_unguard(p, 2 * guards * page(), RW), 0,
	    "all are lifted at once");
	ok(all_bytes(p, 2 * guards * page(), 0), "all of it is zero");
	um_munmap(p, 2 * guards * page());
}

static int tells_of_mappings(void)
{
	if (errno == ENOMEM && strstr(um_why(), "too many mappings")
	    && strstr(um_why(), "vm.max_map_count")
	    && !strstr(um_why(), "hole"))
		return 1;
	diag("errno %d, %s", errno, um_why());
	return 0;
}

/* Every other page is an entry of its own, until there is no more. */
static int fill_the_map(void *unused)
{
	enum { MOST = 70000 };
	unsigned char *p, *guards;

	(void)unused;
	if (most_mappings() < 0 || most_mappings() > MOST)
		return CANNOT;
	setenv("UNIMAP_DISABLE", "madvise MADV_GUARD_INSTALL", 1);
	guards = map(3, OWN, -1);
	p = um_mmap(0, 2 * MOST * page(), RW, OWN | UM_MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED || guard(guards, 0, 3) < 0)
		return CANNOT;
	p += (fill_mappings(p, 2 * MOST) + 5) * page();
	if (um_guard(p, page()) == 0 || !tells_of_mappings())
		return 1;
	if (unguard(guards, 1, 1, RW) == 0 || !tells_of_mappings())
		return 2;
	*p = 1;
	return 0;
}

static void test_full(void)
{
	int status = CANNOT;

	if (!is_simulated() && !*under() && kernel_is("linux"))
		status = in_child(fill_the_map, 0);
	ok_or_skip(status, "no map that can be filled", "a full map is ENOMEM, "
	    "and um_why says so");
}

/* ---- other memory ------------------------------------------------------ */

/* What a file has, read from it. */
static int in_file(int fd, off_t at)
{
	unsigned char byte;

	return pread(fd, &byte, 1, at) == 1 ? byte : -1;
}

/* The contents are hidden, or there are no guards of it (Linux 6.13), or new
 * pages come in its place, or nothing is lifted that is shared. */
static void test_foreign(const char *what, int flags, int fd)
{
	unsigned char *p = map(2, flags, fd);
	const int old = flags & UM_MAP_PRIVATE ? (int)(page() & 0xff) : 0x22;
	int failed = 0;

	p[page()] = 0x22;
	if (um_guard(p, 2 * page()) < 0) {
		fails(1, ENOTSUP, "to guard %s is ENOTSUP", what);
		fails(um_unguard(p, 2 * page(), RW) < 0, ENOTSUP,
		    "also to unguard it");
	} else {
		ok(load_faults(p) && load_faults(p + page()),
		    "%s is guarded", what);
		failed = um_unguard(p, 2 * page(), RW);
		if (failed && by_protection())
			fails(failed, ENOTSUP, "and cannot be unguarded");
		else
			is_int(failed, 0, "and unguarded");
	}
	ok(failed ? load_faults(p) : !store_faults(p) && (p[page()] == 0x22
	    || p[page()] == old || (by_protection() && p[page()] == 0)),
	    "what is there is of before, or zero");
	um_munmap(p, 2 * page());
	if (fd >= 0)
		is_int(in_file(fd, (off_t)page()), old,
		    "what is behind the map has not changed");
}

/* ---- locked ------------------------------------------------------------ */

static int is_locked(unsigned char *p)
{
	struct um_range range;

	range.addr = (uintptr_t)p;
	range.len = page();
	return um_is_locked(&range);
}

static void test_locked(void)
{
	unsigned char *p = filled(4);

	if (um_mlock(p + page(), page()) < 0 || !locks_are_told(p + page())) {
		skip(2, "no lock that is told");
		um_munmap(p, 4 * page());
		return;
	}
	if (is_way("madvise MADV_GUARD_INSTALL")) {
		fails(guard(p, 1, 1) < 0, EBUSY,
		    "to guard locked memory is EBUSY");
		ok(all_bytes(p, 4 * page(), 0x6c), "nothing has changed");
	} else
		skip(2, "a kernel that refuses to guard locked memory");
	um_munmap(p, 4 * page());
}

/* Without access its contents can go only when it is opened, and what is
 * locked is not given away. */
static int guard_locked(void *unused)
{
	const struct um_feature *row = 0;
	unsigned char *p = filled(4);
	const char *how;
	int i;

	(void)unused;
	for (i = 0; i < um_features(); i++)
		if (strcmp((row = um_feature(i))->id, "discard-private") == 0)
			break;
	how = row->how;
	if (um_mlock(p, 4 * page()) < 0 || !is_locked(p))
		return CANNOT;
	MUST(guard(p, 1, 1) == 0 && load_faults(p + page()));
	MUST(is_locked(p));
	if (unguard(p, 1, 1, RW) < 0) {
		MUST(errno == EBUSY && strstr(um_why(), "locked"));
		MUST(load_faults(p + page()));
	} else
		MUST(all_bytes(p + page(), page(), 0));
	MUST(is_locked(p + page()) || by_new_pages());
	MUST(is_locked(p + 2 * page()));
	MUST(all_bytes(p, page(), 0x6c) && all_bytes(p + 2 * page(),
	    2 * page(), 0x6c));
	MUST(strcmp(um_feature(i)->how, how) == 0);
	return 0;
}

static void test_locked_by_protection(void)
{
	int status;

	setenv("UNIMAP_DISABLE", "madvise MADV_GUARD_INSTALL", 1);
	status = in_child(guard_locked, 0);
	ok_or_skip(status, "no lock that is told", "a guard by protection of "
	    "locked memory is lifted or EBUSY, the lock and the ways stay");
	unsetenv("UNIMAP_DISABLE");
}

/* A first answer may be about the memory, and no page is left to settle it. */
static int at_a_limit(void *unused)
{
#ifdef RLIMIT_AS
	unsigned char *p = filled(4), *q = filled(2);
	struct rlimit all, none;

	(void)unused;
	if (!um_kernel.numbers.adv_guard || um_mlock(p, page()) < 0
	    || !is_locked(p) || getrlimit(RLIMIT_AS, &all) < 0)
		return CANNOT;
	none = all;
	none.rlim_cur = (rlim_t)page();
	if (setrlimit(RLIMIT_AS, &none) < 0)
		return CANNOT;
	MUST(guard(p, 0, 1) < 0 && *um_why());
	MUST(all_bytes(p, page(), 0x6c));
	MUST(setrlimit(RLIMIT_AS, &all) == 0);
	MUST(guard(q, 0, 1) == 0 && load_faults(q) && !by_protection());
	MUST(guard(p, 0, 1) < 0 && errno == EBUSY);
	return 0;
#else
	(void)unused;
	return CANNOT;
#endif
}

static int has_guards(void *unused)
{
	unsigned char *p = filled(1);

	(void)unused;
	return guard(p, 0, 1) < 0 || by_protection();
}

static void test_at_a_limit(void)
{
	if (is_simulated() || *under() || in_child(has_guards, 0) != 0)
		skip(1, "guards of the kernel's own");
	else
		is_int(in_child(at_a_limit, 0), 0, "a first request that fails "
		    "while a limit is reached demotes no way");
}

/* ---- refused ----------------------------------------------------------- */

static void test_arguments(void)
{
	unsigned char *p = filled(6);
	int failed;

	fails(um_unguard(p, page(), 0x40) < 0, EINVAL,
	    "an unknown bit of protection is EINVAL");
	ok(all_bytes(p, 6 * page(), 0x6c), "nothing has changed");
	um_munmap(p + 4 * page(), page());
	failed = guard(p, 0, 6);
	if (kernel_is("linux")) {
		if (!qemu_skips(QEMU_MPROTECT_HOLE, 1))
			fails(failed, ENOMEM, "a hole is ENOMEM");
	} else
		ok(!failed || *um_why(), "a hole is refused or passed over");
	if (by_new_pages())
		skip(2, "a guard that leaves its pages in place");
	else {
		fails(unguard(p, 0, 6, RW) < 0, ENOMEM, "also to unguard");
		ok(load_faults(p + 4 * page()), "it is not filled");
	}
	um_munmap(p, 6 * page());
}

/* ---- in a signal handler ----------------------------------------------- */

static unsigned char *faulty;

static void lift_it(int sig)
{
	if (um_unguard(faulty, page(), RW) < 0
	    || um_guard(faulty + page(), page()) < 0)
		_exit(3);
	(void)sig;
}

static int stores(void *unused)
{
	(void)unused;
	return store_is_mended(faulty, lift_it);
}

static void test_signal(void)
{
	if (is_under("valgrind") || is_sanitized()) {
		skip(1, "faults are watched here");
		return;
	}
	faulty = filled(2);
	guard(faulty, 0, 1);
	ok_in_child(stores, 0,
	    "guards are put and lifted by the handler of the fault");
	um_munmap(faulty, 2 * page());
}

/* ---- where nothing is told --------------------------------------------- */

/* The caller is believed: no map, no object, no descriptor; unless nothing
 * replaces in one step. */
static int untold(void *unused)
{
	unsigned char *p = filled(4);
	struct um_area area;

	(void)unused;
	MUST(guard(p, 1, 1) == 0);
	MUST(load_faults(p + page()) && all_bytes(p, page(), 0x6c));
	if (by_protection() && um_area_at((uintptr_t)p, &area) < 0
	    && (um_kernel.family->habits & UM_REPLACES_IN_TWO)) {
		MUST(unguard(p, 1, 1, RW) < 0 && errno == ENOTSUP);
		MUST(*um_why() && load_faults(p + page()));
	} else {
		MUST(unguard(p, 1, 1, RW) == 0);
		MUST(all_bytes(p + page(), page(), 0));
		p[page()] = 1;
	}
	MUST(all_bytes(p, page(), 0x6c)
	    && all_bytes(p + 2 * page(), 2 * page(), 0x6c));
	return 0;
}

#define NO_MAP "PROCMAP_QUERY,/proc/self/maps walk,the kernel's own map," \
	"sysctl KERN_PROC_VMMAP,sysctl VM_PROC_MAP,/proc/curproc/maps," \
	"/proc/curproc/map,mach_vm_region_recurse,/proc/PID/map"
#define NO_OBJECT "memfd_create,shm_open SHM_ANON," \
	"shm_open and shm_unlink,O_TMPFILE,an unlinked temporary file"

static void test_untold(const char *disable, const char *how)
{
	setenv("UNIMAP_DISABLE", disable, 1);
	ok_in_child(untold, 0, "where nobody tells what is mapped a guard "
	    "%s is put and lifted, and the rest keeps its contents", how);
	unsetenv("UNIMAP_DISABLE");
}

/* Nothing replaces, and nobody tells what would be zeroed. */
static void test_for_good(void)
{
	unsigned char *p = filled(3);

	is_int(guard(p, 1, 1), 0, "a page is guarded");
	ok(load_faults(p + page()), "it faults");
	fails(unguard(p, 1, 1, RW) < 0, ENOTSUP, "that is not lifted");
	ok(load_faults(p + page()), "it faults still");
	ok(all_bytes(p, page(), 0x6c) && all_bytes(p + 2 * page(), page(),
	    0x6c), "its neighbours keep their contents");
	um_munmap(p, 3 * page());
	skip(1, NO_EMPTYING);
}

int main(void)
{
	int fd;

	plan(0);
	if (is_simulated() && !memory_is_emptied()) {
		test_for_good();
		return done();
	}
	/* Fresh processes, in which no way has been taken yet. */
	test_untold(NO_MAP "," NO_OBJECT, "of the kernel");
	test_untold(NO_MAP "," NO_OBJECT ",madvise MADV_GUARD_INSTALL",
	    "by protection");
	test_locked_by_protection();
	test_at_a_limit();
	fd = temporary_file(2 * page());
	test_full();		/* before a way is taken */
	test_guard();
	test_protection();
	test_only_so();
	test_remap();
	test_inheritance("children do not have", UM_INHERIT_NONE);
	test_inheritance("children have as zeros", UM_INHERIT_ZERO);
	test_concealment();
	test_entries();
	test_foreign("shared memory", UM_MAP_SHARED | UM_MAP_ANON, -1);
	test_foreign("a private file map", UM_MAP_PRIVATE, fd);
	ok(file_is_whole(fd, 2 * page()), "the file has not changed");
	test_foreign("a shared file map", UM_MAP_SHARED, fd);
	test_locked();
	test_arguments();
	test_signal();
	close(fd);
	return done();
}
