#!/bin/sh
# Each call of unimap against the raw system call in the same run: user
# instructions (callgrind) and system calls (strace) for one turn, counted as
# the difference of 300 and 100 turns, and the ratio of their times.  Fails
# beyond the limits for mapping and unmapping private memory and for growing.
# `bench.sh -i': instructions of that pair alone, which depend on no clock.
bench=${bench-bench/bench}
few=100 many=300

instructions()
{
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" "$@" 2>&1 |
	    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

system_calls()
{
	strace -f -qq -e trace=all -e signal=none -o "$trace" "$bench" "$@" &&
	    wc -l <"$trace"
}

# COUNT CASE um|raw: what one turn costs
per_turn()
{
	a=$($1 "$2" "$3" $few) b=$($1 "$2" "$3" $many)
	if [ -n "$a" ] && [ -n "$b" ]; then
		awk -v a="$a" -v b="$b" -v n=$((many - few)) 'BEGIN { printf "%.1f", (b - a) / n }'
	else
		echo -
	fi
}

command -v valgrind >/dev/null 2>&1 || instructions() { :; }
command -v strace >/dev/null 2>&1 || system_calls() { :; }
trace=${TMPDIR:-/tmp}/unimap-bench.$$
trap 'rm -f "$trace"' 0

# check_case CASE MOST: user instructions over those of the raw case, once the way
# is known.  The limit is for optimised code of x86-64.
check_case()
{
	case $(uname -m):" ${CFLAGS--O2} " in
	*\ -m32\ * | *\ -fsanitize*) other=1 ;;
	x86_64:*\ -O2\ *) other= ;;
	*) other=1 ;;
	esac
	if [ -n "$other" ]; then
		echo "bench: SKIP: the limit of instructions is for -O2 on x86-64"
		return 0
	fi
	ours=$(per_turn instructions "$1" um)
	raw=$(per_turn instructions "$1" raw)
	if [ "$ours" = - ] || [ "$raw" = - ]; then
		echo "bench: SKIP: no valgrind that counts instructions"
		return 0
	fi
	awk -v ours="$ours" -v raw="$raw" -v most="$2" -v pair="$1" 'BEGIN {
		over = ours - raw
		bad = over > most || over <= 0
		printf "bench: %s: %s: %.1f instructions over the raw one, at most %d\n",
		    bad ? "FAIL" : "ok", pair, over, most
		exit bad
	}'
}

# um_mmap alone and with its unmapping.
check_pair()
{
	check_case private-anonymous 150
	alone=$?
	check_case private-anonymous-pair 220 && [ $alone -eq 0 ]
}

if [ "${1-}" = -i ]; then
	check_pair
	exit
fi

printf '%-24s %22s %17s %10s\n' '' 'user instructions' 'system calls' 'time'
printf '%-24s %10s %11s %8s %8s %10s\n' case unimap raw unimap raw ratio
for case in $("$bench" list); do
	printf '%-24s %10s %11s %8s %8s %10s\n' "$case" \
	    "$(per_turn instructions "$case" um)" \
	    "$(per_turn instructions "$case" raw)" \
	    "$(per_turn system_calls "$case" um)" \
	    "$(per_turn system_calls "$case" raw)" \
	    "$("$bench" "$case" ratio)"
done
status=0
"$bench" growth || status=1
check_pair || status=1
exit $status
