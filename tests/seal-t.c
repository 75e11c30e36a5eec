/* um_seal: place, size and protection are final.  Each in a child, since what
 * is sealed stays. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

#define RW (PROT_READ | PROT_WRITE)
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)

/* Refused for the seal, with a reason. */
#define FINAL(failed) MUST((failed) && errno == EPERM && *um_why())

static unsigned char *map(size_t pages, int flags)
{
	unsigned char *p = um_mmap(0, pages * page(), RW, flags, -1, 0);

	if (p == MAP_FAILED)
		_exit(99);
	memset(p, 0x39, pages * page());
	return p;
}

/* Six pages of which the middle two are sealed. */
static unsigned char *sealed(int flags)
{
	unsigned char *p = map(6, flags);

	if (um_seal(p + 2 * page(), 2 * page(), 0) < 0)
		_exit(98);
	return p + 2 * page();
}

static int protection(void *flags)
{
	unsigned char *p = sealed(*(int *)flags);

	FINAL(um_mprotect(p, page(), PROT_NONE) < 0);
	FINAL(um_mprotect(p - page(), 3 * page(), PROT_NONE) < 0);
	MUST(!store_faults(p));
	if (!kernel_is("openbsd")) {
		FINAL(um_mprotect(p, page(), PROT_READ) < 0);
		FINAL(um_mprotect(p - page(), 3 * page(), PROT_READ) < 0);
		MUST(!store_faults(p));
	}
	return 0;
}

/* OpenBSD: "Permit RW to R as a data-locking mechanism" (uvm_map.c). */
static int lock_data(void *flags)
{
	unsigned char *p = sealed(*(int *)flags);

	MUST(um_mprotect(p, page(), PROT_READ) == 0 && store_faults(p));
	FINAL(um_mprotect(p, page(), RW) < 0);
	FINAL(um_mprotect(p, page(), PROT_NONE) < 0);
	FINAL(um_munmap(p, page()) < 0);
	MUST(!store_faults(p + page()) && p[0] == 0x39);
	return 0;
}

static int place(void *flags)
{
	unsigned char *p = sealed(*(int *)flags);

	FINAL(um_munmap(p, page()) < 0);
	FINAL(um_mmap(p, page(), RW, OWN | UM_MAP_FIXED, -1, 0)
	    == MAP_FAILED);
	MUST(um_mmap(p, page(), RW, OWN | UM_MAP_FIXED_NOREPLACE, -1, 0)
	    == MAP_FAILED && errno == EEXIST);
	MUST(all_bytes(p, 2 * page(), 0x39));
	return 0;
}

static int growth(void *unused)
{
	unsigned char *p = sealed(OWN);

	(void)unused;
	FINAL(um_mremap(p, 2 * page(), page(), 0) == MAP_FAILED);
	FINAL(um_mremap(p, 2 * page(), 4 * page(), UM_MREMAP_MAYMOVE)
	    == MAP_FAILED);
	MUST(um_munmap(p + 2 * page(), 2 * page()) == 0);
	FINAL(um_mremap(p, 2 * page(), 4 * page(), 0) == MAP_FAILED);
	MUST(load_faults(p + 2 * page()));
	MUST(all_bytes(p, 2 * page(), 0x39));
	return 0;
}

static int growth_by_copying(void *unused)
{
	setenv("UNIMAP_DISABLE", "mremap", 1);
	return growth(unused);
}

static int decommit(void *unused)
{
	unsigned char *p = sealed(OWN);

	(void)unused;
	FINAL(um_decommit(p, page()) < 0);
	FINAL(um_commit(p, page(), PROT_READ | PROT_EXEC) < 0);
	MUST(all_bytes(p, 2 * page(), 0x39));
	return 0;
}

static int contents(void *flags)
{
	unsigned char *p = sealed(*(int *)flags);

	memset(p, 0x3a, 2 * page());
	MUST(all_bytes(p, 2 * page(), 0x3a));
	MUST(um_madvise(p, page(), UM_ADV_DISCARD) == 0);
	MUST(all_bytes(p, page(), 0) && p[page()] == 0x3a);
	return 0;
}

static int neighbours(void *flags)
{
	unsigned char *p = sealed(*(int *)flags);

	MUST(um_mprotect(p - page(), page(), PROT_READ) == 0);
	MUST(um_munmap(p - 2 * page(), 2 * page()) == 0);
	MUST(um_munmap(p + 2 * page(), 2 * page()) == 0);
	MUST(all_bytes(p, 2 * page(), 0x39));
	return 0;
}

static int again(void *unused)
{
	unsigned char *p = sealed(OWN);

	(void)unused;
	errno = 123;
	MUST(um_seal(p, 2 * page(), 0) == 0 && errno == 123);
	MUST(um_seal(p - 2 * page(), 6 * page(), 0) == 0);
	FINAL(um_munmap(p - page(), page()) < 0);
	return 0;
}

static int child_has_it(void *p)
{
	FINAL(um_munmap(p, page()) < 0);
	MUST(*(unsigned char *)p == 0x39);
	return 0;
}

static int children(void *unused)
{
	(void)unused;
	return in_child(child_has_it, sealed(OWN));
}

static int hole(void *unused)
{
	unsigned char *p = map(4, OWN);

	(void)unused;
	um_munmap(p + 2 * page(), page());
	if (um_seal(p, 4 * page(), 0) == 0)
		MUST(!kernel_is("linux"));
	else {
		MUST(errno == ENOMEM && *um_why());
		MUST(um_munmap(p, 2 * page()) == 0);
	}
	MUST(load_faults(p + 2 * page()));
	return 0;
}

/* Linux permits it of what can be written; read-only it is EPERM. */
static int guards(void *unused)
{
	unsigned char *p = sealed(OWN), *q = map(2, OWN);

	(void)unused;
	if (um_guard(p, page()) < 0)
		MUST(errno == EPERM && all_bytes(p, 2 * page(), 0x39));
	else
		MUST(load_faults(p) && um_unguard(p, page(), RW) == 0
		    && all_bytes(p, page(), 0));
	MUST(um_mprotect(q, 2 * page(), PROT_READ) == 0
	    && um_seal(q, 2 * page(), 0) == 0);
	FINAL(um_guard(q, page()) < 0);
	MUST(all_bytes(q, 2 * page(), 0x39));
	FINAL(um_madvise(q, page(), UM_ADV_DISCARD_PRIVATE) < 0);
	if (kernel_is("linux"))
		FINAL(um_madvise(q, page(), UM_ADV_DISCARD) < 0);
	MUST(all_bytes(q, 2 * page(), 0x39));
	return 0;
}

static void each(int (*test)(void *), const char *what)
{
	static int own = OWN, shared = UM_MAP_SHARED | UM_MAP_ANON;

	ok_in_child(test, &own, "%s of private memory", what);
	ok_in_child(test, &shared, "%s of shared memory", what);
}

static void one(int (*test)(void *), const char *what)
{
	ok_in_child(test, 0, "%s", what);
}

static void test_arguments(void)
{
	unsigned char *p = map(2, OWN);

	fails(um_seal(p, page(), 1) < 0, EINVAL, "a flag is EINVAL");
	is_int(um_seal(p, 0, 0), 0, "a length of 0 succeeds");
	is_int(um_munmap(p, 2 * page()), 0, "and seals nothing");
}

static int try_it(void *unused)
{
	unsigned char *p = map(1, OWN);

	(void)unused;
	if (um_seal(p, page(), 0) == 0)
		return 0;
	return errno == ENOTSUP && *um_why() ? 1 : 2;
}

int main(void)
{
	int cannot;

	plan(0);
	test_arguments();
	cannot = in_child(try_it, 0);
	ok(cannot < 2, "memory is sealed, or it is ENOTSUP");
	if (cannot) {
		skip(1, "no mseal and no mimmutable");
		return done();
	}
	each(protection, "the protection is final");
	if (kernel_is("openbsd"))
		each(lock_data, "it becomes read-only once, and stays so,");
	each(place, "the place is final");
	each(contents, "the contents are not");
	each(neighbours, "nor what lies beside it");
	one(growth, "sealed memory does not grow");
	one(growth_by_copying, "also where growing is done by hand");
	one(decommit, "sealed memory is not given back");
	one(guards, "it is guarded if it can be written, else EPERM");
	one(again, "sealing again changes nothing");
	one(children, "it is sealed in children too");
	one(hole, "a hole is ENOMEM and nothing is sealed, or passed over");
	return done();
}
