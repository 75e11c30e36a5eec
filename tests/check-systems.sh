#!/bin/sh
# Builds for other systems, or for those that match $SYSTEM (a name or a
# pattern), and shows what came of it.  Nothing is run there.
#
# tests/systems/targets: by zig's C compiler, with the systems' own headers
# and link stubs.  configure's answers are compared with what is right there
# (tests/systems/answers).
# tests/systems/stubs: where no compiler is to be had, the library is compiled
# with declarations written from the manuals (tests/systems/NAME/).
#
# BUNDLE_INTO=directory: makes a bundle (tests/bundle.sh) of what was built.
# What SYSTEM names stays built, so that a bundle of it need not compile again.
# `make check-systems' calls it in the build directory.
set -u

: "${MAKE=make}" "${SYSTEM=}" "${JOBS=2}" "${srcdir=.}" "${AWK=awk}"
: "${CC=cc}" "${STRICT=}" "${PARENT=}" "${BUILD=}" "${EXAMPLES=}"
here=check-systems
tables=$srcdir/tests/systems
work=`pwd`/systems
one_file=`pwd`/amalgamation

# Prints the names in a table of tests/systems.
names() {
  sed -e '/^#/d' -e 's/[	 ].*//' "$tables/$1"
}

# field TABLE NAME N: of the name's line.
field() {
  ${AWK} -v name="$2" -v n="$3" '$1 == name {
    if (n == "rest") { sub(/^[^\t ]*[\t ]*[^\t ]*[\t ]*/, ""); print }
    else print $n }' "$tables/$1"
}

chosen() {
  for name in `names "$1"`; do
    for pattern in ${SYSTEM:-'*'}; do
      case $name in
        $pattern) echo "$name"; break ;;
      esac
    done
  done
}

# step NAME STEP COMMAND...: does it, and says in results how it went.
step() {
  name=$1 what=$2
  shift 2
  if "$@" >"$work/$name.$what.log" 2>&1; then
    echo "$what $name ok" >>"$work/results"
  else
    echo "$what $name FAIL" >>"$work/results"
    echo "== $name: $what"
    # make -k goes on, and what is wrong may be far up.
    grep 'error: ' "$work/$name.$what.log" | head -n 10
    tail -n 20 "$work/$name.$what.log"
    return 1
  fi
}

# ---- with a compiler for it ------------------------------------------------

# Sets cc.  zig makes for each target a checker of undefined behaviour, which it
# would link, and a library of what the processor lacks; x86-64 lacks nothing,
# and macOS has what arm64 does.  Its musl has memcpy there.  For some the
# library lacks __clear_cache, which one test calls.
choose_cc() {
  cc="$zig cc -fno-sanitize=undefined -target `field targets "$1" 2`"
  case $1 in
    *-musl-*) ;;
    *-x86_64 | macos-*) cc="$cc -rtlib=none" ;;
  esac
  case $1 in
    *-s390x | *-powerpc64le | freebsd-*-riscv64) cc="$cc -DNO_CLEAR_CACHE" ;;
  esac
}

# In the target's directory.  Each source is compiled once, by the faster of two
# shells.
configure_it() {
  CONFIG_SHELL=/bin/sh CC_FOR_BUILD=$CC \
    ../src/configure -q --build="$BUILD" --host="$triplet" \
    --enable-werror --disable-static CFLAGS=-O2 CC="$cc" AR="$zig ar" \
    RANLIB="$zig ranlib"
}

bundle_it() {
  $MAKE -s -j"$JOBS" bundle BUNDLE="$BUNDLE_INTO"
}

make_it() {
  $MAKE -s -k -j"$JOBS" all && $MAKE -s -k -j"$JOBS" check-programs
}

# As their reader would compile them, against the library just built.
link_examples() {
  test -n "$EXAMPLES" && mkdir -p linked || return 1
  threads=`sed -n 's/^UNIMAP_PTHREAD_LIBS = *//p' Makefile`
  for e in $EXAMPLES; do
    program=`basename "$e" .c`
    $cc -O2 $STRICT -I../src/include -c "../src/$e" -o linked/$program.o &&
      ./libtool --silent --tag=CC --mode=link $cc -O2 -o linked/$program \
        linked/$program.o libunimap.la $threads || return 1
  done
}

# Without configure: the one file, alone and included behind other headers, and
# what it takes for granted of the system.
plain() {
  echo '#include "unimap.h"
    int main(void) { return um_features() == 0; }' >plain-main.c &&
    echo '#include <stdio.h>
      #include <sys/mman.h>
      #include <fcntl.h>
      #include <unistd.h>
      #define UM_API static
      #include "unimap.c"
      int main(void) { return um_features() == 0; }' >unit.c || return 1
  for f in "$one_file/unimap.c" plain-main.c unit.c; do
    $cc -O2 $STRICT $PARENT -I"$one_file" -c "$f" || return 1
  done
  $cc -O2 -o plain plain-main.o unimap.o && $cc -O2 -o unit unit.o &&
    sh ../src/amalgamation/guess.sh ../src $cc
}

# What configure found, a line each: TARGET QUESTION ANSWER.  The guesses of
# a cross build are in brackets.
answers() {
  sed -n 's/^unimap_cv_\([A-Za-z0-9_]*\)=\(.*\)/\1 \2/p' config.log |
    tr -d "'" | sed -e 's/ guessing \(.*\)/ (\1)/' \
      -e "s/^/$1 /"
}

# Is it there for a bundle, built by the same compiler?  make knows what of it
# has become old.
can_go_on() {
  test -n "${BUNDLE_INTO-}" &&
    grep -F "CC=$cc" "$work/$1/config.status" >/dev/null 2>&1
}

build_target() {
  triplet=`field targets "$1" 3`
  choose_cc "$1"
  can_go_on "$1" || rm -rf "$work/$1"
  mkdir -p "$work/$1" && cd "$work/$1" || return 1
  test -f config.status || step "$1" configure configure_it || return 1
  answers "$1" >>"$work/found"
  family=`sed -n 's/^unimap_cv_family=//p' config.log | tr -d "'"`
  if test -n "${BUNDLE_INTO-}"; then
    step "$1" bundle bundle_it || failed=1
    sed -n '/^check-bundle/p' "$work/$1.bundle.log"
  else
    step "$1" make make_it || failed=1
    step "$1" examples link_examples || failed=1
    step "$1" plain plain || failed=1
  fi
  cd "$work/.." || exit 1
  test $failed -ne 0 || test -n "$SYSTEM" || rm -rf "${work:?}/$1"
}

build_targets() {
  zig=`ZIG=${ZIG-} $SHELL "$tables/get-zig.sh" "$work/zig" 2>"$work/zig.log"` || {
    cat "$work/zig.log"
    echo "$here: SKIP: PyPI's ziglang cannot be installed here"
    return
  }
  : "${ZIG_GLOBAL_CACHE_DIR=$work/zig-cache}"
  ZIG_LOCAL_CACHE_DIR=$ZIG_GLOBAL_CACHE_DIR
  export ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR
  $MAKE distdir distdir=systems/src >"$work/src.log" 2>&1 || {
    cat "$work/src.log"
    exit 1
  }
  for t; do
    failed=0
    build_target "$t" || failed=1
    test $failed -eq 0 || status=1
    cd "$work/.." || exit 1
  done
  echo
  $AWK -v targets="`echo $(names targets)`" -f "$tables/answers.awk" \
    "$tables/answers" "$work/found" || status=1
}

# ---- with declarations from the manuals ------------------------------------

foreign='-U__linux__ -U__linux -Ulinux -U__gnu_linux__ -U__unix__ -U__unix
  -Uunix -U__APPLE__ -U__FreeBSD__ -U__NetBSD__ -U__OpenBSD__ -U__DragonFly__
  -U__sun -U__GLIBC__'

# compile_stub NAME [OPTION...]
compile_stub() {
  system=$1
  shift
  $CC -O2 $STRICT -ffreestanding -nostdinc $foreign \
    `field stubs $system rest` "$@" -isystem "$tables/$system" \
    -isystem "$tables/posix" -isystem "`$CC -print-file-name=include`" \
    -c "$one_file/unimap.c" -o "$work/$system.$what.o"
}

build_stubs() {
  test -n "$STRICT" || {
    echo "$here: SKIP: the declarations in tests/systems/*/ need gcc or clang"
    return
  }
  for s; do
    step "$s" plain compile_stub "$s" &
    step "$s" make compile_stub "$s" -DUNIMAP_CONFIGURED || status=1
    wait $! || status=1
  done
}

# ---- all of it -------------------------------------------------------------

targets=`chosen targets`
stubs=`chosen stubs`
test -n "$targets$stubs" || {
  echo "$here: no system is called $SYSTEM; there are:" `names targets` \
    `names stubs` >&2
  exit 1
}
mkdir -p "$work" && : >"$work/results" && : >"$work/found" || exit 1
status=0
test -z "$stubs" || build_stubs $stubs
test -z "$targets" || build_targets $targets
test -s "$work/results" || exit $status
for what in configure make examples plain bundle; do
  sed -n "/^$what /p" "$work/results"
done | $AWK -v what=steps -v of=systems -f "$srcdir/tests/table.awk" ||
  status=1
exit $status
