/* The chain of punch. */
#include "../chain.h"

UM_CHAIN(punch, PUNCH);
