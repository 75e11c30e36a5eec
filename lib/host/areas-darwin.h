/* macOS and iOS: mach_vm_region_recurse, osfmk/vm/vm_map.c of xnu.
 *
 * SPDX-License-Identifier: MIT
 */
#include <mach/mach_init.h>
#include <mach/vm_map.h>
#include <mach/vm_region.h>

/* mach/mach_vm.h, which iOS' SDK refuses */
extern kern_return_t mach_vm_region_recurse(vm_map_t, mach_vm_address_t *,
    mach_vm_size_t *, natural_t *depth, vm_region_recurse_info_t,
    mach_msg_type_number_t *);

static int darwin_inherit(vm_inherit_t inherit)
{
	switch (inherit) {
	case VM_INHERIT_SHARE:
		return UM_INHERIT_SHARE;
	case VM_INHERIT_COPY:
		return UM_INHERIT_COPY;
	case VM_INHERIT_NONE:
		return UM_INHERIT_NONE;
	default:
		return -1;
	}
}

/* Objects of shm_open have no external pager either.  MAP_SHARED is told by
 * the inheritance that it sets: bsd/kern/kern_mman.c. */
static void darwin_entry(const struct vm_region_submap_info_64 *e,
    struct um_area *area)
{
	area->prot = (e->protection & VM_PROT_READ ? PROT_READ : 0)
	    | (e->protection & VM_PROT_WRITE ? PROT_WRITE : 0)
	    | (e->protection & VM_PROT_EXECUTE ? PROT_EXEC : 0);
	area->kind = e->external_pager ? UM_KIND_FILE : UM_KIND_ANON;
	area->inherit = darwin_inherit(e->inheritance);
	area->shared = area->inherit == UM_INHERIT_SHARE;
	area->locked = e->user_wired_count != 0;
	area->concealed = 0;
	area->stack = 0;	/* its limit is reserved */
}

/* 1 with the area at or behind *addr, submaps (the shared cache) looked into;
 * 0 at the end */
static UM_COLD int darwin_next(mach_vm_address_t *addr, natural_t *depth,
    struct um_area *area)
{
	struct vm_region_submap_info_64 e;
	mach_msg_type_number_t count;
	mach_vm_size_t size;

	for (;; ++*depth) {
		count = VM_REGION_SUBMAP_INFO_COUNT_64;
		if (mach_vm_region_recurse(mach_task_self(), addr, &size,
		    depth, (vm_region_recurse_info_t)&e, &count)
		    != KERN_SUCCESS)
			return 0;
		if (!e.is_submap)
			break;
	}
	area->start = (uintptr_t)*addr;
	area->end = (uintptr_t)(*addr + size);
	darwin_entry(&e, area);
	return 1;
}

static UM_COLD int host_areas(uintptr_t from, um_visit *visit, void *closure)
{
	mach_vm_address_t addr = from;
	natural_t depth = 0;
	struct um_area area;
	int stopped = 0;

	while (!stopped && darwin_next(&addr, &depth, &area)) {
		stopped = visit(&area, closure);
		addr = area.end;
	}
	return stopped;
}
#define HOST_AREAS host_areas
