/* Haiku: get_next_area_info, src/system/kernel/vm/vm.cpp.
 *
 * SPDX-License-Identifier: MIT
 */
#include "list.h"

/* All that mmap makes is called "mmap area": neither files nor sharing are
 * told.  The protection is what the whole area has: that of single pages,
 * which mprotect changes, is not told (page_protections of VMArea). */
static void haiku_entry(const struct haiku_record *e, struct um_area *area)
{
	um_area_blank(area);
	area->start = (uintptr_t)e->address;
	area->end = area->start + e->size;
	area->prot = (e->protection & HAIKU_READ ? PROT_READ : 0)
	    | (e->protection & HAIKU_WRITE ? PROT_WRITE : 0)
	    | (e->protection & HAIKU_EXEC ? PROT_EXEC : 0);
	area->kind = UM_KIND_UNTOLD;
}

static int haiku_read(struct um_list *l)
{
	struct um_area *const out = (void *)l->scratch.addr;
	const size_t most = l->scratch.len / sizeof *out;
	struct haiku_record e;
	ssize_t cookie = 0;
	int status;

	l->have = 0;
	while ((status = um_kernel.sys.next_area(&cookie, &e, sizeof e))
	    == HAIKU_OK) {
		if (l->have == most) {
			errno = ENOMEM;
			return -1;
		}
		haiku_entry(&e, &out[l->have++]);
	}
	errno = ENOSYS;
	return status == HAIKU_BAD_VALUE ? 0 : -1;
}

int um_area_by_next_area(void *question)
{
	struct um_list l = { question, { 0, 0 }, 0, 0 };

	if (um_list_read(&l, 65536, SIZE_MAX, haiku_read) < 0)
		return -1;
	um_list_show_sorted(&l);
	um_list_end(&l);
	return 0;
}
