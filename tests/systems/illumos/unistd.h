/* illumos issetugid(2); usr/src/uts/common/sys/unistd.h. */
#ifndef STUB_ILLUMOS_UNISTD_H
#define STUB_ILLUMOS_UNISTD_H

#include "../posix/unistd.h"

#define _SC_PHYS_PAGES 500
#define _SC_AVPHYS_PAGES 501

int issetugid(void);

#endif
