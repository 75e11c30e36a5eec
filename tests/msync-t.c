/* um_msync: what was stored is in the file, what was written is in the map. */
#include "counting.h"
#include "qemu.h"

#include <stdio.h>

#define RW (PROT_READ | PROT_WRITE)
#define PAGES 4

static char *map_file(int *fd)
{
	*fd = temporary_file(PAGES * page());
	return um_mmap(0, PAGES * page(), RW, UM_MAP_SHARED, *fd, 0);
}

static void unmap_file(char *p, int fd)
{
	um_munmap(p, PAGES * page());
	close(fd);
}

static int byte_of(int fd, size_t at)
{
	unsigned char byte;

	return pread(fd, &byte, 1, (off_t)at) == 1 ? byte : -1;
}

/* ---- flags ------------------------------------------------------------- */

static const struct flags {
	const char *name;
	int flags, waits;
} table[] = {
	{ "0", 0, 1 },
	{ "MS_SYNC", MS_SYNC, 1 },
	{ "MS_ASYNC", MS_ASYNC, 0 },
	{ "MS_INVALIDATE", MS_INVALIDATE, 1 },
	{ "MS_SYNC|MS_INVALIDATE", MS_SYNC | MS_INVALIDATE, 1 },
	{ "MS_ASYNC|MS_INVALIDATE", MS_ASYNC | MS_INVALIDATE, 1 }
};
#define FLAGS (sizeof table / sizeof *table)

/* The raw call fails alike, and so many lines would. */
static int is_lost(int flags, int lines)
{
	return flags & MS_INVALIDATE && qemu_skips(QEMU_MSYNC_FLAGS, lines);
}

static void done_with(const struct flags *f)
{
	int fd;
	char *p = map_file(&fd);
	char *private = um_mmap(0, PAGES * page(), RW,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	p[0] = 's';
	p[PAGES * page() - 1] = 't';
	errno = 12345;
	is_int(um_msync(p, PAGES * page(), f->flags), 0, "%s is done",
	    f->name);
	is_int(errno, 12345, "and leaves errno alone");
	ok(p[0] == 's' && p[PAGES * page() - 1] == 't' && p[1] == 1,
	    "and the map holds what was stored");
	if (f->waits)
		ok(byte_of(fd, 0) == 's'
		    && byte_of(fd, PAGES * page() - 1) == 't',
		    "after %s a read of the file has what was stored", f->name);
	p[page()] = 'm';
	is_int(um_msync(p + page(), 1, f->flags), 0,
	    "%s of one byte is done", f->name);
	memset(private, 'a', PAGES * page());
	ok(um_msync(private, PAGES * page(), f->flags) == 0
	    && all_bytes(private, PAGES * page(), 'a'),
	    "%s of anonymous memory is done and changes nothing", f->name);
	um_munmap(private, PAGES * page());
	unmap_file(p, fd);
}

static void flag(const struct flags *f)
{
	int fd;
	char *p = map_file(&fd);

	if (!is_lost(f->flags, 5 + f->waits))
		done_with(f);
	is_int(um_msync(p, 0, f->flags), 0, "%s of length 0 is done",
	    f->name);
	fails(um_msync(p + 1, page(), f->flags) == -1, EINVAL,
	    "%s of an address one byte off is EINVAL", f->name);
	fails(um_msync(p + 1, 0, f->flags) == -1, EINVAL,
	    "also with length 0");
	fails(um_msync(p, SIZE_MAX, f->flags) == -1, ENOMEM,
	    "%s of a range that wraps is ENOMEM", f->name);
	unmap_file(p, fd);
}

static int told;

static int tell(void *addr, size_t len, int flags)
{
	told = flags;
	return real_sys.msync(addr, len, flags);
}

/* What a page cache hides. */
static void numbers(void)
{
	const struct um_numbers *n = &um_kernel.numbers;
	int fd, wanted;
	char *p = map_file(&fd);
	size_t i;

	um_kernel.sys.msync = tell;
	for (i = 0; i < FLAGS; i++) {
		wanted = table[i].flags & MS_INVALIDATE
		    ? n->ms_sync | n->ms_invalidate
		    : table[i].waits ? n->ms_sync : n->ms_async;
		told = -1;
		um_msync(p, page(), table[i].flags);
		is_int(told, wanted, "the kernel is told what %s means",
		    table[i].name);
	}
	um_kernel.sys.msync = real_sys.msync;
	unmap_file(p, fd);
}

static void contradictory(void)
{
	int fd;
	char *p = map_file(&fd);
	const int both = MS_SYNC | MS_ASYNC;

	if (MS_SYNC == 0)
		skip(2, "MS_SYNC is 0 on this system");
	else {
		fails(um_msync(p, page(), both) == -1, EINVAL,
		    "MS_SYNC|MS_ASYNC is EINVAL");
		fails(um_msync(p, page(), both | MS_INVALIDATE) == -1, EINVAL,
		    "with MS_INVALIDATE too");
	}
	unmap_file(p, fd);
}

static void unknown(void)
{
	const unsigned known = (unsigned)(MS_SYNC | MS_ASYNC | MS_INVALIDATE);
	int fd, i;
	char *p = map_file(&fd);

	for (i = 0; i < 32; i++) {
		const unsigned bit = 1u << i;

		if (known & bit)
			continue;
		fails(um_msync(p, page(), (int)bit) == -1, EINVAL,
		    "unknown flag 0x%08x is EINVAL", bit);
		fails(um_msync(p, page(), (int)(bit | MS_INVALIDATE)) == -1,
		    EINVAL, "unknown flag 0x%08x with MS_INVALIDATE is EINVAL",
		    bit);
	}
	unmap_file(p, fd);
}

/* ---- holes ------------------------------------------------------------- */

static void hole(const struct flags *f, size_t from, size_t to,
    const char *where)
{
	const size_t unit = um_granularity();
	const int fd = temporary_file(4 * unit);
	char *p = um_mmap(0, 4 * unit, RW, UM_MAP_SHARED, fd, 0);
	struct census before;
	int result, said, same;

	um_munmap(p + unit, unit);
	if (census_told())
		census(&before);
	result = um_msync(p + from * unit, (to - from) * unit, f->flags);
	said = errno;
	same = census_same(&before);
	if (!qemu_skips(QEMU_MSYNC_HOLE, 1)) {
		errno = said;
		fails(result == -1, ENOMEM, "%s over a hole %s is ENOMEM",
		    f->name, where);
	}
	ok(same && load_faults(p + unit), "and the hole is a hole still");
	um_munmap(p, 4 * unit);
	close(fd);
}

static void holes(const struct flags *f)
{
	if (is_under("valgrind")) {
		skip(8, "msync of a hole, an error to valgrind");
		return;
	}
	hole(f, 0, 3, "in the middle");
	hole(f, 1, 3, "at the start");
	hole(f, 0, 2, "at the end");
	hole(f, 1, 2, "and nothing else");
}

/* ---- what reaches whom ------------------------------------------------- */

static void written(int with, const char *name)
{
	int fd, failed;
	char *p = map_file(&fd);

	p[2 * page()] = 'x';		/* the page is in memory */
	um_msync(p, PAGES * page(), MS_SYNC);
	if (pwrite(fd, "written", 7, (off_t)page()) != 7)
		diag("short write");
	failed = um_msync(p, PAGES * page(), with);
	if (!is_lost(with, 1))
		is_int(failed, 0, "%s after a write to the file is done",
		    name);
	ok(memcmp(p + page(), "written", 7) == 0,
	    "after %s the map has what was written to the file", name);
	ok(p[page() + 7] == 7 && p[2 * page()] == 'x',
	    "and everything else as before");
	unmap_file(p, fd);
}

/* Does a read of the file see a store that nobody has synced? */
static int caches_are_one(void)
{
	int fd, one;
	char *p = map_file(&fd);

	p[0] = 'o';
	one = byte_of(fd, 0) == 'o';
	unmap_file(p, fd);
	return one;
}

/* A write to the file and a store to the same page. */
static void both(int between, const char *name, int one)
{
	const int kept = one || between;
	int fd;
	char *p = map_file(&fd);

	p[page()] = 'x';
	um_msync(p, PAGES * page(), MS_SYNC);
	if (pwrite(fd, "w", 1, (off_t)page() + 9) != 1)
		diag("short write");
	if (between)
		um_msync(p, PAGES * page(), MS_INVALIDATE);
	p[page() + 3] = 's';
	is_int(um_msync(p, PAGES * page(), MS_SYNC), 0, "a write and a store "
	    "to one page%s, then MS_SYNC", name);
	ok(byte_of(fd, page() + 3) == 's', "the store is in the file");
	ok((byte_of(fd, page() + 9) == 'w') == kept && (p[page() + 9] == 'w')
	    == kept, "the write is %s", kept ? "there and in the map"
	    : "lost, as the manual says");
	unmap_file(p, fd);
}

static void apart(void)
{
	const int one = caches_are_one();
	int fd;
	char *p = map_file(&fd);

	ok(one != kernel_is("openbsd"), "files and maps are %s",
	    one ? "one cache" : "two caches");
	p[page()] = 'u';
	um_munmap(p, PAGES * page());
	ok(byte_of(fd, page()) == 'u', "unmapping is a sync");
	close(fd);
	both(0, "", one);
	if (!is_lost(MS_INVALIDATE, 3))
		both(1, " with MS_INVALIDATE between them", one);
}

static void private_stays(void)
{
	const int fd = temporary_file(page());
	char *p = um_mmap(0, page(), RW, UM_MAP_PRIVATE, fd, 0);

	memset(p, 'p', page());
	um_msync(p, page(), MS_SYNC);
	um_msync(p, page(), MS_SYNC | MS_INVALIDATE);
	ok(all_bytes(p, page(), 'p') && byte_of(fd, 1) == 1,
	    "what was stored in a private map is neither lost nor written");
	um_munmap(p, page());
	close(fd);
}

/* ---- locked ------------------------------------------------------------ */

static void locked(void)
{
	int fd, other;
	char *p = map_file(&fd);
	char *q = um_mmap(0, page(), RW, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	other = um_mlock(p + page(), page()) < 0 || um_mlock(q, page()) < 0;
	if (other || !locks_are_told(p + page())) {
		skip(7, other ? "locked memory, by limit or privilege"
		    : "a kernel that tells what is locked");
		um_munmap(q, page());
		unmap_file(p, fd);
		return;
	}
	p[page()] = 'l';
	fails(um_msync(p, PAGES * page(), MS_INVALIDATE) == -1, EBUSY,
	    "MS_INVALIDATE over locked pages is EBUSY");
	fails(um_msync(p + page(), page(), MS_SYNC | MS_INVALIDATE) == -1,
	    EBUSY, "MS_SYNC|MS_INVALIDATE over locked pages is EBUSY");
	fails(um_msync(p, PAGES * page(), MS_ASYNC | MS_INVALIDATE) == -1,
	    EBUSY, "MS_ASYNC|MS_INVALIDATE over locked pages is EBUSY");
	fails(um_msync(q, page(), MS_INVALIDATE) == -1, EBUSY,
	    "MS_INVALIDATE over locked anonymous memory is EBUSY");
	is_int(um_msync(p + 2 * page(), 2 * page(), MS_INVALIDATE), 0,
	    "MS_INVALIDATE beside locked pages is done");
	ok(um_msync(p, PAGES * page(), MS_SYNC) == 0
	    && byte_of(fd, page()) == 'l',
	    "MS_SYNC over locked pages is done");
	um_munlock(p + page(), page());
	is_int(um_msync(p, PAGES * page(), MS_INVALIDATE), 0,
	    "MS_INVALIDATE is done once nothing is locked");
	um_munmap(q, page());
	unmap_file(p, fd);
}

int main(void)
{
	size_t i;

	plan(0);
	for (i = 0; i < FLAGS; i++) {
		flag(&table[i]);
		holes(&table[i]);
	}
	numbers();
	contradictory();
	unknown();
	written(MS_INVALIDATE, "MS_INVALIDATE");
	written(MS_SYNC | MS_INVALIDATE, "MS_SYNC|MS_INVALIDATE");
	written(MS_ASYNC | MS_INVALIDATE, "MS_ASYNC|MS_INVALIDATE");
	apart();
	private_stays();
	locked();
	return done();
}
