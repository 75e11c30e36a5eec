#!/bin/sh
# get-kernels.sh DIRECTORY [WHICH...]: puts Linux kernels that Debian has into
# DIRECTORY as linux-WHICH, for tests/check-linux.sh; all of them unless some
# are named.  Beside one that has 9p as modules, these are put into
# linux-WHICH.modules.  Nothing is installed.
set -u

all='5.10 6.1 6.12 newest arm64-16k ppc64le-64k'
mirrors='http://deb.debian.org/debian http://archive.debian.org/debian'
keys=/usr/share/keyrings/debian-archive-keyring.gpg
modules='virtio virtio_ring virtio_pci_modern_dev virtio_pci_legacy_dev
  virtio_pci 9pnet 9pnet_virtio netfs fscache 9p'

# Sets arch, suites, flavour and the start of the version.  The clouds' flavour
# is the smallest, and has no 9p.
choose() {
  arch=amd64 flavour=cloud-amd64 version=[0-9]
  case $1 in
    5.10) suites=bullseye version=5.10 ;;
    6.1) suites=bookworm flavour=amd64 version=6.1 ;;
    6.12) suites=trixie version=6.12 ;;
    newest) suites='trixie-backports sid' ;;
    arm64-16k) suites=trixie arch=arm64 flavour=arm64-16k ;;
    ppc64le-64k) suites=trixie arch=ppc64el flavour=powerpc64le-64k ;;
    *) return 1 ;;
  esac
}

# Apt with lists, state and cache of its own.
private_apt() {
  tool=$1
  shift
  "$tool" -q -o Dir::Etc::sourcelist="$work/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::State="$work/state" \
    -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" \
    -o Dir::Cache="$work/cache" -o APT::Architecture="$arch" \
    -o APT::Architectures="$arch" -o APT::Sandbox::User=root \
    -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

update() {
  rm -rf "$work"/*
  mkdir -p "$work/state" "$work/lists/partial" \
    "$work/cache/archives/partial" "$work/x" || return 1
  : >"$work/status"
  for suite in $suites; do
    echo "deb [signed-by=$keys] $1 $suite main"
  done >"$work/sources.list"
  private_apt apt-get update --error-on=any
}

# The newest first.  Since 6.19 linux-image has no image and depends on
# linux-binary, which sorts before it.
image_packages() {
  private_apt apt-cache search --names-only \
    "^linux-(image|binary)-$version[.0-9][^ ]*-$flavour\$" |
    awk '{
      v = $1
      sub(/^linux-[a-z]*-/, "", v)
      print v, $1
    }' | grep -v -e -rt- -e "-cloud-$flavour" | sort -k 1,1Vr -k 2,2 |
    awk '{ print $2 }'
}

unpack() {
  (cd "$work" && private_apt apt-get download "$1") &&
    dpkg -x "$work/$1"_*.deb "$work/x"
}

image() {
  find "$work/x/boot" "$work/x/usr/lib/modules" -name 'vmlinu[xz]*' -type f
}

# A list can name a package that its mirror no longer has.
from_mirror() {
  update "$1" || return 1
  for package in `image_packages`; do
    unpack "$package" && image | grep . && return 0
  done
  return 1
}

# Those of 6.1 are not compressed.
copy_modules() {
  rm -rf "$1"
  test -n "`find "$work/x" -name 9p.ko`" || return 0
  mkdir "$1" || return 1
  for m in $modules; do
    cp `find "$work/x" -name $m.ko` "$1" || return 1
  done
}

get() {
  choose "$1"
  for mirror in $mirrors; do
    if from_mirror "$mirror" >"$work.log" 2>&1; then
      copy_modules "$dir/linux-$1.modules" &&
        cp "`image 2>/dev/null`" "$dir/linux-$1" || return 1
      echo "$dir/linux-$1: $package"
      return 0
    fi
    cat "$work.log" >&2
  done
  echo "get-kernels: SKIP: Linux $1 is in none of $mirrors"
}

test $# -gt 0 || {
  echo "usage: $0 DIRECTORY [WHICH...], of: $all" >&2
  exit 2
}
dir=$1
shift
test $# -gt 0 || set -- $all
for k in "$@"; do
  choose "$k" || {
    echo "get-kernels: no kernel $k; there are: $all" >&2
    exit 2
  }
done
(apt-get --version && dpkg --version) >/dev/null 2>&1 || {
  echo 'get-kernels: SKIP: this is no Debian'
  exit 0
}

work=`mktemp -d` || exit 1
trap 'rm -rf "$work" "$work.log"' 0
trap 'exit 1' 1 2 15
mkdir -p "$dir" || exit 1
for k in "$@"; do
  get "$k" || exit 1
done
