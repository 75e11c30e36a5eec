/* What FreeBSD and DragonFly do not tell: the inheritance of memory, and with
 * it whether anonymous memory is shared.
 *
 * Both keep neighbours that differ in nothing as one entry (vm_map_insert and
 * vm_map_try_merge_entries in sys/vm/vm_map.c).  So a page of which all is
 * known tells by joining its neighbour what that is. */
#include "way.h"

/* Are both sides of `at' one entry? */
static int are_joined(uintptr_t at)
{
	struct um_area area;

	return um_area_at(at - 1, &area) == 0 && area.start < at
	    && area.end - 1 >= at;
}

static int set_inherit(const struct um_range *range, int inherit)
{
	const int number = um_inherit_number(inherit);

	return number == UM_LACKS ? -1 : um_kernel.sys.minherit(
	    (void *)range->addr, range->len, number);
}

/* Gives the range each inheritance but COPY until it joins what borders on it
 * at `border'; -1 if it never does. */
static int find_inherit(const struct um_range *range, uintptr_t border)
{
	static const int others[] = {
		UM_INHERIT_SHARE, UM_INHERIT_NONE, UM_INHERIT_ZERO
	};
	size_t i;

	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (set_inherit(range, others[i]) == 0 && are_joined(border))
			return others[i];
	return -1;
}

/* A new page behind the entry, if there is room for one.  may_exec is 0 or
 * UM_MAP_MAYEXEC: of two maximal protections (PROT_MAX) only one joins. */
static int inherit_by_neighbour(const struct um_area *entry, int may_exec)
{
	struct um_range page;
	struct um_request r;
	int inherit = -1;

	um_request_noreplace(&r, entry->end, um_grain(), entry->prot,
	    UM_MAP_PRIVATE | may_exec | (entry->concealed == 1 ? UM_MAP_CONCEAL : 0));
	if (entry->end == 0 || um_map(&r) < 0)
		return -1;
	page.addr = r.result;
	page.len = r.len;
	if (entry->locked != 1
	    || um_rest->mlock((void *)page.addr, page.len) == 0)
		inherit = are_joined(page.addr) ? UM_INHERIT_COPY
		    : find_inherit(&page, page.addr);
	um_undo(page.addr, page.len);
	return inherit;
}

/* Does a first page of its own join again what it came from?  That of a stack
 * does not.  Asked with what changes nothing but core dumps. */
static int does_rejoin(const struct um_area *entry, const struct um_range *page)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if (entry->concealed < 0 || entry->stack == 1)
		return 0;
	return um_raw_madvise(page, entry->concealed ? n->adv_dodump
	    : n->adv_dontdump) == 0
	    && um_raw_madvise(page, entry->concealed ? n->adv_dontdump
	    : n->adv_dodump) == 0
	    && are_joined(page->addr + page->len);
}

/* The entry's own first page: FreeBSD 15 joins what COPY has split behind it,
 * not before it.  Where COPY is wrong the page has another inheritance for a
 * moment, in which no thread may fork. */
static int inherit_by_first_page(const struct um_area *entry)
{
	struct um_range page;

	page.addr = entry->start;
	page.len = um_grain();
	if (page.addr + page.len == entry->end || !um_kernel.sys.alone
	    || !um_kernel.sys.alone() || !does_rejoin(entry, &page)
	    || set_inherit(&page, UM_INHERIT_COPY) < 0)
		return -1;
	return are_joined(page.addr + page.len) ? UM_INHERIT_COPY
	    : find_inherit(&page, page.addr + page.len);
}

int um_details_by_joining(void *request)
{
	struct um_area *area = request, entry;
	int inherit;

	if (area->kind != UM_KIND_ANON || area->inherit >= 0
	    || um_area_at(area->start, &entry) < 0)
		return 0;
	inherit = inherit_by_neighbour(&entry, 0);
	if (inherit < 0)
		inherit = inherit_by_neighbour(&entry, UM_MAP_MAYEXEC);
	if (inherit < 0)
		inherit = inherit_by_first_page(&entry);
	um_said_of(0);
	if (inherit < 0)
		return 0;
	area->inherit = inherit;
	if (area->shared < 0)
		area->shared = inherit == UM_INHERIT_SHARE;
	return 0;
}
