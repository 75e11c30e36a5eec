# Read by the check-*.sh.  `each JOBS DIRECTORY NAME...' calls `one NAME' for
# every name, in a shell of its own and so many at a time, and shows what it
# said when it has ended.  `good NAME' tells whether it ended well.

take() {
  for name in "$@"; do
    # Whoever makes it has it.
    mkdir "$said/$name.begun" 2>/dev/null || continue
    if (one "$name") >"$said/$name.said" 2>&1; then
      : >"$said/$name.good"
    fi
    cat "$said/$name.said"
  done
}

each() {
  jobs=$1 said=$2 workers=
  shift 2
  for name in "$@"; do
    rm -rf "$said/$name.begun" "$said/$name.said" "$said/$name.good"
  done
  # What runs in the background does not hear of an interrupt.
  trap 'test -z "$workers" || kill $workers; exit 1' 1 2 15
  n=1
  while test $n -lt "$jobs"; do
    take "$@" &
    workers="$workers $!"
    n=`expr $n + 1`
  done
  take "$@"
  wait
}

good() {
  test -f "$said/$1.good"
}
