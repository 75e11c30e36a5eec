/* The chain of discard. */
#include "../chain.h"

UM_CHAIN(discard, DISCARD);
