/* Memory that Linux leaves out of core dumps. */
#include "way.h"

/* What is left out of dumps is a mapping of its own, and Linux grows one mapping
 * a call: EFAULT (mm/mremap.c).  1, 0, or -1 for nobody can tell. */
static int dontdump_splits(void)
{
	const size_t page = um_grain();
	struct um_request r;
	struct um_range first;
	int told = -1, grown = 0;

	um_request_pages(&r, 0, 3 * page, PROT_READ, UM_MAP_PRIVATE);
	if (!um_kernel.sys.mremap || um_map(&r) < 0)
		return -1;
	first.addr = r.result;
	first.len = page;
	um_undo(first.addr + 2 * page, page);
	if (um_raw_madvise(&first, um_kernel.numbers.adv_dontdump) == 0) {
		grown = um_kernel.sys.mremap((void *)first.addr, 2 * page,
		    3 * page, 0, 0) != MAP_FAILED;
		told = grown ? 0 : errno == EFAULT ? 1 : -1;
	}
	um_undo(first.addr, (grown ? 3 : 2) * page);
	return told;
}

/* gVisor and qemu-user take MADV_DONTDUMP and do nothing.  Where nobody tells, the kernel
 * is believed. */
static int means_dontdump(void)
{
	enum { UNASKED, YES, NO };
	static int remembered;
	const int known = UM_LOAD(&remembered);
	int told;

	if (known != UNASKED)
		return known == YES;
	told = dontdump_splits();
	um_said_of(0);
	if (told >= 0)
		UM_STORE(&remembered, told ? YES : NO);
	return told != 0;
}

int um_conceal_by_dontdump(void *concealment)
{
	const struct um_concealment *c = concealment;

	return means_dontdump() ? um_raw_madvise(&c->range, c->on
	    ? um_kernel.numbers.adv_dontdump : um_kernel.numbers.adv_dodump)
	    : um_unable(UM_WHY_NO_EFFECT);
}
