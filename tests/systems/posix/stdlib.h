/* POSIX.1-2008 <stdlib.h>, what the library uses of it. */
#ifndef STUB_STDLIB_H
#define STUB_STDLIB_H

#include <stddef.h>

char *getenv(const char *);
int mkstemp(char *);

#endif
