# UNIMAP_TLS
# The word that gives each thread a variable of its own (UM_HAVE_TLS), or
# none.  The compiler's emulation calls malloc and counts as none.  It is run
# since pcc links what crashes; where it cannot be run, linking is believed.
# __thread comes first: gcc -std=c99 -pedantic refuses the other.  Which model
# of it is right depends on the C library, see lib/system.h.
AC_DEFUN([UNIMAP_TLS],
[AC_REQUIRE([UNIMAP_PTHREAD])dnl
AC_CACHE_CHECK([for thread-local storage], [unimap_cv_tls],
[unimap_save_LIBS=$LIBS
LIBS="$UNIMAP_PTHREAD_LIBS $LIBS"
unimap_cv_tls=none
for unimap_tls in __thread _Thread_local; do
  AC_LINK_IFELSE([AC_LANG_SOURCE([[
#ifdef UM_HAVE_PTHREAD
# include <pthread.h>
#endif
static $unimap_tls const char *mine;
static const char *volatile text = "text";
#ifdef UM_HAVE_PTHREAD
static void *
thread (void *p)
{
  if (mine != (const char *) 0)
    return (void *) 0;
  mine = "other";
  return p;
}
#endif
int
main (void)
{
#ifdef UM_HAVE_PTHREAD
  pthread_t other;
  void *result;
  static int token;
#endif
  if (mine != (const char *) 0)
    return 1;
  mine = text;
#ifdef UM_HAVE_PTHREAD
  if (pthread_create (&other, (void *) 0, thread, &token) != 0
      || pthread_join (other, &result) != 0 || result != &token)
    return 1;
#endif
  return mine != text;
}]])],
    [AS_IF([grep __emutls conftest$ac_exeext >/dev/null 2>&1], [],
      [test "$cross_compiling" = yes \
        || (./conftest$ac_exeext) >&AS_MESSAGE_LOG_FD 2>&1],
      [unimap_cv_tls=$unimap_tls; break])])
done
LIBS=$unimap_save_LIBS])
AS_CASE([$unimap_cv_tls],
  [none], [],
  [UNIMAP_DEFINE([UM_HAVE_TLS], [$unimap_cv_tls])])
])
