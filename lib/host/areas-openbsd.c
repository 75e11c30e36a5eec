/* OpenBSD: sysctl KERN_PROC_VMMAP, sysctl_proc_vmmap in sys/kern/kern_sysctl.c
 * and uvm_map_fill_vmmap in sys/uvm/uvm_map.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

/* The first record says where to begin: with the first entry that starts there
 * or behind.  As many come as there is room for, which is no error; a larger
 * buffer than MAXPHYS is EINVAL, or one that is no multiple of a record. */
static int openbsd_read(struct um_list *l, unsigned long from)
{
	struct openbsd_record *const first = (void *)l->scratch.addr;
	const int name[] = { OPENBSD_CTL_KERN, OPENBSD_PROC_VMMAP,
		(int)getpid() };

	first->start = from;
	l->have = OPENBSD_MOST / sizeof *first * sizeof *first;
	return um_list_sysctl(name, 3, first, &l->have);
}

/* MAP_INHERIT_*, or as sys/sysctl.h has them, from bit 4 on */
static int openbsd_inherit(int inherit)
{
	switch (inherit > 0xf ? inherit >> 4 : inherit) {
	case OPENBSD_SHARE:
		return UM_INHERIT_SHARE;
	case OPENBSD_COPY:
		return UM_INHERIT_COPY;
	case OPENBSD_LEAVE:
		return UM_INHERIT_NONE;
	case OPENBSD_ZERO:
		return UM_INHERIT_ZERO;
	default:
		return -1;
	}
}

/* Anonymous memory, shared or private, has no object. */
static void openbsd_entry(const struct openbsd_record *e, struct um_area *area)
{
	um_area_blank(area);
	area->start = e->start;
	area->offset = (int64_t)e->offset;
	area->end = e->end;
	area->prot = (e->protection & OPENBSD_READ ? PROT_READ : 0)
	    | (e->protection & OPENBSD_WRITE ? PROT_WRITE : 0)
	    | (e->protection & OPENBSD_EXEC ? PROT_EXEC : 0);
	area->kind = e->etype & OPENBSD_OBJ ? UM_KIND_FILE : UM_KIND_ANON;
	area->shared = !(e->etype & OPENBSD_COW);
	area->locked = e->wired_count > 0;
	area->concealed = (e->etype & OPENBSD_CONCEAL) != 0;
	area->inherit = openbsd_inherit(e->inheritance);
	area->stack = 0;	/* all of its limit is mapped from the start */
}

static void openbsd_each(struct um_list *l)
{
	const struct openbsd_record *e = (const void *)l->scratch.addr;
	const struct openbsd_record *const end = e + l->have / sizeof *e;
	struct um_area area;

	for (; e < end; e++) {
		if (e->start >= e->end || (e->etype & OPENBSD_HOLE))
			continue;
		openbsd_entry(e, &area);
		if (um_list_show(l, &area))
			break;
	}
}

/* It goes on from the last entry itself, which may have grown meanwhile. */
static int openbsd_pieces(struct um_list *l)
{
	const struct openbsd_record *const e = (const void *)l->scratch.addr;
	const size_t most = OPENBSD_MOST / sizeof *e;
	unsigned long from = 0;
	size_t n;

	do {
		if (openbsd_read(l, from) < 0)
			return -1;
		n = l->have / sizeof *e;
		openbsd_each(l);
		if (n == most && e[n - 1].start <= from) {
			errno = ENOSYS;		/* it tells the same again */
			return -1;
		}
		from = n ? e[n - 1].start : 0;
	} while (n == most && !l->ask->stopped);
	return 0;
}

static int openbsd_try(struct um_list *l)
{
	(void)l;
	return 0;
}

int um_area_by_openbsd_sysctl(void *question)
{
	struct um_list l = { question, { 0, 0 }, 0, 0 };
	int failed;

	if (um_list_read(&l, OPENBSD_MOST, OPENBSD_MOST, openbsd_try) < 0)
		return -1;
	failed = openbsd_pieces(&l);
	um_list_end(&l);
	return failed;
}
