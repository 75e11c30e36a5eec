# UNIMAP_OPTIONS
# --enable-unimap-convenience is what UNIMAP_SUBDIR says for a parent; what its
# tarball has of this tree is no more than that needs.
#
# --with-symbol-prefix=foo_ makes um_mmap the symbol foo_um_mmap; callers are
# compiled with the same -DUM_PREFIX (unimap.pc says so).
AC_DEFUN([UNIMAP_OPTIONS],
[AC_ARG_WITH([symbol-prefix],
  [AS_HELP_STRING([--with-symbol-prefix=PREFIX],
    [put PREFIX before every external symbol])],
  [], [with_symbol_prefix=no])
AS_CASE([$with_symbol_prefix],
  [no | ''], [unimap_symbol_prefix=],
  [yes | @<:@0-9@:>@* | *@<:@!A-Za-z0-9_@:>@*],
    [AC_MSG_ERROR([--with-symbol-prefix needs the beginning of a C identifier])],
  [unimap_symbol_prefix=$with_symbol_prefix])
AC_ARG_ENABLE([unwind-tables],
  [AS_HELP_STRING([--enable-unwind-tables],
    [keep the tables that backtrace(3) needs])],
  [], [enable_unwind_tables=no])
AC_ARG_ENABLE([shm-open-rt],
  [AS_HELP_STRING([--disable-shm-open-rt],
    [do without shm_open rather than link with -lrt])],
  [], [enable_shm_open_rt=yes])
AC_ARG_ENABLE([unimap-convenience],
  [AS_HELP_STRING([--enable-unimap-convenience],
    [make what a parent links, and install nothing])],
  [], [enable_unimap_convenience=no])
AS_IF([test -f "$srcdir/src/main.c"], [], [enable_unimap_convenience=yes])
AM_CONDITIONAL([UNIMAP_ALONE], [test "$enable_unimap_convenience" = no])
# In a parent's repository files are of any age, and who builds the parent need not
# have autotools.
AS_IF([test "$enable_unimap_convenience" != no],
  [: "${enable_maintainer_mode=no}"])
AM_MAINTAINER_MODE([enable])
])
