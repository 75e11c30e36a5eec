/* Files of a 9p share, which $SHARES names, with colons between: with
 * cache=none, the default, Linux refuses what may become a shared store by
 * EINVAL (mm/filemap.c: generic_file_readonly_mmap), and that is a kind of map
 * that cannot be, neither a wrong argument nor the end of the address space. */
#include "counting.h"

#ifdef __linux__
#include <stdio.h>
#include <stdlib.h>

enum { RW = PROT_READ | PROT_WRITE, PAGES = 4 };

struct shared_file {
	int fd;
	size_t len;
	char path[200];
};

static void *map(const struct shared_file *file, int prot, int flags)
{
	return um_mmap(0, file->len, prot, flags, file->fd, 0);
}

/* ---- a share that refuses shared maps ---------------------------------- */

static int cannot_be(const void *p)
{
	return why_is(p == MAP_FAILED, ENODEV, "the descriptor cannot be "
	    "mapped so: shared or private, with this protection, length or offset");
}

static int refused(void *argument)
{
	const struct shared_file *file = argument;
	const int fd = file->fd;
	struct um_place where = { 0 };
	struct census before;
	unsigned char *mine = must_map(0, PAGES, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1);

	where.low = 0x10000000;
	where.high = 0x20000000;
	memset(mine, 1, file->len);
	census(&before);
	MUST(cannot_be(map(file, RW, UM_MAP_SHARED)));
	MUST(cannot_be(map(file, PROT_READ, UM_MAP_SHARED)));
	MUST(cannot_be(map(file, RW, UM_MAP_SHARED | UM_MAP_POPULATE)));
	MUST(cannot_be(map(file, RW, UM_MAP_SHARED | UM_MAP_LOW4G)));
	MUST(cannot_be(map(file, RW, UM_MAP_SHARED | UM_MAP_ALIGNED(20))));
	MUST(cannot_be(um_mmap(0, 1, RW, UM_MAP_SHARED, fd,
	    (int64_t)um_granularity())));
	MUST(cannot_be(um_mmap_at(&where, file->len, RW, UM_MAP_SHARED, fd,
	    0)));
	MUST(cannot_be(um_mirror_fd(0, fd, 0, file->len, 2, RW, 0)));
	MUST(um_mmap(mine, file->len, RW, UM_MAP_SHARED
	    | UM_MAP_FIXED_NOREPLACE, fd, 0) == MAP_FAILED && errno == EEXIST);
	MUST(census_same(&before) && all_bytes(mine, file->len, 1));
	MUST(um_munmap(mine, file->len) == 0);
	MUST(cannot_be(um_mmap(mine, file->len, RW, UM_MAP_SHARED
	    | UM_MAP_FIXED_NOREPLACE, fd, 0)));
	MUST(cannot_be(um_mmap(mine, file->len, RW, UM_MAP_SHARED
	    | UM_MAP_FIXED, fd, 0)));
	return 0;
}

/* What is wrong besides is still told. */
static int other_errors(void *argument)
{
	const struct shared_file *file = argument;
	const size_t much = SIZE_MAX / 2 & ~(um_granularity() - 1);

	MUST(um_mmap(0, file->len, RW, UM_MAP_SHARED, file->fd, 1)
	    == MAP_FAILED && errno == EINVAL);
	MUST(um_mmap(0, much, RW, UM_MAP_SHARED, file->fd, 0)
	    == MAP_FAILED && errno == ENOMEM);
	MUST(um_mmap(0, much, RW, UM_MAP_PRIVATE, file->fd, 0)
	    == MAP_FAILED && errno == ENOMEM);
	return 0;
}

static int allowed(void *argument)
{
	const struct shared_file *file = argument;
	const int fd = open(file->path, O_RDONLY);
	unsigned char *p = um_mmap(0, file->len, PROT_READ, UM_MAP_SHARED, fd,
	    0);

	MUST(p != MAP_FAILED && is_pattern(p, file->len));
	MUST(um_munmap(p, file->len) == 0);
	p = map(file, RW, UM_MAP_PRIVATE | UM_MAP_ALIGNED(20));
	MUST(p != MAP_FAILED && is_pattern(p, file->len));
	memset(p, 2, page());
	MUST(um_madvise(p, file->len, UM_ADV_DISCARD) < 0
	    && errno == ENOTSUP);
	MUST(all_bytes(p, page(), 2) && file_is_whole(file->fd, file->len));
	return 0;
}

/* No other request goes another way because of it. */
static int unharmed(void *argument)
{
	const struct shared_file *file = argument;
	int before, plain;
	void *p = um_mmap(0, page(), RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0);

	MUST(p != MAP_FAILED);
	before = um_way_taken(UM_CHAIN_SHARED)->level;
	MUST(map(file, RW, UM_MAP_SHARED) == MAP_FAILED);
	MUST(um_mmap(0, page(), RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0)
	    != MAP_FAILED);
	MUST(um_way_taken(UM_CHAIN_SHARED)->level == before);
	plain = temporary_file(page());
	MUST(um_mmap(0, page(), RW, UM_MAP_SHARED, plain, 0) != MAP_FAILED);
	return 0;
}

/* ---- one that has them ------------------------------------------------- */

static int byte_of(const struct shared_file *file, off_t at)
{
	const int fd = open(file->path, O_RDONLY);
	unsigned char byte;
	const int got = fd >= 0 && pread(fd, &byte, 1, at) == 1 ? byte : -1;

	if (fd >= 0)
		close(fd);
	return got;
}

static int stored(void *argument)
{
	const struct shared_file *file = argument;
	unsigned char *p = map(file, RW, UM_MAP_SHARED);

	MUST(p != MAP_FAILED && is_pattern(p, file->len));
	p[page() + 1] = 0xee;
	MUST(um_msync(p, file->len, MS_SYNC) == 0);
	MUST(byte_of(file, (off_t)page() + 1) == 0xee);
	MUST(um_munmap(p, file->len) == 0);
	return 0;
}

static int mirrored(void *argument)
{
	const struct shared_file *file = argument;
	unsigned char *p = um_mirror_fd(0, file->fd, 0, file->len, 2, RW, 0);

	MUST(p != MAP_FAILED);
	p[file->len + 1] = 0xdd;
	MUST(p[1] == 0xdd);
	return 0;
}

/* ---- either ------------------------------------------------------------ */

/* A file system that has no holes. */
static int punched(void *argument)
{
	const struct shared_file *file = argument;
	const off_t begin = (off_t)page(), end = 2 * begin;

	MUST(um_punch(file->fd, begin, (int64_t)page()) == 0);
	MUST(byte_of(file, begin - 1) == 0xff && byte_of(file, begin) == 0);
	MUST(byte_of(file, end - 1) == 0 && byte_of(file, end + 1) == 1);
	return 0;
}

/* As temporary_file has it, by one write: each is a message to the host. */
static int make_file(struct shared_file *file, const char *share)
{
	unsigned char *bytes = must_map(0, PAGES, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1);
	size_t i;

	file->len = PAGES * page();
	for (i = 0; i < file->len; i++)
		bytes[i] = i & 0xff;
	snprintf(file->path, sizeof file->path, "%s/unimap-%ld", share,
	    (long)getpid());
	file->fd = open(file->path, O_RDWR | O_CREAT | O_EXCL, 0600);
	return file->fd >= 0 && pwrite(file->fd, bytes, file->len, 0)
	    == (ssize_t)file->len;
}

static int is_refusing(const struct shared_file *file)
{
	return mmap(0, file->len, RW, MAP_SHARED, file->fd, 0) == MAP_FAILED;
}

static int seen_refusing, seen_mapping;

static void test_kind(struct shared_file *file)
{
	if (is_refusing(file)) {
		seen_refusing = 1;
		ok_in_child(refused, file, "where shared maps are refused "
		    "they are ENODEV, and nothing is left behind");
		ok_in_child(other_errors, file,
		    "an offset or a length that cannot be keeps its errno");
		ok_in_child(allowed, file, "what cannot become a shared store "
		    "is mapped");
		ok_in_child(unharmed, file, "other shared maps are as before");
	} else {
		seen_mapping = 1;
		ok_in_child(stored, file, "um_msync brings a store to where "
		    "it is read");
		ok_in_child(mirrored, file, "the views of a mirror are one");
	}
	ok_in_child(punched, file, "um_punch writes zeros");
}

/* By what statfs tells it is what the host's file system is. */
static int is_9p(const char *share)
{
	FILE *mounts = fopen("/proc/self/mounts", "r");
	char line[512], where[256], type[32];
	int is = 0;

	while (mounts && fgets(line, sizeof line, mounts))
		if (sscanf(line, "%*s %255s %31s", where, type) == 2
		    && strcmp(where, share) == 0)
			is = strcmp(type, "9p") == 0;
	if (mounts)
		fclose(mounts);
	return is;
}

static void test_share(const char *share)
{
	struct shared_file file;

	if (!is_9p(share)) {
		skip(1, "a 9p share: %s is none", share);
		return;
	}
	if (!make_file(&file, share))
		ok(0, "%s takes a file (errno %d)", share, errno);
	else
		test_kind(&file);
	if (file.fd >= 0) {
		close(file.fd);
		unlink(file.path);
	}
}

int main(void)
{
	const char *named = getenv("SHARES");
	char shares[200], *share;

	plan(0);
	if (!named || is_simulated())
		skip_all("a 9p share: $SHARES names none");
	snprintf(shares, sizeof shares, "%s", named);
	for (share = strtok(shares, ":"); share; share = strtok(0, ":"))
		test_share(share);
	if (!seen_refusing)
		skip(1, "a 9p share that refuses shared maps");
	if (!seen_mapping)
		skip(1, "a 9p share with shared maps");
	return done();
}
#else
int main(void)
{
	skip_all("a 9p share: none known of this system");
	return 0;
}
#endif
