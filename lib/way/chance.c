/* Room by chance: every place that is free is as likely as any other. */
#include "room.h"

/* Where the system has no random numbers, its addresses and our number. */
static UM_COLD uint64_t seed(void)
{
	static uintptr_t turn;
	const int fd = um_open("/dev/urandom", O_RDONLY);
	uint64_t n = 0;

	if (fd >= 0) {
		(void)um_kernel.sys.read(fd, &n, sizeof n);
		um_close(fd);
	}
	UM_STORE(&turn, UM_LOAD(&turn) + (uintptr_t)&n);
	return n ^ turn ^ (uint64_t)getpid() << 32;
}

static UM_COLD uintptr_t drawn(uint64_t *chance, uintptr_t below)
{
	if (!*chance)
		*chance = seed();
	*chance = *chance * 0xd1342543de82ef95u + 1;
	return (uintptr_t)((*chance ^ *chance >> 32) % below);
}

static UM_COLD void choose(struct um_room *s, const struct um_gap *gap,
    uintptr_t at)
{
	const uintptr_t last = gap->end - 1 > s->r->last ? s->r->last
	    : gap->end - 1;
	const uintptr_t here = (last - at - (s->r->len - 1)) / s->r->align + 1;
	uintptr_t chosen;

	s->places += here;
	chosen = drawn(&s->chance, s->places);
	if (chosen < here)
		s->at = at + chosen * s->r->align;
}

static UM_COLD void draw_spot(struct um_room *s)
{
	const struct um_request *r = s->r;
	const uintptr_t first = um_round_up(r->low, r->align);

	s->ask.from = s->asked = first + drawn(&s->chance,
	    (s->last - (r->len - 1) - first) / r->align + 1) * r->align;
}

static UM_COLD int pass_drawn(const struct um_area *area, void *room)
{
	struct um_room *s = room;
	const uintptr_t end = um_room_end(s, area);

	s->at = s->asked;
	s->found = end > s->asked && end - s->asked >= s->r->len
	    && (s->asked >= s->heap.end
		|| s->asked + s->r->len <= s->heap.start);
	draw_spot(s);
	return s->found || --s->left == 0;
}

enum { DRAWS = 64 };

static UM_COLD int ask(const struct um_request *r, uintptr_t *at)
{
	struct um_room s;

	if (!um_spots_begin(&s, r))
		return 0;
	draw_spot(&s);
	return um_spots_ask(&s, pass_drawn, DRAWS, at);
}

const struct um_chance um_by_chance = { drawn, choose, ask };
