#!/bin/sh
# build-debian.sh TARBALL DIRECTORY: makes Debian's source and binary packages of
# a release in DIRECTORY, which is new, and asks lintian.  DEB_BUILD_OPTIONS=nocheck
# leaves the tests out.  `make check-packaging' calls it.
set -eu

tarball=`cd "\`dirname "$1"\`" && pwd`/`basename "$1"`
name=`basename "$tarball" .tar.gz`
version=${name#unimap-}
mkdir "$2"
cd "$2"
cp "$tarball" "unimap_$version.orig.tar.gz"
tar xzf "$tarball"
cp -R "$name/packaging/debian" "$name/debian"
cd "$name"
dpkg-buildpackage -us -uc
cd ..
# The first upload closes the bug that announces it; nobody has announced one.
lintian --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs \
  unimap_*.changes
dpkg-deb -c libunimap0_*.deb | sed 's/.* \.//' | grep libunimap.so
