# UNIMAP_INIT([DIRECTORY], [PREFIX])
#
# For a parent whose Makefile.am includes DIRECTORY/unimap.mk: asks what the
# library needs and makes DIRECTORY/unimap-config.h.  Nothing of it is in the
# parent's config.h, and nothing that the parent defines is asked with.  Every
# symbol begins with PREFIX, if there is one.  The library is no symbol of a shared
# library of the parent unless unimap_exports=yes is said before.
AC_DEFUN([UNIMAP_INIT],
[AC_REQUIRE([AC_PROG_CC])dnl
AC_REQUIRE([AC_CANONICAL_HOST])dnl
AC_PROVIDE_IFELSE([LT_INIT], [],
  [m4_fatal([$0: LT_INIT comes before; without libtool take unimap.c in])])dnl
UNIMAP_CFLAGS=
UNIMAP_VISIBILITY
UNIMAP_UNWIND
UNIMAP_FAMILY
UNIMAP_ASK([
UNIMAP_PTHREAD
UNIMAP_TLS
UNIMAP_CANCEL
UNIMAP_FUNCS([madvise mincore minherit mlock mlockall mimmutable mquery
  posix_madvise memfd_create shm_open shm_unlink mkostemp
  posix_fallocate pipe2 issetugid secure_getenv getauxval getpagesizes sysconf
  getrlimit syscall])
UNIMAP_SHM_OPEN
UNIMAP_MREMAP
# What lib/system.h says everywhere is not enough there for files beyond 2 GiB.
AS_CASE([$host_os], [aix*], [UNIMAP_DEFINE([_LARGE_FILES])])
AS_IF([test "$unimap_exports" != yes], [UNIMAP_DEFINE([UM_API], [])])
UNIMAP_DEFINES=`cat confdefs.h`
])
UNIMAP_PREFIX_CPPFLAGS=
unimap_prefix=$2
AS_IF([test -n "$unimap_prefix"],
  [UNIMAP_PREFIX_CPPFLAGS=-DUM_PREFIX=$unimap_prefix
  UNIMAP_DEFINES=$UNIMAP_DEFINES$as_nl`
    unimap_files=\`cd "$srcdir/$1" && echo lib/*.h lib/*/*.h lib/*/*.c lib/*/*/*.c\`
    $SHELL "$srcdir/$1/lib/names.sh" "$srcdir/$1" $unimap_files`])
AC_SUBST([UNIMAP_PREFIX_CPPFLAGS])
AC_SUBST([UNIMAP_DEFINES])
AM_SUBST_NOTMAKE([UNIMAP_DEFINES])
AC_CONFIG_FILES(m4_if([$1], [.], [unimap-config.h], [$1/unimap-config.h]))
])

# UNIMAP_ASK(QUESTIONS)
# The parent's own feature macros and definitions would change the answers, and
# so would its warnings as errors; lib/system.h has macros of its own.  What
# UNIMAP_DEFINE defines ends with this.
AC_DEFUN([UNIMAP_ASK],
[unimap_asking_CPPFLAGS=$CPPFLAGS
unimap_asking_CFLAGS=$CFLAGS
CPPFLAGS="$CPPFLAGS -D_GNU_SOURCE -D_DARWIN_C_SOURCE -D_NETBSD_SOURCE -D__EXTENSIONS__ -D_ALL_SOURCE -D_FILE_OFFSET_BITS=64"
AS_IF([test "$GCC" = yes], [CFLAGS="$CFLAGS -w"])
mv confdefs.h unimap-confdefs.h
: >confdefs.h
$1
mv unimap-confdefs.h confdefs.h
CPPFLAGS=$unimap_asking_CPPFLAGS
CFLAGS=$unimap_asking_CFLAGS
])

# UNIMAP_DEFINE(NAME, [VALUE = 1])
m4_define([UNIMAP_DEFINE],
[AS_ECHO(["#define $1 ]m4_if([$#], [1], [1], [m4_bpatsubst([[$2]], ["], [\\"])])["]) >>confdefs.h
])
