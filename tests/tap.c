#include "tap.h"
#include "kernels/sim.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

struct um_sys real_sys;
static int planned, run, failed, simulated;

void plan(int tests)
{
	const char *name = getenv("UNIMAP_KERNEL");

	setvbuf(stdout, 0, _IOLBF, 1024);
	if (name && *name) {
		const struct um_sim *sim = um_sim_named(name);

		if (!sim) {
			printf("Bail out! no simulated kernel %s\n", name);
			exit(1);
		}
		if (um_page_known) {
			printf("Bail out! the page is asked for before plan\n");
			exit(1);
		}
		um_sim_enter(sim);
		simulated = 1;
		if (sim->confine && sim->confine() < 0)
			skip_all("a filter of system calls as %s has one",
			    name);
	}
	real_sys = um_kernel.sys;
	planned = tests;
	if (tests)
		printf("1..%d\n", tests);
}

int done(void)
{
	if (!planned)
		printf("1..%d\n", run);
	else if (run != planned)
		printf("# planned %d tests but ran %d\n", planned, run);
	return failed || (planned && run != planned);
}

void skip_all(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	printf("1..0 # SKIP ");
	vprintf(format, list);
	printf("\n");
	va_end(list);
	exit(0);
}

static int line(int condition, const char *format, va_list list)
{
	run++;
	if (!condition)
		failed++;
	printf("%sok %d - ", condition ? "" : "not ", run);
	vprintf(format, list);
	printf("\n");
	return condition;
}

int ok(int condition, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	line(condition, format, list);
	va_end(list);
	return condition;
}

int is_int(long long got, long long wanted, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	if (!line(got == wanted, format, list))
		diag("got %lld, wanted %lld", got, wanted);
	va_end(list);
	return got == wanted;
}

int is_ptr(const void *got, const void *wanted, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	if (!line(got == wanted, format, list))
		diag("got %p, wanted %p", got, wanted);
	va_end(list);
	return got == wanted;
}

int fails(int has_failed, int wanted, const char *format, ...)
{
	const int saved = errno;
	const char *why = um_why();
	const int good = has_failed && saved == wanted && why && *why;
	va_list list;

	va_start(list, format);
	if (!line(good, format, list)) {
		if (!has_failed)
			diag("it succeeded, wanted errno %d (%s)", wanted,
			    strerror(wanted));
		else
			diag("errno %d (%s), wanted %d; why: %s", saved,
			    strerror(saved), wanted, why ? why : "NULL");
	}
	va_end(list);
	errno = saved;
	return good;
}

void skip(int tests, const char *format, ...)
{
	va_list list;

	while (tests-- > 0) {
		va_start(list, format);
		printf("ok %d # SKIP ", ++run);
		vprintf(format, list);
		printf("\n");
		va_end(list);
	}
}

void diag(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	printf("# ");
	vprintf(format, list);
	printf("\n");
	va_end(list);
}

int in_child(int (*test)(void *), void *argument)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(test(argument));
	if (child < 0)
		return -1;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status)
	    : WEXITSTATUS(status);
}

int ok_in_child(int (*test)(void *), void *argument, const char *format, ...)
{
	const int got = in_child(test, argument);
	va_list list;

	va_start(list, format);
	if (!line(got == 0, format, list))
		diag("got %d, wanted 0", got);
	va_end(list);
	return got == 0;
}

static volatile char sink;	/* valgrind drops a load that goes nowhere */

static int load(void *addr)
{
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	sink = *(volatile char *)addr;
	return 0;
}

static int store(void *addr)
{
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	*(volatile char *)addr = 1;
	return 0;
}

static int is_fault(int status)
{
	return status == 256 + SIGSEGV || status == 256 + SIGBUS;
}

int load_faults(const void *addr)
{
	return is_fault(in_child(load, (void *)(uintptr_t)addr));
}

int store_faults(void *addr)
{
	return is_fault(in_child(store, addr));
}

const char *under(void)
{
	const char *what = getenv("UNIMAP_UNDER");

	return what ? what : "";
}

int is_under(const char *what)
{
	return strcmp(under(), what) == 0;
}

int is_simulated(void)
{
	return simulated;
}

int kernel_is(const char *start)
{
	return strncmp(um_kernel.name, start, strlen(start)) == 0;
}

int regions_are_told(void)
{
	struct um_area area;

	return um_area_at(0, &area) == 0;
}

/* What it tells of new memory of our own. */
static int is_told(int (*so)(const struct um_area *))
{
	struct um_area area;
	char *p = um_mmap(0, 4 * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	int told;

	if (p == MAP_FAILED)
		return 0;
	/* With nothing free behind it, where DragonFly learns. */
	um_mprotect(p + 2 * page(), 2 * page(), PROT_NONE);
	told = um_area_at((uintptr_t)p, &area) == 0 && so(&area);
	um_munmap(p, 4 * page());
	return told;
}

static int is_anonymous(const struct um_area *area)
{
	return area->kind == UM_KIND_ANON;
}

static int is_private(const struct um_area *area)
{
	return area->kind == UM_KIND_ANON && area->shared == 0;
}

static int is_learnt(const struct um_area *area)
{
	struct um_area known = *area;

	um_area_learn(&known);
	return known.kind == UM_KIND_ANON && known.shared == 0;
}

int growth_is_told(void)
{
	return is_told(is_learnt);
}

int map_is_told(void)
{
	return is_told(is_anonymous);
}

int sharing_is_told(void)
{
	return is_told(is_private);
}

/* macOS' page zero is 4 GiB: xnu bsd/kern/mach_loader.c. */
int low_is_allowed(void)
{
	return !kernel_is("macos") && !kernel_is("darwin");
}

int locks_are_told(void *locked)
{
	struct um_area area;

	return um_area_at((uintptr_t)locked, &area) == 0 && um_locked(&area);
}

/* A place of a file, which every kernel maps. */
static int is_had(void *place, size_t len, int flag, int fd)
{
	const struct um_numbers *n = &um_kernel.numbers;
	void *p = um_kernel.sys.mmap(place, len, n->prot_read,
	    n->map_private | flag, fd, 0);

	if (p != MAP_FAILED)
		um_kernel.sys.munmap(p, len);
	return p == place;
}

int places_are_had(void)
{
	const size_t len = um_granularity();
	const int fd = temporary_file(len);
	void *place = um_kernel.sys.mmap(0, len,
	    um_kernel.numbers.prot_read, um_kernel.numbers.map_private, fd,
	    0);
	int had;

	um_kernel.sys.munmap(place, len);
	had = is_had(place, len, 0, fd)
	    || is_had(place, len, um_kernel.numbers.map_fixed, fd);
	close(fd);
	return had;
}

int objects_are_had(void)
{
	const struct um_sys *sys = &um_kernel.sys;
	int fd = -1;

	if (sys->shm_open)
		return 1;
	if (sys->memfd_create)
		fd = sys->memfd_create("unimap-test", 0);
	if (fd < 0)
		fd = sys->open("/tmp", O_RDONLY, 0);
	if (fd >= 0)
		sys->close(fd);
	return fd >= 0;
}

size_t view(void)
{
	const size_t align = um_kernel.sys.view_align();

	return align > um_granularity() ? align : um_granularity();
}

size_t page(void)
{
	return um_page_size();
}

int temporary_file(size_t size)
{
	char name[] = "/tmp/unimap-test-XXXXXX";
	const int fd = mkstemp(name);
	unsigned char buffer[4096];
	size_t i, done_, part;

	if (fd < 0) {
		printf("Bail out! no temporary file: %s\n", strerror(errno));
		exit(1);
	}
	unlink(name);
	for (i = 0; i < sizeof buffer; i++)
		buffer[i] = (unsigned char)i;
	for (done_ = 0; done_ < size; done_ += part) {
		part = size - done_ < sizeof buffer ? size - done_
		    : sizeof buffer;
		if (write(fd, buffer, part) != (ssize_t)part) {
			printf("Bail out! short write\n");
			exit(1);
		}
	}
	return fd;
}

int all_bytes(const void *addr, size_t len, int byte)
{
	const unsigned char *p = addr;
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)byte)
			return 0;
	return 1;
}
