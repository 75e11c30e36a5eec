# Takes the output of tests/runner.c apart: one file for each test and user in
# logs, and beside it its exit status and seconds; logs/kernel is what runs.
/^@@ kernel / { sub(/^@@ kernel /, ""); print >(logs "/kernel") }
/^@@ begin / { file = logs "/" $3 "/" $4; printf "" >file; next }
/^@@ end / { print $3, $4 >(file ".exit"); close(file); file = ""; next }
file != "" { print >file }
