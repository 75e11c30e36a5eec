/* The engine: walks a chain of ways and remembers the one that works. */
#include "logic.h"

/* Per chain the way that worked last. */
static const struct um_way *taken[UM_CHAINS];

static UM_COLD const struct um_way *ways_of(enum um_chain chain)
{
	const struct um_way *own = um_kernel.family->ways[chain];

	return own ? own : um_usual_ways[chain];
}

/* UNIMAP_DISABLE: names of ways between commas, never to be taken. */
static UM_COLD int disabled(const char *name)
{
	const char *list = um_environment("UNIMAP_DISABLE");
	size_t len = strlen(name);

	while (list && *list) {
		list += strspn(list, " ");
		if (strncmp(list, name, len) == 0
		    && (list[len] == '\0' || list[len] == ','))
			return 1;
		list = strchr(list, ',');
		if (list)
			list++;
	}
	return 0;
}

int um_number_at(unsigned offset)
{
	return *(const int *)(const void *)
	    ((const char *)&um_kernel.numbers + offset);
}

static int has_call(unsigned offset)
{
	void (*call)(void);

	memcpy(&call, (const char *)&um_kernel.sys + offset, sizeof call);
	return call != 0;
}

int um_can(const struct um_way *way)
{
	const unsigned what = way->needs & 0xffff;

	switch (way->needs & ~0xffffu) {
	case UM_NEED_FLAG:
		return um_number_at(what) != 0;
	case UM_NEED_ADVICE:
		return um_number_at(what) != UM_LACKS;
	case UM_NEED_CALL:
		return has_call(what);
	case UM_NEED_HABIT:
		return (um_kernel.family->habits & what) != 0;
	case UM_NEED_NO_HABIT:
		return (um_kernel.family->habits & what) == 0;
	case UM_NEEDS_TOUCH:
		return UM_CAN_TOUCH;
	default:
		return 1;
	}
}

static UM_COLD int is_refusal(int err, int strict, int proven)
{
	if (err == ENOSYS || err == ECAPMODE)
		return 1;
	if (err == EINVAL)
		return !(strict && proven);
	if (err == EPERM || err == EACCES || err == ENOTSUP || err == EOPNOTSUPP)
		return !strict;
	return 0;
}

/* Takes the first way from `way` on that works.  first: the errno of the way
 * before it, 0 if there was none. */
static UM_COLD int find(enum um_chain chain, const struct um_way *way,
    void *request, int strict, int first)
{
	const int proven = first;

	for (; way->name; way++) {
		if (!um_can(way) || disabled(way->name))
			continue;
		if (way->go(request) == 0) {
			UM_STORE(&taken[chain], way);
			um_said_of(0);
			return 0;
		}
		if (!is_refusal(errno, strict, 0))
			return -1;
		if (!first || first == ENOSYS)
			first = errno;
	}
	errno = proven == EINVAL || (first && strict && first != ENOSYS)
	    ? first : ENOTSUP;
	um_said_of(errno);
	return -1;
}

int um_walk_on(enum um_chain chain, const struct um_way *known,
    const struct um_way *ways, void *request, int strict)
{
	if (!known)
		return find(chain, ways, request, strict, 0);
	return is_refusal(errno, strict, 1)
	    ? find(chain, known + 1, request, strict, errno) : -1;
}

int um_walk(enum um_chain chain, void *request, int strict)
{
	const struct um_way *known = UM_LOAD(&taken[chain]);

	if (known && known->go(request) == 0)
		return 0;
	return um_walk_on(chain, known, ways_of(chain), request, strict);
}

const struct um_way *um_way_taken(enum um_chain chain)
{
	return UM_LOAD(&taken[chain]);
}

void um_way_take(enum um_chain chain, const struct um_way *way)
{
	UM_STORE(&taken[chain], way);
}
