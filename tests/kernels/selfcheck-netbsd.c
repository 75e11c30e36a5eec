/* The answers of NetBSD 7.0, in the order of the measured ones.
 *
 * SPDX-License-Identifier: MIT
 */
#include "selfcheck.h"

void
netbsd_7(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x1000, T = 0x400 };
	static const int ignored[] = { 0x100000, 0x8000, 0x4000, 0x100, 0x2000,
	    0x280 };
	char *p, *q;
	uintptr_t h;
	unsigned char v[4];
	int fd, pfd[2], ro, wo;
	size_t i;

	enter("netbsd-7");
	(void)yes(map(0, pg, 3, A | P, -1, 0), "ANON|PRIVATE");
	no(map(0, pg, 3, A | P, 0, 0), EINVAL, "fd 0");
	no(map(0, pg, 3, A | P, 999, 0), EINVAL, "fd 999");
	no(map(0, pg, 3, A | P, -2, 0), EINVAL, "fd -2");
	(void)yes(map(0, pg, 3, A | P, -1, (off_t)pg), "offset PS");
	p = yes(map(0, pg, 3, A | P, -1, 1), "offset 1");
	holds(((uintptr_t)p & (pg - 1)) == 1, "points into the page");
	(void)yes(map(0, pg, 3, A | P, -1, -(off_t)pg), "offset -PS");
	p = yes(map(0, pg, 3, A | S, -1, 0), "ANON|SHARED");
	*p = 77;
	holds(child_reads(p) == 77, "a child shares it");
	(void)yes(map(0, pg, 3, A, -1, 0), "ANON only");
	no(map(0, pg, 3, A | S | P, -1, 0), EINVAL, "both");
	p = yes(map(0, 0, 3, A | P, -1, 0), "length 0");
	holds(p != 0 && !is_whole(p, 1), "nothing is mapped");
	p = plain(1);
	holds(map((uintptr_t)p, 0, 3, A | P | F, -1, 0) == p && *p == 7,
	    "length 0, FIXED over memory");
	p = yes(map(0, SIZE_MAX, 3, A | P, -1, 0), "length SIZE_MAX");
	if (sizeof(void *) > 4)
		no(map(0, (size_t)1 << 30 << 30, 3, A | P, -1, 0), ENOMEM,
		    "a huge length");
	for (i = 0; i < sizeof ignored / sizeof *ignored; i++)
		(void)yes(map(0, pg, 3, A | P | ignored[i], -1, 0),
		    "flags that are ignored");
	(void)yes(map(0, pg, 0x13, A | P, -1, 0), "prot bit 0x10");
	(void)yes(map(0, pg, 0x1003, A | P, -1, 0), "prot bit 0x1000");
	p = plain(1);
	q = yes(map((uintptr_t)p, pg, 3, A | P, -1, 0), "hint, taken");
	holds(q != p, "goes elsewhere");
	q = yes(map((uintptr_t)p, pg, 3, A | P | T, -1, 0), "TRYFIXED, taken");
	holds(q != p && *p == 7, "goes elsewhere, too");
	h = hole(4 * pg);
	holds((uintptr_t)map(h, pg, 3, A | P, -1, 0) == h, "hint in a hole");
	h = hole(4 * pg);
	holds((uintptr_t)map(h, pg, 3, A | P | T, -1, 0) == h,
	    "TRYFIXED in a hole");
	errno = 12345;
	p = plain(2);
	holds(map((uintptr_t)p, pg, 3, A | P | F, -1, 0) == p && *p == 0
	    && p[pg] == 7, "FIXED replaces");
	no(map((uintptr_t)p + 1, pg, 3, A | P | F, -1, 0), EINVAL,
	    "FIXED unaligned");
	no(map(0, pg, 3, A | P | F, -1, 0), EACCES, "FIXED at 0");
	if (sizeof(void *) > 4)
		no(map(UINTPTR_MAX / 2 + 1, pg, 3, A | P | F, -1, 0), EFBIG,
		    "FIXED kernel address");
	no(map((uintptr_t)0 - pg, 2 * pg, 3, A | P | F, -1, 0), EOVERFLOW,
	    "FIXED wraps");
	no(map(0, pg, 3, A | P | 1 << 24, -1, 0), EINVAL, "ALIGNED(1)");
	no(map(0, pg, 3, A | P | 11 << 24, -1, 0), EINVAL, "ALIGNED(11)");
	p = yes(map(0, pg, 3, A | P | 16 << 24, -1, 0), "ALIGNED(16)");
	holds(((uintptr_t)p & 0xffff) == 0, "is aligned");
	p = yes(map(0, pg, 3, A | P | 21 << 24, -1, 0), "ALIGNED(21)");
	holds(((uintptr_t)p & 0x1fffff) == 0, "is aligned, too");
	if (sizeof(void *) > 4) {
		no(map(0, pg, 3, A | P | 60 << 24, -1, 0), ENOMEM,
		    "ALIGNED(60)");
		no(map(0, pg, 3, A | P | 63 << 24, -1, 0), ENOMEM,
		    "ALIGNED(63)");
	}
	no(map(0, pg, 3, A | P | 64 << 24, -1, 0), EINVAL, "ALIGNED(64)");
	q = yes(map((uintptr_t)p, pg, 3, A | P | F | 21 << 24, -1, 0),
	    "ALIGNED(21)|FIXED");
	no(map((uintptr_t)p + pg, pg, 3, A | P | F | 21 << 24, -1, 0), EINVAL,
	    "ALIGNED(21)|FIXED, not aligned");
	fd = open("/dev/zero", O_RDWR);
	(void)yes(map(0, pg, 3, P, fd, 0), "/dev/zero PRIVATE");
	p = yes(map(0, pg, 3, S, fd, 0), "/dev/zero SHARED");
	q = yes(map(0, pg, 3, S, fd, 0), "/dev/zero SHARED again");
	*p = 33;
	holds(*q == 0 && child_reads(p) == 33, "each is its own");
	(void)close(fd);
	fd = y->shm_open("/um-nb", O_RDWR | O_CREAT, 0600);
	errno = 12345;
	(void)yes(map(0, pg, 3, S, fd, 0), "shm size 0");
	zero(y->ftruncate(fd, (off_t)(2 * pg)), "ftruncate");
	p = yes(map(0, pg, 3, S, fd, 0), "shm");
	q = yes(map(0, pg, 3, S, fd, 0), "shm second");
	*p = 44;
	holds(*q == 44, "sees 44");
	(void)close(fd);
	errno = 12345;
	zero(y->shm_unlink("/um-nb"), "shm_unlink");
	refuses(y->shm_unlink("/um-nb"), ENOENT, "shm_unlink again");
	ro = file("n", O_RDONLY, (off_t)pg + 10);
	wo = file("n", O_WRONLY, (off_t)pg + 10);
	fd = file("n", O_RDWR, (off_t)pg + 10);
	(void)yes(map(0, pg, 3, S, fd, 0), "rw fd SHARED RW");
	p = yes(map(0, pg, 1, S, ro, 0), "ro fd SHARED R");
	no(map(0, pg, 3, S, ro, 0), EACCES, "ro fd SHARED RW");
	q = yes(map(0, pg, 3, P, ro, 0), "ro fd PRIVATE RW");
	(void)yes(map(0, pg, 2, S, wo, 0), "wo fd SHARED W");
	no(map(0, pg, 1, P, wo, 0), EACCES, "wo fd PRIVATE R");
	(void)yes(map(0, pg, 0, P, wo, 0), "wo fd PRIVATE NONE");
	(void)yes(map(0, pg, 3, 0, fd, 0), "no type");
	no(map(0, pg, 3, S | P, fd, 0), EINVAL, "both types");
	refuses(y->mprotect(p, pg, 3), EACCES, "mprotect RW on ro SHARED R");
	errno = 12345;
	zero(y->mprotect(q, pg, 7), "mprotect RWX on ro PRIVATE");
	p = yes(map(0, pg, 3, S, fd, 100), "offset 100");
	holds(((uintptr_t)p & (pg - 1)) == 100, "points into the page");
	(void)yes(map(0, pg, 3, S, fd, (off_t)(9 * pg)), "beyond EOF");
	no(map(0, pg, 3, S, fd, -(off_t)pg), EINVAL, "offset negative");
	no(map(0, pg, 3, S, 999, 0), EBADF, "fd 999");
	no(map(0, pg, 3, S, -1, 0), EBADF, "fd -1");
	(void)yes(map(0, 0, 3, S, fd, 0), "length 0, file");
	(void)!pipe(pfd);
	no(map(0, pg, 3, S, pfd[0], 0), ENODEV, "pipe");
	(void)close(fd);
	fd = open(dir, O_RDONLY);
	no(map(0, pg, 1, S, fd, 0), ENODEV, "directory");
	(void)close(fd);
	fd = open("/dev/null", O_RDWR);
	no(map(0, pg, 1, S, fd, 0), EINVAL, "/dev/null");
	(void)close(fd);
	errno = 12345;
	p = plain(2);
	zero(y->mprotect(p + 1, 1, 3), "mprotect unaligned");
	zero(y->mprotect(p, 0, 1), "mprotect length 0");
	zero(y->mprotect(p, pg, 0x103), "mprotect 0x100");
	zero(y->mprotect((void *)hole(pg), pg, 1), "mprotect, hole");
	(void)yes(map(0, pg, 7, A | P, -1, 0), "RWX");
	zero(y->madvise(p, pg, 4), "DONTNEED");
	holds(*p == 7, "keeps");
	zero(y->madvise(p, pg, 6), "FREE");
	holds(*p == 0, "zeroes");
	p = map(0, pg, 3, A | S, -1, 0);
	*p = 7;
	errno = 12345;
	zero(y->madvise(p, pg, 6), "FREE of shared");
	deep(*p == 0, "zeroes, too");
	for (i = 7; i < 9; i++)
		refuses(y->madvise(p, pg, (int)i), EINVAL, "no such advice");
	refuses(y->madvise(p, pg, 5), EINVAL, "SPACEAVAIL");
	refuses(y->madvise((void *)hole(pg), pg, 4), EFAULT, "DONTNEED, hole");
	refuses(y->madvise((void *)hole(pg), pg, 6), EFAULT, "FREE, hole");
	errno = 12345;
	zero(y->madvise((void *)hole(pg), pg, 3), "WILLNEED, hole");
	p = plain(2);
	zero(y->msync(p + 1, 1, 4), "msync unaligned");
	refuses(y->msync(p, pg, 0), EINVAL, "msync 0");
	refuses(y->msync(p, pg, 5), EINVAL, "msync ASYNC|SYNC");
	refuses(y->msync(p, pg, 0x100), EINVAL, "msync 0x100");
	errno = 12345;
	zero(y->msync(p, 0, 4), "msync length 0");
	zero(y->msync(p, pg, 2), "msync INVALIDATE");
	q = plain(2);
	if (y->mlock(q + pg, pg) == 0) {
		errno = 12345;
		zero(y->msync(q, 2 * pg, 2), "msync INVALIDATE, locked behind");
		refuses(y->msync(q + pg, pg, 2), EBUSY, "msync, locked");
	}
	refuses(y->msync((void *)hole(pg), pg, 4), EFAULT, "msync, hole");
	errno = 12345;
	zero(y->munmap(p, 0), "munmap length 0");
	zero(y->munmap(p + 1, 1), "munmap unaligned");
	zero(y->munmap(torn(), 3 * pg), "munmap, hole");
	refuses(y->munmap((void *)((uintptr_t)0 - pg), pg), EINVAL,
	    "munmap kernel address");
	refuses(y->munmap((void *)((uintptr_t)0 - pg), 2 * pg), EINVAL,
	    "munmap wraps");
	errno = 12345;
	p = plain(2);
	zero(y->mlock(p + 1, 1), "mlock unaligned");
	zero(y->munlock(p, pg), "munlock");
	refuses(y->mlock((void *)hole(pg), pg), ENOMEM, "mlock, hole");
	errno = 12345;
	zero(y->mincore(p, 2 * pg, v), "mincore");
	refuses(y->mincore(p + 1, pg, v), EINVAL, "mincore unaligned");
	errno = 12345;
	zero(y->minherit(p, pg, 2), "INHERIT_NONE");
	deep(child_reads(p) == -1, "the child dies");
	zero(y->minherit(p, pg, 4), "INHERIT_ZERO");
	deep(child_reads(p) == 0 && *p == 7, "the child reads 0");
	zero(y->minherit(p, pg, 1), "INHERIT_COPY");
	holds(child_reads(p) == 7, "the child reads 7");
	refuses(y->minherit(p, pg, 3), EINVAL, "INHERIT_DONATE");
	refuses(y->minherit(p, pg, 17), EINVAL, "minherit 17");
	enter("netbsd-10");
	(void)yes(map(0, 0, 3, A | P, -1, 0), "length 0, anonymous");
	no(map(0, 0, 3, P, 0, 0), EINVAL, "length 0, file");
	no(map(0, SIZE_MAX, 3, A | P, -1, 0), ENOMEM, "length SIZE_MAX");
}
