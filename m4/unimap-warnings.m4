# UNIMAP_WARNINGS
# No fishing for flags: gcc and clang both have had these for long, other
# compilers get none.
AC_DEFUN([UNIMAP_WARNINGS],
[AC_REQUIRE([AC_PROG_CC])dnl
AC_ARG_ENABLE([werror],
  [AS_HELP_STRING([--enable-werror],
    [compile with strict warnings as errors (gcc, clang)])],
  [], [enable_werror=no])
UNIMAP_STRICT_CFLAGS=
UNIMAP_PARENT_CFLAGS=
AS_IF([test "$GCC" = yes],
  [# What a program that takes the one file in may say to it.
  UNIMAP_PARENT_CFLAGS="-Wundef -Wcast-qual -Wbad-function-cast -Wredundant-decls"
  UNIMAP_STRICT_CFLAGS="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror"])
AS_IF([test "$enable_werror" = yes],
  [UNIMAP_CFLAGS="$UNIMAP_CFLAGS $UNIMAP_STRICT_CFLAGS"])
AC_SUBST([UNIMAP_PARENT_CFLAGS])
AC_SUBST([UNIMAP_STRICT_CFLAGS])
AC_SUBST([UNIMAP_CFLAGS])
])
