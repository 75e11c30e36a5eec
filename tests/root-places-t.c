/* Places that are full, read-only, noexec or not there: each in a mount
 * namespace of its own, which needs root.  Every public call then gives the
 * right answer or its documented errno, whatever way it has to take, and
 * nothing is left. */
#include "battery.h"
#include "filter.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef __linux__
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>

enum { RW = PROT_READ | PROT_WRITE };

/* ---- what is done to the places ---------------------------------------- */

static int empty(const char *place)
{
	return mount("empty", place, "tmpfs", 0, "size=1m,mode=1777");
}

static int empty_with(const char *place, unsigned long flags)
{
	return mount("empty", place, "tmpfs", flags, "size=1m,mode=1777");
}

/* Files can still be made, but nothing be put into them. */
static int full(const char *place)
{
	char name[64];
	static char block[4096];
	int fd;

	if (empty(place) < 0)
		return -1;
	snprintf(name, sizeof name, "%s/filler", place);
	fd = open(name, O_WRONLY | O_CREAT, 0600);
	if (fd < 0)
		return -1;
	while (write(fd, block, sizeof block) > 0)
		;
	return close(fd);
}

static int shm_full(void)
{
	return full("/dev/shm");
}

static int shm_and_tmp_full(void)
{
	return full("/dev/shm") < 0 || full("/tmp") < 0 || full("/var/tmp") < 0
	    ? -1 : 0;
}

static int read_only(void)
{
	return empty_with("/dev/shm", MS_RDONLY) < 0
	    || empty_with("/tmp", MS_RDONLY) < 0 ? -1 : 0;
}

static int all_read_only(void)
{
	return read_only() < 0 || empty_with("/var/tmp", MS_RDONLY) < 0 ? -1
	    : 0;
}

static int noexec(void)
{
	return empty_with("/dev/shm", MS_NOEXEC) < 0
	    || empty_with("/tmp", MS_NOEXEC) < 0
	    || empty_with("/var/tmp", MS_NOEXEC) < 0 ? -1 : 0;
}

static int no_proc(void)
{
	return empty("/proc");
}

static int no_dev(void)
{
	return empty("/dev");
}

static int no_proc_no_dev(void)
{
	return empty("/proc") < 0 || empty("/dev") < 0 ? -1 : 0;
}

static int nothing(void)
{
	return no_proc_no_dev() < 0 || empty_with("/tmp", MS_RDONLY) < 0
	    || empty_with("/var/tmp", MS_RDONLY) < 0 ? -1 : 0;
}

/* ---- and what it may cost ---------------------------------------------- */

#define BIT BATTERY_BIT
/* What has to know the map of the address space. */
#define KNOWS (BIT(DISCARD_SHARED) | BIT(GROW) | BIT(INHERIT_ZERO) \
	| BIT(POPULATE_READ) | BIT(POPULATE_WRITE))
/* Shared memory, and what is tried on it. */
#define SHARES (BIT(SHARED) | BIT(ALIGNED) | BIT(DISCARD_SHARED) | BIT(SHRINK) \
	| BIT(MIRROR))
#define OBJECTS (BIT(MEMFD) | BIT(ALLOCATE) | BIT(EXEC))

/* Each list disables more ways than the one before it. */
enum ladder { NATIVE, BY_OBJECT, BY_SHM, BY_TMPFILE, BY_FILE, RUNGS };
static const char *const disabled[RUNGS] = {
	"",
	"mmap MAP_SHARED|MAP_ANON",
	"mmap MAP_SHARED|MAP_ANON,memfd_create",
	"mmap MAP_SHARED|MAP_ANON,memfd_create,shm_open and shm_unlink",
	"mmap MAP_SHARED|MAP_ANON,memfd_create,shm_open and shm_unlink,O_TMPFILE"
};
static const char *const rungs[RUNGS] = {
	"by the kernel's own way", "by memfd_create", "by shm_open",
	"by O_TMPFILE", "by a file"
};

static const struct place {
	const char *name;
	int (*make)(void);
	unsigned long may_fail;
	/* Shared memory may fail from this rung on, and has to from that. */
	enum ladder shares_may, shares_must;
	/* What else has to fail on every rung, and where objects are files. */
	unsigned long must_fail, objects_must;
	enum ladder no_object;	/* from here on none can be had */
} places[] = {
	{ "/dev/shm full", shm_full, 0, BY_SHM, RUNGS, 0, 0,
	    BY_SHM },
	{ "/dev/shm, /tmp and /var/tmp full", shm_and_tmp_full, 0, BY_SHM,
	    RUNGS, 0, BIT(ALLOCATE), BY_SHM },
	{ "/dev/shm and /tmp read-only", read_only, 0, RUNGS, RUNGS,
	    BIT(NAMED), 0, RUNGS },
	{ "every place for files read-only", all_read_only, 0, RUNGS, RUNGS,
	    BIT(NAMED), OBJECTS, BY_SHM },
	{ "every place for files noexec", noexec, 0, RUNGS, RUNGS, 0,
	    BIT(EXEC), RUNGS },
	{ "no /proc", no_proc, KNOWS, RUNGS, RUNGS, 0, 0, RUNGS },
	{ "no /dev", no_dev, 0, RUNGS, RUNGS, BIT(NAMED), 0, RUNGS },
	{ "no /proc and no /dev", no_proc_no_dev, KNOWS, RUNGS, RUNGS,
	    BIT(NAMED), 0, RUNGS },
	{ "no /proc, no /dev and no place for files", nothing, KNOWS, RUNGS,
	    BY_SHM, BIT(NAMED), OBJECTS, BY_SHM }
};

struct trial {
	const struct place *place;
	enum ladder rung;
	int by_object;		/* populates by reading into one */
};

static int own_mounts(void)
{
	return unshare(CLONE_NEWNS) < 0
	    || mount("none", "/", 0, MS_REC | MS_PRIVATE, 0) < 0 ? -1 : 0;
}

/* Linux before 5.14 has no advice for it.  In a child, for the ways that it
 * takes are remembered. */
static int reads_into_object(void *unused)
{
	void *p = um_mmap(0, page(), RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	const struct um_way *way;

	(void)unused;
	(void)um_madvise(p, page(), UM_ADV_POPULATE_READ);
	way = um_way_taken(UM_CHAIN_POPULATE_READ);
	return way && way->go == um_populate_by_reading;
}

static unsigned long allowed(const struct trial *t)
{
	return t->place->may_fail
	    | (t->rung >= t->place->shares_may ? SHARES : 0)
	    | (t->by_object && t->rung >= t->place->no_object
		? BIT(POPULATE_READ) : 0);
}

/* On a full file system an object has to be refused when it is made: a store
 * into it would raise a signal. */
static int in_place(void *trial)
{
	const struct trial *t = trial;
	const unsigned long must = t->place->must_fail
	    | (t->rung >= t->place->shares_must ? SHARES : 0)
	    | (t->rung >= BY_SHM ? t->place->objects_must : 0);
	int before, files;

	if (own_mounts() < 0 || t->place->make() < 0)
		return CANNOT;
	before = battery_descriptors();
	files = battery_files();
	setenv("UNIMAP_DISABLE", disabled[t->rung], 1);
	MUST(battery(allowed(t), must) == 0);
	MUST(battery(allowed(t), must) == 0);
	MUST(battery_descriptors() == before);
	MUST(battery_files_left(files) == 0);
	return 0;
}

static void try_place(const struct place *place, enum ladder rung,
    int by_object)
{
	struct trial t;
	int status;

	t.place = place;
	t.rung = rung;
	t.by_object = by_object;
	status = in_child(in_place, &t);
	if (status == CANNOT)
		skip(1, "mounts are not permitted for: %s", place->name);
	else
		is_int(status, 0, "%s: every call is right or documented, "
		    "shared memory %s", place->name, rungs[rung]);
}

/* ---- executable objects ------------------------------------------------ */

/* Its pages are an object's, and the object's mount has a say. */
static int noexec_says_so(void *unused)
{
	void *p;
	int files;

	(void)unused;
	if (own_mounts() < 0 || noexec() < 0)
		return CANNOT;
	files = battery_files();
	setenv("UNIMAP_DISABLE", disabled[BY_SHM], 1);
	p = um_mmap(0, page(), PROT_READ | PROT_EXEC, UM_MAP_SHARED
	    | UM_MAP_ANON, -1, 0);
	MUST(p != MAP_FAILED || ((errno == EACCES || errno == ENOTSUP)
	    && *um_why()));
	p = um_mmap(0, page(), RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
	MUST(p != MAP_FAILED);
	MUST(um_mprotect(p, page(), PROT_READ | PROT_EXEC) == 0
	    || (errno == EACCES && *um_why()));
	MUST(battery_files_left(files) == 0);
	return 0;
}

static void test_noexec(void)
{
	const int status = in_child(noexec_says_so, 0);

	ok_or_skip(status, "mounts are not permitted", "executable memory of "
	    "an object in a noexec place is had or is EACCES or ENOTSUP");
}

/* ---- objects with pages of their own ----------------------------------- */

enum { MIB = 1 << 20 };

static int all_small(void)
{
	return empty("/dev/shm") < 0 || empty("/tmp") < 0
	    || empty("/var/tmp") < 0 ? -1 : 0;
}

static int allocates_or_says_so(void *rung)
{
	const enum ladder r = *(enum ladder *)rung;
	unsigned char *p;
	int fd, before, turn;

	if (own_mounts() < 0 || all_small() < 0)
		return CANNOT;
	setenv("UNIMAP_DISABLE", disabled[r], 1);
	before = battery_descriptors();
	for (turn = 0; turn < 3; turn++) {
		MUST(um_memfd(0, 2 * MIB, UM_MEMFD_ALLOCATE) < 0);
		MUST(errno == ENOSPC && strstr(um_why(), "full"));
		fd = um_memfd(0, MIB / 2, UM_MEMFD_ALLOCATE);
		MUST(fd >= 0);
		p = um_mmap(0, MIB / 2, RW, UM_MAP_SHARED, fd, 0);
		MUST(p != MAP_FAILED);
		memset(p, 0x2d, MIB / 2);
		MUST(um_munmap(p, MIB / 2) == 0 && close(fd) == 0);
		p = um_mmap(0, 4 * MIB, RW, UM_MAP_SHARED | UM_MAP_ANON, -1,
		    0);
		MUST(p == MAP_FAILED && errno == ENOMEM
		    && strstr(um_why(), "full"));
	}
	MUST(battery_descriptors() == before);
	return 0;
}

/* memfd_create refused by a filter and /dev/shm of no use. */
static int goes_on(void *err)
{
	struct refusal memfd = { NUMBER_MEMFD, 0, 0, 0 };
	int before, files;

	if (own_mounts() < 0 || empty_with("/dev/shm", MS_RDONLY) < 0
	    || NUMBER_MEMFD < 0 || !FILTER_ARCH
	    || filter_refuse(&memfd, *(int *)err) < 0)
		return CANNOT;
	before = battery_descriptors();
	files = battery_files();
	setenv("UNIMAP_DISABLE", "mmap MAP_SHARED|MAP_ANON,"
	    "mremap with an old size of 0", 1);
	MUST(battery(0, BIT(NAMED)) == 0);
	MUST(battery(0, BIT(NAMED)) == 0);
	MUST(battery_descriptors() == before);
	MUST(battery_files_left(files) == 0);
	return 0;
}

static void test_going_on(void)
{
	static const char *const names[] = {
		"ENOSYS", "EPERM", "EACCES", "EINVAL"
	};
	int errnos[] = { ENOSYS, EPERM, EACCES, EINVAL }, status;
	size_t i;

	for (i = 0; i < 4; i++) {
		status = in_child(goes_on, &errnos[i]);
		ok_or_skip(status, "no mounts or no filters",
		    "memfd_create answers %s and /dev/shm is read-only: "
		    "objects, mirrors and shared memory are had", names[i]);
	}
}

static void test_allocation(void)
{
	enum ladder rung;
	int status;

	for (rung = BY_SHM; rung < RUNGS; rung++) {
		status = in_child(allocates_or_says_so, &rung);
		ok_or_skip(status, "mounts are not permitted",
		    "of 2 MiB in places of 1 MiB nothing is made %s: ENOSPC, "
		    "and no signal", rungs[rung]);
	}
}

/* ---- set-id programs --------------------------------------------------- */

/* What a copy of this program says when it is run by an ordinary user. */
enum { SEEN = 10, NOT_SEEN, NOT_SET_ID };
#define ORDINARY 65534
#define COPY "/tmp/copy"
#define DISABLED_WAY "mmap MAP_SHARED|MAP_ANON"

static int is_disabled(void)
{
	const struct um_way *way;

	if (um_mmap(0, page(), RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0)
	    == MAP_FAILED)
		return 1;
	way = um_way_taken(UM_CHAIN_SHARED);
	return !way || way->go != um_shared_by_flag;
}

/* The copy: the way it was called says what it is to be. */
static int say_what_is_seen(int wants_id)
{
	const int is_set_id = geteuid() != getuid() || getegid() != getgid();

	return is_set_id != wants_id ? NOT_SET_ID
	    : is_disabled() ? SEEN : NOT_SEEN;
}

static int copy_of_this(mode_t mode)
{
	static char block[65536];
	const int from = open("/proc/self/exe", O_RDONLY);
	const int to = open(COPY, O_WRONLY | O_CREAT, 0700);
	ssize_t n;

	if (from < 0 || to < 0)
		return -1;
	while ((n = read(from, block, sizeof block)) > 0)
		if (write(to, block, (size_t)n) != n)
			return -1;
	close(from);
	/* the bits last: a write takes them away */
	return n < 0 || fchmod(to, mode) < 0 || close(to) < 0 ? -1 : 0;
}

static int run_copy(void *mode)
{
	const mode_t bits = *(const mode_t *)mode;
	char *said[3] = { (char *)(uintptr_t)COPY, 0, 0 };

	said[1] = (char *)(uintptr_t)(bits & 06000 ? "set-id" : "plain");
	if (own_mounts() < 0
	    || mount("copy", "/tmp", "tmpfs", 0, "size=64m,mode=1777") < 0
	    || copy_of_this(bits) < 0 || setgroups(0, 0) < 0
	    || setgid(ORDINARY) < 0 || setuid(ORDINARY) < 0)
		return CANNOT;
	setenv("UNIMAP_DISABLE", DISABLED_WAY, 1);
	execv(COPY, said);
	return CANNOT;
}

static void test_set_id(const char *what, mode_t mode, int wanted)
{
	const int said = in_child(run_copy, &mode);

	if (said == CANNOT || said == NOT_SET_ID)
		skip(1, "no mounts, or a program cannot be %s here", what);
	else
		is_int(said, wanted, "a program that is %s %s UNIMAP_DISABLE",
		    what, wanted == SEEN ? "obeys" : "does not see");
}

int main(int argc, char **argv)
{
	size_t i;
	enum ladder rung;
	int by_object;

	if (argc == 2)
		return say_what_is_seen(strcmp(argv[1], "set-id") == 0);
	plan(0);
	if (is_simulated())
		skip_all("mounts are the real kernel's");
	if (geteuid() != 0)
		skip_all("mount namespaces need root");
	battery_prepare();
	by_object = in_child(reads_into_object, 0) == 1;
	for (i = 0; i < sizeof places / sizeof *places; i++)
		for (rung = NATIVE; rung < RUNGS; rung++)
			try_place(&places[i], rung, by_object);
	test_noexec();
	test_allocation();
	test_going_on();
	test_set_id("not set-id", 0755, SEEN);
	test_set_id("set-user-id", 04755, NOT_SEEN);
	test_set_id("set-group-id", 02755, NOT_SEEN);
	return done();
}

#else

int main(void)
{
	skip_all("mount namespaces are Linux's");
	return 0;
}

#endif
