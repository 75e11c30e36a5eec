/* AIX: /proc/PID/map, IBM's page of the /proc file and sys/procfs.h of 5.3.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

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

/* Only loaded programs and libraries have a path: neither a file that was
 * mapped nor /dev/zero is told from anonymous memory. */
static enum um_kind aix_kind(const struct aix_record *e)
{
	return e->mflags & (AIX_BREAK | AIX_STACK) ? UM_KIND_ANON
	    : e->pathoff ? UM_KIND_FILE : UM_KIND_UNTOLD;
}

static void aix_entry(const struct aix_record *e, struct um_area *area)
{
	um_area_blank(area);
	area->start = (uintptr_t)e->vaddr;
	area->end = area->start + (uintptr_t)e->size;
	area->prot = (e->mflags & AIX_READ ? PROT_READ : 0)
	    | (e->mflags & AIX_WRITE ? PROT_WRITE : 0)
	    | (e->mflags & AIX_EXEC ? PROT_EXEC : 0);
	area->shared = (e->mflags & AIX_SHARED) != 0;
	area->kind = aix_kind(e);
	area->special = e->mflags & AIX_BREAK ? UM_REGION_HEAP : 0;
	area->stack = (e->mflags & AIX_STACK) != 0;
}

/* Records end with one without size and flags, paths follow; there are empty
 * areas too.  Each is longer than what is put in its place. */
static void aix_convert(struct um_list *l)
{
	const size_t n = l->have / sizeof(struct aix_record);
	char *const base = (char *)l->scratch.addr;
	struct um_area area;
	struct aix_record e;
	size_t i;

	l->have = 0;
	for (i = 0; i < n; i++) {
		memcpy(&e, base + i * sizeof e, sizeof e);
		if (e.size == 0 && e.mflags == 0)
			break;
		if (e.size == 0)
			continue;
		aix_entry(&e, &area);
		memcpy(base + l->have++ * sizeof area, &area, sizeof area);
	}
}

/* Several reads continue each other. */
static int aix_read(struct um_list *l)
{
	char path[16 + 3 * sizeof(pid_t)];

	aix_map_path(path, getpid());
	if (um_list_read_file(l, path, 0) < 0)
		return -1;
	if (l->have == l->scratch.len) {
		errno = ENOMEM;
		return -1;
	}
	aix_convert(l);
	return 0;
}

int um_area_by_aix_map(void *question)
{
	struct um_list l = { question, { 0, 0 }, 0, 0 };

	if (um_list_read(&l, 262144, SIZE_MAX, aix_read) < 0)
		return -1;
	um_list_show_sorted(&l);
	um_list_end(&l);
	return 0;
}
