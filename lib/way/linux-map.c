/* All that the map of Linux tells, as a text and as a call. */
#include "linux.h"

static int starts_with(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/* Of a mapping without an object a name in brackets is the kernel's own. */
static enum um_kind kind_without_object(struct um_area *area)
{
	area->stack = strcmp(area->name, "[stack]") == 0;
	if (starts_with(area->name, "[heap]"))
		area->special = UM_REGION_HEAP;
	else if (area->name[0] && !starts_with(area->name, "[stack")
	    && !starts_with(area->name, "[anon"))
		area->special = UM_REGION_KERNEL;	/* [vdso] */
	return area->special == UM_REGION_KERNEL ? UM_KIND_FILE : UM_KIND_ANON;
}

/* Anonymous memory that has an object: shared memory is a deleted /dev/zero,
 * or by a name that prctl gave it [anon_shmem:name], and a private map of
 * /dev/zero is one of it.  A file may have such a name too. */
static enum um_kind kind_of_object(const struct um_area *area)
{
	return area->shared ? strcmp(area->name, "/dev/zero (deleted)") == 0
	    || starts_with(area->name, "[anon_shmem:")
	    ? UM_KIND_CLAIMED : UM_KIND_FILE
	    : strcmp(area->name, "/dev/zero") == 0 ? UM_KIND_CLAIMED
	    : UM_KIND_FILE;
}

static void read_kind(struct um_area *area)
{
	area->kind = area->inode ? kind_of_object(area)
	    : kind_without_object(area);
}

/* As fstat(2) has it: the C libraries' makedev, and the kernel's
 * huge_encode_dev for the numbers that there are. */
static uint64_t device_of(uint64_t major, uint64_t minor)
{
	return (major & 0xfffff000u) << 32 | (major & 0xfff) << 8
	    | (minor & 0xffffff00u) << 12 | (minor & 0xff);
}

enum { QUERY_READ = 1, QUERY_WRITE = 2, QUERY_EXEC = 4, QUERY_SHARED = 8 };

static void read_answer(const struct um_procmap_query *q, struct um_area *area)
{
	area->prot = (q->flags & QUERY_READ ? PROT_READ : 0)
	    | (q->flags & QUERY_WRITE ? PROT_WRITE : 0)
	    | (q->flags & QUERY_EXEC ? PROT_EXEC : 0);
	area->shared = (q->flags & QUERY_SHARED) != 0;
	area->offset = (int64_t)q->offset;
	area->device = device_of(q->dev_major, q->dev_minor);
	area->inode = q->inode;
	read_kind(area);
}

/* Beyond the last one the text has x86's page of system calls. */
int um_area_by_query(void *question)
{
	const int failed = um_ask_by_query(question, read_answer);

	return failed && (errno == ENAMETOOLONG || errno == ENOENT)
	    ? um_area_by_text(question) : failed;
}

/* "55d0c-55d0e r-xp 00000000 08:01 131 /usr/bin/cat"; 0 at the end.  NetBSD
 * does not find the name of each file. */
int um_area_line(struct um_text *t, struct um_area *area,
    char name[UM_AREA_NAME])
{
	uint64_t major;

	if (!um_line_bounds(t, area))
		return 0;
	um_text_next(t);
	um_text_prot(t, area);
	area->shared = um_text_is(t, 's');
	um_text_next(t);
	area->offset = (int64_t)um_text_number(t, 16);
	um_text_skip_word(t);
	major = um_text_number(t, 16);
	um_text_next(t);
	area->device = device_of(major, um_text_number(t, 16));
	um_text_skip_word(t);
	area->inode = um_text_number(t, 10);
	um_text_skip_word(t);
	um_text_name(t, name);
	area->name = name;
	read_kind(area);
	return 1;
}

int um_area_by_text(void *question)
{
	return um_ask_by_text(question, um_area_line);
}
