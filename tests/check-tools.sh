#!/bin/sh
# Builds and tests with other compilers, C libraries, standards of C, makes,
# shells and awks, or with those that $TOOL names, and shows a table.  The
# arguments are the C tests.  JOBS=n: so many at a time, or one with so many
# compilers.  `make check-tools' calls it in the build directory.
set -u

: "${MAKE=make}" "${TOOL=}" "${JOBS=2}"
. "`dirname "$0"`/jobs.sh"
# configure would believe some of them, and a make another's flags.
unset CC CFLAGS CPPFLAGS LDFLAGS LIBS NM SIZE SHELL MAKEFLAGS MFLAGS MAKELEVEL
all='gcc gcc-c99 gcc-c11 gcc-c2x clang clang-c99 clang-c11 clang-c2x tcc pcc
  m32 musl diet klibc header bmake dash mksh posh yash busybox
  gawk mawk original-awk busybox-awk'

# ---- tools -----------------------------------------------------------------

skip() {
  echo "SKIP: $*"
  exit 77
}

# Prints where it is.  In a subshell: some shells end when `command' fails.
where() {
  (command -v "$1") 2>/dev/null
}

need() {
  for command in "$@"; do
    test -n "`where "$command"`" || skip "no $command here"
  done
}

# Prints where busybox is $1: it does what it is called.
busybox_as() {
  ln -s "`where busybox`" "$1" && echo "`pwd`/$1"
}

configure() {
  ${CONFIG_SHELL-} ../src/configure -q "$@"
}

# ---- what is done with each, in a directory of its own ---------------------

check() {
  configure "$@" && $MAKE -s -j"$compilers" && $MAKE -s check
}

# Makes and shells have no part in what a test finds once it is built: all of
# the library and the command, and a test of each sort.
few='tests/anonymous-t tests/memfd-t tests/command-t tests/examples-t
  tests/size-t'
check_few() {
  configure "$@" && $MAKE -s -j"$compilers" &&
    $MAKE -s -j"$compilers" $few && $MAKE -s check-TESTS TESTS="`echo $few`"
}

check_shell() {
  CONFIG_SHELL=$1
  export CONFIG_SHELL
  shift
  check_few "$@"
}

# The harness that needs no perl is written in awk.
check_awk() {
  check PROVE=no AWK="$1" && $MAKE -s check-one-file
}

check_m32() {
  # Where gcc-multilib, which excludes cross compilers, would have put them.
  compiler="gcc -m32 -idirafter /usr/include/`gcc -print-multiarch`"
  printf '#include <errno.h>\nint main(void) { return errno; }\n' >try.c
  $compiler -o try try.c >/dev/null 2>&1 && ./try ||
    skip 'gcc -m32 does not work here'
  check CC="$compiler"
}

program() {
  cat <<'END'
#include <unimap.h>
int main(void)
{
	void *p = um_mmap(0, 1, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_ALIGNED(16), -1, 0);

	return p == MAP_FAILED || um_munmap(p, 1) != 0 || !um_feature(0);
}
END
}

# A C library with part of POSIX: all of the library, and what tests link
# with the libraries $2.
check_part() {
  compiler=$1 libraries=$2
  shift 2
  # Told, since config.sub has never heard of this C library.
  configure --disable-shared CC="$compiler" \
    --build="`CC_FOR_BUILD=cc ../src/build-aux/config.guess`" &&
    $MAKE -s -j"$compilers" libunimap.la || return 1
  program >try.c
  $compiler -I../src/include -o try try.c .libs/libunimap.a && ./try ||
    return 1
  linked= unlinked=
  for t in "$@"; do
    if $MAKE -s LIBS="$libraries" "$t" >>links.log 2>&1; then
      linked="$linked $t"
    else
      unlinked="$unlinked $t"
      # What is wrong with all is wrong with the first.
      test -n "$linked" || break
    fi
  done
  test -n "$linked" || skip "a program runs, no test links: `missing`"
  $MAKE -s check-TESTS TESTS="$linked" || return 1
  test -z "$unlinked" || echo "and these do not link:$unlinked"
}

# The first thing that links.log says the C library lacks.
missing() {
  sed -n -e "s/.*undefined reference to \(.*\)/\1/p" \
    -e 's/.*error: \(.*\)/\1/p' links.log | sed 1q
}

check_header() {
  program >try.c
  program >try.cc
  for compiler in 'gcc -std=c99' 'gcc -std=c11' 'gcc -std=c2x' \
    'clang -std=c99' 'clang -std=c11' 'clang -std=c2x' \
    'g++ -std=c++11' 'g++ -std=c++17' 'g++ -std=c++20' \
    'clang++ -std=c++11' 'clang++ -std=c++17' 'clang++ -std=c++20'; do
    source=try.c
    case $compiler in *++\ *) source=try.cc ;; esac
    test -n "`where ${compiler%% *}`" || continue
    for prefix in '' -DUM_PREFIX=zz_; do
      $compiler $prefix -I../src/include -Wall -Wextra -Wpedantic \
        -Wshadow -Wconversion -Wundef -Werror -fsyntax-only $source || return 1
    done
    echo "$compiler: ok"
  done
}

check_tool() {
  tool=$1
  shift
  case $tool in
    gcc | clang | tcc | pcc)
      need $tool
      check CC=$tool ;;
    gcc-* | clang-*)
      need ${tool%-*}
      check --enable-werror CC=${tool%-*} CFLAGS="-O2 -std=${tool#*-}" ;;
    m32)
      need gcc
      check_m32 ;;
    musl)
      need musl-gcc
      check CC=musl-gcc ;;
    diet)
      need diet
      check_part 'diet gcc' -lcompat "$@" ;;
    klibc)
      need klcc
      check_part klcc '' "$@" ;;
    header)
      check_header ;;
    bmake)
      need bmake
      MAKE=bmake
      check_few MAKE=bmake ;;
    busybox)
      need busybox
      # To a shell that is all tools, `ar' is its own, which makes no archive.
      check_shell "`busybox_as sh`" AR="`where ar`" ;;
    busybox-awk)
      need busybox
      check_awk "`busybox_as awk`" ;;
    *awk)
      need $tool
      check_awk "`where $tool`" ;;
    *)
      need $tool
      check_shell "`where $tool`" ;;
  esac
}

# ---- running them ----------------------------------------------------------

# What is missing, or how much prove or Automake's harness has tested.
said() {
  sed -n -e '/^SKIP: /p' -e '/^and these do not link:/p' \
    -e 's/^# TOTAL: */Tests=/p' \
    -e 's/^\(Files=.*\), *[0-9]* wallclock.*/\1/p' "tools/$1.log" |
    sed -e '$!{h;d;}' -e '/^and/{H;g;s/\n/; /;}'
}

tools=${TOOL:-$all}
for t in $tools; do
  case " "`echo $all`" " in
    *" $t "*) ;;
    *) echo "check-tools: no tool is called $t; there are:" $all >&2
       exit 1 ;;
  esac
done

mkdir -p tools || exit 1
$MAKE distdir distdir=tools/src >tools/src.log 2>&1 || {
  cat tools/src.log
  exit 1
}

tests="$*"
one() {
  rm -rf "tools/$1"
  mkdir "tools/$1" || return 1
  (cd "tools/$1" && check_tool "$1" $tests) >"tools/$1.log" 2>&1
  case $? in
    0) echo ok >"tools/$1.result" ;;
    77) echo skip >"tools/$1.result" ;;
    *) echo "== $1"
       cat "tools/$1.log"
       return 1 ;;
  esac
}

set x $tools
test $# -eq 2 && compilers=$JOBS || compilers=1
each "$JOBS" tools $tools
status=0
for t in $tools; do
  good $t && result=`cat "tools/$t.result"` || result=FAIL status=1
  printf '%-12s  %-4s  %s\n' $t $result "`said $t`"
done
exit $status
