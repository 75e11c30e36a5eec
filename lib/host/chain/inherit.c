/* The chain of inherit. */
#include "../chain.h"

UM_CHAIN(inherit, INHERIT);
