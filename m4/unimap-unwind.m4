# UNIMAP_UNWIND
# Tables for unwinding are a fifth of the text, and no exception passes
# through C.  A debugger reads those of -g.  What stands before a function, a
# loop or the end of a jump so that it begins at a multiple of 16 is no help to
# calls of the kernel, and a jump to a section of what is rarely needed is
# longer than one over it.
AC_DEFUN([UNIMAP_UNWIND],
[_UNIMAP_SMALL([unwind], [whether unwind tables can be left out],
  [-fno-asynchronous-unwind-tables -fno-align-functions -fno-tree-vectorize])
_UNIMAP_SMALL([compact], [whether code can be kept close together],
  [-fno-align-jumps -fno-align-loops -fno-reorder-blocks-and-partition])
AC_SUBST([UNIMAP_CFLAGS])
])

# _UNIMAP_SMALL(NAME, WHETHER, FLAGS)
AC_DEFUN([_UNIMAP_SMALL],
[AC_CACHE_CHECK([$2], [unimap_cv_$1],
[unimap_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS $3 -Werror"
AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
extern int unimap_called (void);
int
unimap_called (void)
{
  return 0;
}]])],
  [unimap_cv_$1=yes],
  [unimap_cv_$1=no])
CFLAGS=$unimap_save_CFLAGS])
AS_CASE([$enable_unwind_tables:$unimap_cv_$1],
  [yes:*], [],
  [*yes], [UNIMAP_CFLAGS="$UNIMAP_CFLAGS $3"])
])
