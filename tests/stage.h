/* What the scenarios are made of: pages to work on, and what has to be so
 * before and after. */
#ifndef STAGE_H
#define STAGE_H

#include "failing.h"

#define NOT_SO(condition) \
	do { \
		if (!(condition)) { \
			stage_file = __FILE__; \
			return __LINE__; \
		} \
	} while (0)

static const size_t all_pages = STAGE_PAGES, first_page = STAGE_FIRST,
    work_pages = STAGE_WORK;

#define RW (PROT_READ | PROT_WRITE)
#define OWN (UM_MAP_PRIVATE | UM_MAP_ANON)
#define SHARED (UM_MAP_SHARED | UM_MAP_ANON)

/* What is tried, where it is one call. */
#define STEP(name, call) \
	static int name(struct stage *s) \
	{ \
		(void)s; \
		return call; \
	}
/* Of a call that gives memory: what it gave is the stage's result. */
int had(struct stage *s, void *p, size_t len);

/* Setting it up. */
void set_private(struct stage *s);
void set_shared(struct stage *s);
void set_file(struct stage *s);
void set_file_map(struct stage *s);
void set_hole(struct stage *s);
void set_half_hole(struct stage *s);
void set_room(struct stage *s);
void set_read_only(struct stage *s);
void set_mixed(struct stage *s);
void set_locked(struct stage *s);
void set_to_unlock(struct stage *s);
void set_unshared(struct stage *s);
void set_space(struct stage *s);
void set_guarded(struct stage *s);

/* 0, or the line that was not so. */
int old_is_kept(struct stage *s);
int nothing(struct stage *s);
int file_is_kept(struct stage *s);
int file_map_is_kept(struct stage *s);
int old_or_zero(struct stage *s);
int half_hole_is_kept(struct stage *s);
int room_is_kept(struct stage *s);
int all_is_gone(struct stage *s);

/* Parts of the scenarios of um_mmap that others have too. */
enum { REACH = 1 << 28 };
extern const int of_map[];
int map_shared(struct stage *s);
int is_new_shared(struct stage *s);
int map_concealed(struct stage *s);
int is_new(struct stage *s);
int lies_near(const struct stage *s);
int store_in_child(void *p);

extern const struct scenario scenarios_of_maps[], scenarios_of_ranges[],
    scenarios_of_objects[], scenarios_of_memory[];

#endif
