/* The GNU Hurd; never run there, only read:
 * glibc sysdeps/mach/hurd, gnumach vm/vm_user.c. */

/* glibc's MAP_FIXED deallocates and then maps, which is no more. */
#undef UM_WAYS_FIXED
#define UM_WAYS_FIXED \
	{ "munmap and a map that does not replace", UM_EMULATED, 0, \
	    um_fixed_by_unmapping }

#undef UM_WAYS_NOREPLACE
#define UM_WAYS_NOREPLACE \
	{ "mmap MAP_FIXED|MAP_EXCL", UM_NATIVE, UM_NEEDS_FLAG(map_noreplace), \
	    um_noreplace_by_flag }, \
	{ "a hint and a comparison", UM_EMULATED, 0, \
	    um_noreplace_by_bound_hint }

#undef UM_WAYS_OBJECT
#define UM_WAYS_OBJECT \
	{ "shm_open SHM_ANON", UM_NATIVE, UM_NEEDS_FLAG(shm_anon), \
	    um_object_by_shm_anon }, \
	{ "O_TMPFILE", UM_EMULATED, UM_NEEDS_FLAG(o_tmpfile), \
	    um_object_by_tmpfile }, \
	{ "shm_open and shm_unlink", UM_EMULATED, UM_NEEDS_CALL(shm_unlink), \
	    um_object_by_shm_open }, \
	{ "an unlinked temporary file", UM_EMULATED, 0, um_object_by_file }

#undef UM_WAYS_AREA
#define UM_WAYS_AREA \
	{ "vm_region", UM_NATIVE, UM_NEEDS_CALL(vm_region), \
	    um_area_by_vm_region }

#undef UM_WAYS_AREAS
#define UM_WAYS_AREAS UM_WAYS_AREA
