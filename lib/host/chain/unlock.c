/* The chain of unlock. */
#include "../chain.h"

UM_CHAIN(unlock, UNLOCK);
