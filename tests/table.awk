# Lines "WHERE TEST RESULT" as a table of tests by where; what: what those are;
# of: what the tests are, if not tests.
function pad(text, width)
{
	while (length(text) < width)
		text = text " "
	return text
}

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
	line = pad("", first)
	for (c = 1; c <= columns; c++)
		line = line "  " pad(column[c], 4)
	print line
	for (r = 1; r <= rows; r++) {
		line = pad(row[r], first)
		for (c = 1; c <= columns; c++) {
			width = length(column[c]) > 4 ? length(column[c]) : 4
			line = line "  " pad(cell[row[r], column[c]], width)
		}
		sub(/ *$/, "", line)
		print line
	}
	printf "%d %s, %d %s: %d ok, %d skip, %d FAIL\n", columns, what,
	    rows, of ? of : "tests", count["ok"], count["skip"], count["FAIL"]
	exit count["FAIL"] > 0
}
