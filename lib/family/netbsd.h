/* NetBSD 7 and later: sys/uvm/uvm_mmap.c. */
UM_INTERNAL_BEGIN
UM_COLD um_go um_netbsd_remap;
UM_INTERNAL_END

/* MAP_TRYFIXED goes elsewhere on conflict: a hint that binds when free. */
#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "mmap MAP_TRYFIXED and a comparison", UM_EMULATED, UM_NEEDS_FLAG(map_noreplace), \
	    um_noreplace_by_tryfixed }

#undef UM_WAYS_ALIGNED
#define UM_WAYS_ALIGNED \
	{ "mmap MAP_ALIGNED", UM_NATIVE, UM_NEEDS_FLAG(map_aligned_shift), \
	    um_aligned_by_flag }, \
	{ "mapped larger and trimmed", UM_EMULATED, 0, \
	    um_aligned_by_trimming }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "sysctl VM_PROC_MAP", UM_NATIVE, UM_NEEDS_CALL(sysctl), \
	    um_area_by_netbsd_sysctl }, \
	{ "/proc/curproc/maps", UM_NATIVE, 0, um_area_by_curproc_maps }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA

#undef UM_WAYS_REMAP
#define UM_WAYS_REMAP \
	{ "mremap of NetBSD", UM_NATIVE, UM_NEEDS_CALL(mremap_netbsd), \
	    um_netbsd_remap }, \
	{ "mapped behind or copied", UM_EMULATED, 0, \
	    um_remap_by_copying }

#undef UM_WAYS_INHERIT
#define UM_WAYS_INHERIT \
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit), \
	    um_inherit_but_copy_of_shared }

#undef UM_WAYS_UNLOCK
#define UM_WAYS_UNLOCK \
	{ "munlock of all or of each page", UM_NATIVE, 0, \
	    um_unlock_by_pages }

