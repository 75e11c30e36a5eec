/* UNIMAP_DISABLE: names of ways between commas, never to be taken. */
#include "failing.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEPT, REFUSED, TAKEN, WRONG };

struct trial {
	enum um_chain_number chain;
	const char *list;
	int way;		/* that must not be taken */
};

static int try(void *trial)
{
	const struct trial *t = trial;
	const struct scenario *s = scenario_of(t->chain);
	const struct um_way *way = &chain_ways(t->chain)[t->way];
	char list[1500] = "";

	if (s->disable)
		snprintf(list, sizeof list, "%s,", s->disable);
	strncat(list, t->list, sizeof list - strlen(list) - 1);
	setenv("UNIMAP_DISABLE", list, 1);
	switch (scenario_play(s, t->chain)) {
	case PLAYED:
		return um_way_taken(t->chain) == way ? TAKEN : KEPT;
	case PLAY_REFUSED:
		return REFUSED;
	default:
		return WRONG;
	}
}

static int status_of(enum um_chain_number chain, const char *list, int way)
{
	struct trial t;

	t.chain = chain;
	t.list = list;
	t.way = way;
	return in_child(try, &t);
}

/* May the scenario be set when all ways of the chain are disabled? */
static int stands_alone(enum um_chain_number chain)
{
	return chain != UM_CHAIN_PRIVATE && chain != UM_CHAIN_FIXED
	    && chain != UM_CHAIN_SHARED;
}

static void test_each(enum um_chain_number chain, const struct um_way *ways)
{
	char list[600];
	int i, status;

	for (i = 0; ways[i].name && ways[i + 1].name; i++) {
		status = status_of(chain, ways[i].name, i);
		if (status == STAGE_CANNOT) {
			skip(2, "%s without \"%s\": no memory to try it on",
			    chain_names[chain], ways[i].name);
			continue;
		}
		ok(status == KEPT || status == REFUSED,
		    "%s without \"%s\" %s", chain_names[chain], ways[i].name,
		    status == REFUSED ? "is ENOTSUP" : "is done another way");
		if (status > REFUSED)
			diag("status %d", status);
		snprintf(list, sizeof list, "no such way,%s,nor this",
		    ways[i].name);
		is_int(status_of(chain, list, i), status,
		    "also when it stands among other names");
	}
}

/* Part of a name is no name. */
static void test_part(enum um_chain_number chain, const struct um_way *ways)
{
	char name[200];
	int i;

	for (i = 0; ways[i].name && status_of(chain, "", i) != TAKEN; i++)
		;
	if (!ways[i].name)
		return;
	snprintf(name, sizeof name, "%s", ways[i].name);
	name[strlen(name) - 1] = '\0';
	is_int(status_of(chain, name, i), TAKEN,
	    "%s: part of the name of a way does not disable it",
	    chain_names[chain]);
}

static int go_on(const struct um_area *area, void *closure)
{
	(void)area;
	(void)closure;
	return 0;
}

static int none_left(void *trial)
{
	const struct trial *t = trial;
	struct um_area area;
	struct um_object object;
	int failed;

	chain_disable(t->chain, 100, 0);
	um_object_anon(&object, (off_t)page(), 0);
	switch (t->chain) {
	case UM_CHAIN_AREA:
		failed = um_area_at((uintptr_t)&area, &area);
		break;
	case UM_CHAIN_AREAS:
		failed = um_areas_from(0, go_on, 0);
		break;
	case UM_CHAIN_OBJECT:
		failed = um_object(&object);
		break;
	default:
		failed = um_mmap(0, page(), PROT_READ, UM_MAP_ANON
		    | (t->chain == UM_CHAIN_SHARED ? UM_MAP_SHARED
			: UM_MAP_PRIVATE), -1, 0) == MAP_FAILED ? -1 : 0;
		if (failed && !*um_why())
			return 1;
	}
	return !(failed && errno == ENOTSUP);
}

static int all_disabled(void *trial)
{
	const struct trial *t = trial;
	const struct scenario *s = scenario_of(t->chain);
	struct stage stage;

	chain_disable(t->chain, 100, s->disable);
	s->setup(&stage);
	if (s->run(&stage) == 0)
		return 1;
	return errno != ENOTSUP || !*um_why() || s->kept(&stage);
}

static void test_all(enum um_chain_number chain)
{
	struct trial t;
	int status;

	t.chain = chain;
	if (!stands_alone(chain) || chain == UM_CHAIN_AREA
	    || chain == UM_CHAIN_AREAS || chain == UM_CHAIN_OBJECT)
		is_int(chain == UM_CHAIN_FIXED ? 0 : in_child(none_left, &t),
		    0, "%s without any way is ENOTSUP", chain_names[chain]);
	else if ((status = in_child(all_disabled, &t)) == STAGE_CANNOT)
		skip(1, "%s without any way: no memory to try it on",
		    chain_names[chain]);
	else
		is_int(status, 0,
		    "%s without any way is ENOTSUP with a reason, and nothing "
		    "is lost", chain_names[chain]);
}

/* Is what the kernel chooses by itself low enough, with no way taken? */
static int chooses_low(void)
{
	void *p = um_mmap(0, page(), PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON,
	    -1, 0);
	const int low = (uintptr_t)p >> 31 == 0;

	um_munmap(p, page());
	return low;
}

int main(void)
{
	int i;

	plan(0);
	for (i = 0; i < UM_CHAINS; i++) {
		const enum um_chain_number chain = (enum um_chain_number)i;

		if (!chain_ways(chain))
			continue;
		test_each(chain, chain_ways(chain));
		test_part(chain, chain_ways(chain));
		/* None is needed, of 32 bits none is asked, and what is not
		 * told to be shared is discarded as private. */
		if (chain != UM_CHAIN_DETAILS && chain != UM_CHAIN_SPOTS
		    && (chain != UM_CHAIN_DISCARD_SHARED || sharing_is_told())
		    && (chain != UM_CHAIN_LOW2G || !chooses_low())
		    && (chain != UM_CHAIN_LOW4G
		    || UM_LAST_4G != UINTPTR_MAX))
			test_all(chain);
	}
	return done();
}
