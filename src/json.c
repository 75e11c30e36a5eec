/* The report for programs: unimap.schema.json says what is in it. */
#include "command.h"

enum { SCHEMA = 1 };

/* ---- strings ----------------------------------------------------------- */

/* How many bytes of UTF-8 begin here; 0 if they are none.  RFC 3629: not
 * longer than needed, no surrogates, nothing above 10FFFF. */
static int utf8_length(const unsigned char *s)
{
	const int n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2
	    : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
	int i;

	for (i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f)
	    || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

static void print_string(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	putchar('"');
	while (*s) {
		const int n = utf8_length(s);

		if (n == 0)
			fputs("\\ufffd", stdout);
		else if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if (*s < 0x20 || *s == 0x7f)
			printf("\\u%04x", *s);
		else
			fwrite(s, 1, (size_t)n, stdout);
		s += n ? n : 1;
	}
	putchar('"');
}

static void print_member(const char *name, const char *text)
{
	printf("\"%s\": ", name);
	print_string(text);
}

static void print_known(const char *name, const char *text)
{
	if (text[0])
		print_member(name, text);
	else
		printf("\"%s\": null", name);
}

/* ---- the report -------------------------------------------------------- */

static void print_system(const struct about *a)
{
	fputs("  \"kernel\": {\n    ", stdout);
	print_member("name", a->kernel);
	fputs(",\n    ", stdout);
	print_member("release", a->release);
	fputs(",\n    ", stdout);
	print_member("version", a->build);
	fputs("\n  },\n  \"libc\": {\n    ", stdout);
	print_known("name", a->libc);
	fputs(",\n    ", stdout);
	print_known("version", a->libc_version);
	fputs("\n  },\n  ", stdout);
	print_member("architecture", a->architecture);
	printf(",\n  \"pointer_bits\": %u,\n",
	    (unsigned)sizeof(void *) * CHAR_BIT);
}

static void print_pages(void)
{
	size_t sizes[MOST_PAGE_SIZES];
	const int n = page_sizes(sizes);
	int i;

	printf("  \"page_size\": %llu,\n  \"granularity\": %llu,\n"
	    "  \"page_sizes\": [", (unsigned long long)um_page_size(),
	    (unsigned long long)um_granularity());
	for (i = 0; i < n; i++)
		printf("%s%llu", i ? ", " : "", (unsigned long long)sizes[i]);
	fputs("],\n", stdout);
}

static void print_feature(const struct um_feature *f)
{
	fputs("    {\n      ", stdout);
	print_member("id", f->id);
	fputs(",\n      ", stdout);
	print_member("title", f->title);
	fputs(",\n      ", stdout);
	print_member("level", level_name(f->level));
	fputs(",\n      ", stdout);
	print_member("how", f->how);
	fputs("\n    }", stdout);
}

static void print_features(void)
{
	const int n = um_features();
	int i;

	fputs("  \"features\": [\n", stdout);
	for (i = 0; i < n; i++) {
		print_feature(um_feature(i));
		fputs(i + 1 < n ? ",\n" : "\n", stdout);
	}
	fputs("  ]\n", stdout);
}

void print_json(void)
{
	const struct about *a = about();

	printf("{\n  \"schema\": %d,\n  ", SCHEMA);
	print_member("unimap", a->unimap);
	fputs(",\n", stdout);
	print_system(a);
	print_pages();
	print_features();
	fputs("}\n", stdout);
}
