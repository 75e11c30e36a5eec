/* The answers of FreeBSD 15.0, in the order of the measured ones.
 *
 * SPDX-License-Identifier: MIT
 */
#include "selfcheck.h"

void
freebsd_15(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x1000 };
	char *p, *q, *b;
	uintptr_t h;
	unsigned char v[4];
	int fd, fs, pfd[2], ro, wo;
	struct um_area a;

	enter("freebsd-15");
	p = yes(map(0, pg, 3, A | P, -1, 0), "ANON|PRIVATE fd -1");
	no(map(0, pg, 3, A | P, 0, 0), EINVAL, "ANON|PRIVATE fd 0");
	no(map(0, pg, 3, A | P, -1, (off_t)pg), EINVAL, "off one page");
	no(map(0, pg, 3, A | P, -1, 1), EINVAL, "off 1");
	(void)yes(map(0, pg, 3, A, -1, 0), "ANON only");
	(void)yes(map(0, pg, 3, A | S, -1, 0), "ANON|SHARED");
	no(map(0, pg, 3, A | S | P, -1, 0), EINVAL, "ANON|SHARED|PRIVATE");
	if (sizeof(void *) > 4) {
		p = yes(map(0, pg, 3, A | P | 0x80000, -1, 0), "32BIT");
		holds((uintptr_t)p < 0x80000000u, "32BIT lies low");
		p = yes(map((uintptr_t)1 << 20 << 20, pg, 3, A | P | 0x80000,
		    -1, 0), "32BIT hint 1<<40");
		holds((uintptr_t)p < 0x80000000u, "32BIT hint 1<<40 lies low");
	}
	h = hole(pg * 64);
	p = yes(map(h, pg, 3, A | P, -1, 0), "hint (free)");
	holds((uintptr_t)p >= h, "hint is a lower bound");
	q = yes(map((uintptr_t)p, pg, 3, A | P, -1, 0), "hint (taken)");
	holds(q > p, "taken hint: above");
	p = yes(map(h + 1, pg, 3, A | P, -1, 0), "hint unaligned");
	holds(((uintptr_t)p & (pg - 1)) == 0 && (uintptr_t)p >= h + pg,
	    "hint unaligned is rounded up");
	b = yes(map(0, 4 * pg, 3, A | P, -1, 0), "base, 4 pages");
	memset(b, 1, 4 * pg);
	no(map((uintptr_t)b, pg, 3, A | P | F | 0x4000, -1, 0), ENOMEM,
	    "FIXED|EXCL over existing");
	holds(*b == 1, "FIXED|EXCL left it");
	no(map((uintptr_t)b, pg, 3, A | P | 0x4000, -1, 0), EINVAL,
	    "EXCL without FIXED");
	p = yes(map((uintptr_t)b, pg, 3, A | P | F, -1, 0),
	    "FIXED over existing");
	holds(p == b && *b == 0 && b[pg] == 1, "FIXED replaced one page");
	no(map((uintptr_t)b + 1, pg, 3, A | P | F, -1, 0), EINVAL,
	    "FIXED unaligned");
	no(map(0, pg, 3, A | P | F, -1, 0), EINVAL, "FIXED addr 0");
	no(map(UINTPTR_MAX / 2 + 1 + (sizeof(void *) > 4 ? 0
	    : (uintptr_t)0 - 4 * pg - (UINTPTR_MAX / 2 + 1)), 8 * pg, 3,
	    A | P | F, -1, 0), EINVAL, "FIXED kernel address");
	no(map((uintptr_t)0 - pg, 2 * pg, 3, A | P | F, -1, 0), EINVAL,
	    "FIXED wraps round");
	no(map(0, sizeof(void *) > 4 ? SIZE_MAX / 16 + 1 : SIZE_MAX / 16 * 15,
	    3, A | P, -1, 0), ENOMEM, "length 1<<60");
	no(map(0, SIZE_MAX, 3, A | P, -1, 0), ENOMEM, "length SIZE_MAX");
	no(map(0, 0, 3, A | P, -1, 0), EINVAL, "length 0 ANON");
	p = yes(map(0, pg, 3, A | P | 21 << 24, -1, 0), "ALIGNED(21)");
	holds(((uintptr_t)p & (((uintptr_t)1 << 21) - 1)) == 0, "is aligned");
	holds(!is_whole(p + pg, 1) || !is_whole(p - pg, 1), "trimmed");
	if (sizeof(void *) > 4) {
		p = yes(map(0, pg, 3, A | P | 30 << 24, -1, 0), "ALIGNED(30)");
		holds(((uintptr_t)p & (((uintptr_t)1 << 30) - 1)) == 0,
		    "is aligned too");
		no(map(0, pg, 3, A | P | 63 << 24, -1, 0), ENOMEM,
		    "ALIGNED(63)");
	}
	no(map(0, pg, 3, A | P | 11 << 24, -1, 0), EINVAL, "ALIGNED(11)");
	(void)yes(map(0, pg, 3, A | P | 1 << 24, -1, 0), "ALIGNED_SUPER");
	no(map(0, pg, 3, A | P | 0x800000, -1, 0), EINVAL, "flag 0x00800000");
	no(map(0, pg, 3, A | P | 0x100000, -1, 0), EINVAL, "flag 0x00100000");
	(void)yes(map(0, pg, 3, A | P | 0x20, -1, 0), "flag 0x20");
	no(map(0, pg, 3, A | P | 0x8000, -1, 0), EINVAL, "flag 0x8000");
	(void)yes(map(0, pg, 3, A | P | 0x800, -1, 0), "NOSYNC");
	p = yes(map(0, pg, 3, A | P | 0x20000, -1, 0), "NOCORE");
	deep(area_at((uintptr_t)p, &a) == 0 && a.start == (uintptr_t)p
	    && a.concealed == 1 && a.kind == UM_KIND_ANON && a.inherit == -1,
	    "area tells NOCORE and not the inheritance");
	(void)yes(map(0, pg, 3, A | P | 0x40000, -1, 0), "PREFAULT_READ");
	(void)yes(map(0, pg, 3, A | P | 0x200, -1, 0), "HASSEMAPHORE");
	(void)yes(map(0, 2 * pg, 3, A | P | 0x400, -1, 0), "STACK prot RW");
	no(map(0, pg, 3, A | P | 0x400, -1, 0), EINVAL, "STACK of a page");
	no(map(0, pg, 1, A | P | 0x400, -1, 0), EINVAL, "STACK prot READ");
	no(map(0, 2 * pg, 3, P | 0x400, 0, 0), EINVAL, "STACK fd 0");
	p = yes(map(0, pg, 0, 0x2000, -1, 0), "GUARD prot NONE");
	zero(y->mprotect(p, pg, 3), "mprotect of a guard");
	holds(area_at((uintptr_t)p, &a) == 0 && a.prot == 0,
	    "it guards nevertheless");
	no(map(0, pg, 3, 0x2000, -1, 0), EINVAL, "GUARD prot RW");
	no(map(0, pg, 0, 0x2000, 0, 0), EINVAL, "GUARD fd 0");
	no(map(0, pg, 0, 0x2000 | A, -1, 0), EINVAL, "GUARD|ANON");
	no(map(0, pg, 0x83, A | P, -1, 0), EINVAL, "prot bit 0x80");
	(void)yes(map(0, pg, 7, A | P, -1, 0), "prot RWX");
	p = yes(map(0, pg, 1 | 1 << 16, A | P, -1, 0),
	    "READ|PROT_MAX(READ)");
	refuses(y->mprotect(p, pg, 3), EACCES, "mprotect beyond PROT_MAX");
	holds(area_at((uintptr_t)p, &a) == 0 && a.kind == UM_KIND_ANON
	    && a.shared == -1, "it is anonymous memory, shared or not");
	no(map(0, pg, 3 | 1 << 16, A | P, -1, 0), ENOTSUP,
	    "RW|PROT_MAX(READ)");
	(void)yes(map(0, pg, 2, A | P, -1, 0), "PROT_WRITE");
	(void)yes(map(0, pg, 0, A | P, -1, 0), "PROT_NONE");
	no(map(0, pg, 3, P, -1, 0), EBADF, "fd -1 without ANON");
	no(map(0, pg, 3, P, 999, 0), EBADF, "fd closed");
	(void)!pipe(pfd);
	no(map(0, pg, 3, S, pfd[0], 0), ENODEV, "fd is a pipe");
	fd = open("/dev/zero", O_RDWR);
	p = yes(map(0, pg, 3, S, fd, 0), "/dev/zero SHARED");
	*p = 1;
	holds(*p == 1, "writes");
	p = yes(map(0, pg, 3, P, fd, 12345), "/dev/zero PRIVATE, any offset");
	(void)close(fd);
	fd = open("/dev/null", O_RDWR);
	no(map(0, pg, 3, S, fd, 0), EINVAL, "/dev/null SHARED");
	no(map(0, pg, 3, P, fd, 0), EACCES, "/dev/null PRIVATE");
	(void)close(fd);

	errno = 12345;
	fd = y->memfd_create("mf", 1);
	holds(fd >= 0, "memfd_create");
	zero(y->ftruncate(fd, (off_t)(3 * pg)), "ftruncate");
	p = yes(map(0, pg, 3, S, fd, 0), "memfd SHARED 1");
	q = yes(map(0, pg, 3, S, fd, 0), "memfd SHARED 2");
	*p = 42;
	holds(*q == 42, "alias sees 42");
	holds(area_at((uintptr_t)p, &a) == 0 && a.shared == 1
	    && a.kind == UM_KIND_FILE, "a shared memory object");
	(void)yes(map(0, pg, 3, S, fd, (off_t)(8 * pg)),
	    "memfd off beyond the end");
	refuses(y->memfd_create("h", 4), EOPNOTSUPP, "MFD_HUGETLB");
	refuses(y->memfd_create("u", 0x8000), EINVAL, "memfd flag 0x8000");
	fs = y->memfd_create("ms", 2);
	(void)!ftruncate(fs, (off_t)pg);
# ifdef F_ADD_SEALS
	if (fcntl(fs, F_ADD_SEALS, 8 /* F_SEAL_WRITE */) == 0) {
		no(map(0, pg, 3, S, fs, 0), EACCES, "sealed SHARED RW");
		(void)yes(map(0, pg, 1, S, fs, 0), "sealed SHARED READ");
		(void)yes(map(0, pg, 3, P, fs, 0), "sealed PRIVATE RW");
	}
# endif
	errno = 12345;
	fd = y->shm_open((const char *)1, O_RDWR, 0);
	holds(fd >= 0 && errno == 12345, "shm_open(SHM_ANON)");
	zero(y->ftruncate(fd, (off_t)pg), "ftruncate of it");
	(void)yes(map(0, pg, 3, S, fd, 0), "SHM_ANON SHARED");
	refuses(y->shm_open((const char *)1, O_RDONLY, 0), EINVAL,
	    "SHM_ANON needs O_RDWR");
	refuses(y->shm_open("probe", O_RDWR | O_CREAT, 0600), EINVAL,
	    "shm_open without a slash");
	fd = y->shm_open("/um-probe", O_RDWR | O_CREAT, 0600);
	holds(fd >= 0, "shm_open(/probe)");
	zero(y->shm_unlink("/um-probe"), "shm_unlink");
	refuses(y->shm_unlink("/um-probe"), ENOENT, "shm_unlink again");

	p = plain(1);
	zero(y->madvise(p, pg, 4), "MADV_DONTNEED");
	holds(*p == 7, "keeps the data");
	zero(y->madvise(p, pg, 5), "MADV_FREE");
	zero(y->madvise(p + 1, pg, 4), "madvise unaligned");
	zero(y->madvise(p, 0, 4), "madvise length 0");
	refuses(y->madvise(p, pg, 99), EINVAL, "madvise 99");
	zero(y->madvise(p, pg, 3), "MADV_WILLNEED");
	h = hole(pg);
	zero(y->madvise((void *)h, pg, 4), "DONTNEED over a hole");
	zero(y->madvise((void *)h, pg, 3), "WILLNEED over a hole");
	zero(y->minherit(p, pg, 3), "INHERIT_ZERO");
	deep(child_reads(p) == 0, "the child reads 0");
	zero(y->minherit(p, pg, 1), "INHERIT_COPY");
	holds(child_reads(p) == 7, "the child reads 7");
	zero(y->minherit(p, pg, 2), "INHERIT_NONE");
	deep(child_reads(p) == -1, "the child dies");
	zero(y->minherit((void *)h, pg, 2), "minherit over a hole");
	refuses(y->minherit(p, pg, 4), EINVAL, "minherit 4");
	p = plain(2);
	zero(y->msync(p + 1, pg, 0), "msync unaligned");
	zero(y->msync(p, pg, 0), "MS_SYNC");
	zero(y->msync(p, pg, 1), "MS_SYNC|MS_ASYNC");
	refuses(y->msync(p, pg, 3), EINVAL, "MS_ASYNC|MS_INVALIDATE");
	refuses(y->msync(p, pg, 0x80), EINVAL, "msync 0x80");
	zero(y->msync(p, 0, 0), "msync length 0");
	h = hole(pg);
	refuses(y->msync((void *)h, pg, 0), ENOMEM, "msync of a hole");
	refuses(y->msync((void *)h, 0, 0), ENOMEM, "length 0 in a hole");
	if (y->mlock(p, pg) == 0) {
		refuses(y->msync(p, pg, 2), EBUSY, "INVALIDATE over locked");
		holds(area_at((uintptr_t)p, &a) == 0 && a.locked == 1,
		    "area tells the lock");
		(void)y->munlock(p, pg);
	}
	refuses(y->munmap(p, 0), EINVAL, "munmap length 0");
	errno = 12345;
	zero(y->munmap(p + 1, pg), "munmap unaligned");
	holds(!is_whole(p, 1) && !is_whole(p + pg, 1), "both pages went");
	zero(y->munmap(p, 2 * pg), "munmap of holes");
	refuses(y->munmap((void *)((uintptr_t)0 - pg), pg), EINVAL,
	    "munmap of a kernel address");

	ro = file("f", O_RDONLY, (off_t)pg + 100);
	wo = file("f", O_WRONLY, (off_t)pg + 100);
	fd = file("f", O_RDWR, (off_t)pg + 100);
	no(map(0, pg, 3, S, ro, 0), EACCES, "O_RDONLY SHARED RW");
	q = yes(map(0, pg, 3, P, ro, 0), "O_RDONLY PRIVATE RW");
	p = yes(map(0, pg, 2, S, wo, 0), "O_WRONLY SHARED WRITE");
	no(map(0, pg, 1, P, wo, 0), EACCES, "O_WRONLY PRIVATE READ");
	p = yes(map(0, pg, 1, S, ro, 0), "O_RDONLY SHARED READ");
	refuses(y->mprotect(p, pg, 3), EACCES, "mprotect RW of it");
	p = yes(map(0, pg, 1, P, ro, 0), "O_RDONLY PRIVATE READ");
	zero(y->mprotect(p, pg, 3), "mprotect RW of that");
	no(map(0, 0, 3, S, fd, 0), EINVAL, "length 0 on a file");
	p = yes(map(0, pg, 3, S, fd, 100), "offset 100");
	holds(((uintptr_t)p & (pg - 1)) == 100, "the answer points into the page");
	q -= (uintptr_t)q & (pg - 1);
	p = yes(map((uintptr_t)q + 100, pg / 2, 3, S | F, fd, 100),
	    "offset 100, FIXED at 100");
	holds(p == q + 100, "there it is");
	no(map(0, pg, 3, 0, fd, 0), EINVAL, "no type on a file");
	no(map(0, pg, 3, S | P, fd, 0), EINVAL, "both on a file");
	no(map(0, pg, 3, S, fd, -(off_t)pg), EINVAL, "offset negative");
	(void)yes(map(0, 2 * pg, 3, S, fd, (off_t)pg), "beyond the end");
	(void)close(fd);
	fd = open(dir, O_RDONLY);
	no(map(0, pg, 1, S, fd, 0), EINVAL, "fd is a directory");
	(void)close(fd);

	p = plain(2);
	zero(y->mprotect(p + 1, pg - 1, 1), "mprotect unaligned");
	zero(y->mprotect(p, 0, 1), "mprotect length 0");
	refuses(y->mprotect(p, pg, 0x80), EINVAL, "mprotect 0x80");
	h = hole(pg);
	zero(y->mprotect((void *)h, pg, 1), "mprotect of a hole");
	q = torn();
	zero(y->mprotect(q, 3 * pg, 1), "mprotect over a hole");
	holds(area_at((uintptr_t)q + 2 * pg, &a) == 0 && a.prot == PROT_READ,
	    "behind the hole too");
	zero(y->mincore(p, 2 * pg, v), "mincore");
	holds((v[0] & 1) && (v[1] & 1), "both in memory");
	refuses(y->mincore((void *)hole(pg), pg, v), ENOMEM, "mincore of a hole");
	errno = 12345;
	zero(y->mlock(p, pg), "mlock");
	zero(y->mlock(p + 1, pg), "mlock unaligned");
	refuses(y->mlock((void *)hole(pg), pg), ENOMEM, "mlock of a hole");
	errno = 12345;
	zero(y->munlock(p, pg), "munlock");
	refuses(y->open("/proc/self/maps", O_RDONLY, 0), ENOENT, "no /proc");
}
