#!/bin/sh
# check.sh SOURCE ONE-FILE: builds the programs of examples/vendoring, each in a
# copy with what it takes in of unimap beside it, as a parent may build them, and
# shows what each way costs.  VENDORING: the ways to try, or all, with all that a
# parent may do; real: programs that are not ours (real.sh).  `make check-vendoring' calls it in the build directory.
set -u
: "${CC=cc}" "${CFLAGS=-O2}" "${MAKE=make}" "${NM=nm}" "${SIZE=size}" "${LIBS=}"
: "${STRICT=}" "${AWK=awk}" "${VENDORING=}" "${prefix=/usr/local}" "${version=}"

source=`cd "$1" && pwd` || exit 1
one_file=`cd "$2" && pwd` || exit 1
examples=$source/examples/vendoring
top=`pwd`
work=$top/vendoring
# The programs are made libraries by -Dmain=run.
STRICT=`echo "$STRICT" | sed 's/-Wmissing-prototypes//'`
rm -rf "$work"
mkdir "$work" || exit 1
# What a parent's make hands down is not for these.
unset MAKEFLAGS MFLAGS MAKELEVEL

# ok STATUS WHAT: says it, and is it.
ok() {
  if test "$1" -eq 0; then
    echo "check-vendoring: ok: $way: $2"
  else
    tail -n 30 "$work/log"
    echo "check-vendoring: FAILED: $way: $2"
    : >"$work/failed"
    return 1
  fi
}

skip() {
  echo "check-vendoring: SKIP: $way: $*"
}

# Are they here?  In a subshell: some shells end when `command' fails.
have() {
  for tool in "$@"; do
    (command -v "$tool") >/dev/null 2>&1 || {
      skip "no $tool here"
      return 1
    }
  done
}

long() {
  test -n "$VENDORING"
}

# quietly COMMAND...: what it says is kept for the case that it fails.
quietly() {
  "$@" >"$work/log" 2>&1
}

# ---- what a way costs ---------------------------------------------------------

# lines WAY: what it adds to the parent's files, but comments, empty lines and
# unimap's own test in the parent's `make check'.
lines() {
  for file in "$examples/$1"/*; do
    without=$examples/without/`basename "$file"`
    test ! -f "$without" || diff "$without" "$file"
  done | sed -e '/^>/!d' -e '/^> *#/d' -e '/^> *$/d' -e '/unimap-check/d' \
    -e '/unimap-test/d' | wc -l | tr -d ' '
}

# cpu COMMAND...: prints the seconds that it takes of the processor.
cpu() {
  ( "$@" >"$work/log" 2>&1 && times ) | $AWK '
    NR == 2 {
      n = split($0, part, /[ms \t]+/)
      for (i = 1; i < n; i += 2) sum += part[i] * 60 + part[i + 1]
      printf "%.2f\n", sum
    }'
}

# more_cpu WITH WITHOUT: how much more one directory has in its best cpu.* than
# the other.
more_cpu() {
  for dir in "$1" "$2"; do
    sort -n "$dir"/cpu.* | sed 1q
  done | $AWK '{ n[NR] = $1 }
    END { printf "%.1f\n", (n[1] > n[2] ? n[1] - n[2] : 0) }'
}

# text FILE...: bytes of code and constants.
text() {
  $SIZE "$@" | $AWK 'NR > 1 { sum += $1 } END { print sum }'
}

begin() {
  way=$1
  begun=`date +%s`
  echo "check-vendoring: ---- $way"
}

# A program ran for the first time in this way.
running() {
  took=`expr \`date +%s\` - $begun`
}

# costs LIMIT SECONDS BYTES [SECONDS-LIMIT]
costs() {
  count=`lines $way`
  test "$count" -gt 0 && test "$count" -le "$1"
  ok $? "$count lines to add, at most $1"
  if long && test -n "${4-}"; then
    $AWK -v has="$2" -v most="$4" 'BEGIN { exit has + 0 > most + 0 }'
    ok $? "$2 s of CPU to configure, at most $4"
  fi
  echo "$way $count $1 $2 $3 $took" >>"$work/table"
}

# ---- what the ways share --------------------------------------------------------

# take_in PROGRAM: a parent in a directory of the way's name, there.
take_in() {
  mkdir "$work/$way" && cp "$examples/without/main.c" "$work/$way" &&
    cp "$examples/$way"/* "$work/$way" && cd "$work/$way" &&
    cp "$source/examples/$1.c" prog.c
}

# The tree as it is released, for those that take it in as it is.
pristine() {
  test -d "$work/pristine" || {
    (cd "$top" && $MAKE distdir distdir=vendoring/pristine) >"$work/log" 2>&1 ||
      { ok 1 'make distdir'; return 1; }
  }
}

# What `make install' leaves, without installing it.
installed=$work/stage$prefix
stage() {
  test -d "$installed" || {
    (cd "$top" && $MAKE install DESTDIR="$work/stage") >"$work/log" 2>&1 ||
      { ok 1 'make install'; return 1; }
  }
}

# exports_run LIBRARY: does it export its one function and nothing of unimap?
exports_run() {
  test "`$NM -D "$1" | sed -n 's/.* [TDBRW] //p'`" = run
}

# tries_itself COMMAND...: it shows what this kernel has, and that it is true.
tries_itself() {
  quietly "$@" && grep '^1\.\.[1-9]' "$work/log" >/dev/null
  ok $? "`basename "$1"` tries unimap itself: `sed -n 's/^1\.\.//p' "$work/log"` promises are kept"
}

# with_it COMMAND...: where the installed library is not where its linker looks.
with_it() {
  LD_LIBRARY_PATH=$installed/lib "$@"
}

. "$examples/others.sh"
. "$examples/autotools.sh"
. "$examples/real.sh"

case $VENDORING in
  '' | all) ways='one-file header two-copies pkg-config unimap-m4 subdirs unimap-mk
    cmake cmake-installed fetch-content meson' ;;
  real) ways='lmdb bdwgc' ;;
  *) ways=$VENDORING ;;
esac
for w in $ways; do
  # What ends it before its end is a mistake in here.
  (begin $w; "way_`echo $w | tr - _`"; : >"$work/ended.$w")
  test -f "$work/ended.$w" || (way=$w; ok 1 'tried to its end')
done
test ! -f "$work/table" || $AWK '
  BEGIN { print "check-vendoring: way              lines (most)  s of configure  bytes  s to a run" }
  { printf "check-vendoring: %-16s %5d %6d %15s %6d %11d\n", $1, $2, $3, $4, $5, $6 }
' "$work/table"
test ! -f "$work/failed" || exit 1
rm -rf "$work"
