/* Each fault is proven by the C library's own calls. */
#include "qemu.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

#define RW (PROT_READ | PROT_WRITE)

static const struct um_sys *raw(void)
{
	return &real_sys;
}

static char *map(size_t pages, int flags, int fd)
{
	const int kind = fd < 0 ? flags | um_kernel.numbers.map_anon : flags;

	return raw()->mmap(0, pages * page(), RW, kind, fd, 0);
}

static char *private(size_t pages)
{
	return map(pages, MAP_PRIVATE, -1);
}

/* ---- all of a 32-bit guest's space is mapped, for qemu ----------------- */

/* Three pages, of which the middle one is a hole. */
static char *with_hole(void)
{
	char *p = private(3);

	raw()->munmap(p + page(), page());
	return p;
}

static int msync_hole(void)
{
	char *p = with_hole();
	const int wrong = raw()->msync(p + page(), page(), MS_SYNC) == 0;

	raw()->munmap(p, 3 * page());
	return wrong;
}

static int munlock_hole(void)
{
	char *p = with_hole();
	const int wrong = raw()->munlock(p + page(), page()) == 0;

	raw()->munmap(p, 3 * page());
	return wrong;
}

static int mprotect_hole(void)
{
	char *p = with_hole();
	int wrong;

	(void)raw()->mprotect(p, 3 * page(), PROT_READ);
	wrong = !load_faults(p + page());
	raw()->munmap(p, 3 * page());
	return wrong;
}

static int mremap_in_place(void)
{
	char *p = private(3);
	int wrong;

	raw()->munmap(p + page(), 2 * page());
	wrong = raw()->mremap(p, page(), 2 * page(), 0, 0) == MAP_FAILED;
	raw()->munmap(p, 3 * page());
	return wrong;
}

/* Linux refuses pages mapped in pieces, and keeps them. */
static int mremap_loses(void)
{
	char *p = private(2);
	int wrong;

	raw()->mprotect(p, page(), PROT_READ);
	wrong = raw()->mremap(p, 2 * page(), 3 * page(),
	    um_kernel.numbers.mremap_maymove, 0) == MAP_FAILED
	    && load_faults(p);
	raw()->munmap(p, 2 * page());
	return wrong;
}

/* mmap2 counts in pages, and qemu makes bytes of them in 32 bits. */
static int far_offset(void)
{
	const off_t at = (off_t)((uint64_t)5 << 30);
	const int fd = temporary_file(page());
	int wrong = 0;
	char *p;

	if (at > 0 && at % 4096 == 0 && at >> 31 > 1
	    && ftruncate(fd, at + (off_t)page()) == 0
	    && pwrite(fd, "far", 3, at) == 3) {
		p = raw()->mmap(0, page(), PROT_READ, MAP_SHARED, fd, at);
		wrong = p == MAP_FAILED || load_faults(p)
		    || memcmp(p, "far", 4) != 0;
		raw()->munmap(p, page());
	}
	close(fd);
	return wrong;
}

/* ---- the host's pages are smaller than the guest's --------------------- */

static int mincore_bytes(void)
{
	unsigned char vec[64];
	char *p = private(1);
	int wrong;

	memset(vec, 0xee, sizeof vec);
	wrong = raw()->mincore(p, page(), vec) == 0 && vec[1] != 0xee;
	raw()->munmap(p, page());
	return wrong;
}

static int file_end(void)
{
	unsigned char vec[64];
	const int fd = temporary_file(10);
	char *p = map(2, MAP_SHARED, fd);
	const int wrong = p == MAP_FAILED
	    || raw()->mincore(p + page(), page(), vec) < 0;

	raw()->munmap(p, 2 * page());
	close(fd);
	return wrong;
}

/* qemu's linux-user/mmap.c maps up to the host's page in which it ends. */
static int empty_file(void)
{
	const int fd = temporary_file(0);
	char *p = map(1, MAP_SHARED, fd);

	if (p != MAP_FAILED)
		raw()->munmap(p, page());
	close(fd);
	return p == MAP_FAILED;
}

/* Linux says ENODEV. */
static int fixed_pipe(void)
{
	char *p = private(1);
	int ends[2], wrong;

	if (pipe(ends) < 0)
		return 0;
	wrong = raw()->mmap(p, page(), PROT_READ, MAP_PRIVATE | MAP_FIXED,
	    ends[0], 0) != MAP_FAILED || errno != ENODEV;
	close(ends[0]);
	close(ends[1]);
	raw()->munmap(p, page());
	return wrong;
}

/* ---- others ------------------------------------------------------------ */

/* The host's flag of the same number may contradict. */
static int msync_flags(void)
{
	char *p = private(1);
	const int wrong
	    = raw()->msync(p, page(), MS_ASYNC | MS_INVALIDATE) < 0
	    || raw()->msync(p, page(), MS_SYNC | MS_INVALIDATE) < 0;

	raw()->munmap(p, page());
	return wrong;
}

static int put_at_zero(void *unused)
{
	(void)unused;
	(void)raw()->mmap(0, page(), RW, MAP_PRIVATE | MAP_FIXED
	    | um_kernel.numbers.map_anon, -1, 0);
	return 0;
}

static int map_zero(void)
{
	return in_child(put_at_zero, 0) != 0;
}

/* The host has memory without PROT_EXEC, so it joins what differs in nothing
 * else. */
static int maps_exec(void)
{
	char *p = private(2);
	const int failed = raw()->mprotect(p + page(), page(), RW | PROT_EXEC);
	FILE *text = fopen("/proc/self/maps", "r");
	unsigned long start, end;
	char line[512], prot[8] = "";

	while (text && fgets(line, sizeof line, text)
	    && (sscanf(line, "%lx-%lx %7s", &start, &end, prot) != 3
		|| (uintptr_t)p + page() < start
		|| (uintptr_t)p + page() >= end))
		;
	if (text)
		fclose(text);
	raw()->munmap(p, 2 * page());
	return !failed && !strchr(prot, 'x');
}

/* ---- all --------------------------------------------------------------- */

#define HOLDS "qemu holds all of a 32-bit guest's space: "
#define COUNTS "qemu counts the host's pages: "

static const struct {
	int (*proven)(void);
	const char *reason;
} faults[QEMU_FAULTS] = {
	[QEMU_MSYNC_HOLE] = { msync_hole, HOLDS "msync of a hole is done" },
	[QEMU_MUNLOCK_HOLE] = { munlock_hole,
	    HOLDS "munlock of a hole is done" },
	[QEMU_MPROTECT_HOLE] = { mprotect_hole,
	    HOLDS "mprotect makes memory of a hole" },
	[QEMU_MREMAP_IN_PLACE] = { mremap_in_place,
	    HOLDS "mremap finds no room in place" },
	[QEMU_MREMAP_LOSES] = { mremap_loses,
	    HOLDS "what mremap refuses to move is lost" },
	[QEMU_FAR_OFFSET] = { far_offset, "qemu cuts the offset of mmap2" },
	[QEMU_MINCORE_BYTES] = { mincore_bytes,
	    COUNTS "mincore stores a byte for each" },
	[QEMU_FILE_END] = { file_end,
	    COUNTS "what is beyond the end of a file is not mapped" },
	[QEMU_EMPTY_FILE] = { empty_file,
	    COUNTS "an empty file cannot be mapped" },
	[QEMU_FIXED_PIPE] = { fixed_pipe,
	    COUNTS "a pipe at a fixed address is not ENODEV" },
	[QEMU_MSYNC_FLAGS] = { msync_flags,
	    "qemu takes this processor's flags of msync for its host's" },
	[QEMU_MAP_ZERO] = { map_zero, "qemu ends with what maps address 0" },
	[QEMU_MAPS_EXEC] = { maps_exec,
	    "qemu shows no PROT_EXEC in /proc/self/maps" }
};

const char *qemu_fault(enum qemu_fault f)
{
	static char known[QEMU_FAULTS];		/* 1 no, 2 yes */

	if (!is_under("qemu"))
		return 0;
	if (!known[f])
		known[f] = (char)(1 + (faults[f].proven() != 0));
	return known[f] == 2 ? faults[f].reason : 0;
}

int qemu_skips(enum qemu_fault f, int tests)
{
	const char *reason = qemu_fault(f);

	if (reason)
		skip(tests, "%s", reason);
	return reason != 0;
}
