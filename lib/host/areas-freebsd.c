/* FreeBSD: sysctl KERN_PROC_VMMAP, sys/kern/kern_proc.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

/* An object of shm_open is memory but not anonymous.  Before FreeBSD 14
 * nothing tells it from anonymous memory. */
static enum um_kind freebsd_kind(const struct freebsd_record *e)
{
	if (e->flags & (FREEBSD_POSIXSHM | FREEBSD_SYSVSHM))
		return UM_KIND_FILE;
	return e->type == FREEBSD_NONE || e->type == FREEBSD_DEFAULT
	    || e->type == FREEBSD_SWAP || e->type == FREEBSD_GUARD
	    ? UM_KIND_ANON : UM_KIND_FILE;
}

/* Of anonymous memory only what a fork has made copy-on-write is known to be
 * private; shared memory differs in nothing but its inheritance. */
static int freebsd_shared(const struct freebsd_record *e, enum um_kind kind)
{
	if (e->flags & (FREEBSD_COW | FREEBSD_NEEDS_COPY))
		return 0;
	return kind == UM_KIND_FILE ? 1 : -1;
}

/* Where nothing is there is nothing to be asked for: of the gap that is kept
 * free for a stack a page that was asked about stays apart (FreeBSD 15). */
static void freebsd_guard(const struct freebsd_record *e, struct um_area *area)
{
	if (e->type == FREEBSD_GUARD) {
		area->shared = 0;
		area->inherit = UM_INHERIT_COPY;
	}
}

/* What is wired by its user is not told before FreeBSD 13. */
static void freebsd_entry(const struct freebsd_record *e, struct um_area *area)
{
	um_area_blank(area);
	area->start = (uintptr_t)e->start;
	area->end = (uintptr_t)e->end;
	area->prot = (e->protection & FREEBSD_READ ? PROT_READ : 0)
	    | (e->protection & FREEBSD_WRITE ? PROT_WRITE : 0)
	    | (e->protection & FREEBSD_EXEC ? PROT_EXEC : 0);
	area->kind = freebsd_kind(e);
	area->shared = freebsd_shared(e, area->kind);
	area->locked = e->flags & FREEBSD_USER_WIRED ? 1 : -1;
	area->concealed = (e->flags & FREEBSD_NOCOREDUMP) != 0;
	area->offset = (int64_t)e->offset;
	area->device = e->vn_fsid;
	area->inode = e->fileid;
	area->name = e->path;
	area->stack = (e->flags & FREEBSD_GROWS_DOWN) != 0;
	freebsd_guard(e, area);
}

static int freebsd_read(struct um_list *l)
{
	const int name[] = { FREEBSD_CTL_KERN, FREEBSD_KERN_PROC,
		FREEBSD_PROC_VMMAP, (int)getpid() };

	l->have = l->scratch.len;
	return um_list_sysctl(name, 4, (void *)l->scratch.addr, &l->have);
}

static int freebsd_is_mapped(uintptr_t at)
{
	const int saved = errno;
	const size_t page = um_page();
	unsigned char vec[1];
	const int mapped = um_kernel.sys.mincore && um_kernel.sys.mincore(
	    (void *)(at & ~((uintptr_t)page - 1)), page, vec) == 0;

	errno = saved;
	return mapped;
}

/* The kernel unlocks its map at each entry: what another thread joins with one
 * that is told already is left out (kern_proc_vmmap_out in 15.0).  It begins
 * where that one ended.  1: to be read again. */
static int freebsd_each(struct um_list *l, int may_leave_out)
{
	const size_t least = offsetof(struct freebsd_record, path);
	const char *const base = (const char *)l->scratch.addr;
	const struct freebsd_record *e;
	struct um_area area;
	size_t at;

	/* Packed: each record is as long as its path needs. */
	for (at = 0; at + least <= l->have; at += (size_t)e->size) {
		e = (const void *)(base + at);
		if (e->size < (int)least)
			break;
		freebsd_entry(e, &area);
		if (may_leave_out && area.start > l->ask->from
		    && freebsd_is_mapped(l->ask->from))
			return 1;
		if (um_list_show(l, &area))
			break;
	}
	return 0;
}

#define FREEBSD_READINGS 16

int um_area_by_freebsd_sysctl(void *question)
{
	struct um_list l = { question, { 0, 0 }, 0, 0 };
	int left = FREEBSD_READINGS, again;

	do {
		if (um_list_read(&l, 65536, SIZE_MAX, freebsd_read) < 0)
			return -1;
		again = freebsd_each(&l, left > 0);
		um_list_end(&l);
	} while (again && left--);
	return 0;
}
