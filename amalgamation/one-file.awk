# Writes the library as one file: awk -f one-file.awk -v version=V -v root=DIR
# SOURCE... ; what a source includes by "name" comes where it is first
# included, what is included under a condition comes each time.  A header that
# is no file of the tree is one that a build makes, and its line stays.
#
# What the sources share by headers, between UM_INTERNAL_BEGIN and _END, gets
# the storage class UM_INTERNAL, which is static unless somebody says
# otherwise.  C has no declaration of a static array of unknown length, so those
# are left out and the files that define the arrays come first.  What one file
# has for itself begins with um_ or UM_ too, so that it does not meet what is
# in the unit that includes the one file: macros of sources, functions,
# variables, constants and tags.

function fail(text)
{
	print "one-file.awk: " text >"/dev/stderr"
	failed = 1
	exit 1
}

# ---- reading C, as the house style has it ----------------------------------

# The line without comments and strings.  in_comment is of the file at hand.
function bare(line,    out, at, two)
{
	out = ""
	while (line != "") {
		two = substr(line, 1, 2)
		if (in_comment) {
			at = index(line, "*/")
			if (!at)
				return out
			line = substr(line, at + 2)
			in_comment = 0
		} else if (two == "/*") {
			in_comment = 1
			line = substr(line, 3)
		} else if (substr(line, 1, 1) == "\"") {
			match(line, /^"([^"\\]|\\.)*"/)
			line = substr(line, RLENGTH < 1 ? 2 : RLENGTH + 1)
			out = out "\"\""
		} else if (substr(line, 1, 1) == "'") {
			match(line, /^'([^'\\]|\\.)+'/)
			line = substr(line, RLENGTH < 1 ? 2 : RLENGTH + 1)
			out = out "0"
		} else {
			out = out substr(line, 1, 1)
			line = substr(line, 2)
		}
	}
	return out
}

function count(text, what)
{
	return gsub(what, "", text)
}

# Takes the next line of the file at hand into account: at_top says whether it
# begins a declaration, code is what is bare of it.
function follow(line)
{
	code = bare(line)
	at_top = 0
	if (!inside)
		in_enum = in_struct = 0
	if (directive || code ~ /^[ \t]*#/) {
		directive = code ~ /\\$/
		return
	}
	sub(/[ \t]+$/, "", code)
	if (code == "")
		return
	at_top = !inside && code ~ /^[A-Za-z_]/ \
	    && code !~ /^UM_INTERNAL_(BEGIN|END)$/
	if (at_top) {
		in_enum = code ~ /^enum[ \t]*[a-z_0-9]*[ \t]*[{]/
		in_struct = code ~ /^(struct|union)[ \t]+[a-z_0-9]+[ \t]*[{]/
	}
	depth += count(code, "[{(]") - count(code, "[)}]")
	inside = code !~ /^UM_INTERNAL_(BEGIN|END)$/ \
	    && (depth > 0 || code !~ /[;}]$/)
}

function forget()
{
	in_comment = directive = inside = depth = internal = 0
	in_enum = in_struct = 0
}

# ---- what a line becomes ---------------------------------------------------

# Does code begin what has a storage class, or needs none?
function has_class()
{
	return code ~ /^(static|typedef)[ \t]/ \
	    || code ~ /^(struct|union|enum)([ \t]+[A-Za-z_0-9]+)?([ \t]*[{]|;)/
}

# A declaration of a header.
function declared(line)
{
	if (!at_top || has_class())
		return line
	sub(/^extern[ \t]+/, "", line)
	return "UM_INTERNAL " line
}

# A definition of a source: of functions the declaration says it.
function defined(line)
{
	if (!at_top || has_class() || code ~ /^[^=]*\(/)
		return line
	return "UM_INTERNAL " line
}

function changed(line, name)
{
	follow(line)
	if (code ~ /^UM_INTERNAL_BEGIN$/)
		internal = 1
	else if (code ~ /^UM_INTERNAL_END$/)
		internal = 0
	else if (name ~ /\.c$/)
		return defined(line)
	else if (internal)
		return declared(line)
	return line
}

# ---- names -----------------------------------------------------------------

function is_ours(name)
{
	return name ~ /^(um|UM|host|HOST)_/
}

# Another name for one that a file has for itself, or a header for all.  Which
# names there are is known by then.
function rename(kind, file, name,    to)
{
	if (file !~ /\.c$/)
		file = ""
	if (name == "" || name ~ /^(__.*|struct|union)$/ || is_ours(name) \
	    || (kind, file, name) in new)
		return
	to = (name ~ /[a-z]/ ? "um_" : "UM_") name
	while (to in words)
		to = to "_"
	new[kind, file, name] = to
	words[to] = 1
}

# The last word of a text.
function last_word(text)
{
	sub(/[^A-Za-z_0-9]+$/, "", text)
	sub(/^.*[^A-Za-z_0-9]/, "", text)
	return text
}

# What a line of a file says of its own names.  At the beginning of a
# declaration code is bare of comments.
function learn_names(file,    part, n, i, text)
{
	if (code ~ /^[ \t]*#[ \t]*define[ \t]/) {
		if (file ~ /\.c$/) {
			text = code
			sub(/^[ \t]*#[ \t]*define[ \t]+/, "", text)
			sub(/[^A-Za-z_0-9].*/, "", text)
			rename("word", file, text)
		}
		return
	}
	if (code ~ /^[ \t]*#/ || directive)
		return
	if (at_top) {
		if (code ~ /^(struct|union|enum)[ \t]+[a-z_0-9]+[ \t]*[{]/) {
			text = code
			sub(/[ \t]*[{].*/, "", text)
			rename("tag", file, last_word(text))
		} else if (code ~ /^static/ && code ~ /^[^=]*\(/) {
			text = code
			sub(/\(.*/, "", text)
			rename("word", file, last_word(text))
		} else if (code ~ /^static/) {
			text = code
			sub(/[ \t]*=.*/, "", text)
			gsub(/\[[^]]*\]/, "", text)
			n = split(text, part, ",")
			for (i = 1; i <= n; i++)
				rename("word", file, last_word(part[i]))
		}
	}
	if (code ~ /^[}][ \t]*[a-z_0-9]+.*=/) {
		text = code
		sub(/[=[].*/, "", text)
		rename("word", file, last_word(text))
	}
	if (in_enum) {
		text = code
		sub(/^enum[ \t]*[a-z_0-9]*[ \t]*[{]/, "", text)
		gsub(/=[^,]*/, "", text)
		gsub(/[{};]/, "", text)
		n = split(text, part, ",")
		for (i = 1; i <= n; i++)
			rename("word", file, last_word(part[i]))
	}
}

# What a name of a file is in the one file.
function new_name(kind, file, name)
{
	if ((kind, file, name) in new)
		return new[kind, file, name]
	return (kind, "", name) in new ? new[kind, "", name] : name
}

# The line with the file's own names as they are in the one file.  As a member
# of a structure a name is left alone.
function renamed(line, file, comment,    out, length_of, token, before)
{
	out = before = ""
	for (; line != ""; line = substr(line, length_of + 1)) {
		if (comment) {
			length_of = index(line, "*/") + 1
			if (length_of == 1)
				return out line
			comment = 0
			out = out substr(line, 1, length_of)
			continue
		}
		if (line ~ /^\/\*/) {
			comment = 1
			out = out "/*"
			length_of = 2
			continue
		}
		if (match(line, /^[ \t]+/)) {
			length_of = RLENGTH
			out = out substr(line, 1, length_of)
			continue
		}
		length_of = match(line, /^"([^"\\]|\\.)*"/) \
		    || match(line, /^'([^'\\]|\\.)+'/) \
		    || match(line, /^[A-Za-z_0-9]+/) \
		    || match(line, /^->/) ? RLENGTH : 1
		token = substr(line, 1, length_of)
		if (before ~ /^(struct|union|enum)$/)
			token = new_name("tag", file, token)
		else if (before != "." && before != "->" \
		    && !(in_struct && token ~ /[a-z]/))
			token = new_name("word", file, token)
		out = out token
		before = token
	}
	return out
}

# ---- files -----------------------------------------------------------------

function exists(name,    line, answer)
{
	answer = (getline line <(root "/" name)) >= 0
	close(root "/" name)
	return answer
}

function plain_path(name)
{
	while (sub(/[^\/.]+\/\.\.\//, "", name))
		continue
	return name
}

# The file that `name' is in an include of the file `from'; "" none.
function resolve(name, from,    dir)
{
	dir = from
	sub(/[^\/]*$/, "", dir)
	if (exists(dir name))
		return plain_path(dir name)
	if (exists("lib/" name))
		return "lib/" name
	return exists("include/" name) ? "include/" name : ""
}

function included(line,    name)
{
	name = line
	sub(/^[^"<]*["<]/, "", name)
	sub(/[">].*/, "", name)
	return name
}

function read_all(name,    n, line, parts, part, i)
{
	if (name in lines)
		return
	n = 0
	while ((getline line <(root "/" name)) > 0) {
		text[name, ++n] = line
		parts = split(line, part, /[^A-Za-z_0-9]+/)
		for (i = 1; i <= parts; i++)
			words[part[i]] = 1
	}
	close(root "/" name)
	if (!n)
		fail(name " cannot be read")
	lines[name] = n
	nth_read[++reads] = name
}

function heading(name, what)
{
	print "/* ---- " name what " ---- */"
}

# State of the reader, for a file that is read in the middle of another.
function push(name)
{
	level++
	saved[level] = in_comment " " directive " " inside " " depth " " internal
	forget()
}

function pop(    part)
{
	split(saved[level--], part, " ")
	in_comment = part[1]
	directive = part[2]
	inside = part[3]
	depth = part[4]
	internal = part[5]
}

# The conditions that hold where the next line of the file is, without that
# which keeps a header from coming twice.
function conditions(name, line, now)
{
	if (line ~ /^[ \t]*#[ \t]*if/)
		return now + (line !~ /^#ifndef [A-Z_0-9]+_H$/)
	if (line ~ /^[ \t]*#[ \t]*endif/)
		return now - 1
	return now
}

function write_file(name, under,    i, line, to, now)
{
	read_all(name)
	if (!under)
		done[name] = 1
	now = under
	push(name)
	print ""
	heading(name, "")
	for (i = 1; i <= lines[name]; i++) {
		line = text[name, i]
		now = conditions(name, line, now)
		if (line ~ /^[ \t]*#[ \t]*include[ \t]+<unimap.h>/) {
			sub(/<unimap.h>/, "\"unimap.h\"", line)
			print line
			continue
		}
		if (line ~ /^[ \t]*#[ \t]*include[ \t]+"/) {
			to = resolve(included(line), name)
			if (to == "")
				print line
			else if (!(to in done)) {
				write_file(to, now)
				heading(name, ", continued")
			}
			continue
		}
		began_in_comment = in_comment
		line = changed(line, name)
		line = renamed(line, name, began_in_comment)
		if (at_top && name !~ /\.c$/ && internal && is_unsized(name, i)) {
			# All of the statement.
			while (inside) {
				i++
				follow(text[name, i])
			}
			continue
		}
		print line
	}
	pop()
}

# Does an extern statement that begins in that line have an array without
# length?  Its names are remembered.
function is_unsized(name, i,    all, j)
{
	if (text[name, i] !~ /^extern/)
		return 0
	all = ""
	for (j = i; j <= lines[name]; j++) {
		all = all " " text[name, j]
		if (text[name, j] ~ /;/)
			break
	}
	return all ~ /\[\]/
}

# ---- the order of the sources ----------------------------------------------

# Remembers the names of arrays that headers declare without length.
function learn_unsized(name,    i, all, n, part, j)
{
	read_all(name)
	if (name in learned)
		return
	learned[name] = 1
	for (i = 1; i <= lines[name]; i++) {
		if (text[name, i] ~ /^[ \t]*#[ \t]*include[ \t]+"/) {
			all = resolve(included(text[name, i]), name)
			if (all != "")
				learn_unsized(all)
			continue
		}
		if (name ~ /\.c$/ || !is_unsized(name, i))
			continue
		all = ""
		for (j = i; j <= lines[name]; j++) {
			all = all " " text[name, j]
			if (text[name, j] ~ /;/)
				break
		}
		n = split(all, part, /[^][A-Za-z_0-9]+/)
		for (j = 1; j <= n; j++)
			if (part[j] ~ /\[\]$/) {
				sub(/\[\]$/, "", part[j])
				unsized[part[j]] = 1
			}
	}
}

function has_word(line, word)
{
	return (" " line " ") ~ ("[^A-Za-z_0-9]" word "[^A-Za-z_0-9]")
}

# Which of these arrays a source defines, and which it uses.
function learn_uses(name,    i, a, line)
{
	for (i = 1; i <= lines[name]; i++) {
		line = text[name, i]
		for (a in unsized)
			if (has_word(line, a)) {
				if (line ~ /^[a-z]/ && line ~ /\[\] = [{]/)
					definer[a] = name
				else
					uses[name, a] = 1
			}
	}
}

function waits(name,    a)
{
	for (a in unsized)
		if (((name, a) in uses) && definer[a] != name \
		    && !(definer[a] in done))
			return 1
	return 0
}

# ---- all of it -------------------------------------------------------------

function comment_of(name,    i)
{
	read_all(name)
	for (i = 1; i <= lines[name]; i++)
		print (text[name, i] == "" ? " *" : " * " text[name, i])
}

function introduction()
{
	print "/* unimap " version ": one memory-mapping API on every Unix kernel."
	print " *"
	print " * This is all of the library as one file, made of the files named below; change"
	print " * those.  It needs unimap.h beside it, no configure and no definition:"
	print " *"
	print " *	cc -c unimap.c"
	print " *"
	print " * or, in a unit of one's own that includes it behind anything else, with what is"
	print " * not called left out and no symbol exported; the definition comes before any"
	print " * unimap.h:"
	print " *"
	print " *	#define UM_API static"
	print " *	#include \"unimap.c\""
	print " *"
	print " * -DUM_API= hides it in a shared library; -DUM_PREFIX=foo_ gives every symbol a"
	print " * prefix, and callers are compiled with the same."
	print " *"
	comment_of("LICENSE")
	print " */"
	print ""
	print "#ifdef __cplusplus"
	print "# error \"unimap.c is C alone: compile it as C, and include unimap.h\""
	print "#elif (!defined __STDC_VERSION__ || __STDC_VERSION__ < 199901L) \\"
	print "    && (!defined __GNUC__ || defined __STRICT_ANSI__)"
	print "# error \"unimap.c needs C99, or the gnu89 of gcc and clang\""
	print "#endif"
	print "#if defined UM_API && defined UM_API_OURS"
	print "# error \"UM_API comes too late: unimap.h was included before it\""
	print "#endif"
	print ""
	print "/* Functions that nobody calls are no mistake in here, nor is what a header or"
	print " * another part declares too. */"
	print "#if defined __GNUC__ && !defined __PCC__ && !defined __TINYC__"
	print "# pragma GCC diagnostic push"
	print "# pragma GCC diagnostic ignored \"-Wunused-function\""
	print "# pragma GCC diagnostic ignored \"-Wunused-variable\""
	print "# pragma GCC diagnostic ignored \"-Wunused-const-variable\""
	print "# pragma GCC diagnostic ignored \"-Wredundant-decls\""
	print "#endif"
	print ""
	print "/* Of what the parts share.  The tests reach it. */"
	print "#ifndef UM_INTERNAL"
	print "# define UM_INTERNAL static"
	print "#endif"
}

BEGIN {
	for (i = 1; i < ARGC; i++) {
		source[++n] = ARGV[i]
		learn_unsized(ARGV[i])
	}
	for (i = 1; i <= n; i++)
		learn_uses(source[i])
	# In this order with every awk: what two sources call the same becomes two
	# names, one after the other.
	for (j = 1; j <= reads; j++) {
		name = nth_read[j]
		forget()
		for (i = 1; i <= lines[name]; i++) {
			follow(text[name, i])
			learn_names(name)
		}
	}
	forget()
	introduction()
	for (left = n; left; left -= written) {
		written = 0
		for (i = 1; i <= n; i++)
			if (!(source[i] in done) && !waits(source[i])) {
				write_file(source[i], 0)
				written++
			}
		if (!written)
			fail("arrays of unknown length need each other")
	}
	print ""
	print "#if defined __GNUC__ && !defined __PCC__ && !defined __TINYC__"
	print "# pragma GCC diagnostic pop"
	print "#endif"
	exit
}
END { exit failed }
