# Reads tests/mutants, whose head says what it looks like, and writes each break
# into `into': NUMBER.c, the file that it is in with the break, and NUMBER.is,
# the same in words of sh.  What does not apply any more is said, and where in
# `files', names between blanks, it is now.
function quoted(text)
{
	gsub(/'/, "'\\''", text)
	return "'" text "'"
}

function text_of(file,    line, text)
{
	if (!(file in texts)) {
		text = ""
		while ((getline line < (srcdir "/" file)) > 0)
			text = text line "\n"
		close(srcdir "/" file)
		texts[file] = text
	}
	return texts[file]
}

# 0, 1, or 2 for more.
function times(text, what,    at)
{
	at = index(text, what)
	return !at ? 0 : 1 + (index(substr(text, at + 1), what) > 0)
}

function elsewhere(    i, n, name, found)
{
	n = split(files, name, " ")
	for (i = 1; i <= n; i++)
		if (name[i] != file && times(text_of(name[i]), old))
			found = found " " name[i]
	return found ? "; it is in" found : ""
}

function blame(what)
{
	gsub(/[\n\t]+/, " ", what)
	printf "%s:%d: NO LONGER APPLIES: %s: %s\n", FILENAME, first, file, what
	wrong = 1
}

function finish(    text, at, n, base)
{
	if (file == "")
		return
	number++
	if (old == "" || old == new || (tests == "" && why == "")) {
		blame("an old text, another new one, and a test or a reason")
	} else if (file ~ /\.h$/ && kernel == "" && why == "") {
		blame("a simulated kernel that has the chain")
	} else if ((n = times(text = text_of(file), old)) != 1) {
		blame((n ? "found more than once: " : "not found: ") \
		    old elsewhere())
	} else if (!every || number % every == every - 1) {
		base = into "/" number
		at = index(text, old)
		printf "%s%s%s", substr(text, 1, at - 1), new, \
		    substr(text, at + length(old)) >(base ".c")
		close(base ".c")
		printf "line=%d file=%s kernel=%s first='%s' why=%s old=%s new=%s\n", \
		    first, quoted(file), quoted(kernel), tests, quoted(why), \
		    quoted(old), quoted(new) >(base ".is")
		close(base ".is")
	}
	file = old = new = kernel = tests = why = ""
	olds = news = 0
}

/^#/ { next }
/^$/ { finish(); next }
file == "" { file = $0; first = FNR; next }
/^-( |$)/ { old = old (olds++ ? "\n" : "") substr($0, 3); next }
/^[+]( |$)/ { new = new (news++ ? "\n" : "") substr($0, 3); next }
/^kernel: / { kernel = substr($0, 9); next }
/^test: / { tests = substr($0, 7); next }
/^why: / { why = why (why == "" ? "" : " ") substr($0, 6); next }
{ printf "%s:%d: no line of a break: %s\n", FILENAME, FNR, $0; wrong = 1 }

END { finish(); exit wrong }
