#!/bin/sh
# Runs the C tests named as arguments in each real Linux of $KERNEL (paths of
# kernel images for this build's machine), as root and as an ordinary user,
# and shows a table for each.  Linux runs in qemu without the host's kernel,
# with nothing but the tests, statically linked as NAME.static, what they
# replay, tests/runner.c and tests/linux/init.c, and, where PATH.modules has
# those of 9p, two directories of the host.  HAS='seals|a 9p share': who skips
# for want of that fails.  FAULT_STEP=n: every nth fault only.  ONCE=name,name:
# those as the ordinary user only, for they take long.
# `make check-linux' calls it in the build directory.
set -u

: "${PROVE=prove}" "${KERNEL=}" "${QEMU=}" "${QEMU_FLAGS=}" "${TIMEOUT=1800}"
: "${HAS=}" "${CC=cc}" "${HOST_CPU=`uname -m`}" "${srcdir=.}" "${FAULT_STEP=5}"
long=aligned-t,ask-t,faults-t,fuzz-replay-t,lists-t,low-t,noreplace-t,refused-t
: "${ONCE=$long,reserve-t,threads-t}"
here=check-linux
work=`pwd`/tests/linux.work

skip() {
  echo "$here: SKIP: $*"
  exit 0
}

die() {
  echo "$here: $*" >&2
  exit 1
}

# 57-bit addresses come with -cpu max.  Of the boots of Linux 6.12 in qemu 7.2
# one in six ends with a double fault right after a cmpxchg16b.
choose_machine() {
  pool=0
  case $1 in
    x86_64)
      machine='qemu-system-x86_64 -cpu max,-cx16'
      console=ttyS0 pool=8 ;;
    aarch64)
      machine='qemu-system-aarch64 -M virt -cpu max,pauth-impdef=on'
      console=ttyAMA0 ;;
    powerpc64le)
      machine='qemu-system-ppc64 -M pseries -cpu POWER9' console=hvc0 ;;
    *) skip "no qemu machine known for $1" ;;
  esac
  machine=${QEMU:-$machine}
}

need() {
  test "$PROVE" != no || skip 'no prove here'
  for tool in "${machine%% *}" cpio timeout; do
    ($tool --version) >/dev/null 2>&1 || skip "no $tool here"
  done
}

make_root() {
  mkdir -p "$work/root/tests" "$work/root/fuzz" &&
    cp -R "$srcdir/fuzz/corpus" "$work/root/fuzz" || return 1
  for p in linux/init runner; do
    $CC ${CPPFLAGS-} ${CFLAGS-} ${LDFLAGS-} -static \
      -o "$work/root/`basename $p`" "$srcdir/tests/$p.c" || return 1
  done
  for t in "$@"; do
    cp "$t.static" "$work/root/$t" || return 1
  done
}

# A share is anybody's in the guest, whoever runs qemu.
share() {
  rm -rf "$work/root/modules" "$work/shared"
  shares=
  test -d "$1.modules" || return 0
  cp -R "$1.modules" "$work/root/modules" || return 1
  for tag in share cached; do
    mkdir -p "$work/shared/$tag" && chmod 1777 "$work/shared/$tag" || return 1
    shares="$shares -fsdev local,id=$tag,path=$work/shared/$tag"
    shares="$shares,security_model=mapped-file"
    shares="$shares -device virtio-9p-pci,fsdev=$tag,mount_tag=/$tag"
  done
}

make_initrd() {
  (cd "$work/root" && find . | cpio -o -H newc --quiet) >"$work/initrd"
}

# It is killed when it has not ended by itself.  Linux puts what it does not
# know of the last line into init's environment.
boot() {
  words="console=$console quiet loglevel=3 panic=-1 hugepages=$pool"
  words="$words secretmem.enable=1 FAULT_STEP=$FAULT_STEP ONCE=$ONCE"
  timeout -k 10 "$TIMEOUT" $machine -accel tcg -m 1G -smp 2 -nographic \
    -nic none -no-reboot $shares $QEMU_FLAGS -kernel "$1" \
    -initrd "$work/initrd" -append "$words" \
    </dev/null >"$work/console.raw" 2>&1
}

# What the emulator does wrong is not what is tested here.
boot_until_init() {
  for try in 1 2 3; do
    boot "$1"
    ended=$?
    grep '^@@ kernel' "$work/console.raw" >/dev/null && break
    echo "$here: $1 did not get as far as init, try $try"
  done
}

# One file for each test, in $logs/root and $logs/user, and beside it its exit
# status and seconds; $logs/kernel is what the runner says of the kernel.
split_console() {
  rm -rf "$logs"
  mkdir -p "$logs/root" "$logs/user" || return 1
  # The firmware clears the screen.
  tr -d '\r\033' <"$work/console.raw" >"$work/console" || return 1
  ${AWK-awk} -v logs="$logs" -f "$srcdir/tests/marked.awk" "$work/console"
}

is_left_to_user() {
  test "$1" = root || return 1
  case ,$ONCE, in
    *,$2,*) ;;
    *) return 1 ;;
  esac
}

prove_as() {
  of=
  for t in $names; do
    is_left_to_user "$1" "$t" || of="$of $t"
  done
  (
    cd "$logs/$1" &&
      $PROVE ${PROVEFLAGS-} --merge \
      --exec "${SHELL-sh} $srcdir/tests/marked.sh ." $of
  ) >"$logs/$1.prove" 2>&1
}

# Does it skip for want of what is there?
hides() {
  test -n "$HAS" && grep -E "# SKIP .*($HAS)" "$logs/$1/$2" 2>/dev/null
}

# prove says of a test `NAME .. ok', `NAME .. skipped: REASON' or, at length,
# why it failed.
result() {
  if is_left_to_user "$1" "$2"; then
    echo -
  elif hides "$1" "$2" >/dev/null; then
    echo FAIL
  elif grep "^$2 \.\.* *ok$" "$logs/$1.prove" >/dev/null; then
    echo ok
  elif grep "^$2 \.\.* *skipped" "$logs/$1.prove" >/dev/null; then
    echo skip
  else
    echo FAIL
  fi
}

seconds() {
  cat "$logs/root/$1.exit" "$logs/user/$1.exit" 2>/dev/null |
    ${AWK-awk} '{ sum += $2 } END { printf "%.1f\n", sum }'
}

results() {
  for t in $names; do
    echo "$t `result root "$t"` `result user "$t"` `seconds "$t"`"
  done
}

show_table() {
  ${AWK-awk} '
    BEGIN {
      format = "%-14s %-4s  %-4s  %7s\n"
      printf format, "", "root", "user", "seconds"
    }
    {
      sub(/-t$/, "", $1)
      printf format, $1, $2, $3, $4
      count[$2]++
      count[$3]++
    }
    END {
      printf "%d tests, as root and as a user: %d ok, %d skip, %d FAIL\n", NR,
        count["ok"], count["skip"], count["FAIL"]
      exit count["FAIL"] > 0 || NR == 0
    }' "$logs/results"
}

# What failed and the diagnostics around it, or else the end of it all.
failed_lines() {
  ${AWK-awk} '
    function show(line) {
      if (++shown <= 30)
        print line
      else if (shown == 31)
        print "..."
    }
    { line[NR] = $0 }
    /^#/ && wanted { show($0); next }
    /^#/ { said[++before] = $0; next }
    { wanted = /^not ok/ && !/# TODO/ || /^Bail out/ }
    wanted { for (i = 1; i <= before; i++) show(said[i]); show($0) }
    { before = 0 }
    END {
      if (!shown)
        for (i = NR - 7; i <= NR; i++)
          if (i in line)
            print line[i]
    }' "$1"
}

ending() {
  if test -f "$1.exit"; then
    echo "exit status `sed 's/ .*//' "$1.exit"`"
  else
    echo 'it did not end'
  fi
}

# Of one that was not run the table says enough.
show_failure() {
  test -f "$logs/$1/$2" || return 0
  echo "== $2 as $1: `ending "$logs/$1/$2"`"
  hides "$1" "$2" || failed_lines "$logs/$1/$2"
}

show_failures() {
  while read t root user seconds; do
    test "$root" != FAIL || show_failure root "$t"
    test "$user" != FAIL || show_failure user "$t"
  done <"$logs/results"
}

check_ended() {
  test "$1" -ne 124 || echo "$here: stopped after $TIMEOUT seconds"
  grep '^@@ done' "$work/console" >/dev/null || {
    echo "$here: Linux did not get to its end (qemu: $1); its last words:"
    tail -n 20 "$work/console"
    return 1
  }
}

# What was not tested, and how often that was said.
show_skipped() {
  echo 'Skipped:'
  cat "$logs"/root/*-t "$logs"/user/*-t | sed -n 's/.*# SKIP /  /p' |
    sort | uniq -c
}

check_kernel() {
  logs=$work/logs
  share "$1" && make_initrd || return 1
  boot_until_init "$1"
  split_console || return 1
  prove_as root
  prove_as user
  results >"$logs/results"
  echo "== $1: `cat "$logs/kernel" 2>/dev/null`"
  show_failures
  check_ended $ended
  good=$?
  show_skipped
  show_table && test $good -eq 0
}

test -n "$KERNEL" ||
  skip 'no KERNEL=path; tests/linux/get-kernels.sh gets some from Debian'
for k in $KERNEL; do
  test -f "$k" || die "no kernel $k"
done
test $# -gt 0 || die 'nothing to run'
choose_machine "$HOST_CPU"
need

rm -rf "$work"
trap 'rm -rf "$work"' 0
trap 'exit 1' 1 2 15
make_root "$@" || exit 1
names=`cd "$work/root/tests" && echo *`
status=0
for k in $KERNEL; do
  check_kernel "$k" || status=1
done
exit $status
