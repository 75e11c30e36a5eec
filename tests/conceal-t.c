/* UM_MAP_CONCEAL, UM_ADV_CONCEAL, _REVEAL: truly left out of a core dump, or
 * ENOTSUP. */
#include "counting.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { PAGES = 3, SECRET = 48 };

/* The memory that the child dumps. */
enum { PLAIN, MAPPED, ADVISED, PARTLY, REVEALED, SHARED, REGIONS };
static const char *const names[REGIONS] = {
	"memory that nobody concealed", "memory mapped with UM_MAP_CONCEAL",
	"memory concealed by UM_ADV_CONCEAL",
	"the one page in the middle that was concealed",
	"memory revealed again",
	"shared memory mapped with UM_MAP_CONCEAL"
};
static unsigned char *regions[REGIONS];	/* 0: the kernel cannot */

/* The secrets stand nowhere in memory but where they are kept. */
static unsigned char secret(int region, int i)
{
	const unsigned x = (unsigned)(region * 4099 + i * 577 + 12289);

	return (unsigned char)((x * x) >> 7 ^ x >> 3);
}

static void keep_secret(int region, size_t at)
{
	volatile unsigned char *p = regions[region] + at;
	int i;

	for (i = 0; i < SECRET; i++)
		p[i] = secret(region, i);
}

static int is_secret(const unsigned char *p, int region)
{
	int i;

	for (i = 0; i < SECRET; i++)
		if (p[i] != secret(region, i))
			return 0;
	return 1;
}

/* ---- the calls --------------------------------------------------------- */

static unsigned char *map(int flags)
{
	unsigned char *p = um_mmap(0, PAGES * page(), PROT_READ | PROT_WRITE,
	    UM_MAP_ANON | flags, -1, 0);

	return p == MAP_FAILED ? 0 : p;
}

/* Done, or ENOTSUP with a reason; 1 if done. */
static int done_or_refused(int failed, const char *what)
{
	if (failed)
		fails(failed, ENOTSUP, "%s is ENOTSUP where the kernel cannot",
		    what);
	else
		ok(1, "%s succeeds", what);
	return !failed;
}

static void make_regions(void)
{
	regions[PLAIN] = map(UM_MAP_PRIVATE);
	errno = 99;
	regions[MAPPED] = map(UM_MAP_PRIVATE | UM_MAP_CONCEAL);
	if (done_or_refused(!regions[MAPPED], "UM_MAP_CONCEAL"))
		is_int(errno, 99, "errno is unchanged by it");
	regions[SHARED] = map(UM_MAP_SHARED | UM_MAP_CONCEAL);
	done_or_refused(!regions[SHARED], "UM_MAP_CONCEAL of shared memory");

	regions[ADVISED] = map(UM_MAP_PRIVATE);
	regions[PARTLY] = map(UM_MAP_PRIVATE);
	regions[REVEALED] = map(UM_MAP_PRIVATE);
	memset(regions[ADVISED], 0x21, PAGES * page());
	if (!done_or_refused(um_madvise(regions[ADVISED], PAGES * page(),
	    UM_ADV_CONCEAL), "UM_ADV_CONCEAL")) {
		ok(all_bytes(regions[ADVISED], PAGES * page(), 0x21),
		    "the contents are unchanged");
		done_or_refused(um_madvise(regions[REVEALED], page(),
		    UM_ADV_REVEAL), "UM_ADV_REVEAL");
		regions[ADVISED] = regions[PARTLY] = regions[REVEALED] = 0;
		return;
	}
	ok(all_bytes(regions[ADVISED], PAGES * page(), 0x21),
	    "the contents are unchanged");
	is_int(um_madvise(regions[PARTLY] + page(), page(), UM_ADV_CONCEAL), 0,
	    "one page in the middle is concealed");
	is_int(um_madvise(regions[REVEALED], PAGES * page(), UM_ADV_CONCEAL)
	    | um_madvise(regions[REVEALED], PAGES * page(), UM_ADV_REVEAL), 0,
	    "memory is concealed and revealed again");
}

/* ---- the dump ---------------------------------------------------------- */

/* Linux says where a core goes.  The BSDs make PROGRAM.core where the process
 * is, unless somebody set kern.corefile or kern.defcorename: then there is
 * none to be found here. */
static int dumps_here(void)
{
	char pattern[256] = "";
	FILE *f = fopen("/proc/sys/kernel/core_pattern", "r");

	if (!f)
		return !is_simulated() && !kernel_is("linux");
	if (!fgets(pattern, sizeof pattern, f))
		pattern[0] = '\0';
	fclose(f);
	return pattern[0] && pattern[0] != '|' && !strchr(pattern, '/')
	    && strncmp(pattern, "core", 4) == 0;
}

static void die_with_core(const char *dir)
{
	struct rlimit limit;

	limit.rlim_cur = limit.rlim_max = RLIM_INFINITY;
	if (setrlimit(RLIMIT_CORE, &limit) < 0) {
		getrlimit(RLIMIT_CORE, &limit);
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_CORE, &limit);
	}
	if (chdir(dir) < 0)
		_exit(1);
	signal(SIGQUIT, SIG_DFL);
	kill(getpid(), SIGQUIT);
	_exit(2);
}

/* The directory is new: "core", "core.PID" or "PROGRAM.core", whatever is in
 * it is the core. */
static FILE *open_core(const char *dir, char *name, size_t size)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	*name = '\0';
	while (d && (e = readdir(d)))
		if (*e->d_name != '.')
			snprintf(name, size, "%s/%s", dir, e->d_name);
	if (d)
		closedir(d);
	return *name ? fopen(name, "rb") : 0;
}

/* Marks in found what stands in the core. */
static void search(FILE *f, int *found)
{
	static unsigned char buffer[65536 + SECRET];
	size_t have = 0, n, i;
	int r;

	while ((n = fread(buffer + have, 1, 65536, f)) > 0) {
		have += n;
		for (i = 0; i + SECRET <= have; i++)
			for (r = 0; r < REGIONS; r++)
				if (buffer[i] == secret(r, 0)
				    && is_secret(buffer + i, r))
					found[r] = 1;
		if (have >= SECRET) {
			memmove(buffer, buffer + have - (SECRET - 1),
			    SECRET - 1);
			have = SECRET - 1;
		}
	}
}

/* 1 and what was found in the core of a child; 0: no core. */
static int dump(int *found)
{
	char dir[] = "/tmp/unimap-core-XXXXXX", name[300];
	int status = 0, r;
	pid_t child;
	FILE *f;

	if (!dumps_here() || *under() || !mkdtemp(dir))
		return 0;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		for (r = 0; r < REGIONS; r++)
			if (regions[r])
				keep_secret(r, page() + 64);
		die_with_core(dir);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	f = open_core(dir, name, sizeof name);
	if (f) {
		search(f, found);
		fclose(f);
		unlink(name);
	}
	rmdir(dir);
	return f != 0;
}

/* ---- or what the kernel says of it ------------------------------------- */

static void check(int r, int left_out, const char *where)
{
	const int wanted = r != PLAIN && r != REVEALED;

	is_int(left_out, wanted, "%s is %s %s", names[r],
	    wanted ? "left out of" : "in", where);
}

/* ---- a map that is full ------------------------------------------------ */

/* The first request of the process meets a limit; later ones do not. */
static int while_full(void *unused)
{
	enum { MOST = 70000 };
	unsigned char *p = map(UM_MAP_PRIVATE), *many = um_mmap(0,
	    2 * MOST * page(), PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_NORESERVE, -1, 0);

	(void)unused;
	if (!p || many == MAP_FAILED
	    || fill_mappings(many, 2 * MOST) == 2 * MOST)
		return CANNOT;
	MUST(um_madvise(p + page(), page(), UM_ADV_CONCEAL) < 0
	    && errno == ENOMEM && *um_why());
	MUST(um_munmap(many, 2 * MOST * page()) == 0);
	MUST(um_madvise(p + page(), page(), UM_ADV_CONCEAL) == 0);
	MUST(map(UM_MAP_PRIVATE | UM_MAP_CONCEAL));
	return 0;
}

static void test_full(void)
{
	const int status = is_simulated() || *under() || !kernel_is("linux")
	    ? CANNOT : in_child(while_full, 0);

	ok_or_skip(status, "no map that can be filled", "concealing while the "
	    "map is full is ENOMEM that once, and succeeds later");
}

int main(void)
{
	int found[REGIONS] = { 0 }, r, dumped;

	plan(0);
	test_full();		/* before a way is taken */
	make_regions();
	dumped = dump(found);
	for (r = 0; r < REGIONS; r++) {
		if (!regions[r])
			skip(1, "%s: the kernel cannot", names[r]);
		else if (dumped)
			check(r, !found[r], "a core dump");
		else if (vm_flag(regions[r] + page(), " dd") >= 0)
			check(r, vm_flag(regions[r] + page(), " dd"),
			    "what VmFlags says is dumped");
		else
			skip(1, "no core dump in the working directory, no "
			    "VmFlags in /proc/self/smaps");
	}
	if (regions[PARTLY] && vm_flag(regions[PARTLY], " dd") >= 0)
		ok(!vm_flag(regions[PARTLY], " dd")
		    && !vm_flag(regions[PARTLY] + 2 * page(), " dd"),
		    "the neighbours of the concealed page are not concealed");
	return done();
}
