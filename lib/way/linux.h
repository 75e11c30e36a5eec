/* What the readers of Linux' map share, and what moves memory there. */
#ifndef UM_WAY_LINUX_H
#define UM_WAY_LINUX_H

#include "way.h"

UM_INTERNAL_BEGIN

/* struct procmap_query of linux/fs.h */
struct um_procmap_query {
	uint64_t size, query_flags, query_addr;
	uint64_t start, end, flags, page_size, offset, inode;
	uint32_t dev_major, dev_minor, name_size, build_id_size;
	uint64_t name_addr, build_id_addr;
};

/* More than where it is, and its name. */
typedef void um_read_answer(const struct um_procmap_query *, struct um_area *);
typedef int um_read_line(struct um_text *, struct um_area *, char *name);
UM_COLD int um_ask_by_query(struct um_question *, um_read_answer *);
UM_COLD int um_ask_by_text(struct um_question *, um_read_line *);
/* Where the line's mapping is, and the blank behind; 0 at the end. */
int um_line_bounds(struct um_text *, struct um_area *);

UM_COLD int um_raw_mremap(uintptr_t from, size_t len, size_t new_len, int flags,
    uintptr_t to, uintptr_t *result);
/* Is the address inside a large page, not at its begin? */
UM_COLD int um_is_inside_large(uintptr_t addr);
/* A move of it has failed: since it is more than one mapping?  A hole is told. */
UM_COLD int um_is_cut(const struct um_remap *);
/* To where it is to go, by mremap or copied. */
UM_COLD int um_linux_move(struct um_remap *);

UM_INTERNAL_END

#endif
