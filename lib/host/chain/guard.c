/* The chain of guard. */
#include "../chain.h"

UM_CHAIN(guard, GUARD);
