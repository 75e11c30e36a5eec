/* The answers of OpenBSD, macOS and System V, and of the others in short.
 *
 * SPDX-License-Identifier: MIT
 */
#include "selfcheck.h"
#include "../tap.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* ---- OpenBSD 7 --------------------------------------------------------- */

void
openbsd_7(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x1000 };
	char *p, *q;
	uintptr_t h;
	int fd, pfd[2], status;
	pid_t pid;
	struct um_area a;

	enter("openbsd-7");
	p = yes(map(0, pg, 3, A | P, -1, 0), "ANON|PRIVATE");
	no(map(0, pg, 3, A | P, 0, 0), EINVAL, "fd 0");
	p = yes(map(0, pg, 3, A | P, -1, 1), "offset 1");
	holds(((uintptr_t)p & (pg - 1)) == 1 && is_whole(p - 1, 2),
	    "points into two pages");
	(void)yes(map(0, pg, 3, A, -1, 0), "neither");
	no(map(0, pg, 3, A | S | P, -1, 0), EINVAL, "both");
	no(map(0, pg, 7, A | P, -1, 0), ENOTSUP, "W and X");
	no(map(0, pg, 0x13, A | P, -1, 0), EINVAL, "prot 0x10");
	no(map(0, pg, 3, A | P | 0x10000, -1, 0), EINVAL, "flag 0x10000");
	no(map(0, pg, 3, A | P | 8, -1, 0), EINVAL, "flag 8");
	(void)yes(map(0, pg, 3, A | P | 0x40, -1, 0), "flag 0x40");
	no(map(0, 0, 3, A | P, -1, 0), EINVAL, "length 0");
	no(map(0, SIZE_MAX, 3, A | P, -1, 0), EINVAL, "length SIZE_MAX");
	p = plain(2);
	no(map((uintptr_t)p, pg, 3, A | P | F | 0x800, -1, 0), ENOMEM,
	    "FIXED|NOREPLACE, taken");
	holds(*p == 7, "left alone");
	no(map((uintptr_t)p, pg, 3, A | P | 0x800, -1, 0), EINVAL,
	    "NOREPLACE without FIXED");
	h = hole(pg);
	holds((uintptr_t)map(h, pg, 3, A | P | F | 0x800, -1, 0) == h,
	    "FIXED|NOREPLACE, free");
	errno = 12345;
	holds(map((uintptr_t)p, pg, 3, A | P | F, -1, 0) == p && *p == 0,
	    "FIXED replaces");
	no(map(0, pg, 3, A | P | F, -1, 0), EINVAL, "FIXED at 0");
	h = hole(8 * pg);
	holds((uintptr_t)map(h, pg, 3, A | P, -1, 0) == h, "a free hint binds");
	holds((uintptr_t)map(h, pg, 3, A | P, -1, 0) != h, "a taken one not");
	errno = 12345;
	(void)yes(map(0, pg, 3, A | P | 0x4000, -1, 0), "STACK");
	no(map(0, pg, 1, A | P | 0x4000, -1, 0), EINVAL, "STACK prot READ");
	no(map(0, pg, 3, A | S | 0x4000, -1, 0), EINVAL, "STACK SHARED");
	p = yes(map(0, pg, 3, A | P | 0x8000, -1, 0), "CONCEAL");
	deep(area_at((uintptr_t)p, &a) == 0 && a.concealed == 1
	    && a.inherit == UM_INHERIT_COPY && a.locked == 0, "area");
	no(map(0, pg, 3, A | P | 0x2000, -1, 0), EINVAL, "NOFAULT anonymous");
	(void)!pipe(pfd);
	no(map(0, pg, 3, S, pfd[0], 0), ENODEV, "pipe");
	no(map(0, pg, 3, S, 999, 0), EBADF, "closed");
	fd = file("o", O_RDWR, (off_t)pg);
	p = yes(map(0, pg, 3, S, fd, 100), "file, offset 100");
	holds(((uintptr_t)p & (pg - 1)) == 100, "points into the page");
	(void)close(fd);
	fd = open("/dev/zero", O_RDWR);
	p = yes(map(0, pg, 3, S, fd, 0), "/dev/zero SHARED");
	*p = 5;
	holds(child_reads(p) == 5, "a child shares it");
	(void)close(fd);
	p = plain(2);
	refuses(y->munmap(torn(), 3 * pg), EINVAL, "munmap over a hole");
	q = torn();
	(void)y->munmap(q, 3 * pg);
	holds(is_whole(q, 1) && is_whole(q + 2 * pg, 1), "nothing unmapped");
	zero(y->munmap(p, 0), "munmap length 0");
	zero(y->munmap(p + 1, pg - 1), "munmap unaligned");
	p = plain(2);
	refuses(y->mprotect(p, pg, 7), ENOTSUP, "mprotect W and X");
	errno = 12345;
	zero(y->mprotect(torn(), 3 * pg, 1), "mprotect over a hole");
	zero(y->mprotect(p + 1, 1, 3), "mprotect unaligned");
	refuses(y->msync(p, pg, 0), EINVAL, "msync 0");
	refuses(y->msync(p, pg, 3), EINVAL, "msync ASYNC|SYNC");
	errno = 12345;
	zero(y->msync(p, 0, 2), "msync length 0");
	refuses(y->msync((void *)hole(pg), pg, 2), EFAULT, "msync, hole");
	errno = 12345;
	zero(y->madvise(p, pg, 4), "DONTNEED");
	holds(*p == 7, "keeps");
	pid = fork();
	if (pid == 0) {
		(void)pause();
		_exit(0);
	}
	zero(y->madvise(p, pg, 6), "FREE while a child lives");
	holds(*p == 7, "keeps too");
	(void)kill(pid, 9);
	(void)waitpid(pid, &status, 0);
	errno = 12345;
	zero(y->madvise(p, pg, 6), "FREE");
	holds(*p == 0 && p[pg] == 7, "zeroes");
	refuses(y->madvise(p, pg, 5), EINVAL, "SPACEAVAIL");
	refuses(y->madvise((void *)hole(pg), pg, 6), EFAULT, "FREE, hole");
	errno = 12345;
	zero(y->madvise((void *)hole(pg), pg, 1), "RANDOM, hole");
	p[pg] = 7;
	zero(y->minherit(p, 2 * pg, 3), "INHERIT_ZERO");
	deep(child_reads(p + pg) == 0, "the child reads 0");
	zero(y->minherit(p, 2 * pg, 1), "INHERIT_COPY");
	holds(child_reads(p + pg) == 7, "the child reads 7");
	refuses(y->minherit(p, pg, 0), ENOTSUP, "SHARE of private: not simulated");
	refuses(y->mlock((void *)hole(pg), pg), ENOMEM, "mlock, hole");
	pid = fork();
	if (pid == 0) {
		struct rlimit limit;

		/* a sanitizer's own memory is beyond it already */
		if (is_sanitized())
			_exit(0);
		limit.rlim_cur = limit.rlim_max = (rlim_t)1 << 26;
		if (setrlimit(RLIMIT_DATA, &limit) != 0)
			_exit(2);
		_exit(map(0, pg, 3, A | S, -1, 0) == MAP_FAILED
		    || map(0, (size_t)1 << 26, 3, A | S, -1, 0) != MAP_FAILED
		    || errno != ENOMEM);
	}
	(void)waitpid(pid, &status, 0);
	holds(status == 0, "RLIMIT_DATA counts shared memory");
	holds(y->mincore == 0 && y->mremap == 0 && y->memfd_create == 0,
	    "what it lacks");
}

/* ---- OpenBSD 5.8 ------------------------------------------------------- */

void
openbsd_5_8(void)
{
	enum { P = 2, A = 0x1000 };
	char *p;

	enter("openbsd-5.8");
	p = yes(map(0, pg, 7, A | P, -1, 0), "W and X");
	holds(um_kernel.sys.mprotect(p, pg, 3) == 0
	    && um_kernel.sys.mprotect(p, pg, 7) == 0, "W and X later");
	no(map(0, pg, 3, A | P | 0x4000, -1, 0), EINVAL, "STACK of 6.4");
	no(map(0, pg, 3, A | P | 0x8000, -1, 0), EINVAL, "CONCEAL of 6.5");
	holds(um_kernel.sys.mincore != 0 && um_kernel.sys.mimmutable == 0,
	    "mincore, and no mimmutable");
}

/* ---- macOS 15 ---------------------------------------------------------- */

void
macos_15(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x1000 };
	char *p, *q;
	uintptr_t h;
	unsigned char v[4] = { 0 };
	int fd, ro;
	struct um_area a;

	enter("macos-15");
	(void)yes(map(0, pg, 3, A | P, -1, 0), "fd -1");
	(void)yes(map(0, pg, 3, A | P, 0, 0), "fd 0");
	no(map(0, pg, 3, A | P, 1, 0), EINVAL, "fd 1");
	(void)yes(map(0, pg, 3, A | P, 2, 0), "fd 2: purgeable");
	no(map(0, pg, 3, A | P, 3, 0), EINVAL, "fd 3");
	(void)yes(map(0, pg, 3, A | P, 9 << 24, 0), "a tag");
	no(map(0, pg, 3, A | P, 0x10, 0), EINVAL, "fd 0x10");
	(void)yes(map(0, pg, 3, A | P, -1, (off_t)pg), "offset one page");
	no(map(0, pg, 3, A | P, -1, 1), EINVAL, "offset 1");
	no(map(0, pg, 3, A, -1, 0), EINVAL, "neither");
	(void)yes(map(0, pg, 3, A | S | P, -1, 0), "both");
	no(map(0, 0, 3, A | P, -1, 0), EINVAL, "length 0");
	no(map(0, pg, 3, A | P | 0x100000, -1, 0), EINVAL, "unknown flag");
	p = yes(map(0, pg, 0x82, A | P, -1, 0), "prot bits are masked");
	holds(area_at((uintptr_t)p, &a) == 0
	    && a.prot == (PROT_READ | PROT_WRITE), "W brings R");
	if (sizeof(void *) > 4) {
		no(map(0, pg, 3, A | P | 0x8000, -1, 0), ENOMEM, "32BIT");
		no(map(0x40000000, pg, 3, A | P | F, -1, 0), ENOMEM,
		    "FIXED in the page zero");
		p = yes(map(0x40000000, pg, 3, A | P, -1, 0),
		    "a hint in the page zero");
		holds((uintptr_t)p > 0xffffffffu, "goes above it");
	}
	h = hole(8 * pg);
	holds((uintptr_t)map(h, pg, 3, A | P, -1, 0) == h, "a free hint binds");
	p = map(h, pg, 3, A | P, -1, 0);
	holds((uintptr_t)p > h, "a taken one: the next above");
	errno = 12345;
	p = plain(2);
	holds(map((uintptr_t)p, pg, 3, A | P | F, -1, 0) == p && *p == 0
	    && p[pg] == 7, "FIXED replaces");
	(void)yes(map(0, pg, 7, A | P | 0x800, -1, 0), "JIT");
	no(map((uintptr_t)p, pg, 7, A | P | 0x800 | F, -1, 0), EINVAL,
	    "JIT FIXED");
	fd = open("/dev/zero", O_RDWR);
	no(map(0, pg, 3, P, fd, 0), ENODEV, "/dev/zero");
	(void)close(fd);
	fd = file("m", O_RDWR, (off_t)pg);
	no(map(0, pg, 3, S, fd, 100), EINVAL, "file, offset 100");
	(void)yes(map(0, pg, 3, S, fd, 0), "file");
	(void)close(fd);
	fd = open(dir, O_RDONLY);
	no(map(0, pg, 1, S, fd, 0), EINVAL, "directory");
	(void)close(fd);
	refuses(y->shm_open("/0123456789012345678901234567890", O_RDWR | O_CREAT,
	    0600), ENAMETOOLONG, "shm name of 32");
	errno = 12345;
	fd = y->shm_open("/um-mac", O_RDWR | O_CREAT, 0600);
	holds(fd >= 0, "shm_open");
	no(map(0, pg, 3, S, fd, 0), EINVAL, "before ftruncate");
	zero(y->ftruncate(fd, 1), "ftruncate");
	refuses(y->ftruncate(fd, 2), EINVAL, "a second time");
	p = yes(map(0, pg, 3, S, fd, 0), "shm SHARED");
	deep(area_at((uintptr_t)p, &a) == 0 && a.kind == UM_KIND_FILE
	    && a.inherit == UM_INHERIT_SHARE && a.concealed == 0, "area");
	refuses(y->mprotect(p, pg, 5), EACCES, "never executable");
	no(map(0, pg, 3, P, fd, 0), EINVAL, "shm PRIVATE");
	no(map(0, pg, 5, S, fd, 0), EACCES, "shm EXEC");
	no(map(0, 2 * pg, 3, S, fd, 0), EINVAL, "beyond the size");
	holds(y->read(fd, v, 1) < 0 && errno == ENXIO, "shm is not read");
	holds(y->write(fd, v, 1) < 0 && errno == ENXIO, "nor written");
	holds(y->pwrite(fd, v, 1, 0) < 0 && errno == ESPIPE, "nor anywhere");
	errno = 12345;
	memset(p, 7, pg);
	zero(y->madvise(p, pg, 11), "ZERO of shared memory");
	holds(*p == 0, "zeroes it");
	zero(y->mprotect(p, pg, 1), "read-only");
	refuses(y->madvise(p, pg, 11), EPERM, "ZERO of what is read-only");
	refuses(y->madvise(plain(1), pg, 11), ENOTSUP, "ZERO, private");
	ro = y->shm_open("/um-mac", O_RDONLY, 0);
	no(map(0, pg, 3, S, ro, 0), EPERM, "read-only: EPERM");
	(void)close(ro);
	(void)close(fd);
	errno = 12345;
	zero(y->shm_unlink("/um-mac"), "shm_unlink");
	p = plain(2);
	refuses(y->munmap(p + 1, pg), EINVAL, "munmap unaligned");
	refuses(y->munmap(p, 0), EINVAL, "munmap length 0");
	errno = 12345;
	zero(y->munmap(torn(), 3 * pg), "munmap over a hole");
	q = torn();
	refuses(y->mprotect(q, 3 * pg, 1), ENOMEM, "mprotect over a hole");
	holds(area_at((uintptr_t)q, &a) == 0 && a.prot == (PROT_READ | PROT_WRITE),
	    "nothing changed");
	zero(y->mprotect(p, 0, 1), "mprotect length 0");
	zero(y->msync(p, pg, 0), "msync 0");
	refuses(y->msync(p, pg, 0x11), EINVAL, "msync SYNC|ASYNC");
	refuses(y->msync(p, 0, 0x10), EINVAL, "msync length 0");
	refuses(y->msync((void *)hole(pg), pg, 0x10), ENOMEM, "msync, hole");
	refuses(y->madvise((void *)hole(pg), pg, 4), EINVAL, "madvise, hole");
	errno = 12345;
	zero(y->madvise(p + 1, pg, 5), "madvise unaligned");
	holds(*p == 7, "FREE keeps for a while");
	zero(y->minherit(p, pg, 2), "INHERIT_NONE");
	deep(child_reads(p) == -1, "the child dies");
	refuses(y->minherit(p, pg, 3), EINVAL, "no INHERIT_ZERO");
	errno = 12345;
	v[1] = 9;
	q = torn();
	zero(y->mincore(q, 3 * pg, v), "mincore over a hole");
	holds((v[0] & 1) && v[1] == 0 && (v[2] & 1), "0 in the hole");
}

/* ---- System V ---------------------------------------------------------- */

void
svr4(void)
{
	enum { S = 1, P = 2, F = 0x10 };
	char *p, *q;
	uintptr_t h;
	int fd;
	struct um_area a;

	enter("svr4");
	holds(k->numbers.map_anon == 0, "no anonymous flag");
	fd = open("/dev/zero", O_RDWR);
	no(map(0, pg, 3, P | 0x100, -1, 0), EINVAL, "Solaris 8's flag");
	no(map(0, pg, 3, P, -1, 0), EBADF, "fd -1");
	p = yes(map(0, pg, 3, P, fd, 0), "/dev/zero PRIVATE");
	p = yes(map(0, pg, 3, S, fd, 0), "/dev/zero SHARED");
	*p = 9;
	holds(child_reads(p) == 9, "a child shares it");
	deep(area_at((uintptr_t)p, &a) == 0 && a.shared
	    && a.kind == UM_KIND_ANON && a.locked == -1, "area");
	no(map(0, 0, 3, P, fd, 0), EINVAL, "length 0");
	no(map(0, pg, 3, S | P, fd, 0), EINVAL, "both");
	no(map(0, pg, 3, 0, fd, 0), EINVAL, "neither");
	no(map(0, pg, 3, P, fd, 100), EINVAL, "offset 100");
	no(map(0, pg, 0x13, P, fd, 0), EACCES, "unknown prot bit");
	no(map(0, pg, 3, P | 0x20, fd, 0), EINVAL, "MAP_RENAME");
	no(map(0, SIZE_MAX, 3, P, fd, 0), ENOMEM, "length SIZE_MAX");
	h = hole(8 * pg);
	holds((uintptr_t)map(h, pg, 3, P, fd, 0) == h, "a free hint binds");
	errno = 12345;
	p = plain(2);
	q = yes(map((uintptr_t)p, pg, 3, P | F, fd, 0), "FIXED");
	holds(q == p && *p == 0 && p[pg] == 7, "replaces");
	(void)close(fd);
	refuses(y->mprotect(p, 0, 1), EINVAL, "mprotect length 0");
	refuses(y->mprotect(p + 1, pg, 1), EINVAL, "mprotect unaligned");
	refuses(y->mprotect(torn(), 3 * pg, 1), ENOMEM, "mprotect, hole");
	errno = 12345;
	zero(y->munmap(torn(), 3 * pg), "munmap over a hole");
	refuses(y->munmap(p, 0), EINVAL, "munmap length 0");
	errno = 12345;
	zero(y->msync(p, pg, 0), "msync 0");
	refuses(y->msync(p, pg, 5), EINVAL, "msync ASYNC|SYNC");
	refuses(y->msync(p, 0, 4), EINVAL, "msync length 0");
	refuses(y->msync(p, pg, 8), EINVAL, "msync 8");
	refuses(y->msync((void *)hole(pg), pg, 4), ENOMEM, "msync, hole");
	refuses(y->madvise((void *)hole(pg), pg, 4), ENOMEM, "madvise, hole");
	refuses(y->madvise(p, pg, 5), EINVAL, "no MADV_FREE");
	errno = 12345;
	zero(y->madvise(p, 2 * pg, 4), "MADV_DONTNEED");
	holds(p[pg] == 7, "keeps the data");
	refuses(y->shm_open("um-x", O_RDWR | O_CREAT, 0600), EINVAL, "shm name");
	errno = 12345;
	fd = y->shm_open("/um-x", O_RDWR | O_CREAT, 0600);
	holds(fd >= 0, "shm_open");
	zero(y->shm_unlink("/um-x"), "shm_unlink");
	(void)close(fd);
	holds(y->memfd_create == 0 && y->minherit == 0 && y->mremap == 0,
	    "what it lacks");
}

/* ---- the others, in short ---------------------------------------------- */

static void
linux_4_4_39bit(void)
{
	const uintptr_t end = (uintptr_t)1 << (sizeof end > 4 ? 39 : 0);
	const char *const under = getenv("UNIMAP_UNDER");
	char *p;

	enter("linux-4.4-39bit");
	if (sizeof end <= 4)
		return;
	if (under && strcmp(under, "asan") == 0) {
		printf("ok %d - %s # SKIP its addresses are the shadow of "
		    "AddressSanitizer\n", ++tests, k->name);
		return;
	}
	p = yes(map(0, pg, 3, 0x22, -1, 0), "anywhere");
	holds((uintptr_t)p < end, "is below 2 to the 39");
	p = yes(map(end, pg, 3, 0x22, -1, 0), "a hint beyond");
	holds((uintptr_t)p < end, "is none");
	no(map(end, pg, 3, 0x32, -1, 0), ENOMEM, "FIXED beyond");
	no(map(end - pg, 2 * pg, 3, 0x32, -1, 0), ENOMEM, "FIXED over the end");
	p = yes(map(end - pg, pg, 3, 0x22, -1, 0), "a hint at the last page");
	holds((uintptr_t)p == end - pg, "binds");
	no(map(0, end, 0, 0x4022, -1, 0), ENOMEM, "all at once");
	refuses(y->munmap((void *)end, pg), EINVAL, "munmap beyond");
	errno = 12345;
	p = y->mremap(p, pg, 3 * pg, 1, 0);
	holds(p != MAP_FAILED && (uintptr_t)p < end - 2 * pg, "moves below");
}

void
others(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x1000 };
	char *p, *q;
	uintptr_t h;
	int fd;
	unsigned char v[1];

	enter("freebsd-12.3");
	p = yes(map(0, SIZE_MAX, 3, A | P, -1, 0), "length SIZE_MAX");
	holds(!is_whole(p, 1), "nothing is mapped");
	h = hole(pg);
	holds((uintptr_t)map(h, pg, 3, A | P, -1, 0) == h, "a free hint binds");
	no(map(0, pg, 3 | 3 << 16, A | P, -1, 0), EINVAL, "no PROT_MAX");
	holds(y->memfd_create == 0, "no memfd_create");
	errno = 12345;
	zero(y->msync(plain(1), pg, 0x80), "msync 0x80");
	enter("freebsd-10");
	(void)yes(map(0, pg, 0x83, A | P | 0x800000, -1, 0), "unknown bits");
	(void)yes(map(0, pg, 3, A | P | S, -1, 0), "both");
	refuses(y->minherit(plain(1), pg, 3), EINVAL, "no INHERIT_ZERO");

	enter("dragonfly-6");
	no(map(0, pg, 3, A | P, 0, 0), EINVAL, "fd 0");
	no(map(0, pg, 3, A | P, -1, (off_t)pg), EINVAL, "offset");
	(void)yes(map(0, pg, 3, A | P | S, -1, 0), "both");
	(void)yes(map(0, pg, 3, A | P | 0x4000000, -1, 0), "unknown flag");
	no(map(0, SIZE_MAX, 3, A | P, -1, 0), EINVAL, "length SIZE_MAX");
	p = plain(1);
	no(map((uintptr_t)p, pg, 3, A | P | 0x10000, -1, 0), ENOMEM,
	    "TRYFIXED, taken");
	no(map((uintptr_t)p, pg, 3, A | P | 0x10010, -1, 0), ENOMEM,
	    "FIXED|TRYFIXED, taken");
	holds(*p == 7, "left alone");
	refuses(y->munmap(torn(), 3 * pg), EINVAL, "munmap over a hole");
	errno = 12345;
	zero(y->munmap(p, 0), "munmap length 0");
	refuses(y->msync((void *)hole(pg), pg, 0), EINVAL, "msync, hole");
	refuses(y->minherit(p, pg, 3), EINVAL, "no INHERIT_ZERO");

	enter("linux-2.4");
	p = yes(map(0, pg, 3, 0x21, -1, 0), "SHARED|ANON");
	*p = 5;
	holds(child_reads(p) == 5, "a child shares it");
	holds(map(0, 0, 3, 0x22, -1, 0) == 0, "length 0 answers NULL");
	no(map(0, pg, 3, 0x22, -1, 1), EINVAL, "offset 1");
	refuses(y->memfd_create("x", 0), ENOSYS, "memfd_create");
	refuses(y->mprotect((void *)hole(pg), pg, 1), EFAULT, "mprotect, hole");
	p = plain(1);
	zero(y->madvise(p, pg, 4), "DONTNEED");
	holds(*p == 0, "zeroes");
	refuses(y->madvise(p, pg, 8), EINVAL, "no FREE");

	enter("linux-4.4");
	p = plain(1);
	q = yes(map((uintptr_t)p, pg, 3, 0x100022, -1, 0), "NOREPLACE, taken");
	holds(q != p && *p == 7, "lands elsewhere");
	q = yes(map((uintptr_t)p, pg, 3, 0x100032, -1, 0), "with FIXED");
	holds(q == p && *p == 0, "clobbers");
	no(map(0, pg, 3, 0x23, -1, 0), EINVAL, "SHARED_VALIDATE");
	refuses(y->madvise(p, pg, 8), EINVAL, "no FREE");
	refuses(y->madvise(p, pg, 18), EINVAL, "no WIPEONFORK");
	refuses(y->madvise(p, pg, 22), EINVAL, "no POPULATE_READ");
	refuses(y->memfd_create("x", 8), EINVAL, "no MFD_NOEXEC_SEAL");
	errno = 12345;
	fd = y->memfd_create("x", 1);
	holds(fd >= 0, "memfd_create");
	(void)close(fd);
	linux_4_4_39bit();

	enter("qemu-user");
	p = plain(1);
	zero(y->madvise(p, pg, 4711), "madvise of anything");
	zero(y->madvise(p, pg, 4), "DONTNEED");
	holds(*p == 7, "without effect");

	enter("illumos");
	(void)yes(map(0, pg, 3, 0x102, -1, 0), "ANON|PRIVATE");
	no(map(0, pg, 3, 0x102, 0, 0), EINVAL, "an open descriptor");
	no(map(0, pg, 3, 0x102, 999, 0), EBADF, "a closed one");
	no(map(0, pg, 3, 0x102, -1, 1), EINVAL, "offset 1");
	no(map(0, pg, 3, 0x122, -1, 0), EINVAL, "MAP_RENAME");
	p = yes(map(1 << 20, pg, 3, 0x302, -1, 0), "MAP_ALIGN");
	holds(((uintptr_t)p & 0xfffff) == 0, "is aligned");
	no(map(3 << 20, pg, 3, 0x302, -1, 0), EINVAL, "not a power of two");
	no(map(1 << 20, pg, 3, 0x312, -1, 0), EINVAL, "MAP_ALIGN|FIXED");
	p = plain(1);
	zero(y->madvise(p, pg, 5), "FREE");
	holds(*p == 7, "keeps for a while");
	zero(y->madvise(p, pg, 9), "PURGE");
	holds(*p == 0, "zeroes");

	enter("haiku");
	p = yes(map(0, pg, 3, 8 | 2, 77, 0), "ANON|PRIVATE");
	no(map(0, pg, 3, 8, -1, 0), EINVAL, "neither");
	q = torn();
	refuses(y->mprotect(q, 3 * pg, 1), ENOMEM, "mprotect over a hole");
	errno = 12345;
	zero(y->msync((void *)hole(pg), pg, 0), "msync 0 of a hole");
	p = plain(1);
	zero(y->madvise(p, pg, 5), "DONTNEED");
	holds(*p == 7, "does nothing");

	enter("hurd");
	p = yes(map(0, pg, 6, 2, -1, 0), "ANON, MAP_PRIVATE is 0");
	*p = 1;
	no(map((uintptr_t)p, pg, 6, 2 | 0x4100, -1, 0), EEXIST,
	    "FIXED|EXCL, taken");
	no(map(1, pg, 6, 2, -1, 0), EINVAL, "an unaligned hint");
	no(map(0, pg, 6, 4, -1, 0), EINVAL, "an unknown type");
	refuses(y->munmap(0, pg), EINVAL, "munmap NULL");
	refuses(y->mprotect((void *)hole(pg), pg, 4), 1, "a raw Mach code");
	errno = 12345;
	zero(y->msync(torn(), 3 * pg, 0), "msync over a hole");

	enter("cygwin");
	p = yes(map(0, 1, 3, 0x22, -1, 0), "ANON|PRIVATE");
	holds(((uintptr_t)p & 0xffff) == 0 && is_whole(p, 65536 / pg),
	    "a granule");
	(void)yes(map(0, 1, 3, P, -1, 0), "fd -1 is anonymous");
	no(map(0, 1, 3, P, 999, 0), EBADF, "fd 999");
	if (pg < 65536) {
		no(map(0, 1, 3, 0x22, -1, (off_t)pg), EINVAL, "offset 4096");
		refuses(y->munmap(p + pg, pg), EINVAL, "munmap at 4096");
		refuses(y->mprotect(p + pg, pg, 1), EINVAL, "mprotect at 4096");
	}
	errno = 12345;
	zero(y->munmap(p, 1), "munmap");
	holds(!is_whole(p, 1), "all of it");

	enter("aix");
	p = yes(map(0, pg, 3, 0x10, -1, 0), "ANON is private");
	holds(sizeof p <= 4 || ((uintptr_t)p & 0xfffffff) == 0,
	    "it begins a segment");
	no(map((uintptr_t)p, pg, 3, 0x110, -1, 0), EINVAL,
	    "FIXED does not replace");
	refuses(y->msync(p, pg, 0x20), EINVAL, "msync of a private map");
	holds(y->mincore(p, pg, v) == 0, "mincore");

	enter("hostile");
	p = yes(map(0, pg, 0x300, 0x80002, -1, 0), "ANON|PRIVATE");
	*p = 7;
	no(map((uintptr_t)p, pg, 0x300, 0x80012, -1, 0), ENOTSUP, "FIXED");
	holds(*p == 7, "FIXED left it");
	zero(y->munmap(p, pg), "munmap");
	holds(map((uintptr_t)p, pg, 0x300, 0x80002, -1, 0) != p,
	    "a free hint does not bind");
	holds(y->sysctl == 0 && y->madvise == 0 && y->mincore == 0
	    && y->mremap == 0 && y->memfd_create == 0, "has nothing else");
}
