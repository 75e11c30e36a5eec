/* Haiku (2026), headers/posix/sys/resource.h: rlim_t is as wide as an address,
 * infinity is not. */
#define STUB_RLIM_T unsigned long
#define STUB_RLIM_INFINITY 0xffffffffUL
#include "../../posix/sys/resource.h"
