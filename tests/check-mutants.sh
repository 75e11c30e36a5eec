#!/bin/sh
# Breaks the library in one place after the other, as tests/mutants lists them,
# and looks whether a test sees it: those that the list names first, then all
# that are named as arguments.  A break that none sees fails, unless the list
# says why nothing can see it; so does one that the list has a reason for and a
# test sees, and one that does not apply to the library any more.
#
# Of the library only the broken file is compiled, and linked before all else.  Of
# a header of lib/family, whose chains the simulated kernels have by tests/chains.c,
# it is that file.
# MUTANTS=n: every nth only.  ONLY='10 lib/way/range.c': those at these lines of
# the list and those of these files.  JOBS=n: so many at a time.
# `make check-mutants' calls it in the build directory.
set -u

: "${MUTANTS=1}" "${ONLY=}" "${JOBS=1}" "${AWK=awk}"
here=`dirname "$0"`
. "$here/jobs.sh"
list=$srcdir/tests/mutants
work=mutants
# One that waits for ever is seen too.
limit=
if (timeout 5 true) >/dev/null 2>&1; then limit='timeout 120'; fi
all="$*"
if test ! -f .libs/libtesting.a || test -z "`./tests/kernels-list`"; then
  echo 'check-mutants: SKIP: a static library and simulated kernels are needed'
  exit 0
fi

rm -rf $work
mkdir -p $work || exit 1
status=0
$AWK -v srcdir="$srcdir" -v into=$work -v every="$MUTANTS" \
  -v files="`cd "$srcdir" && echo lib/*/*.c lib/host/*/*.c lib/family/*.h`" \
  -f "$here/mutants.awk" "$list" >$work/stale || status=1
cat $work/stale

# Some are made of more than their own source.
objects_of() {
  case $1 in
    tests/ask-t) echo $ASK_OBJECTS ;;
    tests/self-t) echo $SELF_OBJECTS ;;
    tests/fuzz-replay-t) echo $FUZZ_OBJECTS ;;
    *) echo $1.o ;;
  esac
}

flags_of() {
  case $1 in
    tests/malloc-t) echo $TWO_MALLOCS ;;
  esac
}

# In one line, and as it is, whatever echo makes of backslashes.
say() {
  printf '%s' "$1" | tr -s '\n\t' '  '
  echo
}

# passes PROGRAM: is it content?
passes() {
  UNIMAP_KERNEL=$kernel $limit $1 >$1.log 2>&1 &&
    test -z "`sed -n '/^not ok/p' $1.log`"
}

# Is it content with the library as it is?  Asked once; a test that is not sees
# nothing.
is_sound() {
  of=$work/`basename $1`$kernel
  if test ! -f $of; then
    if UNIMAP_KERNEL=$kernel $limit $1 >$of.try 2>&1; then
      echo sound >$of
    else
      echo unsound >$of
    fi
  fi
  test "`cat $of`" = sound
}

# sees NUMBER TEST
sees() {
  $LINK_BY `flags_of $2` -o $work/$1.t `objects_of $2` $work/$1.o \
    .libs/libtesting.a $LIBS 2>$work/$1.link || {
    cat $work/$1.link
    return 1
  }
  if passes $work/$1.t; then return 1; fi
  is_sound $2 || { echo "# $2 fails without a break too"; return 1; }
}

# compiles NUMBER: the file of a break
compiles() {
  case $file in
    *.h)
      mkdir -p $work/$1.d/tests $work/$1.d/lib/family
      cp "$srcdir"/lib/family/*.h $work/$1.d/lib/family
      cp $work/$1.c $work/$1.d/$file
      cp "$srcdir/tests/chains.c" $work/$1.d/tests
      $COMPILE -I"$srcdir/tests" -I"$srcdir/lib/family" \
        -c $work/$1.d/tests/chains.c -o $work/$1.o ;;
    *)
      $COMPILE -I"$srcdir/`dirname $file`" -c $work/$1.c -o $work/$1.o ;;
  esac
}

one() {
  . "./$work/$1.is"
  what="$file:$line: $old => $new"
  if compiles $1 2>$work/$1.err; then :; else
    cat $work/$1.err
    say "DOES NOT COMPILE $what"
    return 1
  fi
  by=
  # The named ones are run twice where none of them sees it: that is rare.
  for t in $first $all; do
    if sees $1 $t; then by=$t; break; fi
  done
  rm -f $work/$1.o $work/$1.t
  if test -n "$by" && test -z "$why"; then
    case " $first " in
      *" $by "*) echo "killed $file:$line by $by${kernel:+ on $kernel}" ;;
      *) echo "killed $file:$line by $by${kernel:+ on $kernel}, not by $first" ;;
    esac
  elif test -n "$by"; then
    say "SEEN by $by, though nothing can see it: $what"
    return 1
  elif test -n "$why"; then
    echo "explained $file:$line: $why"
  else
    say "SURVIVED $what"
    return 1
  fi
}

numbers=
for is in `ls $work | sed -n 's/\.is$//p' | sort -n`; do
  if test -n "$ONLY"; then
    . ./$work/$is.is
    case " $ONLY " in *" $file "* | *" $line "*) ;; *) continue ;; esac
  fi
  numbers="$numbers $is"
done
each "$JOBS" $work $numbers
for n in $numbers; do
  good $n || status=1
done

count() {
  cat $work/*.said 2>/dev/null | grep -c "^$1 "
}
echo "check-mutants: `count killed` killed, `count SURVIVED` survived," \
  "`count explained` explained, `count SEEN` wrongly explained," \
  "`grep -c . $work/stale` no longer apply, `count 'DOES NOT COMPILE'` do not compile"
test $status -ne 0 || rm -rf $work
exit $status
