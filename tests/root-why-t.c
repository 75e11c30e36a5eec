/* um_why of what mounts, quotas and pools refuse: they are root's to make. */
#include "tap.h"

#ifdef __linux__
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

enum { RW = PROT_READ | PROT_WRITE };

static void tell(int (*test)(void *), const char *cause)
{
	ok_or_skip(in_child(test, 0), cause, "um_why tells of %s", cause);
}

static int mounted(const char *where, unsigned long flags, const char *options)
{
	return unshare(CLONE_NEWNS) == 0
	    && mount("none", "/", 0, MS_REC | MS_PRIVATE, 0) == 0
	    && mount("why", where, "tmpfs", flags, options) == 0;
}

static int full(void *unused)
{
	const size_t len = 1 << 20;
	char *p, *q;
	int fd, ends;

	(void)unused;
	if (!mounted("/tmp", 0, "size=64k"))
		return CANNOT;
	fd = open("/tmp/file", O_RDWR | O_CREAT, 0600);
	ends = open("/tmp/short", O_RDWR | O_CREAT, 0600);
	MUST(fd >= 0 && ends >= 0 && ftruncate(fd, (off_t)len) == 0);
	p = um_mmap(0, len, RW, UM_MAP_SHARED, fd, 0);
	q = um_mmap(0, page(), RW, UM_MAP_SHARED, ends, 0);
	MUST(p != MAP_FAILED && q != MAP_FAILED);
	if (um_madvise(p, page(), UM_ADV_POPULATE_WRITE) < 0
	    && errno == ENOTSUP)
		return CANNOT;		/* before 5.14 no file's */
	MUST(why_is(um_madvise(p, len, UM_ADV_POPULATE_WRITE), ENOSPC,
	    "the file system is full"));
	MUST(why_is(um_madvise(p, len, UM_ADV_POPULATE_READ), ENOSPC,
	    "the file system is full"));
	MUST(why_is(um_madvise(q, page(), UM_ADV_POPULATE_READ), EIO,
	    "beyond the end of the object"));
	MUST(why_is(um_mlock(p, len), ENOMEM,
	    "no access, beyond the end of a file, or it cannot be read"));
	/* a wish, that is dropped */
	MUST(um_mmap(0, len, RW, UM_MAP_SHARED | UM_MAP_POPULATE, fd, 0)
	    != MAP_FAILED);
	return 0;
}

/* tmpfs has the flags of files since 6.1. */
static int appending(void *unused)
{
	enum { APPEND_ONLY = 0x20 };	/* FS_APPEND_FL of linux/fs.h */
	long flags = APPEND_ONLY;
	int fd;

	(void)unused;
	if (!mounted("/tmp", 0, "size=64k"))
		return CANNOT;
	fd = open("/tmp/file", O_RDWR | O_CREAT, 0600);
	MUST(fd >= 0 && ftruncate(fd, (off_t)page()) == 0);
	if (ioctl(fd, _IOW('f', 2, long), &flags) < 0)
		return CANNOT;
	fd = open("/tmp/file", O_RDWR | O_APPEND);
	MUST(why_is(um_mmap(0, page(), RW, UM_MAP_SHARED, fd, 0) == MAP_FAILED,
	    EACCES, "the object, its descriptor's mode, a seal, or a policy "
	    "forbids it"));
	MUST(why_is(um_punch(fd, 0, 1), EPERM,
	    "the object is sealed, the file immutable or for appending, or a "
	    "policy forbids it"));
	return 0;
}

static int noexec(void *unused)
{
	int fd;
	char *p;

	(void)unused;
	if (!mounted("/tmp", MS_NOEXEC, "size=64k"))
		return CANNOT;
	fd = open("/tmp/file", O_RDWR | O_CREAT, 0600);
	MUST(ftruncate(fd, (off_t)page()) == 0);
	MUST(why_is(um_mmap(0, page(), PROT_READ | PROT_EXEC, UM_MAP_PRIVATE,
	    fd, 0) == MAP_FAILED, EACCES,
	    "the file system is mounted noexec"));
	p = um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE, fd, 0);
	MUST(why_is(um_mprotect(p, page(), PROT_READ | PROT_EXEC), EACCES,
	    "the object, its mount or a policy forbids execution"));
	return 0;
}

static int shm_full(void *unused)
{
	char name[32];
	int i, fd = -1, had = 1;

	(void)unused;
	if (!mounted("/dev/shm", 0, "nr_inodes=4,mode=1777"))
		return CANNOT;
	for (i = 0; had && i < 16; i++) {
		sprintf(name, "/why%d", i);
		fd = um_shm_open(name, O_RDWR | O_CREAT, 0600);
		had = fd >= 0 && close(fd) == 0;
	}
	MUST(why_is(fd < 0, ENOSPC, "the place of named objects is full"));
	MUST(mkdir("/dev/shm/dir", 0700) < 0);
	MUST(um_shm_unlink("/why0") == 0);
	MUST(mkdir("/dev/shm/dir", 0700) == 0);
	MUST(why_is(um_shm_open("dir", O_RDWR, 0) < 0, EACCES,
	    "the name is not an object's"));
	MUST(setgid(65534) == 0 && setuid(65534) == 0);
	MUST(why_is(um_shm_open("why1", O_RDWR, 0) < 0, EACCES,
	    "the object's mode, its owner, its place or a policy forbids it"));
	MUST(why_is(um_shm_unlink("why1") < 0, EACCES,	/* glibc: EPERM */
	    "the object's mode, its owner, its place or a policy forbids it")
	    || strstr(um_why(), "another user's"));
	return 0;
}

static int shm_links(void *unused)
{
	(void)unused;
	if (!mounted("/dev/shm", 0, "mode=1777"))
		return CANNOT;
	MUST(symlink("/etc/passwd", "/dev/shm/link") == 0);
	MUST(why_is(um_shm_open("link", O_RDONLY, 0) < 0, EACCES,
	    "the name is not an object's"));
	return 0;
}

static int shm_read_only(void *unused)
{
	(void)unused;
	if (!mounted("/dev/shm", MS_RDONLY, "mode=1777"))
		return CANNOT;
	MUST(why_is(um_shm_open("why", O_RDWR | O_CREAT, 0600) < 0, EACCES,
	    "the place of named objects is read-only"));
	return 0;
}

static int shm_gone(void *unused)
{
	(void)unused;
	if (!mounted("/dev", 0, "mode=755"))
		return CANNOT;
	MUST(why_is(um_shm_open("why", O_RDWR | O_CREAT, 0600) < 0, ENOTSUP,
	    "the directory of named objects is not there"));
	return 0;
}

/* The pool is given back. */
static int large(void *unused)
{
	enum { HUGETLB = 0x40000, LARGE = 2 << 20 };
	const char *pool = "/proc/sys/vm/nr_hugepages";
	FILE *f = fopen(pool, "r+");
	unsigned had;
	char *p;
	int told;

	(void)unused;
	if (!f || fscanf(f, "%u", &had) != 1)
		return CANNOT;
	rewind(f);
	fprintf(f, "%u\n", had + 2);
	fflush(f);
	p = mmap(0, LARGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | HUGETLB, -1, 0);
	told = p != MAP_FAILED ? why_is(um_madvise(p, LARGE, UM_ADV_DISCARD),
	    ENOTSUP, "a file map, or memory of large pages, is not discarded")
	    : CANNOT;
	if (p != MAP_FAILED)
		munmap(p, LARGE);
	rewind(f);
	fprintf(f, "%u\n", had);
	fclose(f);
	if (told == CANNOT)
		return CANNOT;
	MUST(told);
	return 0;
}

/* struct perf_event_attr as far as the first kernel with it has it: a counter of
 * the kernel's software clock. */
static int perf_quota(void *unused)
{
	struct { uint32_t type, size; uint64_t rest[7]; } attr;
	int fd;

	(void)unused;
	memset(&attr, 0, sizeof attr);
	attr.type = 1;
	attr.size = sizeof attr;
	attr.rest[4] = 1 << 5;			/* exclude_kernel */
	fd = (int)syscall(298, &attr, 0, -1, -1, 0);
	if (sizeof(void *) < 8 || fd < 0)
		return CANNOT;
	MUST(why_is(um_mmap(0, 4 * page(), RW, UM_MAP_SHARED, fd, 0)
	    == MAP_FAILED, EINVAL,
	    "the file system or the device refuses this length or offset"));
	MUST(setgid(65534) == 0 && setuid(65534) == 0);
	if (um_mmap(0, (1 + (1 << 14)) * page(), RW, UM_MAP_SHARED, fd, 0)
	    != MAP_FAILED)
		return CANNOT;
	MUST(why_is(1, EPERM, "a limit of the device's, such as perf's, or a "
	    "policy forbids it"));
	return 0;
}

int main(void)
{
	plan(0);
	if (is_simulated() || *under())
		skip_all("the causes are the real kernel's");
	if (geteuid() != 0)
		skip_all("mounts need root");
	tell(full, "a full file system");
	tell(appending, "a file for appending alone");
	tell(noexec, "a mount without execution");
	tell(shm_full, "a full place of objects, and others' objects");
	tell(shm_links, "a name that is a link");
	tell(shm_read_only, "a place of objects that is read-only");
	tell(shm_gone, "a place of objects that is not there");
	tell(large, "large pages");
	tell(perf_quota, "a device's limits");
	return done();
}

#else

int main(void)
{
	skip_all("the causes are Linux'");
	return 0;
}

#endif
