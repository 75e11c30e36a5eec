/* Haiku; never run there, only read:
 * src/system/libroot/posix/sys/mman.cpp, src/system/kernel/vm/vm.cpp. */

#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "a hint and a comparison", UM_EMULATED, 0, \
	    um_noreplace_by_bound_hint }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "get_next_area_info", UM_NATIVE, UM_NEEDS_CALL(next_area), \
	    um_area_by_next_area }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA
