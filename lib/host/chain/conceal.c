/* The chain of conceal. */
#include "../chain.h"

UM_CHAIN(conceal, CONCEAL);
