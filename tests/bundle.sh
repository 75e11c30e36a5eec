#!/bin/sh
# bundle.sh DIRECTORY EXTENSION PROGRAM...: copies the programs of this build,
# linked as PROGRAM.EXTENSION, and what they read into a directory that is
# carried to a machine without a compiler, and run there by ./run.  Fails if
# something is missing in what is carried.
# bundle.sh -j ANSWERS: judges what that left there.
# `make check-bundle' calls it in the build directory.
set -u

: "${srcdir=.}" "${PROVE=prove}" "${AWK=awk}" "${COPY=cp}" "${SHELL=/bin/sh}"
: "${NOT_BUNDLED=}"

write_run() {
  cat >"$1/run" <<'END'
#!/bin/sh
# Runs all tests and leaves in ./answers what they said, and what the system
# said of itself.  Where there is no shell: ./runner tests >answers
cd "`dirname "$0"`" || exit 1
srcdir=. builddir=. LC_ALL=C
export srcdir builddir LC_ALL
rm -rf answers
mkdir answers || exit 1
./unimap >answers/unimap.txt
./unimap --json >answers/unimap.json
./unimap ask >answers/ask.txt
./runner tests >answers/tap 2>&1
echo "ok:      `grep -c '^ok' answers/tap`"
echo "not ok:  `grep -c '^not ok' answers/tap`"
if grep '^@@ done' answers/tap >/dev/null; then
  echo 'Bring the directory answers back, and there: make check-bundle ANSWERS=answers'
else
  echo 'The runner did not get to its end: see answers/tap'
  exit 1
fi
grep '^not ok\|^Bail out' answers/tap >/dev/null && exit 1
# 0 and nothing else, of each test.
grep '^@@ end [1-9]' answers/tap >/dev/null && exit 1
exit 0
END
  chmod +x "$1/run"
}

# What a program must find on the machine.
needs() {
  interpreter=`readelf -l "$1" 2>/dev/null |
    sed -n 's/.*program interpreter: \(.*\)]/\1/p'`
  libraries=`readelf -d "$1" 2>/dev/null |
    sed -n 's/.*Shared library: \[\(.*\)\]/\1/p'`
  test -n "$libraries" || libraries=`strings -a "$1" 2>/dev/null |
    sed -n '\|^/.*\.dylib$|p' | sort -u`
  echo $interpreter $libraries
}

# ---- is it complete? --------------------------------------------------------

lacks() {
  echo "check-bundle: $*" >&2
  complete=1
}

# Whatever the makefile's lists say: every test in C has a source.
sources_of_tests() {
  for source in "$srcdir"/tests/*-t.c; do
    program=tests/`basename "$source" .c`
    case " $NOT_BUNDLED " in
      *" $program "*) ;;
      *) echo "$program" ;;
    esac
  done
}

# By another tool than readelf, which needs() asks.
tell_kind() {
  case `(file -b "$1") 2>/dev/null || echo untold` in
    *'statically linked'* | *static-pie*) echo static ;;
    *'dynamically linked'* | *DYLDLINK*) echo dynamic ;;
    untold) echo untold ;;
    *) echo other ;;
  esac
}

check_needs() {
  needed=`needs "$1"`
  case `tell_kind "$1"`:$needed in
    static: | dynamic:?* | untold:*) ;;
    dynamic:) lacks "nothing here tells what $1 needs, which is not static" ;;
    static:*) lacks "$1 is static, and needs $needed" ;;
    *) lacks "$1 is no program" ;;
  esac
  for n in $needed; do
    grep -x "$n" "$2" >/dev/null || lacks "NEEDS does not say $n, for $1"
  done
}

# Looks at what is carried.
is_complete() {
  carried=$1.unpacked complete=0 name=`basename "$1"`
  rm -rf "$carried"
  mkdir "$carried" && (cd "$carried" && tar xf - ) <"$1.tar" || return 1
  shift
  for p in unimap runner run tests/command-t `sources_of_tests` "$@"; do
    test "$p" != tests/runner || continue
    test -s "$carried/$name/$p" && test -x "$carried/$name/$p" ||
      lacks "no program $p"
  done
  for p in NEEDS src/unimap.schema.json fuzz/corpus; do
    test -r "$carried/$name/$p" || lacks "no $p"
  done
  for p in unimap runner `sources_of_tests`; do
    test ! -f "$carried/$name/$p" ||
      check_needs "$carried/$name/$p" "$carried/$name/NEEDS"
  done
  ls "$srcdir/fuzz/corpus" >"$carried/corpus"
  ls "$carried/$name/fuzz/corpus" | cmp -s - "$carried/corpus" ||
    lacks 'fuzz/corpus is not what it is here'
  rm -rf "$carried"
  return $complete
}

make_bundle() {
  dir=$1 extension=$2
  shift 2
  rm -rf "$dir"
  mkdir -p "$dir/tests" "$dir/fuzz" "$dir/src" "$dir/doc" || return 1
  for p; do
    $COPY "$p$extension" "$dir/$p" >/dev/null || return 1
  done
  # The runner is no test.
  mv "$dir/tests/runner" "$dir/runner" &&
    cp "$srcdir/tests/command-t.sh" "$dir/tests/command-t" &&
    chmod +x "$dir/tests/command-t" &&
    cp -R "$srcdir/fuzz/corpus" "$dir/fuzz" &&
    cp "$srcdir/src/unimap.schema.json" "$dir/src" &&
    cp "$srcdir/doc/unimap.7" "$dir/doc" || return 1
  write_run "$dir" || return 1
  for p in unimap runner $*; do
    test ! -f "$dir/$p" || needs "$dir/$p"
  done | tr ' ' '\n' | sed '/^$/d' | sort -u >"$dir/NEEDS"
  (cd "$dir/.." && tar cf "`basename "$dir"`.tar" "`basename "$dir"`") &&
    is_complete "$dir" "$@" || return 1
  echo "check-bundle: $dir.tar: $# programs;" \
    "it needs: `test -s "$dir/NEEDS" && echo \`cat "$dir/NEEDS"\` ||
      echo nothing, all are static`"
}

judge() {
  test "$PROVE" != no || {
    echo 'check-bundle: SKIP: no prove here to judge the answers'
    return 0
  }
  tap=$1
  test ! -d "$tap" || tap=$tap/tap
  logs=`pwd`/bundles/logs
  rm -rf "$logs"
  mkdir -p "$logs/root" "$logs/user" &&
    $AWK -v logs="$logs" -f "$srcdir/tests/marked.awk" "$tap" || return 1
  echo "check-bundle: `cat "$logs/kernel"`"
  good=0
  for user in root user; do
    tests=`cd "$logs/$user" && ls | grep -v '\.exit$'`
    test -z "$tests" || (cd "$logs/$user" && $PROVE ${PROVEFLAGS-} --merge \
      --exec "$SHELL $srcdir/tests/marked.sh ." $tests) || good=1
  done
  grep '^@@ done' "$tap" >/dev/null || {
    echo 'check-bundle: the runner did not get to its end'
    good=1
  }
  return $good
}

case ${1-} in
  -j) judge "$2" ;;
  *) make_bundle "$@" ;;
esac
