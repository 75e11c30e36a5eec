/* Solaris and illumos: /proc/self/map, proc(5); prgetmap in
 * uts/common/fs/proc/prsubr.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

/* A read is a snapshot as far as there is room. */
static int svr4_read(struct um_list *l)
{
	if (um_list_read_file(l, "/proc/self/map", 1) < 0)
		return -1;
	if (l->have <= l->scratch.len - sizeof(struct svr4_record))
		return 0;
	errno = ENOMEM;
	return -1;
}

/* ANON without SHM: zero pages, of /dev/zero too, shared or not */
static void svr4_entry(const struct svr4_record *e, struct um_area *area)
{
	um_area_blank(area);
	area->start = e->vaddr;
	area->end = e->vaddr + e->size;
	area->prot = (e->mflags & SVR4_READ ? PROT_READ : 0)
	    | (e->mflags & SVR4_WRITE ? PROT_WRITE : 0)
	    | (e->mflags & SVR4_EXEC ? PROT_EXEC : 0);
	area->kind = (e->mflags & (SVR4_ANON | SVR4_SHM)) == SVR4_ANON
	    && !e->mapname[0] ? UM_KIND_ANON : UM_KIND_FILE;
	area->shared = (e->mflags & SVR4_SHARED) != 0;
	area->special = e->mflags & SVR4_BREAK ? UM_REGION_HEAP : 0;
	area->offset = e->offset;
	area->stack = (e->mflags & SVR4_STACK) != 0;
}

int um_area_by_svr4_map(void *question)
{
	struct um_list l = { question, { 0, 0 }, 0, 0 };
	const struct svr4_record *e, *end;
	struct um_area area;

	if (um_list_read(&l, 65536, SIZE_MAX, svr4_read) < 0)
		return -1;
	e = (const void *)l.scratch.addr;
	for (end = e + l.have / sizeof *e; e < end; e++) {
		svr4_entry(e, &area);
		if (um_list_show(&l, &area))
			break;
	}
	um_list_end(&l);
	return 0;
}
