/* Calls that a process in a sandbox makes: of capsicum-t and pledge-t. */
#ifndef SANDBOXED_H
#define SANDBOXED_H

#include <stdlib.h>

enum { PAGES = 4, RW = PROT_READ | PROT_WRITE };
#define ANON (UM_MAP_PRIVATE | UM_MAP_ANON)

static char *memory(int flags)
{
	char *p = um_mmap(0, PAGES * page(), RW, flags | UM_MAP_ANON, -1, 0);

	if (p == MAP_FAILED)
		exit(2);
	memset(p, 1, PAGES * page());
	return p;
}

static char *private(void)
{
	return memory(UM_MAP_PRIVATE);
}

static int had(void *p)
{
	return p == MAP_FAILED ? -1 : um_munmap(p, PAGES * page());
}

static int call_map(void)
{
	return had(private());
}

static int call_share(void)
{
	return had(memory(UM_MAP_SHARED));
}

static int call_align(void)
{
	return had(memory(UM_MAP_PRIVATE | UM_MAP_ALIGNED(21)));
}

/* Over what is there, and where nothing is. */
static int call_noreplace(void)
{
	char *const p = private();
	const int taken = um_mmap(p, page(), RW, ANON | UM_MAP_FIXED_NOREPLACE,
	    -1, 0) == MAP_FAILED && errno == EEXIST;

	return !taken || um_munmap(p, PAGES * page()) < 0 ? -1
	    : had(um_mmap(p, PAGES * page(), RW, ANON
		| UM_MAP_FIXED_NOREPLACE, -1, 0));
}

static int call_protect(void)
{
	return um_mprotect(private(), page(), PROT_READ);
}

static int call_discard_private(void)
{
	char *const p = private();

	return um_madvise(p, page(), UM_ADV_DISCARD_PRIVATE) < 0 ? -1 : *p;
}

static int call_reserve(void)
{
	char *const p = um_reserve(0, 1024 * page(), 0);

	if (p == MAP_FAILED || um_commit(p, PAGES * page(), RW) < 0)
		return -1;
	p[page()] = 1;
	return um_decommit(p, PAGES * page()) < 0 ? -1
	    : um_munmap(p, 1024 * page());
}

static int call_guard(void)
{
	char *const p = private();

	return um_guard(p + page(), page()) < 0 ? -1
	    : um_unguard(p + page(), page(), RW);
}

static int call_grow(void)
{
	char *const p = um_mremap(private(), PAGES * page(),
	    2 * PAGES * page(), UM_MREMAP_MAYMOVE);

	return p == MAP_FAILED || p[page()] != 1 ? -1
	    : um_munmap(p, 2 * PAGES * page());
}

static int call_memfd(void)
{
	const int fd = um_memfd("sandboxed", (int64_t)page(), 0);

	return fd < 0 ? -1 : close(fd);
}

static int call_mirror(void)
{
	char *const p = um_mirror(0, view(), 2, 0);

	return p == MAP_FAILED ? -1 : um_munmap(p, 2 * view());
}

static int call_shm(void)
{
	const int fd = um_shm_open("unimap-sandboxed-t", O_RDWR | O_CREAT,
	    0600);

	return fd < 0 ? -1 : close(fd);
}

static int call_shm_unlink(void)
{
	return um_shm_unlink("unimap-sandboxed-t");
}

#endif
