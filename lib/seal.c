/* um_seal and um_name: what the kernel keeps about memory besides. */
#include "logic.h"

static int range_failed(const struct um_range *range)
{
	if (errno == ENOMEM && um_whole(range) == 0)
		return um_lacking(UM_WHY_HOLE);
	return um_fail_as(UM_IN_MADVISE, 0);
}

UM_COLD int um_seal(void *addr, size_t len, unsigned flags)
{
	const int saved = errno;
	struct um_range range;
	int some;

	if (flags)
		return um_invalid("unknown flag");
	some = um_range_of(addr, len, &range);
	if (some <= 0)
		return some;
	if (um_whole(&range) == 0)	/* OpenBSD passes over a hole */
		return um_lacking(UM_WHY_HOLE);
	if (um_walk_alike(UM_CHAIN_SEAL, um_seal_ways, &range, 0) < 0)
		return range_failed(&range);
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
	if (um_walk_alike(UM_CHAIN_NAME, um_name_ways, &naming, 0) < 0)
		return range_failed(&naming.range);
	errno = saved;
	return 0;
}
