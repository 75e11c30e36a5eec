#! /bin/sh
# Each program in examples/ compiles as its reader would compile it, without
# a warning, runs, and says something.
srcdir=${srcdir-.} builddir=${builddir-.} CC=${CC-cc}
work=${TMPDIR-/tmp}/unimap-examples.$$
trap 'rm -rf "$work"' 0
trap 'exit 1' 1 2 15
mkdir "$work" || exit 1

library=$builddir/.libs/libunimap.a
test -f "$library" || {
	echo "1..0 # SKIP no static library was built"
	exit 0
}
n=0 failed=0
result()
{
	n=`expr $n + 1`
	if test "$1" -eq 0; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$work/log"
		failed=1
	fi
}

# build SOURCE PROGRAM: what the compiler says goes to the log.
build()
{
	$CC ${CPPFLAGS-} -I"$srcdir/include" ${CFLAGS-} ${LDFLAGS-} \
	    -o "$work/$2" "$1" "$library" ${LIBS-} >"$work/log" 2>&1
}

# A linker may find fault with the compiler's own files: pcc's crtend.o.
echo 'int main(void) { return 0; }' >"$work/nothing.c"
build "$work/nothing.c" nothing
result $? 'a program that does nothing compiles'
mv "$work/log" "$work/always"

set x ${EXAMPLES?}
shift
for example; do
	name=`basename "$example" .c`
	build "$srcdir/$example" "$name"
	status=$?
	result $status "$name compiles"
	test $status -eq 0 || continue
	cmp -s "$work/always" "$work/log"
	result $? "without a warning"
	"$work/$name" >"$work/log" 2>&1
	status=$?
	if test $status -eq 77; then	# this kernel cannot
		n=`expr $n + 1`
		echo "ok $n # SKIP $name: `sed -n 1p "$work/log"`"
		continue
	fi
	result $status "$name runs"
	test -s "$work/log"
	result $? "and says: `sed -n 1p "$work/log"`"
done
echo 1..$n
exit $failed
