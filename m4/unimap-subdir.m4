# UNIMAP_SUBDIR([DIRECTORY], [MINIMUM-VERSION])
#
# For a parent that has unimap in DIRECTORY: configures it there, so that it
# makes a convenience library, installs nothing and puts into the parent's tarball
# what that library needs.  Sets UNIMAP_SUBDIRS for SUBDIRS, UNIMAP_LIBS for
# LDADD, and UNIMAP_CPPFLAGS, which is in AM_CPPFLAGS too where a Makefile.am
# has none of its own.
#
# The user may say --without-included-unimap, which takes the installed one and
# fails if there is none of MINIMUM-VERSION, or --with-included-unimap=auto,
# which takes the installed one if it is there.
AC_DEFUN([UNIMAP_SUBDIR],
[AC_PROVIDE_IFELSE([LT_INIT], [],
  [m4_fatal([$0: LT_INIT comes before; without libtool take unimap.c in])])dnl
AC_ARG_WITH([included-unimap],
  [AS_HELP_STRING([--without-included-unimap],
    [link with the installed unimap; --with-included-unimap=auto: if it is there])],
  [], [with_included_unimap=yes])
unimap_included=yes
AS_IF([test "$with_included_unimap" != yes],
  [UNIMAP_CHECK([$2], [unimap_included=no], [:])])
AS_CASE([$unimap_included:$with_included_unimap],
  [yes:no],
    [AC_MSG_ERROR([no installed unimap]m4_ifval([$2], [ $2])[ for --without-included-unimap])],
  [yes:*],
    [AC_CONFIG_SUBDIRS([$1])
    AS_IF([test -f "$srcdir/$1/configure"], [],
      [AC_MSG_ERROR([no configure in $1: run $1/bootstrap, or take a release])])
    # Of an option there that no other sub-package has.
    ac_configure_args="$ac_configure_args --enable-unimap-convenience"
    UNIMAP_SUBDIRS=$1
    UNIMAP_CPPFLAGS='-I$(top_srcdir)/$1/include'
    UNIMAP_LIBS='$(top_builddir)/$1/libwhole.la'],
  [UNIMAP_SUBDIRS=])
AM_CPPFLAGS="$AM_CPPFLAGS $UNIMAP_CPPFLAGS"
AC_SUBST([AM_CPPFLAGS])
AC_SUBST([UNIMAP_SUBDIRS])
AC_SUBST([UNIMAP_CPPFLAGS])
AC_SUBST([UNIMAP_LIBS])
])
