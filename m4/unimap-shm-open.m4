# UNIMAP_SHM_OPEN
# Old glibc and NetBSD keep shm_open in librt; UNIMAP_SYSTEM_LIBS is then -lrt.
# Run after UNIMAP_FUNCS;
# enable_shm_open_rt=no does without it rather than link with -lrt.  Android has no shm_open anywhere.
AC_DEFUN([UNIMAP_SHM_OPEN],
[AC_REQUIRE([AC_PROG_CC])dnl
AC_CACHE_CHECK([where shm_open is], [unimap_cv_lib_shm_open],
[AS_CASE([$unimap_cv_func_shm_open,$enable_shm_open_rt],
  [*yes,*], [unimap_cv_lib_shm_open=libc],
  [*,no], [unimap_cv_lib_shm_open=nowhere],
  [unimap_save_LIBS=$LIBS
  LIBS="-lrt $LIBS"
  AC_LINK_IFELSE([AC_LANG_SOURCE([[
char shm_open (void);
char shm_unlink (void);
int
main (void)
{
  return shm_open () + shm_unlink ();
}]])],
    [unimap_cv_lib_shm_open=-lrt],
    [unimap_cv_lib_shm_open=nowhere])
  LIBS=$unimap_save_LIBS])])
UNIMAP_SYSTEM_LIBS=
AS_CASE([$unimap_cv_lib_shm_open],
  [-l*],
    [UNIMAP_SYSTEM_LIBS=$unimap_cv_lib_shm_open
    UNIMAP_DEFINE([UM_HAVE_SHM_OPEN])
    UNIMAP_DEFINE([UM_HAVE_SHM_UNLINK])])
AC_SUBST([UNIMAP_SYSTEM_LIBS])
])
