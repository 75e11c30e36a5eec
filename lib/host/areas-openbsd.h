/* OpenBSD: sysctl KERN_PROC_VMMAP, uvm_map_fill_vmmap in sys/uvm/uvm_map.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include <sys/sysctl.h>

/* The first record says where to begin.  As many come as there is room for,
 * which is no error. */
static UM_COLD int openbsd_read(struct host_reading *r)
{
	struct kinfo_vmentry *first = (void *)r->scratch.addr;
	int mib[] = { CTL_KERN, KERN_PROC_VMMAP, (int)getpid() };

	first->kve_start = 0;
	r->have = r->scratch.len - r->scratch.len % sizeof *first;
	if (sysctl(mib, 3, (char *)r->scratch.addr, &r->have, 0, 0) < 0)
		return -1;
	if (r->have <= r->scratch.len - 2 * sizeof *first)
		return 0;
	errno = ENOMEM;
	return -1;
}

/* MAP_INHERIT_*, or as sys/sysctl.h has them, from bit 4 on */
static int openbsd_inherit(int inherit)
{
	switch (inherit > 0xf ? inherit >> 4 : inherit) {
	case MAP_INHERIT_SHARE:
		return UM_INHERIT_SHARE;
	case MAP_INHERIT_COPY:
		return UM_INHERIT_COPY;
	case MAP_INHERIT_NONE:
		return UM_INHERIT_NONE;
	case MAP_INHERIT_ZERO:
		return UM_INHERIT_ZERO;
	default:
		return -1;
	}
}

/* Anonymous memory, shared or private, has no object. */
static void openbsd_entry(const struct kinfo_vmentry *e, struct um_area *area)
{
	area->start = e->kve_start;
	area->end = e->kve_end;
	area->prot = (e->kve_protection & KVE_PROT_READ ? PROT_READ : 0)
	    | (e->kve_protection & KVE_PROT_WRITE ? PROT_WRITE : 0)
	    | (e->kve_protection & KVE_PROT_EXEC ? PROT_EXEC : 0);
	area->kind = e->kve_etype & KVE_ET_OBJ ? UM_KIND_FILE : UM_KIND_ANON;
	area->shared = !(e->kve_etype & KVE_ET_COPYONWRITE);
	area->locked = e->kve_wired_count > 0;
#ifdef KVE_ET_CONCEAL
	area->concealed = (e->kve_etype & KVE_ET_CONCEAL) != 0;
#else
	area->concealed = 0;
#endif
	area->inherit = openbsd_inherit(e->kve_inheritance);
	area->stack = 0;	/* all of its limit is mapped from the start */
}

static UM_COLD int openbsd_each(struct host_reading *r)
{
	const struct kinfo_vmentry *e = (const void *)r->scratch.addr;
	const struct kinfo_vmentry *const end = e + r->have / sizeof *e;
	struct um_area area;
	int stopped = 0;

	for (; !stopped && e < end; e++) {
		if (e->kve_start >= e->kve_end
		    || (e->kve_etype & KVE_ET_HOLE))
			continue;
		openbsd_entry(e, &area);
		stopped = host_show(r, &area);
	}
	return stopped;
}

static UM_COLD int host_areas(uintptr_t from, um_visit *visit, void *closure)
{
	struct host_reading r = { from, visit, closure, { 0, 0 }, 0 };

	return host_read_areas(&r, 65536, openbsd_read, openbsd_each);
}
#define HOST_AREAS host_areas
