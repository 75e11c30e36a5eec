/* What the files of questions share.
 *
 * A question is put to um_kernel->sys in um_kernel->numbers and nothing else
 * of the library.  It runs in a child of its own, which may die of it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef UM_QUESTIONS_H
#define UM_QUESTIONS_H

#include "../lib/engine/kernel.h"

struct asked {
	const char *id;		/* never changes */
	void (*ask)(int with);
	int with;
	int last;		/* not 0: with, with + 1, ... last; the number
				 * ends the id */
};

/* Ended by an id of 0. */
extern const struct asked ask_kinds[], ask_places[], ask_files[], ask_ranges[],
    ask_advice[], ask_children[];

/* ---- the answer: words with commas between ----------------------------- */

void ask_say(const char *word);
void ask_say_number(const char *before, int number);
void ask_say_result(int failed);	/* ok, or the name of errno */
void ask_say_signal(int number);
/* A place where the kernel chose it; unaligned: inside a page. */
void ask_say_mapped(const void *p);
void ask_say_place(const void *p, const void *hint);
/* A byte that was 42: kept, zero, or its number. */
void ask_say_byte(const char *p);
void ask_say_shared(int is_shared);
/* Every one of these ends the child. */
void ask_end(void);
void ask_absent(void);		/* the system lacks the call or the number */
void ask_not_asked(void);	/* what the question needs could not be had */

/* ---- what questions are made of ---------------------------------------- */

#define ASK_KEPT 42		/* what memory holds when a question starts */
#define ASK_STORED 43		/* what somebody stores then */

size_t ask_page(void);
int ask_read_write(void);
int ask_anon(void);		/* the flags of private zero pages */
int ask_shared_anon(void);

void *ask_map(void *addr, size_t len, int prot, int flags);	/* zero pages */
char *ask_memory(size_t pages);		/* private, filled with ASK_KEPT */
char *ask_shared_memory(size_t pages);
char *ask_hole(size_t pages);		/* between two pages that are mapped */
/* A file of one page and ten bytes of ASK_KEPT. */
struct ask_file {
	int read_write, read_only, write_only;
};
void ask_open_file(struct ask_file *);
char *ask_file_memory(size_t pages, int type);	/* writable */

/* A member of struct um_numbers, handed to a question as a number. */
#define ASK_MEMBER(name) ((int)offsetof(struct um_numbers, name))
int ask_member(int offset);

size_t ask_power(int n);	/* 2 to the n; absent where it is no size */

/* Runs in a child of the question's child: loads the byte, then stores
 * ASK_STORED.  What it loaded, or 256 + the signal. */
int ask_child_sees(char *byte);
int ask_child_loads(const char *byte);
void ask_say_seen(int status);

/* Ends the child with the answer, or with the signal that this raises. */
void ask_load(const char *byte);

#endif
