/* The chain of mirror. */
#include "../chain.h"

UM_CHAIN(mirror, MIRROR);
