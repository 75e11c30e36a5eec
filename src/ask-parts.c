/* What questions are made of: memory, holes, files. */
#include "questions.h"

#include <stdio.h>
#include <stdlib.h>

/* Where the kernel places by coarser steps than the page, by these. */
size_t ask_page(void)
{
	const struct um_sys *sys = &um_kernel.sys;

	return sys->granularity ? sys->granularity() : sys->page_size();
}

int ask_read_write(void)
{
	return um_kernel.numbers.prot_read | um_kernel.numbers.prot_write;
}

int ask_anon(void)
{
	if (!um_kernel.numbers.map_anon)
		ask_absent();
	return um_kernel.numbers.map_anon | um_kernel.numbers.map_private;
}

int ask_shared_anon(void)
{
	if (!um_kernel.numbers.map_anon)
		ask_absent();
	return um_kernel.numbers.map_anon | um_kernel.numbers.map_shared;
}

void *ask_map(void *addr, size_t len, int prot, int flags)
{
	return um_kernel.sys.mmap(addr, len, prot, flags, -1, 0);
}

int ask_member(int offset)
{
	return *(const int *)(const void *)
	    ((const char *)&um_kernel.numbers + offset);
}

size_t ask_power(int n)
{
	if ((size_t)n >= sizeof(size_t) * CHAR_BIT)
		ask_absent();
	return (size_t)1 << n;
}

/* ---- memory ------------------------------------------------------------ */

static char *filled(char *p, size_t pages)
{
	if (p == MAP_FAILED)
		ask_not_asked();
	memset(p, ASK_KEPT, pages * ask_page());
	return p;
}

/* Kernels of before MAP_ANON have it from there. */
static char *of_dev_zero(size_t pages)
{
	const int fd = um_kernel.sys.open("/dev/zero", O_RDWR, 0);

	if (fd < 0)
		ask_not_asked();
	return um_kernel.sys.mmap(0, pages * ask_page(), ask_read_write(),
	    um_kernel.numbers.map_private, fd, 0);
}

char *ask_memory(size_t pages)
{
	if (!um_kernel.numbers.map_anon)
		return filled(of_dev_zero(pages), pages);
	return filled(ask_map(0, pages * ask_page(), ask_read_write(),
	    ask_anon()), pages);
}

char *ask_shared_memory(size_t pages)
{
	return filled(ask_map(0, pages * ask_page(), ask_read_write(),
	    ask_shared_anon()), pages);
}

char *ask_hole(size_t pages)
{
	const size_t page = ask_page();
	char *p = ask_memory(pages + 2);

	if (um_kernel.sys.munmap(p + page, pages * page) < 0)
		ask_not_asked();
	return p + page;
}

/* ---- files ------------------------------------------------------------- */

/* A name that nobody else has made, in the directory. */
static int make_in(const char *directory, char *path, size_t size)
{
	int n, fd = -1;

	for (n = 0; n < 100 && fd < 0; n++) {
		const int len = snprintf(path, size, "%s/unimap-ask-%ld-%d",
		    directory, (long)getpid(), n);

		if (len < 0 || (size_t)len >= size)
			return -1;
		fd = um_kernel.sys.open(path, O_RDWR | O_CREAT | O_EXCL
		    | O_NOFOLLOW, 0600);
		if (fd < 0 && errno != EEXIST)
			return -1;
	}
	return fd;
}

static int make_file(char *path, size_t size)
{
	const char *const asked = getenv("TMPDIR");
	const char *const directories[] = {
		asked && *asked ? asked : "/tmp", "/tmp", "/var/tmp", "."
	};
	size_t i;
	int fd = -1;

	for (i = 0; i < 4 && fd < 0; i++)
		fd = make_in(directories[i], path, size);
	return fd;
}

static int is_filled(int fd, size_t len)
{
	char bytes[512];
	size_t done = 0, part;

	memset(bytes, ASK_KEPT, sizeof bytes);
	for (; done < len; done += part) {
		part = len - done < sizeof bytes ? len - done : sizeof bytes;
		if (um_rest->write(fd, bytes, part) != (ssize_t)part)
			return 0;
	}
	return 1;
}

void ask_open_file(struct ask_file *file)
{
	char path[1024];

	file->read_write = make_file(path, sizeof path);
	if (file->read_write < 0)
		ask_not_asked();
	file->read_only = um_kernel.sys.open(path, O_RDONLY, 0);
	file->write_only = um_kernel.sys.open(path, O_WRONLY, 0);
	(void)um_kernel.sys.unlink(path);
	if (file->read_only < 0 || file->write_only < 0
	    || !is_filled(file->read_write, ask_page() + 10))
		ask_not_asked();
}

char *ask_file_memory(size_t pages, int type)
{
	struct ask_file file;
	char *p;

	ask_open_file(&file);
	p = um_kernel.sys.mmap(0, pages * ask_page(), ask_read_write(), type,
	    file.read_write, 0);
	if (p == MAP_FAILED)
		ask_not_asked();
	return p;
}
