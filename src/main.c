/* unimap: what memory mapping is on the kernel that runs it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "command.h"
#include "ask.h"

#include <inttypes.h>

enum { WRITTEN = 0, NOT_WRITTEN = 1, USAGE = 2 };

static const char usage[] = "usage: unimap [--json | ask | maps | --help | --version]\n";

static const char help[] =
    "\n"
    "Shows what the memory-mapping library unimap has on this kernel.\n"
    "\n"
    "  unimap            a table: each feature native, emulated or absent, and how\n"
    "  unimap --json     the same for programs, with a schema\n"
    "  unimap ask        what the kernel itself answers, without the library:\n"
    "                    id=answer lines\n"
    "  unimap maps       this process's memory: addresses, rwx, shared or private\n"
    "  unimap --help     this text; also -h\n"
    "  unimap --version  the version; also -V\n"
    "\n"
    "Environment:\n"
    "  NO_COLOR          not empty: no colour\n"
    "  UNIMAP_DISABLE    names of ways, between commas, that are not taken\n"
    "\n"
    "Exit status: 0 all was written, 1 the output could not be written or the\n"
    "kernel does not tell its map, 2 wrong arguments.\n";

static int show_help(void)
{
	fputs(usage, stdout);
	fputs(help, stdout);
	return 0;
}

static int show_version(void)
{
	printf("unimap %s\n", about()->unimap);
	return 0;
}

static int show_table(void)
{
	print_table();
	return 0;
}

static int show_json(void)
{
	print_json();
	return 0;
}

static int show_answers(void)
{
	return um_ask(stdout);
}

static int show_region(const struct um_region *region, void *closure)
{
	(void)closure;
	printf("%0*" PRIxPTR "-%0*" PRIxPTR " %c%c%c %s\n",
	    (int)sizeof region->start * 2, region->start,
	    (int)sizeof region->end * 2, region->end,
	    region->prot & PROT_READ ? 'r' : '-',
	    region->prot & PROT_WRITE ? 'w' : '-',
	    region->prot & PROT_EXEC ? 'x' : '-',
	    region->shared < 0 ? "unknown" : region->shared ? "shared"
	    : "private");
	return 0;
}

static int show_maps(void)
{
	if (um_regions(show_region, 0) == 0)
		return 0;
	fprintf(stderr, "unimap: %s\n", um_why());
	return -1;
}

static const struct mode {
	const char *name;
	int (*show)(void);	/* the errno of writing, as far as it knows;
				 * -1: something else, which it has said */
} modes[] = {
	{ "--json", show_json },
	{ "ask", show_answers },
	{ "maps", show_maps },
	{ "--help", show_help },
	{ "-h", show_help },
	{ "--version", show_version },
	{ "-V", show_version },
	{ 0, 0 }
};

static int refuse(const char *what, const char *argument)
{
	fprintf(stderr, "unimap: %s: %s\n%s", what, argument, usage);
	return USAGE;
}

/* A full disk may show only when the last of the text is written. */
static int finish(int err)
{
	errno = 0;
	if (!err && (fflush(stdout) != 0 || ferror(stdout)))
		err = errno ? errno : EIO;
	if (fclose(stdout) != 0 && !err)
		err = errno;
	if (!err)
		return WRITTEN;
	if (err < 0)		/* and has said why */
		return NOT_WRITTEN;
	fprintf(stderr, "unimap: cannot write: %s\n", strerror(err));
	return NOT_WRITTEN;
}

int main(int argc, char **argv)
{
	const struct mode *mode = modes;

	if (argc < 2)
		return finish(show_table());
	while (mode->name && strcmp(mode->name, argv[1]) != 0)
		mode++;
	if (!mode->name)
		return refuse("unknown argument", argv[1]);
	if (argc > 2)
		return refuse("one argument too many", argv[2]);
	return finish(mode->show());
}
