/* um_guard and um_unguard: pages that fault when touched. */
#include "tap.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define RW (PROT_READ | PROT_WRITE)
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)

static unsigned char *map(size_t pages, int flags, int fd)
{
	unsigned char *p = um_mmap(0, pages * page(), RW, flags, fd, 0);

	if (p == MAP_FAILED) {
		printf("Bail out! no memory to guard: %s\n", um_why());
		exit(1);
	}
	return p;
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
	guard(p, 2, 1);
	is_int(unguard(p, 1, 2, RW), 0,
	    "the protection is that of the whole range");
	ok(!store_faults(p + page()) && !store_faults(p + 2 * page())
	    && store_faults(p + 3 * page()), "which it has afterwards");
	guard(p, 0, 1);
	is_int(unguard(p, 0, 1, PROT_NONE), 0, "also no access at all");
	ok(load_faults(p), "it faults as before");
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

static unsigned long areas_in(const unsigned char *p, size_t len)
{
	uintptr_t at = (uintptr_t)p;
	struct um_area area;
	unsigned long n = 0;

	while (at < (uintptr_t)p + len && um_area_at(at, &area) == 0
	    && area.start < (uintptr_t)p + len) {
		n++;
		at = area.end;
	}
	return n;
}

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
	} else {
		ok(guard(p, 1, 1) == 0 && unguard(p, 1, 1, RW) == 0,
		    "memory that %s is guarded, and it is lifted", what);
		p[page()] = 0x77;
		ok(in_child(child_sees, p + page()) != 1,
		    "and no child sees what is stored there then");
	}
	um_munmap(p, 3 * page());
}

static void test_concealment(void)
{
	unsigned char *p = um_mmap(0, 3 * page(), RW, OWN | UM_MAP_CONCEAL, -1,
	    0);
	struct um_area area;

	if (p == MAP_FAILED || um_area_at((uintptr_t)p, &area) < 0
	    || um_area_details(&area) < 0 || area.concealed != 1)
		skip(1, "concealed memory, and to be told of it");
	else if (guard(p, 1, 1) < 0 || unguard(p, 1, 1, RW) < 0)
		ok(0, "concealed memory is guarded: %s", um_why());
	else {
		um_area_at((uintptr_t)p + page(), &area);
		um_area_details(&area);
		ok(area.concealed == 1,
		    "what was concealed is so after a guard");
	}
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
	FILE *f = fopen("/proc/sys/vm/max_map_count", "r");
	long most = 0;
	unsigned char *p, *guards;
	size_t i;

	(void)unused;
	if (!f || fscanf(f, "%ld", &most) != 1 || most > MOST)
		return CANNOT;
	fclose(f);
	setenv("UNIMAP_DISABLE", "madvise MADV_GUARD_INSTALL", 1);
	guards = map(3, OWN, -1);
	p = um_mmap(0, 2 * MOST * page(), RW, OWN | UM_MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED || guard(guards, 0, 3) < 0)
		return CANNOT;
	for (i = 0; i < MOST && um_mprotect(p + 2 * i * page(), page(),
	    PROT_NONE) == 0; i++)
		;
	p += (2 * i + 5) * page();
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
	if (status == CANNOT)
		skip(1, "no map that can be filled");
	else
		is_int(status, 0, "a full map is ENOMEM, and um_why says so");
}

/* ---- refused ----------------------------------------------------------- */

static void test_foreign(const char *what, int flags, int fd)
{
	unsigned char *p = map(2, flags, fd);

	p[0] = 0x22;
	fails(um_guard(p, 2 * page()) < 0, ENOTSUP, "to guard %s is ENOTSUP",
	    what);
	fails(um_unguard(p, 2 * page(), PROT_READ) < 0, ENOTSUP,
	    "also to unguard it");
	ok(p[0] == 0x22 && !store_faults(p), "nothing has changed");
	um_munmap(p, 2 * page());
}

static void test_locked(void)
{
	unsigned char *p = filled(4);

	if (um_mlock(p + page(), page()) < 0 || !locks_are_told(p + page())) {
		skip(2, "no lock that is told");
		um_munmap(p, 4 * page());
		return;
	}
	fails(guard(p, 0, 4) < 0, EBUSY, "to guard locked memory is EBUSY");
	ok(all_bytes(p, 4 * page(), 0x6c), "nothing has changed");
	um_munmap(p, 4 * page());
}

static void test_arguments(int fd)
{
	unsigned char *p = filled(6);

	fails(um_guard(p + 1, page()) < 0, EINVAL,
	    "an address inside a page is EINVAL");
	fails(um_unguard(p + 1, page(), RW) < 0, EINVAL, "also to unguard");
	fails(um_unguard(p, page(), 0x40) < 0, EINVAL,
	    "an unknown bit of protection is EINVAL");
	fails(um_guard(p, SIZE_MAX) < 0, ENOMEM,
	    "a length that wraps is ENOMEM");
	is_int(um_guard(p, 0), 0, "a length of 0 succeeds");
	is_int(um_unguard(p, 0, RW), 0, "also to unguard");
	um_mmap(p + 4 * page(), page(), RW, UM_MAP_SHARED | UM_MAP_FIXED, fd,
	    0);
	fails(guard(p, 0, 6) < 0, ENOTSUP,
	    "memory with a file map in it is ENOTSUP");
	ok(all_bytes(p, 4 * page(), 0x6c) && all_bytes(p + 5 * page(), page(),
	    0x6c), "nothing has changed before it or behind it");
	um_munmap(p + 4 * page(), page());
	fails(guard(p, 0, 6) < 0, ENOMEM, "a hole is ENOMEM");
	fails(unguard(p, 0, 6, RW) < 0, ENOMEM, "also to unguard");
	ok(all_bytes(p, 4 * page(), 0x6c), "nothing has changed before it");
	um_munmap(p, 6 * page());
}

/* ---- in a signal handler ----------------------------------------------- */

static unsigned char *faulty;
static volatile sig_atomic_t handled;

static void lift_it(int sig)
{
	handled++;
	if (um_unguard(faulty, page(), RW) < 0
	    || um_guard(faulty + page(), page()) < 0)
		_exit(3);
	(void)sig;
}

static int store_until_it_is_there(void *unused)
{
	struct sigaction action;

	(void)unused;
	memset(&action, 0, sizeof action);
	action.sa_handler = lift_it;
	sigaction(SIGSEGV, &action, 0);
	sigaction(SIGBUS, &action, 0);
	*(volatile unsigned char *)faulty = 5;
	return !(handled == 1 && *faulty == 5);
}

static void test_signal(void)
{
	if (is_under("valgrind") || is_under("tsan") || is_under("asan")) {
		skip(1, "faults are watched here");
		return;
	}
	faulty = filled(2);
	guard(faulty, 0, 1);
	ok_in_child(store_until_it_is_there, 0,
	    "guards are put and lifted by the handler of the fault");
	um_munmap(faulty, 2 * page());
}

/* ---- where the map is not told ----------------------------------------- */

static int untold(void *unused)
{
	unsigned char *p = filled(4);

	(void)unused;
	if (guard(p, 1, 1) < 0)
		return CANNOT;
	if (!load_faults(p + page()) || !all_bytes(p, page(), 0x6c))
		return 1;
	if (unguard(p, 0, 4, RW) < 0) {
		diag("errno %d, %s", errno, um_why());
		return 2;
	}
	p[page()] = 0;
	return all_bytes(p, page(), 0x6c) && all_bytes(p + page(), page(), 0)
	    && all_bytes(p + 2 * page(), 2 * page(), 0x6c) ? 0 : 3;
}

static void test_untold(const char *disable, const char *how)
{
	int status;

	setenv("UNIMAP_DISABLE", disable, 1);
	status = in_child(untold, 0);
	if (status == CANNOT)
		skip(1, "a kernel that tells what is private %s", how);
	else
		is_int(status, 0, "where nobody tells what is mapped a guard "
		    "%s is lifted, and the rest keeps its contents", how);
	unsetenv("UNIMAP_DISABLE");
}

#define NO_MAP "PROCMAP_QUERY,/proc/self/maps walk"
#define NO_OBJECT "memfd_create,shm_open SHM_ANON,shm_mkstemp and shm_unlink," \
	"shm_open and shm_unlink,O_TMPFILE,an unlinked temporary file"

/* A guard that nobody could lift is not put down. */
static int refused_untold(void *unused)
{
	unsigned char *p = filled(4);

	(void)unused;
	um_kernel.numbers.adv_guard = 0;	/* Linux before 6.13 */
	if (guard(p, 1, 1) < 0)
		return errno == ENOTSUP && *um_why()
		    && all_bytes(p, 4 * page(), 0x6c) ? 0 : 1;
	return load_faults(p + page()) && unguard(p, 1, 1, RW) == 0
	    && all_bytes(p + page(), page(), 0) ? 0 : 2;
}

static void test_refused_untold(void)
{
	setenv("UNIMAP_DISABLE", NO_MAP "," NO_OBJECT, 1);
	ok_in_child(refused_untold, 0, "where nobody tells what is a "
	    "guard, um_guard is lifted again, or ENOTSUP and changes nothing");
	unsetenv("UNIMAP_DISABLE");
}

int main(void)
{
	int fd;

	plan(0);
	/* Fresh processes, in which no way has been taken yet. */
	test_untold(NO_MAP, "of the kernel");
	test_untold(NO_MAP ",madvise MADV_GUARD_INSTALL", "by protection");
	test_refused_untold();
	if (!map_is_told())
		return done();
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
	if (sharing_is_told())
		test_foreign("shared memory", UM_MAP_SHARED | UM_MAP_ANON, -1);
	else
		skip(3, "the kernel does not tell shared memory from private");
	test_foreign("a private file map", UM_MAP_PRIVATE, fd);
	test_foreign("a shared file map", UM_MAP_SHARED, fd);
	test_locked();
	test_arguments(fd);
	test_signal();
	close(fd);
	return done();
}
