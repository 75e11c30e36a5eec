#!/bin/sh
# ports.sh TARBALL INSTALLED DIRECTORY: writes the ports of FreeBSD, OpenBSD,
# pkgsrc and Homebrew for a release, each as its tree has it: sums of the tarball,
# and lists of the files that the prefix INSTALLED has.  SITE is where the tarball
# is, HOME_PAGE what tells of it.  `make ports' calls it.
set -eu

(openssl version) >/dev/null 2>&1 || {
  echo 'ports.sh: openssl is needed for the sums' >&2
  exit 1
}
here=`dirname "$0"`
LC_ALL=C
export LC_ALL
tarball=$1
file=`basename "$1"`
version=`basename "$1" .tar.gz | sed 's/^unimap-//'`
into=$3
size=`wc -c <"$1" | tr -d ' '`
mkdir -p "$into"
files=$into/files
(cd "$2" && find . ! -type d) | sed 's|^\./||' | sort >"$files"

sum() {
  openssl dgst "-$1" -r "$tarball" | sed 's/ .*//'
}

base64_sum() {
  openssl dgst "-$1" -binary "$tarball" | openssl base64 -A
}

# port NAME: its files, with what differs between releases filled in.
port() {
  mkdir -p "$into/$1"
  for from in "$here/$1"/*; do
    sed -e "s|@VERSION@|$version|g" -e "s|@SITE@|$SITE|g" \
      -e "s|@HOME@|$HOME_PAGE|g" -e "s|@SHA256@|`sum sha256`|" "$from" \
      >"$into/$1/`basename "$from"`"
  done
}

port freebsd
cp "$here/description" "$into/freebsd/pkg-descr"
printf 'TIMESTAMP = %s\nSHA256 (%s) = %s\nSIZE (%s) = %s\n' \
  "`date +%s`" "$file" "`sum sha256`" "$file" "$size" >"$into/freebsd/distinfo"
sed -e '/\.la$/d' -e '/^share\/doc\//d' -e 's|^lib/pkgconfig|libdata/pkgconfig|' \
  -e 's|^share/man/.*|&.gz|' -e 's|^share/unimap|%%DATADIR%%|' "$files" \
  >"$into/freebsd/pkg-plist"

port openbsd
mkdir -p "$into/openbsd/pkg"
cp "$here/description" "$into/openbsd/pkg/DESCR"
printf 'SHA256 (%s) = %s\nSIZE (%s) = %s\n' "$file" "`base64_sum sha256`" \
  "$file" "$size" >"$into/openbsd/distinfo"
sed -e '/\.so$/d' -e '/\.so\.0$/d' -e 's|^bin/|@bin &|' \
  -e 's|^lib/.*\.a$|@static-lib &|' -e 's|^share/man/|@man man/|' \
  -e 's|^lib/.*\.so\..*|@lib lib/libunimap.so.${LIBunimap_VERSION}|' \
  -e 's|^\(.*/unimap/\)\([^/]*\)$|\1\
&|' -e 's|^\(share/aclocal/\)\(.*\)|\1\
&|' "$files" | awk '!seen[$0]++' >"$into/openbsd/pkg/PLIST"

port pkgsrc
cp "$here/description" "$into/pkgsrc/DESCR"
printf '$NetBSD$\n\nBLAKE2s (%s) = %s\nSHA512 (%s) = %s\nSize (%s) = %s bytes\n' \
  "$file" "`sum blake2s256`" "$file" "`sum sha512`" "$file" "$size" \
  >"$into/pkgsrc/distinfo"
(echo '@comment $NetBSD$'
sed -e '/\.so$/d' -e '/\.so\./d' -e '/\.a$/d' -e 's|^share/man/|man/|' \
  "$files") >"$into/pkgsrc/PLIST"

port homebrew
rm "$files"
