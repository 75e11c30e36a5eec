/* Linux, Android, gVisor, and what emulates them. */
#include "../kernel.h"

static const struct um_way linux_noreplace_ways[] = {
	{ "mmap MAP_FIXED_NOREPLACE", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace),
	    um_noreplace_by_flag },
	{ "a hint, compared", UM_EMULATED, 0, um_noreplace_by_hint },
	{ 0, 0, 0, 0 }
};

/* ---- core dumps --------------------------------------------------------- */

/* gVisor takes MADV_DONTDUMP and does nothing.  A kernel that means it shows
 * "dd" among the VmFlags of /proc/self/smaps (Linux 3.8); where that is
 * silent, the return value is believed. */

enum { SILENT, SHOWN, NOT_SHOWN };

static int flags_tell(struct um_text *t)
{
	int d = 0, before = ' ';

	for (; t->c > 0 && t->c != '\n'; um_text_next(t)) {
		d = d || (before == 'd' && t->c == 'd');
		before = t->c;
	}
	return d ? SHOWN : NOT_SHOWN;
}

/* "55d0c-55d0e r-xp ..." begins a mapping, "VmFlags: rd wr" ends it. */
static int smaps_tells(struct um_text *t, uintptr_t addr)
{
	uintptr_t start;
	int here = 0;

	for (; t->c >= 0; um_text_skip_line(t)) {
		if (here && t->c == 'V')
			return flags_tell(t);
		start = um_text_number(t, 16);
		if (t->c != '-')
			continue;
		um_text_next(t);
		here = start <= addr && addr < um_text_number(t, 16);
	}
	return SILENT;
}

static int smaps_shows_dontdump(uintptr_t addr)
{
	struct um_text t;
	int answer;

	if (um_text_open(&t, "/proc/self/smaps") < 0)
		return SILENT;
	answer = smaps_tells(&t, addr);
	um_close(t.fd);
	return answer;
}

/* Asked once, on a page of our own. */
static int means_dontdump(void)
{
	enum { UNASKED, YES, NO };
	static int remembered;
	int known = UM_LOAD(&remembered);
	struct um_range page;

	if (known != UNASKED)
		return known == YES;
	page.len = um_page_size();
	if (um_hold(page.len, &page.addr) < 0)
		return -1;
	known = um_raw_madvise(&page, um_kernel->numbers->adv_dontdump) < 0
	    || smaps_shows_dontdump(page.addr) == NOT_SHOWN ? NO : YES;
	um_undo(page.addr, page.len);
	UM_STORE(&remembered, known);
	return known == YES;
}

static int linux_conceal(void *concealment)
{
	const int means = means_dontdump();

	if (means == 0)
		return um_say(ENOTSUP,
		    "this kernel takes the advice and does nothing");
	return means < 0 ? -1 : um_conceal_by_advice(concealment);
}

static const struct um_way linux_conceal_ways[] = {
	{ "madvise MADV_DONTDUMP", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontdump), linux_conceal },
	{ 0, 0, 0, 0 }
};

/* ---- inheritance -------------------------------------------------------- */

static const struct um_way linux_inherit_ways[] = {
	{ "madvise MADV_DONTFORK, MADV_WIPEONFORK", UM_NATIVE,
	    UM_NEEDS_ADVICE(adv_dontfork), um_inherit_by_advice },
	{ 0, 0, 0, 0 }
};

/* ---- errno -------------------------------------------------------------- */

static const struct um_errno_row linux_errnos[] = {
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_EXEC, EPERM, EACCES,
	    "the file system is mounted noexec" },
	{ UM_IN_MMAP, UM_OF_WRITE_EXEC, EACCES, EACCES,
	    "a policy forbids memory that is written and executed" },
	{ UM_IN_MPROTECT, UM_OF_EXEC, EACCES, EACCES,
	    "the object, its mount or a policy forbids execution" },
	{ UM_IN_MMAP, UM_OF_FIXED | UM_OF_ANON, EPERM, EPERM,
	    "sealed memory is there, or the address is below "
	    "vm.mmap_min_addr" },
	{ UM_IN_MMAP, UM_OF_SHARED, EPERM, EPERM,
	    "the object is sealed against writing" },
	{ UM_IN_MLOCK, 0, EPERM, EAGAIN, 0 },	/* RLIMIT_MEMLOCK is 0 */
	{ UM_IN_MSYNC, 0, EFAULT, ENOMEM,	/* before 2.4.19 */
	    "part of the range is not mapped" },
	{ UM_IN_MSYNC | UM_IN_MINCORE | UM_IN_MADVISE | UM_IN_MINHERIT, 0,
	    ENOMEM, ENOMEM, "part of the range is not mapped" },
	{ UM_IN_MREMAP, 0, EFAULT, ENOMEM,
	    "part of the range is not mapped" },
	{ UM_IN_MUNMAP | UM_IN_MPROTECT | UM_IN_MREMAP, 0, ENOMEM, ENOMEM,
	    "no memory, a hole, a limit, or too many mappings: see "
	    "vm.max_map_count" },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_linux = {
	.name = "linux",
	.habits = UM_DEV_ZERO_SHARES | UM_MAP_IS_TEXT | UM_FREE_TELLS_PRIVATE
	    | UM_DONTNEED_ZEROES,
	.errnos = linux_errnos,
	.ways = {
		[UM_CHAIN_NOREPLACE] = linux_noreplace_ways,
		[UM_CHAIN_CONCEAL] = linux_conceal_ways,
		[UM_CHAIN_INHERIT] = linux_inherit_ways
	}
};
