# UNIMAP_UNWIND
# Tables for unwinding are a fifth of the text, and no exception passes
# through C.  A debugger reads those of -g.  What stands before a function so
# that it begins at a multiple of 16 is no help to calls of the kernel.
AC_DEFUN([UNIMAP_UNWIND],
[AC_ARG_ENABLE([unwind-tables],
  [AS_HELP_STRING([--enable-unwind-tables],
    [keep the tables that backtrace(3) needs])],
  [], [enable_unwind_tables=no])
unimap_small="-fno-asynchronous-unwind-tables -fno-align-functions -fno-tree-vectorize"
AC_CACHE_CHECK([whether unwind tables can be left out], [unimap_cv_unwind],
[unimap_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS $unimap_small -Werror"
AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
extern int unimap_called (void);
int
unimap_called (void)
{
  return 0;
}]])],
  [unimap_cv_unwind=yes],
  [unimap_cv_unwind=no])
CFLAGS=$unimap_save_CFLAGS])
AS_CASE([$enable_unwind_tables:$unimap_cv_unwind],
  [no:*yes], [UNIMAP_CFLAGS="$UNIMAP_CFLAGS $unimap_small"])
AC_SUBST([UNIMAP_CFLAGS])
])
