#!/bin/sh
# The command unimap: its output, its exit status, its schema.
# Environment: builddir (.), where the program is; srcdir (.), where src is;
# EMULATOR, what runs a program of another machine.

builddir=${builddir-.}
srcdir=${srcdir-.}
unimap="${EMULATOR-} $builddir/unimap"
schema=$srcdir/src/unimap.schema.json
# Not what the caller's terminal is like.
unset NO_COLOR COLUMNS UNIMAP_DISABLE 2>/dev/null || :
LC_ALL=C
export LC_ALL

tmp=$(mktemp -d 2>/dev/null) || { tmp=/tmp/unimap-command-$$; mkdir "$tmp" || exit 1; }
trap 'rm -rf "$tmp"' 0
trap 'exit 1' 1 2 15

n=0
bad=0

ok() {				# status description
	n=$((n + 1))
	if test "$1" -eq 0; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		bad=1
		sed 's/^/# /' "$tmp/err"
	fi
}

skip() {			# description reason
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# status arguments...: the command has that exit status.
run() {
	wanted=$1
	shift
	$unimap "$@" >"$tmp/out" 2>"$tmp/err"
	got=$?
	test "$got" -eq "$wanted" && return 0
	echo "exit status $got, wanted $wanted" >>"$tmp/err"
	return 1
}

has() {				# file pattern...
	file=$1
	shift
	for pattern; do
		grep -e "$pattern" "$file" >/dev/null && continue
		echo "no $pattern" >>"$tmp/err"
		return 1
	done
}

has_not() {			# file pattern
	grep -e "$2" "$1" >"$tmp/found" || return 0
	cat "$tmp/found" >>"$tmp/err"
	return 1
}

escape=$(printf '\033')
is_plain() {
	has_not "$1" "$escape"
}

# A line for each id of the contract.
ids='anonymous-private anonymous-shared fixed-replace fixed-noreplace aligned
low-2g low-4g range conceal mayexec huge populate discard-private
discard-shared remap inherit-none inherit-zero memfd shm-named regions reserve
mirror guard seal name'

# ---- the table ------------------------------------------------------------

run 0
ok $? 'unimap exits with 0'
cp "$tmp/out" "$tmp/table"
test ! -s "$tmp/err"
ok $? 'and has nothing to complain about'
is_plain "$tmp/table"
ok $? 'its table has no escape sequence in a pipe'

sed 1q "$tmp/table" >"$tmp/first"
has "$tmp/first" "^unimap [0-9]*\.[0-9]*\.[0-9]* on $(uname -s)" ' pages [0-9]' \
    || test -n "${EMULATOR-}"
ok $? 'the first line has the version, the kernel and the pages'

# Of the others something was run once: the library, or its questions.
says_what_was_tried() {
	case $(uname -s) in
	SunOS | AIX | Haiku | GNU | Darwin | HP-UX)
		has "$tmp/table" 'never run on a kernel of this family' ;;
	Linux | *BSD | DragonFly | CYGWIN*)
		has_not "$tmp/table" 'never run on a kernel of this family' ;;
	esac
}
says_what_was_tried
ok $? 'the table says of a kernel that nothing was ever run there'

lines_of_ids() {
	for id in $ids; do
		grep "^[-+~?] [a-z]*  *$id  *[^ ]" "$tmp/table" >"$tmp/found"
		test "$(wc -l <"$tmp/found")" -eq 1 && continue
		echo "no line, or more than one, of $id" >>"$tmp/err"
		return 1
	done
}
lines_of_ids
ok $? 'each feature of the contract has one line, marked in ASCII in the C locale'

marks() {
	has_not "$tmp/table" '^+ [^n]' && has_not "$tmp/table" '^~ [^e]' \
	    && has_not "$tmp/table" '^- [^a]' && has_not "$tmp/table" '^? [^u]'
}
marks
ok $? 'the mark goes with the word'

LC_ALL=C.UTF-8 $unimap >"$tmp/utf8" 2>"$tmp/err"
# U+25CF and " native" in bytes: yash makes characters of them.
od -A n -t x1 "$tmp/utf8" | tr -d ' \n' >"$tmp/bytes"
has "$tmp/bytes" 0ae2978f206e6174697665
ok $? 'the marks are shapes in a UTF-8 locale'

# util-linux's script makes a terminal.
on_a_terminal() {		# variables...
	env TERM=xterm COLUMNS=60 "$@" script -qec "$unimap" /dev/null \
	    </dev/null 2>>"$tmp/err" | tr -d '\r' >"$tmp/seen"
	grep native "$tmp/seen" >/dev/null
}
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	on_a_terminal A=1 && has "$tmp/seen" "$escape"
	ok $? 'on a terminal there is colour'
	on_a_terminal NO_COLOR= && has "$tmp/seen" "$escape"
	ok $? 'also with an empty NO_COLOR'
	on_a_terminal NO_COLOR=1 && is_plain "$tmp/seen"
	ok $? 'not with NO_COLOR'
	awk 'length($0) > 60 { bad = 1; print "# " $0 } END { exit bad }' \
	    "$tmp/seen"
	ok $? 'no line is wider than the terminal'
	on_a_terminal TERM=dumb && is_plain "$tmp/seen"
	ok $? 'not with TERM=dumb'
else
	for what in 'on a terminal there is colour' \
	    'also with an empty NO_COLOR' 'not with NO_COLOR' \
	    'no line is wider than the terminal' 'not with TERM=dumb'; do
		skip "$what" 'script(1) with -qec is missing'
	done
fi

# ---- JSON -----------------------------------------------------------------

run 0 --json
ok $? 'unimap --json exits with 0'
cp "$tmp/out" "$tmp/json"
is_plain "$tmp/json"
ok $? 'its text has no escape byte'

python=
for p in python3 python; do
	$p -c 'import json' >/dev/null 2>&1 && { python=$p; break; }
done

cat >"$tmp/parse.py" <<'EOF'
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
ids = [feature["id"] for feature in report["features"]]
wanted = sys.argv[2].split()
assert ids[:len(wanted)] == wanted, ids
assert len(set(ids)) == len(ids), ids
assert report["page_size"] == report["page_sizes"][0], report["page_sizes"]
assert report["page_sizes"] == sorted(report["page_sizes"])
table = {}
for line in open(sys.argv[3], encoding="utf-8"):
    words = line.split()
    if len(words) > 2 and words[0] in "+~-?":
        table[words[2]] = words[1]
assert table == {f["id"]: f["level"] for f in report["features"]}, table
EOF
cat >"$tmp/validate.py" <<'EOF'
import json, sys
import jsonschema
schema = json.load(open(sys.argv[2]))
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
report = json.load(open(sys.argv[1], encoding="utf-8"))
kind(schema).validate(report)
def refuses(change):
    other = json.loads(json.dumps(report))
    change(other)
    assert not kind(schema).is_valid(other), other
refuses(lambda r: r.update(more=1))
refuses(lambda r: r["kernel"].update(more=1))
refuses(lambda r: r["features"][0].update(level="perhaps"))
refuses(lambda r: r["features"][0].update(more=1))
refuses(lambda r: r.pop("granularity"))
EOF

what='the JSON is parsed, agrees with the table and has the ids in order'
if test -n "$python"; then
	$python "$tmp/parse.py" "$tmp/json" "$ids" "$tmp/table" 2>"$tmp/err"
	ok $? "$what"
else
	skip "$what" 'python is missing'
fi
what='it is valid by the schema, which refuses what it does not know'
if test -n "$python" && $python -W ignore -c 'import jsonschema' 2>/dev/null; then
	$python -W ignore "$tmp/validate.py" "$tmp/json" "$schema" 2>"$tmp/err"
	ok $? "$what"
else
	skip "$what" "python's jsonschema is missing"
fi

sed -n '/^The ids are/,/^\.Ss/p' "$srcdir/doc/unimap.7" | tr ' ,.' '\n\n\n' \
    | sort >"$tmp/named"
sed -n 's/.*"id": "\(.*\)",.*/\1/p' "$tmp/json" | sort >"$tmp/ids"
test -s "$tmp/ids" && comm -23 "$tmp/ids" "$tmp/named" >"$tmp/err" \
    && test ! -s "$tmp/err"
ok $? 'unimap(7) names each id'

# ---- ask ------------------------------------------------------------------

run 0 ask
ok $? 'unimap ask exits with 0'
cp "$tmp/out" "$tmp/answers"
grep -v '^[a-z0-9-][a-z0-9-]*=..*$' "$tmp/answers" >"$tmp/err"
test $? -eq 1
ok $? 'each line is id=answer'
sed 's/=.*//' "$tmp/answers" | sort | uniq -d >"$tmp/err"
test ! -s "$tmp/err"
ok $? 'no id is there twice'
test "$(wc -l <"$tmp/answers")" -ge 80
ok $? 'there are at least 80 answers'
grep -e '=unknown$' -e '=timeout$' "$tmp/answers" >"$tmp/err"
test $? -eq 1
ok $? 'none is unknown or late'

# ---- the rest -------------------------------------------------------------

run 0 --help && has "$tmp/out" '^usage: unimap' '  unimap  ' --json \
    'unimap ask' --help --version NO_COLOR UNIMAP_DISABLE 'Exit status' \
    && test ! -s "$tmp/err"
ok $? '--help names everything, on standard output'
cp "$tmp/out" "$tmp/help"
run 0 -h && cmp "$tmp/out" "$tmp/help" >>"$tmp/err"
ok $? '-h is --help'
run 0 --version && has "$tmp/out" '^unimap [0-9]*\.[0-9]*\.[0-9]*$'
ok $? '--version is one line'
cp "$tmp/out" "$tmp/version"
run 0 -V && cmp "$tmp/out" "$tmp/version" >>"$tmp/err"
ok $? '-V is --version'

for wrong in --nonsense map -j '' jsonx --; do
	run 2 "$wrong" && test ! -s "$tmp/out" \
	    && has "$tmp/err" '^usage: unimap' '^unimap: unknown argument'
	ok $? "the unknown argument '$wrong' is refused with 2 and the usage"
done
for known in --json ask --help --version; do
	run 2 "$known" more && test ! -s "$tmp/out" \
	    && has "$tmp/err" '^usage: unimap' 'more'
	ok $? "$known with one argument more is refused with 2"
done

for mode in '' --json ask --help --version; do
	what="unimap $mode exits with 1 when it cannot write"
	if test -c /dev/full && ! echo 2>/dev/null >/dev/full; then
		# shellcheck disable=SC2086
		$unimap $mode >/dev/full 2>"$tmp/err"
		test $? -eq 1 && has "$tmp/err" '^unimap: cannot write: .'
		ok $? "$what"
	else
		skip "$what" '/dev/full is missing'
	fi
done
what='and when there is no standard output'
$unimap >&- 2>"$tmp/err"
test $? -eq 1 && has "$tmp/err" '^unimap: cannot write: .'
ok $? "$what"

echo "1..$n"
exit $bad
