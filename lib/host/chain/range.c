/* The chains of a place in a range. */
#include "../chain.h"

UM_CHAIN(aligned, ALIGNED);
UM_CHAIN(low2g, LOW2G);
UM_CHAIN(low4g, LOW4G);
UM_CHAIN(range, RANGE);
UM_CHAIN(spots, SPOTS);
