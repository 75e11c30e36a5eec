/* Ways of the others: flags and calls that Linux has not, and ways round what
 * some of them lack. */
#include "logic.h"

/* ---- placement --------------------------------------------------------- */

/* NetBSD: the flag makes a free hint bind, and a taken one go elsewhere. */
int um_noreplace_by_tryfixed(void *request)
{
	return um_place_compared(request, um_kernel.numbers.map_noreplace,
	    0);
}

/* Does the kernel go back to where it has just been? */
static int hint_binds(void)
{
	uintptr_t first, second;

	if (um_hold(0, um_grain(), &first) < 0)
		return 0;
	um_undo(first, um_grain());
	second = (uintptr_t)um_kernel.sys.mmap((void *)first, um_grain(), 0,
	    um_kernel.numbers.map_private | um_kernel.numbers.map_anon,
	    -1, 0);
	if (second != UM_NOWHERE)
		um_undo(second, um_grain());
	return second == first;
}

/* Asked more than once: another thread can be quicker. */
static int hints_bind(void)
{
	enum { QUESTIONS = 16 };
	static int remembered;
	int asked;

	for (asked = 0; !UM_LOAD(&remembered) && asked < QUESTIONS; asked++)
		if (hint_binds())
			UM_STORE(&remembered, 1);
	return UM_LOAD(&remembered);
}

int um_noreplace_by_bound_hint(void *request)
{
	return um_place_compared(request, 0, hints_bind);
}

/* AIX and Hurd: another thread may win the gap. */
int um_fixed_by_unmapping(void *request)
{
	struct um_request *r = request;

	if (um_unmap(r->addr, r->len) < 0)
		return -1;
	if (um_walk(UM_CHAIN_NOREPLACE, r, 1) == 0)
		return 0;
	return errno == EEXIST ? um_no_memory(
	    "another thread mapped there meanwhile") : -1;
}

int um_log2(size_t align)
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
	    um_log2(r->align) << um_kernel.numbers.map_aligned_shift));
}

int um_aligned_by_addr(void *request)
{
	struct um_request *r = request;

	return settle_aligned(r, um_raw_map(r, r->align, r->len,
	    um_kernel.numbers.map_align_in_addr));
}

/* ---- objects, discarding ----------------------------------------------- */

int um_object_by_shm_anon(void *object)
{
	return um_object_made(object, um_kernel.sys.shm_open(
	    (const char *)(intptr_t)um_kernel.numbers.shm_anon, O_RDWR,
	    0600), 0);
}

/* Zero either way: the pages that MADV_FREE keeps were zeroed before. */
int um_discard_by_freeing(void *request)
{
	const struct um_range range = um_area_range(request);

	memset((void *)range.addr, 0, range.len);
	(void)um_raw_madvise(&range, um_kernel.numbers.adv_free);
	return 0;
}

/* ---- the address space, inheritance ------------------------------------ */

int um_area_by_call(void *question)
{
	struct um_question *ask = question;

	ask->stopped = um_kernel.sys.areas(ask->from, ask->visit,
	    ask->closure);
	return ask->stopped < 0 ? -1 : 0;
}

/* ---- inheritance ------------------------------------------------------- */

int um_inherit_number(int inherit)
{
	const struct um_numbers *n = &um_kernel.numbers;

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
	const int number = um_inherit_number(i->inherit);

	if (number == UM_LACKS)
		return um_unable("this kernel has no such inheritance");
	if ((um_kernel.family->habits & UM_MINHERIT_PASSES_HOLES)
	    && um_whole(&i->range) == 0)
		return um_no_memory(UM_WHY_HOLE);
	return um_kernel.sys.minherit((void *)i->range.addr, i->range.len,
	    number);
}
