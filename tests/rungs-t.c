/* Every way of every chain is taken when those before it are disabled, and
 * works; or the chain goes on, or answers ENOTSUP.  Prints which. */
#include "failing.h"
#include "qemu.h"

#include <stdio.h>
#include <stdlib.h>

enum { REACHED, PASSED_OVER, REFUSED, UNASKED, WRONG };

struct rung {
	enum um_chain_number chain;
	int way;
	const struct scenario *scenario;
};

static int climb(void *rung)
{
	const struct rung *r = rung;
	const struct scenario *s = r->scenario;
	const struct um_way *way = &chain_ways(r->chain)[r->way];

	chain_disable(r->chain, r->way, s->disable);
	switch (scenario_play(s, r->chain)) {
	case PLAYED:
		break;
	case PLAY_REFUSED:
		return REFUSED;
	default:
		return WRONG;
	}
	if (!um_way_taken(r->chain))
		return UNASKED;
	if (um_way_taken(r->chain) < way) {
		diag("a disabled way is taken");
		return WRONG;
	}
	return um_way_taken(r->chain) == way ? REACHED : PASSED_OVER;
}

/* What the way asks of the kernel is beyond qemu. */
static int qemu_lacks(const struct um_way *way)
{
	return way->go == um_remap_by_mremap
	    && qemu_skips(QEMU_MREMAP_IN_PLACE, 1);
}

/* The best that any call of the chain makes of it, or the first that is
 * wrong. */
static int outcome(struct rung *r)
{
	int best = UNASKED, status;

	r->scenario = 0;
	while (best != REACHED && (r->scenario = scenario_next(r->scenario))) {
		if (r->scenario->chain != r->chain || r->scenario->wanted)
			continue;
		status = in_child(climb, r);
		if (status >= WRONG)
			return status;
		if (status < best)
			best = status;
	}
	return best;
}

int main(void)
{
	static const char *const outcomes[] = {
		"is taken and works",
		"is passed over, the next one works",
		"is refused by the kernel, the answer is ENOTSUP",
		"is not asked",
		"is wrong"
	};
	const struct um_way *ways;
	struct rung r;
	int chain, status;

	plan(0);
	for (chain = 0; chain < UM_CHAINS; chain++) {
		ways = chain_ways((enum um_chain_number)chain);
		for (r.way = 0; ways && ways[r.way].name; r.way++) {
			if (!way_can(&ways[r.way])) {
				skip(1, "%s: %s: not on this kernel",
				    chain_names[chain], ways[r.way].name);
				continue;
			}
			if (qemu_lacks(&ways[r.way]))
				continue;
			r.chain = (enum um_chain_number)chain;
			status = outcome(&r);
			if (status == STAGE_CANNOT) {
				skip(1, "%s: %s: no memory to try it on",
				    chain_names[chain], ways[r.way].name);
				continue;
			}
			ok(status < WRONG, "%s: %s %s", chain_names[chain],
			    ways[r.way].name,
			    outcomes[status < WRONG ? status : WRONG]);
			if (status > WRONG)
				diag("status %d", status);
		}
	}
	return done();
}
