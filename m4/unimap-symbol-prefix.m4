# UNIMAP_SYMBOL_PREFIX
# --with-symbol-prefix=foo_ makes um_mmap the symbol foo_um_mmap; callers are
# compiled with the same -DUM_PREFIX (unimap.pc says so).
AC_DEFUN([UNIMAP_SYMBOL_PREFIX],
[AC_ARG_WITH([symbol-prefix],
  [AS_HELP_STRING([--with-symbol-prefix=PREFIX],
    [put PREFIX before every external symbol])],
  [], [with_symbol_prefix=no])
UNIMAP_CPPFLAGS=
AS_CASE([$with_symbol_prefix],
  [no | ''], [],
  [yes | @<:@0-9@:>@* | *@<:@!A-Za-z0-9_@:>@*],
    [AC_MSG_ERROR([--with-symbol-prefix needs the beginning of a C identifier])],
  [UNIMAP_CPPFLAGS=-DUM_PREFIX=$with_symbol_prefix])
AC_SUBST([UNIMAP_CPPFLAGS])
])
