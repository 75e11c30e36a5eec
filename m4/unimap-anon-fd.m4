# UNIMAP_ANON_FD
# Must the descriptor of an anonymous map be -1?  Asked with open and closed
# descriptors, odd and even: on macOS it is a word of flags, on illumos only
# an open one is EINVAL.
AC_DEFUN([UNIMAP_ANON_FD],
[AC_REQUIRE([UNIMAP_MAP_ANON])dnl
UNIMAP_RUN([whether anonymous memory needs descriptor -1],
  [unimap_cv_anon_fd_minus1],
  [AC_LANG_SOURCE([UNIMAP_PRELUDE
[static int
refused (int fd)
{
  return mmap (NULL, 1, RW, MAP_PRIVATE | MAP_ANON, fd, 0) == MAP_FAILED;
}
int
main (void)
{
  int fd, any = 0;
  if (refused (-1))
    return BROKEN;
  for (fd = 0; fd < 4; fd++)
    any |= refused (fd);
  close (0);
  any |= refused (0);
  if (open ("/dev/null", O_RDONLY) == 0)
    any |= refused (0);
  return !any;
}]])],
  [AS_CASE([$host_os],
    [*bsd* | dragonfly* | solaris* | illumos* | darwin*], [unimap_guess=yes])]) 
])
