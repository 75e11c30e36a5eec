/* What is memory is known by its device, never by a name. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

enum { RW = PROT_READ | PROT_WRITE };

static int is_kept(int fd)
{
	char b[8];

	return pread(fd, b, sizeof b, 0) == (ssize_t)sizeof b
	    && memcmp(b, "precious", sizeof b) == 0;
}

/* A map of a file that says so, in which DISCARD must change nothing. */
static void keeps(int fd, const char *what)
{
	const size_t len = um_granularity();
	static const int ways[] = { UM_MAP_SHARED, UM_MAP_PRIVATE };
	char *p;
	int i;

	if (fd < 0 || ftruncate(fd, (off_t)len) < 0
	    || pwrite(fd, "precious", 8, 0) != 8) {
		skip(4, "%s", what);
		return;
	}
	for (i = 0; i < 2; i++) {
		p = um_mmap(0, len, RW, ways[i], fd, 0);
		fails(p != MAP_FAILED && um_madvise(p, len, UM_ADV_DISCARD) < 0,
		    ENOTSUP, "%s, mapped %s, is not discarded", what,
		    i ? "private" : "shared");
		ok(memcmp(p, "precious", 8) == 0 && is_kept(fd),
		    "and keeps its contents");
		um_munmap(p, len);
	}
	close(fd);
}

static int file_named(const char *name)
{
	char dir[] = "/tmp/unimap-kinds-XXXXXX", path[128];
	int fd;

	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	unlink(path);
	rmdir(dir);
	return fd;
}

static void test_named(void)
{
	static const char name[] = "unimap-anonymous-cache";
	const int fd = um_shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);

	keeps(file_named("unimap-anon-notes.db"), "a file named unimap-anon");
	keeps(file_named("zero"), "a file named zero");
	if (kernel_is("linux") || (is_simulated() && !kernel_is("macos")))
		keeps(fd, "a named object");
	else	/* FreeBSD before 14 and macOS do not tell it from memory */
		close(fd);
	um_shm_unlink(name);
}

/* ---- a name that lies -------------------------------------------------- */

static unsigned long forged;	/* the start of the map whose name is changed */

/* The map in which the forged one is called what memory is. */
static int open_forged(const char *path, int flags, mode_t mode)
{
	char line[1024], copy[] = "/tmp/unimap-maps-XXXXXX", *name;
	FILE *from, *to;
	int fd;

	if (strcmp(path, "/proc/self/maps") != 0)
		return real_sys.open(path, flags, mode);
	from = fopen(path, "r");
	fd = mkstemp(copy);
	to = fdopen(dup(fd), "w");
	unlink(copy);
	while (fgets(line, sizeof line, from)) {
		name = strchr(line, '/');
		if (strtoul(line, 0, 16) == forged && name)
			strcpy(name, "/dev/zero (deleted)\n");
		fputs(line, to);
	}
	fclose(from);
	fclose(to);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static int is_not_believed(void *unused)
{
	const size_t len = um_granularity();
	const int fd = temporary_file(len);
	unsigned char *p = um_mmap(0, len, RW, UM_MAP_SHARED, fd, 0);
	unsigned char *s = um_mmap(0, len, RW, UM_MAP_SHARED | UM_MAP_ANON, -1,
	    0);

	(void)unused;
	MUST(p != MAP_FAILED && s != MAP_FAILED);
	memset(p, 1, len);
	memset(s, 1, len);
	setenv("UNIMAP_DISABLE", "PROCMAP_QUERY", 1);
	um_kernel.sys.open = open_forged;
	forged = (unsigned long)p;
	MUST(um_madvise(p, len, UM_ADV_DISCARD) < 0 && errno == ENOTSUP);
	MUST(all_bytes(p, len, 1));
	MUST(um_madvise(s, len, UM_ADV_DISCARD) == 0 && all_bytes(s, len, 0));
	/* Once more, what is known now. */
	MUST(um_madvise(p, len, UM_ADV_DISCARD) < 0 && errno == ENOTSUP);
	MUST(all_bytes(p, len, 1));
	return 0;
}

static void test_liar(void)
{
	if (is_simulated() || !kernel_is("linux") || *under())
		skip(1, "a text of the map that can be changed");
	else
		ok_in_child(is_not_believed, 0, "a file whose name in the map "
		    "is that of memory is not discarded, and memory is");
}

/* ---- what um_region_at says of it -------------------------------------- */

static int kind_at(const void *at)
{
	struct um_region r;

	return um_region_at(at, &r) == 0 ? r.kind : -1;
}

struct seen {
	uintptr_t at;
	struct um_region region;
	char name[256];
};

static int look(const struct um_region *r, void *closure)
{
	struct seen *s = closure;

	if (s->at < r->start || (s->at >= r->end && r->end))
		return 0;
	s->region = *r;
	snprintf(s->name, sizeof s->name, "%s", r->name);
	return 1;
}

static void test_kinds(void)
{
	const size_t len = um_granularity();
	const int fd = um_memfd("kinds", (int64_t)(4 * len), 0);
	char *p = um_mmap(0, len, RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	char *s = um_mmap(0, len, RW, UM_MAP_SHARED | UM_MAP_ANON, -1, 0);
	char *f = um_mmap(0, len, RW, UM_MAP_SHARED, fd, (int64_t)(2 * len));
	struct seen seen;
	struct stat st;
	char here = 0;

	if (is_simulated() || !kernel_is("linux") || *under() || fd < 0) {
		skip(9, "a Linux that tells kinds");
		return;
	}
	is_int(kind_at(p), UM_REGION_ANON, "private memory is anonymous");
	is_int(kind_at(s), UM_REGION_ANON, "shared memory is anonymous");
	is_int(kind_at(f), UM_REGION_FILE, "an object is a file");
	is_int(kind_at(&here), UM_REGION_STACK, "the stack is one");
	seen.at = (uintptr_t)f;
	is_int(um_regions(look, &seen), 1, "um_regions shows the object");
	ok(fstat(fd, &st) == 0 && seen.region.inode == (uint64_t)st.st_ino
	    && seen.region.device == (uint64_t)st.st_dev,
	    "with its device and inode");
	is_int((long long)seen.region.offset, (long long)(2 * len),
	    "its offset");
	ok(strstr(seen.name, "kinds") != 0, "and its name: %s", seen.name);
	seen.at = (uintptr_t)p;
	ok(um_regions(look, &seen) == 1 && seen.name[0] == '\0'
	    && !seen.region.inode, "anonymous memory has none");
	um_munmap(p, len);
	um_munmap(s, len);
	um_munmap(f, len);
	close(fd);
}

int main(void)
{
	plan(0);
	if (!map_is_told())
		skip_all("the kernel tells nobody what is mapped");
	test_kinds();
	test_liar();
	test_named();
	return done();
}
