/* The usual chains, best way first: what a family does not list itself.  Each
 * is the rows of an array of ways (kernel.h) without its end.  The family's
 * header comes behind this one and has some other UM_WAYS_; both are included
 * once for each family. */
#ifndef UM_USUAL_H
#define UM_USUAL_H

#define UM_USUAL_PRIVATE \
	{ "mmap MAP_PRIVATE|MAP_ANON", UM_NATIVE, UM_NEEDS_FLAG(map_anon), \
	    um_private_by_flag }, \
	{ "/dev/zero mapped private", UM_EMULATED, 0, um_private_by_dev_zero }, \
	{ "an object mapped private", UM_EMULATED, UM_HOW_OBJECT, um_private_by_object }

#define UM_USUAL_SHARED \
	{ "mmap MAP_SHARED|MAP_ANON", UM_NATIVE, UM_NEEDS_FLAG(map_anon), \
	    um_shared_by_flag }, \
	{ "an object mapped shared", UM_EMULATED, UM_HOW_OBJECT, um_shared_by_object }, \
	{ "/dev/zero mapped shared", UM_EMULATED, UM_NEEDS_HABIT(UM_DEV_ZERO_SHARES), \
	    um_shared_by_dev_zero }

#define UM_USUAL_FIXED \
	{ "mmap MAP_FIXED", UM_NATIVE, 0, um_fixed_by_flag }

#define UM_USUAL_NOREPLACE \
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint }

#define UM_USUAL_ALIGNED \
	{ "mapped larger and trimmed", UM_EMULATED, 0, \
	    um_aligned_by_trimming }

#define UM_USUAL_LOW2G \
	{ "mmap MAP_32BIT", UM_NATIVE, UM_NEEDS_FLAG(map_low2g), \
	    um_low_by_flag }, \
	{ "a gap of the map", UM_EMULATED, UM_HOW_AREAS, um_range_by_map }, \
	{ "probing", UM_EMULATED, 0, um_range_by_probing }

#define UM_USUAL_LOW4G \
	{ "mmap MAP_32BIT below 4 GiB", UM_NATIVE, UM_NEEDS_FLAG(map_low4g), \
	    um_low_by_flag }, \
	{ "mmap MAP_32BIT", UM_NATIVE, UM_NEEDS_FLAG(map_low2g), \
	    um_low_by_flag }, \
	{ "a gap of the map", UM_EMULATED, UM_HOW_AREAS, um_range_by_map }, \
	{ "probing", UM_EMULATED, 0, um_range_by_probing }

#define UM_USUAL_RANGE \
	{ "a gap of the map", UM_EMULATED, UM_HOW_AREAS, um_range_by_map }, \
	{ "probing", UM_EMULATED, 0, um_range_by_probing }

#define UM_USUAL_OBJECT \
	{ "memfd_create", UM_NATIVE, UM_NEEDS_CALL(memfd_create), um_object_by_memfd }, \
	{ "O_TMPFILE", UM_EMULATED, UM_NEEDS_FLAG(o_tmpfile), \
	    um_object_by_tmpfile }, \
	{ "shm_open and shm_unlink", UM_EMULATED, UM_NEEDS_CALL(shm_unlink), \
	    um_object_by_shm_open }, \
	{ "an unlinked temporary file", UM_EMULATED, 0, um_object_by_file }

#define UM_USUAL_AREA UM_NO_WAY

#define UM_USUAL_AREAS UM_NO_WAY

#define UM_USUAL_SPOTS UM_NO_WAY

#define UM_USUAL_DETAILS UM_NO_WAY

#define UM_USUAL_DISCARD \
	{ "as the map tells", UM_EMULATED, 0, um_discard_by_map }

/* Whoever is believed may be mistaken, and zeros in place would reach a file.
 * Where new pages could be lost to another thread the map is asked. */
#define UM_USUAL_DISCARD_PRIVATE \
	{ "mmap MAP_FIXED of new pages", UM_NATIVE, \
	    UM_NEEDS_NO_HABIT(UM_REPLACES_IN_TWO), um_discard_by_mapping }, \
	{ "zeroed in place if the map tells that it is private", UM_EMULATED, 0, \
	    um_discard_by_zeroing_private }

/* MADV_FREE frees at once or later, but keeps the data while a child lives.
 * New pages in place of the old would lose their inheritance, concealment and
 * locks, and OpenBSD's MAP_STACK, which nobody can ask for. */
#define UM_USUAL_DISCARD_TOLD \
	{ "zeroed in place and madvise MADV_FREE", UM_EMULATED, \
	    UM_NEEDS_ADVICE(adv_free), um_discard_by_freeing }, \
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing }

#define UM_USUAL_DISCARD_SHARED \
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing }

#define UM_USUAL_POPULATE_READ \
	{ "read into an object", UM_EMULATED, 0, \
	    um_populate_by_reading }

#define UM_USUAL_POPULATE_WRITE \
	{ "touched", UM_EMULATED, UM_NEEDS_TOUCH, um_populate_by_touching }

#define UM_USUAL_CONCEAL UM_NO_WAY

#define UM_USUAL_REMAP \
	{ "mapped behind or copied", UM_EMULATED, 0, \
	    um_remap_by_copying }

#define UM_USUAL_INHERIT UM_NO_WAY

#define UM_USUAL_UNLOCK \
	{ "munlock", UM_NATIVE, 0, um_unlock_by_call }

#define UM_USUAL_MIRROR \
	{ "mremap with an old size of 0", UM_NATIVE, \
	    UM_NEEDS_FLAG(mremap_fixed), um_mirror_by_mremap }, \
	{ "mremap MAP_REMAPDUP", UM_NATIVE, UM_NEEDS_FLAG(mremap_dup), \
	    um_mirror_by_remapdup }, \
	{ "mach_vm_remap", UM_NATIVE, UM_NEEDS_CALL(alias), um_mirror_by_alias }, \
	{ "an object mapped side by side", UM_EMULATED, UM_HOW_OBJECT, \
	    um_mirror_by_object }

#define UM_USUAL_COMMIT \
	{ "mmap MAP_FIXED both ways", UM_NATIVE, \
	    UM_NEEDS_HABIT(UM_COMMITS_BY_MAPPING), um_commit_by_mapping }, \
	{ "mprotect and mmap MAP_FIXED", UM_NATIVE, \
	    UM_NEEDS_NO_HABIT(UM_REPLACES_IN_TWO), um_commit_by_protection }, \
	{ "mprotect and zeroing in place", UM_EMULATED, 0, um_commit_by_zeroing }

/* FreeBSD's MAP_GUARD is no way: it is new memory, which children see and core
 * dumps hold when it is lifted. */
#define UM_USUAL_GUARD \
	{ "madvise MADV_GUARD_INSTALL", UM_NATIVE, UM_NEEDS_FLAG(adv_guard), \
	    um_guard_by_advice }, \
	{ "mprotect PROT_NONE", UM_EMULATED, 0, um_guard_by_protection }

#define UM_USUAL_SEAL \
	{ "mseal", UM_NATIVE, UM_NEEDS_CALL(mseal), um_seal_by_mseal }, \
	{ "mimmutable", UM_NATIVE, UM_NEEDS_CALL(mimmutable), \
	    um_seal_by_mimmutable }

#define UM_USUAL_NAME \
	{ "prctl PR_SET_VMA_ANON_NAME", UM_NATIVE, UM_NEEDS_CALL(prctl), \
	    um_name_by_prctl }

#define UM_USUAL_PUNCH \
	{ "fallocate FALLOC_FL_PUNCH_HOLE", UM_NATIVE, \
	    UM_NEEDS_CALL(punch_hole), um_punch_by_fallocate }, \
	{ "fspacectl SPACECTL_DEALLOC", UM_NATIVE, UM_NEEDS_CALL(deallocate), \
	    um_punch_by_fspacectl }, \
	{ "fcntl F_PUNCHHOLE", UM_NATIVE, UM_NEEDS_CALL(punch_blocks), \
	    um_punch_by_blocks }, \
	{ "zeros written", UM_EMULATED, 0, um_punch_by_writing }

#endif

/* What a family before had. */
#undef UM_WAYS_PRIVATE
#define UM_WAYS_PRIVATE UM_USUAL_PRIVATE
#undef UM_WAYS_SHARED
#define UM_WAYS_SHARED UM_USUAL_SHARED
#undef UM_WAYS_FIXED
#define UM_WAYS_FIXED UM_USUAL_FIXED
#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE UM_USUAL_NOREPLACE
#undef UM_WAYS_ALIGNED
#define UM_WAYS_ALIGNED UM_USUAL_ALIGNED
#undef UM_WAYS_LOW2G
#define UM_WAYS_LOW2G UM_USUAL_LOW2G
#undef UM_WAYS_LOW4G
#define UM_WAYS_LOW4G UM_USUAL_LOW4G
#undef UM_WAYS_RANGE
#define UM_WAYS_RANGE UM_USUAL_RANGE
#undef UM_WAYS_OBJECT
#define UM_WAYS_OBJECT UM_USUAL_OBJECT
#undef UM_WAYS_AREA
#define UM_WAYS_AREA UM_USUAL_AREA
#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_USUAL_AREAS
#undef UM_WAYS_SPOTS
#define UM_WAYS_SPOTS UM_USUAL_SPOTS
#undef UM_WAYS_DETAILS
#define UM_WAYS_DETAILS UM_USUAL_DETAILS
#undef UM_WAYS_DISCARD
#define UM_WAYS_DISCARD UM_USUAL_DISCARD
#undef UM_WAYS_DISCARD_PRIVATE
#define UM_WAYS_DISCARD_PRIVATE UM_USUAL_DISCARD_PRIVATE
#undef UM_WAYS_DISCARD_TOLD
#define UM_WAYS_DISCARD_TOLD UM_USUAL_DISCARD_TOLD
#undef UM_WAYS_DISCARD_SHARED
#define UM_WAYS_DISCARD_SHARED UM_USUAL_DISCARD_SHARED
#undef UM_WAYS_POPULATE_READ
#define UM_WAYS_POPULATE_READ UM_USUAL_POPULATE_READ
#undef UM_WAYS_POPULATE_WRITE
#define UM_WAYS_POPULATE_WRITE UM_USUAL_POPULATE_WRITE
#undef UM_WAYS_CONCEAL
#define UM_WAYS_CONCEAL UM_USUAL_CONCEAL
#undef UM_WAYS_REMAP
#define UM_WAYS_REMAP UM_USUAL_REMAP
#undef UM_WAYS_INHERIT
#define UM_WAYS_INHERIT UM_USUAL_INHERIT
#undef UM_WAYS_UNLOCK
#define UM_WAYS_UNLOCK UM_USUAL_UNLOCK
#undef UM_WAYS_MIRROR
#define UM_WAYS_MIRROR UM_USUAL_MIRROR
#undef UM_WAYS_COMMIT
#define UM_WAYS_COMMIT UM_USUAL_COMMIT
#undef UM_WAYS_GUARD
#define UM_WAYS_GUARD UM_USUAL_GUARD
#undef UM_WAYS_SEAL
#define UM_WAYS_SEAL UM_USUAL_SEAL
#undef UM_WAYS_NAME
#define UM_WAYS_NAME UM_USUAL_NAME
#undef UM_WAYS_PUNCH
#define UM_WAYS_PUNCH UM_USUAL_PUNCH
