# UNIMAP_MAP_32BIT
# Is there MAP_32BIT, and does it give memory below 2 GiB?  (illumos means 4.)
AC_DEFUN([UNIMAP_MAP_32BIT],
[AC_REQUIRE([UNIMAP_MAP_ANON])dnl
UNIMAP_RUN([whether MAP_32BIT maps below 2 GiB], [unimap_cv_map_32bit],
  [AC_LANG_SOURCE([UNIMAP_PRELUDE
[int
main (void)
{
  void *p = mmap (NULL, 4096, RW, MAP_PRIVATE | MAP_ANON | MAP_32BIT, -1, 0);
  return p == MAP_FAILED || (uintptr_t) p > 0x7ffff000u;
}]])],
  [AS_CASE([$host_cpu-$host_os],
    [x86_64-linux*x32], [],		# a 32-bit system to the kernel
    [x86_64-linux* | *-freebsd*], [unimap_guess=yes])]) 
])
