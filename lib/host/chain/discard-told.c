/* The chain of discarding what its map tells is private. */
#include "../chain.h"

UM_CHAIN(discard_told, DISCARD_TOLD);
