/* What this kernel can do at all, asked once.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

struct can can;

static void *probe(size_t pages, int prot, int flags, int fd)
{
	return um_mmap(0, pages * unit, prot, flags, fd, 0);
}

static int works(size_t pages, int prot, int flags, int fd)
{
	void *at = probe(pages, prot, flags, fd);

	if (at == MAP_FAILED)
		return 0;
	um_munmap(at, pages * unit);
	return 1;
}

static void ask_inherit(int shared)
{
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_ANON
	    | (shared ? UM_MAP_SHARED : UM_MAP_PRIVATE), -1);
	int how;

	for (how = 0; how < 4; how++)
		can.inherit[how][shared] = um_minherit(p, unit,
		    UM_INHERIT_SHARE + how) == 0;
	um_munmap(p, unit);
}

static void ask_discard(int shared)
{
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_ANON
	    | (shared ? UM_MAP_SHARED : UM_MAP_PRIVATE), -1);

	can.discard[shared] = um_madvise(p, unit, UM_ADV_DISCARD) == 0;
	um_munmap(p, unit);
}

static void ask_growth(void)
{
	struct um_area area;
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON, -1);
	void *now = um_mremap(p, unit, 2 * unit, UM_MREMAP_MAYMOVE);

	can.grow = now != MAP_FAILED;
	can.guess = um_area_at((uintptr_t)(can.grow ? now : p), &area) == 0
	    && area.shared < 0;
	um_munmap(can.grow ? now : p, (can.grow ? 2 : 1) * unit);
	/* OpenBSD, where asking may kill; a file where there is no memory to
	 * share, and that grows */
	p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_SHARED | UM_MAP_ANON, -1);
	now = um_mremap(p, unit, 2 * unit, UM_MREMAP_MAYMOVE);
	can.believe = now != MAP_FAILED;
	um_munmap(can.believe ? now : p, (can.believe ? 2 : 1) * unit);
}

static void ask_lock(void)
{
	const size_t len = 2 * MOST * unit;
	void *p = probe(2 * MOST, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON, -1);

	can.lock = um_mlock(p, len) == 0;
	can.tell_lock = can.lock && um_msync(p, len, MS_INVALIDATE) < 0
	    && errno == EBUSY;
	um_munmap(p, len);
}

static void ask_advice(void)
{
	unsigned char vec[1];
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON, -1);

	can.mincore = um_mincore(p, unit, vec) == 0;
	can.conceal_old = um_madvise(p, unit, UM_ADV_CONCEAL) == 0;
	can.populate = um_madvise(p, unit, UM_ADV_POPULATE_READ) == 0;
	um_munmap(p, unit);
	p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_SHARED, fds[FD_BOTH]);
	can.populate_file = um_madvise(p, unit, UM_ADV_POPULATE_WRITE) == 0;
	um_munmap(p, unit);
	p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_SHARED | UM_MAP_ANON, -1);
	can.populate_shared = um_madvise(p, unit, UM_ADV_POPULATE_WRITE) == 0;
	um_munmap(p, unit);
}

static void ask_map(void)
{
	struct um_region region;
	struct um_area area;
	void *p = probe(1, PROT_READ, UM_MAP_SHARED, fds[FD_BOTH]);

	can.tell_files = um_area_at((uintptr_t)p, &area) == 0
	    && area.kind == UM_KIND_FILE;
	um_munmap(p, unit);
	can.tell = um_region_at(&can, &region) == 0;
	can.low2g = works(1, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_32BIT, -1);
	can.low4g = works(1, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_LOW4G, -1);
}

static void ask_name(int shared)
{
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_ANON
	    | (shared ? UM_MAP_SHARED : UM_MAP_PRIVATE), -1);

	can.name[shared] = um_name(p, unit, "fuzz") == 0;
	um_munmap(p, unit);
}

/* A guard that um_mprotect undoes is made by protection. */
static void ask_guard(void)
{
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON, -1);

	can.guards = um_guard(p, unit) == 0 && um_mprotect(p, unit, PROT_READ) == 0
	    && !is_readable(p) ? BY_ADVICE : BY_PROTECTION;
	um_munmap(p, unit);
}

static void ask_object(void)
{
	const int fd = um_memfd(0, (int64_t)unit, 0);
	const int exec = um_memfd(0, (int64_t)unit, UM_MEMFD_EXEC);
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_SHARED, fd);

	can.object = fd >= 0;
	can.object_exec = exec >= 0;
	can.object_private = works(1, PROT_READ, UM_MAP_PRIVATE, fd);
	can.object_beyond = works(2, PROT_READ, UM_MAP_SHARED, fd);
	can.object_discard = um_madvise(p, unit, UM_ADV_DISCARD) == 0;
	um_munmap(p, unit);
	if (fd >= 0)
		close(fd);
	if (exec >= 0)
		close(exec);
}

static void ask_exec(void)
{
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1);

	can.exec_later = um_mprotect(p, unit, PROT_READ | PROT_EXEC) == 0;
	um_munmap(p, unit);
}

static void ask_mirror(void)
{
	void *p = um_mirror(0, unit, 2, 0);

	can.mirror_discard = um_madvise(p, unit, UM_ADV_DISCARD) == 0;
	um_munmap(p, 2 * unit);
}

void ask(void)
{
	const int all = PROT_READ | PROT_WRITE | PROT_EXEC;

	can.wx = works(1, all, UM_MAP_PRIVATE | UM_MAP_ANON, -1);
	can.file_exec = works(1, PROT_READ | PROT_EXEC, UM_MAP_PRIVATE,
	    fds[FD_BOTH]);
	can.conceal = works(1, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_CONCEAL, -1);
	ask_exec();
	ask_advice();
	ask_lock();
	ask_growth();
	ask_discard(0);
	ask_discard(1);
	ask_inherit(0);
	ask_inherit(1);
	ask_map();
	ask_name(0);
	ask_name(1);
	ask_guard();
	ask_object();
	ask_mirror();
}
