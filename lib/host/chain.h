/* UM_CHAIN(name, NAME): the chain as the host's family has it.  One file for each
 * thing done, so that a static program has those that it walks. */
#ifndef UM_HOST_CHAIN_H
#define UM_HOST_CHAIN_H

#include "../way/way.h"
#include "family.h"

#ifdef UM_INTERNAL		/* the one file */
# define UM_CHAIN_CLASS UM_INTERNAL
#else
# define UM_CHAIN_CLASS
#endif

#define UM_CHAIN(name, NAME) \
	static const struct um_way um_ways_##name[] = { \
		UM_WAYS_##NAME, UM_NO_WAY \
	}; \
	UM_CHAIN_CLASS struct um_chain um_chain_##name = { um_ways_##name, 0 }

#endif
