/* The calls: what is drawn, what they may answer, and what is done.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CALLS_H
#define CALLS_H

#include "model.h"

/* ---- what this kernel can do at all ------------------------------------ */

/* What a guard is made of. */
enum guards { BY_PROTECTION, BY_ADVICE };

struct can {
	int wx, exec_later, file_exec, conceal, conceal_old, mincore, populate_file,
	    populate_shared;
	int lock, tell_lock, populate;
	int tell;		/* the map of the address space */
	int grow;		/* which takes such a map */
	int guess;		/* that map leaves open what is shared */
	int believe;		/* what grows is taken for private and writable */
	int tell_files;		/* and what is a file */
	int low2g, low4g;
	int discard[2];		/* private and shared memory */
	int inherit[4][2];	/* of private and of shared memory */
	int name[2];
	enum guards guards;
	int object;
	int object_private;	/* objects of um_memfd can be mapped so */
	int object_beyond;	/* and beyond their end */
	int object_exec;
	int object_discard;	/* they are no files to it */
	int mirror_discard;	/* nor is a mirror */
};
extern struct can can;
void ask(void);

/* The descriptors to choose from; behind them are those of objects. */
enum { FD_BOTH, FD_READ, FD_PIPE, FD_DIRECTORY, FD_CLOSED, FDS };
extern int fds[FDS];

/* ---- answers ----------------------------------------------------------- */

/* The call fails with one of must, or with must empty may fail with one of
 * may. */
struct verdict {
	unsigned must, may;
};
void must(struct verdict *, int condition, int err);
void may(struct verdict *, int condition, int err);
/* Does the answer agree?  1 the call succeeded, 0 it failed. */
int judge(int failed, const struct verdict *);

/* ---- drawing ----------------------------------------------------------- */

extern const uint8_t *input;
extern size_t input_left;
unsigned take(void);		/* the next byte; 0 at the end */
int take_prot(void);
int take_log(void);		/* UM_MAP_ALIGNED */
int log_of(int flags);

struct span {
	struct region *r;
	size_t first, count;	/* whole pages, for the model */
	unsigned char *addr;	/* for the call */
	size_t len;
	int odd, wraps;
};
struct span take_span(void);
/* Only its first pages, or as far as all are so. */
void shorten(struct span *, size_t count);
void cut(struct span *, int (*is)(const struct page *));
void tell_span(const char *call, const struct span *, int more);
/* What every call on a range says of the range. */
struct verdict of_span(const struct span *);
struct page *page_of(const struct span *, size_t i);
int holes(const struct span *);
int any(const struct span *, int (*is)(const struct page *));
int is_file(const struct page *);
int is_users_file(const struct page *);	/* not of um_memfd */
int is_object(const struct page *);		/* of um_memfd */
int is_mirrored(const struct page *);
int is_locked(const struct page *);
int is_shared(const struct page *);
int is_private(const struct page *);
int is_private_anonymous(const struct page *);
int is_guarded(const struct page *);
int is_fixed_mode(const struct page *);
int is_inaccessible(const struct page *);
int faults_when_locked(const struct page *);
int is_executed(const struct page *);	/* and nothing else */
int is_unreadable(const struct page *);
int is_unwritable(const struct page *);
int may_lack_exec(const struct page *);

/* A place, and what the model knows of it. */
struct spot {
	struct um_place place;
	int given;		/* 0: NULL */
	int wrong;		/* it is no place */
	char text[80];
};
struct spot take_spot(void);
const struct um_place *place_of(const struct spot *);
/* Is there room for so many pages at multiples of 1 << log?  1, 0, or -1:
 * the model does not know. */
int room_in(const struct spot *, size_t pages, int log);
/* ENOMEM if there is none; as exactly as the kernel's map is told. */
void judge_room(struct verdict *, int room);
int lies_in(const struct spot *, const void *at, size_t len);
void check_spot(const struct spot *, const void *at, size_t len);

/* ---- the calls --------------------------------------------------------- */

struct mapping {
	unsigned char *addr;
	size_t first, count;	/* in the arena, if fixed there */
	size_t len;
	int prot, flags, fd, which;
	int64_t offset;
	struct object *object;	/* 0 none */
	const struct spot *spot;	/* 0: um_mmap */
};
void map(const struct mapping *);
/* Private memory as new, at page p. */
void set_new(struct page *p, int prot);
void judge_place(struct verdict *, const struct mapping *);
/* Unlocks pages of which a failed call may have locked a part. */
void unlock_again(const struct region *, struct page *, size_t first,
    size_t count);
/* Gives the pages the protections that they have in the model. */
void protect_again(const struct span *);

void do_map(void);
void do_map_at(void);
void do_reserve(void);
void do_mirror(void);
void do_memfd(void);
void do_close(void);
void do_unmap(void);
void do_protect(void);
void do_advise(void);
void do_lock(void);
void do_unlock(void);
void do_mincore(void);
void do_sync(void);
void do_inherit(void);
void do_name(void);
void do_remap(void);
void do_remap_at(void);
void do_commit(void);
void do_decommit(void);
void do_guard(void);
void do_unguard(void);
void do_region_at(void);
void do_regions(void);
void do_store(void);
void do_reclaim(void);
void do_child(void);

#endif
