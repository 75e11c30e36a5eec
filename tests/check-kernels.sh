#!/bin/sh
# Runs the C tests named as arguments on every simulated kernel that
# tests/kernels-list prints, or on $KERNEL alone, and shows a table.  What the
# list says behind a name stands below it.
# `make check-kernels' calls it in the build directory.
set -u

: "${PROVE=prove}" "${KERNEL=}"
if test "$PROVE" = no; then
  echo 'check-kernels: SKIP: no prove here'
  exit 0
fi
list=`./tests/kernels-list` || exit 1
if test -z "$list"; then
  echo 'check-kernels: SKIP: kernels are simulated on Linux only'
  exit 0
fi
all=`echo "$list" | sed 's/ .*//'`
kernels=${KERNEL:-$all}
for k in $kernels; do
  case " "`echo $all`" " in
    *" $k "*) ;;
    *) echo "check-kernels: no kernel is called $k; there are:" $all >&2
       exit 1 ;;
  esac
done
test -n "$kernels" && test $# -gt 0 || {
  echo 'check-kernels: nothing to run' >&2
  exit 1
}

logs=tests/kernels.logs
rm -rf $logs
mkdir -p $logs || exit 1
trap 'rm -rf $logs; exit 1' 1 2 15

status=0
for k in $kernels; do
  UNIMAP_KERNEL=$k $PROVE ${PROVEFLAGS-} --merge --exec '' "$@" >$logs/$k 2>&1 || {
    status=1
    echo "== $k"
    cat $logs/$k
  }
done

# prove says of each test `NAME .. ok', `NAME .. skipped: REASON' or, at
# length, why it failed.
for k in $kernels; do
  echo "$list" | grep "^$k "
  for t in "$@"; do
    if grep "^$t \.\.* *ok$" $logs/$k >/dev/null; then
      echo "$k $t ok"
    elif grep "^$t \.\.* *skipped" $logs/$k >/dev/null; then
      echo "$k $t skip"
    else
      echo "$k $t FAIL"
    fi
  done
done | ${AWK-awk} -v what=kernels -f "`dirname "$0"`/table.awk" || status=1
rm -rf $logs
exit $status
