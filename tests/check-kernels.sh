#!/bin/sh
# Runs the C tests named as arguments on every simulated kernel that
# tests/kernels-list prints, or on $KERNEL alone, and shows a table.  What the
# list says behind a name stands below it; below the table is why whole tests
# were skipped.  JOBS=n: so many at a time.  BUT=ending: all but those whose
# names end so.
# FAULT_STEP=n: every nth fault only, every 4nth where a kernel is a variant of
# another.  `make check-kernels' calls it in the build directory.
set -u

: "${PROVE=prove}" "${KERNEL=}" "${JOBS=1}" "${BUT= }"
. "`dirname "$0"`/jobs.sh"
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
kernels=${KERNEL:-`echo "$all" | sed "/$BUT\$/d"`}
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

tests="$*"
one() {
  UNIMAP_KERNEL=$1
  export UNIMAP_KERNEL
  case $1 in
    *-16k | *-64k | *-procfs | *-39bit)
      test -z "${FAULT_STEP-}" || FAULT_STEP=`expr "$FAULT_STEP" \* 4` ;;
  esac
  $PROVE ${PROVEFLAGS-} --merge --exec '' $tests >$logs/$1 2>&1 || {
    echo "== $1"
    cat $logs/$1
    return 1
  }
}

each "$JOBS" $logs $kernels
status=0
for k in $kernels; do
  good $k || status=1
done

# prove says of each test `NAME .. ok', `NAME .. skipped: REASON' or, at
# length, why it failed.
for k in $kernels; do
  echo "$list" | grep "^$k "
  for t in "$@"; do
    if grep "^$t \.\.* *ok$" $logs/$k >/dev/null 2>&1; then
      echo "$k $t ok"
    elif grep "^$t \.\.* *skipped" $logs/$k >/dev/null 2>&1; then
      echo "$k $t skip"
    else
      echo "$k $t FAIL"
    fi
  done
done | ${AWK-awk} -v what=kernels -f "`dirname "$0"`/table.awk" || status=1

# A skip names what is missing.
for k in $kernels; do
  sed -n "s|^\(tests/\)*\([^ ]*\) \.\.* *skipped: *|$k \2: |p" $logs/$k
done

# Every way of every chain is taken on one kernel at least, this one or a
# simulated one.
rungs() {
  for k in '' $kernels; do
    UNIMAP_KERNEL=$k tests/rungs-t
  done 2>/dev/null | sed -n 's/^ok [0-9]* [-#] *\(SKIP \)*//p'
}

if test -z "$KERNEL"; then
  case " $* " in
    *' tests/rungs-t '*)
      rungs | ${AWK-awk} -f "`dirname "$0"`/rungs.awk" \
        "`dirname "$0"`/kernels/not-taken" - || status=1 ;;
  esac
fi
rm -rf $logs
exit $status
