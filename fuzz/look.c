/* Is memory as the model says?
 *
 * SPDX-License-Identifier: MIT
 */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

/* ---- touching ---------------------------------------------------------- */

/* write(2) says EFAULT where a load would raise a signal. */
int is_readable(const void *at)
{
	static int ends[2] = { -1, -1 };
	const int saved = errno;
	char byte;
	ssize_t n;

	if (ends[0] < 0 && pipe(ends) < 0)
		disagree("a pipe: errno %d", errno);
	n = write(ends[1], at, 1);
	if (n == 1 && read(ends[0], &byte, 1) != 1)
		disagree("the pipe is empty");
	errno = saved;
	return n == 1;
}

static int is_as_told(const struct content *c, int byte)
{
	return byte == c->byte || c->sure == ANYTHING
	    || (c->sure == OR_ZERO && byte == 0);
}

static void check_bytes(const struct content *c, const unsigned char *page,
    const char *whose, size_t i)
{
	const volatile unsigned char *at = page;
	const int first = at[0], middle = at[unit / 2], last = at[unit - 1];

	if (!is_as_told(c, first) || !is_as_told(c, middle)
	    || !is_as_told(c, last))
		disagree("page %d of %s is %02x %02x %02x, not %02x", (int)i,
		    whose, (unsigned)first, (unsigned)middle, (unsigned)last,
		    (unsigned)c->byte);
}

static const char *name_of(const struct region *r)
{
	static char name[32];

	snprintf(name, sizeof name, "region %d", (int)(r - regions));
	return name;
}

static void check_contents(struct region *r)
{
	size_t i;

	for (i = 0; i < r->pages; i++) {
		struct page *p = &r->page[i];
		const unsigned char *at = r->at + i * unit;

		if (touchable(p) && (p->prot & PROT_READ))
			check_bytes(content_of(p), at, name_of(r), i);
		else if ((!touchable(p) || !p->prot)
		    && (r == &regions[0] || p->kind != HOLE)
		    && is_readable(at))
			disagree("page %d of %s can be read", (int)i,
			    name_of(r));
	}
}

static int is_foreign(const unsigned char *at)
{
	size_t i;

	for (i = 0; i < MARGIN; i++, at += unit)
		if (at[0] != FOREIGN || at[unit - 1] != FOREIGN)
			return 0;
	return 1;
}

static void check_views(void)
{
	int k, i;

	for (k = 0; k < OBJECTS; k++)
		for (i = 0; objects[k].view && i < objects[k].pages; i++)
			check_bytes(&objects[k].content[i], objects[k].view
			    + (size_t)i * unit, k ? "an object" : "the file",
			    (size_t)i);
}

/* ---- the kernel's map -------------------------------------------------- */

int prots_agree(int got, int wanted)
{
	/* For PROT_NONE nothing may be granted with it. */
	const int more = wanted & UM_PROT_ALL ? PROT_READ | PROT_EXEC : 0;

	return (got & ~more) == (wanted & ~more) && (got & wanted) == wanted;
}

static uintptr_t common(uintptr_t start, uintptr_t end, const void *at,
    size_t pages)
{
	const uintptr_t from = (uintptr_t)at, to = from + pages * unit;

	start = start > from ? start : from;
	end = end < to ? end : to;
	return start < end ? end - start : 0;
}

uintptr_t stray_bytes(uintptr_t start, uintptr_t end)
{
	uintptr_t bytes = end - start;
	int k;

	for (k = 0; k <= OUTSIDES; k++)
		bytes -= common(start, end, regions[k].at, regions[k].pages);
	for (k = 0; k < OBJECTS; k++)
		if (objects[k].view)
			bytes -= common(start, end, objects[k].view,
			    (size_t)objects[k].pages);
	return bytes;
}

int map_is_wrong;

#ifdef __linux__

/* What /proc/self/maps shows of each page: 0 nothing, else SEEN and more. */
enum { SEEN = 8, SEEN_SHARED = 16 };
static int seen[1 + OUTSIDES][MOST];
static uintptr_t strays, strays_expected;

static void note(uintptr_t start, uintptr_t end, int what)
{
	uintptr_t from, to;
	int k;

	strays += stray_bytes(start, end);
	for (k = 0; k <= OUTSIDES; k++) {
		const struct region *r = &regions[k];
		const uintptr_t at = (uintptr_t)r->at;

		from = start > at ? start : at;
		to = end < at + r->pages * unit ? end : at + r->pages * unit;
		for (; from < to; from += unit)
			seen[k][(from - at) / unit] = what;
	}
}

static uintptr_t hex(const char **at)
{
	uintptr_t n = 0;

	for (;; ++*at)
		if (**at >= '0' && **at <= '9')
			n = n * 16 + (uintptr_t)(**at - '0');
		else if (**at >= 'a' && **at <= 'f')
			n = n * 16 + (uintptr_t)(**at - 'a' + 10);
		else
			return n;
}

/* "55d0c-55d0e r-xp ..." */
static void read_line(const char *at)
{
	const uintptr_t start = hex(&at);
	uintptr_t end;

	at++;
	end = hex(&at);
	note(start, end, SEEN | (at[1] == 'r' ? PROT_READ : 0)
	    | (at[2] == 'w' ? PROT_WRITE : 0) | (at[3] == 'x' ? PROT_EXEC : 0)
	    | (at[4] == 's' ? SEEN_SHARED : 0));
}

/* Without malloc, which might map. */
static int look(void)
{
	static char text[256 * 1024];
	const int fd = open("/proc/self/maps", O_RDONLY);
	size_t have = 0;
	ssize_t n = 0;
	char *at, *end;

	memset(seen, 0, sizeof seen);
	strays = 0;
	while (fd >= 0 && have < sizeof text - 1
	    && (n = read(fd, text + have, sizeof text - 1 - have)) > 0)
		have += (size_t)n;
	if (fd >= 0)
		close(fd);
	if (n < 0 || have == sizeof text - 1)
		return 0;
	text[have] = '\0';
	for (at = text; (end = strchr(at, '\n')); at = end + 1)
		read_line(at);
	return have > 0;
}

static int seen_of(const struct page *p)
{
	return p->kind == HOLE ? 0
	    : SEEN | p->prot | (p->shared ? SEEN_SHARED : 0);
}

static void check_map(void)
{
	size_t i;
	int k;

	if (map_is_wrong || !look())
		return;
	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++)
			if (!prots_agree(seen[k][i],
			    seen_of(&regions[k].page[i])))
				disagree("page %d of region %d is mapped %#x, "
				    "not %#x", (int)i, k,
				    (unsigned)seen[k][i],
				    (unsigned)seen_of(&regions[k].page[i]));
	if (strays != strays_expected)
		disagree("%ld bytes more are mapped than before",
		    (long)(strays - strays_expected));
}

/* As far as any call needs it, since it grows by itself: asking the simulated
 * OpenBSD took two pages more. */
static void grow_stack(void)
{
	volatile char deep[1024 * 1024];
	size_t i;

	for (i = 0; i < sizeof deep; i += 1024)
		deep[i] = 0;
}

void expect_strays(void)
{
	grow_stack();
	(void)look();
	strays_expected = strays;
}

uintptr_t expected_strays(void)
{
	return strays_expected;
}

void learn_holes(struct region *r, size_t first, size_t count)
{
	size_t i;

	if (!look() && um_munmap(r->at + first * unit, count * unit) < 0)
		disagree("um_munmap of what a failed call left");
	for (i = first; i < first + count; i++)
		if (!(seen[r - regions][i] & SEEN))
			r->page[i].kind = HOLE;
}

void reclaim(void)
{
	const int saved = errno;
	size_t i;

	for (i = 0; i < ARENA; i++)
		if (regions[0].page[i].kind != HOLE)
			(void)madvise(regions[0].at + i * unit, unit,
			    21 /* MADV_PAGEOUT */);
	errno = saved;
}

#else

static void check_map(void)
{
}

void expect_strays(void)
{
}

uintptr_t expected_strays(void)
{
	return 0;
}

void learn_holes(struct region *r, size_t first, size_t count)
{
	if (um_munmap(r->at + first * unit, count * unit) < 0)
		disagree("um_munmap of what a failed call left");
	while (count--)
		r->page[first + count].kind = HOLE;
}

void reclaim(void)
{
}

#endif

/* ---- all --------------------------------------------------------------- */

void check_all(void)
{
	int k;

	check_map();
	for (k = 0; k <= OUTSIDES; k++)
		check_contents(&regions[k]);
	if (!is_foreign(regions[0].at - MARGIN * unit)
	    || !is_foreign(regions[0].at + ARENA * unit))
		disagree("the foreign pages beside the arena have changed");
	check_views();
}

/* ---- in a child -------------------------------------------------------- */

static void check_inherited(struct page *p, const unsigned char *at,
    const char *whose, size_t i)
{
	static const struct content zero;

	/* Of zero pages nobody says whether they are guards. */
	if (p->inherit < 0 || (p->inherit == UM_INHERIT_ZERO && p->guarded))
		return;
	if (p->inherit == UM_INHERIT_NONE || p->guarded) {
		if (is_readable(at))
			disagree("in a child page %d of %s can be read",
			    (int)i, whose);
		return;
	}
	if (touchable(p) && (p->prot & PROT_READ) && !is_readable(at))
		disagree("in a child page %d of %s cannot be read", (int)i,
		    whose);
	if (touchable(p) && (p->prot & PROT_READ))
		check_bytes(p->inherit == UM_INHERIT_ZERO ? &zero
		    : content_of(p), at, whose, i);
}

static void look_from_child(void)
{
	size_t i;
	int k;

	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++)
			if (regions[k].page[i].kind != HOLE)
				check_inherited(&regions[k].page[i],
				    regions[k].at + i * unit,
				    name_of(&regions[k]), i);
}

void check_child(void)
{
	int status;
	const pid_t child = fork();

	if (child == 0) {
		look_from_child();
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		disagree("the child has seen something else");
}
