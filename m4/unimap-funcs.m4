# UNIMAP_FUNCS(NAMES)
# Which functions link, without looking at a header (unimap_cv_func_NAME).
# All in one program; those that the linker's errors name are absent and the
# others are tried again without them.  Only if it names nobody they are
# asked one by one.
AC_DEFUN([UNIMAP_FUNCS],
[AC_MSG_CHECKING([for functions])
unimap_rest=
for unimap_f in m4_normalize([$1]); do
  AS_VAR_SET_IF([unimap_cv_func_$unimap_f], [],
    [unimap_rest="$unimap_rest $unimap_f"])
done
unimap_singly=no
while test -n "$unimap_rest"; do
  AS_IF([test $unimap_singly = yes],
    [set dummy $unimap_rest; unimap_batch=$[2]],
    [unimap_batch=$unimap_rest])
  unimap_decls=
  unimap_calls=
  for unimap_f in $unimap_batch; do
    # glibc marks functions that only fail.
    unimap_decls="$unimap_decls
#if defined __stub_$unimap_f || defined __stub___$unimap_f
# define $unimap_f ${unimap_f}_is_a_stub
#endif
char $unimap_f (void);"
    unimap_calls="$unimap_calls + $unimap_f ()"
  done
  AC_LINK_IFELSE([AC_LANG_SOURCE([#include <limits.h>
$unimap_decls
int
main (void)
{
  return 0 $unimap_calls;
}])],
    [unimap_answer=yes
    unimap_answered=$unimap_batch],
    [unimap_answer=no
    unimap_answered=
    AS_IF([test $unimap_singly = yes],
      [unimap_answered=$unimap_batch],
      [unimap_words=" `grep -v -i warning conftest.err | sed ['s/[^A-Za-z0-9_]/ /g']` "
      unimap_words=`echo $unimap_words`
      for unimap_f in $unimap_batch; do
        AS_CASE([" $unimap_words "],
          [*" $unimap_f "* | *" _$unimap_f "* | *" ${unimap_f}_is_a_stub "*],
            [unimap_answered="$unimap_answered $unimap_f"])
      done
      AS_IF([test -z "$unimap_answered"], [unimap_singly=yes])])])
  for unimap_f in $unimap_answered; do
    AS_VAR_SET([unimap_cv_func_$unimap_f], [$unimap_answer])
  done
  unimap_left=
  for unimap_f in $unimap_rest; do
    AS_VAR_SET_IF([unimap_cv_func_$unimap_f], [],
      [unimap_left="$unimap_left $unimap_f"])
  done
  unimap_rest=$unimap_left
done
unimap_present=
unimap_absent=
m4_foreach_w([unimap_F], [$1],
[AS_CASE([$unimap_cv_func_]unimap_F,
  [*yes],
    [unimap_present="${unimap_present:+$unimap_present }unimap_F"
    UNIMAP_DEFINE([UM_HAVE_]m4_toupper(unimap_F))],
  [unimap_absent="${unimap_absent:+$unimap_absent }unimap_F"])
])dnl
AC_MSG_RESULT([$unimap_present])
AC_MSG_CHECKING([for functions that are absent])
AC_MSG_RESULT([${unimap_absent:-none}])
])
