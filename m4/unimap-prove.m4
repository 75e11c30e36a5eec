# UNIMAP_PROVE
# `make check' runs through prove where it can run, else through Automake's
# own harness.
AC_DEFUN([UNIMAP_PROVE],
[AC_ARG_VAR([PROVE], [TAP harness of Perl's Test::Harness; `no' for Automake's])
AC_CHECK_PROG([PERL], [perl], [perl], [no])
AC_CHECK_PROG([PROVE], [prove], [prove], [no])
# What a parent has of it has no tests, and no rules of Automake for them.
AM_CONDITIONAL([UNIMAP_PROVE], [test "$enable_unimap_convenience" != no ||
  { test "$PERL" != no && test "$PROVE" != no; }])
])
