/* DragonFly issetugid(2). */
#ifndef STUB_DRAGONFLY_UNISTD_H
#define STUB_DRAGONFLY_UNISTD_H

#include "../posix/unistd.h"

int issetugid(void);

#endif
