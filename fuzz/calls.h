/* The calls: what is drawn, what they may answer, and what is done.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CALLS_H
#define CALLS_H

#include "model.h"

/* ---- what this kernel can do at all ------------------------------------- */

struct can {
	int wx, file_exec, conceal, conceal_old, mincore, populate_file;
	int lock, tell_lock, populate;
	int grow;		/* which takes a map of the address space */
	int guess;		/* that map leaves open what is shared */
	int discard[2];		/* private and shared memory */
	int inherit[4][2];	/* of private and of shared memory */
};
extern struct can can;
void ask(void);

/* The descriptors to choose from. */
enum { FD_BOTH, FD_READ, FD_PIPE, FD_DIRECTORY, FD_CLOSED, FDS };
extern int fds[FDS];

/* ---- answers ------------------------------------------------------------ */

/* The call fails with one of must, or with must empty may fail with one of
 * may. */
struct verdict {
	unsigned must, may;
};

void must(struct verdict *, int condition, int err);
void may(struct verdict *, int condition, int err);
/* Does the answer agree?  1 the call succeeded, 0 it failed. */
int judge(int failed, const struct verdict *);

/* ---- drawing ------------------------------------------------------------ */

extern const uint8_t *input;
extern size_t input_left;
unsigned take(void);		/* the next byte; 0 at the end */
int take_prot(void);
int take_log(void);		/* UM_MAP_ALIGNED */

struct span {
	struct region *r;
	size_t first, count;	/* whole pages, for the model */
	unsigned char *addr;	/* for the call */
	size_t len;
	int odd, wraps;
};

struct span take_span(void);
void tell_span(const char *call, const struct span *, int more);
/* What every call on a range says of the range. */
struct verdict of_span(const struct span *);
struct page *page_of(const struct span *, size_t i);
int holes(const struct span *);
int any(const struct span *, int (*is)(const struct page *));
int is_file(const struct page *);
int is_locked(const struct page *);
int is_shared(const struct page *);
int is_private(const struct page *);
int is_fixed_mode(const struct page *);
int is_inaccessible(const struct page *);
int faults_when_locked(const struct page *);
int is_unreadable(const struct page *);
int is_unwritable(const struct page *);

/* ---- the calls ---------------------------------------------------------- */

struct mapping {
	unsigned char *addr;
	size_t first, count;	/* in the arena, if fixed there */
	size_t len;
	int prot, flags, fd, which;
	int64_t offset;
};

int log_of(int flags);
void map(const struct mapping *);
/* Unlocks pages of which a failed call may have locked a part. */
void unlock_again(const struct region *, struct page *, size_t first,
    size_t count);

void do_map(void);
void do_unmap(void);
void do_protect(void);
void do_advise(void);
void do_lock(int on);
void do_mincore(void);
void do_sync(void);
void do_inherit(void);
void do_remap(void);
void do_store(void);
void do_reclaim(void);

#endif
