#!/bin/sh
# .ci/build.sh: builds and tests this program where there is nothing but a compiler
# and make; configure is made before.  The one file of these to edit.
set -eu

# Of illumos and NetBSD.
PATH=$PATH:/usr/xpg4/bin:/usr/ccs/bin:/usr/sbin:/sbin
export PATH
make=make
case `uname -s` in
  SunOS) make=gmake ;;
esac
test ! -f configure || ./configure ${CC:+CC="$CC"}
$make ${CC:+CC="$CC"}
# unimap's own test is part of it: what this kernel has, and whether it is true.
$make ${CC:+CC="$CC"} check || {
  cat test-suite.log 2>/dev/null
  exit 1
}
