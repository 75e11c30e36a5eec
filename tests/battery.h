/* Every public call once, for kernels that refuse: each gives the right
 * answer, or fails as a caller of it was told. */
#ifndef BATTERY_H
#define BATTERY_H

#include "tap.h"

enum battery_call {
	BATTERY_PRIVATE, BATTERY_SHARED, BATTERY_PLACES, BATTERY_ALIGNED,
	BATTERY_STACK, BATTERY_NEW_CONCEAL, BATTERY_WISHES, BATTERY_FILE,
	BATTERY_UNMAP, BATTERY_PROTECT, BATTERY_DISCARD_PRIVATE, BATTERY_EMPTY,
	BATTERY_DISCARD_SHARED, BATTERY_POPULATE_READ, BATTERY_POPULATE_WRITE,
	BATTERY_CONCEAL, BATTERY_LOCK, BATTERY_MINCORE, BATTERY_SYNC,
	BATTERY_GROW, BATTERY_SHRINK, BATTERY_INHERIT_NONE,
	BATTERY_INHERIT_ZERO, BATTERY_MEMFD, BATTERY_ALLOCATE, BATTERY_EXEC,
	BATTERY_NAMED, BATTERY_MIRROR, BATTERY_RESERVE, BATTERY_GUARD,
	BATTERY_NAME, BATTERY_FEATURES, BATTERY_CALLS
};
#define BATTERY_BIT(call) (1ul << BATTERY_##call)

/* Before the kernel refuses: a file to map and what must stay as it is. */
void battery_prepare(void);
/* The number of calls that are wrong, each told by diag.  Those in may_fail
 * may fail, with a documented errno and a reason; must_fail has to. */
int battery(unsigned long may_fail, unsigned long must_fail);
/* Each may meet a limit of the process, and then says so. */
int battery_within_limits(void);
/* Open descriptors, pages mapped; files that unimap left. */
int battery_descriptors(void);
long battery_mapped(void);
int battery_files(void);
int battery_files_left(int before);

#endif
