/* The chain of commit. */
#include "../chain.h"

UM_CHAIN(commit, COMMIT);
