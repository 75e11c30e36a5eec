# Finds an installed unimap.                                   serial 1
#
# UNIMAP_CHECK([MINIMUM-VERSION], [IF-FOUND], [IF-NOT-FOUND])
#
#   UNIMAP_CHECK([0.1.0], [], [AC_MSG_ERROR([unimap 0.1.0 is needed])])
#
# Sets UNIMAP_CPPFLAGS and UNIMAP_LIBS for the Makefiles, and defines
# HAVE_UNIMAP.  The user may say --with-unimap=DIR (DIR/include, DIR/lib),
# --without-unimap, or unimap_cv_lib=FLAGS.  Without IF-NOT-FOUND nothing
# happens when it is absent.

# _UNIMAP_NUMBER(VERSION)
# What UM_VERSION is in VERSION; 0 for none.
m4_define([_UNIMAP_NUMBER],
[m4_ifval([$1], [_UNIMAP_NUMBER_OF(m4_unquote(m4_split([$1], [\.])))], [0])])
m4_define([_UNIMAP_NUMBER_OF],
[m4_eval($1 * 10000 + m4_default([$2], [0]) * 100 + m4_default([$3], [0]))])

AC_DEFUN([UNIMAP_CHECK],
[AC_REQUIRE([AC_PROG_CC])dnl
AC_ARG_WITH([unimap],
  [AS_HELP_STRING([--with-unimap=DIR], [where unimap is installed])],
  [], [with_unimap=yes])
UNIMAP_CPPFLAGS=
unimap_ldflags=
AS_CASE([$with_unimap],
  [yes | no], [],
  [UNIMAP_CPPFLAGS=-I$with_unimap/include
  unimap_ldflags=-L$with_unimap/lib])
AC_CACHE_CHECK([for unimap]m4_ifval([$1], [ $1 or later]), [unimap_cv_lib],
[unimap_cv_lib=no
AS_IF([test "$with_unimap" != no],
  [unimap_save_CPPFLAGS=$CPPFLAGS
  unimap_save_LIBS=$LIBS
  CPPFLAGS="$UNIMAP_CPPFLAGS $CPPFLAGS"
  # -lrt is for a static library where shm_open is in librt.
  for unimap_libs in "$unimap_ldflags -lunimap" "$unimap_ldflags -lunimap -lrt"
  do
    LIBS="$unimap_libs $unimap_save_LIBS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <unimap.h>
#if UM_VERSION < ]_UNIMAP_NUMBER([$1])[
# error too old
#endif]],
      [[return um_version () < ]_UNIMAP_NUMBER([$1])[;]])],
      [unimap_cv_lib=$unimap_libs; break])
  done
  CPPFLAGS=$unimap_save_CPPFLAGS
  LIBS=$unimap_save_LIBS])])
AS_IF([test "$unimap_cv_lib" = no],
  [UNIMAP_CPPFLAGS=
  UNIMAP_LIBS=
  $3],
  [UNIMAP_LIBS=$unimap_cv_lib
  AC_DEFINE([HAVE_UNIMAP], [1], [Define to 1 if unimap is there.])
  $2])
AC_SUBST([UNIMAP_CPPFLAGS])
AC_SUBST([UNIMAP_LIBS])
])
