/* The chains of asking where something is mapped. */
#include "../chain.h"

UM_CHAIN(areas, AREAS);
UM_CHAIN(spots, SPOTS);
