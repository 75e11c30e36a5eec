#! /bin/sh
# The text of the library in a static program stays small: it has what it uses.
srcdir=${srcdir-.} builddir=${builddir-.} SIZE=${SIZE-size} CC=${CC-cc}
work=${TMPDIR-/tmp}/unimap-size.$$

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 0
}

trap 'rm -rf "$work"' 0
trap 'exit 1' 1 2 15
mkdir "$work" || exit 1
archive=`cd "$builddir" && pwd`/.libs/libunimap.a

test -f "$archive" ||
    skip_all "no static library was built"
case `uname -m`:" $CC ${CFLAGS-} " in
x86_64:*\ -m32\ * | x86_64:*\ -fsanitize* | x86_64:*\ -O[013]\ *)
	skip_all "the limit is for -O2 on x86-64" ;;
x86_64:*\ -O2\ *) ;;
*)	skip_all "the limit is for -O2 on x86-64" ;;
esac
case `$CC --version 2>/dev/null` in
*clang*) skip_all "the limit is for gcc" ;;
*GCC* | *gcc*) ;;
*)	skip_all "the limit is for gcc" ;;
esac

# program FIRST NAME...: one that begins with the line FIRST and calls these as
# programs do, with the flags and the advice that are known when it is compiled.
# Without the tables that configure leaves out too.
program()
{
	echo "$1"
	shift
	echo 'int main(int n, char **v) {'
	for name; do
		case $name in
		um_mmap)
			echo 'v = um_mmap(0, n, 3, UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);' ;;
		um_reserve) echo 'v = um_reserve(0, n, 0);' ;;
		um_madvise)
			echo "n += um_madvise(v, n, UM_ADV_WILLNEED);"
			echo "n += um_madvise(v, n, $advice);" ;;
		um_mprotect | um_commit) echo "n += $name(v, n, 3);" ;;
		*)	echo "n += $name(v, n);" ;;
		esac
	done
	echo 'return n; }'
}

compile()
{
	$CC -O2 -w -fno-asynchronous-unwind-tables "$@" >>"$work/log" 2>&1
}

text_of()
{
	$SIZE "$1" | sed -n '2s/^[^0-9]*\([0-9]*\).*/\1/p'
}

# link [ARGUMENT...]: the text of a static program that has none of the C
# library's.
link()
{
	$CC -static -nostdlib -Wl,--build-id=none \
	    -Wl,--unresolved-symbols=ignore-all -o "$work/linked" "$@" \
	    "$archive" >"$work/log" 2>&1 && text_of "$work/linked"
}

# linked NAME...: what the library is of such a program that calls these.
linked()
{
	program '#include "unimap.h"' "$@" >"$work/calls.c" &&
	compile -I"$srcdir/include" -c -o "$work/calls.o" "$work/calls.c" &&
	all=`link -Wl,-e,main "$work/calls.o"` &&
	expr "$all" - "`text_of "$work/calls.o"`"
}

# reached NAME...: the text of one that has these for whatever arguments.
reached()
{
	wanted=
	for name; do
		wanted="$wanted -Wl,-u,$name"
	done
	link -Wl,-e,um_mmap $wanted
}

# included NAME...: the text of a program that includes the one file as static
# and calls these.
included()
{
	program '#define UM_API static
#include "unimap.c"' "$@" >"$work/included.c" &&
	sh "$srcdir/amalgamation/make.sh" "$srcdir" "$work" >"$work/log" 2>&1 &&
	compile -I"$work" -c -o "$work/included.o" "$work/included.c" &&
	text_of "$work/included.o"
}

# is_below LIMIT TEXT DESCRIPTION
is_below()
{
	n=`expr $n + 1`
	if test -n "$2" && test "$2" -lt "$1"; then
		echo "ok $n - $3"
	else
		echo "not ok $n - $3"
		failed=1
	fi
	echo "# $2 bytes"
}

two='um_mmap um_munmap'
seven="$two um_mprotect um_madvise um_reserve um_commit um_decommit"
whole="$seven um_mmap_at um_msync um_mlock um_munlock um_mincore um_mremap
um_mremap_at um_near um_minherit um_why um_version um_features um_feature
um_page_sizes um_regions um_guard um_seal um_name um_memfd um_shm_open um_mirror"
advice=UM_ADV_DISCARD_PRIVATE
test -n "`linked $two`" || skip_all "this linker makes no such program"
n=0 failed=0
echo 1..8
is_below 12289 "`linked $two`" "um_mmap and um_munmap, linked: 12 KiB of text"
is_below 12289 "`included $two`" "the same, included"
is_below 20481 "`linked $seven`" \
    "with what makes memory of reserved space, linked: 20 KiB"
is_below 20481 "`included $seven`" "the same, included"
advice=UM_ADV_DISCARD
is_below 20481 "`linked $seven`" "and with what must be sure, linked: 20 KiB"
is_below 20481 "`included $seven`" "the same, included"
is_below 22528 "`reached $two`" \
    "um_mmap of flags that nobody knows before, and um_munmap: 22 KiB"
is_below 65536 "`reached $whole`" "the whole library: 64 KiB"
exit $failed
