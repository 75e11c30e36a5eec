/* Cygwin: winsup/cygwin/mm/mmap.cc. */
UM_INTERNAL_BEGIN
UM_COLD um_go um_cygwin_noreplace, um_cygwin_unlock;
UM_INTERNAL_END

#undef UM_WAYS_FIXED
#define UM_WAYS_FIXED \
	{ "munmap and a map that does not replace", UM_EMULATED, 0, \
	    um_fixed_by_unmapping }

#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "mmap MAP_FIXED", UM_NATIVE, 0, um_cygwin_noreplace }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "/proc/self/maps", UM_NATIVE, 0, um_area_by_text }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA

#undef UM_WAYS_UNLOCK
#define UM_WAYS_UNLOCK \
	{ "munlock", UM_NATIVE, 0, um_cygwin_unlock }

