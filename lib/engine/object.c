/* Objects behind a descriptor that have no name anywhere. */
#include "engine.h"

/* If no way is left, the reason why an object that was made would not do is the
 * answer, not ENOTSUP.  A way that one request alone passed over is not given up
 * for others. */
int um_object(struct um_object *o)
{
	const struct um_way *const known = UM_LOAD(&um_chain_object.taken);

	o->wrong = o->passed = 0;
	if (um_walk(&um_chain_object, o, 0) == 0) {
		if (o->passed)
			UM_STORE(&um_chain_object.taken, known);
		return 0;
	}
	if (errno == ENOTSUP && o->wrong)
		errno = o->wrong;
	return -1;
}

void um_object_anon(struct um_object *o, off_t size, int exec)
{
	o->name = "unimap";
	o->size = size;
	o->flags = 0;
	o->exec = exec;
	o->fill = um_object_backed;
}

/* A timer that strikes more often than the whole takes would make a loop
 * without an end of it, so what was interrupted is tried by halves. */
int um_allocate(const struct um_object *o)
{
	const off_t unit = (off_t)um_page() - 1;
	off_t at = 0, step = o->size;

	while (at < o->size) {
		if (um_kernel.sys.allocate(o->fd, at, step) == 0)
			at += step;
		else if (errno != EINTR)
			return -1;
		else
			step = (step / 2 + unit) & ~unit;
		if (step > o->size - at)
			step = o->size - at;
	}
	return 0;
}

int um_is_full(int err)
{
	return err == ENOSPC || err == EDQUOT || err == EFBIG || err == ENOMEM;
}

int um_object_backed(struct um_object *o, int limited)
{
	return limited && um_kernel.sys.allocate && um_allocate(o) < 0
	    && um_is_full(errno) ? -1 : 0;
}

/* It need not be secret: O_EXCL refuses a name that exists. */
void um_random_suffix(char *at)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	static unsigned counter;
	const unsigned turn = UM_LOAD(&counter) + 1;
	uint64_t x = ((uint64_t)(unsigned)getpid() << 32) + turn
	    + (uintptr_t)at;
	int i;

	UM_STORE(&counter, turn);
	for (i = -4; i < UM_SUFFIX; i++) {
		x = x * 0xd1342543de82ef95u + 1;	/* the first few mix */
		if (i >= 0)
			at[i] = letters[x >> 59];
	}
}
