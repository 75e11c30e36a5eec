/* AIX: /proc/PID/map, IBM's page of the /proc file and sys/procfs.h of 5.3.
 *
 * SPDX-License-Identifier: MIT
 */
#include "areas-sorted.h"
#include <sys/procfs.h>

static void aix_map_path(char *path, pid_t pid)
{
	char digits[3 * sizeof pid], *d = digits;
	static const char before[] = "/proc/", behind[] = "/map";

	do
		*d++ = (char)('0' + pid % 10);
	while ((pid /= 10) > 0);
	memcpy(path, before, sizeof before - 1);
	path += sizeof before - 1;
	while (d > digits)
		*path++ = *--d;
	memcpy(path, behind, sizeof behind);
}

/* Several reads continue each other. */
static UM_COLD int aix_read_all(struct host_reading *r, int fd)
{
	ssize_t n;

	r->have = 0;
	do {
		n = read(fd, (char *)r->scratch.addr + r->have,
		    r->scratch.len - r->have);
		r->have += n > 0 ? (size_t)n : 0;
	} while ((n > 0 && r->have < r->scratch.len)
	    || (n < 0 && errno == EINTR));
	if (n > 0)
		errno = ENOMEM;
	return n == 0 ? 0 : -1;
}

/* Only loaded programs and libraries have a path: neither a file that was
 * mapped nor /dev/zero is told from anonymous memory. */
static enum um_kind aix_kind(const prmap_t *e)
{
	return e->pr_mflags & (MA_BREAK | MA_STACK) ? UM_KIND_ANON
	    : e->pr_pathoff ? UM_KIND_FILE : UM_KIND_UNTOLD;
}

static void aix_entry(const prmap_t *e, struct um_area *area)
{
	const unsigned flags = (unsigned)e->pr_mflags;

	area->start = (uintptr_t)e->pr_vaddr;
	area->end = area->start + (uintptr_t)e->pr_size;
	area->prot = (flags & MA_READ ? PROT_READ : 0)
	    | (flags & MA_WRITE ? PROT_WRITE : 0)
	    | (flags & MA_EXEC ? PROT_EXEC : 0);
	area->shared = (flags & MA_SHARED) != 0;
	area->kind = aix_kind(e);
	area->locked = area->concealed = area->inherit = -1;
	area->stack = (flags & MA_STACK) != 0;
}

/* Records end with one without size and flags, paths follow; there are empty
 * areas too.  Each is longer than what is put in its place. */
static void aix_convert(struct host_reading *r)
{
	const size_t n = r->have / sizeof(prmap_t);
	char *const base = (char *)r->scratch.addr;
	struct um_area area;
	prmap_t e;
	size_t i;

	r->have = 0;
	for (i = 0; i < n; i++) {
		memcpy(&e, base + i * sizeof e, sizeof e);
		if (e.pr_size == 0 && e.pr_mflags == 0)
			break;
		if (e.pr_size == 0)
			continue;
		aix_entry(&e, &area);
		memcpy(base + r->have++ * sizeof area, &area, sizeof area);
	}
}

static UM_COLD int aix_read(struct host_reading *r)
{
	char path[16 + 3 * sizeof(pid_t)];
	int fd, failed;

	aix_map_path(path, getpid());
	fd = um_open(path, O_RDONLY);
	if (fd < 0) {
		if (errno != EMFILE && errno != ENFILE)
			errno = ENOSYS;
		return -1;
	}
	failed = aix_read_all(r, fd);
	um_close(fd);
	if (!failed)
		aix_convert(r);
	return failed;
}

static UM_COLD int host_areas(uintptr_t from, um_visit *visit, void *closure)
{
	struct host_reading r = { from, visit, closure, { 0, 0 }, 0 };

	return host_read_areas(&r, 262144, aix_read, host_each_sorted);
}
#define HOST_AREAS host_areas
