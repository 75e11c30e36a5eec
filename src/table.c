/* The report for people. */
#include "command.h"
#include "../lib/engine/kernel.h"

#include <ctype.h>
#include <stdlib.h>

/* ---- the look ---------------------------------------------------------- */

static struct {
	int colour, utf8;
	size_t width;		/* 0: no end */
	size_t level, id, title;	/* of columns; title 0: not shown */
} look;

struct shape {
	const char *utf8, *ascii, *colour;
};

static const struct shape *shape_of(int level)
{
	static const struct shape unknown = { "?", "?", "\033[35m" },
	    absent = { "\342\227\213", "-", "\033[31m" },	/* U+25CB */
	    emulated = { "\342\227\220", "~", "\033[33m" },	/* U+25D0 */
	    native = { "\342\227\217", "+", "\033[32m" };	/* U+25CF */

	return level == UM_NATIVE ? &native : level == UM_EMULATED ? &emulated
	    : level == UM_ABSENT ? &absent : &unknown;
}

static int begins(const char *text, const char *with)
{
	for (; *with; text++, with++)
		if (tolower((unsigned char)*text) != *with)
			return 0;
	return 1;
}

/* Asked of the environment, as setlocale would: what the terminal shows does
 * not depend on which locales are installed. */
static int is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = 0;
	size_t i;

	for (i = 0; i < 3 && !(value && *value); i++)
		value = getenv(names[i]);
	for (; value && *value; value++)
		if (begins(value, "utf-8") || begins(value, "utf8"))
			return 1;
	return 0;
}

static int is_coloured(void)
{
	const char *terminal = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && terminal && *terminal
	    && strcmp(terminal, "dumb") != 0 && !(no && *no);
}

static void set_look(void)
{
	const int n = um_features();
	size_t how = 0;
	int i;

	look.colour = is_coloured();
	look.utf8 = is_utf8();
	look.width = terminal_width();
	look.level = strlen("emulated");
	for (i = 0; i < n; i++) {
		const struct um_feature *f = um_feature(i);

		if (strlen(f->id) > look.id)
			look.id = strlen(f->id);
		if (strlen(f->title) > look.title)
			look.title = strlen(f->title);
		if (strlen(f->how) > how)
			how = strlen(f->how);
	}
	if (look.width && 2 + look.level + 2 + look.id + 2 + look.title + 2
	    + how > look.width)
		look.title = 0;
}

static void colour(const char *escape)
{
	if (look.colour)
		fputs(escape, stdout);
}

/* ---- text -------------------------------------------------------------- */

static void print_column(const char *text, size_t width)
{
	printf("%-*s  ", (int)width, text);
}

/* A blank between words that stay on one line. */
#define TIED "\t"

static void print_word(const char *word, size_t len)
{
	for (; len; word++, len--)
		putchar(*word == TIED[0] ? ' ' : *word);
}

/* Words from column at on; further lines are indented. */
static void print_words(const char *text, size_t at, size_t indent)
{
	size_t len;
	int first = 1;

	for (; *text; text += len) {
		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (!first && look.width && at + 1 + len > look.width) {
			printf("\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			putchar(' ');
			at++;
		}
		print_word(text, len);
		at += len;
		first = 0;
	}
	putchar('\n');
}

/* ---- the first line ---------------------------------------------------- */

static void append(char *line, size_t size, const char *before,
    const char *text)
{
	const size_t at = strlen(line);

	if (text[0])
		snprintf(line + at, size - at, "%s%s", before, text);
}

static void append_size(char *line, size_t size, const char *before,
    size_t bytes)
{
	static const char *const units[] = {
		"bytes", "KiB", "MiB", "GiB", "TiB"
	};
	char text[40];
	size_t unit = 0;

	while (unit < 4 && bytes >= 1024 && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	snprintf(text, sizeof text, "%llu" TIED "%s", (unsigned long long)bytes,
	    units[unit]);
	append(line, size, before, text);
}

static void append_pages(char *line, size_t size)
{
	size_t sizes[MOST_PAGE_SIZES];
	const int n = page_sizes(sizes);
	int i;

	for (i = 0; i < n; i++)
		append_size(line, size, i ? " and " : ", pages ", sizes[i]);
	if (um_granularity() != um_page_size())
		append_size(line, size, ", placed in steps of ",
		    um_granularity());
}

static void print_heading(void)
{
	const struct about *a = about();
	char line[1024] = "";

	append(line, sizeof line, "unimap ", a->unimap);
	append(line, sizeof line, " on ", a->kernel);
	append(line, sizeof line, " ", a->release);
	append(line, sizeof line, " ", a->architecture);
	append(line, sizeof line, ", ", a->libc);
	append(line, sizeof line, " ", a->libc_version);
	append_pages(line, sizeof line);
	print_words(line, 0, 4);
	if (um_kernel.family->untried)
		print_words("unimap was never run on a kernel of this family: "
		    "what it does here was read, not tried.", 0, 0);
	putchar('\n');
}

/* ---- rows -------------------------------------------------------------- */

static void print_row(const struct um_feature *f)
{
	const struct shape *shape = shape_of(f->level);
	size_t at = 2 + look.level + 2 + look.id + 2;

	colour(shape->colour);
	printf("%s ", look.utf8 ? shape->utf8 : shape->ascii);
	print_column(level_name(f->level), look.level);
	colour("\033[0m");
	if (look.title) {
		print_column(f->id, look.id);
		print_column(f->title, look.title);
		at += look.title + 2;
	} else if (look.width && look.width < at + 20) {
		printf("%s\n    ", f->id);
		at = 4;
	} else
		print_column(f->id, look.id);
	print_words(f->how, at, at);
}

static void print_sum(void)
{
	static const int levels[] = {
		UM_NATIVE, UM_EMULATED, UM_ABSENT, UM_UNKNOWN
	};
	const char *before = "\n";
	const int n = um_features();
	size_t k;
	int i, sum;

	for (k = 0; k < 4; k++) {
		for (i = sum = 0; i < n; i++)
			sum += um_feature(i)->level == levels[k];
		if (sum) {
			printf("%s%d %s", before, sum, level_name(levels[k]));
			before = ", ";
		}
	}
	putchar('\n');
}

void print_table(void)
{
	int i;

	set_look();
	print_heading();
	for (i = 0; i < um_features(); i++)
		print_row(um_feature(i));
	print_sum();
}
