#!/bin/sh
# names.sh DIRECTORY FILE...: a header that gives a prefix to each name of the
# library that is not public: whatever begins with um_ in the files and not in
# include/unimap.h, so that none can be forgotten.
set -u
LC_ALL=C
export LC_ALL

names() {
  cat "$@" | tr -c 'A-Za-z0-9_' '\n' | sed -n '/^um_[a-z]/p' | sort -u
}

cd "$1" || exit 1
shift
echo '/* Made by lib/names.sh of all sources. */'
{
  names include/unimap.h
  names include/unimap.h
  names "$@"
} | sort | uniq -u | sed 's/.*/#define & UM_NAME(&)/'
