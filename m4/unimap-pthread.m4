# UNIMAP_PTHREAD
# What the tests must be linked with for threads; the library has none.
AC_DEFUN([UNIMAP_PTHREAD],
[AC_CACHE_CHECK([what POSIX threads are linked with], [unimap_cv_pthread],
[unimap_save_LIBS=$LIBS
unimap_cv_pthread=no
for unimap_flag in '' -pthread -lpthread; do
  LIBS="$unimap_flag $unimap_save_LIBS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <pthread.h>
static void *thread (void *p) { return p; }]],
    [[pthread_t t;
    if (pthread_create (&t, (void *) 0, thread, (void *) 0) != 0)
      return 1;
    return pthread_join (t, (void *) 0);]])],
    [unimap_cv_pthread=${unimap_flag:-nothing}; break])
done
LIBS=$unimap_save_LIBS])
AS_CASE([$unimap_cv_pthread],
  [no], [UNIMAP_PTHREAD_LIBS=],
  [nothing], [UNIMAP_PTHREAD_LIBS=],
  [UNIMAP_PTHREAD_LIBS=$unimap_cv_pthread])
AS_IF([test "$unimap_cv_pthread" != no],
  [UNIMAP_DEFINE([UM_HAVE_PTHREAD])])
AC_SUBST([UNIMAP_PTHREAD_LIBS])
])
