/* DragonFly 5.9 and later: sys/vm/vm_mmap.c. */

/* MAP_TRYFIXED alone: ENOMEM on conflict, never elsewhere. */
#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "mmap MAP_TRYFIXED", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace), \
	    um_noreplace_by_flag }, \
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "/proc/curproc/map", UM_NATIVE, 0, um_area_by_curproc_map }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA

#undef UM_WAYS_DETAILS
#define UM_WAYS_DETAILS \
	{ "a page that joins", UM_EMULATED, UM_NEEDS_CALL(minherit), \
	    um_details_by_joining }

#undef UM_WAYS_CONCEAL
#define UM_WAYS_CONCEAL \
	{ "madvise MADV_NOCORE", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontdump), \
	    um_conceal_by_advice }

#undef UM_WAYS_INHERIT
#define UM_WAYS_INHERIT \
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit), \
	    um_inherit_by_minherit }

#undef UM_WAYS_UNLOCK
#define UM_WAYS_UNLOCK \
	{ "munlock of all or of each page", UM_NATIVE, 0, \
	    um_unlock_by_pages }

