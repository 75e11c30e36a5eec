/* The chain of discard-shared. */
#include "../chain.h"

UM_CHAIN(discard_shared, DISCARD_SHARED);
