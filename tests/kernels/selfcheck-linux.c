/* The answers of Linux, of gVisor and of Android.
 *
 * SPDX-License-Identifier: MIT
 */
#include "selfcheck.h"

#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* ---- Linux 2.2.1 ------------------------------------------------------- */

void
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
	holds(map(0, 0, 3, A | P, -1, 0) == 0, "length 0 answers NULL");
	holds(map(pg * 99, SIZE_MAX, 3, A | P, -1, 0) == (void *)(pg * 99),
	    "a length that wraps answers the hint");
	if (sizeof(void *) > 4)
		no(map(0, SIZE_MAX - 4 * pg, 3, A | P, -1, 0), EINVAL,
		    "huge length");
	(void)yes(map(0, pg, 0x13, A | P | 0x400000, -1, 0),
	    "unknown bits ignored");
	h = hole(8 * pg);
	p = yes(map(h, pg, 3, A | P, -1, 0), "free hint");
	holds((uintptr_t)p == h, "binds");
	p = yes(map(h, pg, 3, A | P | 0x100000, -1, 0), "taken, NOREPLACE");
	holds((uintptr_t)p > h, "the next above");
	p = plain(2);
	q = yes(map((uintptr_t)p, pg, 3, A | P | F | 0x100000, -1, 0),
	    "FIXED with the unknown NOREPLACE");
	holds(q == p && *p == 0 && p[pg] == 7, "clobbers");
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
	refuses(y->memfd_create("x", 0), ENOSYS, "memfd_create");
	refuses(y->madvise(p, pg, 4), ENOSYS, "madvise");
	refuses(y->mincore(p, pg, (unsigned char *)p), ENOSYS, "mincore");
	refuses(y->open("/dev/shm/x", O_RDWR | O_CREAT, 0600), ENOENT,
	    "no /dev/shm");
#ifdef O_TMPFILE
	refuses(y->open("/tmp", k->numbers.o_tmpfile | O_RDWR, 0600), EISDIR,
	    "no O_TMPFILE");
#endif
	refuses(y->shm_open("/x", O_RDWR | O_CREAT, 0600), ENOENT, "shm_open");
	errno = 12345;
	p = plain(2);
	zero(y->munmap(p, 0), "munmap length 0");
	refuses(y->munmap(p + 1, pg), EINVAL, "munmap unaligned");
	q = torn();
	zero(y->munmap(q, 3 * pg), "munmap over a hole");
	refuses(y->mprotect((void *)hole(pg), pg, 1), EFAULT, "mprotect, hole");
	refuses(y->mprotect(p, pg, 0x10), EINVAL, "mprotect 0x10");
	errno = 12345;
	zero(y->mprotect(p, 0, 1), "mprotect length 0");
	refuses(y->msync((void *)hole(pg), pg, 4), EFAULT, "msync, hole");
	errno = 12345;
	q = y->mremap(p, 2 * pg, 4 * pg, 1, 0);
	holds(q != MAP_FAILED && q[pg] == 7 && q[3 * pg] == 0, "mremap grows");
	fd = y->open("/proc/self/maps", O_RDONLY, 0);
	holds(fd >= 0, "/proc/self/maps");
	(void)close(fd);
}

/* ---- gVisor ------------------------------------------------------------ */

void
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
	holds(q != p && *p == 7, "lands elsewhere");
	h = hole(8 * pg);
	holds((uintptr_t)map(h, pg, 3, A | P | 0x100000, -1, 0) == h,
	    "FIXED_NOREPLACE, free");
	errno = 12345;
	for (i = 0; i < sizeof refused / sizeof *refused; i++)
		refuses(y->madvise(p, pg, refused[i]), EINVAL, "madvise refused");
	refuses(y->madvise(p, pg, 9), ENOSYS, "MADV_REMOVE");
	errno = 12345;
	zero(y->madvise(p, pg, 14), "HUGEPAGE");
	zero(y->madvise(p, pg, 16), "DONTDUMP");
	{
		struct um_sim_area a;

		holds(um_sim_at((uintptr_t)p, &a) && !a.nodump, "without effect");
	}
	zero(y->madvise(p, pg, 4), "DONTNEED");
	holds(*p == 0 && p[pg] == 7, "zeroes");
	if (y->mlock(p, pg) == 0) {
		refuses(y->madvise(p, pg, 4), EINVAL, "DONTNEED of locked");
		refuses(y->msync(p, pg, 6), EBUSY, "INVALIDATE over locked");
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
	holds(v[0] == 1, "everything is resident");
	refuses(y->mincore((void *)hole(pg), pg, v), ENOMEM, "mincore, hole");
	p = map(0, pg, 3, A | S, -1, 0);
	*p = 3;
	errno = 12345;
	q = y->mremap(p, 0, pg, 1, 0);
	deep(q != MAP_FAILED && q != p && *q == 3, "mremap makes an alias");
	holds(y->mremap(p, pg, pg, 5, 0) == MAP_FAILED && errno == EINVAL,
	    "DONTUNMAP");
	refuses(y->memfd_create("x", 8), EINVAL, "MFD_NOEXEC_SEAL");
}

/* ---- Android 8: the filter --------------------------------------------- */

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

void
android_8(void)
{
	enter("android-8");
	holds(y->shm_open == 0, "no shm_open");
	if (filtered(asks_mmap) == NO_FILTER) {
		printf("ok %d - %s # SKIP a filter of system calls\n", ++tests,
		    k->name);
		return;
	}
	holds(filtered(asks_mmap) == 0, "mmap is let through");
	holds(filtered(asks_memfd) == 0, "memfd_create is ENOSYS");
	holds(filtered(asks_mseal) == 256 + SIGSYS, "mseal is SIGSYS");
}
