/* The chains of populating. */
#include "../chain.h"

UM_CHAIN(populate_read, POPULATE_READ);
UM_CHAIN(populate_write, POPULATE_WRITE);
