/* The chain of mapping without replacing. */
#include "../chain.h"

UM_CHAIN(noreplace, NOREPLACE);
