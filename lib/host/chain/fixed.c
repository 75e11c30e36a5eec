/* The chain of mapping in place of what is there. */
#include "../chain.h"

UM_CHAIN(fixed, FIXED);
