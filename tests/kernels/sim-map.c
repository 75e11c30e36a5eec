/* The map of Linux, and what a simulated kernel tells of it: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim-parts.h"

/* ---- reading the map --------------------------------------------------- */

struct reader {
	int fd;
	size_t have, at;
	int kept;		/* line holds a line that was not used */
	char text[2048];
	char line[256];		/* longer lines are cut */
};

static int
next_byte(struct reader *r)
{
	if (r->at == r->have) {
		ssize_t n;

		do
			n = read(r->fd, r->text, sizeof r->text);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return -1;
		r->have = (size_t)n;
		r->at = 0;
	}
	return (unsigned char)r->text[r->at++];
}

static int
next_line(struct reader *r)
{
	size_t n = 0;
	int c;

	if (r->kept) {
		r->kept = 0;
		return 1;
	}
	while ((c = next_byte(r)) >= 0 && c != '\n')
		if (n < sizeof r->line - 1)
			r->line[n++] = (char)c;
	r->line[n] = 0;
	return c >= 0 || n > 0;
}

static uintptr_t
hex(const char **s)
{
	uintptr_t n = 0;

	for (;; ++*s) {
		int c = **s;

		if (c >= '0' && c <= '9')
			n = n << 4 | (uintptr_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			n = n << 4 | (uintptr_t)(c - 'a' + 10);
		else
			return n;
	}
}

static int
is_header(const char *s)
{
	const char *p = s;

	(void)hex(&p);
	return p != s && *p == '-';
}

static enum um_sim_kind
kind_of(const char *name, int shared)
{
	if (begins(name, "/dev/zero"))
		return shared ? UM_SIM_SHARED_ANON : UM_SIM_ANON;
	if (begins(name, "[anon_shmem"))
		return UM_SIM_SHARED_ANON;
	if (begins(name, GUARD_MARK))
		return UM_SIM_GUARD;
	if (begins(name, MAX_MARK))
		return UM_SIM_MAXED;
	if (strstr(name, SHM_MARK) != 0)
		return UM_SIM_SHM;
	if (*name == 0 || begins(name, "[heap]") || begins(name, "[stack")
	    || begins(name, "[anon:"))
		return shared ? UM_SIM_SHARED_ANON : UM_SIM_ANON;
	return UM_SIM_FILE;
}

/* "start-end rwxp offset dev inode   name" */
static int
parse_header(const char *s, struct um_sim_area *a)
{
	int blanks;

	memset(a, 0, sizeof *a);
	a->start = hex(&s);
	if (*s++ != '-')
		return 0;
	a->end = hex(&s);
	if (*s++ != ' ')
		return 0;
	a->prot = (s[0] == 'r' ? PROT_READ : 0) | (s[1] == 'w' ? PROT_WRITE : 0)
	    | (s[2] == 'x' ? PROT_EXEC : 0);
	a->shared = s[3] == 's';
	a->may = PROT_READ | PROT_WRITE | PROT_EXEC;
	if (strlen(s) < 5)
		return 0;
	s += 5;
	a->offset = (off_t)hex(&s);
	for (blanks = 1; *s != 0 && blanks < 4; s++)
		blanks += *s == ' ';
	while (*s == ' ')
		s++;
	a->kind = kind_of(s, a->shared);
	a->stack = begins(s, "[stack]");
	if (a->kind == UM_SIM_MAXED)
		a->max = s[sizeof MAX_MARK - 1] - '0';
	if (begins(s, CACHE_MARK)) {
		s += sizeof CACHE_MARK - 1;
		a->cache = 1 + (s[0] - '0') * 10 + (s[1] - '0');
	}
	return 1;
}

/* "VmFlags: rd wr mr mw me lo dd", proc(5) */
static void
parse_flags(const char *s, struct um_sim_area *a)
{
	a->may = 0;
	for (s += sizeof "VmFlags:" - 1; *s != 0;) {
		while (*s == ' ')
			s++;
		if (begins(s, "mr"))
			a->may |= PROT_READ;
		else if (begins(s, "mw"))
			a->may |= PROT_WRITE;
		else if (begins(s, "me"))
			a->may |= PROT_EXEC;
		else if (begins(s, "lo"))
			a->locked = 1;
		else if (begins(s, "dd"))
			a->nodump = 1;
		else if (begins(s, "dc"))
			a->nofork = 1;
		else if (begins(s, "wf"))
			a->wipe = 1;
		while (*s != 0 && *s != ' ')
			s++;
	}
}

static int
next_area(struct reader *r, int flags_too, struct um_sim_area *a)
{
	do
		if (!next_line(r))
			return 0;
	while (!is_header(r->line) || !parse_header(r->line, a));
	while (flags_too && next_line(r)) {
		if (is_header(r->line)) {
			r->kept = 1;
			break;
		}
		if (begins(r->line, "VmFlags:")) {
			parse_flags(r->line, a);
			break;
		}
	}
	if (a->kind == UM_SIM_MAXED)
		a->may &= a->max;
	return 1;
}

static int
open_map(struct reader *r, const char *path)
{
	do
		r->fd = open(path, O_RDONLY | O_CLOEXEC);
	while (r->fd < 0 && errno == EINTR);
	r->have = r->at = 0;
	r->kept = 0;
	return r->fd >= 0;
}

/* qemu-user makes up a /proc/self/maps for its guest; where it does not make
 * up the smaps too, they show qemu's own memory.  Then there are no flags:
 * nothing counts as locked, concealed or not inherited. */
static int
smaps_are_ours(void)
{
	static int known;	/* 0 not asked, 1 no, 2 yes */
	struct reader r;
	struct um_sim_area a;
	uintptr_t here = (uintptr_t)&r, start[2] = { 1, 2 }, end[2] = { 1, 2 };
	int i;

	if (UM_LOAD(&known) != 0)
		return UM_LOAD(&known) == 2;
	for (i = 0; i < 2; i++) {
		if (!open_map(&r, i ? "/proc/self/smaps" : "/proc/self/maps"))
			break;
		while (next_area(&r, i, &a))
			if (a.start <= here && here < a.end) {
				start[i] = a.start;
				end[i] = a.end;
			}
		(void)close(r.fd);
	}
	UM_STORE(&known, 1 + (start[0] == start[1] && end[0] == end[1]));
	return UM_LOAD(&known) == 2;
}

int
um_sim_each(uintptr_t start, size_t len, int flags_too,
    int (*visit)(const struct um_sim_area *, void *), void *closure,
    int *holes)
{
	struct reader r;
	struct um_sim_area a;
	uintptr_t last = start + (len - 1), at = start;
	int saved = errno, result = 0, beyond = len == 0;

	*holes = 0;
	if (beyond)
		return 0;
	if (flags_too)
		flags_too = smaps_are_ours();
	if (!open_map(&r, flags_too ? "/proc/self/smaps" : "/proc/self/maps")) {
		/* No /proc: Linux still says whether there are holes. */
		errno = 0;
		*holes = um_sim_raw_msync((void *)start, len, MS_ASYNC) != 0
		    && errno == ENOMEM;
		errno = saved;
		return 0;
	}
	while (!beyond && next_area(&r, flags_too, &a)) {
		if (a.end - 1 < at)
			continue;
		if (a.start > last)
			break;
		if (a.start > at)
			*holes = 1;
		else {
			a.offset += (off_t)(at - a.start);
			a.start = at;
		}
		if (a.end - 1 >= last) {
			a.end = last + 1;
			beyond = 1;
		}
		at = a.end;
		if (visit != 0 && (result = visit(&a, closure)) != 0)
			break;
	}
	if (!beyond && result == 0)
		*holes = 1;
	(void)close(r.fd);
	errno = saved;
	return result;
}

int
um_sim_whole(uintptr_t start, size_t len)
{
	int holes;

	(void)um_sim_each(start, len, 0, 0, 0, &holes);
	return !holes;
}

/* The area that covers addr, else the next one, not cut. */
static int
at_or_after(uintptr_t addr, struct um_sim_area *a)
{
	struct reader r;
	int saved = errno, found = 0, flags_too = smaps_are_ours();

	if (!open_map(&r, flags_too ? "/proc/self/smaps" : "/proc/self/maps"))
		return 0;
	while (!found && next_area(&r, flags_too, a))
		found = a->end - 1 >= addr;
	(void)close(r.fd);
	errno = saved;
	return found;
}

int
um_sim_at(uintptr_t addr, struct um_sim_area *a)
{
	return at_or_after(addr, a) && a->start <= addr;
}

static int
is_locked(const struct um_sim_area *a, void *closure)
{
	(void)closure;
	return a->locked;
}

int
um_sim_any_locked(uintptr_t start, size_t len)
{
	int holes;

	return um_sim_each(start, len, 1, is_locked, 0, &holes);
}

static uintptr_t
find_end(void)
{
	struct reader r;
	struct um_sim_area a;
	uintptr_t top = 0, end;
	int saved = errno;

	if (open_map(&r, "/proc/self/maps")) {
		while (next_area(&r, 0, &a))
			/* x86-64's [vsyscall] lies in the kernel's half. */
			if (a.end - 1 < UINTPTR_MAX / 2 || sizeof a.end < 8)
				top = a.end;
		(void)close(r.fd);
	}
	errno = saved;
	if (top == 0 || top - 1 > UINTPTR_MAX / 2)
		return (uintptr_t)0 - um_sim_page();
	for (end = um_sim_page(); end < top; end <<= 1)
		;
	return end;
}

/* Found once: a stack is always just below. */
uintptr_t
um_sim_end(void)
{
	static uintptr_t known;
	uintptr_t end = UM_LOAD(&known);

	if (end == 0)
		UM_STORE(&known, end = find_end());
	return end;
}

int
um_sim_in_range(uintptr_t addr, size_t len)
{
	uintptr_t end = um_sim_end();

	return addr <= end && len <= end - addr;
}

static enum um_kind
told_kind(const struct um_sim_area *a, unsigned tells)
{
	switch (a->kind) {
	case UM_SIM_SHM:
		return tells & UM_SIM_TELLS_SHM ? UM_KIND_CLAIMED
		    : UM_KIND_FILE;
	case UM_SIM_FILE:
		return UM_KIND_FILE;
	default:
		return UM_KIND_ANON;
	}
}

static void
tell(const struct um_sim_area *a, struct um_area *area, unsigned tells)
{
	um_area_blank(area);
	area->start = um_sim_trunc(a->start);
	area->end = um_sim_round(a->end);
	area->prot = a->prot;
	area->kind = tells & UM_SIM_HIDES_KIND ? UM_KIND_UNTOLD
	    : told_kind(a, tells);
	area->shared = (tells & UM_SIM_HIDES_SHARED)
	    && area->kind != UM_KIND_FILE ? -1 : a->shared;
	area->locked = tells & UM_SIM_TELLS_LOCKED ? a->locked : -1;
	area->concealed = tells & UM_SIM_TELLS_CONCEALED ? a->nodump : -1;
	area->inherit = !(tells & UM_SIM_TELLS_INHERIT) ? -1
	    : a->nofork ? UM_INHERIT_NONE : a->wipe ? UM_INHERIT_ZERO
	    : a->shared ? UM_INHERIT_SHARE : UM_INHERIT_COPY;
	area->stack = a->stack;
}

int
um_sim_alone(void)
{
	static const char key[] = "\nThreads:\t";
	char text[4096], *at;
	const int saved = errno;
	const int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	if (fd >= 0)
		(void)close(fd);
	errno = saved;
	if (n < 0)
		return 0;
	text[n] = '\0';
	at = strstr(text, key);
	return at != 0 && strncmp(at + sizeof key - 1, "1\n", 2) == 0;
}

int
um_sim_tell(uintptr_t from, um_visit *visit, void *closure, unsigned tells)
{
	const int flags_too = (tells & (UM_SIM_TELLS_LOCKED
	    | UM_SIM_TELLS_CONCEALED | UM_SIM_TELLS_INHERIT)) != 0
	    && smaps_are_ours();
	struct um_sim_area a;
	struct um_area area;
	struct reader r;
	int saved = errno, stopped = 0;

	if (!open_map(&r, flags_too ? "/proc/self/smaps" : "/proc/self/maps"))
		return um_sim_fail(ENOSYS);
	while (!stopped && next_area(&r, flags_too, &a)) {
		if (a.end - 1 < from)
			continue;
		tell(&a, &area, tells);
		errno = saved;
		stopped = visit(&area, closure);
		saved = errno;
	}
	(void)close(r.fd);
	errno = saved;
	return stopped;
}

int
um_sim_gap(size_t len, uintptr_t start, uintptr_t *result)
{
	struct reader r;
	struct um_sim_area a;
	uintptr_t at = start;

	if (!open_map(&r, "/proc/self/maps"))
		return -1;
	while (next_area(&r, 0, &a)) {
		if (a.end <= at)
			continue;
		if (a.stack) {
			/* It grows; Linux keeps a gap below it as well. */
			uintptr_t room = (uintptr_t)9 << 20;

			a.start -= a.start < room ? a.start : room;
		}
		if (a.start >= at && a.start - at >= len)
			break;
		at = um_sim_round(a.end);
	}
	(void)close(r.fd);
	*result = at;
	return at <= UINTPTR_MAX - len;
}
