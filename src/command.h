/* The command's parts. */
#ifndef UM_COMMAND_H
#define UM_COMMAND_H

#include "../lib/system.h"

#include <stdio.h>

/* 0 where the number has no name here. */
const char *errno_name(int number);
const char *signal_name(int number);

/* What the program runs on.  "" where it cannot be known. */
struct about {
	char unimap[16];
	const char *kernel, *release, *build, *architecture;
	const char *libc, *libc_version;
};
const struct about *about(void);

/* The sizes that the kernel maps with, smallest first; how many. */
enum { MOST_PAGE_SIZES = 16 };
int page_sizes(size_t *sizes);

const char *level_name(int level);

/* The width of the terminal behind stdout, 0 if there is none. */
size_t terminal_width(void);
/* Both for a child that is about to ask. */
void limit_locked_memory(size_t bytes);
void no_core_dumps(void);

void print_table(void);
void print_json(void);

#endif
