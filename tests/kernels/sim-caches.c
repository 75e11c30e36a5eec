/* Files and maps in two caches, as OpenBSD has them: see sim.h.
 *
 * A file that is mapped has its pages in an object of their own, which is what
 * is really mapped.  read(2) and write(2) go to the file.  A page is taken from
 * the file when it is mapped first (OpenBSD: when it is touched first) and
 * goes there when it is synced or unmapped and was stored to, as a whole.
 * Not simulated: what a process that ends without munmap has stored; a file
 * that gets longer or shorter while it is mapped, until it is mapped again.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim-parts.h"

enum { MOST = 64, ABOVE = 700, CHUNK = 65536 };

/* Shared with children, as the memory is. */
struct cache {
	dev_t dev;
	ino_t ino;
	int file, writes;	/* the file, and can it be written */
	int pages;		/* what is mapped */
	int clean;		/* the same as it was taken or last synced */
	int had;		/* a byte a page: is it there */
};
static struct cache caches[MOST];	/* pages 0: none */

/* ---- descriptors ------------------------------------------------------- */

/* Out of the way of those who count on the lowest. */
static int
put_away(int fd)
{
	const int kept = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, ABOVE);

	if (fd >= 0)
		(void)close(fd);
	return kept;
}

static int
object(int number)
{
	char name[] = CACHE_MARK "00";

	name[sizeof name - 3] = (char)('0' + number / 10);
	name[sizeof name - 2] = (char)('0' + number % 10);
	return put_away(um_sim_raw_memfd(name + sizeof "/memfd:" - 1, 1));
}

static void
drop(struct cache *c)
{
	const int fds[] = { c->file, c->pages, c->clean, c->had };
	size_t i;

	for (i = 0; i < sizeof fds / sizeof *fds; i++)
		if (fds[i] > 0)
			(void)close(fds[i]);
	memset(c, 0, sizeof *c);
}

/* The file for us, written if it can be. */
static void
take_file(struct cache *c, int fd)
{
	int again;

	if (c->file > 0 && c->writes)
		return;
	again = um_sim_fd_again(fd, O_RDWR);
	if (again == fd)
		again = dup(fd);
	if (c->file > 0)
		(void)close(c->file);
	c->file = put_away(again);
	c->writes = c->file > 0 && um_sim_fd_writes(c->file);
}

static struct cache *
cache_of(int fd, const struct stat *st)
{
	struct cache *c, *free_one = 0;

	for (c = caches; c < caches + MOST; c++)
		if (c->pages == 0)
			free_one = c;
		else if (c->dev == st->st_dev && c->ino == st->st_ino) {
			take_file(c, fd);
			return c;
		}
	if (free_one == 0)
		return 0;
	c = free_one;
	c->dev = st->st_dev;
	c->ino = st->st_ino;
	take_file(c, fd);
	c->pages = object((int)(c - caches));
	c->clean = object((int)(c - caches));
	c->had = object((int)(c - caches));
	if (c->file > 0 && c->pages > 0 && c->clean > 0 && c->had > 0)
		return c;
	drop(c);
	return 0;
}

/* ---- pages ------------------------------------------------------------- */

static size_t
page_at(int fd, char *page, off_t at)
{
	const ssize_t n = pread(fd, page, um_sim_page(), at);

	memset(page + (n > 0 ? n : 0), 0, um_sim_page() - (size_t)(n > 0 ? n : 0));
	return n > 0 ? (size_t)n : 0;
}

static int
put(int fd, const char *page, size_t len, off_t at)
{
	return pwrite(fd, page, len, at) == (ssize_t)len;
}

static void
take_page(const struct cache *c, off_t at)
{
	char page[CHUNK];

	(void)page_at(c->file, page, at);
	(void)put(c->pages, page, um_sim_page(), at);
	(void)put(c->clean, page, um_sim_page(), at);
	(void)put(c->had, "y", 1, at / (off_t)um_sim_page());
}

static void
sync_page(const struct cache *c, off_t at, off_t size)
{
	char stored[CHUNK], clean[CHUNK];
	const size_t page = um_sim_page();

	(void)page_at(c->pages, stored, at);
	(void)page_at(c->clean, clean, at);
	if (memcmp(stored, clean, page) == 0)
		return;
	(void)put(c->file, stored, size - at < (off_t)page
	    ? (size_t)(size - at) : page, at);
	(void)put(c->clean, stored, page, at);
}

static off_t
end_of(off_t at, size_t len, off_t size)
{
	return (uint64_t)at + len < (uint64_t)size ? at + (off_t)len : size;
}

static void
take_pages(const struct cache *c, off_t at, size_t len, off_t size)
{
	const off_t end = end_of(at, len, size);
	char had;

	for (; at < end; at += (off_t)um_sim_page())
		if (pread(c->had, &had, 1, at / (off_t)um_sim_page()) != 1
		    || had != 'y')
			take_page(c, at);
}

/* ---- mapping ----------------------------------------------------------- */

int
um_sim_cache_file(struct um_sim_source *s, int fd)
{
	const int saved = errno;
	struct cache *c;
	struct stat st;

	/* of no length: also a text in /proc, which nobody maps */
	if (um_sim_page() > CHUNK || fstat(fd, &st) != 0 || st.st_size == 0
	    || (c = cache_of(fd, &st)) == 0
	    || ftruncate(c->pages, st.st_size) != 0) {
		errno = saved;
		return 0;
	}
	take_pages(c, s->offset, s->len, st.st_size);
	um_sim_fd_done(s->fd, fd);
	s->fd = um_sim_fd_writes(fd) ? dup(c->pages)
	    : um_sim_fd_read_only(c->pages);
	errno = saved;
	return 1;
}

/* ---- syncing ----------------------------------------------------------- */

static int
sync_area(const struct um_sim_area *a, void *invalidates)
{
	const off_t page = (off_t)um_sim_page();
	const struct cache *c;
	struct stat st;
	off_t at, end;

	if (a->cache == 0)
		return 0;
	c = &caches[a->cache - 1];
	if (c->pages == 0 || fstat(c->pages, &st) != 0)
		return 0;
	end = end_of(a->offset, a->end - a->start, st.st_size);
	for (at = a->offset; at < end; at += page) {
		if (a->shared && c->writes)
			sync_page(c, at, st.st_size);
		if (*(int *)invalidates)
			take_page(c, at);
	}
	return 0;
}

static int
any_cache(void)
{
	int i, n = 0;

	for (i = 0; i < MOST; i++)
		n += caches[i].pages != 0;
	return n;
}

void
um_sim_cache_sync(uintptr_t at, size_t len, int invalidates)
{
	const int saved = errno;
	int holes;

	if (any_cache())
		(void)um_sim_each(at, len, 0, sync_area, &invalidates, &holes);
	errno = saved;
}

static int
mark(const struct um_sim_area *a, void *mapped)
{
	if (a->cache != 0)
		((char *)mapped)[a->cache - 1] = 1;
	return 0;
}

void
um_sim_cache_unmapped(void)
{
	const int saved = errno;
	char mapped[MOST] = { 0 };
	int i, holes;

	if (!any_cache())
		return;
	(void)um_sim_each(0, um_sim_end(), 0, mark, mapped, &holes);
	for (i = 0; i < MOST; i++)
		if (caches[i].pages != 0 && !mapped[i])
			drop(&caches[i]);
	errno = saved;
}
