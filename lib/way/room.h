/* What the ways of finding room in a range of addresses share. */
#ifndef UM_WAY_ROOM_H
#define UM_WAY_ROOM_H

#include "way.h"

UM_INTERNAL_BEGIN

/* The lowest address that most systems let a process map: vm.mmap_min_addr. */
#define UM_ROOM_FLOOR 65536

UM_COLD int um_lies_in(const struct um_request *, uintptr_t at);
/* Puts the request there without replacing. */
UM_COLD int um_put_there(struct um_request *, uintptr_t at);
/* May what the kernel said be about the place?  Of a file EPERM is about the
 * file: a noexec mount, a seal. */
static inline int um_is_of_place(const struct um_request *r)
{
	return errno == ENOMEM || (errno == EPERM && r->fd < 0);
}
UM_COLD int um_no_gap(const struct um_request *);	/* says so; -1 */

/* The kernel's own choice is not asked for again if it lay outside such a range
 * last time, nor for some requests after it had no room. */
struct um_choice {
	uintptr_t at;		/* the address chosen last; 0: never asked */
	size_t full;		/* there was no room for so much */
	uintptr_t rests;	/* requests left for which it is not asked */
};
UM_COLD int um_may_choose(struct um_choice *, const struct um_request *,
    int at_first);
/* It chose `at', or has failed: UM_NOWHERE. */
UM_COLD int um_choose(struct um_choice *, struct um_request *, uintptr_t at);
/* As if there were no range. */
UM_COLD int um_by_own_choice(struct um_request *);

/* A search for room. */
struct um_room {
	const struct um_request *r;
	struct um_question ask;
	int found;
	uintptr_t at;		/* the best place of all */
	int keeps;		/* what the heap and the stack grow into */
	struct um_gap heap;	/* that of the heap */
	uintptr_t asked;	/* what lies below was passed */
	uintptr_t last;		/* that there is a question about */
	uintptr_t step;		/* between spots */
	int left;		/* so many questions */
	uintptr_t places;	/* so many there were, by chance */
	uint64_t chance;
};
UM_COLD void um_room_begin(struct um_room *, const struct um_request *,
    int keeps);
/* Where the gap before an area ends, without what is kept. */
UM_COLD uintptr_t um_room_end(const struct um_room *, const struct um_area *);
/* Single questions at spots of the range; 1 and a place.  First: is there any?
 * By chance each spot is the visitor's, else gaps are found and remembered. */
UM_COLD int um_spots_begin(struct um_room *, const struct um_request *);
UM_COLD int um_spots_ask(struct um_room *, um_visit *, int questions,
    uintptr_t *at);
UM_COLD int um_spots_pass(const struct um_request *, uintptr_t *at);
/* Reads all of the map.  1 and a place, 0: no gap is large enough, -1: the
 * kernel does not tell. */
UM_COLD int um_room_read(const struct um_request *, int keeps, uintptr_t *at);

/* Places by chance, for who asks for them. */
struct um_chance {
	/* The next of a sequence, which begins with *chance 0. */
	uintptr_t (*drawn)(uint64_t *chance, uintptr_t below);
	/* Of the places of a gap, from at on, and those before. */
	void (*choose)(struct um_room *, const struct um_gap *, uintptr_t at);
	int (*ask)(const struct um_request *, uintptr_t *at);
};
extern const struct um_chance um_by_chance;

UM_INTERNAL_END

#endif
