/* The GNU Hurd: vm_region, vm/vm_map.c of gnumach.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

static int hurd_inherit(int inherit)
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

/* What Mach returns for the area at or behind addr.  Each object has a name
 * (vm_object_allocate), a file's as well as that of touched memory; what is not
 * touched has no object yet.  glibc's mmap sets the inheritance by the
 * sharing. */
static int hurd_next(uintptr_t addr, struct um_area *area)
{
	uintptr_t size;
	int prot, inherit, has_object;
	const int result = um_kernel.sys.vm_region(&addr, &size, &prot,
	    &inherit, &has_object);

	if (result != MACH_SUCCESS)
		return result;
	um_area_blank(area);
	area->start = addr;
	area->end = addr + size;
	area->prot = (prot & MACH_READ ? PROT_READ : 0)
	    | (prot & MACH_WRITE ? PROT_WRITE : 0)
	    | (prot & MACH_EXEC ? PROT_EXEC : 0);
	area->kind = has_object ? UM_KIND_UNTOLD : UM_KIND_ANON;
	area->inherit = hurd_inherit(inherit);
	area->shared = area->inherit == UM_INHERIT_SHARE;
	return result;
}

int um_area_by_vm_region(void *question)
{
	struct um_list l = { question, { 0, 0 }, 0, 0 };
	uintptr_t addr = l.ask->from;
	struct um_area area;
	int result;

	while ((result = hurd_next(addr, &area)) == MACH_SUCCESS) {
		if (um_list_show(&l, &area) || area.end == 0)
			return 0;
		addr = area.end;
	}
	if (result == MACH_NO_SPACE)
		return 0;
	errno = result == MACH_SHORTAGE ? ENOMEM : ENOSYS;
	return -1;
}
