/* A walk of which an errno may be about the way or the request: the same request
 * of a page of the library's own settles it. */
#include "engine.h"

/* A plain request on memory of the library's own tells whether the way is
 * refused, or what it was asked for.  What a limit says of it tells nothing. */
static UM_COLD enum um_blamed settle(struct um_walking *w, const struct um_way *way)
{
	const int err = errno;
	const enum um_reason why = um_said();

	if (w->plain->go(way) == 0) {
		errno = err;
		if (why)
			um_say(err, why);
		if (w->lasting)
			UM_STORE(&w->chain->taken, way);
		return err == EINVAL && !w->strict ? UM_THE_REQUEST : UM_THE_CALLER;
	}
	if (um_blame(errno, 0) == UM_THE_CALLER)
		return UM_THE_CALLER;		/* by this errno */
	errno = ENOSYS;
	return UM_THE_WAY;
}

int um_walk_settled(struct um_chain *chain, void *request, int strict,
    int (*go)(const struct um_way *))
{
	const struct um_way *const known = UM_LOAD(&chain->taken);
	struct um_plain plain;

	plain.go = go;
	plain.settle = settle;
	return known && known->go(request) == 0 ? 0
	    : um_walk_on(chain, known, request, strict, &plain);
}
