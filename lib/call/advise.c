/* um_madvise of what may be dropped, and of memory that the caller knows. */
#include "call.h"

/* What may be dropped, by its place in the numbers. */
static const unsigned short advice_numbers[] = {
#define WISH(advice, number) \
	[advice - UM_ADV_NORMAL] = offsetof(struct um_numbers, number)
	WISH(UM_ADV_NORMAL, adv_normal), WISH(UM_ADV_RANDOM, adv_random),
	WISH(UM_ADV_SEQUENTIAL, adv_sequential),
	WISH(UM_ADV_WILLNEED, adv_willneed), WISH(UM_ADV_HUGE, adv_hugepage),
	WISH(UM_ADV_NOHUGE, adv_nohugepage), WISH(UM_ADV_FREE, adv_free),
	WISH(UM_ADV_COLD, adv_cold), WISH(UM_ADV_PAGEOUT, adv_pageout)
#undef WISH
};

/* A wish is dropped, unless what the kernel says may be about a hole: ENOMEM,
 * EFAULT on NetBSD and OpenBSD, EINVAL on macOS. */
static int wish_failed(const struct um_range *range)
{
	if (errno == ENOMEM || errno == EFAULT || (errno == EINVAL
		&& (um_kernel.family->habits & UM_MADVISE_HOLE_IS_EINVAL)))
		return um_whole(range) == 0 ? um_no_memory(UM_WHY_HOLE) : 0;
	return 0;
}

static int wish(const struct um_range *range, int advice)
{
	if (advice == UM_ADV_DISCARD_PRIVATE)
		return um_empty(range);
	return um_raw_madvise(range,
	    um_number_at(advice_numbers[advice - UM_ADV_NORMAL])) == 0 ? 0
	    : wish_failed(range);
}

int um_advise(void *addr, size_t len, int advice,
    int (*go)(const struct um_range *, int advice))
{
	const int saved = errno;
	struct um_range range;
	const int some = um_range_of(addr, len, &range);

	if (some <= 0)
		return some;
	if (go(&range, advice) < 0)
		return um_range_failed(&range, UM_IN_MADVISE, 0);
	errno = saved;
	return 0;
}

int um_madvise_wish(void *addr, size_t len, int advice)
{
	if (advice < UM_ADV_NORMAL || advice > UM_ADV_LAST_WISH)
		return um_invalid(UM_WHY_ADVICE);
	return um_advise(addr, len, advice, wish);
}
