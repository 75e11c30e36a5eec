/* The list of the scenarios, and the chains that they try. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>

const char *const chain_names[UM_CHAINS] = {
	[UM_CHAIN_PRIVATE] = "private memory",
	[UM_CHAIN_SHARED] = "shared memory",
	[UM_CHAIN_FIXED] = "a fixed place",
	[UM_CHAIN_NOREPLACE] = "a place without replacing",
	[UM_CHAIN_ALIGNED] = "an aligned place",
	[UM_CHAIN_LOW2G] = "a place below 2 GiB",
	[UM_CHAIN_LOW4G] = "a place below 4 GiB",
	[UM_CHAIN_RANGE] = "a place in a range",
	[UM_CHAIN_OBJECT] = "an object",
	[UM_CHAIN_AREA] = "what is mapped",
	[UM_CHAIN_AREAS] = "all that is mapped",
	[UM_CHAIN_SPOTS] = "single questions of what is mapped",
	[UM_CHAIN_DETAILS] = "the details of what is mapped",
	[UM_CHAIN_DISCARD] = "discarding",
	[UM_CHAIN_DISCARD_PRIVATE] = "discarding private memory",
	[UM_CHAIN_DISCARD_TOLD] = "discarding what is told to be private",
	[UM_CHAIN_DISCARD_SHARED] = "discarding shared memory",
	[UM_CHAIN_POPULATE_READ] = "populating for reading",
	[UM_CHAIN_POPULATE_WRITE] = "populating for writing",
	[UM_CHAIN_CONCEAL] = "concealing",
	[UM_CHAIN_REMAP] = "growing",
	[UM_CHAIN_INHERIT] = "inheritance",
	[UM_CHAIN_UNLOCK] = "unlocking",
	[UM_CHAIN_MIRROR] = "a mirror",
	[UM_CHAIN_COMMIT] = "committing",
	[UM_CHAIN_GUARD] = "guarding",
	[UM_CHAIN_SEAL] = "sealing",
	[UM_CHAIN_NAME] = "naming",
	[UM_CHAIN_PUNCH] = "punching"
};

const struct um_way *chain_ways(enum um_chain_number chain)
{
	return chain_of(chain)->ways;
}

int way_can(const struct um_way *way)
{
	return um_can(way);
}

int chain_may_lack_room(enum um_chain_number chain)
{
	return chain == UM_CHAIN_NOREPLACE || (!low_is_allowed()
	    && (chain == UM_CHAIN_LOW2G || chain == UM_CHAIN_LOW4G));
}

void chain_disable(enum um_chain_number chain, int first, const char *further)
{
	const struct um_way *ways = chain < UM_CHAINS ? chain_ways(chain) : 0;
	char list[1024] = "";
	size_t used = 0;
	int i;

	if (further)
		used = (size_t)snprintf(list, sizeof list, "%s", further);
	for (i = 0; ways && i < first && ways[i].name; i++)
		used += (size_t)snprintf(list + used, sizeof list - used,
		    "%s%s", used ? "," : "", ways[i].name);
	if (used)
		setenv("UNIMAP_DISABLE", list, 1);
	else
		unsetenv("UNIMAP_DISABLE");
}

const struct scenario *scenario_next(const struct scenario *s)
{
	static const struct scenario *const groups[] = {
		scenarios_of_maps, scenarios_of_ranges, scenarios_of_objects,
		scenarios_of_memory, 0
	};
	const struct scenario *const *group = groups, *last;

	if (!s)
		return *group;
	if (s[1].name)
		return s + 1;
	for (; *group; group++) {
		for (last = *group; last[1].name; last++)
			;
		if (last == s)
			return group[1];
	}
	return 0;
}

const struct scenario *scenario_of(enum um_chain_number chain)
{
	const struct scenario *s = 0;

	while ((s = scenario_next(s)) && s->chain != chain)
		;
	return s;
}

static int is_so(int line)
{
	if (line)
		diag("%s:%d is not so", stage_file, line);
	return !line;
}

enum played scenario_play(const struct scenario *s, enum um_chain_number chain)
{
	struct stage stage;

	s->setup(&stage);
	if (s->run(&stage) == 0)
		return is_so(s->check(&stage)) && stage_foreign_intact(&stage)
		    ? PLAYED : PLAY_WRONG;
	if ((errno == ENOTSUP || (errno == ENOMEM
	    && chain_may_lack_room(chain))) && *um_why())
		return is_so(s->kept(&stage)) ? PLAY_REFUSED : PLAY_WRONG;
	diag("errno %d, %s", errno, um_why());
	return PLAY_WRONG;
}
