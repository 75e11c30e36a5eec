# UNIMAP_SHARED_ANON
# Does a child made by fork share MAP_SHARED anonymous memory?
AC_DEFUN([UNIMAP_SHARED_ANON],
[AC_REQUIRE([UNIMAP_MAP_ANON])dnl
UNIMAP_RUN([whether a child shares anonymous memory], [unimap_cv_shared_anon],
  [AC_LANG_SOURCE([UNIMAP_PRELUDE[]UNIMAP_SHARES
[int
main (void)
{
  void *p = mmap (NULL, sizeof (int), RW, MAP_SHARED | MAP_ANON, -1, 0);
  return p == MAP_FAILED ? 1 : shares ((int *) p);
}]])],
  [AS_CASE([$host_os],
    [vxworks*], [],
    [unimap_guess=yes])]) 
])
