/* DragonFly, sys/sys/types.h: rlim_t has a sign. */
#define STUB_RLIM_T long long
#include "../../posix/sys/resource.h"
