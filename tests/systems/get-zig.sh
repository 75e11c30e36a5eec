#!/bin/sh
# get-zig.sh DIRECTORY: installs PyPI's ziglang, a compiler with the headers
# and link stubs of many systems, into a virtual environment there, and prints
# where zig is.  Nothing else of this machine is changed.  $ZIG, if set, is a
# zig that is there already.
set -u

version=0.17.1

find_zig() {
  ls "$1"/lib*/python3*/site-packages/ziglang/zig 2>/dev/null | sed 1q
}

test $# -eq 1 || {
  echo "usage: $0 DIRECTORY" >&2
  exit 2
}
zig=${ZIG-}
if test -z "$zig" && test "`cat "$1/version" 2>/dev/null`" != $version; then
  rm -rf "$1"
  {
    python3 -m venv "$1" && "$1/bin/python" -m pip install -q \
      --disable-pip-version-check --no-input "ziglang==$version" &&
      echo $version >"$1/version"
  } >&2 </dev/null || exit 1
fi
test -n "$zig" || zig=`find_zig "$1"`
"$zig" version >&2 && echo "$zig"
