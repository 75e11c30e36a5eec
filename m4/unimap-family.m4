# UNIMAP_FAMILY
# Which lib/family/*.c the library of this host is made with, and which
# lib/host/areas-*.c if any: its object, as unimap.mk calls it.
AC_DEFUN([UNIMAP_FAMILY],
[AC_REQUIRE([AC_CANONICAL_HOST])dnl
AC_CACHE_CHECK([for the kernel's family], [unimap_cv_family],
[AS_CASE([$host_os],
  [linux* | android*], [unimap_cv_family=linux],
  [freebsd* | kfreebsd*], [unimap_cv_family=freebsd],
  [dragonfly*], [unimap_cv_family=dragonfly],
  [netbsd* | knetbsd*], [unimap_cv_family=netbsd],
  [openbsd*], [unimap_cv_family=openbsd],
  [darwin*], [unimap_cv_family=darwin],
  [solaris* | illumos*], [unimap_cv_family=svr4],
  [aix*], [unimap_cv_family=aix],
  [haiku*], [unimap_cv_family=haiku],
  [gnu*], [unimap_cv_family=hurd],
  [cygwin*], [unimap_cv_family=cygwin],
  [unimap_cv_family=generic])])
AC_SUBST([UNIMAP_FAMILY], [$unimap_cv_family])
AS_CASE([$unimap_cv_family],
  [aix | darwin | freebsd | haiku | hurd | netbsd | openbsd | svr4],
  [UNIMAP_LIST='$(unimap_host)areas-'$unimap_cv_family.lo],
  [UNIMAP_LIST=])
AC_SUBST([UNIMAP_LIST])
])
