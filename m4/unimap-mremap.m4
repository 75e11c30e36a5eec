# UNIMAP_MREMAP
# Whose mremap: linux (four arguments and maybe more), netbsd (five in another
# order) or none.  A declaration that contradicts the header's is an error,
# a name that no header declares is one too.
AC_DEFUN([UNIMAP_MREMAP],
[AC_CACHE_CHECK([which mremap there is], [unimap_cv_mremap],
[unimap_cv_mremap=none
for unimap_mremap in linux netbsd; do
  AS_CASE([$unimap_mremap],
    [linux], [unimap_args='void *, size_t, size_t, int, ...'],
    [netbsd], [unimap_args='void *, size_t, void *, size_t, int'])
  AC_LINK_IFELSE([AC_LANG_SOURCE([
#include <sys/types.h>
#include <sys/mman.h>
static void *(*volatile declared) ($unimap_args) = mremap;
void *mremap ($unimap_args);
int
main (void)
{
  return !declared;
}])],
    [unimap_cv_mremap=$unimap_mremap; break])
done])
AS_CASE([$unimap_cv_mremap],
  [linux],
    [UNIMAP_DEFINE([UM_HAVE_MREMAP_LINUX])],
  [netbsd],
    [UNIMAP_DEFINE([UM_HAVE_MREMAP_NETBSD])])
])
