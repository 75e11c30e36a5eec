/* Linux, Android, gVisor, and what emulates them. */

#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "mmap MAP_FIXED_NOREPLACE", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace), \
	    um_noreplace_by_flag }, \
	{ "a hint and a comparison", UM_EMULATED, 0, um_noreplace_by_hint }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "PROCMAP_QUERY", UM_NATIVE, UM_NEEDS_CALL(ioctl), um_area_by_query }, \
	{ "/proc/self/maps walk", UM_NATIVE, 0, um_area_by_text }

/* A text of many is read faster than many are asked for. */
#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS \
	{ "/proc/self/maps walk", UM_NATIVE, 0, um_bounds_by_text }, \
	{ "PROCMAP_QUERY", UM_NATIVE, UM_NEEDS_CALL(ioctl), um_bounds_by_query }

#undef UM_WAYS_SPOTS
#define UM_WAYS_SPOTS \
	{ "PROCMAP_QUERY", UM_NATIVE, UM_NEEDS_CALL(ioctl), um_spots_by_query }

#undef UM_WAYS_DISCARD
#define UM_WAYS_DISCARD \
	{ "madvise MADV_FREE and MADV_DONTNEED", UM_NATIVE, \
	    UM_NEEDS_ADVICE(adv_free), um_discard_by_advice }, \
	{ "as the map tells", UM_EMULATED, 0, um_discard_by_map }

#undef UM_WAYS_DISCARD_PRIVATE
#define UM_WAYS_DISCARD_PRIVATE \
	{ "madvise MADV_DONTNEED", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontneed), \
	    um_discard_by_dontneed }, \
	{ "mmap MAP_FIXED of new pages", UM_NATIVE, 0, um_discard_by_mapping }

#undef UM_WAYS_DISCARD_TOLD
#define UM_WAYS_DISCARD_TOLD \
	{ "madvise MADV_DONTNEED", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontneed), \
	    um_discard_by_dontneed }, \
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing }

#undef UM_WAYS_DISCARD_SHARED
#define UM_WAYS_DISCARD_SHARED \
	{ "madvise MADV_REMOVE", UM_NATIVE, UM_NEEDS_ADVICE(adv_remove), \
	    um_discard_by_remove }, \
	{ "zeroed in place", UM_EMULATED, 0, um_discard_by_zeroing }

#undef UM_WAYS_POPULATE_READ
#define UM_WAYS_POPULATE_READ \
	{ "madvise MADV_POPULATE_READ", UM_NATIVE, \
	    UM_NEEDS_ADVICE(adv_populate_read), um_populate_by_advice }, \
	{ "read into an object", UM_EMULATED, 0, um_populate_by_reading }

#undef UM_WAYS_POPULATE_WRITE
#define UM_WAYS_POPULATE_WRITE \
	{ "madvise MADV_POPULATE_WRITE", UM_NATIVE, \
	    UM_NEEDS_ADVICE(adv_populate_write), um_populate_by_advice }, \
	{ "touched", UM_EMULATED, UM_NEEDS_TOUCH, um_populate_by_touching }

#undef UM_WAYS_CONCEAL
#define UM_WAYS_CONCEAL \
	{ "madvise MADV_DONTDUMP", UM_NATIVE, UM_NEEDS_ADVICE(adv_dontdump), \
	    um_conceal_by_dontdump }

#undef UM_WAYS_REMAP
#define UM_WAYS_REMAP \
	{ "mremap", UM_NATIVE, UM_NEEDS_FLAG(mremap_maymove), \
	    um_remap_by_mremap }, \
	{ "mapped behind or copied", UM_EMULATED, 0, \
	    um_remap_by_copying }

/* It replaces in one step, so nothing is left to zero. */
#undef UM_WAYS_COMMIT
#define UM_WAYS_COMMIT \
	{ "mprotect and mmap MAP_FIXED", UM_NATIVE, 0, um_commit_by_protection }

#undef UM_WAYS_INHERIT
#define UM_WAYS_INHERIT \
	{ "madvise MADV_DONTFORK and MADV_WIPEONFORK", UM_NATIVE, \
	    UM_NEEDS_ADVICE(adv_dontfork), um_inherit_by_advice }

