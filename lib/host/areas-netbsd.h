/* NetBSD 8 and later: sysctl VM_PROC_MAP, sys/uvm/uvm_map.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include <sys/sysctl.h>
#include <uvm/uvm_param.h>

#ifdef VM_PROC_MAP
/* The records without their paths. */
# define NETBSD_RECORD offsetof(struct kinfo_vmentry, kve_path)

static UM_COLD int netbsd_read(struct host_reading *r)
{
	int mib[] = { CTL_VM, VM_PROC, VM_PROC_MAP, (int)getpid(),
		(int)NETBSD_RECORD };

	r->have = r->scratch.len;
	if (sysctl(mib, 5, (void *)r->scratch.addr, &r->have, 0, 0) == 0)
		return 0;
	if (errno != ENOMEM)
		errno = ENOSYS;		/* ENOENT, EOPNOTSUPP of NetBSD 7 */
	return -1;
}

static int netbsd_inherit(uint32_t inherit)
{
	switch (inherit) {
	case MAP_INHERIT_SHARE:
		return UM_INHERIT_SHARE;
	case MAP_INHERIT_COPY:
		return UM_INHERIT_COPY;
	case MAP_INHERIT_NONE:
		return UM_INHERIT_NONE;
#ifdef MAP_INHERIT_ZERO
	case MAP_INHERIT_ZERO:
		return UM_INHERIT_ZERO;
#endif
	default:
		return -1;
	}
}

/* Anonymous memory, shared or private, has no object of any type. */
static int netbsd_is_object(uint32_t type)
{
	return type == KVME_TYPE_OBJECT || type == KVME_TYPE_VNODE
	    || type == KVME_TYPE_KERN || type == KVME_TYPE_DEVICE
	    || type == KVME_TYPE_SUBMAP;
}

static void netbsd_entry(const struct kinfo_vmentry *e, struct um_area *area)
{
	area->start = (uintptr_t)e->kve_start;
	area->end = (uintptr_t)e->kve_end;
	area->prot = (e->kve_protection & KVME_PROT_READ ? PROT_READ : 0)
	    | (e->kve_protection & KVME_PROT_WRITE ? PROT_WRITE : 0)
	    | (e->kve_protection & KVME_PROT_EXEC ? PROT_EXEC : 0);
	area->kind = netbsd_is_object(e->kve_type) ? UM_KIND_FILE
	    : UM_KIND_ANON;
	area->shared = !(e->kve_flags & KVME_FLAG_COW);
	area->locked = e->kve_wired_count > 0;
	area->concealed = 0;
	area->inherit = netbsd_inherit(e->kve_inheritance);
	area->stack = 0;	/* all of its limit is mapped from the start */
}

static UM_COLD int netbsd_each(struct host_reading *r)
{
	struct um_area area;
	size_t at;
	int stopped = 0;

	for (at = 0; !stopped && at + NETBSD_RECORD <= r->have;
	    at += NETBSD_RECORD) {
		netbsd_entry((const void *)(r->scratch.addr + at), &area);
		stopped = host_show(r, &area);
	}
	return stopped;
}

static UM_COLD int host_areas(uintptr_t from, um_visit *visit, void *closure)
{
	struct host_reading r = { from, visit, closure, { 0, 0 }, 0 };

	return host_read_areas(&r, 65536, netbsd_read, netbsd_each);
}
# define HOST_AREAS host_areas
#endif
