/* The chain of details. */
#include "../chain.h"

UM_CHAIN(details, DETAILS);
