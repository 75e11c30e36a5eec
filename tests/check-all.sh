#!/bin/sh
# Makes each target named as an argument, to the end whatever the others say,
# and shows a table.  Two things at a time and every fifth fault, unless JOBS
# and FAULT_STEP say otherwise; check-faults has all of them.
# `make check-all' calls it in the build directory.
set -u

: "${MAKE=make}" "${JOBS=2}" "${FAULT_STEP=5}"
export JOBS

make_target() {
  case $1 in
    check-faults) FAULT_STEP=1 $MAKE "$1" ;;
    check-vendoring) $MAKE "$1" VENDORING=all ;;
    *) FAULT_STEP=$FAULT_STEP $MAKE "$1" ;;
  esac
}

# The last thing that it says of how much, or of what is missing.
said() {
  sed -n -e 's/.*\(SKIP: .*\)/\1/p' \
    -e '/^[0-9][0-9]* [a-z]*, [0-9]* [a-z]*: /p' \
    -e '/^[0-9]* tests, as root and as a user: /p' \
    -e 's/^\(Files=.*\), *[0-9]* wallclock.*/\1/p' "$1" | sed -n '$p'
}

mkdir -p check-all.logs || exit 1
status=0
table=
for target in "$@"; do
  log=check-all.logs/$target
  echo "======== $target"
  begun=`date +%s`
  if make_target "$target" >"$log" 2>&1; then
    result=ok
    grep 'SKIP: ' "$log" >/dev/null && result=skip
  else
    result=FAIL status=1
  fi
  cat "$log"
  ended=`date +%s` said=`said "$log"`
  table=$table`printf '%-16s %5d s  %-4s  %s' "$target" $((ended - begun)) \
    $result "$said"`'
'
done
echo '======== all'
printf '%s' "$table"
exit $status
