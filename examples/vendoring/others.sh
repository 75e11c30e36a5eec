# The ways without autotools; read by check.sh.

# ---- the one file --------------------------------------------------------------

# compiles FLAG...: the program is made without a word of a compiler, and runs.
compiles() {
  $MAKE clean >/dev/null 2>&1
  quietly $MAKE CC="$CC" CFLAGS="$*" LIBS="$LIBS" prog &&
    ! grep -i warning "$work/log" && ./prog >>"$work/log"
}

way_one_file() {
  take_in ring && cp "$one_file"/unimap*.[ch] . || exit 1
  compiles $CFLAGS
  ok $? "$CFLAGS" || return
  running
  cp prog with
  cp prog.c ring.c && cp "$examples/without/prog.c" . && sed '/^sources/s/ [^ ]*unimap.c//' \
    Makefile >without.mk && $MAKE -f without.mk clean prog CC="$CC" CFLAGS="$CFLAGS" >/dev/null
  costs 1 0 `expr \`text with\` - \`text prog\``
  cp ring.c prog.c
  # Of the parent's config.h nothing is read.
  for flags in -O0 '-O1 -DNDEBUG' "-O2 $STRICT" '-O3 -fvisibility=default' \
    '-O2 -std=c99 -DHAVE_CONFIG_H -I.' '-O2 -flto'; do
    compiles $flags
    ok $? "$flags"
  done
  quietly $CC -O0 -fPIC -shared -fvisibility=default -DUM_API= unimap.c $LIBS \
    -o lib.so && test -z "`$NM -D lib.so | sed -n '/ [TDBRW] /p'`"
  ok $? 'a shared library exports nothing with -DUM_API='
  unit
  tries_itself $MAKE CC="$CC" CFLAGS="$CFLAGS" LIBS="$LIBS" check
  CC=$CC tries_itself sh "$examples/ci/build.sh"
  if have bmake; then
    bmake clean >/dev/null 2>&1
    quietly bmake -j2 CC="$CC" CFLAGS=-O0 LIBS="$LIBS" prog && quietly ./prog
    ok $? 'bmake -j2'
  fi
  mkdir beside && cd beside &&
    quietly $MAKE -f ../Makefile source=.. CC="$CC" CFLAGS=-O0 \
      LIBS="$LIBS" DESTDIR="$work/one-file-stage" install &&
    quietly "$work/one-file-stage/usr/local/bin/prog"
  ok $? 'in another directory, with DESTDIR'
  test "`cd "$work/one-file-stage" && find . -type f`" = ./usr/local/bin/prog
  ok $? 'nothing of unimap is installed'
  if have aarch64-linux-gnu-gcc; then
    quietly aarch64-linux-gnu-gcc -O1 -I.. $STRICT -static ../prog.c ../unimap.c -o prog &&
      runs_there ./prog
    ok $? 'for aarch64'
  fi
}

# In a unit of the parent's that has read its config.h and other headers.
unit() {
  sed '/define inline/d' config.h >unit.h
  cat >unit.c <<'END'
#include "unit.h"
#include <stdio.h>
#include <sys/mman.h>
#define UM_API static
#include "unimap.c"

int main(void)
{
	return puts(um_feature(0)->id) == EOF;
}
END
  quietly $CC $CFLAGS $STRICT unit.c $LIBS -o unit && quietly ./unit
  ok $? "in a unit of the parent's, after its config.h"
}

# runs_there PROGRAM: by qemu, if it is here.
runs_there() {
  if (command -v qemu-aarch64-static) >/dev/null 2>&1; then
    quietly qemu-aarch64-static -L /usr/aarch64-linux-gnu "$@"
  else
    skip 'no qemu-aarch64-static here to run it'
  fi
}

# The header, in every standard of C++ that the compilers know.
way_header() {
  mkdir "$work/header" && cd "$work/header" || exit 1
  cat >use.cc <<'END'
#include "unimap.h"
int main(int n, char **)
{
	void *const hint = &n;
	const unsigned bits = 16;
	void *const p = um_mmap(hint, 1, PROT_READ | UM_PROT_BTI, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_ALIGNED(bits), -1, 0);
	void *const q = um_mremap(p, 1, sizeof n, UM_MREMAP_MAYMOVE
	    | UM_MAP_ALIGNED(n) | UM_MAP_ALIGNED(sizeof n) | UM_MAP_ALIGNED(12));
	struct um_place where = um_near(p, 1, 4096);
	struct um_memory asked;

	where.flags = UM_PLACE_TOP | UM_PLACE_RANDOM | UM_PLACE_BOTTOM;
	return p == hint || um_munmap(q, 1) != 0
	    || um_madvise(p, 1, n) || um_reserve(&where, 1, 0) == hint
	    || (n & UM_MAP_PLACED) || um_memory(&asked) || um_version() < UM_VERSION
	    || um_memfd(UM_VERSION_STRING, 1, UM_MEMFD_SEAL) < 0
	    || um_feature(n)->level == UM_NATIVE;
}
END
  for compiler in g++ clang++; do
    have $compiler || continue
    for standard in 98 11 14 17 20 23; do
      test $standard != 23 || $compiler -std=c++23 -E -x c++ /dev/null \
        >/dev/null 2>&1 || standard=2b
      useless=-Wuseless-cast
      case $compiler in clang*) useless= ;; esac
      quietly $compiler -std=c++$standard -I"$one_file" -Wall -Wextra \
        -Wundef -Wshadow -Wconversion -Wsign-conversion -Wcast-qual \
        -Wold-style-cast -Wzero-as-null-pointer-constant $useless -Wpedantic \
        -Werror -fsyntax-only use.cc
      ok $? "$compiler -std=c++$standard"
    done
  done
}

# ---- two copies ------------------------------------------------------------------

way_two_copies() {
  mkdir "$work/two-copies" && cd "$work/two-copies" &&
    cp "$examples/two-copies"/* "$one_file/unimap.c" "$one_file/unimap.h" . ||
    exit 1
  this=`sed -n 's/^#define UM_VERSION //p' unimap.h`
  # The other is of another version.
  sed 's/^#define UM_VERSION .*/#define UM_VERSION 99/' unimap.h >older.h
  for half in left right; do
    quietly $CC -O0 -fPIC -shared -DHALF=$half -DUM_PREFIX=${half}_ half.c \
      $LIBS -o lib$half.so
    ok $? "lib$half.so"
    test "`$NM -D lib$half.so | sed -n 's/.* [TDBRW] //p'`" = ${half}_half
    ok $? "lib$half.so exports its one function and nothing of unimap"
    mv older.h unimap.h 2>/dev/null
  done
  quietly $CC -O0 main.c -L. -lleft -lright -Wl,-rpath,. -o main &&
    test "`./main 2>&1 | tee "$work/log"`" = "left $this, right 99"
  ok $? 'both in one process'
  # Apart, so that they meet in the linker.
  cp "$one_file/unimap.h" . && for half in left right; do
    quietly $CC -O0 -DUM_PREFIX=${half}_ -c unimap.c -o $half.o || break
    sed -e '/define UM_API/d' -e 's/"unimap.c"/"unimap.h"/' half.c >apart.c
    quietly $CC -O0 -DHALF=$half -DUM_PREFIX=${half}_ -c apart.c \
      -o $half-half.o || break
  done && quietly $CC -O0 main.c left.o right.o left-half.o right-half.o \
    $LIBS -o apart && quietly ./apart
  ok $? 'both in one program'
}

# ---- installed ---------------------------------------------------------------------

way_pkg_config() {
  have pkg-config && stage || return
  take_in counter || exit 1
  PKG_CONFIG_PATH=$installed/lib/pkgconfig
  export PKG_CONFIG_PATH
  sed 's/`pkg-config /&--define-prefix /' Makefile >Makefile.tmp &&
    mv Makefile.tmp Makefile
  quietly $MAKE CC="$CC" CFLAGS="$CFLAGS $STRICT" prog && quietly with_it ./prog
  ok $? 'linked and run'
  running
  costs 1 0 0
  if have bmake; then
    quietly bmake clean && quietly bmake CC="$CC" CFLAGS=-O0 prog &&
      quietly with_it ./prog
    ok $? bmake
  fi
}

# ---- CMake and Meson -----------------------------------------------------------------

# cmake_without DIRECTORY: the parent without unimap, once.
cmake_without() {
  mkdir -p "$work/cmake-without" &&
    cp "$examples/without/CMakeLists.txt" "$examples/without"/*.c \
      "$work/cmake-without" &&
    (cd "$work/cmake-without" && for n in 1 2; do
      test -s cpu.$n || { rm -rf b; cpu cmake -S . -B b >cpu.$n; }
    done && quietly cmake --build b)
}

# cmake_builds OPTION...: the parent is built, and runs; its library exports none
# of unimap, and `make install' installs none.
cmake_builds() {
  cmake_without || { ok 1 'the parent without unimap'; return 1; }
  cpu cmake -S . -B one "$@" >cpu.1
  ! grep Warning "$work/log" >/dev/null
  ok $? 'CMake does not warn'
  cpu cmake -S . -B b -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_C_FLAGS="$CFLAGS $STRICT" "$@" >cpu.2
  test -s cpu.2 && quietly cmake --build b -j 2 && quietly with_it b/prog
  ok $? 'built and run' || return 1
  running
  exports_run b/librun.so
  ok $? 'its library exports nothing of unimap'
  quietly env DESTDIR="$work/$way/stage" cmake --install b &&
    test "`find stage -type f -o -type l | sed 's|.*/||' | sort | tr '\n' ' '`" = 'librun.so prog '
  ok $? 'with DESTDIR nothing of unimap is installed'
  seconds=`more_cpu . "$work/cmake-without"`
  bytes=`text b/librun.so`
  bytes=`expr $bytes - \`text "$work/cmake-without/b/librun.so"\``
  long || return 0
  for flags in -O0 '-O1 -DNDEBUG' '-O3 -fvisibility=default' \
    '-O2 -std=c99 -flto'; do
    rm -rf b && quietly cmake -S . -B b -DCMAKE_C_FLAGS="$flags" "$@" &&
      quietly cmake --build b -j 2 && quietly with_it b/prog && exports_run b/librun.so
    ok $? "$flags"
  done
}

way_cmake() {
  have cmake || return
  take_in ring && cp -r "$one_file" unimap || exit 1
  cmake_builds || return
  costs 3 "$seconds" $bytes
  quietly cmake -S . -B shared -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_FLAGS='-Wall -Werror' -DCMAKE_INSTALL_PREFIX=/usr &&
    quietly cmake --build shared -j 2 &&
    quietly env DESTDIR="$work/$way/there" cmake --install shared &&
    LD_LIBRARY_PATH=there/usr/lib quietly there/usr/lib/prog
  ok $? 'as a distribution builds it, what is installed runs'
  exported
  if long && have aarch64-linux-gnu-gcc; then
    quietly cmake -S . -B cross -DCMAKE_SYSTEM_NAME=Linux \
      -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc &&
      quietly cmake --build cross -j 2 && runs_there cross/prog
    ok $? 'for aarch64'
  fi
}

# A static library that is exported has the one file among its sources.
exported() {
  mkdir exported && cp -r unimap prog.c exported &&
    cat >exported/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.14)
project(run C)
add_library(run STATIC prog.c)
target_compile_definitions(run PRIVATE main=run)
target_sources(run PRIVATE unimap/unimap.c)
target_include_directories(run PRIVATE unimap)
target_compile_definitions(run PRIVATE UM_PREFIX=run_)
install(TARGETS run EXPORT run ARCHIVE DESTINATION lib)
install(EXPORT run DESTINATION lib/cmake/run FILE runConfig.cmake)
END
  mkdir importing && cp main.c importing &&
    cat >importing/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.14)
project(prog C)
find_package(run REQUIRED)
add_executable(prog main.c)
target_link_libraries(prog run)
END
  quietly cmake -S exported -B exported/b -DCMAKE_INSTALL_PREFIX="`pwd`/with-run" &&
    quietly cmake --build exported/b && quietly cmake --install exported/b &&
    quietly cmake -S importing -B importing/b -DCMAKE_PREFIX_PATH="`pwd`/with-run" &&
    quietly cmake --build importing/b && quietly importing/b/prog
  ok $? 'a static library that is exported, with a prefix'
}

way_cmake_installed() {
  have cmake && stage || return
  take_in counter || exit 1
  cmake_builds -DCMAKE_PREFIX_PATH="$installed" || return
  costs 3 "$seconds" 0
  asks_versions
}

# asks_versions: which requests the installed package says yes to.
asks_versions() {
  mkdir asks && cat >asks/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.14)
project(asks C)
if(CMAKE_VERSION VERSION_LESS 3.19)
  message(FATAL_ERROR "ranges are of CMake 3.19")
endif()
function(ask wanted)
  foreach(asked ${ARGN})
    separate_arguments(words UNIX_COMMAND ${asked})
    find_package(unimap ${words} QUIET)
    if(NOT unimap_FOUND EQUAL wanted)
      message(SEND_ERROR "find_package(unimap ${asked}): ${unimap_FOUND}")
    endif()
    unset(unimap_DIR CACHE)
  endforeach()
endfunction()
ask(1 ${yes})
ask(0 ${no})
END
  quietly cmake -S asks -B asks/b -DCMAKE_PREFIX_PATH="$installed" \
    "-Dyes=0.1;0.2;$version;0.1...1;0.1...$version;0.2...<0.3;$version EXACT" \
    "-Dno=0.9;1;0.1...0.1.9;0.1...<$version;0.1...<0.2;0.9...2;0.1 EXACT"
  status=$?
  if grep 'ranges are of CMake' "$work/log" >/dev/null; then
    skip 'no ranges of versions before CMake 3.19'
    return
  fi
  ok $status 'it is the versions that it says, and in their ranges'
}

# release: the one file as it is released.
release() {
  file=$work/unimap-one-file-$version.tar.gz
  (cd "$top" && $MAKE dist-one-file &&
    mv "unimap-one-file-$version.tar.gz" "$work") >"$work/log" 2>&1 ||
    { ok 1 'make dist-one-file'; return 1; }
}

way_fetch_content() {
  have cmake || return
  release || return
  take_in ring || exit 1
  cmake_builds -DUNIMAP_URL="file://$file" || return
  costs 4 "$seconds" $bytes
}

way_meson() {
  have meson ninja || return
  release || return
  take_in ring || exit 1
  mkdir -p subprojects/packagefiles "$work/meson-without" &&
    cp "$one_file/unimap.wrap" subprojects && cp "$file" subprojects/packagefiles &&
    cp "$examples/without/meson.build" "$examples/without"/*.c \
      "$work/meson-without" || exit 1
  cpu meson setup one >cpu.1
  cpu meson setup b -Dc_args="$CFLAGS $STRICT" >cpu.2
  quietly ninja -C b && quietly b/prog
  ok $? 'built and run' || return
  running
  exports_run b/librun.so
  ok $? 'its library exports nothing of unimap'
  quietly env DESTDIR="$work/$way/stage" meson install -C b &&
    test "`find stage -type f | sed 's|.*/||' | sort | tr '\n' ' '`" = 'librun.so prog '
  ok $? 'with DESTDIR nothing of unimap is installed'
  cd "$work/meson-without" || exit 1
  cpu meson setup one >cpu.1
  cpu meson setup b -Dc_args="$CFLAGS" >cpu.2
  quietly ninja -C b
  seconds=`more_cpu "$work/meson" .`
  bytes=`text "$work/meson/b/librun.so"`
  costs 3 "$seconds" `expr $bytes - \`text b/librun.so\``
  cd "$work/meson" || exit 1
  long || return 0
  for flags in -O0 '-O1 -DNDEBUG' '-O3 -fvisibility=default' '-O2 -std=c99'; do
    rm -rf b && quietly meson setup b --buildtype=plain -Dc_args="$flags" && quietly ninja -C b &&
      quietly b/prog && exports_run b/librun.so
    ok $? "$flags"
  done
}
