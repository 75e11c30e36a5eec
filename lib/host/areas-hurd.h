/* The GNU Hurd: vm_region, vm/vm_map.c of gnumach.
 *
 * SPDX-License-Identifier: MIT
 */
#include <mach.h>

static int hurd_inherit(vm_inherit_t inherit)
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

/* 1 with the area at or behind addr, 0 at the end.  Each object has a name
 * (vm_object_allocate), a file's as well as that of touched memory; what is not
 * touched has no object yet.  glibc's mmap sets the inheritance by the
 * sharing. */
static UM_COLD int hurd_next(uintptr_t addr, struct um_area *area)
{
	vm_address_t start = addr;
	vm_size_t size;
	vm_prot_t prot, most;
	vm_inherit_t inherit;
	boolean_t shared;
	mach_port_t object;
	vm_offset_t offset;
	const kern_return_t result = vm_region(mach_task_self(), &start, &size,
	    &prot, &most, &inherit, &shared, &object, &offset);

	if (result == KERN_NO_SPACE)
		return 0;
	if (result != KERN_SUCCESS) {
		errno = ENOSYS;
		return -1;
	}
	area->start = start;
	area->end = start + size;
	area->prot = (prot & VM_PROT_READ ? PROT_READ : 0)
	    | (prot & VM_PROT_WRITE ? PROT_WRITE : 0)
	    | (prot & VM_PROT_EXECUTE ? PROT_EXEC : 0);
	area->kind = object == MACH_PORT_NULL ? UM_KIND_ANON : UM_KIND_UNTOLD;
	area->inherit = hurd_inherit(inherit);
	area->shared = area->inherit == UM_INHERIT_SHARE;
	area->locked = area->concealed = -1;
	area->stack = 0;
	if (object != MACH_PORT_NULL)
		(void)mach_port_deallocate(mach_task_self(), object);
	return 1;
}

static UM_COLD int host_areas(uintptr_t from, um_visit *visit, void *closure)
{
	struct um_area area;
	int stopped = 0, more = 1;

	while (!stopped && (more = hurd_next(from, &area)) > 0) {
		stopped = visit(&area, closure);
		from = area.end;
	}
	return more < 0 ? -1 : stopped;
}
#define HOST_AREAS host_areas
