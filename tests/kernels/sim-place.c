/* Placing memory, and memory that carries its rules: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim-parts.h"

/* ---- placing ----------------------------------------------------------- */

void
um_sim_anon(struct um_sim_source *s, size_t len, int prot, int shared)
{
	s->len = len;
	s->prot = prot;
	s->flags = MAP_ANONYMOUS | (shared ? MAP_SHARED : MAP_PRIVATE);
	s->fd = -1;
	s->offset = 0;
}

void
um_sim_file(struct um_sim_source *s, int fd, off_t offset)
{
	const uint64_t last = ((uint64_t)1 << (sizeof offset * CHAR_BIT - 1)) - 1;

	s->flags &= ~MAP_ANONYMOUS;
	s->fd = um_sim_fd_readable(fd);
	/* what lies so far behind the end of a file is like all behind it */
	s->offset = offset < 0 || (uint64_t)offset > last - s->len
	    ? (off_t)1 << (sizeof offset > 4 ? 40 : 30) : offset;
}

static void *
map_source(const struct um_sim_source *s, uintptr_t addr, int extra)
{
	return um_sim_raw_mmap((void *)addr, s->len, s->prot, s->flags | extra,
	    s->fd, s->offset);
}

void *
um_sim_anywhere(const struct um_sim_source *s, uintptr_t hint)
{
	return map_source(s, hint, 0);
}

void *
um_sim_over(const struct um_sim_source *s, uintptr_t addr)
{
	return map_source(s, addr, MAP_FIXED);
}

void *
um_sim_exact(const struct um_sim_source *s, uintptr_t addr)
{
	void *p = map_source(s, addr, MAP_FIXED_NOREPLACE);

	if (p == MAP_FAILED || (uintptr_t)p == addr)
		return p;
	/* Linux before 4.17, qemu-user before 8.1: a hint. */
	(void)um_sim_raw_munmap(p, s->len);
	return um_sim_refuse(EEXIST);
}

void *
um_sim_first_fit(const struct um_sim_source *s, uintptr_t start,
    uintptr_t limit)
{
	size_t len = um_sim_round(s->len);
	int saved = errno, tries;
	uintptr_t at;
	void *p;

	if (start < um_sim_floor())
		start = um_sim_floor();
	/* Another thread may take the gap before it is used. */
	for (tries = 0; tries < 64; tries++) {
		int found = len == 0 ? 0 : um_sim_gap(len, start, &at);

		if (found < 0) {
			/* no descriptor left, no /proc: a hint must do */
			errno = saved;
			return um_sim_anywhere(s, start);
		}
		if (!found || (limit != 0 && (at > limit || len > limit - at)))
			return um_sim_refuse(ENOMEM);
		p = um_sim_exact(s, at);
		if (p != MAP_FAILED) {
			errno = saved;
			return p;
		}
		if (errno != EEXIST)
			return MAP_FAILED;
		start = at + (tries > 3 ? um_sim_page() : 0);
	}
	return um_sim_refuse(ENOMEM);
}

void *
um_sim_low(const struct um_sim_source *s, uintptr_t hint,
    void *(*otherwise)(const struct um_sim_source *, uintptr_t hint))
{
	const int saved = errno;
	void *p;

	if (hint != 0 && hint < um_sim_floor()) {
		p = um_sim_exact(s, hint);
		if (p != MAP_FAILED)
			return p;
		errno = saved;
	}
	return otherwise(s, hint);
}

void *
um_sim_aligned(const struct um_sim_source *s, size_t align)
{
	return um_sim_map_aligned(align, um_sim_round(s->len), s->prot,
	    s->flags, s->fd, s->offset);
}

/* ---- memory that carries its rules ------------------------------------- */

static int
put_object(struct um_sim_source *s, const char *name)
{
	int saved = errno;
	int fd = um_sim_raw_memfd(name, 1 /* MFD_CLOEXEC */);

	if (fd < 0 || ftruncate(fd, (off_t)um_sim_round(s->len)) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return um_sim_fail(ENOMEM);
	}
	errno = saved;
	s->flags = MAP_PRIVATE;
	s->fd = fd;
	s->offset = 0;
	return 0;
}

int
um_sim_maxed(struct um_sim_source *s, int max)
{
	char name[] = "um_sim-max0";

	name[sizeof name - 2] = (char)('0' + (max & 7));
	return put_object(s, name);
}

int
um_sim_guard(struct um_sim_source *s)
{
	return put_object(s, "um_sim-guard");
}

void
um_sim_source_done(const struct um_sim_source *s)
{
	int saved = errno;

	if (s->fd >= 0)
		(void)close(s->fd);
	errno = saved;
}
