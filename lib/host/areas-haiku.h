/* Haiku: get_next_area_info, src/system/kernel/vm/vm.cpp.
 *
 * SPDX-License-Identifier: MIT
 */
#include "areas-sorted.h"
#include <OS.h>

/* All that mmap makes is called "mmap area": neither files nor sharing are
 * told.  The protection is what the whole area has: that of single pages,
 * which mprotect changes, is not told (page_protections of VMArea). */
static void haiku_entry(const area_info *info, struct um_area *area)
{
	area->start = (uintptr_t)info->address;
	area->end = area->start + info->size;
	area->prot = (info->protection & B_READ_AREA ? PROT_READ : 0)
	    | (info->protection & B_WRITE_AREA ? PROT_WRITE : 0)
	    | (info->protection & B_EXECUTE_AREA ? PROT_EXEC : 0);
	area->kind = UM_KIND_UNTOLD;
	area->shared = area->locked = area->concealed = area->inherit = -1;
	area->stack = 0;
}

static UM_COLD int haiku_read(struct host_reading *r)
{
	struct um_area *out = (void *)r->scratch.addr;
	const size_t most = r->scratch.len / sizeof *out;
	ssize_t cookie = 0;
	area_info info;

	r->have = 0;
	while (get_next_area_info(B_CURRENT_TEAM, &cookie, &info) == B_OK) {
		if (r->have == most) {
			errno = ENOMEM;
			return -1;
		}
		haiku_entry(&info, &out[r->have++]);
	}
	return 0;
}

static UM_COLD int host_areas(uintptr_t from, um_visit *visit, void *closure)
{
	struct host_reading r = { from, visit, closure, { 0, 0 }, 0 };

	return host_read_areas(&r, 65536, haiku_read, host_each_sorted);
}
#define HOST_AREAS host_areas
