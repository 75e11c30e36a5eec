/* The chain of discard-private. */
#include "../chain.h"

UM_CHAIN(discard_private, DISCARD_PRIVATE);
