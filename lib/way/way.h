/* Every way, for the families that name them, and what ways share. */
#ifndef UM_WAY_H
#define UM_WAY_H

#include "../engine/engine.h"

UM_INTERNAL_BEGIN

/* ENOSYS; -1: the way cannot be here. */
UM_COLD int um_no_way(void);

um_go um_private_by_flag, um_shared_by_flag;
UM_COLD um_go um_private_by_dev_zero, um_private_by_object,
    um_shared_by_object, um_shared_by_dev_zero;
UM_COLD um_go um_fixed_by_flag, um_noreplace_by_flag;
UM_COLD um_go um_fixed_by_unmapping, um_noreplace_by_tryfixed,
    um_noreplace_by_hint, um_noreplace_by_bound_hint;
UM_COLD um_go um_aligned_by_flag, um_aligned_by_addr, um_aligned_by_trimming;
UM_COLD um_go um_low_by_flag, um_range_by_map,
    um_range_by_probing, um_spots_by_query;
UM_COLD um_go um_object_by_memfd, um_object_by_shm_anon,
    um_object_by_shm_open, um_object_by_tmpfile, um_object_by_file;
UM_COLD um_go um_mirror_by_object;
UM_COLD um_go um_area_by_query, um_area_by_text,
    um_bounds_by_query, um_bounds_by_text,
    um_area_by_curproc_map, um_area_by_curproc_maps;
UM_COLD um_go um_area_by_freebsd_sysctl, um_area_by_netbsd_sysctl,
    um_area_by_openbsd_sysctl, um_area_by_mach_region, um_area_by_vm_region,
    um_area_by_next_area, um_area_by_svr4_map, um_area_by_aix_map;
UM_COLD um_go um_details_by_joining;
UM_COLD um_go um_discard_by_advice, um_discard_by_map,
    um_discard_by_dontneed, um_discard_by_freeing, um_discard_by_mapping,
    um_discard_by_remove, um_discard_by_zeroing,
    um_discard_by_zeroing_private;
UM_COLD um_go um_populate_by_advice, um_populate_by_reading,
    um_populate_by_touching;
UM_COLD um_go um_conceal_by_advice, um_conceal_by_dontdump;
UM_COLD um_go um_remap_by_mremap, um_remap_by_copying;
UM_COLD um_go um_inherit_by_minherit, um_inherit_by_advice,
    um_inherit_but_copy_of_shared;
UM_COLD um_go um_unlock_by_call, um_unlock_by_pages;

UM_COLD um_go um_commit_by_mapping, um_commit_by_protection,
    um_commit_by_zeroing, um_guard_by_advice, um_guard_by_protection,
    um_mirror_by_alias, um_mirror_by_mremap, um_mirror_by_remapdup,
    um_name_by_prctl, um_punch_by_blocks, um_punch_by_fallocate,
    um_punch_by_fspacectl, um_punch_by_writing, um_seal_by_mimmutable,
    um_seal_by_mseal;
extern int um_some_is_sealed;	/* by um_seal, in this process */

UM_INTERNAL_END

#endif
