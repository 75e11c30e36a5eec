#! /bin/sh
# The text of the library in a static program stays small.
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

# linked NAME...: the text of a static program that needs these of the library
# and has none of the C library's.
linked()
{
	wanted=
	for name; do
		wanted="$wanted -Wl,-u,$name"
	done
	$CC -static -nostdlib -Wl,-e,um_mmap -Wl,--build-id=none \
	    -Wl,--unresolved-symbols=ignore-all $wanted -o "$work/linked" \
	    "$archive" >"$work/log" 2>&1 || return 1
	$SIZE "$work/linked" | sed -n '2s/^[^0-9]*\([0-9]*\).*/\1/p'
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

mapping='um_mmap um_mmap_at um_munmap um_mprotect um_msync um_madvise um_mlock
um_munlock um_mincore um_mremap um_mremap_at um_near um_minherit um_why
um_version'
core=`linked $mapping`
test -n "$core" || skip_all "this linker makes no such program"
others='um_features um_feature um_page_sizes um_regions um_reserve um_guard
um_seal um_name um_memfd um_shm_open um_mirror'
whole=`linked $mapping $others`
n=0 failed=0
echo 1..2
is_below 24576 "$core" "what the mapping calls need is under 24 KiB of text"
is_below 65536 "$whole" "the whole library is under 64 KiB of text"
exit $failed
