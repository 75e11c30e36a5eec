/* Solaris issetugid(2). */
#ifndef STUB_SOLARIS_UNISTD_H
#define STUB_SOLARIS_UNISTD_H

#include "../posix/unistd.h"

int issetugid(void);

#endif
