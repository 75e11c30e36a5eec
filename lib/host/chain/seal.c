/* The chain of seal. */
#include "../chain.h"

UM_CHAIN(seal, SEAL);
