#include "tap.h"
#include "kernels/sim.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

struct um_sys real_sys;
static int planned, run, failed, simulated;

/* What a test replaces is reached, whoever has it. */
static void join_calls(void)
{
	static const size_t at[] = {
#define AT(call) offsetof(struct um_sys, call)
		AT(close_on_exec), AT(memory_free), AT(mlock), AT(mlockall),
		AT(munlock), AT(munlockall), AT(page_sizes), AT(posix_madvise),
		AT(pwrite), AT(seal_seals), AT(view_align)
#undef AT
	};
	size_t i;

	for (i = 0; um_rest != &um_kernel.sys && i < sizeof at / sizeof *at; i++)
		memcpy((char *)&um_kernel.sys + at[i],
		    (const char *)um_rest + at[i], sizeof um_rest->mlock);
	um_rest = &um_kernel.sys;
}

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
	join_calls();
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

int why_is(int has_failed, int wanted, const char *sentence)
{
	const int got = errno;

	if (has_failed && got == wanted && strcmp(um_why(), sentence) == 0)
		return 1;
	diag("failed %d, errno %d, \"%s\", not \"%s\"", has_failed, got,
	    um_why(), sentence);
	return 0;
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

int ok_or_skip(int status, const char *lacking, const char *format, ...)
{
	va_list list;

	if (status == CANNOT) {
		skip(1, "%s", lacking);
		return 1;
	}
	va_start(list, format);
	if (!line(status == 0, format, list))
		diag("got %d, wanted 0", status);
	va_end(list);
	return status == 0;
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

static volatile sig_atomic_t faults;
static void (*mend_fault)(int sig);

static void on_fault(int sig)
{
	faults++;
	mend_fault(sig);
}

int store_is_mended(volatile unsigned char *addr, void (*mend)(int sig))
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = on_fault;
	mend_fault = mend;
	sigaction(SIGSEGV, &action, 0);
	sigaction(SIGBUS, &action, 0);
	*addr = 5;
	return !(faults == 1 && *addr == 5);
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

int is_sanitized(void)
{
	return is_under("asan") || is_under("tsan");
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

int vm_flag(const unsigned char *p, const char *word)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	unsigned long start, end;
	char line[512];
	int here = 0, found = -1;

	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			here = start <= (uintptr_t)p && (uintptr_t)p < end;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			found = strstr(line, word) != 0;
	}
	if (f)
		fclose(f);
	return found;
}

int sharing_is_told(void)
{
	return is_told(is_private);
}

int shared_is_memory(void)
{
	void *const p = um_mmap(0, page(), PROT_READ, UM_MAP_SHARED
	    | UM_MAP_ANON, -1, 0);
	const struct um_way *const way = um_way_taken(UM_CHAIN_SHARED);

	if (p != MAP_FAILED)
		um_munmap(p, page());
	return !way || way->go != um_shared_by_object;
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

int memory_is_emptied(void)
{
	return map_is_told() || places_are_had();
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

int names_are_had(void)
{
	const struct um_sys *sys = &um_kernel.sys;
	char name[40];
	int fd;

	if (!sys->shm_open)
		return 1;
	snprintf(name, sizeof name, "/unimap-had-%ld", (long)getpid());
	fd = sys->shm_open(name, O_RDWR | O_CREAT, 0600);
	if (fd < 0)
		return errno != EACCES;
	sys->close(fd);
	sys->shm_unlink(name);
	return 1;
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

unsigned char *must_map(void *at, size_t pages, int flags, int fd)
{
	unsigned char *p = um_mmap(at, pages * page(), PROT_READ | PROT_WRITE,
	    flags, fd, 0);

	if (p == MAP_FAILED) {
		printf("Bail out! no memory to test with: %s\n", um_why());
		exit(1);
	}
	return p;
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

int is_pattern(const void *addr, size_t len)
{
	const unsigned char *p = addr;
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)i)
			return 0;
	return 1;
}

int file_is_whole(int fd, size_t size)
{
	unsigned char buffer[256];
	size_t at;

	for (at = 0; at < size; at += sizeof buffer)
		if (pread(fd, buffer, sizeof buffer, (off_t)at)
		    != (ssize_t)sizeof buffer
		    || !is_pattern(buffer, sizeof buffer))
			return 0;
	return lseek(fd, 0, SEEK_END) == (off_t)size;
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
