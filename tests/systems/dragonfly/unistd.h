/* DragonFly issetugid(2), getpagesize(3). */
#ifndef STUB_DRAGONFLY_UNISTD_H
#define STUB_DRAGONFLY_UNISTD_H

#include "../posix/unistd.h"

int getpagesize(void);
int issetugid(void);

#endif
