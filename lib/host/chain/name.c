/* The chain of name. */
#include "../chain.h"

UM_CHAIN(name, NAME);
