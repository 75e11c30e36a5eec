/* secure_getenv(3) of glibc. */
#ifndef STUB_HURD_STDLIB_H
#define STUB_HURD_STDLIB_H

#include "../posix/stdlib.h"

char *secure_getenv(const char *);

#endif
