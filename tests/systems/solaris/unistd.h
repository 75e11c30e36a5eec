/* Solaris issetugid(2), sysconf(3C); the number: illumos, which has it of
 * OpenSolaris. */
#ifndef STUB_SOLARIS_UNISTD_H
#define STUB_SOLARIS_UNISTD_H

#include "../posix/unistd.h"

#define _SC_PHYS_PAGES 500
#define _SC_AVPHYS_PAGES 501

int issetugid(void);

#endif
