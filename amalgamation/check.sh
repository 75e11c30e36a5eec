#!/bin/sh
# check.sh DIRECTORY: the one file compiles without a warning, however it is
# taken in, and shows no symbol but those that it should.  `make
# check-one-file' calls it.
set -u

: "${CC=cc}" "${CFLAGS=-O2}" "${STRICT=}" "${NM=nm}" "${LIBS=}"
cd "$1" || exit 1
failed=0

ok() {
  if test "$1" -eq 0; then
    echo "check-one-file: ok: $2"
  else
    echo "check-one-file: FAILED: $2"
    failed=1
  fi
}

# compile NAME SOURCE FLAG...: an object, without a word.
compile() {
  object=check-$1.o source=$2
  shift 2
  $CC $CFLAGS "$@" -c "$source" -o "$object" >check.log 2>&1 &&
    test ! -s check.log || { head -n 20 check.log; return 1; }
}

# The symbols that an object defines for others, without Mach-O's underscore.
symbols() {
  $NM -g "check-$1.o" 2>&1 | sed -n 's/.* [A-TV-Zi] _*//p' | LC_ALL=C sort
}

# calls PREFIX: what the header declares.
calls() {
  sed -n 's/^# define \(um_[a-z_0-9]*\) UM_NAME.*/\1/p' unimap.h |
    sed "s/^/$1/" | LC_ALL=C sort
}

compile plain unimap.c $STRICT
ok $? 'compiled alone'
compile inlined unimap.c -O3 $STRICT
ok $? 'and with -O3, which looks further'
test "`symbols plain`" = "`calls ''`"
ok $? "it defines the `calls '' | wc -l | tr -d ' '` calls of the header and nothing else"
compile prefix unimap.c $STRICT -DUM_PREFIX=zz_ &&
  test "`symbols prefix`" = "`calls zz_`"
ok $? 'with a prefix each of them has it'

cat >check-unit.c <<'END'
#include <stdio.h>
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>
#if defined __linux__ && defined __has_include
# if __has_include(<linux/falloc.h>)
#  include <linux/falloc.h>
# endif
#endif
#define HAVE_CONFIG_H 1
#define UM_API static
#include "unimap.c"

int main(void)
{
	int i;

	for (i = 0; i < um_features(); i++)
		printf("%s %d %s\n", um_feature(i)->id, um_feature(i)->level,
		    um_feature(i)->how);
	return 0;
}
END
cat >check-plain.c <<'END'
#include <stdio.h>
#include "unimap.h"

int main(void)
{
	int i;

	for (i = 0; i < um_features(); i++)
		printf("%s %d %s\n", um_feature(i)->id, um_feature(i)->level,
		    um_feature(i)->how);
	return 0;
}
END
cat >check-two.c <<'END'
#include "unimap.h"

int main(void)
{
	void *p = um_mmap(0, 1, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	return p == MAP_FAILED || um_munmap(p, 1) != 0;
}
END
$CC $CFLAGS check-plain.c unimap.c $LIBS -o check-plain >check.log 2>&1 &&
  ./check-plain >check-plain.out
ok $? 'a program made with it runs'
for standard in gnu99 c99 c11 c2x; do
  compile unit check-unit.c -std=$standard $STRICT
  ok $? "-std=$standard: included as static, after system headers"
  test "`symbols unit`" = main
  ok $? 'and no symbol but main is there'
  $CC $CFLAGS check-unit.o $LIBS -o check-unit >check.log 2>&1 &&
    ./check-unit >check-unit.out && cmp check-plain.out check-unit.out
  ok $? 'and has the same features'
done

# Behind its own header, which has made what is two calls already.
cat >check-behind.c <<'END'
#define UM_API static
#include "unimap.h"

static void *one(int flags)
{
	return um_mmap(0, 1, PROT_READ, flags, -1, 0);
}
#include "unimap.c"

int main(void)
{
	void *(*volatile by_address)(void *, size_t, int, int, int, int64_t)
	    = um_mmap;

	return one(UM_MAP_PRIVATE | UM_MAP_ANON) == MAP_FAILED
	    || by_address(0, 1, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0)
	    == MAP_FAILED || um_reserve(0, 1, 0) == MAP_FAILED;
}
END
compile behind check-behind.c -D_GNU_SOURCE $STRICT &&
  test "`symbols behind`" = main &&
  $CC $CFLAGS check-behind.o $LIBS -o check-behind >check.log 2>&1 &&
  ./check-behind
ok $? 'included as static behind its header'

# ---- what cannot be is refused in words ------------------------------------------

# refused WHAT WORDS FLAG...: the first error says it.
refused() {
  what=$1 words=$2
  shift 2
  ! $CC $CFLAGS "$@" -c -o check-refused.o >check.log 2>&1 &&
    sed -n '/error/{p;q;}' check.log | grep "$words" >/dev/null
  ok $? "refused in words: $what"
}

# knows FLAG...: does the compiler take the program on stdin?
knows() {
  cat >check-known.c
  $CC $CFLAGS "$@" -c check-known.c -o check-known.o >check.log 2>&1
}

for line in '#define UM_API static' '#define UM_API'; do
  printf '#include "unimap.h"\n%s\n#include "unimap.c"\n' "$line" \
    >check-late.c
  refused "$line, behind unimap.h" 'UM_API comes too late' check-late.c
done
if echo 'class known { };' | knows -x c++; then
  refused 'the one file as C++' 'C alone' -x c++ unimap.c
fi
if echo 'int inline;' | knows -std=c89; then
  refused 'the one file as C89' 'needs C99' -std=c89 unimap.c
  compile two check-two.c -std=c89 -Wall -Wextra -Wundef
  ok $? 'C89 does for its header'
  compile gnu89 unimap.c -std=gnu89
  ok $? 'and gnu89 for the one file'
fi

# ---- what is two calls -------------------------------------------------------------

# A function for an older processor than its unit.
cat >check-older.c <<'END'
#include "unimap.h"

__attribute__((__target__("no-avx"))) static int tries(int flags, int advice)
{
	void *p = um_mmap(0, 1, PROT_READ, flags, -1, 0);

	return p == MAP_FAILED || um_madvise(p, 1, advice)
	    || um_reserve(0, 1, 0) == MAP_FAILED;
}

int main(int n, char **arguments)
{
	(void)arguments;
	return tries(UM_MAP_PRIVATE | UM_MAP_ANON | (n > 9 ? UM_MAP_32BIT : 0),
	    n > 9 ? UM_ADV_DISCARD : UM_ADV_WILLNEED);
}
END
if { cat unimap.h; echo '#ifndef UM_INLINE'; echo '#error'; echo '#endif'; } | knows; then
  for level in 0 1 2 s; do
    compile two check-two.c -O$level && $NM -u check-two.o >check.log &&
      { test $level = 0 || { grep um_mmap_anywhere check.log &&
        ! grep 'um_mmap$' check.log; }; } >/dev/null
    ok $? "-O$level: a program that maps anywhere"
    $CC $CFLAGS check-two.o check-plain.o $LIBS -o check-two >check.log 2>&1 &&
      ./check-two
    ok $? 'has what it uses, and runs'
    echo 'int avx;' | knows -mavx || continue
    compile older check-older.c -O$level -mavx &&
      $CC $CFLAGS check-older.o check-plain.o $LIBS -o check-older \
        >check.log 2>&1
    ok $? 'a function for an older processor than its unit'
  done
fi

# The test that goes with it, also of a library of which one call does nothing.
$CC $CFLAGS $STRICT unimap-test.c unimap.c $LIBS -o check-self \
  >check.log 2>&1 && test ! -s check.log && ./check-self >check-self.out
ok $? "unimap-test passes: `sed -n '$s/^1\.\.//p' check-self.out` lines"
test "`sed -n 's/^ok [0-9]* *- [a-z]* *\([-a-z0-9]*\) .*/\1/p' check-self.out |
  sed 1,2d`" = "`sed 's/ .*//' check-plain.out`"
ok $? 'and has a line for each feature'
$CC $CFLAGS $STRICT -DUM_PREFIX=zz_ unimap-test.c check-prefix.o $LIBS \
  -o check-self >check.log 2>&1 && ./check-self >check-self.out
ok $? 'with a prefix too'
echo 'int does_nothing(void); int does_nothing(void) { return 0; }' \
  >check-nothing.c
for call in munmap mprotect madvise mincore minherit commit decommit guard \
  unguard seal name punch regions region_at shm_unlink; do
  # As the library has its header, without UM_INLINE.
  $CC $CFLAGS -DUM_INTERNAL_BEGIN= -DUM_INTERNAL_END= \
    -Dum_$call=does_nothing unimap-test.c check-nothing.c check-plain.o $LIBS \
    -o check-self >check.log 2>&1
  ok $? "unimap-test with a um_$call that does nothing"
  ./check-self >check-self.out 2>&1
  test $? -eq 1 && grep '^not ok' check-self.out >check.log
  ok $? 'fails'
done

bytes=`wc -c <unimap.c | tr -d ' '`
test "$bytes" -lt 409600
ok $? "it has $bytes bytes, less than 400 KiB"
(times; $CC -O1 -c unimap.c -o check-time.o; times) 2>/dev/null |
  ${AWK-awk} '{ gsub(/[ms]/, " "); cpu = $1 * 60 + $2 + $3 * 60 + $4 }
    NR == 2 { before = cpu }
    NR == 4 { print "check-one-file: compiled with -O1 in " cpu - before \
      " s of CPU" }'
rm -f check-* check.log
exit $failed
