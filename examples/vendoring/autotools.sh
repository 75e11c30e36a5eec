# The ways with autotools; read by check.sh.

# makes_ready: configure, as the parent's maintainer makes it.
makes_ready() {
  mkdir -p m4 && quietly autoreconf -fi --no-recursive
}

# configures DIRECTORY OPTION...: there, and how long that takes is in cpu.DIRECTORY.
configures() {
  dir=$1
  shift
  mkdir "$dir" && (cd "$dir" && cpu ../configure CC="$CC" "$@") >cpu.tmp &&
    test -s cpu.tmp && mv cpu.tmp "cpu.$dir"
}

# autotools_without: the parent without unimap, once.
autotools_without() {
  test -x "$work/without/b/prog" || {
    mkdir "$work/without" && cp "$examples/without"/* "$work/without" &&
      (cd "$work/without" && makes_ready && configures b CFLAGS="$CFLAGS" &&
        { ! long || configures c CFLAGS="$CFLAGS"; } &&
        cd b && quietly $MAKE &&
        quietly $MAKE install DESTDIR="$work/without-stage")
  }
}

# begin_autotools PROGRAM
begin_autotools() {
  have autoreconf automake libtoolize || return
  autotools_without || { ok 1 'the parent without unimap'; return 1; }
  take_in $1 || exit 1
}

# builds DIRECTORY MAKE CONFIGURE-OPTION...: there, and the program runs.  The
# maker's own flags, which configure has not seen, are in make_cflags.
make_cflags=
builds() {
  into=$1 with=$2
  shift 2
  configures "$into" "$@" && (cd "$into" &&
    quietly $with ${make_cflags:+"CFLAGS=$make_cflags"} && quietly with_it ./prog)
}

# autotools_builds OPTION...: what is tried of each of these ways.
autotools_builds() {
  quietly makes_ready
  ok $? autoreconf || return
  ! long || configures one "$@"
  # With a cache, of which the parent's own answers are wrong for unimap.
  builds b "$MAKE -j2" -C CFLAGS="$CFLAGS" "$@"
  ok $? 'in another directory, with a cache' || return
  running
  seconds=`more_cpu . "$work/without"`
  if test -f b/unimap/unimap-config.h; then
    sed '/UM_API/d' b/unimap/unimap-config.h |
      cmp - "$top/unimap-config.h" >"$work/log"
    ok $? "the answers are unimap's own"
  fi
  grep UM_ b/config.h >"$work/log"
  test ! -s "$work/log"
  ok $? "the parent's config.h has nothing of unimap"
  exports_run b/.libs/librun.so
  ok $? 'its library exports nothing of unimap'
  bytes=`text b/.libs/librun.so`
  bytes=`expr $bytes - \`text "$work/without/b/.libs/librun.so"\``
  (cd b && quietly $MAKE install DESTDIR="$work/$way/stage") &&
    test "`cd stage && find . | sort`" = "`cd "$work/without-stage" && find . | sort`"
  ok $? 'with DESTDIR nothing of unimap is installed'
  (cd b && quietly with_it $MAKE uninstall DESTDIR="$work/$way/stage") &&
    test -z "`find stage -type f`"
  ok $? 'make uninstall'
}

# autotools_survives: what a parent of a tree of unimap does besides.
autotools_survives() {
  cd b || exit 1
  tries_itself $MAKE check
  cd ..
  bsd_make=$MAKE
  if have bmake; then bsd_make=bmake; fi
  make_cflags="-O0 -fvisibility=default -DNDEBUG $STRICT"
  builds strict "$bsd_make -j2" --disable-shared
  ok $? "$bsd_make -j2, $make_cflags"
  make_cflags=
  (cd b && quietly $MAKE -j2 distcheck \
    DISTCHECK_CONFIGURE_FLAGS='--disable-shared CFLAGS=-O0')
  ok $? 'make distcheck'
  in_tarball
  long || return 0
  gzip -dc b/prog-1.tar.gz | tar xf - && cd prog-1 || exit 1
  CC=$CC tries_itself sh "$examples/ci/build.sh"
  cd ..
  for flags in '-O1 -DNDEBUG' '-O3 -fvisibility=default' '-std=c99 -O2' '-O2 -flto'; do
    builds "flags$flags" "$MAKE -j2" CFLAGS="$flags" &&
      exports_run "flags$flags/.libs/librun.so"
    ok $? "$flags"
  done
  have aarch64-linux-gnu-gcc || return 0
  mkdir cross && (cd cross && quietly ../configure --host=aarch64-linux-gnu \
    CC=aarch64-linux-gnu-gcc --disable-shared CFLAGS=-O1 && quietly $MAKE -j2) && runs_there cross/prog
  ok $? 'for aarch64'
}

# The parent's tarball has of unimap what in-tarballs lists, and the library.
in_tarball() {
  gzip -dc b/prog-1.tar.gz | tar tf - |
    sed -n 's|^prog-1/unimap/\(.*[^/]\)$|\1|p' | LC_ALL=C sort >has
  {
    sed -n "s/^$way //p" "$examples/in-tarballs"
    cd "$source" && find lib -name '*.[ch]'
    echo lib/names.sh
    echo include/unimap.h
  } | LC_ALL=C sort >has-to
  diff has-to has >"$work/log"
  ok $? "its tarball has `wc -l <has | tr -d ' '` files of unimap, which are those that it needs"
  mkdir again && (cd again && gzip -dc ../b/prog-1.tar.gz | tar xf - &&
    cd prog-1 && quietly autoreconf -fi && quietly ./configure CC="$CC" CFLAGS=-O0 &&
    quietly $MAKE && quietly ./prog)
  ok $? 'autoreconf -fi makes it again, as a distribution does'
}

# ---- the ways -----------------------------------------------------------------------

way_unimap_m4() {
  begin_autotools counter && stage || return
  ACLOCAL_PATH=$installed/share/aclocal
  export ACLOCAL_PATH
  autotools_builds --with-unimap="$installed" || return
  costs 1 "$seconds" 0
  if have pkg-config; then
    builds by-pkg-config $MAKE PKG_CONFIG='pkg-config --define-prefix' \
      PKG_CONFIG_PATH="$installed/lib/pkgconfig" CFLAGS=-O0
    ok $? 'found by pkg-config'
  fi
  unset ACLOCAL_PATH
  builds without $MAKE --without-unimap
  test $? -ne 0 && grep 'unimap 0.1 is needed' "$work/log" >/dev/null
  ok $? 'without it, configure says so'
}

# take_in_tree: as a repository hands it on, in which what autotools made is no
# newer than what they made it of.
take_in_tree() {
  pristine && cp -R "$work/pristine" unimap && (cd unimap &&
    touch -t 200001010000 configure aclocal.m4 Makefile.in)
}

way_subdirs() {
  begin_autotools array && take_in_tree || return
  autotools_builds ACLOCAL=false AUTOCONF=false AUTOMAKE=false || return
  costs 4 "$seconds" $bytes
  autotools_survives
  stage || return
  builds system "$MAKE" CFLAGS=-O0 --without-included-unimap \
    --with-unimap="$installed" && test ! -d system/unimap
  ok $? 'with the installed one'
  long || return
  builds none "$MAKE" CFLAGS=-O0 --without-included-unimap --without-unimap
  test $? -ne 0 && grep 'no installed unimap' "$work/log" >/dev/null
  ok $? 'with the installed one, which is not there'
  mv unimap/configure configure.unimap
  mkdir bare && (cd bare && quietly ../configure CFLAGS=-O0)
  test $? -ne 0 && grep 'run unimap/bootstrap' "$work/log" >/dev/null
  ok $? 'without its configure, the parent says so'
  mv configure.unimap unimap/configure
  mkdir auto && (cd auto && quietly ../configure --with-included-unimap=auto \
    --with-unimap="$installed" && test ! -d unimap &&
    quietly ../configure --with-included-unimap=auto --without-unimap &&
    test -f unimap/Makefile)
  ok $? 'with the installed one if it is there'
}

way_unimap_mk() {
  begin_autotools array && take_in_tree || return
  # What only a bootstrapped tree has.
  rm -rf unimap/configure unimap/aclocal.m4 unimap/Makefile.in unimap/build-aux
  autotools_builds || return
  costs 6 "$seconds" $bytes 1.5
  autotools_survives
  long || return
  sed 's/UNIMAP_INIT(\[unimap])/UNIMAP_INIT([unimap], [foo_])/' configure.ac \
    >with-prefix && mv with-prefix configure.ac && quietly makes_ready &&
    builds prefix "$MAKE -j2" CFLAGS=-O0
  ok $? 'with a prefix'
  $NM -g prefix/unimap/.libs/libwhole.a | sed -n 's/.* [TDBRC] _*//p' >names
  grep '^foo_um_mmap$' names >/dev/null && ! grep -v '^foo_' names >"$work/log"
  ok $? 'every symbol has it'
}
