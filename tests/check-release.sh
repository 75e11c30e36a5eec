#!/bin/sh
# Makes the release, builds it where autotools and perl cannot be found, and makes
# it there again, in another time zone and for another user's mask: it is the
# same, byte for byte.  `make check-release' calls it in the build directory.
set -u
: "${MAKE=make}" "${CC=cc}" "${CFLAGS=-O2}" "${LIBS=}"

work=`pwd`/release
main=unimap-$VERSION
one_file=unimap-one-file-$VERSION
unset MAKEFLAGS MFLAGS MAKELEVEL
failed=0

ok() {
  if test "$1" -eq 0; then
    echo "check-release: ok: $2"
  else
    tail -n 20 "$work/log"
    echo "check-release: FAILED: $2"
    failed=1
  fi
}

# Fills the directory $1 with links to all programs but those that a release
# does without.
fill_path() {
  mkdir "$1" || return 1
  IFS=:
  for dir in $PATH; do
    case $dir in /*) ;; *) continue ;; esac
    ln -s "$dir"/* "$1" 2>/dev/null
  done
  unset IFS
  (cd "$1" && rm -f perl* prove* pod* auto* aclocal* ifnames* libtool* m4* \
    gm4* help2man* git*)
}

again() {
  tar xf "$work/$main.tar.gz" -C "$work/there" && mkdir "$work/there/build" &&
    cd "$work/there/build" && ../$main/configure -q CC="$CC" CFLAGS="$CFLAGS" &&
    $MAKE -s && ./unimap && $MAKE -s release
}

rm -rf "$work"
chmod -R u+w "$work" 2>/dev/null
mkdir -p "$work/there" || exit 1
case `(${TAR-tar} --version) 2>/dev/null` in
  *GNU*) ;;
  *) echo 'check-release: SKIP: no GNU tar here'; exit 0 ;;
esac
$MAKE -s release >"$work/log" 2>&1 &&
  mv $main.tar.gz $one_file.tar.gz "$work"
for file in $main $one_file; do
  test -s "$work/$file.tar.gz"
  ok $? "$file.tar.gz, `wc -c <"$work/$file.tar.gz" | tr -d ' '` bytes"
done
tar xf "$work/$main.tar.gz" -C "$work" && (
  cd "$work/$main" && sed -n 's/^m4_include(\[\(.*\)])$/\1/p' aclocal.m4 |
    while read -r file; do test -f "$file" || echo "$file"; done
) >"$work/log"
test ! -s "$work/log" && grep m4_include "$work/$main/aclocal.m4" >/dev/null
ok $? 'it has all that its aclocal.m4 takes in'
fill_path "$work/path"
for tool in perl autoconf automake aclocal autoreconf libtoolize m4 prove; do
  test ! -e "$work/path/$tool" || echo "$tool" >"$work/log"
  test ! -e "$work/path/$tool"
  ok $? "a PATH without $tool"
done
(
  umask 077
  PATH=$work/path TZ=UTC+9 LANG=C.UTF-8
  export PATH TZ LANG
  unset LC_ALL SOURCE_DATE_EPOCH TAR_OPTIONS
  again
) >"$work/log" 2>&1
ok $? 'it is built there'
if grep 'missing\|autoreconf\|WARNING' "$work/log"; then false; else true; fi
ok $? 'and nothing asks for what is not there'
for file in $main $one_file; do
  cmp "$work/$file.tar.gz" "$work/there/build/$file.tar.gz" >"$work/log" 2>&1
  ok $? "$file.tar.gz comes out the same there"
done
(
  cd "$work/there" && tar xf "$work/$one_file.tar.gz" && cd $one_file &&
    $CC $CFLAGS unimap-test.c unimap.c $LIBS -o unimap-test && ./unimap-test
) >"$work/log" 2>&1
ok $? 'the one file is compiled, and its test passes'
test $failed -ne 0 || { chmod -R u+w "$work"; rm -rf "$work"; }
exit $failed
