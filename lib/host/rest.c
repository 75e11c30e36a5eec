/* The C library's calls that not every program needs: they are linked with who
 * reaches them. */
#include "../engine/engine.h"
#include "numbers.h"
#include "rest.h"

static int host_mlock(const void *addr, size_t len)
{
	return mlock((void *)(uintptr_t)addr, len);
}

static int host_munlock(const void *addr, size_t len)
{
	return munlock((void *)(uintptr_t)addr, len);
}

static const struct um_sys rest = {
	.close_on_exec = host_close_on_exec,
	.memory_free = host_memory_free,
	.mlock = host_mlock,
	.mlockall = HOST_MLOCKALL,
	.munlock = host_munlock,
	.munlockall = HOST_MUNLOCKALL,
	.page_sizes = HOST_PAGE_SIZES,
	.posix_madvise = HOST_POSIX_MADVISE,
	.pwrite = host_pwrite,
	.seal_seals = HOST_SEAL_SEALS,
	.view_align = host_view_align
};
const struct um_sys *um_rest = &rest;
