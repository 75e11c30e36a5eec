#!/bin/sh
# Each call of unimap against the raw system call in the same run: user
# instructions (callgrind) and system calls (strace) for one turn, counted as
# the difference of 300 and 100 turns, and the ratio of their times.
bench=${1:-bench/bench}
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
"$bench" growth
