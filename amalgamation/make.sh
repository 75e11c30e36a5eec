#!/bin/sh
# make.sh [SOURCE [DIRECTORY]]: writes the library as one file, unimap.c, its
# header and its test, with what builds them in other people's trees, into
# DIRECTORY.
# It needs a shell, sed and awk, and no configure.  What it is made of is what
# unimap.mk lists.
set -u
LC_ALL=C
export LC_ALL
source=${1:-`dirname "$0"`/..}
directory=${2:-.}

# The files of a list of unimap.mk.
list() {
  sed -n "/^$1 = /,/[^\\\\]\$/{
    s/^$1 = //
    s/\\\\\$//
    s/%D%.//g
    p
  }" "$source/unimap.mk"
}

version=`sed -n 's/^AC_INIT(\[unimap],\[\([0-9.]*\)]).*/\1/p' \
  "$source/configure.ac"`
test -n "$version" || {
  echo "make.sh: no unimap in $source" >&2
  exit 1
}
mkdir -p "$directory" || exit 1
${AWK-awk} -v version="$version" -v root="$source" \
  -f "$source/amalgamation/one-file.awk" `list unimap_core` \
  `list unimap_chains` `list unimap_areas` `list unimap_families` >"$directory/unimap.tmp" &&
  mv "$directory/unimap.tmp" "$directory/unimap.c" &&
  cat "$source/include/unimap.h" >"$directory/unimap.h" &&
  sed -e 's/<unimap\.h>/"unimap.h"/' -e 's/self-t/unimap-test/g' \
    "$source/tests/self-t.c" >"$directory/unimap-test.c" &&
  cat "$source/LICENSE" >"$directory/LICENSE" || exit 1
for file in CMakeLists.txt meson.build unimap.wrap; do
  sed "s/@VERSION@/$version/" "$source/amalgamation/$file.in" \
    >"$directory/$file" || exit 1
done
