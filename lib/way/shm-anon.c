/* An object of FreeBSD's that has no name. */
#include "way.h"

int um_object_by_shm_anon(void *object)
{
	const struct um_object *o = object;

	/* uipc_shm.c: it is sealed against seals from the start */
	if (o->flags & UM_MEMFD_SEAL) {
		errno = ENOTSUP;
		return -1;
	}
	return um_object_made(object, um_kernel.sys.shm_open(
	    (const char *)(intptr_t)um_kernel.numbers.shm_anon, O_RDWR,
	    0600), 0);
}
