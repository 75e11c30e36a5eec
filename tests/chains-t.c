/* The chains as data: a way that needs a number, a call or a habit says so in
 * every family, and what each simulated kernel tells of memory, without which
 * other tests are skipped. */
#include "tap.h"

#include "../lib/family/darwin.h"
#include "../lib/family/netbsd.h"
#include "../lib/family/svr4.h"

/* ---- needs ------------------------------------------------------------- */

static const struct {
	um_go *way;
	unsigned need;
} needs[] = {
	{ um_private_by_flag, UM_NEEDS_FLAG(map_anon) },
	{ um_shared_by_flag, UM_NEEDS_FLAG(map_anon) },
	{ um_shared_by_dev_zero, UM_NEEDS_HABIT(UM_DEV_ZERO_SHARES) },
	{ um_noreplace_by_flag, UM_NEEDS_FLAG(map_noreplace) },
	{ um_noreplace_by_tryfixed, UM_NEEDS_FLAG(map_noreplace) },
	{ um_aligned_by_flag, UM_NEEDS_FLAG(map_aligned_shift) },
	{ um_aligned_by_addr, UM_NEEDS_FLAG(map_align_in_addr) },
	{ um_low_by_flag, UM_NEEDS_FLAG(map_low2g) },
	{ um_low_by_flag, UM_NEEDS_FLAG(map_low4g) },
	{ um_object_by_memfd, UM_NEEDS_CALL(memfd_create) },
	{ um_object_by_shm_anon, UM_NEEDS_FLAG(shm_anon) },
	{ um_object_by_tmpfile, UM_NEEDS_FLAG(o_tmpfile) },
	{ um_object_by_shm_open, UM_NEEDS_CALL(shm_unlink) },
	{ um_area_by_query, UM_NEEDS_CALL(ioctl) },
	{ um_bounds_by_query, UM_NEEDS_CALL(ioctl) },
	{ um_spots_by_query, UM_NEEDS_CALL(ioctl) },
	{ um_area_by_freebsd_sysctl, UM_NEEDS_CALL(sysctl) },
	{ um_area_by_netbsd_sysctl, UM_NEEDS_CALL(sysctl) },
	{ um_area_by_openbsd_sysctl, UM_NEEDS_CALL(sysctl) },
	{ um_area_by_mach_region, UM_NEEDS_CALL(mach_region) },
	{ um_area_by_vm_region, UM_NEEDS_CALL(vm_region) },
	{ um_area_by_next_area, UM_NEEDS_CALL(next_area) },
	{ um_details_by_joining, UM_NEEDS_CALL(minherit) },
	{ um_discard_by_advice, UM_NEEDS_ADVICE(adv_free) },
	{ um_discard_by_freeing, UM_NEEDS_ADVICE(adv_free) },
	{ um_discard_by_dontneed, UM_NEEDS_ADVICE(adv_dontneed) },
	{ um_discard_by_remove, UM_NEEDS_ADVICE(adv_remove) },
	{ um_darwin_discard_shared, UM_NEEDS_FLAG(adv_zero) },
	{ um_discard_by_mapping, UM_NEEDS_NO_HABIT(UM_REPLACES_IN_TWO) },
	{ um_populate_by_touching, UM_NEEDS_TOUCH },
	{ um_conceal_by_dontdump, UM_NEEDS_ADVICE(adv_dontdump) },
	{ um_conceal_by_advice, UM_NEEDS_ADVICE(adv_dontdump) },
	{ um_remap_by_mremap, UM_NEEDS_FLAG(mremap_maymove) },
	{ um_netbsd_remap, UM_NEEDS_CALL(mremap_netbsd) },
	{ um_inherit_by_advice, UM_NEEDS_ADVICE(adv_dontfork) },
	{ um_inherit_by_minherit, UM_NEEDS_CALL(minherit) },
	{ um_inherit_but_copy_of_shared, UM_NEEDS_CALL(minherit) },
	{ um_svr4_inherit, UM_NEEDS_FLAG(mc_inherit_zero) },
	{ um_mirror_by_mremap, UM_NEEDS_FLAG(mremap_fixed) },
	{ um_mirror_by_remapdup, UM_NEEDS_FLAG(mremap_dup) },
	{ um_mirror_by_alias, UM_NEEDS_CALL(alias) },
	{ um_commit_by_mapping, UM_NEEDS_HABIT(UM_COMMITS_BY_MAPPING) },
	{ um_commit_by_protection, UM_NEEDS_NO_HABIT(UM_REPLACES_IN_TWO) },
	{ um_guard_by_advice, UM_NEEDS_FLAG(adv_guard) },
	{ um_seal_by_mseal, UM_NEEDS_CALL(mseal) },
	{ um_seal_by_mimmutable, UM_NEEDS_CALL(mimmutable) },
	{ um_name_by_prctl, UM_NEEDS_CALL(prctl) },
	{ um_punch_by_fallocate, UM_NEEDS_CALL(punch_hole) },
	{ um_punch_by_fspacectl, UM_NEEDS_CALL(deallocate) },
	{ um_punch_by_blocks, UM_NEEDS_CALL(punch_blocks) }
};
enum { NEEDS = sizeof needs / sizeof *needs };
static int seen[NEEDS];

/* What all kernels of the family do need not be asked for. */
static int is_of_all(unsigned need, const struct um_family *family)
{
	return need == UM_NEEDS_HABIT(family->habits & UM_DEV_ZERO_SHARES)
	    || (need == UM_NEEDS_NO_HABIT(UM_REPLACES_IN_TWO)
	    && !(family->habits & UM_REPLACES_IN_TWO));
}

static int says_what_it_needs(const struct um_way *way,
    const struct um_family *family)
{
	int known = 0;
	size_t i;

	for (i = 0; i < NEEDS; i++)
		if (needs[i].way == way->go) {
			known = 1;
			if (way->needs == needs[i].need || (!way->needs
			    && is_of_all(needs[i].need, family)))
				return seen[i] = 1;
		}
	if (known)
		diag("%s: \"%s\"", family->name, way->name);
	return !known;
}

static void test_family(const struct um_family *family)
{
	const struct um_way *way;
	int chain, good = 1;

	use_family(family);
	for (chain = 0; chain < UM_CHAINS; chain++)
		for (way = chain_of((enum um_chain_number)chain)->ways;
		    way->name; way++)
			good &= says_what_it_needs(way, family);
	ok(good, "%s: each way says which number, call or habit it needs",
	    family->name);
}

static void test_needs(void)
{
	static const struct um_family *const families[] = {
		&um_family_aix, &um_family_cygwin, &um_family_darwin,
		&um_family_dragonfly, &um_family_freebsd, &um_family_generic,
		&um_family_haiku, &um_family_hurd, &um_family_linux,
		&um_family_netbsd, &um_family_openbsd, &um_family_svr4
	};
	size_t i, unseen = 0;

	for (i = 0; i < sizeof families / sizeof *families; i++)
		test_family(families[i]);
	for (i = 0; i < NEEDS; i++)
		unseen += !seen[i];
	is_int((long long)unseen, 0, "each of these ways is in some chain");
	use_family(um_kernel.family);
}

/* ---- what is told ------------------------------------------------------ */

enum { NOT = -1, NOBODY = -2 };
#define COPY UM_INHERIT_COPY

/* Of new private memory: first the map, then the details too.  The first row
 * that the kernel's name begins with. */
static const struct told {
	const char *kernel;
	int kind, shared;	/* kind NOBODY: the map is not told */
	int now_shared, locked, concealed, inherit;
} table[] = {
	{ "linux-2.2", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "linux-2.4", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "linux-4.4", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "android-8", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "gvisor-2024", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "qemu-user", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "freebsd-1", UM_KIND_ANON, NOT, 0, NOT, 0, COPY },
	{ "dragonfly-6-procfs", UM_KIND_ANON, NOT, NOT, NOT, NOT, NOT },
	{ "dragonfly-6", NOBODY, 0, 0, 0, 0, 0 },
	{ "netbsd-7-procfs", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "netbsd-7", NOBODY, 0, 0, 0, 0, 0 },
	{ "netbsd-10", UM_KIND_ANON, 0, 0, 0, 0, COPY },
	{ "openbsd-", UM_KIND_ANON, 0, 0, 0, 0, COPY },
	{ "macos-15", UM_KIND_ANON, 0, 0, 0, 0, COPY },
	{ "svr4", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "illumos", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "haiku", UM_KIND_UNTOLD, NOT, NOT, NOT, NOT, NOT },
	{ "hurd", UM_KIND_UNTOLD, 0, 0, NOT, NOT, COPY },
	{ "cygwin", UM_KIND_ANON, 0, 0, NOT, NOT, NOT },
	{ "aix", UM_KIND_UNTOLD, 0, 0, NOT, NOT, NOT },
	{ "hostile", NOBODY, 0, 0, 0, 0, 0 }
};

static const struct told *told(void)
{
	size_t i;

	for (i = 0; i < sizeof table / sizeof *table; i++)
		if (kernel_is(table[i].kernel))
			return &table[i];
	return 0;
}

static void test_told(void)
{
	unsigned char *p = must_map(0, 4, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	const struct told *t = told();
	struct um_area area;
	const int failed = um_area_at((uintptr_t)p, &area);

	if (!ok(t != 0, "it is written here what %s tells", um_kernel.name))
		return;
	if (t->kind == NOBODY) {
		ok(failed, "%s tells nobody what is mapped", um_kernel.name);
		skip(1, "a kernel that tells what is mapped");
		um_munmap(p, 4 * page());
		return;
	}
	ok(!failed && (int)area.kind == t->kind && area.shared == t->shared,
	    "%s tells what is mapped, its kind and sharing, or not",
	    um_kernel.name);
	(void)um_area_details(&area);
	if (!ok(area.shared == t->now_shared && area.locked == t->locked
	    && area.concealed == t->concealed && area.inherit == t->inherit,
	    "and the details: sharing, locks, concealment and inheritance, or "
	    "not"))
		diag("shared %d locked %d concealed %d inherit %d",
		    area.shared, area.locked, area.concealed, area.inherit);
	um_munmap(p, 4 * page());
}

/* The map of System V tells memory of /dev/zero for memory, an object not. */
static void test_shared(void)
{
	if (kernel_is("svr4") || kernel_is("illumos"))
		ok(shared_is_memory(), "shared memory is what the map of %s "
		    "tells for memory", um_kernel.name);
	else
		skip(1, "System V");
}

int main(void)
{
	plan(0);
	test_needs();
	if (is_simulated()) {
		test_told();
		test_shared();
	} else
		skip(4, "a simulated kernel");
	return done();
}
