/* Do the simulated kernels answer as the real ones did?  Calls their rows
 * directly, without the library.  With -DUM_SIM_ALONE it links without the
 * library as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifdef UM_SIM_ALONE
# define FAMILY(name) const struct um_family um_family_##name = \
	{ #name, 0, 0, { 0 } }
FAMILY(linux);
FAMILY(freebsd);
FAMILY(dragonfly);
FAMILY(netbsd);
FAMILY(openbsd);
FAMILY(darwin);
FAMILY(svr4);
FAMILY(generic);
#endif

static const struct um_kernel *const k = &um_kernel;
static const struct um_sys *const y = &um_kernel.sys;
static size_t pg;
static int tests, failures;
static char dir[] = "/tmp/um-selfcheck-XXXXXX";

static void
ok(int good, const char *what)
{
	int err = errno;

	failures += !good;
	printf("%s %d - %s: %s", good ? "ok" : "not ok", ++tests, k->name,
	    what);
	if (!good)
		printf(" (errno %d %s)", err, strerror(err));
	putchar('\n');
	(void)fflush(stdout);
	errno = 12345;		/* success leaves errno alone */
}

/* What needs Linux's own madvise and mremap; qemu-user drops most of it. */
static int honest;

static void
deep(int good, const char *what)
{
	if (honest)
		ok(good, what);
	else
		printf("ok %d - %s: %s # SKIP qemu-user\n", ++tests, k->name,
		    what);
	errno = 12345;
}

/* It succeeds and errno is as before. */
static void *
yes(void *p, const char *what)
{
	ok(p != MAP_FAILED && errno == 12345, what);
	return p;
}

static int
take_area(const struct um_area *area, void *closure)
{
	*(struct um_area *)closure = *area;
	return 1;
}

/* 0 with what lies at addr or next; -1 */
static int
area_at(uintptr_t addr, struct um_area *a)
{
	return y->areas(addr, take_area, a) == 1 ? 0 : -1;
}

static void
no(const void *p, int err, const char *what)
{
	ok(p == MAP_FAILED && errno == err, what);
}

static void
zero(int r, const char *what)
{
	ok(r == 0 && errno == 12345, what);
}

static void
err(int r, int e, const char *what)
{
	ok(r == -1 && errno == e, what);
}

static void *
map(uintptr_t addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	errno = 12345;
	return y->mmap((void *)addr, len, prot, flags, fd, offset);
}

static void
enter(const char *name)
{
	const struct um_sim *sim = um_sim_named(name);

	if (sim == 0) {
		printf("Bail out! no %s\n", name);
		exit(1);
	}
	um_sim_enter(sim);
	pg = um_sim_page();
	errno = 12345;
}

/* len bytes of address space in which nothing lies, and room around */
static uintptr_t
hole(size_t len)
{
	char *p = um_sim_raw_mmap(0, len + 2 * pg, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)um_sim_raw_munmap(p, len + 2 * pg);
	return (uintptr_t)p + pg;
}

/* pages of private memory with holes behind and before; filled with 7 */
static char *
plain(size_t pages)
{
	char *p = um_sim_raw_mmap(0, (pages + 2) * pg, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)um_sim_raw_munmap(p, pg);
	(void)um_sim_raw_munmap(p + (pages + 1) * pg, pg);
	memset(p + pg, 7, pages * pg);
	errno = 12345;
	return p + pg;
}

/* plain with a hole in the middle: three pages */
static char *
torn(void)
{
	char *p = plain(3);

	(void)um_sim_raw_munmap(p + pg, pg);
	errno = 12345;
	return p;
}

static int
file(const char *name, int oflag, off_t size)
{
	char path[64];
	int fd;

	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd >= 0) {
		(void)!ftruncate(fd, size);
		(void)close(fd);
	}
	fd = open(path, oflag);
	errno = 12345;
	return fd;
}

static int
is_whole(const void *p, size_t pages)
{
	int e = errno, r = um_sim_whole((uintptr_t)p, pages * pg);

	errno = e;
	return r;
}

/* what a child reads at p, -1 when it dies */
static int
child_reads(const char *p)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		/* a sanitizer would catch them and tell */
		(void)signal(SIGSEGV, SIG_DFL);
		(void)signal(SIGBUS, SIG_DFL);
		_exit(*(const volatile unsigned char *)p);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		status = -1;
	else
		status = WEXITSTATUS(status);
	errno = 12345;
	return status;
}

/* ---- FreeBSD 15.0: the lines of the measured answers, in their order ---- */

static void
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
		ok((uintptr_t)p < 0x80000000u, "32BIT lies low");
		p = yes(map((uintptr_t)1 << 20 << 20, pg, 3, A | P | 0x80000,
		    -1, 0), "32BIT hint 1<<40");
		ok((uintptr_t)p < 0x80000000u, "32BIT hint 1<<40 lies low");
	}
	h = hole(pg * 64);
	p = yes(map(h, pg, 3, A | P, -1, 0), "hint (free)");
	ok((uintptr_t)p >= h, "hint is a lower bound");
	q = yes(map((uintptr_t)p, pg, 3, A | P, -1, 0), "hint (taken)");
	ok(q > p, "taken hint: above");
	p = yes(map(h + 1, pg, 3, A | P, -1, 0), "hint unaligned");
	ok(((uintptr_t)p & (pg - 1)) == 0 && (uintptr_t)p >= h + pg,
	    "hint unaligned is rounded up");
	b = yes(map(0, 4 * pg, 3, A | P, -1, 0), "base, 4 pages");
	memset(b, 1, 4 * pg);
	no(map((uintptr_t)b, pg, 3, A | P | F | 0x4000, -1, 0), ENOMEM,
	    "FIXED|EXCL over existing");
	ok(*b == 1, "FIXED|EXCL left it");
	no(map((uintptr_t)b, pg, 3, A | P | 0x4000, -1, 0), EINVAL,
	    "EXCL without FIXED");
	p = yes(map((uintptr_t)b, pg, 3, A | P | F, -1, 0),
	    "FIXED over existing");
	ok(p == b && *b == 0 && b[pg] == 1, "FIXED replaced one page");
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
	ok(((uintptr_t)p & (((uintptr_t)1 << 21) - 1)) == 0, "is aligned");
	ok(!is_whole(p + pg, 1) || !is_whole(p - pg, 1), "trimmed");
	if (sizeof(void *) > 4) {
		p = yes(map(0, pg, 3, A | P | 30 << 24, -1, 0), "ALIGNED(30)");
		ok(((uintptr_t)p & (((uintptr_t)1 << 30) - 1)) == 0,
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
	(void)yes(map(0, pg, 3, A | P | 0x400, -1, 0), "STACK prot RW");
	no(map(0, pg, 1, A | P | 0x400, -1, 0), EINVAL, "STACK prot READ");
	no(map(0, pg, 3, P | 0x400, 0, 0), EINVAL, "STACK fd 0");
	p = yes(map(0, pg, 0, 0x2000, -1, 0), "GUARD prot NONE");
	zero(y->mprotect(p, pg, 3), "mprotect of a guard");
	ok(area_at((uintptr_t)p, &a) == 0 && a.prot == 0,
	    "it guards nevertheless");
	no(map(0, pg, 3, 0x2000, -1, 0), EINVAL, "GUARD prot RW");
	no(map(0, pg, 0, 0x2000, 0, 0), EINVAL, "GUARD fd 0");
	no(map(0, pg, 0, 0x2000 | A, -1, 0), EINVAL, "GUARD|ANON");
	no(map(0, pg, 0x83, A | P, -1, 0), EINVAL, "prot bit 0x80");
	(void)yes(map(0, pg, 7, A | P, -1, 0), "prot RWX");
	p = yes(map(0, pg, 1 | 1 << 16, A | P, -1, 0),
	    "READ|PROT_MAX(READ)");
	err(y->mprotect(p, pg, 3), EACCES, "mprotect beyond PROT_MAX");
	ok(area_at((uintptr_t)p, &a) == 0 && a.kind == UM_KIND_ANON
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
	ok(*p == 1, "writes");
	p = yes(map(0, pg, 3, P, fd, 12345), "/dev/zero PRIVATE, any offset");
	(void)close(fd);
	fd = open("/dev/null", O_RDWR);
	no(map(0, pg, 3, S, fd, 0), EINVAL, "/dev/null SHARED");
	no(map(0, pg, 3, P, fd, 0), EACCES, "/dev/null PRIVATE");
	(void)close(fd);

	errno = 12345;
	fd = y->memfd_create("mf", 1);
	ok(fd >= 0, "memfd_create");
	zero(y->ftruncate(fd, (off_t)(3 * pg)), "ftruncate");
	p = yes(map(0, pg, 3, S, fd, 0), "memfd SHARED 1");
	q = yes(map(0, pg, 3, S, fd, 0), "memfd SHARED 2");
	*p = 42;
	ok(*q == 42, "alias sees 42");
	ok(area_at((uintptr_t)p, &a) == 0 && a.shared == 1
	    && a.kind == UM_KIND_FILE, "a shared memory object");
	(void)yes(map(0, pg, 3, S, fd, (off_t)(8 * pg)),
	    "memfd off beyond the end");
	err(y->memfd_create("h", 4), EOPNOTSUPP, "MFD_HUGETLB");
	err(y->memfd_create("u", 0x8000), EINVAL, "memfd flag 0x8000");
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
	ok(fd >= 0 && errno == 12345, "shm_open(SHM_ANON)");
	zero(y->ftruncate(fd, (off_t)pg), "ftruncate of it");
	(void)yes(map(0, pg, 3, S, fd, 0), "SHM_ANON SHARED");
	err(y->shm_open((const char *)1, O_RDONLY, 0), EINVAL,
	    "SHM_ANON needs O_RDWR");
	err(y->shm_open("probe", O_RDWR | O_CREAT, 0600), EINVAL,
	    "shm_open without a slash");
	fd = y->shm_open("/um-probe", O_RDWR | O_CREAT, 0600);
	ok(fd >= 0, "shm_open(/probe)");
	zero(y->shm_unlink("/um-probe"), "shm_unlink");
	err(y->shm_unlink("/um-probe"), ENOENT, "shm_unlink again");

	p = plain(1);
	zero(y->madvise(p, pg, 4), "MADV_DONTNEED");
	ok(*p == 7, "keeps the data");
	zero(y->madvise(p, pg, 5), "MADV_FREE");
	zero(y->madvise(p + 1, pg, 4), "madvise unaligned");
	zero(y->madvise(p, 0, 4), "madvise length 0");
	err(y->madvise(p, pg, 99), EINVAL, "madvise 99");
	zero(y->madvise(p, pg, 3), "MADV_WILLNEED");
	h = hole(pg);
	zero(y->madvise((void *)h, pg, 4), "DONTNEED over a hole");
	zero(y->madvise((void *)h, pg, 3), "WILLNEED over a hole");
	zero(y->minherit(p, pg, 3), "INHERIT_ZERO");
	deep(child_reads(p) == 0, "the child reads 0");
	zero(y->minherit(p, pg, 1), "INHERIT_COPY");
	ok(child_reads(p) == 7, "the child reads 7");
	zero(y->minherit(p, pg, 2), "INHERIT_NONE");
	deep(child_reads(p) == -1, "the child dies");
	zero(y->minherit((void *)h, pg, 2), "minherit over a hole");
	err(y->minherit(p, pg, 4), EINVAL, "minherit 4");
	p = plain(2);
	zero(y->msync(p + 1, pg, 0), "msync unaligned");
	zero(y->msync(p, pg, 0), "MS_SYNC");
	zero(y->msync(p, pg, 1), "MS_SYNC|MS_ASYNC");
	err(y->msync(p, pg, 3), EINVAL, "MS_ASYNC|MS_INVALIDATE");
	err(y->msync(p, pg, 0x80), EINVAL, "msync 0x80");
	zero(y->msync(p, 0, 0), "msync length 0");
	h = hole(pg);
	err(y->msync((void *)h, pg, 0), ENOMEM, "msync of a hole");
	err(y->msync((void *)h, 0, 0), ENOMEM, "length 0 in a hole");
	if (y->mlock(p, pg) == 0) {
		err(y->msync(p, pg, 2), EBUSY, "INVALIDATE over locked");
		ok(area_at((uintptr_t)p, &a) == 0 && a.locked == 1,
		    "area tells the lock");
		(void)y->munlock(p, pg);
	}
	err(y->munmap(p, 0), EINVAL, "munmap length 0");
	errno = 12345;
	zero(y->munmap(p + 1, pg), "munmap unaligned");
	ok(!is_whole(p, 1) && !is_whole(p + pg, 1), "both pages went");
	zero(y->munmap(p, 2 * pg), "munmap of holes");
	err(y->munmap((void *)((uintptr_t)0 - pg), pg), EINVAL,
	    "munmap of a kernel address");

	ro = file("f", O_RDONLY, (off_t)pg + 100);
	wo = file("f", O_WRONLY, (off_t)pg + 100);
	fd = file("f", O_RDWR, (off_t)pg + 100);
	no(map(0, pg, 3, S, ro, 0), EACCES, "O_RDONLY SHARED RW");
	q = yes(map(0, pg, 3, P, ro, 0), "O_RDONLY PRIVATE RW");
	p = yes(map(0, pg, 2, S, wo, 0), "O_WRONLY SHARED WRITE");
	no(map(0, pg, 1, P, wo, 0), EACCES, "O_WRONLY PRIVATE READ");
	p = yes(map(0, pg, 1, S, ro, 0), "O_RDONLY SHARED READ");
	err(y->mprotect(p, pg, 3), EACCES, "mprotect RW of it");
	p = yes(map(0, pg, 1, P, ro, 0), "O_RDONLY PRIVATE READ");
	zero(y->mprotect(p, pg, 3), "mprotect RW of that");
	no(map(0, 0, 3, S, fd, 0), EINVAL, "length 0 on a file");
	p = yes(map(0, pg, 3, S, fd, 100), "offset 100");
	ok(((uintptr_t)p & (pg - 1)) == 100, "the answer points into the page");
	q -= (uintptr_t)q & (pg - 1);
	p = yes(map((uintptr_t)q + 100, pg / 2, 3, S | F, fd, 100),
	    "offset 100, FIXED at 100");
	ok(p == q + 100, "there it is");
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
	err(y->mprotect(p, pg, 0x80), EINVAL, "mprotect 0x80");
	h = hole(pg);
	zero(y->mprotect((void *)h, pg, 1), "mprotect of a hole");
	q = torn();
	zero(y->mprotect(q, 3 * pg, 1), "mprotect over a hole");
	ok(area_at((uintptr_t)q + 2 * pg, &a) == 0 && a.prot == PROT_READ,
	    "behind the hole too");
	zero(y->mincore(p, 2 * pg, v), "mincore");
	ok((v[0] & 1) && (v[1] & 1), "both in memory");
	err(y->mincore((void *)hole(pg), pg, v), ENOMEM, "mincore of a hole");
	errno = 12345;
	zero(y->mlock(p, pg), "mlock");
	zero(y->mlock(p + 1, pg), "mlock unaligned");
	err(y->mlock((void *)hole(pg), pg), ENOMEM, "mlock of a hole");
	errno = 12345;
	zero(y->munlock(p, pg), "munlock");
	err(y->open("/proc/self/maps", O_RDONLY, 0), ENOENT, "no /proc");
}

/* ---- Linux 2.2.1 -------------------------------------------------------- */

static void
linux_2_2(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x20 };
	char *p, *q;
	uintptr_t h;
	int fd;

	enter("linux-2.2");
	p = yes(map(0, pg, 3, A | P, -1, 0), "anonymous private");
	(void)yes(map(0, pg, 3, A | P, 77, 1), "fd and offset ignored");
	no(map(0, pg, 3, A | S, -1, 0), EINVAL, "SHARED|ANON");
	no(map(0, pg, 3, A, -1, 0), EINVAL, "neither");
	no(map(0, pg, 3, A | S | P, -1, 0), EINVAL, "both");
	ok(map(0, 0, 3, A | P, -1, 0) == 0, "length 0 answers NULL");
	ok(map(pg * 99, SIZE_MAX, 3, A | P, -1, 0) == (void *)(pg * 99),
	    "a length that wraps answers the hint");
	if (sizeof(void *) > 4)
		no(map(0, SIZE_MAX - 4 * pg, 3, A | P, -1, 0), EINVAL,
		    "huge length");
	(void)yes(map(0, pg, 0x13, A | P | 0x400000, -1, 0),
	    "unknown bits ignored");
	h = hole(8 * pg);
	p = yes(map(h, pg, 3, A | P, -1, 0), "free hint");
	ok((uintptr_t)p == h, "binds");
	p = yes(map(h, pg, 3, A | P | 0x100000, -1, 0), "taken, NOREPLACE");
	ok((uintptr_t)p > h, "the next above");
	p = plain(2);
	q = yes(map((uintptr_t)p, pg, 3, A | P | F | 0x100000, -1, 0),
	    "FIXED with the unknown NOREPLACE");
	ok(q == p && *p == 0 && p[pg] == 7, "clobbers");
	no(map((uintptr_t)p + 1, pg, 3, A | P | F, -1, 0), EINVAL,
	    "FIXED unaligned");
	no(map((uintptr_t)0 - pg, 2 * pg, 3, A | P | F, -1, 0), EINVAL,
	    "FIXED wraps");
	fd = open("/dev/zero", O_RDWR);
	(void)yes(map(0, pg, 3, P, fd, 0), "/dev/zero PRIVATE");
	no(map(0, pg, 3, S, fd, 0), EINVAL, "/dev/zero SHARED");
	(void)close(fd);
	no(map(0, pg, 3, P, -1, 0), EBADF, "fd -1");
	fd = file("g", O_RDWR, (off_t)pg);
	(void)yes(map(0, pg, 3, S, fd, 0), "file SHARED");
	no(map(0, pg, 3, S, fd, 100), EINVAL, "offset 100");
	(void)close(fd);
	err(y->memfd_create("x", 0), ENOSYS, "memfd_create");
	err(y->madvise(p, pg, 4), ENOSYS, "madvise");
	err(y->mincore(p, pg, (unsigned char *)p), ENOSYS, "mincore");
	err(y->open("/dev/shm/x", O_RDWR | O_CREAT, 0600), ENOENT,
	    "no /dev/shm");
#ifdef O_TMPFILE
	err(y->open("/tmp", k->numbers.o_tmpfile | O_RDWR, 0600), EISDIR,
	    "no O_TMPFILE");
#endif
	err(y->shm_open("/x", O_RDWR | O_CREAT, 0600), ENOENT, "shm_open");
	errno = 12345;
	p = plain(2);
	zero(y->munmap(p, 0), "munmap length 0");
	err(y->munmap(p + 1, pg), EINVAL, "munmap unaligned");
	q = torn();
	zero(y->munmap(q, 3 * pg), "munmap over a hole");
	err(y->mprotect((void *)hole(pg), pg, 1), EFAULT, "mprotect, hole");
	err(y->mprotect(p, pg, 0x10), EINVAL, "mprotect 0x10");
	errno = 12345;
	zero(y->mprotect(p, 0, 1), "mprotect length 0");
	err(y->msync((void *)hole(pg), pg, 4), EFAULT, "msync, hole");
	errno = 12345;
	q = y->mremap(p, 2 * pg, 4 * pg, 1, 0);
	ok(q != MAP_FAILED && q[pg] == 7 && q[3 * pg] == 0, "mremap grows");
	fd = y->open("/proc/self/maps", O_RDONLY, 0);
	ok(fd >= 0, "/proc/self/maps");
	(void)close(fd);
}

/* ---- System V ----------------------------------------------------------- */

static void
svr4(void)
{
	enum { S = 1, P = 2, F = 0x10 };
	char *p, *q;
	uintptr_t h;
	int fd;
	struct um_area a;

	enter("svr4");
	ok(k->numbers.map_anon == 0, "no anonymous flag");
	fd = open("/dev/zero", O_RDWR);
	no(map(0, pg, 3, P | 0x100, -1, 0), EINVAL, "Solaris 8's flag");
	no(map(0, pg, 3, P, -1, 0), EBADF, "fd -1");
	p = yes(map(0, pg, 3, P, fd, 0), "/dev/zero PRIVATE");
	p = yes(map(0, pg, 3, S, fd, 0), "/dev/zero SHARED");
	*p = 9;
	ok(child_reads(p) == 9, "a child shares it");
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
	ok((uintptr_t)map(h, pg, 3, P, fd, 0) == h, "a free hint binds");
	errno = 12345;
	p = plain(2);
	q = yes(map((uintptr_t)p, pg, 3, P | F, fd, 0), "FIXED");
	ok(q == p && *p == 0 && p[pg] == 7, "replaces");
	(void)close(fd);
	err(y->mprotect(p, 0, 1), EINVAL, "mprotect length 0");
	err(y->mprotect(p + 1, pg, 1), EINVAL, "mprotect unaligned");
	err(y->mprotect(torn(), 3 * pg, 1), ENOMEM, "mprotect, hole");
	errno = 12345;
	zero(y->munmap(torn(), 3 * pg), "munmap over a hole");
	err(y->munmap(p, 0), EINVAL, "munmap length 0");
	errno = 12345;
	zero(y->msync(p, pg, 0), "msync 0");
	err(y->msync(p, pg, 5), EINVAL, "msync ASYNC|SYNC");
	err(y->msync(p, 0, 4), EINVAL, "msync length 0");
	err(y->msync(p, pg, 8), EINVAL, "msync 8");
	err(y->msync((void *)hole(pg), pg, 4), ENOMEM, "msync, hole");
	err(y->madvise((void *)hole(pg), pg, 4), ENOMEM, "madvise, hole");
	err(y->madvise(p, pg, 5), EINVAL, "no MADV_FREE");
	errno = 12345;
	zero(y->madvise(p, 2 * pg, 4), "MADV_DONTNEED");
	ok(p[pg] == 7, "keeps the data");
	err(y->shm_open("um-x", O_RDWR | O_CREAT, 0600), EINVAL, "shm name");
	errno = 12345;
	fd = y->shm_open("/um-x", O_RDWR | O_CREAT, 0600);
	ok(fd >= 0, "shm_open");
	zero(y->shm_unlink("/um-x"), "shm_unlink");
	(void)close(fd);
	ok(y->memfd_create == 0 && y->minherit == 0 && y->mremap == 0,
	    "what it lacks");
}

/* ---- OpenBSD 7 ---------------------------------------------------------- */

static void
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
	ok(((uintptr_t)p & (pg - 1)) == 1 && is_whole(p - 1, 2),
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
	ok(*p == 7, "left alone");
	no(map((uintptr_t)p, pg, 3, A | P | 0x800, -1, 0), EINVAL,
	    "NOREPLACE without FIXED");
	h = hole(pg);
	ok((uintptr_t)map(h, pg, 3, A | P | F | 0x800, -1, 0) == h,
	    "FIXED|NOREPLACE, free");
	errno = 12345;
	ok(map((uintptr_t)p, pg, 3, A | P | F, -1, 0) == p && *p == 0,
	    "FIXED replaces");
	no(map(0, pg, 3, A | P | F, -1, 0), EINVAL, "FIXED at 0");
	h = hole(8 * pg);
	ok((uintptr_t)map(h, pg, 3, A | P, -1, 0) == h, "a free hint binds");
	ok((uintptr_t)map(h, pg, 3, A | P, -1, 0) != h, "a taken one not");
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
	ok(((uintptr_t)p & (pg - 1)) == 100, "points into the page");
	(void)close(fd);
	fd = open("/dev/zero", O_RDWR);
	p = yes(map(0, pg, 3, S, fd, 0), "/dev/zero SHARED");
	*p = 5;
	ok(child_reads(p) == 5, "a child shares it");
	(void)close(fd);
	p = plain(2);
	err(y->munmap(torn(), 3 * pg), EINVAL, "munmap over a hole");
	q = torn();
	(void)y->munmap(q, 3 * pg);
	ok(is_whole(q, 1) && is_whole(q + 2 * pg, 1), "nothing unmapped");
	zero(y->munmap(p, 0), "munmap length 0");
	zero(y->munmap(p + 1, pg - 1), "munmap unaligned");
	p = plain(2);
	err(y->mprotect(p, pg, 7), ENOTSUP, "mprotect W and X");
	errno = 12345;
	zero(y->mprotect(torn(), 3 * pg, 1), "mprotect over a hole");
	zero(y->mprotect(p + 1, 1, 3), "mprotect unaligned");
	err(y->msync(p, pg, 0), EINVAL, "msync 0");
	err(y->msync(p, pg, 3), EINVAL, "msync ASYNC|SYNC");
	errno = 12345;
	zero(y->msync(p, 0, 2), "msync length 0");
	err(y->msync((void *)hole(pg), pg, 2), EFAULT, "msync, hole");
	errno = 12345;
	zero(y->madvise(p, pg, 4), "DONTNEED");
	ok(*p == 7, "keeps");
	pid = fork();
	if (pid == 0) {
		(void)pause();
		_exit(0);
	}
	zero(y->madvise(p, pg, 6), "FREE while a child lives");
	ok(*p == 7, "keeps too");
	(void)kill(pid, 9);
	(void)waitpid(pid, &status, 0);
	errno = 12345;
	zero(y->madvise(p, pg, 6), "FREE");
	ok(*p == 0 && p[pg] == 7, "zeroes");
	err(y->madvise(p, pg, 5), EINVAL, "SPACEAVAIL");
	err(y->madvise((void *)hole(pg), pg, 6), EFAULT, "FREE, hole");
	errno = 12345;
	zero(y->madvise((void *)hole(pg), pg, 1), "RANDOM, hole");
	p[pg] = 7;
	zero(y->minherit(p, 2 * pg, 3), "INHERIT_ZERO");
	deep(child_reads(p + pg) == 0, "the child reads 0");
	zero(y->minherit(p, 2 * pg, 1), "INHERIT_COPY");
	ok(child_reads(p + pg) == 7, "the child reads 7");
	err(y->minherit(p, pg, 0), ENOTSUP, "SHARE of private: not simulated");
	err(y->mlock((void *)hole(pg), pg), ENOMEM, "mlock, hole");
	ok(y->mincore == 0 && y->mremap == 0 && y->memfd_create == 0,
	    "what it lacks");
}

/* ---- macOS 15 ----------------------------------------------------------- */

static void
macos_15(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x1000 };
	char *p, *q;
	uintptr_t h;
	unsigned char v[4];
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
	ok(area_at((uintptr_t)p, &a) == 0
	    && a.prot == (PROT_READ | PROT_WRITE), "W brings R");
	if (sizeof(void *) > 4) {
		no(map(0, pg, 3, A | P | 0x8000, -1, 0), ENOMEM, "32BIT");
		no(map(0x40000000, pg, 3, A | P | F, -1, 0), ENOMEM,
		    "FIXED in the page zero");
		p = yes(map(0x40000000, pg, 3, A | P, -1, 0),
		    "a hint in the page zero");
		ok((uintptr_t)p > 0xffffffffu, "goes above it");
	}
	h = hole(8 * pg);
	ok((uintptr_t)map(h, pg, 3, A | P, -1, 0) == h, "a free hint binds");
	p = map(h, pg, 3, A | P, -1, 0);
	ok((uintptr_t)p > h, "a taken one: the next above");
	errno = 12345;
	p = plain(2);
	ok(map((uintptr_t)p, pg, 3, A | P | F, -1, 0) == p && *p == 0
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
	err(y->shm_open("/0123456789012345678901234567890", O_RDWR | O_CREAT,
	    0600), ENAMETOOLONG, "shm name of 32");
	errno = 12345;
	fd = y->shm_open("/um-mac", O_RDWR | O_CREAT, 0600);
	ok(fd >= 0, "shm_open");
	no(map(0, pg, 3, S, fd, 0), EINVAL, "before ftruncate");
	zero(y->ftruncate(fd, 1), "ftruncate");
	err(y->ftruncate(fd, 2), EINVAL, "a second time");
	p = yes(map(0, pg, 3, S, fd, 0), "shm SHARED");
	deep(area_at((uintptr_t)p, &a) == 0 && a.kind == UM_KIND_ANON
	    && a.inherit == UM_INHERIT_SHARE && a.concealed == -1, "area");
	err(y->mprotect(p, pg, 5), EACCES, "never executable");
	no(map(0, pg, 3, P, fd, 0), EINVAL, "shm PRIVATE");
	no(map(0, pg, 5, S, fd, 0), EACCES, "shm EXEC");
	no(map(0, 2 * pg, 3, S, fd, 0), EINVAL, "beyond the size");
	ro = y->shm_open("/um-mac", O_RDONLY, 0);
	no(map(0, pg, 3, S, ro, 0), EPERM, "read-only: EPERM");
	(void)close(ro);
	(void)close(fd);
	errno = 12345;
	zero(y->shm_unlink("/um-mac"), "shm_unlink");
	p = plain(2);
	err(y->munmap(p + 1, pg), EINVAL, "munmap unaligned");
	err(y->munmap(p, 0), EINVAL, "munmap length 0");
	errno = 12345;
	zero(y->munmap(torn(), 3 * pg), "munmap over a hole");
	q = torn();
	err(y->mprotect(q, 3 * pg, 1), ENOMEM, "mprotect over a hole");
	ok(area_at((uintptr_t)q, &a) == 0 && a.prot == (PROT_READ | PROT_WRITE),
	    "nothing changed");
	zero(y->mprotect(p, 0, 1), "mprotect length 0");
	zero(y->msync(p, pg, 0), "msync 0");
	err(y->msync(p, pg, 0x11), EINVAL, "msync SYNC|ASYNC");
	err(y->msync(p, 0, 0x10), EINVAL, "msync length 0");
	err(y->msync((void *)hole(pg), pg, 0x10), ENOMEM, "msync, hole");
	err(y->madvise((void *)hole(pg), pg, 4), EINVAL, "madvise, hole");
	errno = 12345;
	zero(y->madvise(p + 1, pg, 5), "madvise unaligned");
	ok(*p == 7, "FREE keeps for a while");
	zero(y->minherit(p, pg, 2), "INHERIT_NONE");
	deep(child_reads(p) == -1, "the child dies");
	err(y->minherit(p, pg, 3), EINVAL, "no INHERIT_ZERO");
	errno = 12345;
	v[1] = 9;
	q = torn();
	zero(y->mincore(q, 3 * pg, v), "mincore over a hole");
	ok((v[0] & 1) && v[1] == 0 && (v[2] & 1), "0 in the hole");
}

/* ---- gVisor ----------------------------------------------------------- */

static void
gvisor_2024(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x20 };
	static const int refused[] = { 8, 18, 19, 22, 23, 102, 999 };
	char *p, *q;
	uintptr_t h;
	unsigned char v[2];
	size_t i;

	enter("gvisor-2024");
	(void)yes(map(0, pg, 3, A | P, 77, 1), "fd and offset ignored");
	no(map(0, pg, 3, A, -1, 0), EINVAL, "neither");
	no(map(0, pg, 3, A | 3, -1, 0), EINVAL, "both");
	no(map(0, 0, 3, A | P, -1, 0), EINVAL, "length 0");
	no(map(0, SIZE_MAX, 3, A | P, -1, 0), ENOMEM, "length SIZE_MAX");
	no(map(0, pg, 3, P, -1, 0), EBADF, "fd -1");
	(void)yes(map(0, pg, 0x13, A | P | 0x8000000, -1, 0), "unknown bits");
	p = plain(2);
	q = yes(map((uintptr_t)p, pg, 3, A | P | 0x100000, -1, 0),
	    "FIXED_NOREPLACE, taken");
	ok(q != p && *p == 7, "lands elsewhere");
	h = hole(8 * pg);
	ok((uintptr_t)map(h, pg, 3, A | P | 0x100000, -1, 0) == h,
	    "FIXED_NOREPLACE, free");
	errno = 12345;
	for (i = 0; i < sizeof refused / sizeof *refused; i++)
		err(y->madvise(p, pg, refused[i]), EINVAL, "madvise refused");
	err(y->madvise(p, pg, 9), ENOSYS, "MADV_REMOVE");
	errno = 12345;
	zero(y->madvise(p, pg, 14), "HUGEPAGE");
	zero(y->madvise(p, pg, 16), "DONTDUMP");
	{
		struct um_sim_area a;

		ok(um_sim_at((uintptr_t)p, &a) && !a.nodump, "without effect");
	}
	zero(y->madvise(p, pg, 4), "DONTNEED");
	ok(*p == 0 && p[pg] == 7, "zeroes");
	if (y->mlock(p, pg) == 0) {
		err(y->madvise(p, pg, 4), EINVAL, "DONTNEED of locked");
		err(y->msync(p, pg, 6), EBUSY, "INVALIDATE over locked");
		(void)y->munlock(p, pg);
	}
	deep(y->madvise((void *)hole(pg), pg, 4) == -1 && errno == ENOMEM,
	    "DONTNEED, hole");
	errno = 12345;
	zero(y->madvise(p, pg, 10), "DONTFORK");
	deep(child_reads(p) == -1, "the child dies");
	p = map(0, pg, 0, A | P, -1, 0);
	errno = 12345;
	zero(y->mincore(p, pg, v), "mincore");
	ok(v[0] == 1, "everything is resident");
	err(y->mincore((void *)hole(pg), pg, v), ENOMEM, "mincore, hole");
	p = map(0, pg, 3, A | S, -1, 0);
	*p = 3;
	errno = 12345;
	q = y->mremap(p, 0, pg, 1, 0);
	deep(q != MAP_FAILED && q != p && *q == 3, "mremap makes an alias");
	ok(y->mremap(p, pg, pg, 5, 0) == MAP_FAILED && errno == EINVAL,
	    "DONTUNMAP");
	err(y->memfd_create("x", 8), EINVAL, "MFD_NOEXEC_SEAL");
}

/* ---- NetBSD 7.0: the lines of the measured answers, in their order ---- */

static void
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
	ok(((uintptr_t)p & (pg - 1)) == 1, "points into the page");
	(void)yes(map(0, pg, 3, A | P, -1, -(off_t)pg), "offset -PS");
	p = yes(map(0, pg, 3, A | S, -1, 0), "ANON|SHARED");
	*p = 77;
	ok(child_reads(p) == 77, "a child shares it");
	(void)yes(map(0, pg, 3, A, -1, 0), "ANON only");
	no(map(0, pg, 3, A | S | P, -1, 0), EINVAL, "both");
	p = yes(map(0, 0, 3, A | P, -1, 0), "length 0");
	ok(p != 0 && !is_whole(p, 1), "nothing is mapped");
	p = plain(1);
	ok(map((uintptr_t)p, 0, 3, A | P | F, -1, 0) == p && *p == 7,
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
	ok(q != p, "goes elsewhere");
	q = yes(map((uintptr_t)p, pg, 3, A | P | T, -1, 0), "TRYFIXED, taken");
	ok(q != p && *p == 7, "goes elsewhere, too");
	h = hole(4 * pg);
	ok((uintptr_t)map(h, pg, 3, A | P, -1, 0) == h, "hint in a hole");
	h = hole(4 * pg);
	ok((uintptr_t)map(h, pg, 3, A | P | T, -1, 0) == h,
	    "TRYFIXED in a hole");
	errno = 12345;
	p = plain(2);
	ok(map((uintptr_t)p, pg, 3, A | P | F, -1, 0) == p && *p == 0
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
	ok(((uintptr_t)p & 0xffff) == 0, "is aligned");
	p = yes(map(0, pg, 3, A | P | 21 << 24, -1, 0), "ALIGNED(21)");
	ok(((uintptr_t)p & 0x1fffff) == 0, "is aligned, too");
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
	ok(*q == 0 && child_reads(p) == 33, "each is its own");
	(void)close(fd);
	fd = y->shm_open("/um-nb", O_RDWR | O_CREAT, 0600);
	errno = 12345;
	(void)yes(map(0, pg, 3, S, fd, 0), "shm size 0");
	zero(y->ftruncate(fd, (off_t)(2 * pg)), "ftruncate");
	p = yes(map(0, pg, 3, S, fd, 0), "shm");
	q = yes(map(0, pg, 3, S, fd, 0), "shm second");
	*p = 44;
	ok(*q == 44, "sees 44");
	(void)close(fd);
	errno = 12345;
	zero(y->shm_unlink("/um-nb"), "shm_unlink");
	err(y->shm_unlink("/um-nb"), ENOENT, "shm_unlink again");
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
	err(y->mprotect(p, pg, 3), EACCES, "mprotect RW on ro SHARED R");
	errno = 12345;
	zero(y->mprotect(q, pg, 7), "mprotect RWX on ro PRIVATE");
	p = yes(map(0, pg, 3, S, fd, 100), "offset 100");
	ok(((uintptr_t)p & (pg - 1)) == 100, "points into the page");
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
	ok(*p == 7, "keeps");
	zero(y->madvise(p, pg, 6), "FREE");
	ok(*p == 0, "zeroes");
	p = map(0, pg, 3, A | S, -1, 0);
	*p = 7;
	errno = 12345;
	zero(y->madvise(p, pg, 6), "FREE of shared");
	deep(*p == 0, "zeroes, too");
	for (i = 7; i < 9; i++)
		err(y->madvise(p, pg, (int)i), EINVAL, "no such advice");
	err(y->madvise(p, pg, 5), EINVAL, "SPACEAVAIL");
	err(y->madvise((void *)hole(pg), pg, 4), EFAULT, "DONTNEED, hole");
	err(y->madvise((void *)hole(pg), pg, 6), EFAULT, "FREE, hole");
	errno = 12345;
	zero(y->madvise((void *)hole(pg), pg, 3), "WILLNEED, hole");
	p = plain(2);
	zero(y->msync(p + 1, 1, 4), "msync unaligned");
	err(y->msync(p, pg, 0), EINVAL, "msync 0");
	err(y->msync(p, pg, 5), EINVAL, "msync ASYNC|SYNC");
	err(y->msync(p, pg, 0x100), EINVAL, "msync 0x100");
	errno = 12345;
	zero(y->msync(p, 0, 4), "msync length 0");
	zero(y->msync(p, pg, 2), "msync INVALIDATE");
	err(y->msync((void *)hole(pg), pg, 4), EFAULT, "msync, hole");
	errno = 12345;
	zero(y->munmap(p, 0), "munmap length 0");
	zero(y->munmap(p + 1, 1), "munmap unaligned");
	zero(y->munmap(torn(), 3 * pg), "munmap, hole");
	err(y->munmap((void *)((uintptr_t)0 - pg), pg), EINVAL,
	    "munmap kernel address");
	err(y->munmap((void *)((uintptr_t)0 - pg), 2 * pg), EINVAL,
	    "munmap wraps");
	errno = 12345;
	p = plain(2);
	zero(y->mlock(p + 1, 1), "mlock unaligned");
	zero(y->munlock(p, pg), "munlock");
	err(y->mlock((void *)hole(pg), pg), ENOMEM, "mlock, hole");
	errno = 12345;
	zero(y->mincore(p, 2 * pg, v), "mincore");
	err(y->mincore(p + 1, pg, v), EINVAL, "mincore unaligned");
	errno = 12345;
	zero(y->minherit(p, pg, 2), "INHERIT_NONE");
	deep(child_reads(p) == -1, "the child dies");
	zero(y->minherit(p, pg, 4), "INHERIT_ZERO");
	deep(child_reads(p) == 0 && *p == 7, "the child reads 0");
	zero(y->minherit(p, pg, 1), "INHERIT_COPY");
	ok(child_reads(p) == 7, "the child reads 7");
	err(y->minherit(p, pg, 3), EINVAL, "INHERIT_DONATE");
	err(y->minherit(p, pg, 17), EINVAL, "minherit 17");
	enter("netbsd-10");
	(void)yes(map(0, 0, 3, A | P, -1, 0), "length 0, anonymous");
	no(map(0, 0, 3, P, 0, 0), EINVAL, "length 0, file");
	no(map(0, SIZE_MAX, 3, A | P, -1, 0), ENOMEM, "length SIZE_MAX");
}

/* ---- the others, in short --------------------------------------------- */

static void
others(void)
{
	enum { S = 1, P = 2, F = 0x10, A = 0x1000 };
	char *p, *q;
	uintptr_t h;
	int fd;
	unsigned char v[1];

	enter("freebsd-12.3");
	p = yes(map(0, SIZE_MAX, 3, A | P, -1, 0), "length SIZE_MAX");
	ok(!is_whole(p, 1), "nothing is mapped");
	h = hole(pg);
	ok((uintptr_t)map(h, pg, 3, A | P, -1, 0) == h, "a free hint binds");
	no(map(0, pg, 3 | 3 << 16, A | P, -1, 0), EINVAL, "no PROT_MAX");
	ok(y->memfd_create == 0, "no memfd_create");
	errno = 12345;
	zero(y->msync(plain(1), pg, 0x80), "msync 0x80");
	enter("freebsd-10");
	(void)yes(map(0, pg, 0x83, A | P | 0x800000, -1, 0), "unknown bits");
	(void)yes(map(0, pg, 3, A | P | S, -1, 0), "both");
	err(y->minherit(plain(1), pg, 3), EINVAL, "no INHERIT_ZERO");

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
	ok(*p == 7, "left alone");
	err(y->munmap(torn(), 3 * pg), EINVAL, "munmap over a hole");
	errno = 12345;
	zero(y->munmap(p, 0), "munmap length 0");
	err(y->msync((void *)hole(pg), pg, 0), EINVAL, "msync, hole");
	err(y->minherit(p, pg, 3), EINVAL, "no INHERIT_ZERO");

	enter("linux-2.4");
	p = yes(map(0, pg, 3, 0x21, -1, 0), "SHARED|ANON");
	*p = 5;
	ok(child_reads(p) == 5, "a child shares it");
	ok(map(0, 0, 3, 0x22, -1, 0) == 0, "length 0 answers NULL");
	no(map(0, pg, 3, 0x22, -1, 1), EINVAL, "offset 1");
	err(y->memfd_create("x", 0), ENOSYS, "memfd_create");
	err(y->mprotect((void *)hole(pg), pg, 1), EFAULT, "mprotect, hole");
	p = plain(1);
	zero(y->madvise(p, pg, 4), "DONTNEED");
	ok(*p == 0, "zeroes");
	err(y->madvise(p, pg, 8), EINVAL, "no FREE");

	enter("linux-4.4");
	p = plain(1);
	q = yes(map((uintptr_t)p, pg, 3, 0x100022, -1, 0), "NOREPLACE, taken");
	ok(q != p && *p == 7, "lands elsewhere");
	q = yes(map((uintptr_t)p, pg, 3, 0x100032, -1, 0), "with FIXED");
	ok(q == p && *p == 0, "clobbers");
	no(map(0, pg, 3, 0x23, -1, 0), EINVAL, "SHARED_VALIDATE");
	err(y->madvise(p, pg, 8), EINVAL, "no FREE");
	err(y->madvise(p, pg, 18), EINVAL, "no WIPEONFORK");
	err(y->madvise(p, pg, 22), EINVAL, "no POPULATE_READ");
	err(y->memfd_create("x", 8), EINVAL, "no MFD_NOEXEC_SEAL");
	errno = 12345;
	fd = y->memfd_create("x", 1);
	ok(fd >= 0, "memfd_create");
	(void)close(fd);

	enter("qemu-user");
	p = plain(1);
	zero(y->madvise(p, pg, 4711), "madvise of anything");
	zero(y->madvise(p, pg, 4), "DONTNEED");
	ok(*p == 7, "without effect");

	enter("illumos");
	(void)yes(map(0, pg, 3, 0x102, -1, 0), "ANON|PRIVATE");
	no(map(0, pg, 3, 0x102, 0, 0), EINVAL, "an open descriptor");
	no(map(0, pg, 3, 0x102, 999, 0), EBADF, "a closed one");
	no(map(0, pg, 3, 0x102, -1, 1), EINVAL, "offset 1");
	no(map(0, pg, 3, 0x122, -1, 0), EINVAL, "MAP_RENAME");
	p = yes(map(1 << 20, pg, 3, 0x302, -1, 0), "MAP_ALIGN");
	ok(((uintptr_t)p & 0xfffff) == 0, "is aligned");
	no(map(3 << 20, pg, 3, 0x302, -1, 0), EINVAL, "not a power of two");
	no(map(1 << 20, pg, 3, 0x312, -1, 0), EINVAL, "MAP_ALIGN|FIXED");
	p = plain(1);
	zero(y->madvise(p, pg, 5), "FREE");
	ok(*p == 7, "keeps for a while");
	zero(y->madvise(p, pg, 9), "PURGE");
	ok(*p == 0, "zeroes");

	enter("haiku");
	p = yes(map(0, pg, 3, 8 | 2, 77, 0), "ANON|PRIVATE");
	no(map(0, pg, 3, 8, -1, 0), EINVAL, "neither");
	q = torn();
	err(y->mprotect(q, 3 * pg, 1), ENOMEM, "mprotect over a hole");
	errno = 12345;
	zero(y->msync((void *)hole(pg), pg, 0), "msync 0 of a hole");
	p = plain(1);
	zero(y->madvise(p, pg, 5), "DONTNEED");
	ok(*p == 7, "does nothing");

	enter("hurd");
	p = yes(map(0, pg, 6, 2, -1, 0), "ANON, MAP_PRIVATE is 0");
	*p = 1;
	no(map((uintptr_t)p, pg, 6, 2 | 0x4100, -1, 0), EEXIST,
	    "FIXED|EXCL, taken");
	no(map(1, pg, 6, 2, -1, 0), EINVAL, "an unaligned hint");
	no(map(0, pg, 6, 4, -1, 0), EINVAL, "an unknown type");
	err(y->munmap(0, pg), EINVAL, "munmap NULL");
	err(y->mprotect((void *)hole(pg), pg, 4), 1, "a raw Mach code");
	errno = 12345;
	zero(y->msync(torn(), 3 * pg, 0), "msync over a hole");

	enter("cygwin");
	p = yes(map(0, 1, 3, 0x22, -1, 0), "ANON|PRIVATE");
	ok(((uintptr_t)p & 0xffff) == 0 && is_whole(p, 65536 / pg),
	    "a granule");
	(void)yes(map(0, 1, 3, P, -1, 0), "fd -1 is anonymous");
	no(map(0, 1, 3, P, 999, 0), EBADF, "fd 999");
	if (pg < 65536) {
		no(map(0, 1, 3, 0x22, -1, (off_t)pg), EINVAL, "offset 4096");
		err(y->munmap(p + pg, pg), EINVAL, "munmap at 4096");
		err(y->mprotect(p + pg, pg, 1), EINVAL, "mprotect at 4096");
	}
	errno = 12345;
	zero(y->munmap(p, 1), "munmap");
	ok(!is_whole(p, 1), "all of it");

	enter("aix");
	p = yes(map(0, pg, 3, 0x10, -1, 0), "ANON is private");
	ok(sizeof p <= 4 || ((uintptr_t)p & 0xfffffff) == 0,
	    "it begins a segment");
	no(map((uintptr_t)p, pg, 3, 0x110, -1, 0), EINVAL,
	    "FIXED does not replace");
	err(y->msync(p, pg, 0x20), EINVAL, "msync of a private map");
	ok(y->mincore(p, pg, v) == 0, "mincore");

	enter("hostile");
	p = yes(map(0, pg, 0x300, 0x80002, -1, 0), "ANON|PRIVATE");
	*p = 7;
	no(map((uintptr_t)p, pg, 0x300, 0x80012, -1, 0), ENOTSUP, "FIXED");
	ok(*p == 7, "FIXED left it");
	zero(y->munmap(p, pg), "munmap");
	ok(map((uintptr_t)p, pg, 0x300, 0x80002, -1, 0) != p,
	    "a free hint does not bind");
	ok(y->areas == 0 && y->madvise == 0 && y->mincore == 0
	    && y->mremap == 0 && y->memfd_create == 0, "has nothing else");
}

/* ---- Android 8: the filter ---------------------------------------------- */

enum { NO_FILTER = 77 };

/* The exit status of a child below the filter, or 256 and its signal. */
static int
filtered(int (*call)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		(void)signal(SIGSYS, SIG_DFL);
		_exit(um_sim_android_8_confine() != 0 ? NO_FILTER : call());
	}
	if (waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status)
	    : WEXITSTATUS(status);
}

static int
asks_memfd(void)
{
	return y->memfd_create("mf", 1) == -1 && errno == ENOSYS ? 0 : 1;
}

static int
asks_mseal(void)
{
	return (int)syscall(462, 0, 0, 0) & 1;
}

static int
asks_mmap(void)
{
	return map(0, pg, 3, 0x22, -1, 0) == MAP_FAILED;
}

static void
android_8(void)
{
	enter("android-8");
	ok(y->shm_open == 0, "no shm_open");
	if (filtered(asks_mmap) == NO_FILTER) {
		printf("ok %d - %s # SKIP a filter of system calls\n", ++tests,
		    k->name);
		return;
	}
	ok(filtered(asks_mmap) == 0, "mmap is let through");
	ok(filtered(asks_memfd) == 0, "memfd_create is ENOSYS");
	ok(filtered(asks_mseal) == 256 + SIGSYS, "mseal is SIGSYS");
}

/* ---- all -------------------------------------------------------------- */

static void
everyone(void)
{
	const struct um_sim *s;
	int bad = 0;

	for (s = um_sims; s->kernel != 0; s++) {
		const struct um_sys *r = s->kernel->sys;

		enter(um_sim_name(s));
		bad += um_sim_named(um_sim_name(s)) != s;
		bad += k->family == 0;
		bad += !r->mmap || !r->munmap || !r->mprotect || !r->msync
		    || !r->mlock || !r->munlock || !r->open || !r->close
		    || !r->ftruncate || !r->read || !r->write
		    || !r->unlink || !r->ioctl || !r->page_size
		    || !r->granularity;
		ok(bad == 0, "has its rows");
	}
}

/* ---- larger pages ------------------------------------------------------- */

/* Is what the rows say of addresses and lengths of their own page? */
static void
in_pages(void)
{
	const struct um_numbers *n = &k->numbers;
	int flags = n->map_private | n->map_anon;
	unsigned char v[3] = { 7, 7, 7 };
	size_t part = pg / 2;
	uintptr_t h = hole(2 * pg);
	char *p, *q;

	ok(y->page_size() == pg && y->granularity() == pg, "page and granule");
	p = yes(map(0, 1, 3, flags, -1, 0), "one byte");
	ok(((uintptr_t)p & (pg - 1)) == 0 && is_whole(p, 1),
	    "is one page, at a multiple of it");
	p[pg - 1] = 7;
	no(map((uintptr_t)p + part, pg, 3, flags | n->map_fixed, -1, 0),
	    EINVAL, "FIXED within a page");
	q = yes(map(h + part, pg, 3, flags, -1, 0), "a hint within a page");
	ok(((uintptr_t)q & (pg - 1)) == 0, "is rounded");
	if (y->mincore != 0) {
		zero(y->mincore(p, 1, v), "mincore of one byte");
		ok((v[0] & 1) == 1 && v[1] == 7, "tells one page");
	}
	if (y->mremap != 0) {
		p = y->mremap(p, pg, 3 * pg, n->mremap_maymove, 0);
		ok(p != MAP_FAILED && ((uintptr_t)p & (pg - 1)) == 0
		    && p[pg - 1] == 7, "mremap moves to a multiple");
	}
	errno = 12345;
	zero(y->mprotect(p, 1, 0), "mprotect of one byte");
	ok(child_reads(p + pg - 1) == -1, "is of one page");
	zero(y->munmap(p, 1), "munmap of one byte");
	ok(!um_sim_whole((uintptr_t)p + pg - part, part),
	    "is of one page too");
}

static void
larger_pages(void)
{
	const struct um_sim *s;

	for (s = um_sims; s->kernel != 0; s++)
		if (s->page != 0) {
			enter(um_sim_name(s));
			in_pages();
		}
}

int
main(void)
{
	char line[96];

	pg = um_sim_page();
	honest = um_sim_raw_madvise(plain(1), pg, 4711) != 0;
	if (mkdtemp(dir) == 0)
		return 1;
	linux_2_2();
	svr4();
	freebsd_15();
	openbsd_7();
	macos_15();
	gvisor_2024();
	netbsd_7();
	others();
	android_8();
	everyone();
	larger_pages();
	printf("1..%d\n", tests);
	(void)snprintf(line, sizeof line, "rm -rf %s", dir);
	(void)!system(line);
	return failures != 0;
}
