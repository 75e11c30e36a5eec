/* macOS and iOS; never run there, only read:
 * xnu bsd/kern/kern_mman.c. */
UM_INTERNAL_BEGIN
UM_COLD um_go um_darwin_discard_shared;
UM_INTERNAL_END

/* A hint is a lower bound, so a free one binds. */
#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "mach_vm_region", UM_NATIVE, UM_NEEDS_CALL(mach_region), \
	    um_area_by_mach_region }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA

#undef UM_WAYS_DISCARD_SHARED
#define UM_WAYS_DISCARD_SHARED \
	{ "madvise MADV_ZERO", UM_EMULATED, UM_NEEDS_FLAG(adv_zero), \
	    um_darwin_discard_shared }, \
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing }

#undef UM_WAYS_INHERIT
#define UM_WAYS_INHERIT \
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit), \
	    um_inherit_by_minherit }

