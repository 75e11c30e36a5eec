/* What is put on memory: um_guard, um_unguard, um_seal, um_name. */
#include "call.h"

static int guard_a_page(const struct um_way *way)
{
	struct um_guarding g;
	int failed;

	if (um_scratch(&g.range) < 0)
		return -1;
	g.lift = 0;
	failed = way->go(&g);
	um_undo(g.range.addr, g.range.len);
	return failed;
}

/* Linux: EINVAL of what is locked, and of what has no pages of its own. */
static int guard_failed(const struct um_guarding *g)
{
	if (errno == EINVAL && um_is_locked(&g->range))
		return um_fail(EBUSY, UM_WHY_LOCKED);
	if (errno == EINVAL)
		return um_fail(ENOTSUP, UM_WHY_NOT_GUARDED);
	return g->lift ? um_protection_failed(&g->range, g->prot)
	    : um_range_failed(&g->range, UM_IN_GUARD, 0);
}

static int guard(void *addr, size_t len, int lift, int prot)
{
	const int saved = errno;
	struct um_guarding g;
	const int some = um_range_of(addr, len, &g.range);

	if (some <= 0)
		return some;
	g.lift = lift;
	g.prot = prot;
	if (um_walk_settled(&um_chain_guard, &g, 1,
	    guard_a_page) < 0)
		return guard_failed(&g);
	errno = saved;
	return 0;
}

UM_COLD int um_guard(void *addr, size_t len)
{
	return guard(addr, len, 0, PROT_NONE);
}

UM_COLD int um_unguard(void *addr, size_t len, int prot)
{
	if (um_check_prot(prot) < 0)
		return -1;
	return guard(addr, len, 1, prot);
}

UM_COLD int um_seal(void *addr, size_t len, unsigned flags)
{
	const int saved = errno;
	struct um_range range;
	int some;

	if (flags)
		return um_invalid(UM_WHY_FLAG);
	some = um_range_of(addr, len, &range);
	if (some <= 0)
		return some;
	if (um_walk(&um_chain_seal, &range, 0) < 0)
		return um_range_failed(&range, UM_IN_MADVISE, 0);
	errno = saved;
	return 0;
}

/* What Linux takes (mm/madvise.c, kernel/sys.c): 80 bytes with the last 0,
 * printable, and not what would confuse a reader of the map.  Android before
 * 5.17 keeps the pointer, so a name that is fit for it is given as it is. */
enum { NAME_SIZE = 80 };

static const char *nameable(const char *name, char plain[NAME_SIZE])
{
	int i, same = 1;

	for (i = 0; name[i] && i < NAME_SIZE - 1; i++) {
		plain[i] = name[i];
		if (name[i] < ' ' || name[i] > '~'
		    || strchr("\\`$[]", name[i]))
			plain[i] = '_';
		same = same && plain[i] == name[i];
	}
	plain[i] = '\0';
	return same && !name[i] ? name : plain;
}

UM_COLD int um_name(void *addr, size_t len, const char *name)
{
	const int saved = errno;
	struct um_naming naming;
	char plain[NAME_SIZE];
	const int some = um_range_of(addr, len, &naming.range);

	if (some <= 0)
		return some;
	naming.name = name ? nameable(name, plain) : 0;
	if (um_walk(&um_chain_name, &naming, 0) < 0)
		return um_range_failed(&naming.range, UM_IN_MADVISE, 0);
	errno = saved;
	return 0;
}
