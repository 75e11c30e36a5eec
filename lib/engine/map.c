/* A request for memory on its way to the kernel: what is mapped, what else it
 * wishes for, and what is done when it is there. */
#include "engine.h"

#define UM_MAP_WISHES (UM_MAP_CONCEAL | UM_MAP_POPULATE | UM_MAP_HUGE \
    | UM_MAP_MAYEXEC | UM_MAP_STACK | UM_MAP_NORESERVE | UM_MAP_ANY_PROT)

void um_request_pages(struct um_request *r, uintptr_t addr, size_t len,
    int prot, int flags)
{
	r->addr = addr;
	r->len = len;
	r->prot = prot;
	r->flags = UM_MAP_ANON | flags;
	r->offset = 0;
	um_request_anywhere(r);
}

/* NetBSD answers a low hint with address 0, which is no address here. */
static UM_COLD uintptr_t off_zero(struct um_request *r)
{
	const uintptr_t at = um_raw_map(r, 0, r->len, 0);

	um_undo(0, r->len);
	return at;
}

/* Not where the kernel was asked first. */
static UM_COLD int put_elsewhere(struct um_request *r, uintptr_t at)
{
	if (at == UM_NOWHERE && r->addr)
		at = um_raw_map(r, 0, r->len, 0);
	return um_settle(r, at ? at : off_zero(r));
}

/* Anywhere the alignment is the system's own. */
int um_put(struct um_request *r)
{
	void *at;

	if (r->put)
		return r->put(r);
	at = um_kernel.sys.mmap((void *)(r->addr & ~(r->align - 1)), r->len,
	    r->raw_prot, r->raw_flags | r->raw_wishes, r->fd, r->offset);
	if (at == MAP_FAILED || !at)
		return put_elsewhere(r, (uintptr_t)at);
	r->result = (uintptr_t)at;
	return 0;
}

static UM_COLD int from_file(struct um_request *r)
{
	r->raw_flags = r->flags & UM_MAP_SHARED
	    ? um_kernel.numbers.map_shared : um_kernel.numbers.map_private;
	return um_put(r);
}

static inline struct um_chain *chain_of(const struct um_request *r)
{
	return r->flags & UM_MAP_SHARED ? &um_chain_shared : &um_chain_private;
}

static UM_COLD int go_on(struct um_request *r, const struct um_way *known)
{
	return um_walk_on(chain_of(r), known, r,
	    r->strict || (r->prot & PROT_EXEC), 0);
}

static inline int from_source(struct um_request *r)
{
	const struct um_way *known;

	if (!(r->flags & UM_MAP_ANON))
		return from_file(r);
	known = UM_LOAD(&chain_of(r)->taken);
	return known && known->go(r) == 0 ? 0 : go_on(r, known);
}

/* PROT_EXEC may be added later: PaX, PROT_MAX and MAP_JIT must know now. */
static int may_exec(const struct um_request *r, int *flags)
{
	const struct um_numbers *n = &um_kernel.numbers;
	const int most = r->flags & UM_MAP_ANON ? UM_PROT_ALL
	    : r->prot | PROT_EXEC;

	if ((r->flags & UM_MAP_MAYEXEC) && (r->flags & UM_MAP_ANON)
	    && (r->flags & UM_MAP_PRIVATE) && !(r->flags & UM_MAP_AT))
		*flags |= n->map_jit;
	return n->prot_max_shift
	    ? um_prot_to_kernel(most) << n->prot_max_shift : 0;
}

/* The wishes that a filter kills for can be taken away, by UNIMAP_DISABLE. */
static UM_COLD int disabled_wishes(void)
{
	const struct um_numbers *n = &um_kernel.numbers;
	static int remembered = -1;
	int flags = UM_LOAD(&remembered);

	if (flags == -1) {
		flags = (um_disabled("MAP_POPULATE") ? n->map_populate : 0)
		    | (um_disabled("MAP_NORESERVE") ? n->map_noreserve : 0);
		UM_STORE(&remembered, flags);
	}
	return flags;
}

/* Populating an over-long map that is then trimmed would be waste, and pages
 * that are there do not become large. */
static int populates_while_mapping(const struct um_request *r)
{
	const struct um_numbers *n = &um_kernel.numbers;

	return (r->flags & UM_MAP_POPULATE) && r->align <= um_grain()
	    && (n->map_populate & ~disabled_wishes())
	    && !((r->flags & UM_MAP_HUGE) && n->adv_hugepage != UM_LACKS);
}

static UM_COLD int write_wishes(struct um_request *r)
{
	const struct um_numbers *n = &um_kernel.numbers;
	int flags = 0;

	if (r->flags & (UM_MAP_MAYEXEC | UM_MAP_ANY_PROT))
		r->raw_prot |= may_exec(r, &flags);
	if (r->flags & UM_MAP_STACK)
		flags |= n->map_stack;
	if (r->flags & UM_MAP_CONCEAL)
		flags |= n->map_conceal;
	if (r->flags & UM_MAP_NORESERVE)
		flags |= n->map_noreserve;
	if (populates_while_mapping(r))
		flags |= n->map_populate;
	r->raw_wishes = flags & ~disabled_wishes();
	return (r->raw_wishes & n->map_stack) && (r->raw_wishes & n->map_conceal)
	    ? um_unable(UM_WHY_CONCEALED_STACK) : 0;
}

/* New pages of our own hold nothing yet. */
static UM_COLD void touch_all(const struct um_range *range)
{
	size_t at;

	for (at = 0; at < range->len; at += um_page())
		*(volatile char *)(range->addr + at) = 0;
}

/* Linux before 5.14 has no advice for it, nor do others: what WILLNEED does not
 * do for anonymous memory a store does. */
static UM_COLD void populate(const struct um_request *r,
    const struct um_range *range)
{
	const struct um_numbers *n = &um_kernel.numbers;

	if (um_raw_madvise(range, r->prot & PROT_WRITE ? n->adv_populate_write
	    : n->adv_populate_read) == 0 || (errno != EINVAL
	    && errno != ENOSYS))
		return;
	if ((r->flags & UM_MAP_PRIVATE) && (r->flags & UM_MAP_ANON)
	    && (r->prot & PROT_WRITE))
		touch_all(range);
	else
		(void)um_raw_madvise(range, n->adv_willneed);
}

/* What the kernel takes as advice on existing memory only. */
static UM_COLD int finish(struct um_request *r)
{
	const struct um_numbers *n = &um_kernel.numbers;
	struct um_range range;

	range.addr = r->result;
	range.len = r->len;
	if ((r->flags & UM_MAP_CONCEAL) && !n->map_conceal
	    && um_conceal(&range, 1) < 0) {
		um_undo(r->result, r->len);
		return -1;
	}
	if (r->flags & UM_MAP_HUGE)
		(void)um_raw_madvise(&range, n->adv_hugepage);
	if ((r->flags & UM_MAP_POPULATE) && !populates_while_mapping(r))
		populate(r, &range);
	return 0;
}

static UM_COLD int map_wished(struct um_request *r)
{
	return write_wishes(r) < 0 || from_source(r) < 0 ? -1 : finish(r);
}

int um_map(struct um_request *r)
{
	r->raw_wishes = 0;
	r->raw_prot = um_prot_to_kernel(r->prot);
	return r->flags & UM_MAP_WISHES ? map_wished(r) : from_source(r);
}

/* No way had worked yet, so who is to blame: the kernel, or the place and the
 * length that were asked for?  One page tells. */
int um_map_blamed(struct um_request *r)
{
	struct um_request page;

	if (errno != ENOTSUP || !(r->flags & UM_MAP_ANON)
	    || UM_LOAD(&chain_of(r)->taken))
		return -1;
	um_request_pages(&page, 0, um_page(), r->prot, r->flags
	    & (UM_MAP_SHARED | UM_MAP_PRIVATE));
	if (um_map(&page) < 0)
		return -1;
	um_undo(page.result, page.len);
	return um_map(r);
}

int um_scratch(struct um_range *page)
{
	struct um_request r;

	um_request_pages(&r, 0, um_grain(), PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE);
	if (um_map(&r) < 0)
		return -1;
	page->addr = r.result;
	page->len = r.len;
	return 0;
}
