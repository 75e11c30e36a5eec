/* DragonFly sysctl(3). */
#ifndef STUB_SYSCTL_H
#define STUB_SYSCTL_H

#include <stddef.h>

int sysctl(const int *, unsigned, void *, size_t *, void *, size_t);
int sysctlbyname(const char *, void *, size_t *, void *, size_t);

#endif
