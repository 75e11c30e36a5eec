# UNIMAP_SHM_OPEN
# Old glibc and NetBSD keep shm_open in librt; UNIMAP_LIBS is then -lrt.
# Run after UNIMAP_FUNCS.  Android has no shm_open anywhere.
AC_DEFUN([UNIMAP_SHM_OPEN],
[AC_REQUIRE([AC_PROG_CC])dnl
AC_ARG_ENABLE([shm-open-rt],
  [AS_HELP_STRING([--disable-shm-open-rt],
    [do without shm_open rather than link with -lrt])],
  [], [enable_shm_open_rt=yes])
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
UNIMAP_LIBS=
AS_CASE([$unimap_cv_lib_shm_open],
  [-l*],
    [UNIMAP_LIBS=$unimap_cv_lib_shm_open
    AC_DEFINE([HAVE_SHM_OPEN])
    AC_DEFINE([HAVE_SHM_UNLINK])])
AC_SUBST([UNIMAP_LIBS])
])
