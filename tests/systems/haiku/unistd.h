/* Haiku (2026), headers/posix/unistd.h. */
#ifndef STUB_HAIKU_UNISTD_H
#define STUB_HAIKU_UNISTD_H

#include "../posix/unistd.h"

#define _SC_PHYS_PAGES 40
#define _SC_AVPHYS_PAGES 41

int getpagesize(void);

#endif
