/* Memory in a place, for the tests of places. */
#ifndef ROOM_H
#define ROOM_H

#include "tap.h"

/* Readable and writable, or MAP_FAILED. */
void *room_take(struct um_place where, size_t len, int flags);
/* Does it lie there, aligned as asked? */
int room_holds(const void *p, size_t len, const struct um_place *where);

#endif
