# Compares what configure found with tests/systems/answers and shows it: a
# table of questions by systems, a bracket around what was guessed.  The lines
# of the first file are QUESTION ANSWER PATTERN... # SOURCE, the first one that
# fits counts; of the second TARGET QUESTION ANSWER.  targets: all there are.
function fits(target, pattern)
{
	gsub(/[.]/, "[.]", pattern)
	gsub(/[*]/, ".*", pattern)
	return target ~ ("^" pattern "$")
}

# The line of the right answer; 0: there is none.
function line_for(question, target,    l, p, n, patterns)
{
	for (l = 1; l <= lines; l++) {
		if (asked[l] != question)
			continue
		n = split(where[l], patterns, " ")
		for (p = 1; p <= n; p++)
			if (fits(target, patterns[p]))
				return l
	}
	return 0
}

function pad(text, width)
{
	while (length(text) < width)
		text = text " "
	return text
}

# freebsd-14 of freebsd-14-x86_64
function system_of(target)
{
	sub(/-[^-]*$/, "", target)
	return target
}

function remember(target, question, answer,    group)
{
	group = system_of(target)
	if (!(group in column)) {
		column[group] = ++columns
		title[columns] = group
	}
	if (!(question in row)) {
		row[question] = ++rows
		name[rows] = question
		if (length(question) > first) first = length(question)
	}
	if (!((question, group) in cell))
		cell[question, group] = answer
	else if (cell[question, group] != answer)
		other[++others] = target ": " question " " answer
}

function compare(target, question, answer,    l, bare)
{
	bare = answer
	gsub(/[()]/, "", bare)
	l = line_for(question, target)
	if (!l)
		wrong[++wrongs] = target ": " question " is not in the table"
	else if (right[l] != bare)
		wrong[++wrongs] = target ": " question " is " right[l] ", not " answer
	compared++
}

# A line that no target meets is stale.
function look_for_stale(    n, names, t, q, l, met)
{
	n = split(targets, names, " ")
	for (l = 1; l <= lines; l++)
		question_asked[asked[l]] = 1
	for (t = 1; t <= n; t++)
		for (q in question_asked)
			met[line_for(q, names[t])] = 1
	for (l = 1; l <= lines; l++)
		if (!(l in met))
			wrong[++wrongs] = "no target meets: " text[l]
}

NR == FNR {
	if (/^#/ || NF == 0)
		next
	text[++lines] = $0
	if (!match($0, /[\t ]#/))
		wrong[++wrongs] = "no source: " $0
	sub(/[\t ]*#.*/, "")
	asked[lines] = $1
	right[lines] = $2
	$1 = $2 = ""
	where[lines] = $0
	next
}

{
	remember($1, $2, $3)
	compare($1, $2, $3)
}

END {
	look_for_stale()
	line = pad("", first)
	for (c = 1; c <= columns; c++) {
		width[c] = length(title[c])
		for (r = 1; r <= rows; r++)
			if (length(cell[name[r], title[c]]) > width[c])
				width[c] = length(cell[name[r], title[c]])
		line = line "  " pad(title[c], width[c])
	}
	sub(/ *$/, "", line)
	print line
	for (r = 1; r <= rows; r++) {
		line = pad(name[r], first)
		for (c = 1; c <= columns; c++)
			line = line "  " pad(cell[name[r], title[c]], width[c])
		sub(/ *$/, "", line)
		print line
	}
	for (o = 1; o <= others; o++)
		print "but " other[o]
	for (w = 1; w <= wrongs; w++)
		print "WRONG: " wrong[w]
	printf "%d answers of configure, %d wrong\n\n", compared, wrongs
	exit wrongs > 0
}
