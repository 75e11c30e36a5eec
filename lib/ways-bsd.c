/* Ways of the others: flags and calls that Linux has not, and ways round what
 * some of them lack. */
#include "kernel.h"

/* ---- placement ---------------------------------------------------------- */

/* NetBSD: the flag makes a free hint bind, and a taken one go elsewhere. */
int um_noreplace_by_tryfixed(void *request)
{
	return um_place_compared(request, um_kernel->numbers->map_noreplace);
}

/* AIX and Hurd: another thread may win the gap. */
int um_fixed_by_unmapping(void *request)
{
	struct um_request *r = request;

	if (um_unmap(r->addr, r->len) < 0)
		return -1;
	if (um_walk(UM_CHAIN_NOREPLACE, r, 1) == 0)
		return 0;
	return errno == EEXIST ? um_say(ENOMEM,
	    "another thread mapped there meanwhile") : -1;
}

static int log2_of(size_t align)
{
	int log = 0;

	while (align >>= 1)
		log++;
	return log;
}

static int settle_aligned(struct um_request *r, uintptr_t at)
{
	if (at == UM_NOWHERE || (at && (at & (r->align - 1)) == 0))
		return um_settle(r, at);
	um_undo(at, r->len);
	errno = ENOSYS;
	return -1;
}

int um_aligned_by_flag(void *request)
{
	struct um_request *r = request;

	return settle_aligned(r, um_raw_map_hinted(r, um_aligned_hint(r),
	    log2_of(r->align) << um_kernel->numbers->map_aligned_shift));
}

int um_aligned_by_addr(void *request)
{
	struct um_request *r = request;

	return settle_aligned(r, um_raw_map(r, r->align, r->len,
	    um_kernel->numbers->map_align_in_addr));
}

/* ---- objects, discarding ------------------------------------------------- */

int um_object_by_shm_anon(void *object)
{
	return um_object_sized(object, um_kernel->sys->shm_open(
	    (const char *)(intptr_t)um_kernel->numbers->shm_anon,
	    O_RDWR | O_CLOEXEC, 0600));
}

/* Zero either way: the pages that MADV_FREE keeps were zeroed before. */
int um_discard_by_freeing(void *request)
{
	const struct um_range range = um_area_range(request);

	memset((void *)range.addr, 0, range.len);
	(void)um_raw_madvise(&range, um_kernel->numbers->adv_free);
	return 0;
}

/* ---- the address space, inheritance --------------------------------------- */

int um_area_by_call(void *question)
{
	struct um_question *ask = question;

	ask->stopped = um_kernel->sys->areas(ask->from, ask->visit,
	    ask->closure);
	return ask->stopped < 0 ? -1 : 0;
}

/* ---- texts of procfs ------------------------------------------------------ */

static uintptr_t read_address(struct um_text *t)
{
	uintptr_t n;

	um_text_next(t);
	if (t->c == 'x')
		um_text_next(t);
	n = um_text_number(t, 16);
	um_text_skip_word(t);
	return n;
}

/* "0x400000 0x401000 r-x" begins a line, with three words between on
 * DragonFly; 0 at the end. */
static int read_bsd_start(struct um_text *t, struct um_area *area, int between)
{
	if (t->c != '0')
		return 0;
	area->start = read_address(t);
	area->end = read_address(t);
	while (between--)
		um_text_skip_word(t);
	area->prot = um_text_is(t, 'r') ? PROT_READ : 0;
	area->prot |= um_text_is(t, 'w') ? PROT_WRITE : 0;
	area->prot |= um_text_is(t, 'x') ? PROT_EXEC : 0;
	um_text_skip_word(t);
	return 1;
}

static void read_word(struct um_text *t, char *word, size_t room)
{
	size_t n = 0;

	for (; t->c > ' ' && n < room - 1; um_text_next(t))
		word[n++] = (char)t->c;
	word[n] = '\0';
	um_text_skip_word(t);
}

/* "0x400000 0x401000 1 1 0xffffffe0 r-x 2 1 0x0 COW NC vnode /bin/cat":
 * DragonFly's sys/vfs/procfs/procfs_map.c.  Shared anonymous memory differs
 * from private in nothing but its inheritance, which is not told. */
static int read_dragonfly_line(struct um_text *t, struct um_area *area)
{
	char cow[8], type[16];

	if (!read_bsd_start(t, area, 3))
		return 0;
	um_text_skip_word(t);			/* references */
	um_text_skip_word(t);			/* shadows */
	um_text_skip_word(t);			/* flags */
	read_word(t, cow, sizeof cow);
	um_text_skip_word(t);			/* needs copy */
	read_word(t, type, sizeof type);
	um_text_skip_line(t);
	area->kind = strcmp(type, "default") == 0 || strcmp(type, "swap") == 0
	    || strcmp(type, "none") == 0 ? UM_KIND_ANON : UM_KIND_FILE;
	area->shared = strcmp(cow, "COW") == 0 ? 0
	    : area->kind == UM_KIND_FILE ? 1 : -1;
	area->locked = area->concealed = area->inherit = -1;
	area->stack = 0;
	return 1;
}

int um_area_by_curproc_map(void *question)
{
	struct um_text t;

	return um_text_open_whole(&t, "/proc/curproc/map") < 0 ? -1
	    : um_area_lines(&t, read_dragonfly_line, question);
}

/* "0x400000 0x401000 r-x rwx COW NC 1 0 0": NetBSD's
 * sys/miscfs/procfs/procfs_map.c. */
static int read_netbsd_line(struct um_text *t, struct um_area *area)
{
	static const int inherits[] = {
		UM_INHERIT_SHARE, UM_INHERIT_COPY, UM_INHERIT_NONE, -1,
		UM_INHERIT_ZERO		/* uvm/uvm_extern.h */
	};
	uintptr_t inherit;

	if (!read_bsd_start(t, area, 0))
		return 0;
	um_text_skip_word(t);			/* maximal protection */
	um_text_skip_word(t);			/* copy on write */
	um_text_skip_word(t);			/* needs copy */
	inherit = um_text_number(t, 10);
	um_text_skip_word(t);
	area->inherit = inherit < sizeof inherits / sizeof *inherits
	    ? inherits[inherit] : -1;
	area->locked = um_text_number(t, 10) != 0;
	um_text_skip_line(t);
	return 1;
}

int um_details_by_curproc_map(void *request)
{
	struct um_area *area = request, line;
	struct um_text t;

	if (um_text_open_whole(&t, "/proc/curproc/map") < 0)
		return -1;
	while (read_netbsd_line(&t, &line))
		if (line.end - 1 >= area->start) {
			area->inherit = line.inherit;
			area->locked = line.locked;
			area->concealed = 0;
			break;
		}
	um_text_close(&t);
	return 0;
}

/* ---- inheritance ---------------------------------------------------------- */

static int inherit_number(int inherit)
{
	const struct um_numbers *n = um_kernel->numbers;

	switch (inherit) {
	case UM_INHERIT_SHARE:
		return n->inherit_share;
	case UM_INHERIT_COPY:
		return n->inherit_copy;
	case UM_INHERIT_NONE:
		return n->inherit_none;
	default:
		return n->inherit_zero;
	}
}

int um_inherit_by_minherit(void *request)
{
	const struct um_inheritance *i = request;
	const int number = inherit_number(i->inherit);

	if (number == UM_LACKS)
		return um_say(ENOTSUP, "this kernel has no such inheritance");
	if ((um_kernel->family->habits & UM_MINHERIT_PASSES_HOLES)
	    && um_whole(&i->range) == 0)
		return um_say(ENOMEM, UM_WHY_HOLE);
	return um_kernel->sys->minherit((void *)i->range.addr, i->range.len,
	    number);
}


/* ---- what only joining tells ---------------------------------------------- */

/* FreeBSD and DragonFly keep neighbours that differ in nothing as one entry
 * (vm_map_insert and vm_map_try_merge_entries in sys/vm/vm_map.c).  So a page
 * of which all is known tells by joining its neighbour what that is, which is
 * the one way to learn its inheritance; and memory is shared if its
 * inheritance is. */

static const int inheritances[] = {
	UM_INHERIT_COPY, UM_INHERIT_SHARE, UM_INHERIT_NONE, UM_INHERIT_ZERO
};

/* Are both sides of `at' one entry? */
static int are_joined(uintptr_t at)
{
	struct um_area area;

	return um_area_at(at - 1, &area) == 0 && area.start < at
	    && area.end - 1 >= at;
}

static int set_inherit(const struct um_range *range, int inherit)
{
	const int number = inherit_number(inherit);

	return number == UM_LACKS ? -1 : um_kernel->sys->minherit(
	    (void *)range->addr, range->len, number);
}

/* Gives the range each inheritance until it joins what borders on it at
 * `border'; -1 if it never does. */
static int find_inherit(const struct um_range *range, uintptr_t border)
{
	size_t i;

	for (i = 0; i < sizeof inheritances / sizeof *inheritances; i++)
		if (set_inherit(range, inheritances[i]) == 0
		    && are_joined(border))
			return inheritances[i];
	return -1;
}

/* A new page behind the entry, if there is room for one. */
static int inherit_by_neighbour(const struct um_area *entry)
{
	struct um_range page;
	struct um_request r;
	int inherit = -1;

	um_request_pages(&r, entry->end, um_grain(), entry->prot,
	    UM_MAP_PRIVATE | UM_MAP_FIXED_NOREPLACE
	    | (entry->concealed == 1 ? UM_MAP_CONCEAL : 0));
	if (entry->end == 0 || um_map(&r) < 0)
		return -1;
	page.addr = r.result;
	page.len = r.len;
	if (entry->locked != 1
	    || um_kernel->sys->mlock((void *)page.addr, page.len) == 0)
		inherit = find_inherit(&page, page.addr);
	um_undo(page.addr, page.len);
	return inherit;
}

/* The entry's own last page.  Where the first guess is wrong its inheritance
 * is another for a moment, in which no thread may fork. */
static int inherit_by_last_page(const struct um_area *entry)
{
	struct um_range page;

	page.len = um_grain();
	page.addr = entry->end - page.len;
	if (page.addr == entry->start || !um_kernel->sys->alone
	    || !um_kernel->sys->alone())
		return -1;
	return find_inherit(&page, page.addr);
}

int um_details_by_joining(void *request)
{
	struct um_area *area = request, entry;
	int inherit;

	if (area->kind != UM_KIND_ANON || area->inherit >= 0
	    || um_area_at(area->start, &entry) < 0)
		return 0;
	inherit = inherit_by_neighbour(&entry);
	if (inherit < 0)
		inherit = inherit_by_last_page(&entry);
	um_said_of(0);
	if (inherit < 0)
		return 0;
	area->inherit = inherit;
	if (area->shared < 0)
		area->shared = inherit == UM_INHERIT_SHARE;
	return 0;
}
