/* What the files beside this one share: memory to read a map into, which is
 * not shown to whoever asked for the map.  Included by calls.h alone.
 *
 * SPDX-License-Identifier: MIT
 */

struct host_reading {
	uintptr_t from;
	um_visit *visit;
	void *closure;
	struct um_range scratch;	/* whole pages */
	size_t have;		/* what was read into it */
};

static UM_COLD int host_scratch(struct host_reading *r, size_t room)
{
	void *const p = mmap(0, um_round_up(room, um_grain()),
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | HOST_MAP_ANON, -1, 0);

	r->scratch.addr = (uintptr_t)p;
	r->scratch.len = um_round_up(room, um_grain());
	return p == MAP_FAILED ? -1 : 0;
}

static UM_COLD void host_scratch_back(struct host_reading *r)
{
	const int saved = errno;

	(void)munmap((void *)r->scratch.addr, r->scratch.len);
	errno = saved;
}

static UM_COLD int host_show_part(const struct um_area *area, void *reading)
{
	const struct host_reading *r = reading;

	return area->end - 1 < r->from ? 0 : r->visit(area, r->closure);
}

/* The kernel may have joined the scratch and its neighbours. */
static UM_COLD int host_show(struct host_reading *r,
    const struct um_area *area)
{
	return um_area_outside(area, &r->scratch, host_show_part, r);
}

/* Reads the map with `read' (0; -1 and errno, ENOMEM for want of room) and
 * shows it with `each' (as um_sys.areas). */
static UM_COLD int host_read_areas(struct host_reading *r, size_t room,
    int (*read)(struct host_reading *), int (*each)(struct host_reading *))
{
	int answer = -1;

	for (;; room *= 2) {
		if (host_scratch(r, room) < 0)
			return -1;
		if (read(r) == 0)
			break;
		host_scratch_back(r);
		if (errno != ENOMEM || room > SIZE_MAX / 4)
			return -1;
	}
	answer = each(r);
	host_scratch_back(r);
	return answer;
}
