# Real programs, whose source is taken from Debian's packages as it is asked for:
# LMDB with the one file in its unit, and bdwgc with a tree of unimap in a
# subdirectory.  Our change of their memory layer is in lmdb/ and bdwgc/, as
# scripts for ed(1).  Read by check.sh.

# The sources of packages, from the mirror that is in use, unpacked in
# $work/debian.  Nothing of the system's own lists is touched.
fetch_sources() {
  have apt-get dpkg-source ed || return
  test -d "$work/debian" && return
  mirror=`sed -n -e 's/^URIs: *//p' -e 's/^deb .*\(http[^ ]*\).*/\1/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -n '\|/debian/*$|p' | sed 1q`
  release=`sed -n 's/^VERSION_CODENAME=//p' /etc/os-release`
  apt=$work/debian
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" &&
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian} ${release:-stable} main" \
      >"$apt/sources.list" || exit 1
  # Apt reads and writes here as a user of its own.
  chmod -R a+rwX "$apt"
  set -- apt-get -q -o Dir::Etc::sourcelist="$apt/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$apt/lists" \
    -o Dir::Cache="$apt/cache" -o APT::Update::Error-Mode=any
  cd "$apt" && quietly "$@" update &&
    quietly "$@" source --download-only lmdb libgc || {
    rm -rf "$apt"
    skip "no sources of Debian: `grep '^[EW]:' "$work/log" | sed 1q`"
    return 1
  }
}

# unpack PACKAGE: its source as $work/NAME and, to be changed, as $work/$way.
unpack() {
  cd "$work" && quietly dpkg-source --no-check -x debian/"$1"_*.dsc \
    "$way-without" && cp -R "$way-without" "$way"
}

# changes FILE...: by our scripts.
changes() {
  for file in "$@"; do
    quietly ed -s "$file" <"$examples/$way/`basename "$file"`.ed"
    ok $? "`basename "$file"` is changed by `
      sed -e '/^[wq.]$/d' "$examples/$way/\`basename "$file"\`.ed" | wc -l | tr -d ' '` lines"
  done
}

# has_symbols LIBRARY NAME...: for itself.
has_symbols() {
  $NM "$1" >"$work/log"
  shift
  for name; do
    grep " t $name\$" "$work/log" >/dev/null || return 1
  done
}

# shows_size LIBRARY
shows_size() {
  a=`text "$work/$way-without/$1"`
  b=`text "$work/$way/$1"`
  echo "check-vendoring: $way: text of `basename "$1"`: $a bytes without unimap, $b with it"
}

way_lmdb() {
  fetch_sources || return 0
  unpack lmdb
  ok $? "`sed -n 's/^Version: //p' "$work/debian"/lmdb_*.dsc`" || return
  lmdb=libraries/liblmdb
  (cd "$work/lmdb-without/$lmdb" && quietly $MAKE CC="$CC" all)
  ok $? 'without unimap it is made'
  cd "$work/lmdb/$lmdb" && cp "$one_file/unimap.c" "$one_file/unimap.h" . || exit 1
  changes mdb.c
  quietly $MAKE CC="$CC" SOLIBS="$LIBS" LDLIBS="$LIBS" test
  ok $? 'make test'
  ! grep 'unimap\.[ch].*warning' "$work/log"
  ok $? 'its own warnings find nothing in unimap'
  for test in mtest2 mtest3 mtest4 mtest5; do
    rm -rf testdb && mkdir testdb && quietly ./$test
    ok $? $test
  done
  has_symbols liblmdb.so um_walk
  ok $? 'it maps by unimap'
  test -z "`$NM -D liblmdb.so | sed -n '/ [TDBRW] um_/p'`"
  ok $? 'and exports nothing of it'
  shows_size $lmdb/liblmdb.so
}

# makes_gc DIRECTORY
makes_gc() {
  cd "$work/$1" && quietly autoreconf -fi --no-recursive &&
    quietly ./configure CC="$CC" CFLAGS="$CFLAGS" --with-libatomic-ops=none \
      --disable-static --disable-dependency-tracking && quietly $MAKE -j2
}

way_bdwgc() {
  have autoreconf automake libtoolize && fetch_sources && pristine || return 0
  unpack libgc
  ok $? "`sed -n 's/^Version: //p' "$work/debian"/libgc_*.dsc`" || return
  makes_gc bdwgc-without
  ok $? 'without unimap it is made'
  cp -R "$work/pristine" "$work/bdwgc/unimap" && cd "$work/bdwgc" || exit 1
  changes configure.ac Makefile.am os_dep.c
  makes_gc bdwgc
  ok $? 'autoreconf, configure, make' || return
  quietly $MAKE check
  ok $? "make check: `sed -n 's/^# PASS: *//p' "$work/log" | sed '$!d'` of `
    sed -n 's/^# TOTAL: *//p' "$work/log" | sed '$!d'` pass, and unimap's own"
  has_symbols .libs/libgc.so um_mmap um_mprotect um_commit um_decommit
  ok $? 'its memory layer is on unimap'
  test -z "`$NM -D .libs/libgc.so | sed -n '/ [TDBRW] um_/p'`"
  ok $? 'and it exports nothing of it'
  shows_size .libs/libgc.so
}
