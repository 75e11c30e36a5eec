/* The chain of asking all that is told of an area. */
#include "../chain.h"

UM_CHAIN(area, AREA);
