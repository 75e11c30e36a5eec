/* The chain of remap. */
#include "../chain.h"

UM_CHAIN(remap, REMAP);
