# UNIMAP_SIMULATION
# Are the simulated kernels, which are made of Linux, built for `make check'?
AC_DEFUN([UNIMAP_SIMULATION],
[AC_REQUIRE([UNIMAP_FAMILY])dnl
# Its static libc has all of malloc in one object (7.3).  zig's linker knows no
# such flag, and links no static program there.
UNIMAP_TWO_MALLOCS=
AS_CASE([$unimap_cv_family],
  [openbsd],
  [unimap_save_LDFLAGS=$LDFLAGS
  LDFLAGS="$LDFLAGS -Wl,-z,muldefs"
  AC_LINK_IFELSE([AC_LANG_PROGRAM], [UNIMAP_TWO_MALLOCS=-Wl,-z,muldefs])
  LDFLAGS=$unimap_save_LDFLAGS])
AC_SUBST([UNIMAP_TWO_MALLOCS])
AM_CONDITIONAL([UNIMAP_SIMULATES], [test $unimap_cv_family = linux])
])
