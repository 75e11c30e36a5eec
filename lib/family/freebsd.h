/* FreeBSD 10 and later.  Rows of errno: sys/vm/vm_mmap.c of 10.4, 12.3, 15. */

#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "mmap MAP_FIXED|MAP_EXCL", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace), \
	    um_noreplace_by_flag }, \
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint }

#undef UM_WAYS_ALIGNED
#define UM_WAYS_ALIGNED \
	{ "mmap MAP_ALIGNED", UM_NATIVE, UM_NEEDS_FLAG(map_aligned_shift), \
	    um_aligned_by_flag }, \
	{ "mapped larger and trimmed", UM_EMULATED, 0, \
	    um_aligned_by_trimming }

#undef UM_WAYS_OBJECT
#define UM_WAYS_OBJECT \
	{ "memfd_create", UM_NATIVE, UM_NEEDS_CALL(memfd_create), \
	    um_object_by_memfd }, \
	{ "shm_open SHM_ANON", UM_NATIVE, UM_NEEDS_FLAG(shm_anon), \
	    um_object_by_shm_anon }, \
	{ "shm_open and shm_unlink", UM_EMULATED, UM_NEEDS_CALL(shm_unlink), \
	    um_object_by_shm_open }, \
	{ "an unlinked temporary file", UM_EMULATED, 0, um_object_by_file }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "sysctl KERN_PROC_VMMAP", UM_NATIVE, UM_NEEDS_CALL(sysctl), \
	    um_area_by_freebsd_sysctl }

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

