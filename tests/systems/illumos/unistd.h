/* illumos issetugid(2). */
#ifndef STUB_ILLUMOS_UNISTD_H
#define STUB_ILLUMOS_UNISTD_H

#include "../posix/unistd.h"

int issetugid(void);

#endif
