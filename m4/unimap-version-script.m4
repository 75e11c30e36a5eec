# UNIMAP_VERSION_SCRIPT
# Does the linker take a script that gives symbols a version, as GNU ld's and
# LLVM's do?  A program then says which release of the library it was linked
# with, and two of them can be in one process.
AC_DEFUN([UNIMAP_VERSION_SCRIPT],
[AC_CACHE_CHECK([whether symbols can have versions], [unimap_cv_version_script],
[unimap_save_CFLAGS=$CFLAGS
unimap_save_LDFLAGS=$LDFLAGS
CFLAGS="$CFLAGS -fPIC"
LDFLAGS="$LDFLAGS -shared -Wl,--version-script=conftest.map"
AC_LANG_CONFTEST([AC_LANG_SOURCE([[
extern int unimap_shown (void);
int
unimap_shown (void)
{
  return 0;
}]])])
unimap_cv_version_script=no
echo 'UNIMAP { global: unimap_shown; local: *; };' >conftest.map
AC_LINK_IFELSE([],
  [# zig's for macOS takes the option and never reads the file.
  echo 'no script' >conftest.map
  AC_LINK_IFELSE([], [], [unimap_cv_version_script=yes])])
rm -f conftest.map
CFLAGS=$unimap_save_CFLAGS
LDFLAGS=$unimap_save_LDFLAGS])
UNIMAP_LDFLAGS=
AS_CASE([$unimap_cv_version_script],
  [*yes], [UNIMAP_LDFLAGS=-Wl,--version-script=unimap.map])
AC_SUBST([UNIMAP_LDFLAGS])
])
