/* The chains of mapping anywhere: where the pages come from, and of what
 * object. */
#include "../chain.h"

UM_CHAIN(private, PRIVATE);
UM_CHAIN(shared, SHARED);
UM_CHAIN(object, OBJECT);
