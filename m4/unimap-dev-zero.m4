# UNIMAP_DEV_ZERO
# Is /dev/zero a substitute for anonymous memory?  Private: from a read-only
# descriptor, as a sandbox may grant no other.  Shared: does a child see it?
AC_DEFUN([UNIMAP_DEV_ZERO],
[UNIMAP_RUN([whether /dev/zero can stand for private memory],
  [unimap_cv_dev_zero_private],
  [AC_LANG_SOURCE([UNIMAP_PRELUDE
[int
main (void)
{
  int fd = open ("/dev/zero", O_RDONLY);
  void *p = mmap (NULL, sizeof (int), RW, MAP_PRIVATE, fd, 0);
  if (p == MAP_FAILED || *(int *) p != 0)
    return 1;
  *(volatile int *) p = 1;
  return 0;
}]])],
  [AS_CASE([$host_os],
    [linux* | android* | *bsd* | dragonfly* | solaris* | illumos*],
      [unimap_guess=yes])])
UNIMAP_RUN([whether a child shares a map of /dev/zero],
  [unimap_cv_dev_zero_shared],
  [AC_LANG_SOURCE([UNIMAP_PRELUDE[]UNIMAP_SHARES
[int
main (void)
{
  int fd = open ("/dev/zero", O_RDWR);
  void *p = mmap (NULL, sizeof (int), RW, MAP_SHARED, fd, 0);
  return p == MAP_FAILED ? 1 : shares ((int *) p);
}]])],
  [AS_CASE([$host_os],
    [linux* | android* | *bsd* | dragonfly* | solaris* | illumos*],
      [unimap_guess=yes])])
])
