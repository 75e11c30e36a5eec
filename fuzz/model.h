/* The model of the address space: what is mapped with which protection and
 * contents.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MODEL_H
#define MODEL_H

#include "../tests/tap.h"

enum {
	ARENA = 64, MARGIN = 4,		/* pages */
	OUTSIDES = 6, MOST = 96,	/* regions elsewhere, pages of one */
	FILE_PAGES = 8, STEPS = 64, ERRNO_BEFORE = 0x5a, FOREIGN = 0x4d
};

enum kind { HOLE, ANON, FILED };
enum sureness { SURE, OR_ZERO, ANYTHING };

struct page {
	enum kind kind;
	int shared, prot, locked;
	int readonly;		/* of a descriptor that cannot write */
	int file;		/* the page of the file; perhaps beyond its end */
	int byte;		/* all contents */
	enum sureness sure;	/* of byte */
};
struct region {
	unsigned char *at;
	size_t pages;		/* 0: not in use */
	struct page page[MOST];
};
extern struct region regions[1 + OUTSIDES];	/* the first is the arena */
extern int file_byte[FILE_PAGES];
extern unsigned char *file_view;
extern size_t unit;

int beyond_end(const struct page *);
int touchable(const struct page *);
int byte_of(const struct page *);
void set_holes(struct region *, size_t first, size_t count);
/* Stores into page i of the region, in memory and in the model. */
void store(const struct region *, struct page *, size_t i, int byte);
/* Where in the model is new memory that lies at `at'?  0: no place for it. */
struct page *place_new(unsigned char *at, size_t pages);
/* The pages are holes now; what is left of a region elsewhere goes too, since
 * anybody would fill it. */
void forget(struct region *, size_t first, size_t count);

/* Is memory as the model says?  Tells and aborts if not. */
void check_all(void);
/* The pages that are not there any more. */
void learn_holes(struct region *, size_t first, size_t count);
/* What UM_ADV_FREE gave away goes. */
void reclaim(void);

/* ---- telling ------------------------------------------------------------ */

extern char history[STEPS][200];
extern int step;

#define SAY(...) snprintf(history[step], sizeof history[step], __VA_ARGS__)
void disagree(const char *format, ...);

#endif
