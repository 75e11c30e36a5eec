/* um_memory: how much there is, is free, and is allowed. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

/* Files that stand for the system's, by what their names begin with. */
struct text {
	const char *path, *text;
};
static const struct text *texts;
static int opened, refuses_at = -1, refuses_with;

static int open_texts(const char *path, int flags, mode_t mode)
{
	char name[] = "/tmp/unimap-memory-XXXXXX";
	const struct text *t;
	int fd;

	(void)flags;
	(void)mode;
	if (opened++ == refuses_at) {
		errno = refuses_with;
		return -1;
	}
	for (t = texts; t->path; t++)
		if (strcmp(t->path, path) == 0) {
			fd = mkstemp(name);
			unlink(name);
			if (write(fd, t->text, strlen(t->text)) < 0)
				return -1;
			lseek(fd, 0, SEEK_SET);
			return fd;
		}
	errno = ENOENT;
	return -1;
}

static void tells_nothing(int64_t *total, int64_t *available)
{
	(void)total;
	(void)available;
}

struct trial {
	const char *what;
	struct text texts[8];
	uint64_t total, available, limit;
	int overcommit;
};

static int agrees(void *trial)
{
	const struct trial *t = trial;
	struct um_memory m;

	texts = t->texts;
	um_kernel.sys.open = open_texts;
	um_kernel.sys.memory_free = tells_nothing;
	um_kernel.numbers.memory_text = "meminfo";
	um_kernel.numbers.group_text = "cgroup";
	um_kernel.numbers.overcommit_text = "overcommit";
	errno = 77;
	MUST(um_memory(&m) == 0 && errno == 77);
	diag("%llu %llu %llu %d", (unsigned long long)m.total,
	    (unsigned long long)m.available, (unsigned long long)m.limit,
	    m.overcommit);
	MUST(m.total == t->total && m.available == t->available);
	MUST(m.limit == t->limit && m.overcommit == t->overcommit);
	MUST(!m.spare[0] && !m.spare[1] && !m.spare[2] && !m.spare[3]);
	return 0;
}

#define FREE "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 600 kB\n" \
	"SwapFree: 100 kB\n"
#define G "/sys/fs/cgroup"
static const struct trial trials[] = {
	{ "no groups, promises by a guess", {
		{ "meminfo", FREE }, { "overcommit", "0\n" } },
	    1024000, 716800, UINT64_MAX, 1 },
	{ "a Linux before 3.14, promises always", {
		{ "meminfo", "MemTotal: 1000 kB\nMemFree: 1 kB\n"
		  "Buffers: 2 kB\nCached: 3 kB\n" }, { "overcommit", "1\n" } },
	    1024000, 6144, UINT64_MAX, 2 },
	{ "a group without a limit, promises never", {
		{ "meminfo", FREE }, { "cgroup", "0::/a\n" },
		{ G "/a/memory.max", "max\n" }, { "overcommit", "2\n" } },
	    1024000, 716800, UINT64_MAX, 0 },
	{ "the limit of a group around it", {
		{ "meminfo", FREE }, { "cgroup", "0::/a/b\n" },
		{ G "/a/b/memory.max", "max\n" },
		{ G "/a/memory.max", "500000\n" },
		{ G "/a/memory.current", "300000\n" },
		{ G "/a/memory.stat", "anon 7\ninactive_file 40000\n"
		  "active_file 10000\n" } },
	    1024000, 250000, 500000, -1 },
	{ "a smaller limit than that of a group around it", {
		{ "meminfo", FREE }, { "cgroup", "0::/a/b\n" },
		{ G "/a/b/memory.max", "300000\n" },
		{ G "/a/memory.max", "500000\n" } },
	    1024000, 300000, 300000, -1 },
	{ "a limit that is exceeded", {
		{ "meminfo", FREE }, { "cgroup", "0::/\n" },
		{ G "/memory.max", "4096\n" },
		{ G "/memory.current", "8192\n" } },
	    1024000, 0, 4096, -1 },
	{ "the first version's limit, in another root", {
		{ "meminfo", FREE },
		{ "cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/1f\n0::/y\n" },
		{ G "/memory/memory.limit_in_bytes", "600000\n" },
		{ G "/memory/memory.usage_in_bytes", "100000\n" } },
	    1024000, 500000, 600000, -1 },
	{ "the first version without a limit", {
		{ "meminfo", FREE }, { "cgroup", "4:hugetlb,memory:/\n" },
		{ G "/memory/memory.limit_in_bytes",
		  "9223372036854771712\n" } },
	    1024000, 716800, UINT64_MAX, -1 }
};

static int nobody_tells(void *unused)
{
	static const struct text none[] = { { 0, 0 } };
	struct um_memory m;

	(void)unused;
	texts = none;
	um_kernel.sys.open = open_texts;
	um_kernel.sys.memory_free = tells_nothing;
	MUST(um_memory(&m) < 0 && errno == ENOTSUP && *um_why());
	return 0;
}

static void have_small_group(void)
{
	static const struct text small[] = { { "meminfo", FREE },
		{ "cgroup", "0::/\n" }, { G "/memory.max", "8192\n" },
		{ G "/memory.current", "4096\n" },
		{ G "/memory.stat", "inactive_file 1024\n" },
		{ "overcommit", "2\n" }, { 0, 0 } };

	texts = small;
	um_kernel.sys.open = open_texts;
	um_kernel.numbers.memory_text = "meminfo";
	um_kernel.numbers.group_text = "cgroup";
	um_kernel.numbers.overcommit_text = "overcommit";
}

/* Whichever of the texts it is that cannot be opened. */
static int nothing_is_made_up(void *unused)
{
	struct um_memory m;
	int all;

	(void)unused;
	have_small_group();
	MUST(um_memory(&m) == 0 && m.limit == 8192 && m.available == 5120
	    && m.overcommit == 0);
	all = opened;
	MUST(all == 6);
	for (refuses_at = 0; refuses_at < all; refuses_at++) {
		refuses_with = refuses_at & 1 ? ENFILE : EMFILE;
		opened = 0;
		MUST(why_is(um_memory(&m), ENOMEM, "no descriptor is left"));
	}
	refuses_at = opened = 0;
	MUST(um_memfd(0, 8192, UM_MEMFD_ALLOCATE) < 0 && errno == EMFILE);
	return 0;
}

/* What is there but not for us is no limit that is known. */
static int hidden_is_none(void *unused)
{
	struct um_memory m;

	(void)unused;
	have_small_group();
	refuses_at = 1;
	refuses_with = EACCES;
	MUST(um_memory(&m) == 0 && m.limit == UINT64_MAX);
	return 0;
}

/* More than the group may have is refused before anything is taken. */
static int allocates_within(void *unused)
{
	(void)unused;
	have_small_group();
	MUST(um_memfd(0, 8193, UM_MEMFD_ALLOCATE) < 0 && errno == ENOMEM);
	MUST(strstr(um_why(), "limit"));
	return 0;
}

static void test_here(void)
{
	struct um_memory m;
	char text[64] = "";
	FILE *f = fopen("/proc/sys/vm/overcommit_memory", "r");

	if (um_memory(&m) < 0) {
		is_int(errno, ENOTSUP, "a system that tells nobody is ENOTSUP");
		if (f)
			fclose(f);
		return;
	}
	ok(m.total > 1 << 20 && m.available > 0 && m.limit > 0,
	    "there is memory here");
	ok(m.overcommit >= -1 && m.overcommit <= 2, "a word for promises");
	if (!is_simulated() && f && fgets(text, sizeof text, f)
	    && kernel_is("linux"))
		is_int(m.overcommit, text[0] == '0' ? 1 : text[0] == '1' ? 2 : 0,
		    "it is the kernel's");
	else
		skip(1, "a kernel that tells how it promises");
	if (f)
		fclose(f);
}

int main(void)
{
	struct trial t;
	size_t i;

	plan(0);
	test_here();
	fails(um_memory(0) < 0, EINVAL, "nowhere to answer is EINVAL");
	for (i = 0; i < sizeof trials / sizeof *trials; i++) {
		t = trials[i];
		ok_in_child(agrees, &t, "%s", t.what = trials[i].what);
	}
	ok_in_child(nobody_tells, 0, "where nobody tells it is ENOTSUP");
	ok_in_child(nothing_is_made_up, 0,
	    "without a descriptor nothing is told that was not read");
	ok_in_child(hidden_is_none, 0, "what nobody may read is no limit");
	if (um_kernel.sys.memfd_create)
		ok_in_child(allocates_within, 0,
		    "an object above the group's limit is ENOMEM");
	else
		skip(1, "memfd_create");
	return done();
}
