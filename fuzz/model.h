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
	OBJECTS = 6, OBJECT_PAGES = 8,
	STEPS = 64, ERRNO_BEFORE = 0x5a, FOREIGN = 0x4d
};

enum kind { HOLE, ANON, FILED };
enum sureness { SURE, OR_ZERO, ANYTHING };

/* Of one page, all of whose bytes are alike. */
struct content {
	int byte;
	enum sureness sure;	/* of byte */
};

/* What maps share: the file, which is the first, those of um_memfd, and the
 * pages of a mirror. */
struct object {
	int used;
	int fd;			/* -1: closed, or it never had one */
	int exec;		/* it can be mapped PROT_EXEC */
	int pages;
	struct content content[OBJECT_PAGES];
	unsigned char *view;	/* a map of this program's own; 0 none */
};

struct page {
	enum kind kind;
	int shared, prot, locked;
	int guarded;
	int inherit;		/* UM_INHERIT_*; -1 nobody knows */
	int readonly;		/* of a descriptor that cannot write */
	struct object *object;	/* 0 none */
	int at;			/* its page; perhaps beyond its end */
	struct content own;	/* of private memory, and without an object */
};
struct region {
	unsigned char *at;
	size_t pages;		/* 0: not in use */
	struct page page[MOST];
};
extern struct region regions[1 + OUTSIDES];	/* the first is the arena */
extern struct object objects[OBJECTS];		/* the first is the file */
extern size_t unit;

int beyond_end(const struct page *);
int touchable(const struct page *);	/* if its protection allows */
struct content *content_of(struct page *);
void set_holes(struct region *, size_t first, size_t count);
/* Stores into page i of the region, in memory and in the model. */
void store(const struct region *, struct page *, size_t i, int byte);
/* The contents are this from now on, for every sharer. */
void set_content(struct page *, int byte, enum sureness);
/* Where in the model is new memory that lies at `at'?  0: no place for it. */
struct page *place_new(unsigned char *at, size_t pages);
/* The pages are holes now; what is left of a region elsewhere goes too, since
 * anybody would fill it. */
void forget(struct region *, size_t first, size_t count);
/* A new object; 0: there are as many as there can be. */
struct object *object_new(int pages);
void object_close(struct object *);

/* ---- looking ----------------------------------------------------------- */

/* Is memory as the model says?  Tells and aborts if not. */
void check_all(void);
/* Is it so in a child too, by what is inherited? */
void check_child(void);
/* The pages that are not there any more. */
void learn_holes(struct region *, size_t first, size_t count);
/* What UM_ADV_FREE gave away goes. */
void reclaim(void);
int is_readable(const void *);	/* a byte of it, asked of the kernel */
/* Protections, of which more than what was asked may be granted. */
int prots_agree(int got, int wanted);
/* So many bytes of [start, end) are not in the model. */
uintptr_t stray_bytes(uintptr_t start, uintptr_t end);
extern int map_is_wrong;	/* that of qemu-user may be */
/* Of all those there are from now on as many as now. */
void expect_strays(void);
uintptr_t expected_strays(void);	/* 0: that is not known */

/* ---- telling ----------------------------------------------------------- */

extern char history[STEPS][200];
extern int step;

#define SAY(...) snprintf(history[step], sizeof history[step], __VA_ARGS__)
void disagree(const char *format, ...);

#endif
