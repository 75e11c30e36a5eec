/* Memory in a place, for the tests of places. */
#ifndef ROOM_H
#define ROOM_H

#include "tap.h"

/* What can be mapped. */
struct source {
	const char *name;
	int flags;		/* without UM_MAP_ANON: a file's */
};
enum { SOURCES = 4 };
extern const struct source sources[SOURCES];

/* ---- an address -------------------------------------------------------- */

/* Whatever flag puts memory at an address (UM_MAP_FIXED) refuses, of a source:
 * taken is mapped, and nothing is at hole.  After each, is_whole(taken) says
 * that nothing has changed. */
void room_refuses(const struct source *, int flag, int fd, char *taken,
    char *hole, int (*is_whole)(char *taken));
/* Where the kernel does not map where it is told, flag is ENOTSUP. */
void room_is_refused(int flag);
/* The first multiple of align from p on, and the n of UM_MAP_ALIGNED(n). */
char *room_aligned(char *p, size_t align);
int room_log(size_t align);

/* ---- a range ----------------------------------------------------------- */

/* Room for exactly so many blocks, with memory on both sides, which begins at
 * *around. */
struct um_place room_make(size_t blocks, size_t block, char **around);
void room_drop(char *around, size_t blocks, size_t block);
/* Does a place that is free bind?  Else nothing can be put anywhere. */
int room_binds(void);
/* Readable and writable, or MAP_FAILED. */
void *room_take(struct um_place where, size_t len, int flags);
/* Does it lie there, aligned as asked? */
int room_holds(const void *p, size_t len, const struct um_place *where);

#endif
