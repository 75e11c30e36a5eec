/* The chain of asking where something is mapped. */
#include "../chain.h"

UM_CHAIN(areas, AREAS);
