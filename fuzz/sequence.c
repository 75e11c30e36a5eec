/* Sequences of calls against a model of the address space.
 *
 * The input is read as calls inside an arena of 64 pages with foreign pages
 * on both sides, and on mappings elsewhere.  A model of every page (mapped or
 * not, of what kind, protection, contents, locked) predicts each answer from
 * the contract in unimap.h alone; it knows nothing of ways, and of the kernel
 * only what it can do at all, asked once at the start.  The first
 * disagreement is told with the calls before it and aborts.
 *
 * With libFuzzer, UNIMAP_KERNEL names a simulated kernel:
 *	clang -fsanitize=fuzzer,address,undefined
 * With -DSTANDALONE a test that replays the files or directories named as
 * arguments, else $srcdir/fuzz/corpus.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include "../tests/qemu.h"
#include "../tests/kernels/sim.h"

#include <stdio.h>
#include <stdlib.h>

int fds[FDS];

/* ---- beginning, all over again ----------------------------------------- */

static void give_up(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static void open_files(void)
{
	char name[] = "/tmp/unimap-fuzz-XXXXXX";
	struct object *file = &objects[0];
	int ends[2];

	fds[FD_BOTH] = mkstemp(name);
	fds[FD_READ] = open(name, O_RDONLY);
	fds[FD_DIRECTORY] = open("/", O_RDONLY);
	fds[FD_CLOSED] = -1;
	if (fds[FD_BOTH] < 0 || fds[FD_READ] < 0 || pipe(ends) < 0
	    || ftruncate(fds[FD_BOTH], (off_t)(OBJECT_PAGES * unit)) < 0)
		give_up("a temporary file");
	fds[FD_PIPE] = ends[0];
	unlink(name);
	file->used = 1;
	file->fd = fds[FD_BOTH];
	file->pages = OBJECT_PAGES;
	file->view = um_mmap(0, OBJECT_PAGES * unit, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED, file->fd, 0);
	if (file->view == MAP_FAILED)
		give_up("a file map");
}

/* Far from where kernels put what has no place, so that holes stay holes; the
 * second is below 39 bits.  Some kernel follows no hint. */
static unsigned char *far_away(size_t len)
{
	static const uint64_t hints[] = {
		UINT64_C(0x200000000000), UINT64_C(0x6000000000), 0x10000000
	};
	unsigned char *at = MAP_FAILED;
	size_t i;

	for (i = sizeof at > 4 ? 0 : 2; i < 3; i++) {
		if (at != MAP_FAILED)
			um_munmap(at, len);
		at = um_mmap((void *)(uintptr_t)hints[i], len,
		    PROT_READ | PROT_WRITE, UM_MAP_PRIVATE | UM_MAP_ANON, -1,
		    0);
		if (at == (unsigned char *)(uintptr_t)hints[i])
			break;
	}
	return at;
}

static void reserve(void)
{
	const size_t len = (ARENA + 2 * MARGIN) * unit;
	unsigned char *at = far_away(len);

	if (at == MAP_FAILED)
		give_up("the arena");
	memset(at, FOREIGN, len);
	if (um_mprotect(at, MARGIN * unit, PROT_READ) < 0 || um_mprotect(at
	    + (MARGIN + ARENA) * unit, MARGIN * unit, PROT_READ) < 0)
		give_up("the foreign pages");
	regions[0].at = at + MARGIN * unit;
	regions[0].pages = ARENA;
}

/* What it needs later is no stray then. */
static int grow_stack(int frames)
{
	volatile unsigned char frame[4096];

	frame[0] = (unsigned char)frames;
	return (frames ? grow_stack(frames - 1) : 0) + frame[0];
}

static void begin_once(void)
{
	if (unit)
		return;
	unit = um_granularity();
	(void)grow_stack(64);
	(void)is_readable(&unit);
	open_files();
	reserve();
	ask();
}

static void lay(size_t first, size_t count, int flags)
{
	struct mapping m;

	memset(&m, 0, sizeof m);
	m.first = first;
	m.count = count;
	m.addr = regions[0].at + first * unit;
	m.len = count * unit;
	m.prot = PROT_READ | PROT_WRITE;
	m.flags = flags | UM_MAP_FIXED;
	m.which = FD_BOTH;
	m.object = &objects[0];
	m.fd = flags & UM_MAP_ANON ? -1 : fds[FD_BOTH];
	map(&m);
}

static void write_file(struct object *file)
{
	int i;

	for (i = 0; i < file->pages; i++)
		if (file->content[i].byte != i + 1
		    || file->content[i].sure != SURE) {
			memset(file->view + (size_t)i * unit, i + 1, unit);
			file->content[i].byte = i + 1;
			file->content[i].sure = SURE;
		}
}

static void begin(void)
{
	int i;

	step = 0;
	SAY("the beginning");
	if (um_munmap(regions[0].at, ARENA * unit) < 0)
		disagree("um_munmap of the arena: errno %d", errno);
	set_holes(&regions[0], 0, ARENA);
	write_file(&objects[0]);
	expect_strays();
	lay(0, 16, UM_MAP_PRIVATE | UM_MAP_ANON);
	lay(16, 8, UM_MAP_SHARED | UM_MAP_ANON);
	lay(24, 8, UM_MAP_SHARED);
	lay(32, 8, UM_MAP_PRIVATE);
	for (i = 0; i < 24; i++)
		store(&regions[0], &regions[0].page[i], (size_t)i, i + 1);
	check_all();
}

static void end(void)
{
	int k;

	for (k = 1; k <= OUTSIDES; k++)
		if (regions[k].pages) {
			if (um_munmap(regions[k].at, regions[k].pages * unit)
			    < 0)
				disagree("um_munmap of region %d", k);
			regions[k].pages = 0;
		}
	set_holes(&regions[0], 0, ARENA);
	for (k = 1; k < OBJECTS; k++)
		object_close(&objects[k]);
}

/* ---- the sequence ------------------------------------------------------ */

/* As often as they are here. */
static void (*const calls[])(void) = {
	do_map, do_map, do_map, do_map, do_map_at, do_map_at, do_map_at,
	do_reserve, do_reserve, do_mirror, do_memfd, do_memfd, do_close,
	do_unmap, do_unmap, do_protect, do_protect, do_protect,
	do_advise, do_advise, do_advise, do_lock, do_unlock, do_mincore,
	do_sync, do_inherit, do_inherit, do_name, do_remap, do_remap,
	do_remap, do_remap_at, do_remap_at, do_commit, do_commit,
	do_commit, do_decommit, do_decommit, do_guard, do_guard, do_guard,
	do_unguard, do_unguard, do_region_at, do_regions, do_store,
	do_store, do_reclaim, do_child
};

static void one(void)
{
	calls[take() % (sizeof calls / sizeof *calls)]();
}

static int lowest_descriptor(void)
{
	const int fd = dup(fds[FD_BOTH]);

	close(fd);
	return fd;
}

static void run(const uint8_t *data, size_t size)
{
	int fd;

	begin_once();
	input = data;
	input_left = size;
	fd = lowest_descriptor();
	begin();
	for (step = 0; step < STEPS && input_left; step++) {
		SAY("nothing");
		one();
		check_all();
	}
	step--;
	end();
	if (lowest_descriptor() != fd)
		disagree("a descriptor was left open");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	run(data, size);
	return 0;
}

/* The address sanitizer's own mlock does nothing. */
static void lock_for_real(void)
{
	static struct um_sys rest;

	rest = *um_rest;
	rest.mlock = um_sim_raw_mlock;
	rest.munlock = um_sim_raw_munlock;
	um_rest = &rest;
}

#ifndef STANDALONE

int LLVMFuzzerInitialize(int *count, char ***arguments);

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	const char *name = getenv("UNIMAP_KERNEL");
	const struct um_sim *sim;

	(void)count;
	(void)arguments;
	lock_for_real();
	if (!name || !*name)
		return 0;
	sim = um_sim_named(name);
	if (!sim) {
		fprintf(stderr, "no simulated kernel %s\n", name);
		exit(1);
	}
	um_sim_enter(sim);
	return sim->confine ? sim->confine() : 0;
}

#else

#include <dirent.h>

enum { LONGEST = 4096 };

static int replay(void *path)
{
	static uint8_t data[LONGEST];
	const int fd = open(path, O_RDONLY);
	const ssize_t n = fd < 0 ? -1 : read(fd, data, sizeof data);

	if (n < 0)
		give_up(path);
	close(fd);
	run(data, (size_t)n);
	return 0;
}

static void replay_file(const char *path, const char *name)
{
	ok_in_child(replay, (void *)(uintptr_t)path,
	    "every answer to sequence %s is as the contract says", name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, so that a test keeps its number. */
static void replay_directory(const char *path)
{
	static char *names[1024];
	char whole[1024];
	DIR *d = opendir(path);
	struct dirent *e;
	size_t n = 0, i;

	while (d && (e = readdir(d)) && n < sizeof names / sizeof *names)
		if (e->d_name[0] != '.')
			names[n++] = strdup(e->d_name);
	if (d)
		closedir(d);
	qsort(names, n, sizeof *names, by_name);
	for (i = 0; i < n; i++) {
		snprintf(whole, sizeof whole, "%s/%s", path, names[i]);
		replay_file(whole, names[i]);
		free(names[i]);
	}
	if (n == 0)
		ok(0, "there is a sequence in %s", path);
}

static void replay_argument(const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		replay_directory(path);
	else
		replay_file(path, path);
}

/* The model knows of no such kernel. */
static void skip_what_is_emulated_wrongly(void)
{
	static const enum qemu_fault faults[] = {
		QEMU_MSYNC_HOLE, QEMU_MREMAP_IN_PLACE, QEMU_MINCORE_BYTES,
		QEMU_FILE_END, QEMU_MSYNC_FLAGS
	};
	size_t i;

	for (i = 0; i < sizeof faults / sizeof *faults; i++)
		if (qemu_fault(faults[i]))
			skip_all("%s", qemu_fault(faults[i]));
	map_is_wrong = qemu_fault(QEMU_MAPS_EXEC) != 0;
}

int main(int count, char **arguments)
{
	const char *srcdir = getenv("srcdir");
	char corpus[1024];
	int i;

	plan(0);
	if (!is_simulated())
		lock_for_real();
	if (um_page_size() != um_granularity())
		skip_all("sequences are of pages and places are larger here");
	if (!places_are_had())
		skip_all(NO_PLACES);
	skip_what_is_emulated_wrongly();
	snprintf(corpus, sizeof corpus, "%s/fuzz/corpus",
	    srcdir ? srcdir : ".");
	for (i = 1; i < count; i++)
		replay_argument(arguments[i]);
	if (count < 2)
		replay_directory(corpus);
	return done();
}

#endif
