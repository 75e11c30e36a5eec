# Lines "WHERE TEST RESULT" as a table of tests by where; what: what those are;
# of: what the tests are, if not tests.
# A line "WHERE NOTE" puts a note below the head of its column.
function pad(text, width)
{
	while (length(text) < width)
		text = text " "
	return text
}

# Prints what is head or cell of each column.
function print_row(first_cell, cells, key,    line, c)
{
	line = pad(first_cell, first)
	for (c = 1; c <= columns; c++)
		line = line "  " pad(cells[key column[c]], width[column[c]])
	sub(/ *$/, "", line)
	print line
}

NF == 2 { note[$1] = $2; notes++; next }

{
	sub(/^tests\//, "", $2)
	sub(/-t$/, "", $2)
	if (!($1 in where)) { where[$1] = 1; column[++columns] = $1 }
	if (!($2 in test)) { test[$2] = 1; row[++rows] = $2 }
	if (length($2) > first) first = length($2)
	cell[$2, $1] = $3
	count[$3]++
}

END {
	for (c = 1; c <= columns; c++) {
		name = column[c]
		head[name] = name
		width[name] = length(name) > 4 ? length(name) : 4
		if (length(note[name]) > width[name])
			width[name] = length(note[name])
	}
	print_row("", head, "")
	if (notes)
		print_row("", note, "")
	for (r = 1; r <= rows; r++)
		print_row(row[r], cell, row[r] SUBSEP)
	printf "%d %s, %d %s: %d ok, %d skip, %d FAIL\n", columns, what,
	    rows, of ? of : "tests", count["ok"], count["skip"], count["FAIL"]
	exit count["FAIL"] > 0
}
