/* macOS and iOS: mach_vm_region_recurse, osfmk/vm/vm_map.c of xnu.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

static int darwin_inherit(unsigned inherit)
{
	switch (inherit) {
	case MACH_SHARE:
		return UM_INHERIT_SHARE;
	case MACH_COPY:
		return UM_INHERIT_COPY;
	case MACH_LEAVE:
		return UM_INHERIT_NONE;
	default:
		return -1;
	}
}

/* Objects of shm_open have no external pager either, but are never executed
 * (max_prot of pshm_mmap in bsd/kern/posix_shm.c; VM_PROT_ALL of what is
 * anonymous), nor is static memory, which nobody else has. */
static int darwin_is_object(const struct darwin_record *e)
{
	return !(e->max_protection & MACH_EXEC)
	    && (e->inheritance == MACH_SHARE || e->ref_count > 1);
}

/* MAP_SHARED is told by the inheritance that it sets: bsd/kern/kern_mman.c. */
static void darwin_entry(const struct darwin_record *e, struct um_area *area)
{
	um_area_blank(area);
	area->prot = (e->protection & MACH_READ ? PROT_READ : 0)
	    | (e->protection & MACH_WRITE ? PROT_WRITE : 0)
	    | (e->protection & MACH_EXEC ? PROT_EXEC : 0);
	area->kind = e->external_pager || darwin_is_object(e) ? UM_KIND_FILE
	    : UM_KIND_ANON;
	area->inherit = darwin_inherit(e->inheritance);
	area->shared = area->inherit == UM_INHERIT_SHARE;
	area->locked = e->user_wired_count != 0;
	area->concealed = 0;
	area->stack = 0;	/* its limit is reserved */
}

/* What Mach returns for the area at or behind *addr, submaps (the shared
 * cache) looked into. */
static int darwin_next(uint64_t *addr, unsigned *depth, struct um_area *area)
{
	struct darwin_record e;
	uint64_t size;
	unsigned count;
	int result;

	for (;; ++*depth) {
		count = sizeof e / sizeof(unsigned);
		result = um_kernel.sys.mach_region(addr, &size, depth, &e,
		    &count);
		if (result != MACH_SUCCESS)
			return result;
		if (!e.is_submap)
			break;
	}
	darwin_entry(&e, area);
	area->start = (uintptr_t)*addr;
	area->end = (uintptr_t)(*addr + size);
	return result;
}

int um_area_by_mach_region(void *question)
{
	struct um_list l = { question, { 0, 0 }, 0, 0 };
	uint64_t addr = l.ask->from;
	unsigned depth = 0;
	struct um_area area;
	int result;

	while ((result = darwin_next(&addr, &depth, &area)) == MACH_SUCCESS) {
		if (um_list_show(&l, &area) || area.end == 0)
			return 0;
		addr = area.end;
	}
	if (result == MACH_INVALID_ADDRESS)
		return 0;
	errno = result == MACH_SHORTAGE ? ENOMEM : ENOSYS;
	return -1;
}
