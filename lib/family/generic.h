/* A kernel of which nothing is known; nothing was run on one:
 * POSIX, and what its numbers tell. */

#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "a hint and a comparison", UM_EMULATED, 0, \
	    um_noreplace_by_bound_hint }

