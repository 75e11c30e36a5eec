#! /bin/sh
# A plug-in: the shared library comes by dlopen, in a program that does not know
# it, and what it keeps for each thread takes no memory by malloc.
builddir=${builddir-.} CC=${CC-cc}
work=${TMPDIR-/tmp}/unimap-plug-in.$$
trap 'rm -rf "$work"' 0
trap 'exit 1' 1 2 15
mkdir "$work" || exit 1

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 0
}

library=`ls "$builddir"/.libs/libunimap.so.* "$builddir"/.libs/libunimap.so \
    "$builddir"/.libs/libunimap.*dylib 2>/dev/null | sed 1q`
test -n "$library" || skip_all "no shared library was built"
library=`cd "$builddir" && pwd`/.libs/`basename "$library"`

cat >"$work/host.c" <<'END'
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const char *(*um_why)(void);
static int (*um_munmap)(void *, size_t);
static volatile int counting, counted;

#ifdef COUNT
/* The C library calls these itself, by their names. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
void *malloc(size_t n)
{
	counted += counting;
	return __libc_malloc(n);
}
void *calloc(size_t n, size_t each)
{
	counted += counting;
	return __libc_calloc(n, each);
}
#endif

/* The first call of a thread fails, and its reason is its own. */
static void *thread(void *unused)
{
	const char *before, *after;

	(void)unused;
	counting = 1;
	before = um_why();
	um_munmap((void *)1, 1);
	after = um_why();
	counting = 0;
	return strcmp(before, after) ? (void *)after : NULL;
}

int main(int argc, char **argv)
{
	void *const plug_in = dlopen(argv[argc - 1], RTLD_NOW);
	pthread_t other;
	void *why = NULL;

	if (!plug_in) {
		puts(dlerror());
		return 1;
	}
	*(void **)&um_why = dlsym(plug_in, "um_why");
	*(void **)&um_munmap = dlsym(plug_in, "um_munmap");
	if (!um_why || !um_munmap
	    || pthread_create(&other, NULL, thread, NULL) != 0
	    || pthread_join(other, &why) != 0 || !why)
		return 1;
	printf("%s\n%d calls of malloc\n", (char *)why, counted);
	return counted != 0;
}
END
build()
{
	for libs in '' -ldl; do
		$CC ${CFLAGS-} "$@" ${LDFLAGS-} -o "$work/host" \
		    "$work/host.c" ${LIBS-} $libs >"$work/log" 2>&1 && return 0
	done
	return 1
}

n=0 failed=0
result()
{
	n=`expr $n + 1`
	if test "$1" -eq 0; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		failed=1
	fi
	sed 's/^/# /' "$work/log"
}

echo 1..2
build || {
	echo "ok 1 # SKIP no dlopen here: `sed -n 1p "$work/log"`"
	echo "ok 2 # SKIP no dlopen here"
	exit 0
}
"$work/host" "$library" >"$work/log" 2>&1
result $? "it comes by dlopen and says why in a thread"
if build -DCOUNT; then
	"$work/host" "$library" >"$work/log" 2>&1
	result $? "and calls no malloc for it"
else
	echo "ok 2 # SKIP this C library has no __libc_malloc to count with"
fi
exit $failed
