/* The questions of `unimap ask` in the kernel that UNIMAP_KERNEL names.  Where
 * a real one of that kind was asked the same, the answers are compared. */
#include "tap.h"
#include "ask-answers.h"
#include "../src/ask.h"

#include <ctype.h>

enum { MOST = 1000, LENGTH = 160 };

static char lines[MOST][LENGTH];	/* id NUL answer */
static int count;

/* ---- asking ------------------------------------------------------------ */

static const char *answer_in(const char *line)
{
	return line + strlen(line) + 1;
}

/* Cuts "id=answer\n" in two; 0 if it is not that. */
static int cut(char *line)
{
	char *end = strchr(line, '\n'), *equals = strchr(line, '=');
	const char *p;

	if (!end || !equals || equals == line || equals + 1 == end)
		return 0;
	*end = *equals = 0;
	for (p = line; *p; p++)
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p)
		    && *p != '-')
			return 0;
	return 1;
}

static void ask(void)
{
	FILE *out = tmpfile();
	int bad = 0;

	if (!out) {
		printf("Bail out! no temporary file\n");
		_exit(1);
	}
	is_int(um_ask(out), 0, "all questions are asked and written");
	rewind(out);
	while (count < MOST && fgets(lines[count], LENGTH, out)) {
		if (!cut(lines[count])) {
			diag("not id=answer: %s", lines[count]);
			bad++;
		}
		count++;
	}
	fclose(out);
	is_int(bad, 0, "each line is id=answer");
}

static const char *answer_to(const char *id)
{
	int i;

	for (i = 0; i < count; i++)
		if (strcmp(lines[i], id) == 0)
			return answer_in(lines[i]);
	return "";
}

static void check_all(void)
{
	int i, k, twice = 0, silent = 0;

	ok(count >= 80 && count < MOST, "there are %d answers", count);
	for (i = 0; i < count; i++) {
		const char *answer = answer_in(lines[i]);

		for (k = 0; k < i; k++)
			twice += strcmp(lines[i], lines[k]) == 0;
		if (strcmp(answer, "unknown") == 0
		    || strcmp(answer, "timeout") == 0) {
			diag("%s=%s", lines[i], answer);
			silent++;
		}
	}
	is_int(twice, 0, "no id is there twice");
	is_int(silent, 0, "no answer is unknown or late");
}

/* ---- where a simulation has to answer otherwise ------------------------ */

/* Linux's memory is what simulated kernels have: what its processor or its
 * call does not do, they cannot. */
struct beyond {
	const char *kernel;
	const char *id;		/* a star at the end: all that begin so */
	const char *why;
	int for_root;		/* root can */
};

#define READABLE "Linux reads what may be written or executed"
#define SHARES "a child shares private memory of Linux never, shared always"
#define LOW "Linux has low addresses for root"
#define BEHIND "Linux has SIGBUS behind the end of a file"
#define ROOT "only root locks, and root was asked"
#define WINE "taken for Wine's own"
#define CHERI "CheriBSD's own"
#define ROOM "Linux promises less, and has fewer addresses"

static const struct beyond beyond[] = {
	{ "", "load-write-only", READABLE, 0 },
	{ "", "load-exec-only", READABLE, 0 },
	{ "", "minherit-share-private", SHARES, 0 },
	{ "", "minherit-copy-shared", SHARES, 0 },
	{ "", "minherit-zero-shared", SHARES, 0 },
	{ "", "hint-4096", LOW, 1 },
	{ "", "fixed-at-4096", LOW, 1 },
	{ "dragonfly", "fixed-at-0", LOW, 1 },
	{ "dragonfly", "mlock*", ROOT, 1 },
	{ "dragonfly", "munlock*", ROOT, 1 },
	{ "dragonfly", "mincore-touched",
	    "what else 3.5 finds in memory is not known", 0 },
	{ "dragonfly", "file-load-past-end", BEHIND, 0 },
	{ "dragonfly", "file-store-past-end-private", BEHIND, 0 },
	{ "freebsd", "length-2-to-the-46", ROOM, 0 },
	{ "freebsd", "reserve-64-gib-write", ROOM, 0 },
	{ "freebsd", "prot-bit-3", CHERI, 0 },
	{ "freebsd", "prot-bit-4", CHERI, 0 },
	{ "freebsd", "mprotect-read-only-private-exec", CHERI, 0 },
	{ "freebsd", "mprotect-read-write-exec", CHERI, 0 },
	{ "freebsd", "mprotect-read-exec", CHERI, 0 },
	{ "netbsd", "length-2-to-the-46", ROOM, 0 },
	{ "netbsd", "reserve-64-gib-*", ROOM, 0 },
	{ "netbsd", "file-load-past-end", BEHIND, 0 },
	{ "netbsd", "file-store-past-end-private", BEHIND, 0 },
	{ "netbsd", "mremap-grow-shared", BEHIND, 0 },
	{ "cygwin", "file-load-past-end", BEHIND, 0 },
	{ "cygwin", "file-store-past-end-private", BEHIND, 0 },
	{ "cygwin", "mlock-over-limit*", "Linux has a limit but for root", 1 },
	{ "cygwin", "fd-directory", WINE, 0 },
	{ "cygwin", "shm-unlink-twice", WINE, 0 },
	{ 0, 0, 0, 0 }
};

static int is_id(const char *pattern, const char *id)
{
	const size_t len = strcspn(pattern, "*");

	return strncmp(pattern, id, len) == 0 && (pattern[len] || !id[len]);
}

static const char *why_not(const char *id)
{
	const struct beyond *b;

	for (b = beyond; b->kernel; b++)
		if (kernel_is(b->kernel) && is_id(b->id, id)
		    && !(b->for_root && geteuid() == 0))
			return b->why;
	return 0;
}

/* Is answer one of the choices, or does it begin so and go on with a comma? */
static int matches(const char *answer, const char *choices)
{
	for (; *choices; choices += *choices == '|') {
		const size_t len = strcspn(choices, "|");

		if (strncmp(answer, choices, len) == 0
		    && (answer[len] == 0 || answer[len] == ','))
			return 1;
		choices += len;
	}
	return 0;
}

/* The nth word of a row of answers. */
static const char *word_of(const char *row, size_t n, char word[LENGTH])
{
	size_t len;

	for (; n > 0; n--)
		row += strcspn(row, " ") + strspn(row + strcspn(row, " "), " ");
	len = strcspn(row, " ");
	memcpy(word, row, len);
	word[len] = 0;
	return word;
}

static void compare(const char *id, const char *wanted)
{
	const char *answer = answer_to(id);
	const char *why = why_not(id);

	if (strcmp(answer, "not-asked") == 0)
		skip(1, "%s: not asked", id);
	else if (why)
		skip(1, "%s: %s", id, why);
	else if (!ok(matches(answer, wanted),
	    "%s is %s, as on the real kernel", id, wanted))
		diag("got %s", answer);
}

static void compare_column(size_t column)
{
	char id[LENGTH], wanted[LENGTH];
	const char *const *row;

	for (row = answers; *row; row++) {
		word_of(*row, 0, id);
		word_of(*row, column + 1, wanted);
		if (*wanted && strcmp(wanted, "-") != 0)
			compare(id, wanted);
	}
}

int main(void)
{
	const struct column *c;
	size_t i;

	plan(0);
	ask();
	check_all();
	for (i = 0; i < sizeof columns / sizeof *columns; i++) {
		c = &columns[i];
		if (c->alone ? strcmp(um_kernel.name, c->kernel) == 0
		    : kernel_is(c->kernel))
			compare_column(i);
	}
	return done();
}
