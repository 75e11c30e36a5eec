#!/bin/sh
# check-house.sh SOURCE-DIRECTORY: are the folders of lib/ what CONTRIBUTING.md
# says that they are?  Prints each line that breaks a rule.  AWK=awk.
set -u
LC_ALL=C
export LC_ALL
AWK=${AWK-awk}
cd "$1/lib" || exit 1
status=0

# broken RULE: what stdin has breaks it.
broken() {
  lines=`cat`
  test -n "$lines" || return 0
  printf '%s\n' "$lines" | sed 's/^/check-house: /'
  echo "check-house: FAILED: $1"
  return 1
}

# The functions with external linkage that the files define, a name a line.  A
# definition begins at the margin, and its body's brace is there too.
defined() {
  $AWK '
    /^[a-z].*um_[a-z0-9_]*\(/ && !/^static/ && !/^extern/ && !/^typedef/ {
      line = $0
      sub(/\(.*/, "", line)
      sub(/.*[ *]/, "", line)
      name = line
    }
    /^{/ { if (name != "") print name; name = "" }
    /;[ 	]*$/ && !/^{/ { name = "" }
  ' "$@" | sort -u
}

# uses WORDS FILE...: the lines of the files, comments and texts apart, that
# have one of the words as a name of its own (struct um_remap is another).
uses() {
  words=$1
  shift
  for file; do
    $AWK -v list="$words" -v file="$file" '
      BEGIN { n = split(list, word, " "); for (i = 1; i <= n; i++) is[word[i]] = 1 }
      {
        line = $0
        gsub(/"([^"\\]|\\.)*"/, "", line)
        gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
        if (inside) {
          if (!sub(/^.*\*\//, "", line)) next
          inside = 0
        }
        if (sub(/\/\*.*/, "", line)) inside = 1
        gsub(/[^A-Za-z0-9_]+/, " ", line)
        n = split(line, token, " ")
        for (i = 1; i <= n; i++)
          if (token[i] in is && (i == 1 || token[i - 1] != "struct")) { print file ":" NR ": " token[i]; break }
      }' "$file"
  done
}

calls=`defined call/*.c host/whole/*.c`
ways=`defined way/*.c`
# A check that finds nothing because it looks for nothing is none.
for name in um_mmap um_madvise um_commit um_mirror; do
  echo "$calls" | grep "^$name\$" >/dev/null ||
    echo "no definition of $name in call/"
done | broken 'the calls are known' || status=1
for name in um_private_by_flag um_range_by_map um_remap_by_mremap; do
  echo "$ways" | grep "^$name\$" >/dev/null ||
    echo "no definition of $name in way/"
done | broken 'the ways are known' || status=1

grep -n '^[ 	]*#[ 	]*include.*["/]way\.h' call/*.[ch] engine/*.[ch] |
  broken 'call and engine include no way' || status=1
grep -n '^[ 	]*#[ 	]*include.*["/]call\.h' \
  engine/*.[ch] way/*.[ch] family/*.[ch] host/*.[ch] host/chain/*.c |
  broken 'engine, way, family and host include no call' || status=1
uses "$ways" call/*.[ch] |
  broken 'a call names no way' || status=1
uses "$calls" engine/*.[ch] way/*.[ch] family/*.[ch] host/*.[ch] \
  host/chain/*.c | broken 'engine, way, family and host name no call' ||
  status=1
# What engine.h declares is the engine's word, whoever says it: um_put is
# spoken by a way.
own=`for name in $ways; do
  grep "[ *]$name(" engine/engine.h >/dev/null || echo "$name"
done`
uses "$own" engine/*.[ch] |
  broken 'the engine names no way but what engine.h declares' || status=1

grep -n -e '^[ 	]*#[ 	]*if' -e '^[ 	]*#[ 	]*elif' \
  call/*.c engine/*.c way/*.c family/*.c |
  broken 'the logic knows no kernel: #if is for host/ and headers' || status=1
others=`sed -n 's/^	\.\([a-z_]*\) = .*/\1/p' host/rest.c`
test -n "$others" || echo 'no calls in host/rest.c' |
  broken 'the calls of host/rest.c are known' || status=1
for name in $others; do
  grep -n "sys\(\.\|->\)$name\(\$\|[^a-z_]\)" call/*.c engine/*.c way/*.c family/*.c
done | broken 'what is in host/rest.c is reached by um_rest' || status=1

grep -n '^[ 	]*#.*[^A-Z_]HAVE_[A-Z]' *.h */*.[ch] host/chain/*.c |
  broken "HAVE_ is a parent's, ours are UM_HAVE_" || status=1
for file in *.h */*.[ch] host/chain/*.c; do
  case `sed 1q "$file"` in
    '/* '*) ;;
    *) echo "$file:1" ;;
  esac
done | broken 'a file begins with a comment that says what it is' || status=1

test $status -ne 0 || echo 'check-house: every rule is kept'
exit $status
