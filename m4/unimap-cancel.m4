# UNIMAP_CANCEL
# Can a thread be kept from being cancelled by what is in the C library itself?
# With the header, which renames it on NetBSD.
AC_DEFUN([UNIMAP_CANCEL],
[AC_CACHE_CHECK([for pthread_setcancelstate in the C library],
  [unimap_cv_cancel],
[AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <pthread.h>]],
    [[int state;
    return pthread_setcancelstate (PTHREAD_CANCEL_DISABLE, &state);]])],
    [unimap_cv_cancel=yes], [unimap_cv_cancel=no])])
AS_IF([test $unimap_cv_cancel = yes],
  [UNIMAP_DEFINE([UM_HAVE_PTHREAD_SETCANCELSTATE])])
])
