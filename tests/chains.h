/* Every chain by a number, and each family's: only tests need a table. */
#ifndef TESTS_CHAINS_H
#define TESTS_CHAINS_H

#include "../lib/engine/kernel.h"

#define EACH_CHAIN(X, f, F) \
	X(private, PRIVATE, f, F) \
	X(shared, SHARED, f, F) \
	X(fixed, FIXED, f, F) \
	X(noreplace, NOREPLACE, f, F) \
	X(aligned, ALIGNED, f, F) \
	X(low2g, LOW2G, f, F) \
	X(low4g, LOW4G, f, F) \
	X(range, RANGE, f, F) \
	X(object, OBJECT, f, F) \
	X(area, AREA, f, F) \
	X(areas, AREAS, f, F) \
	X(spots, SPOTS, f, F) \
	X(details, DETAILS, f, F) \
	X(discard, DISCARD, f, F) \
	X(discard_private, DISCARD_PRIVATE, f, F) \
	X(discard_told, DISCARD_TOLD, f, F) \
	X(discard_shared, DISCARD_SHARED, f, F) \
	X(populate_read, POPULATE_READ, f, F) \
	X(populate_write, POPULATE_WRITE, f, F) \
	X(conceal, CONCEAL, f, F) \
	X(remap, REMAP, f, F) \
	X(inherit, INHERIT, f, F) \
	X(unlock, UNLOCK, f, F) \
	X(mirror, MIRROR, f, F) \
	X(commit, COMMIT, f, F) \
	X(guard, GUARD, f, F) \
	X(seal, SEAL, f, F) \
	X(name, NAME, f, F) \
	X(punch, PUNCH, f, F)

#define CHAIN_NUMBER(name, NAME, f, F) UM_CHAIN_##NAME,
enum um_chain_number { EACH_CHAIN(CHAIN_NUMBER, 0, 0) UM_CHAINS };

struct um_chain *chain_of(enum um_chain_number);
const struct um_way *um_way_taken(enum um_chain_number);
/* From now on every chain is that family's. */
void use_family(const struct um_family *);

#endif
