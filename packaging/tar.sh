#!/bin/sh
# tar.sh /SOURCE DIRECTORY: prints a tar of DIRECTORY in which nothing is of this
# machine, user or day, so that the same tree gives the same bytes.  Its date is
# SOURCE_DATE_EPOCH, the date of the last commit, or, in what is no clone, that
# of NEWS, which is the tarball's own.  `make dist' calls it.
set -u

tar=${TAR-tar}
date=${SOURCE_DATE_EPOCH-}
test -n "$date" || test ! -e "$1/.git" ||
  date=`cd "$1" && git log -1 --format=%ct 2>/dev/null`
date=${date:+@$date}
case `($tar --version) 2>/dev/null` in
  *GNU*) ;;
  *)
    echo 'dist: no GNU tar here: the next one will not be the same, byte for byte' >&2
    exec $tar chof - "$2" ;;
esac
exec $tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner \
  --mode=u+rw,go=rX --mtime="${date:-$1/NEWS}" -chf - "$2"
