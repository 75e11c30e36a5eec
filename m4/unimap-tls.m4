# UNIMAP_TLS
# What to write before a variable of which each thread has its own: the
# prefix, or none.  Wanted is the initial-exec model, as the general one may
# call malloc; the compiler's emulation does and counts as none.  It is run
# since pcc links what crashes; where it cannot be run, linking is believed.
# __thread comes first: gcc -std=c99 -pedantic refuses the other.
AC_DEFUN([UNIMAP_TLS],
[AC_REQUIRE([UNIMAP_PTHREAD])dnl
AC_CACHE_CHECK([for thread-local storage], [unimap_cv_tls],
[unimap_save_LIBS=$LIBS
LIBS="$UNIMAP_PTHREAD_LIBS $LIBS"
unimap_cv_tls=none
for unimap_tls in '__thread __attribute__((tls_model("initial-exec")))' \
  '_Thread_local __attribute__((tls_model("initial-exec")))' \
  __thread _Thread_local
do
  AC_LINK_IFELSE([AC_LANG_SOURCE([[
#ifdef HAVE_PTHREAD
# include <pthread.h>
#endif
static $unimap_tls const char *mine;
static const char *volatile text = "text";
#ifdef HAVE_PTHREAD
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
#ifdef HAVE_PTHREAD
  pthread_t other;
  void *result;
  static int token;
#endif
  if (mine != (const char *) 0)
    return 1;
  mine = text;
#ifdef HAVE_PTHREAD
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
  [none], [unimap_tls=],
  [unimap_tls=$unimap_cv_tls])
AC_DEFINE_UNQUOTED([UM_TLS], [$unimap_tls],
  [What makes a static variable thread-local; empty if nothing does.])
])
