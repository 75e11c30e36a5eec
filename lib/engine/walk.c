/* The engine: walks a chain of ways and remembers the one that works. */
#include "engine.h"

/* UNIMAP_DISABLE: names of ways between commas, never to be taken. */
int um_disabled(const char *name)
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

	switch (way->needs & UM_NEED_MASK) {
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

enum um_blamed um_blame(int err, int strict)
{
	if (err == ENOSYS || err == ECAPMODE)
		return UM_THE_WAY;
	if (err == EINVAL)
		return UM_THE_REQUEST;
	if (strict)
		return UM_THE_CALLER;
	if (err == EPERM || err == EACCES)
		return UM_THE_WAY;
	/* Linux has one number for both, of which gcc warns in one condition. */
	if (err == ENOTSUP)
		return UM_THE_REQUEST;
	return err == EOPNOTSUPP ? UM_THE_REQUEST : UM_THE_CALLER;
}

/* May the next way be tried after what this one said? */
static UM_COLD int goes_on(struct um_walking *w, const struct um_way *way, int proven)
{
	enum um_blamed whom = um_blame(errno, w->strict);

	if (w->plain && (errno == EPERM || errno == EACCES
		|| (errno == EINVAL && (w->strict || !proven))))
		whom = w->plain->settle(w, way);
	else if (whom == UM_THE_REQUEST && w->strict && proven)
		whom = UM_THE_CALLER;
	/* Of a way that never worked a kernel that lacks it says EINVAL too. */
	if (whom == UM_THE_REQUEST && (proven || w->plain || errno != EINVAL))
		w->lasting = 0;
	if (!w->answer || w->answer == ENOSYS || (w->plain && errno != ENOSYS))
		w->answer = errno;
	return whom != UM_THE_CALLER;
}

static UM_COLD int no_way_left(const struct um_walking *w, int proven)
{
	errno = w->answer && w->answer != ENOSYS && (w->strict || w->plain
	    || (proven && w->answer == EINVAL)) ? w->answer : ENOTSUP;
	um_said_of(errno);
	return -1;
}

static UM_COLD int walk_on(struct um_walking *w, const struct um_way *known,
    const struct um_way *way)
{
	w->lasting = 1;
	w->answer = 0;
	if (known) {
		if (!goes_on(w, known, 1))
			return -1;
		way = known + 1;
	}
	for (; way->name; way++) {
		if (!um_can(way) || um_disabled(way->name))
			continue;
		if (way->go(w->request) == 0) {
			if (w->lasting)
				UM_STORE(&w->chain->taken, way);
			um_said_of(0);
			return 0;
		}
		if (!goes_on(w, way, 0))
			return -1;
	}
	return no_way_left(w, known != 0);
}

int um_walk_on(struct um_chain *chain, const struct um_way *known,
    void *request, int strict, const struct um_plain *plain)
{
	struct um_walking w;

	w.chain = chain;
	w.request = request;
	w.strict = strict;
	w.plain = plain;
	return walk_on(&w, known, chain->ways);
}

int um_walk(struct um_chain *chain, void *request, int strict)
{
	return um_walk_often(chain, request, strict);
}
