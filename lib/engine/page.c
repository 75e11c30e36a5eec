/* Page sizes are run-time numbers: 4 to 64 KiB, and 64 KiB placement on
 * Cygwin; the build host's are not the run host's. */
#include "engine.h"

int um_version(void)
{
	return UM_VERSION;
}

size_t um_page_known, um_grain_known;

UM_COLD size_t um_page_size(void)
{
	size_t n = UM_LOAD(&um_page_known);

	if (n == 0) {
		n = um_kernel.sys.page_size();
		UM_STORE(&um_page_known, n);
	}
	return n;
}

UM_COLD size_t um_granularity(void)
{
	size_t n = UM_LOAD(&um_grain_known);

	if (n == 0) {
		n = um_kernel.sys.granularity
		    ? um_kernel.sys.granularity() : um_page_size();
		UM_STORE(&um_grain_known, n);
	}
	return n;
}

int um_prot_by_bits(int prot)
{
	const struct um_numbers *n = &um_kernel.numbers;

	return (prot & PROT_READ ? n->prot_read : 0)
	    | (prot & PROT_WRITE ? n->prot_write : 0)
	    | (prot & PROT_EXEC ? n->prot_exec : 0)
	    | (prot & UM_PROT_BTI ? n->prot_bti : 0)
	    | (prot & UM_PROT_MTE ? n->prot_mte : 0);
}

/* mmap ignores a bit of a processor that has it not. */
int um_check_more_prot(int prot)
{
	const int more = prot & (UM_PROT_BTI | UM_PROT_MTE);
	const int had = um_kernel.sys.more_prot ? um_kernel.sys.more_prot()
	    : 0;

	if (prot & ~(UM_PROT_ALL | more))
		return um_invalid(UM_WHY_PROT);
	return more & ~had ? um_fail(ENOTSUP, UM_WHY_NO_SUCH_PROT) : 0;
}

/* gVisor's munmap takes what is longer than half of the addresses for all
 * behind it. */
#define RANGE_MOST (sizeof(size_t) > 4 ? (size_t)PTRDIFF_MAX : SIZE_MAX)

int um_range_of(const void *addr, size_t len, struct um_range *range)
{
	const size_t unit = um_page();
	const uintptr_t at = (uintptr_t)addr;

	range->addr = at;	/* gcc -O3 warns of callers else */
	range->len = 0;
	if (at & (unit - 1))
		return um_invalid(UM_WHY_NO_PAGE);
	if (len == 0)
		return 0;
	if (len > RANGE_MOST - (unit - 1)
	    || um_round_up(len, unit) - 1 > UINTPTR_MAX - at)
		return um_lacking(UM_WHY_BEYOND);
	range->len = um_round_up(len, unit);
	return 1;
}
