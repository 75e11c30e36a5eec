#! /bin/sh
# Every sentence that um_why can give is in a test, word by word, or in the list
# tests/sentences-untested with the reason why no test can make it true.
srcdir=${srcdir-.} AWK=${AWK-awk}
work=${TMPDIR-/tmp}/unimap-sentences.$$

trap 'rm -rf "$work"' 0
trap 'exit 1' 1 2 15
mkdir "$work" || exit 1

# The strings of C files, one a line, with those that follow each other joined.
strings_of()
{
	cat "$@" | $AWK '
	{ text = text $0 "\n" }
	function flush() { if (whole != "") print whole; whole = "" }
	END {
		n = length(text)
		for (i = 1; i <= n; i++) {
			c = substr(text, i, 1)
			if (substr(text, i, 2) == "/*") {
				rest = substr(text, i + 2)
				i += index(rest, "*/") + 2
			} else if (c == "\047") {
				i += substr(text, i + 1, 1) == "\\" ? 3 : 2
				flush()
			} else if (c == "\"") {
				while ((c = substr(text, ++i, 1)) != "\"") {
					if (c == "\\")
						c = c substr(text, ++i, 1)
					whole = whole c
				}
			} else if (c !~ /[ \t\n]/)
				flush()
		}
		flush()
	}'
}

# What has a space and is no name of a way, which um_feature tells.
strings_of "$srcdir"/lib/call/[!f]*.c "$srcdir"/lib/engine/*.[ch] \
    "$srcdir"/lib/way/*.c "$srcdir"/lib/family/*.c |
    grep ' ' | sort -u >"$work/sentences"
strings_of "$srcdir"/tests/*-t.c | sort -u >"$work/tested"
sed -n 's/^"\(.*\)".*/\1/p' "$srcdir"/tests/sentences-untested |
    sort -u >"$work/excused"

status=0
sort -u "$work/tested" "$work/excused" | comm -23 "$work/sentences" - |
    sed 's/^/no test, no reason: /' >"$work/wrong"
comm -23 "$work/excused" "$work/sentences" |
    sed 's/^/excused, but nowhere said: /' >>"$work/wrong"
comm -12 "$work/excused" "$work/tested" |
    sed 's/^/excused, but tested: /' >>"$work/wrong"
if test -s "$work/wrong"; then
	cat "$work/wrong"
	status=1
fi
all=`wc -l <"$work/sentences"` excused=`wc -l <"$work/excused"`
echo "check-sentences:" $all "sentences," $excused "of them have no test"
exit $status
