/* Without replacing, where a hint binds. */
#include "way.h"

/* NetBSD: the flag makes a free hint bind, and a taken one go elsewhere. */
int um_noreplace_by_tryfixed(void *request)
{
	return um_place_compared(request, um_kernel.numbers.map_noreplace,
	    0);
}

/* Does the kernel go back to where it has just been? */
static int hint_binds(void)
{
	uintptr_t first;
	void *second;

	if (um_hold(um_grain(), &first) < 0)
		return 0;
	um_undo(first, um_grain());
	second = um_kernel.sys.mmap((void *)first, um_grain(), 0,
	    um_kernel.numbers.map_private | um_kernel.numbers.map_anon,
	    -1, 0);
	if (second != MAP_FAILED)
		um_undo((uintptr_t)second, um_grain());
	return (uintptr_t)second == first;
}

/* Asked more than once: another thread can be quicker. */
static int hints_bind(void)
{
	enum { QUESTIONS = 16 };
	static int remembered;
	int asked;

	for (asked = 0; !UM_LOAD(&remembered) && asked < QUESTIONS; asked++)
		if (hint_binds())
			UM_STORE(&remembered, 1);
	return UM_LOAD(&remembered);
}

int um_noreplace_by_bound_hint(void *request)
{
	return um_place_compared(request, 0, hints_bind);
}
