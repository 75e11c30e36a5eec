# UNIMAP_ATOMICS
# Do the __atomic builtins work on an int and a pointer without a library?
AC_DEFUN([UNIMAP_ATOMICS],
[AC_CACHE_CHECK([for __atomic builtins], [unimap_cv_atomics],
[AC_LINK_IFELSE([AC_LANG_SOURCE([[
static int number;
static void *pointer;
int
main (void)
{
  int value = 0;
  __atomic_store_n (&number, 1, __ATOMIC_RELAXED);
  __atomic_store_n (&pointer, (void *) &number, __ATOMIC_RELEASE);
  (void) __atomic_compare_exchange_n (&number, &value, value, 0,
    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return __atomic_load_n (&pointer, __ATOMIC_ACQUIRE) == (void *) 0
    || __atomic_load_n (&number, __ATOMIC_RELAXED) != 1;
}]])],
  [unimap_cv_atomics=yes],
  [unimap_cv_atomics=no])])
AS_CASE([$unimap_cv_atomics],
  [*yes],
    [AC_DEFINE([HAVE_ATOMICS], [1],
      [Define to 1 if the __atomic builtins need no library.])])
])
