# UNIMAP_VISIBILITY
# Symbols are hidden unless the header's attribute says otherwise.
AC_DEFUN([UNIMAP_VISIBILITY],
[AC_CACHE_CHECK([whether symbols can be hidden], [unimap_cv_visibility],
[unimap_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -fvisibility=hidden -Werror"
AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
extern __attribute__ ((__visibility__ ("default"))) int unimap_shown (void);
int
unimap_shown (void)
{
  return 0;
}]])],
  [unimap_cv_visibility=yes],
  [unimap_cv_visibility=no])
CFLAGS=$unimap_save_CFLAGS])
AS_CASE([$unimap_cv_visibility],
  [*yes], [UNIMAP_CFLAGS="$UNIMAP_CFLAGS -fvisibility=hidden"])
AC_SUBST([UNIMAP_CFLAGS])
])
