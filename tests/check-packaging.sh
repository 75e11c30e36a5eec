#!/bin/sh
# check-packaging.sh TARBALL PORTS: the ports have the form of their trees, which
# packaging/fields describes, and fit the release; Debian's package is built of
# it, and lintian finds nothing.  `make check-packaging' calls it.
set -u
: "${srcdir=.}"
tarball=$1
ports=$2
work=`pwd`/packaging.work
failed=0
rm -rf "$work"
mkdir "$work" || exit 1

ok() {
  if test "$1" -eq 0; then
    echo "check-packaging: ok: $2"
  else
    tail -n 40 "$work/log"
    echo "check-packaging: FAILED: $2"
    failed=1
  fi
}

# The fields that a port lacks.  The beginning is literal but for *.
lacking() {
  tab=`printf '\t'`
  sed -n "s/^$1$tab//p" "$srcdir/packaging/fields" |
    while IFS=$tab read -r file start rest; do
      begins=`printf '%s\n' "$start" |
        sed -e 's/[].[^$\\/+]/\\\\&/g' -e 's/\\\\+/+/g' -e 's/\*/.*/g'`
      grep "^$begins[ $tab]*$rest\$" "$ports/$1/$file" >/dev/null 2>&1 ||
        echo "$1/$file lacks: $start $rest"
    done
}

for port in freebsd openbsd pkgsrc homebrew; do
  lacking $port >"$work/log"
  test ! -s "$work/log" && test -d "$ports/$port"
  ok $? "$port has its `grep -c "^$port" "$srcdir/packaging/fields"` fields"
  grep -r '@[A-Z0-9]*@' "$ports/$port" >"$work/log"
  test ! -s "$work/log"
  ok $? 'and nothing in it is left open'
  find "$ports/$port" -type f -exec awk '
    length($0) > 80 && FILENAME !~ /(distinfo|\.rb)$/ {
      print FILENAME ": a line of " length($0) }
    /[ \t]$/ { print FILENAME ": a blank at the end of: " $0 }' {} \; \
    >"$work/log"
  test ! -s "$work/log"
  ok $? 'and its lines are short and end cleanly'
done
for list in freebsd/pkg-plist openbsd/pkg/PLIST pkgsrc/PLIST; do
  sed 's/^@[a-z-]* //' "$ports/$list" | sort | uniq -d >"$work/log"
  test ! -s "$work/log"
  ok $? "$list has each file once, `grep -c . "$ports/$list"` lines"
done
if (ruby --version) >/dev/null 2>&1; then
  ruby -c "$ports/homebrew/unimap.rb" >"$work/log" 2>&1
  ok $? 'ruby parses the formula'
else
  echo 'check-packaging: SKIP: no ruby here'
fi
if (bmake -V MAKE) >/dev/null 2>&1; then
  mkdir "$work/mk" "$work/mk/mk" "$work/mk/devel" &&
    : >"$work/mk/sys.mk" && : >"$work/mk/bsd.port.mk" &&
    : >"$work/mk/mk/bsd.pkg.mk"
  for port in freebsd openbsd pkgsrc; do
    cp -R "$ports/$port" "$work/mk/devel" &&
      (cd "$work/mk/devel/$port" && bmake -m "$work/mk" -V COMMENT) \
        >"$work/log" 2>&1 && grep -i '^one memory' "$work/log" >/dev/null
    ok $? "bmake parses $port/Makefile"
  done
else
  echo 'check-packaging: SKIP: no bmake here'
fi

lacking=
for tool in dpkg-buildpackage dh fakeroot lintian; do
  (command -v $tool) >/dev/null 2>&1 || lacking="$lacking $tool"
done
if test -n "$lacking"; then
  echo "check-packaging: SKIP: of Debian's tools these are not here:$lacking"
else
  DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-nocheck} \
    sh "$srcdir/packaging/build-debian.sh" "$tarball" "$work/debian" \
    >"$work/log" 2>&1
  ok $? "Debian's packages are built, and lintian finds nothing: `
    cd "$work/debian" && echo *.deb`"
fi
test $failed -ne 0 || rm -rf "$work"
exit $failed
