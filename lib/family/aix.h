/* AIX; never run there, only read:
 * what OpenJDK's os_aix.cpp and IBM's page of mmap say. */
UM_INTERNAL_BEGIN
UM_COLD um_go um_aix_noreplace;
UM_INTERNAL_END

#undef UM_WAYS_FIXED
#define UM_WAYS_FIXED \
	{ "munmap and a map that does not replace", UM_EMULATED, 0, \
	    um_fixed_by_unmapping }

#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "mmap MAP_FIXED", UM_NATIVE, 0, um_aix_noreplace }, \
	{ "a hint and a comparison", UM_EMULATED, 0, \
	    um_noreplace_by_bound_hint }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "/proc/PID/map", UM_NATIVE, 0, \
	    um_area_by_aix_map }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA
