/* OpenBSD 7: sys/uvm/uvm_mmap.c 1.203, sys/uvm/uvm_map.c. */

#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "mmap MAP_FIXED|__MAP_NOREPLACE", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace), \
	    um_noreplace_by_flag }, \
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "sysctl KERN_PROC_VMMAP", UM_NATIVE, UM_NEEDS_CALL(sysctl), \
	    um_area_by_openbsd_sysctl }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA

#undef UM_WAYS_INHERIT
#define UM_WAYS_INHERIT \
	{ "minherit", UM_NATIVE, UM_NEEDS_CALL(minherit), \
	    um_inherit_but_copy_of_shared }

