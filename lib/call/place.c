/* A place, checked. */
#include "call.h"

int um_check_place(const struct um_place *where)
{
	if (!where)
		return 0;
	if (where->flags & ~(UM_PLACE_TOP | UM_PLACE_BOTTOM | UM_PLACE_RANDOM))
		return um_invalid(UM_WHY_PLACE_FLAG);
	if ((where->flags & UM_PLACE_TOP) && (where->flags & UM_PLACE_BOTTOM))
		return um_invalid(UM_WHY_TOP_AND_BOTTOM);
	if (where->zero || where->spare[0] || where->spare[1])
		return um_invalid(UM_WHY_SPARE);
	if (where->align & (where->align - 1))
		return um_invalid(UM_WHY_ALIGN);
	if (where->high && where->high <= where->low)
		return um_invalid(UM_WHY_NO_PLACE);
	return 0;
}
