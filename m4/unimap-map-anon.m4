# UNIMAP_MAP_ANON
# How <sys/mman.h> spells the anonymous flag: both, MAP_ANON, MAP_ANONYMOUS
# or none.  It is a macro wherever it is.
AC_DEFUN([UNIMAP_MAP_ANON],
[AC_CACHE_CHECK([how the anonymous flag is spelled], [unimap_cv_map_anon],
[unimap_cv_map_anon=none
for unimap_flag in both MAP_ANONYMOUS MAP_ANON; do
  AS_CASE([$unimap_flag],
    [both], [unimap_lacks='!defined MAP_ANON || !defined MAP_ANONYMOUS'],
    [unimap_lacks="!defined $unimap_flag"])
  AC_COMPILE_IFELSE([AC_LANG_SOURCE([
#include <sys/types.h>
#include <sys/mman.h>
#if $unimap_lacks
# error absent
#endif
extern int unimap_any;])],
    [unimap_cv_map_anon=$unimap_flag; break])
done])
])
