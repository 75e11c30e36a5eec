/* Solaris, illumos and older System V; never run there, only read:
 * uts/common/os/grow.c of illumos. */
UM_INTERNAL_BEGIN
UM_COLD um_go um_svr4_inherit;
UM_INTERNAL_END

/* The kernel's map tells memory of /dev/zero for what it is, an object not. */
#undef UM_WAYS_SHARED
#define UM_WAYS_SHARED \
	{ "mmap MAP_SHARED|MAP_ANON", UM_NATIVE, UM_NEEDS_FLAG(map_anon), \
	    um_shared_by_flag }, \
	{ "/dev/zero mapped shared", UM_EMULATED, 0, um_shared_by_dev_zero }, \
	{ "an object mapped shared", UM_EMULATED, UM_HOW_OBJECT, um_shared_by_object }

#undef UM_WAYS_ALIGNED
#define UM_WAYS_ALIGNED \
	{ "mmap MAP_ALIGN", UM_NATIVE, UM_NEEDS_FLAG(map_align_in_addr), \
	    um_aligned_by_addr }, \
	{ "mapped larger and trimmed", UM_EMULATED, 0, \
	    um_aligned_by_trimming }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "/proc/self/map", UM_NATIVE, 0, \
	    um_area_by_svr4_map }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA

/* MADV_PURGE is no way of discarding: it leaves pages that a child shares or
 * that are paged out as they are (uts/common/vm/vm_anon.c, anon_disclaim). */
#undef UM_WAYS_INHERIT
#define UM_WAYS_INHERIT \
	{ "memcntl MC_INHERIT_ZERO", UM_NATIVE, UM_NEEDS_FLAG(mc_inherit_zero), \
	    um_svr4_inherit }

