/* Cygwin's list of functions: issetugid; newlib/libc/include/sys/unistd.h. */
#ifndef STUB_CYGWIN_UNISTD_H
#define STUB_CYGWIN_UNISTD_H

#include "../posix/unistd.h"

#define _SC_PHYS_PAGES 11
#define _SC_AVPHYS_PAGES 12

int issetugid(void);

#endif
