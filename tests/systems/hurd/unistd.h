/* glibc, bits/confname.h: the number is that of its place there. */
#ifndef STUB_HURD_UNISTD_H
#define STUB_HURD_UNISTD_H

#include "../posix/unistd.h"

#define _SC_PHYS_PAGES 85
#define _SC_AVPHYS_PAGES 86

#endif
