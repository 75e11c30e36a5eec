#!/bin/sh
# Builds for other processors, or for those that $ARCH names, runs the C tests
# named as arguments there under qemu's user emulation, and shows a table.
# INSTALL=yes installs first what is missing, on Debian; INSTALL=only does no
# more than that.  TIMEOUT=seconds is what a test may take, JOBS=n how many
# processors are done at a time.
# `make check-arches' calls it in the build directory.
set -u

: "${MAKE=make}" "${PROVE=prove}" "${ARCH=}"
: "${TIMEOUT=900}" "${JOBS=1}"
. "`dirname "$0"`/jobs.sh"
install=${INSTALL-}
# configure would believe them.
unset INSTALL CC CFLAGS CPPFLAGS LDFLAGS LIBS NM SIZE
all='arm64 armhf i386 mips64el mipsel powerpc ppc64el riscv64 s390x sparc64
  hppa m68k alpha'

have() {
  # In a subshell: some shells end when `command' fails.
  (command -v "$1") >/dev/null 2>&1
}

# The names are Debian's; sets what they are elsewhere.
describe() {
  triplet=$1-linux-gnu qemu=$1 libc=libc6-dev-$1-cross static=yes
  case $1 in
    arm64) triplet=aarch64-linux-gnu qemu=aarch64 ;;
    armhf) triplet=arm-linux-gnueabihf qemu=arm ;;
    i386) triplet=i686-pc-linux-gnu qemu= ;;
    mips64el) triplet=mips64el-linux-gnuabi64 ;;
    powerpc) qemu=ppc ;;
    ppc64el) triplet=powerpc64le-linux-gnu qemu=ppc64le ;;
    alpha) libc=libc6.1-dev-alpha-cross static=no ;;
  esac
  compiler=$triplet-gcc
  # gcc-multilib, which excludes the others, has the headers in their place.
  test -n "$qemu" ||
    compiler="gcc -m32 -idirafter /usr/include/`gcc -print-multiarch`"
  runner=${qemu:+qemu-$qemu-static}
  # Its static programs crash.
  test $static = yes || runner="$runner -L /usr/$triplet"
}

links() {
  printf '#include <errno.h>\nint main(void) { return errno; }\n' \
    >"arches/$triplet.c"
  $compiler `test $static = no || echo -static` -o "arches/$triplet" \
    "arches/$triplet.c" >/dev/null 2>&1
}

# Prints the packages that are missing for what describe set.
lacking() {
  if test -z "$qemu"; then
    links || echo gcc-12-multilib
    return
  fi
  have "$compiler" || echo "gcc-$triplet"
  links || echo "$libc"
  have "qemu-$qemu-static" || echo qemu-user-static
}

install_packages() {
  for try in 1 2 3; do
    apt-get -q update && DEBIAN_FRONTEND=noninteractive \
      apt-get -q -y install --no-install-recommends "$@" && return 0
    sleep 5
  done </dev/null
  return 1
}

install_lacking() {
  packages=`for a in $arches; do describe "$a"; lacking; done | sort -u`
  test -z "$packages" || install_packages $packages >arches/install.log 2>&1 ||
    cat arches/install.log
}

build() {
  mkdir "arches/$1" || return 1
  (
    cd "arches/$1" || exit 1
    ../src/configure -q --disable-shared CC="$compiler" --host=$triplet \
      --build="`../src/build-aux/config.guess`" &&
      $MAKE check-programs LDFLAGS="`test $static = no || echo -all-static`"
  )
}

# What hangs under the emulation is to end too.
limit=
if (timeout 9 true) >/dev/null 2>&1; then limit="timeout $TIMEOUT"; fi

run_tests() {
  (
    cd "arches/$a" || exit 1
    # qemu's own memory grows with what the guest has mapped: 16 GiB.
    if test -n "$qemu"; then
      UNIMAP_UNDER=qemu
      export UNIMAP_UNDER
      ! (ulimit -v 16777216) 2>/dev/null || ulimit -v 16777216
    fi
    srcdir=../src builddir=.
    export srcdir builddir
    $PROVE ${PROVEFLAGS-} --merge -f --exec "$limit $runner" "$@"
  )
}

one() {
  a=$1
  describe "$a"
  packages=`lacking`
  if test -n "$packages"; then
    echo "check-arches: SKIP: $a: missing:" $packages
    : >"arches/$a.skip"
  elif ! build "$a" >"arches/$a.build" 2>&1; then
    echo "== $a does not build"
    cat "arches/$a.build"
    return 1
  elif ! run_tests $tests >"arches/$a.log" 2>&1; then
    echo "== $a"
    cat "arches/$a.log"
    return 1
  fi
}

# Prints PROCESSOR TEST RESULT.  prove says of each test `NAME .. ok',
# `NAME .. skipped: REASON' or, at length, why it failed.
results() {
  for a in $arches; do
    test ! -f "arches/$a.skip" || continue
    for t in "$@"; do
      if grep "^$t \.\.* *ok$" "arches/$a.log" >/dev/null 2>&1; then
        echo "$a $t ok"
      elif grep "^$t \.\.* *skipped" "arches/$a.log" >/dev/null 2>&1; then
        echo "$a $t skip"
      else
        echo "$a $t FAIL"
      fi
    done
  done
}

show() {
  ${AWK-awk} -v what=processors -f "`dirname "$0"`/table.awk"
}

if test "$PROVE" = no; then
  echo 'check-arches: SKIP: no prove here'
  exit 0
fi
arches=${ARCH:-$all}
for a in $arches; do
  case " "`echo $all`" " in
    *" $a "*) ;;
    *) echo "check-arches: no processor is called $a; there are:" $all >&2
       exit 1 ;;
  esac
done
test $# -gt 0 || {
  echo 'check-arches: nothing to run' >&2
  exit 1
}

mkdir -p arches || exit 1
case $install in yes | only) install_lacking ;; esac
if test "$install" = only; then
  rm -rf arches			# root's
  exit 0
fi
$MAKE distdir distdir=arches/src >arches/src.log 2>&1 || {
  cat arches/src.log
  exit 1
}

for a in $arches; do
  rm -rf "arches/$a" "arches/$a".*
done
tests="$*"
each "$JOBS" arches $arches
status=0
skipped=yes
for a in $arches; do
  test -f "arches/$a.skip" || skipped=no
  good "$a" || status=1
done
test $skipped = no || exit $status
results "$@" | show || status=1
exit $status
