/* Cygwin's list of functions: issetugid. */
#ifndef STUB_CYGWIN_UNISTD_H
#define STUB_CYGWIN_UNISTD_H

#include "../posix/unistd.h"

int issetugid(void);

#endif
