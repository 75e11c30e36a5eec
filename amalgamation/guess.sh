#!/bin/sh
# guess.sh DIRECTORY COMPILER...: what lib/host/guess.h says of a system is
# what configure found there, as far as the library asks.  Called where
# unimap-config.h is; DIRECTORY is the source.  The environment is asked
# for in whatever way there is.
# memfd_create is not called by name on Linux, and NetBSD's, of 11, has other
# ways beside it.  mlockall and posix_madvise are only called by `unimap ask', and
# syscall on Linux.
set -u
LC_ALL=C
export LC_ALL

source=$1
shift

# has FLAG...: which there are.
has() {
  echo '#include "system.h"' >guess-try.c
  "$@" -I. -I"$source/include" -I"$source/lib" -dM -E guess-try.c |
    sed -n 's/^#define \(UM_HAVE_[A-Z_0-9]*\) .*/\1/p' | sort -u
}

asked=`cat "$source"/lib/*.[ch] "$source"/lib/*/*.[ch] \
  "$source"/lib/*/*/*.[ch] |
  sed -n 's/^[ 	]*#.*if/&/p' | tr -c 'A-Za-z0-9_' '\n' |
  sed -n '/^UM_HAVE_/p' | sort -u |
  sed -e /SECURE_GETENV/d -e /GETAUXVAL/d -e /ISSETUGID/d -e /MEMFD/d \
    -e /SYSCALL/d -e /MLOCKALL/d -e /POSIX_MADVISE/d`
has "$@" >guess-plain || exit 1
has "$@" -DUNIMAP_CONFIGURED >guess-configured || exit 1
status=0
for name in $asked; do
  grep "^$name\$" guess-plain >guess-1
  grep "^$name\$" guess-configured >guess-2
  cmp -s guess-1 guess-2 || {
    test -s guess-1 && echo "guessed, and not found: $name"
    test -s guess-2 && echo "found, and not guessed: $name"
    status=1
  }
done
rm -f guess-try.c guess-plain guess-configured guess-1 guess-2
exit $status
