# Finds an installed unimap.                                   serial 2
#
# UNIMAP_CHECK([MINIMUM-VERSION], [IF-FOUND], [IF-NOT-FOUND])
#
#   UNIMAP_CHECK([0.2.0], [], [AC_MSG_ERROR([unimap 0.2.0 is needed])])
#
# Sets UNIMAP_CPPFLAGS and UNIMAP_LIBS for the Makefiles, and defines
# HAVE_UNIMAP.  Without IF-FOUND they are put into CPPFLAGS and LIBS, as
# AC_CHECK_LIB does; without IF-NOT-FOUND nothing happens when it is absent.
# The user may say --with-unimap=DIR (DIR/include, DIR/lib) or
# --without-unimap.  Where the compiler does not find it, pkg-config is asked
# if there is one.

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
AC_CACHE_CHECK([for unimap]m4_ifval([$1], [ $1 or later]), [unimap_cv_lib],
[unimap_cv_lib=no
unimap_save_CPPFLAGS=$CPPFLAGS
unimap_save_LIBS=$LIBS
# -lrt is for a static library where shm_open is in librt.
AS_CASE([$with_unimap],
  [no], [set dummy],
  [yes], [set dummy '|-lunimap' '|-lunimap -lrt' pkg-config],
  [set dummy "-I$with_unimap/include|-L$with_unimap/lib -lunimap" \
    "-I$with_unimap/include|-L$with_unimap/lib -lunimap -lrt"])
shift
for unimap_flags
do
  AS_IF([test "$unimap_flags" = pkg-config],
    [unimap_flags=${PKG_CONFIG-${ac_tool_prefix}pkg-config}
    unimap_flags=`$unimap_flags --cflags unimap 2>/dev/null`\|`$unimap_flags --libs unimap 2>/dev/null`])
  CPPFLAGS="${unimap_flags%%|*} $unimap_save_CPPFLAGS"
  LIBS="${unimap_flags#*|} $unimap_save_LIBS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <unimap.h>
#if UM_VERSION < ]_UNIMAP_NUMBER([$1])[
# error too old
#endif]],
    [[return um_version () < ]_UNIMAP_NUMBER([$1])[;]])],
    [unimap_cv_lib=$unimap_flags; break])
done
CPPFLAGS=$unimap_save_CPPFLAGS
LIBS=$unimap_save_LIBS])
AS_IF([test "$unimap_cv_lib" = no],
  [UNIMAP_CPPFLAGS=
  UNIMAP_LIBS=
  $3],
  [UNIMAP_CPPFLAGS=${unimap_cv_lib%%|*}
  UNIMAP_LIBS=${unimap_cv_lib#*|}
  AC_DEFINE([HAVE_UNIMAP], [1], [Define to 1 if unimap is there.])
  m4_default([$2], [CPPFLAGS="$UNIMAP_CPPFLAGS $CPPFLAGS"
  LIBS="$UNIMAP_LIBS $LIBS"])])
AC_SUBST([UNIMAP_CPPFLAGS])
AC_SUBST([UNIMAP_LIBS])
])
