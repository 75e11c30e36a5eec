/* Places that are full, read-only, noexec or not there: each in a mount
 * namespace of its own, which needs root.  Every public call then gives the
 * right answer or its documented errno, whatever way it has to take, and
 * nothing is left. */
#include "battery.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>

enum { CANNOT = 77, RW = PROT_READ | PROT_WRITE };

#define MUST(condition) \
	do { \
		if (!(condition)) { \
			diag("line %d: not so: %s (errno %d, %s)", __LINE__, \
			    #condition, errno, um_why()); \
			return 1; \
		} \
	} while (0)

/* ---- what is done to the places ----------------------------------------- */

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

/* ---- and what it may cost ----------------------------------------------- */

#define BIT BATTERY_BIT
/* What has to know the map of the address space. */
#define KNOWS (BIT(DISCARD_SHARED) | BIT(GROW) | BIT(INHERIT_ZERO) \
	| BIT(POPULATE_READ) | BIT(POPULATE_WRITE))
/* Shared memory, and what is tried on it. */
#define SHARES (BIT(SHARED) | BIT(ALIGNED) | BIT(DISCARD_SHARED) | BIT(SHRINK))

/* Each list disables more ways than the one before it. */
enum ladder { NATIVE, BY_OBJECT, BY_SHM, BY_FILE, RUNGS };
static const char *const disabled[RUNGS] = {
	"",
	"mmap MAP_SHARED|MAP_ANON",
	"mmap MAP_SHARED|MAP_ANON,memfd_create",
	"mmap MAP_SHARED|MAP_ANON,memfd_create,shm_open and shm_unlink"
};
static const char *const rungs[RUNGS] = {
	"by the kernel's own way", "by memfd_create", "by shm_open",
	"by a file"
};

static const struct place {
	const char *name;
	int (*make)(void);
	unsigned long may_fail;
	/* Shared memory may fail from this rung on, and has to from that;
	 * from the last one on no object can be had. */
	enum ladder shares_may, shares_must, no_object;
} places[] = {
	{ "/dev/shm full", shm_full, 0, BY_SHM, RUNGS, BY_SHM },
	{ "/dev/shm, /tmp and /var/tmp full", shm_and_tmp_full, 0, BY_SHM,
	    RUNGS, BY_SHM },
	{ "/dev/shm and /tmp read-only", read_only, 0, RUNGS, RUNGS, RUNGS },
	{ "every place for files read-only", all_read_only, 0, RUNGS, RUNGS,
	    BY_SHM },
	{ "every place for files noexec", noexec, 0, RUNGS, RUNGS, RUNGS },
	{ "no /proc", no_proc, KNOWS, RUNGS, RUNGS, RUNGS },
	{ "no /dev", no_dev, 0, RUNGS, RUNGS, RUNGS },
	{ "no /proc and no /dev", no_proc_no_dev, KNOWS, RUNGS, RUNGS, RUNGS },
	{ "no /proc, no /dev and no place for files", nothing, KNOWS, RUNGS,
	    BY_SHM, BY_SHM }
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
	    | (t->rung >= t->place->no_object && t->by_object
		? BIT(POPULATE_READ) : 0);
}

/* On a full file system an object has to be refused when it is made: a store
 * into it would raise a signal. */
static int in_place(void *trial)
{
	const struct trial *t = trial;
	const unsigned long must = t->rung >= t->place->shares_must ? SHARES
	    : 0;
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

/* ---- executable objects ------------------------------------------------- */

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

	if (status == CANNOT)
		skip(1, "mounts are not permitted");
	else
		is_int(status, 0, "executable memory of an object in a noexec "
		    "place is had or is EACCES or ENOTSUP");
}

int main(void)
{
	size_t i;
	enum ladder rung;
	int by_object;

	plan(0);
	if (um_kernel != &um_host)
		skip_all("mounts are the real kernel's");
	if (geteuid() != 0)
		skip_all("mount namespaces need root");
	battery_prepare();
	by_object = in_child(reads_into_object, 0) == 1;
	for (i = 0; i < sizeof places / sizeof *places; i++)
		for (rung = NATIVE; rung < RUNGS; rung++)
			try_place(&places[i], rung, by_object);
	test_noexec();
	return done();
}

#else

int main(void)
{
	skip_all("mount namespaces are Linux's");
	return 0;
}

#endif
