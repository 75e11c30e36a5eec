# UNIMAP_SUMMARY
# Every answer, aligned, at the end of configure.
AC_DEFUN([UNIMAP_SUMMARY],
[UNIMAP_HEADING([$PACKAGE_NAME $PACKAGE_VERSION for $host])
AM_COND_IF([UNIMAP_PROVE],
  [unimap_harness=$PROVE], [unimap_harness="Automake's harness"])
AS_IF([test "$enable_shared" = yes],
  [unimap_kinds=shared], [unimap_kinds=])
AS_IF([test "$enable_static" = yes],
  [unimap_kinds="${unimap_kinds:+$unimap_kinds, }static"])
_UNIMAP_SAY([kernel family], [$unimap_cv_family])
_UNIMAP_SAY([compiler], [$CC $CFLAGS])
_UNIMAP_SAY([library], [$unimap_kinds])
_UNIMAP_SAY([hidden symbols], [$unimap_cv_visibility])
_UNIMAP_SAY([symbol versions], [$unimap_cv_version_script])
_UNIMAP_SAY([unwind tables], [$enable_unwind_tables])
_UNIMAP_SAY([symbol prefix], [$with_symbol_prefix])
_UNIMAP_SAY([strict warnings], [$enable_werror])
_UNIMAP_SAY([libraries to link with], [${UNIMAP_SYSTEM_LIBS:-none}])
_UNIMAP_SAY([POSIX threads (tests)], [$unimap_cv_pthread])
_UNIMAP_SAY([thread-local storage], [$unimap_cv_tls])
_UNIMAP_SAY([functions], [$unimap_present])
_UNIMAP_SAY([absent functions], [${unimap_absent:-none}])
_UNIMAP_SAY([shm_open], [$unimap_cv_lib_shm_open])
_UNIMAP_SAY([mremap], [$unimap_cv_mremap])
_UNIMAP_SAY([anonymous flag], [$unimap_cv_map_anon])
_UNIMAP_SAY([it needs descriptor -1], [$unimap_cv_anon_fd_minus1])
_UNIMAP_SAY([a child shares it], [$unimap_cv_shared_anon])
_UNIMAP_SAY([MAP_32BIT below 2 GiB], [$unimap_cv_map_32bit])
_UNIMAP_SAY([/dev/zero private], [$unimap_cv_dev_zero_private])
_UNIMAP_SAY([/dev/zero shared], [$unimap_cv_dev_zero_shared])
_UNIMAP_SAY([tests run by], [$unimap_harness])
])

# _UNIMAP_SAY(LABEL, VALUE)
# LABEL is padded here, by m4.
m4_define([_UNIMAP_SAY],
[AS_ECHO(["  _UNIMAP_PAD([$1]) $2"]) >&AS_MESSAGE_FD
])
m4_define([_UNIMAP_PAD],
[$1[]m4_for([i], m4_incr(m4_len([$1])), [24], [1], [ ])])
