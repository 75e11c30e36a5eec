# Reads the ways that need not be taken, with reasons, and what tests/rungs-t
# said on every kernel: `CHAIN: WAY is taken and works', or something else of
# it.  Fails for a way that was never taken, and for a reason that is idle.
FNR == NR {
  if ($0 !~ /^#/ && (i = index($0, "  # ")) > 0)
    excused[substr($0, 1, i - 1)] = substr($0, i + 4)
  next
}
{
  taken = sub(/ is taken and works$/, "")
  sub(/( is passed over| is refused by the kernel| is not asked|: not on this kernel|: no memory to try it on).*$/, "")
  if (!($0 in times))
    order[++n] = $0
  times[$0] += taken
}
END {
  for (i = 1; i <= n; i++)
    if (times[order[i]])
      count++
    else if (order[i] in excused)
      print "not taken: " order[i] ": " excused[order[i]]
    else {
      print "never taken: " order[i]
      bad = 1
    }
  for (way in excused)
    if (!(way in times)) {
      print "no such way: " way
      bad = 1
    }
  print n + 0 " ways, " count + 0 " taken"
  exit bad || !n
}
