#!/bin/sh
# Boots Linux kernels that Debian has, or those that $GUEST names, with the
# tests in them: linux/get-kernels.sh fetches, check-linux.sh boots.  For
# another processor the tests are built in a directory of their own.  JOBS=n:
# so many processors at a time.
# `make check-guests' calls it in the build directory.
set -u

: "${MAKE=make}" "${GUEST=}" "${srcdir=.}" "${JOBS=1}"
. "$srcdir/tests/jobs.sh"
all='5.10 6.1 6.12 newest arm64-16k ppc64le-64k'

# Sets the processor, its name in those of compilers, and what no test there may
# be skipped for.
describe() {
  has='protection keys|pool of large pages'
  case $1 in
    5.10) ;;
    6.1) has="$has|a 9p share|memfd_secret" ;;
    6.12) has="$has|memfd_secret|mseal|sealed memory|MAP_DROPPABLE" ;;
    newest)
      has="$has|memfd_secret|mseal|sealed memory|MAP_DROPPABLE"
      has="$has|guards of the kernel's own|guards in files" ;;
    *) has= ;;
  esac
  case $1 in
    arm64-*) processor=aarch64 triplet=aarch64-linux-gnu ;;
    ppc64le-*) processor=powerpc64le triplet=powerpc64le-linux-gnu ;;
    *) processor=x86_64 triplet=x86_64-linux-gnu ;;
  esac
}

skip() {
  echo "check-guests: SKIP: $*"
  echo skip >"guests/$guest.result"
}

is_own() {
  test "${HOST_CPU=`uname -m`}" = $processor
}

fetch() {
  test -f "guests/linux-$1" || "$srcdir/tests/linux/get-kernels.sh" guests "$1"
}

# Prints the directory of a build for the processor.
build() {
  if is_own; then
    pwd
    return
  fi
  test -f guests/$processor/Makefile || {
    mkdir -p guests/$processor && cd guests/$processor &&
      ../src/configure -q --disable-shared CC=$triplet-gcc --host=$triplet \
        --build="`../src/build-aux/config.guess`" >&2
  } || return 1
  (cd "$top/guests/$processor" && pwd)
}

boot() {
  describe "$1"
  fetch "$1" || return 1
  kernel=$top/guests/linux-$1
  test -f "$kernel" || {
    skip "Linux $1 is not to be had"
    return
  }
  is_own || ($triplet-gcc --version) >/dev/null 2>&1 || {
    skip "$1: no $triplet-gcc here"
    return
  }
  dir=`build` || return 1
  (cd "$dir" && HAS=$has $MAKE check-linux KERNEL="$kernel") \
    >"guests/$1.log" 2>&1
  made=$?
  sed -n -e '/^== /,$p' -e '/SKIP: /p' "guests/$1.log"
  if test $made -ne 0; then
    # Its table has been shown, if it came to one.
    grep '^== ' "guests/$1.log" >/dev/null || tail -n 20 "guests/$1.log"
    return 1
  fi
  if grep 'SKIP: ' "guests/$1.log" >/dev/null; then
    echo skip >"guests/$1.result"
  else
    echo ok >"guests/$1.result"
  fi
}

# Those for the processor $1, which share a build.
one() {
  for guest in $guests; do
    describe "$guest"
    test $processor != "$1" || boot "$guest"
  done
}

top=`pwd`
guests=${GUEST:-$all}
for guest in $guests; do
  case " $all " in
    *" $guest "*) ;;
    *) echo "check-guests: no guest $guest; there are: $all" >&2
       exit 1 ;;
  esac
done
# configure would believe them.
unset CC CFLAGS CPPFLAGS LDFLAGS LIBS NM SIZE
mkdir -p guests || exit 1
rm -rf guests/*.result guests/src guests/aarch64 guests/powerpc64le
foreign=
for guest in $guests; do
  describe "$guest"
  is_own || foreign=yes
done
test -z "$foreign" ||
  $MAKE distdir distdir=guests/src >guests/src.log 2>&1 || {
    cat guests/src.log
    exit 1
  }
each "$JOBS" guests `for g in $guests; do
  describe $g
  echo $processor
done | sort -u`
status=0
for guest in $guests; do
  result=`cat "guests/$guest.result" 2>/dev/null` || result=FAIL status=1
  echo "$guest $result"
done
exit $status
