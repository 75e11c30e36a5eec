/* um_shm_open and um_shm_unlink: names that mean the same everywhere. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { RW = PROT_READ | PROT_WRITE, NEW = O_RDWR | O_CREAT | O_EXCL };

/* A name of this process's own, so many bytes long. */
static const char *name_of(size_t len, char fill)
{
	static char names[8][400];
	static int turn;
	char *const name = names[turn++ % 8];
	const int start = snprintf(name, sizeof *names, "um-%ld-%c",
	    (long)getpid(), fill);

	if (len > (size_t)start)
		memset(name + start, fill, len - (size_t)start);
	name[len] = '\0';
	return name;
}

/* ---- arguments --------------------------------------------------------- */

static void bad_name(const char *name, int err, const char *what)
{
	fails(um_shm_open(name, NEW, 0600) < 0, err, "%s", what);
	fails(um_shm_unlink(name) < 0, err, "%s, for um_shm_unlink too", what);
}

static void test_names(void)
{
	bad_name(0, EINVAL, "no name is EINVAL");
	bad_name("", EINVAL, "an empty name is EINVAL");
	bad_name("/", EINVAL, "a slash alone is EINVAL");
	bad_name("//um", EINVAL, "two slashes are EINVAL");
	bad_name("um/x", EINVAL, "an inner slash is EINVAL");
	bad_name("um/", EINVAL, "a slash behind it is EINVAL");
	bad_name(".", EINVAL, "\".\" is EINVAL");
	bad_name("/..", EINVAL, "\"/..\" is EINVAL");
	bad_name(name_of(256, 'x'), ENAMETOOLONG,
	    "a name of 256 bytes is ENAMETOOLONG");
}

static void bad_flags(int oflag, const char *what)
{
	fails(um_shm_open(name_of(20, 'f'), oflag, 0600) < 0, EINVAL,
	    "%s is EINVAL", what);
}

static void test_flags(void)
{
	bad_flags(O_WRONLY | O_CREAT, "O_WRONLY");
	bad_flags(O_RDWR | O_CREAT | O_APPEND, "O_APPEND");
	bad_flags(O_RDWR | O_CREAT | O_NONBLOCK, "O_NONBLOCK");
	bad_flags(O_RDWR | O_EXCL, "O_EXCL without O_CREAT");
	bad_flags(O_RDONLY | O_CREAT | O_TRUNC, "O_TRUNC with O_RDONLY");
}

/* ---- a name ------------------------------------------------------------ */

static int64_t inode(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? (int64_t)status.st_ino : -1;
}

static int opens_same(const char *name, int fd)
{
	const int other = um_shm_open(name, O_RDWR, 0);
	const int same = other >= 0 && inode(other) == inode(fd);

	if (other >= 0)
		close(other);
	return same;
}

static void test_life(void)
{
	const char *const name = name_of(12, 'l');
	char slashed[64];
	int fd;

	snprintf(slashed, sizeof slashed, "/%s", name);
	fails(um_shm_open(name, O_RDWR, 0) < 0, ENOENT,
	    "a name that nobody made is ENOENT");
	fails(um_shm_unlink(name) < 0, ENOENT, "and to um_shm_unlink");
	errno = 12345;
	fd = um_shm_open(name, NEW, 0600);
	if (!ok(fd >= 0, "an object is made"))
		return;
	is_int(errno, 12345, "with errno as it was");
	ok((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0, "it is closed on exec");
	fails(um_shm_open(name, NEW, 0600) < 0, EEXIST,
	    "O_EXCL of a name that is there is EEXIST");
	fails(um_shm_open(slashed, NEW, 0600) < 0, EEXIST,
	    "also with the slash");
	ok(opens_same(name, fd), "the name opens it again");
	ok(opens_same(slashed, fd), "the name with a slash too");
	errno = 12345;
	is_int(um_shm_unlink(slashed), 0, "the name goes");
	is_int(errno, 12345, "with errno as it was");
	fails(um_shm_open(name, O_RDWR, 0) < 0, ENOENT, "and is gone");
	is_int(ftruncate(fd, (off_t)um_granularity()), 0,
	    "who has it open has it still");
	close(fd);
}

struct shared {
	const char *name;
	size_t at;
};

static int store(void *shared)
{
	const struct shared *s = shared;
	const int fd = um_shm_open(s->name, O_RDWR, 0);
	unsigned char *p = um_mmap(0, um_granularity(), RW, UM_MAP_SHARED, fd,
	    0);

	MUST(fd >= 0 && p != MAP_FAILED);
	p[s->at] = 0x5b;
	return 0;
}

static void test_sharing(void)
{
	const size_t len = um_granularity();
	struct shared s;
	unsigned char *p;
	int fd;

	s.name = name_of(14, 's');
	s.at = len - 1;
	fd = um_shm_open(s.name, NEW, 0600);
	ftruncate(fd, (off_t)len);
	p = um_mmap(0, len, RW, UM_MAP_SHARED, fd, 0);
	if (ok(p != MAP_FAILED && all_bytes(p, len, 0),
	    "a new object is zero")) {
		in_child(store, &s);
		is_int(p[s.at], 0x5b,
		    "who opens the name shares the object");
		um_munmap(p, len);
	}
	close(fd);
	is_int(um_shm_unlink(s.name), 0, "the name goes");
}

static void test_mode(void)
{
	const char *const name = name_of(11, 'm');
	const mode_t mask = umask(0);
	const int fd = um_shm_open(name, NEW, 07640);
	struct stat status;

	umask(mask);
	ok(fstat(fd, &status) == 0 && !(status.st_mode & 07777 & ~0640u),
	    "mode is an upper bound");
	close(fd);
	um_shm_unlink(name);
	if (geteuid() == 0) {
		skip(1, "root may open anything");
		return;
	}
	close(um_shm_open(name, NEW, 0));
	fails(um_shm_open(name, O_RDWR, 0) < 0, EACCES,
	    "what the mode forbids is EACCES");
	um_shm_unlink(name);
}

static void test_read_only(void)
{
	const char *const name = name_of(13, 'r');
	const int fd = um_shm_open(name, NEW, 0600);
	const int reader = um_shm_open(name, O_RDONLY, 0);
	void *p;

	ftruncate(fd, (off_t)um_granularity());
	p = um_mmap(0, um_granularity(), RW, UM_MAP_SHARED, reader, 0);
	fails(p == MAP_FAILED, EACCES, "O_RDONLY is not mapped for writing");
	close(fd);
	close(reader);
	um_shm_unlink(name);
}

static void test_truncation(void)
{
	const char *const name = name_of(15, 't');
	const int fd = um_shm_open(name, NEW, 0600);
	struct stat status;
	int again;

	if (kernel_is("macos")) {
		skip(1, "an object of macOS has one size for good");
		close(fd);
		um_shm_unlink(name);
		return;
	}
	ftruncate(fd, (off_t)page());
	again = um_shm_open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
	ok(again >= 0 && fstat(fd, &status) == 0 && status.st_size == 0,
	    "O_TRUNC empties it");
	close(fd);
	close(again);
	um_shm_unlink(name);
}

/* ---- what is no object -------------------------------------------------- */

/* Who waits for its other end is ended by SIGALRM. */
static int no_object(void *name)
{
	static const int oflags[] = { O_RDONLY, O_RDONLY | O_CREAT, O_RDWR };
	const int unused = dup(0);
	size_t i;
	int fd;

	close(unused);
	alarm(5);
	for (i = 0; i < 3; i++)
		MUST(why_is(um_shm_open(name, oflags[i], 0600), EACCES,
		    "the name is not an object's"));
	fd = dup(0);
	MUST(fd == unused);		/* nothing is left open */
	return 0;
}

static void test_no_objects(void)
{
	char path[64], *const name = path + sizeof "/dev/shm";

	if (is_simulated() || !kernel_is("linux")) {
		skip(2, "names that are files in /dev/shm");
		return;
	}
	snprintf(path, sizeof path, "/dev/shm/%s", name_of(16, 'n'));
	if (mkdir(path, 0700) < 0)
		skip(1, "a directory among the objects");
	else {
		ok_in_child(no_object, name, "a directory is no object");
		rmdir(path);
	}
	if (mkfifo(path, 0600) < 0)
		skip(1, "a FIFO among the objects");
	else {
		ok_in_child(no_object, name, "nor is a FIFO, and none waits");
		unlink(path);
	}
}

/* ---- long names, and the system's own ---------------------------------- */

static void test_lengths(void)
{
	static const size_t lengths[] = {
		30, 31, 100, 246, 247, 248, 249, 250, 254, 255
	};
	int one[10], other[10], wrong = 0;
	size_t i;

	for (i = 0; i < 10; i++) {
		one[i] = um_shm_open(name_of(lengths[i], 'a'), NEW, 0600);
		other[i] = um_shm_open(name_of(lengths[i], 'b'), NEW, 0600);
		if (!ok(one[i] >= 0 && other[i] >= 0,
		    "a name of %lu bytes is one",
		    (unsigned long)lengths[i]))
			return;
	}
	for (i = 0; i < 10; i++)
		wrong += !opens_same(name_of(lengths[i], 'a'), one[i])
		    || !opens_same(name_of(lengths[i], 'b'), other[i])
		    || opens_same(name_of(lengths[i], 'a'), other[i]);
	is_int(wrong, 0, "each names its own object");
	for (i = 0; i < 10; i++) {
		wrong += um_shm_unlink(name_of(lengths[i], 'a')) < 0
		    || um_shm_unlink(name_of(lengths[i], 'b')) < 0;
		close(one[i]);
		close(other[i]);
	}
	is_int(wrong, 0, "and goes");
}

/* What a program that does not know unimap opens. */
static int raw_opens(const char *raw, int fd)
{
	const int other = um_kernel.sys.shm_open(raw, O_RDWR, 0);
	const int same = other >= 0 && inode(other) == inode(fd);

	if (other >= 0)
		close(other);
	return same;
}

static void test_raw_short(void)
{
	const char *const name = name_of(29, 'w');
	const int fd = um_shm_open(name, NEW, 0600);
	char raw[64];

	snprintf(raw, sizeof raw, "/%s", name);
	ok(raw_opens(raw, fd), "a short name is the system's own");
	close(fd);
	um_shm_unlink(name);
}

/* um_memfd(3): 16 bytes, '-', the hash of the whole as 13 letters of 5
 * bits. */
static uint64_t fnv_1a(const char *c)
{
	uint64_t hash = 14695981039346656037u;

	for (; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211u;
	return hash;
}

static void documented(const char *name, char raw[32])
{
	const uint64_t hash = fnv_1a(name);
	int i;

	snprintf(raw, 32, "/%.16s-", name);
	for (i = 0; i < 13; i++)
		raw[18 + i] = "abcdefghijklmnopqrstuvwxyz234567"
		    [hash >> (60 - 5 * i) & 31];
	raw[31] = '\0';
}

static void test_raw_long(void)
{
	const char *const name = name_of(255, 'h');
	char raw[32];
	int fd;

	/* draft-eastlake-fnv, test vectors */
	ok(fnv_1a("foobar") == 0x85944171f73967e8u,
	    "the hash that is documented is FNV-1a");
	if (!um_kernel.numbers.shm_name_max) {
		skip(1, "this system takes names of 255 bytes");
		return;
	}
	fd = um_shm_open(name, NEW, 0600);
	documented(name, raw);
	ok(raw_opens(raw, fd), "a long name lives where the manual says");
	close(fd);
	um_shm_unlink(name);
}

/* A system that takes little: macOS's limit on every other. */
static int at_limit(void *max)
{
	struct um_numbers *const n = &um_kernel.numbers;
	const size_t limit = (size_t)*(int *)max;
	char raw[300];
	int fd;

	if (n->shm_name_max && n->shm_name_max < *(int *)max)
		return 0;
	n->shm_name_max = *(int *)max;
	fd = um_shm_open(name_of(limit, 'k'), NEW, 0600);
	MUST(fd >= 0);
	snprintf(raw, sizeof raw, "/%s", name_of(limit, 'k'));
	MUST(raw_opens(raw, fd));
	MUST(um_shm_unlink(name_of(limit, 'k')) == 0);
	fd = um_shm_open(name_of(limit + 1, 'k'), NEW, 0600);
	MUST(fd >= 0);
	documented(name_of(limit + 1, 'k'), raw);
	MUST(raw_opens(raw, fd));
	MUST(opens_same(name_of(limit + 1, 'k'), fd));
	MUST(um_shm_unlink(name_of(limit + 1, 'k')) == 0);
	return 0;
}

/* ---- no such place, no descriptor -------------------------------------- */

static int no_directory(const char *path, int flags, mode_t mode)
{
	if (um_kernel.numbers.shm_dir
	    && strcmp(path, um_kernel.numbers.shm_dir) == 0) {
		errno = ENOENT;
		return -1;
	}
	return real_sys.open(path, flags, mode);
}

static int open_nothing(const char *name, int oflag, mode_t mode)
{
	(void)name;
	(void)oflag;
	(void)mode;
	_exit(2);
}

static int has_no_place(void *call)
{
	if (call) {
		um_kernel.sys.shm_open = 0;
		um_kernel.sys.shm_unlink = 0;
	} else {
		if (!um_kernel.numbers.shm_dir)
			return 0;
		um_kernel.sys.open = no_directory;
		um_kernel.sys.shm_open = open_nothing;
	}
	MUST(um_shm_open(name_of(10, 'p'), NEW, 0600) < 0
	    && errno == ENOTSUP && *um_why());
	MUST(um_shm_open(name_of(10, 'p'), O_RDWR, 0600) < 0
	    && errno == ENOTSUP && *um_why());
	MUST(um_shm_unlink(name_of(10, 'p')) < 0 && errno == ENOTSUP
	    && *um_why());
	return 0;
}

static int err_to_say, turns;

static int open_err(const char *name, int oflag, mode_t mode)
{
	if (err_to_say == EINTR && turns++)
		return real_sys.shm_open(name, oflag, mode);
	errno = err_to_say;
	return -1;
}

struct saying {
	int says, means;
};

static int translates(void *saying)
{
	const struct saying *s = saying;
	int fd;

	um_kernel.sys.shm_open = open_err;
	err_to_say = s->says;
	fd = um_shm_open(name_of(10, 'q'), NEW, 0600);
	if (!s->means) {
		MUST(fd >= 0);
		MUST(um_shm_unlink(name_of(10, 'q')) == 0);
		return 0;
	}
	MUST(fd < 0 && errno == s->means && *um_why());
	return 0;
}

static int told_flags;

static int open_told(const char *name, int oflag, mode_t mode)
{
	told_flags = oflag;
	return real_sys.shm_open(name, oflag, mode);
}

/* FreeBSD's answers EINVAL to more. */
static int only_posix_flags(void *unused)
{
	int fd;

	(void)unused;
	um_kernel.sys.shm_open = open_told;
	fd = um_shm_open(name_of(10, 'o'), NEW | O_CLOEXEC, 0600);
	MUST(fd >= 0 && um_shm_unlink(name_of(10, 'o')) == 0);
	MUST(told_flags == NEW);
	return 0;
}

static int no_descriptor(void *unused)
{
	struct rlimit limit;

	(void)unused;
	MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	limit.rlim_cur = 3;
	MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	while (dup(0) >= 0)	/* DragonFly lets each have eight */
		;
	MUST(um_shm_open(name_of(10, 'd'), NEW, 0600) < 0
	    && errno == EMFILE && *um_why());
	return 0;
}

static void test_systems(void)
{
	static struct saying says[] = {
		{ EINTR, 0 }, { EPERM, EACCES }, { EROFS, EACCES },
		{ ENOSYS, ENOTSUP }, { ENOSPC, ENOSPC },
		{ ENFILE, ENFILE }, { ENOMEM, ENOMEM },
		{ EINVAL, 0 }		/* the last; below */
	};
	int limits[] = { 30, 247, 249 };
	static char yes;
	size_t i;

	for (i = 0; i < 3; i++)
		ok_in_child(at_limit, &limits[i], "where names end at "
		    "%d bytes, longer ones live where the manual says",
		    limits[i]);
	ok_in_child(has_no_place, 0,
	    "without the directory of named objects it is ENOTSUP");
	ok_in_child(has_no_place, &yes,
	    "on a system without them too");
	/* a directory, or no place, where that cannot be asked */
	says[sizeof says / sizeof *says - 1].means
	    = um_kernel.numbers.shm_dir ? EACCES : ENOTSUP;
	for (i = 0; i < sizeof says / sizeof *says; i++)
		ok_in_child(translates, &says[i],
		    "what the kernel says as errno %d is %d", says[i].says,
		    says[i].means);
	ok_in_child(only_posix_flags, 0,
	    "the kernel gets no flag that POSIX does not name");
	ok_in_child(no_descriptor, 0, "no descriptor left is EMFILE");
}

int main(void)
{
	plan(0);
	test_names();
	test_flags();
	if (um_shm_open(name_of(9, 'z'), O_RDWR, 0) < 0 && errno == ENOTSUP) {
		fails(um_shm_open(name_of(9, 'z'), NEW, 0600) < 0, ENOTSUP,
		    "no place for named objects is ENOTSUP");
		skip(1, "this system has no named objects");
		return done();
	}
	if (!names_are_had()) {
		skip(1, "%s", NO_NAMES);
		return done();
	}
	test_life();
	test_sharing();
	test_mode();
	test_read_only();
	test_truncation();
	test_no_objects();
	test_lengths();
	test_raw_short();
	test_raw_long();
	test_systems();
	return done();
}
