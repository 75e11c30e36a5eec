/* Do the simulated kernels answer as the real ones did?  Calls their rows
 * directly, without the library.  With -DUM_SIM_ALONE it links without the
 * library as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include "selfcheck.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

const struct um_kernel *const k = &um_kernel;
const struct um_sys *const y = &um_kernel.sys;
size_t pg;
int tests;
static int failures;
char dir[] = "/tmp/um-selfcheck-XXXXXX";

void
holds(int good, const char *what)
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

static int honest;

void
deep(int good, const char *what)
{
	if (honest)
		holds(good, what);
	else
		printf("ok %d - %s: %s # SKIP qemu-user\n", ++tests, k->name,
		    what);
	errno = 12345;
}

void *
yes(void *p, const char *what)
{
	holds(p != MAP_FAILED && errno == 12345, what);
	return p;
}

static int
take_area(const struct um_area *area, void *closure)
{
	*(struct um_area *)closure = *area;
	return 1;
}

/* The family's first way, not the one that served another kernel. */
int
area_at(uintptr_t addr, struct um_area *a)
{
	struct um_question ask = { addr, take_area, a, 0 };

	return chain_of(UM_CHAIN_AREA)->ways[0].go(&ask) == 0
	    && ask.stopped ? 0 : -1;
}

void
no(const void *p, int err, const char *what)
{
	holds(p == MAP_FAILED && errno == err, what);
}

void
zero(int r, const char *what)
{
	holds(r == 0 && errno == 12345, what);
}

void
refuses(int r, int e, const char *what)
{
	holds(r == -1 && errno == e, what);
}

void *
map(uintptr_t addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	errno = 12345;
	return y->mmap((void *)addr, len, prot, flags, fd, offset);
}

void
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

uintptr_t
hole(size_t len)
{
	char *p = um_sim_raw_mmap(0, len + 2 * pg, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)um_sim_raw_munmap(p, len + 2 * pg);
	return (uintptr_t)p + pg;
}

char *
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

char *
torn(void)
{
	char *p = plain(3);

	(void)um_sim_raw_munmap(p + pg, pg);
	errno = 12345;
	return p;
}

int
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

int
is_whole(const void *p, size_t pages)
{
	int e = errno, r = um_sim_whole((uintptr_t)p, pages * pg);

	errno = e;
	return r;
}

int
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

/* ---- all --------------------------------------------------------------- */

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
		holds(bad == 0, "has its rows");
	}
}

/* ---- larger pages ------------------------------------------------------ */

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

	holds(y->page_size() == pg && y->granularity() == pg, "page and granule");
	p = yes(map(0, 1, 3, flags, -1, 0), "one byte");
	holds(((uintptr_t)p & (pg - 1)) == 0 && is_whole(p, 1),
	    "is one page, at a multiple of it");
	p[pg - 1] = 7;
	no(map((uintptr_t)p + part, pg, 3, flags | n->map_fixed, -1, 0),
	    EINVAL, "FIXED within a page");
	q = yes(map(h + part, pg, 3, flags, -1, 0), "a hint within a page");
	holds(((uintptr_t)q & (pg - 1)) == 0, "is rounded");
	if (y->mincore != 0) {
		zero(y->mincore(p, 1, v), "mincore of one byte");
		holds((v[0] & 1) == 1 && v[1] == 7, "tells one page");
	}
	if (y->mremap != 0) {
		p = y->mremap(p, pg, 3 * pg, n->mremap_maymove, 0);
		holds(p != MAP_FAILED && ((uintptr_t)p & (pg - 1)) == 0
		    && p[pg - 1] == 7, "mremap moves to a multiple");
	}
	errno = 12345;
	zero(y->mprotect(p, 1, 0), "mprotect of one byte");
	holds(child_reads(p + pg - 1) == -1, "is of one page");
	zero(y->munmap(p, 1), "munmap of one byte");
	holds(!um_sim_whole((uintptr_t)p + pg - part, part),
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
	openbsd_5_8();
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
