#!/bin/sh
# Runs the C tests named as arguments on every simulated kernel that
# tests/kernels-list prints, or on $KERNEL alone, and shows a table.
# `make check-kernels' calls it in the build directory.
set -u

: "${PROVE=prove}" "${KERNEL=}"
if test "$PROVE" = no; then
  echo 'check-kernels: SKIP: no prove here'
  exit 0
fi
all=`./tests/kernels-list` || exit 1
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
  for t in "$@"; do
    if grep "^$t \.\.* *ok$" $logs/$k >/dev/null; then
      echo "$k $t ok"
    elif grep "^$t \.\.* *skipped" $logs/$k >/dev/null; then
      echo "$k $t skip"
    else
      echo "$k $t FAIL"
    fi
  done
done | ${AWK-awk} '
  function pad(text, width) {
    while (length(text) < width)
      text = text " "
    return text
  }
  {
    sub(/^tests\//, "", $2)
    sub(/-t$/, "", $2)
    if (!($1 in kernel)) { kernel[$1] = 1; column[++columns] = $1 }
    if (!($2 in test)) { test[$2] = 1; row[++rows] = $2 }
    if (length($2) > first) first = length($2)
    cell[$2, $1] = $3
    count[$3]++
  }
  END {
    line = pad("", first)
    for (c = 1; c <= columns; c++)
      line = line "  " pad(column[c], 4)
    print line
    for (r = 1; r <= rows; r++) {
      line = pad(row[r], first)
      for (c = 1; c <= columns; c++) {
        width = length(column[c]) > 4 ? length(column[c]) : 4
        line = line "  " pad(cell[row[r], column[c]], width)
      }
      sub(/ *$/, "", line)
      print line
    }
    printf "%d kernels, %d tests: %d ok, %d skip, %d FAIL\n", columns, rows,
      count["ok"], count["skip"], count["FAIL"]
    exit count["FAIL"] > 0
  }' || status=1
rm -rf $logs
exit $status
