/* AIX; never run there, only read:
 * what OpenJDK's os_aix.cpp and IBM's page of mmap say. */
#include "../way/way.h"
#include "aix.h"

/* MAP_FIXED itself refuses to replace, unless XPG_SUS_ENV=ON was in the
 * environment when the process started: then nothing is known to refuse. */
static int aix_refuses(uintptr_t at)
{
	return um_kernel.sys.mmap((void *)at, um_page(), 0,
	    um_kernel.numbers.map_private | um_kernel.numbers.map_anon
	    | um_kernel.numbers.map_fixed, -1, 0) == MAP_FAILED;
}

/* Asked once, on a page of our own. */
static int aix_fixed_is_timid(void)
{
	enum { UNASKED, TIMID, BOLD };
	static int remembered;
	int known = UM_LOAD(&remembered);
	uintptr_t page;

	if (known == UNASKED) {
		if (um_hold(um_page(), &page) < 0)
			return 0;
		known = aix_refuses(page) ? TIMID : BOLD;
		um_undo(page, um_page());
		UM_STORE(&remembered, known);
	}
	return known == TIMID;
}

int um_aix_noreplace(void *request)
{
	struct um_request *r = request;
	struct um_range range;

	if (!aix_fixed_is_timid()) {
		errno = ENOSYS;
		return -1;
	}
	if (um_fixed_by_flag(r) == 0)
		return 0;
	range.addr = r->addr;
	range.len = r->len;
	return um_taken(&range) == 1
	    ? um_say(EEXIST, UM_WHY_TAKEN) : -1;
}

static const struct um_errno_row aix_errnos[] = {
	{ UM_IN_MMAP | UM_IN_MPROTECT | UM_IN_MREMAP, 0, EAGAIN, ENOMEM, 0 },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_aix = {
	.name = "aix",
	.habits = UM_UNKNOWN_HABITS | UM_MSYNC_REFUSES_PRIVATE
	    | UM_REPLACES_IN_TWO,
	.errnos = aix_errnos,
	.untried = 1
};
