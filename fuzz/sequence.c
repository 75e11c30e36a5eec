/* Sequences of calls against a model of the address space.
 *
 * The input is read as calls inside an arena of 64 pages with foreign pages
 * on both sides, and on mappings elsewhere.  A model of every page (mapped or
 * not, of what kind, protection, contents, locked) predicts each answer from
 * the contract in unimap.h alone; it knows nothing of ways, and of the kernel
 * only what it can do at all, asked once at the start.  The first
 * disagreement is told with the calls before it and aborts.
 *
 * With libFuzzer, UNIMAP_KERNEL names a simulated kernel:
 *	clang -fsanitize=fuzzer,address,undefined
 * With -DSTANDALONE a test that replays the files or directories named as
 * arguments, else $srcdir/fuzz/corpus.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../tests/tap.h"
#include "../tests/qemu.h"
#include "../tests/kernels/sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	ARENA = 64, MARGIN = 4,		/* pages */
	OUTSIDES = 6, MOST = 96,	/* regions elsewhere, pages of one */
	FILE_PAGES = 8, STEPS = 64, ERRNO_BEFORE = 0x5a, FOREIGN = 0x4d
};

/* ---- the model ---------------------------------------------------------- */

enum kind { HOLE, ANON, FILED };
enum sureness { SURE, OR_ZERO, ANYTHING };

struct page {
	enum kind kind;
	int shared, prot, locked;
	int readonly;		/* of a descriptor that cannot write */
	int file;		/* the page of the file; perhaps beyond its end */
	int byte;		/* all contents */
	enum sureness sure;	/* of byte */
};
struct region {
	unsigned char *at;
	size_t pages;		/* 0: not in use */
	struct page page[MOST];
};
static struct region regions[1 + OUTSIDES];	/* the first is the arena */
static int file_byte[FILE_PAGES];
static unsigned char *file_view;
static size_t unit;

/* What this kernel can do at all. */
static struct {
	int wx, file_exec, conceal, conceal_old, mincore, populate_file;
	int lock, tell_lock, populate;
	int grow;		/* which takes a map of the address space */
	int guess;		/* that map leaves open what is shared */
	int discard[2];		/* private and shared memory */
	int inherit[4][2];	/* of private and of shared memory */
} can;

/* The descriptors to choose from. */
enum { FD_BOTH, FD_READ, FD_PIPE, FD_DIRECTORY, FD_CLOSED, FDS };
static int fds[FDS];

/* ---- telling ------------------------------------------------------------ */

static char history[STEPS][200];
static int step;

#define SAY(...) snprintf(history[step], sizeof history[step], __VA_ARGS__)

static void disagree(const char *format, ...)
{
	va_list list;
	int i;

	fprintf(stderr, "kernel %s, arena %p, after:\n", um_kernel.name,
	    (void *)regions[0].at);
	for (i = 0; i <= step && i < STEPS; i++)
		fprintf(stderr, "  %2d %s\n", i, history[i]);
	fprintf(stderr, "DISAGREEMENT: ");
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fprintf(stderr, "\n");
	abort();
}

/* ---- errno as sets ------------------------------------------------------ */

static const int known_errnos[] = { EINVAL, EEXIST, ENOMEM, EACCES, EBADF,
	ENODEV, EOVERFLOW, EAGAIN, EPERM, ENOTSUP, EBUSY, EIO };
enum { NERRNOS = sizeof known_errnos / sizeof *known_errnos };

static unsigned bit(int err)
{
	unsigned i;

	for (i = 0; i < NERRNOS; i++)
		if (known_errnos[i] == err)
			return 1u << i;
	return 1u << 31;
}

/* The call fails with one of must, or with must empty may fail with one of
 * may. */
struct verdict {
	unsigned must, may;
};

static void must(struct verdict *v, int condition, int err)
{
	if (condition)
		v->must |= bit(err);
}

static void may(struct verdict *v, int condition, int err)
{
	if (condition)
		v->may |= bit(err);
}

/* Their kernels say ENOMEM for the limit too, so the library finds out. */
static int has_one_errno_for_locks(void)
{
	return um_kernel.family == &um_family_linux
	    || um_kernel.family == &um_family_freebsd;
}

/* Does the answer agree?  1 the call succeeded, 0 it failed. */
static int judge(int failed, const struct verdict *v)
{
	const int err = errno;
	const char *why = um_why();

	if (!failed) {
		if (err != ERRNO_BEFORE)
			disagree("success changed errno to %d", err);
		if (v->must)
			disagree("it must fail (set %#x) but succeeded",
			    v->must);
		return 1;
	}
	if (!why || !*why)
		disagree("failed with errno %d without a reason", err);
	if (!(bit(err) & (v->must | v->may)))
		disagree("errno %d (%s; %s), allowed %#x", err, strerror(err),
		    why, v->must | v->may);
	if (strstr(why, "not mapped")
	    && !((v->must | v->may) & bit(ENOMEM)))
		disagree("the reason says \"%s\" but there is no hole", why);
	if (strstr(why, "RLIMIT_MEMLOCK") && can.lock && can.grow
	    && can.populate && has_one_errno_for_locks())
		disagree("the reason says \"%s\" but there is no limit", why);
	return 0;
}

/* ---- the input ---------------------------------------------------------- */

static const uint8_t *input;
static size_t input_left;

static unsigned take(void)
{
	if (input_left == 0)
		return 0;
	input_left--;
	return *input++;
}

/* ---- looking at memory -------------------------------------------------- */

static int beyond_end(const struct page *p)
{
	return p->kind == FILED && p->file >= FILE_PAGES;
}

static int touchable(const struct page *p)
{
	return p->kind != HOLE && !beyond_end(p);
}

static int byte_of(const struct page *p)
{
	return p->kind == FILED && p->shared ? file_byte[p->file] : p->byte;
}

static int is_as_told(const struct page *p, int byte)
{
	return byte == byte_of(p) || p->sure == ANYTHING
	    || (p->sure == OR_ZERO && byte == 0);
}

static void check_contents(const struct region *r, size_t i)
{
	const struct page *p = &r->page[i];
	const volatile unsigned char *at = r->at + i * unit;
	const int first = at[0], middle = at[unit / 2], last = at[unit - 1];

	if (!is_as_told(p, first) || !is_as_told(p, middle)
	    || !is_as_told(p, last))
		disagree("page %d of region %d is %02x %02x %02x, not %02x",
		    (int)i, (int)(r - regions), (unsigned)first,
		    (unsigned)middle, (unsigned)last, (unsigned)byte_of(p));
}

static int is_foreign(const unsigned char *at)
{
	size_t i;

	for (i = 0; i < MARGIN; i++, at += unit)
		if (at[0] != FOREIGN || at[unit - 1] != FOREIGN)
			return 0;
	return 1;
}

static void check_file(void)
{
	int i;

	for (i = 0; i < FILE_PAGES; i++)
		if (file_view[(size_t)i * unit] != file_byte[i])
			disagree("page %d of the file is %02x, not %02x", i,
			    (unsigned)file_view[(size_t)i * unit],
			    (unsigned)file_byte[i]);
}

#ifdef __linux__

/* What /proc/self/maps shows of each page: 0 nothing, else SEEN and more. */
enum { SEEN = 8, SEEN_SHARED = 16 };
static int seen[1 + OUTSIDES][MOST];

static void note(uintptr_t start, uintptr_t end, int what)
{
	uintptr_t from, to;
	int k;

	for (k = 0; k <= OUTSIDES; k++) {
		const struct region *r = &regions[k];
		const uintptr_t at = (uintptr_t)r->at;

		from = start > at ? start : at;
		to = end < at + r->pages * unit ? end : at + r->pages * unit;
		for (; from < to; from += unit)
			seen[k][(from - at) / unit] = what;
	}
}

static int look(void)
{
	FILE *f = fopen("/proc/self/maps", "re");
	unsigned long start, end;
	char line[512], mode[8];

	memset(seen, 0, sizeof seen);
	if (!f)
		return 0;
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%lx-%lx %7s", &start, &end, mode) == 3)
			note(start, end, SEEN
			    | (mode[0] == 'r' ? PROT_READ : 0)
			    | (mode[1] == 'w' ? PROT_WRITE : 0)
			    | (mode[2] == 'x' ? PROT_EXEC : 0)
			    | (mode[3] == 's' ? SEEN_SHARED : 0));
	fclose(f);
	return 1;
}

static int seen_of(const struct page *p)
{
	return p->kind == HOLE ? 0
	    : SEEN | p->prot | (p->shared ? SEEN_SHARED : 0);
}

/* What is asked is granted; but for PROT_NONE loads and execution may be
 * granted with it. */
static int agree(int got, int wanted)
{
	const int more = wanted & UM_PROT_ALL ? PROT_READ | PROT_EXEC : 0;

	return (got & ~more) == (wanted & ~more) && (got & wanted) == wanted;
}

static void check_map(void)
{
	size_t i;
	int k;

	if (!look())
		return;
	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++)
			if (!agree(seen[k][i], seen_of(&regions[k].page[i])))
				disagree("page %d of region %d is mapped %#x, "
				    "not %#x", (int)i, k,
				    (unsigned)seen[k][i],
				    (unsigned)seen_of(&regions[k].page[i]));
}

/* The pages that are not there any more. */
static void learn_holes(struct region *r, size_t first, size_t count)
{
	size_t i;

	if (!look() && um_munmap(r->at + first * unit, count * unit) < 0)
		disagree("um_munmap of what a failed call left");
	for (i = first; i < first + count; i++)
		if (!(seen[r - regions][i] & SEEN))
			r->page[i].kind = HOLE;
}

/* What UM_ADV_FREE gave away goes. */
static void reclaim(void)
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

static void learn_holes(struct region *r, size_t first, size_t count)
{
	if (um_munmap(r->at + first * unit, count * unit) < 0)
		disagree("um_munmap of what a failed call left");
	while (count--)
		r->page[first + count].kind = HOLE;
}

static void reclaim(void)
{
}

#endif

static void check_all(void)
{
	size_t i;
	int k;

	check_map();
	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++)
			if (touchable(&regions[k].page[i])
			    && (regions[k].page[i].prot & PROT_READ))
				check_contents(&regions[k], i);
	if (!is_foreign(regions[0].at - MARGIN * unit)
	    || !is_foreign(regions[0].at + ARENA * unit))
		disagree("the foreign pages beside the arena have changed");
	check_file();
}

/* ---- ranges ------------------------------------------------------------- */

struct span {
	struct region *r;
	size_t first, count;	/* whole pages, for the model */
	unsigned char *addr;	/* for the call */
	size_t len;
	int odd, wraps;
};

static struct region *choose_region(unsigned choice)
{
	struct region *r = &regions[choice % (1 + OUTSIDES)];

	return r->pages ? r : &regions[0];
}

static void bend(struct span *s, unsigned how)
{
	switch (how) {
	case 15:
		s->len = s->count = 0;
		break;
	case 14:
		s->addr++;
		s->odd = 1;
		break;
	case 13:
		s->len = SIZE_MAX;
		s->wraps = 1;
		break;
	case 12:
		s->len -= unit / 3;
		break;
	default:
		break;
	}
}

/* Two bytes: where, and how long with something wrong in one of five. */
static struct span take_span(void)
{
	const unsigned where = take(), length = take();
	struct span s;

	memset(&s, 0, sizeof s);
	s.r = choose_region(where >= 64 ? where : 0);
	s.first = where % s.r->pages;
	s.count = 1 + (length & 15);
	if (s.count > s.r->pages - s.first)
		s.count = s.r->pages - s.first;
	s.addr = s.r->at + s.first * unit;
	s.len = s.count * unit;
	bend(&s, length >> 4);
	return s;
}

static void tell_span(const char *call, const struct span *s, int more)
{
	SAY("%s region %d page %d, %d pages%s, %#x", call,
	    (int)(s->r - regions), (int)s->first, (int)s->count,
	    s->odd ? " odd" : s->wraps ? " wraps" : "", (unsigned)more);
}

static struct page *page_of(const struct span *s, size_t i)
{
	return &s->r->page[s->first + i];
}

static int holes(const struct span *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->kind == HOLE)
			return 1;
	return 0;
}

static int any(const struct span *s, int (*is)(const struct page *))
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->kind != HOLE && is(page_of(s, i)))
			return 1;
	return 0;
}

static int is_file(const struct page *p)
{
	return p->kind == FILED;
}

static int is_locked(const struct page *p)
{
	return p->locked;
}

static int is_shared(const struct page *p)
{
	return p->shared;
}

static int is_private(const struct page *p)
{
	return !p->shared;
}

static int is_fixed_mode(const struct page *p)
{
	return p->readonly && p->shared;
}

static int is_inaccessible(const struct page *p)
{
	return p->prot == PROT_NONE;
}

static int faults_when_locked(const struct page *p)
{
	return beyond_end(p) && !is_inaccessible(p);
}

static int is_unreadable(const struct page *p)
{
	return !(p->prot & PROT_READ);
}

static int is_unwritable(const struct page *p)
{
	return !(p->prot & PROT_WRITE);
}

/* What every call on a range says of the range. */
static struct verdict of_span(const struct span *s)
{
	struct verdict v = { 0, 0 };

	must(&v, s->odd, EINVAL);
	must(&v, s->wraps, ENOMEM);
	return v;
}

static void set_holes(struct region *r, size_t first, size_t count)
{
	while (count--)
		r->page[first + count].kind = HOLE;
}

/* ---- storing ------------------------------------------------------------ */

/* Whether a private map shows what others store in its file is not told. */
static void file_changed(int file)
{
	size_t i;
	int k;

	for (k = 0; k <= OUTSIDES; k++)
		for (i = 0; i < regions[k].pages; i++) {
			struct page *p = &regions[k].page[i];

			if (p->kind == FILED && !p->shared && p->file == file)
				p->sure = ANYTHING;
		}
}

static void store(const struct region *r, struct page *p, size_t i, int byte)
{
	memset(r->at + i * unit, byte, unit);
	if (p->kind == FILED && p->shared) {
		file_byte[p->file] = byte;
		file_changed(p->file);
		return;
	}
	p->byte = byte;
	p->sure = SURE;
}

static void do_store(void)
{
	const struct span s = take_span();
	const int byte = (int)take();
	size_t i;

	tell_span("store", &s, byte);
	for (i = 0; i < s.count; i++)
		if (touchable(page_of(&s, i))
		    && (page_of(&s, i)->prot & PROT_WRITE))
			store(s.r, page_of(&s, i), s.first + i, byte);
}

/* ---- um_mmap ------------------------------------------------------------ */

struct mapping {
	unsigned char *addr;
	size_t first, count;	/* in the arena, if fixed there */
	size_t len;
	int prot, flags, fd, which;
	int64_t offset;
};

static int log_of(int flags)
{
	return (int)(((unsigned)flags >> 24) & 0x3f);
}

static int is_fixed(const struct mapping *m)
{
	return (m->flags & (UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE)) != 0;
}

static int is_anon(const struct mapping *m)
{
	return (m->flags & UM_MAP_ANON) != 0;
}

/* The last byte allowed. */
static uintptr_t low_end(const struct mapping *m)
{
	return m->flags & UM_MAP_32BIT ? UM_LAST_2G
	    : m->flags & UM_MAP_LOW4G ? UM_LAST_4G : UINTPTR_MAX;
}

static int is_low(const struct mapping *m, const void *at)
{
	return (uintptr_t)at <= low_end(m)
	    && low_end(m) - (uintptr_t)at >= m->len - 1;
}

static int is_stack_wrong(const struct mapping *m)
{
	return (m->flags & UM_MAP_STACK) && (!is_anon(m)
	    || !(m->flags & UM_MAP_PRIVATE)
	    || (m->prot & (PROT_READ | PROT_WRITE))
	    != (PROT_READ | PROT_WRITE));
}

static void judge_arguments(const struct mapping *m, struct verdict *v)
{
	const int kind = m->flags & (UM_MAP_SHARED | UM_MAP_PRIVATE);
	const int log = log_of(m->flags);

	must(v, m->len == 0, EINVAL);
	must(v, m->len > PTRDIFF_MAX - unit, ENOMEM);
	must(v, (m->prot & ~UM_PROT_ALL) != 0, EINVAL);
	must(v, (m->flags & (3 | 0x40000000)) != 0, EINVAL);
	must(v, is_fixed(m) && !is_low(m, m->addr), EINVAL);
	may(v, log >= 24 && low_end(m) != UINTPTR_MAX, ENOMEM);
	must(v, kind != UM_MAP_SHARED && kind != UM_MAP_PRIVATE, EINVAL);
	must(v, is_stack_wrong(m), EINVAL);
	must(v, is_fixed(m) && ((uintptr_t)m->addr & (unit - 1)), EINVAL);
	must(v, is_fixed(m) && log < (int)sizeof m->addr * 8
	    && ((uintptr_t)m->addr & (((uintptr_t)1 << log) - 1)), EINVAL);
	must(v, log >= 48 && !is_fixed(m), ENOMEM);
	may(v, log >= (int)sizeof m->addr * 8 - 3, ENOMEM);
	may(v, log >= 30, ENOMEM);
}

static void judge_file(const struct mapping *m, struct verdict *v)
{
	must(v, m->offset < 0 || (m->offset & (int64_t)(unit - 1)), EINVAL);
	must(v, m->offset > INT64_MAX - (int64_t)(MOST * unit), EOVERFLOW);
	must(v, m->which == FD_CLOSED, EBADF);
	must(v, m->which == FD_PIPE || m->which == FD_DIRECTORY, ENODEV);
	may(v, m->which == FD_PIPE || m->which == FD_DIRECTORY, EACCES);
	must(v, m->which == FD_READ && (m->flags & UM_MAP_SHARED)
	    && (m->prot & PROT_WRITE), EACCES);
	must(v, (m->prot & PROT_EXEC) && !can.file_exec, EACCES);
}

static int is_taken(const struct mapping *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (regions[0].page[m->first + i].kind != HOLE)
			return 1;
	return 0;
}

static struct verdict of_mapping(const struct mapping *m)
{
	struct verdict v = { 0, 0 };

	judge_arguments(m, &v);
	if (!is_anon(m))
		judge_file(m, &v);
	must(&v, (m->prot & PROT_WRITE) && (m->prot & PROT_EXEC) && !can.wx,
	    EACCES);
	must(&v, (m->flags & UM_MAP_CONCEAL) && !can.conceal, ENOTSUP);
	/* OpenBSD's stacks cannot be asked for together with it. */
	may(&v, (m->flags & UM_MAP_CONCEAL) && (m->flags & UM_MAP_STACK),
	    ENOTSUP);
	must(&v, (m->flags & UM_MAP_FIXED_NOREPLACE) && is_taken(m), EEXIST);
	return v;
}

static struct page new_page(const struct mapping *m, size_t i)
{
	struct page p;

	memset(&p, 0, sizeof p);
	p.kind = is_anon(m) ? ANON : FILED;
	p.shared = (m->flags & UM_MAP_SHARED) != 0;
	p.prot = m->prot;
	p.sure = SURE;
	if (p.kind == ANON)
		return p;
	p.readonly = m->which == FD_READ;
	p.file = (int)((size_t)m->offset / unit + i);
	if (p.file < FILE_PAGES)
		p.byte = file_byte[p.file];
	return p;
}

static int overlap(const struct region *r, size_t more,
    const unsigned char *at, size_t pages)
{
	const uintptr_t a = (uintptr_t)r->at - more, b = (uintptr_t)at;

	return a < b + pages * unit
	    && b < (uintptr_t)r->at + r->pages * unit + more;
}

/* Where in the model is new memory that lies at `at`?  0: no place for it. */
static struct page *place_new(unsigned char *at, size_t pages)
{
	struct region *arena = &regions[0], *room = 0;
	size_t i, first;
	int k;

	for (k = 1; k <= OUTSIDES; k++) {
		if (regions[k].pages && overlap(&regions[k], 0, at, pages))
			disagree("the result %p overlaps region %d",
			    (void *)at, k);
		if (!regions[k].pages)
			room = &regions[k];
	}
	if (!overlap(arena, MARGIN * unit, at, pages)) {
		if (room) {
			room->at = at;
			room->pages = pages;
		}
		return room ? room->page : 0;
	}
	if (at < arena->at || at + pages * unit > arena->at + ARENA * unit)
		disagree("the result %p touches foreign pages", (void *)at);
	first = (size_t)(at - arena->at) / unit;
	for (i = 0; i < pages; i++)
		if (arena->page[first + i].kind != HOLE)
			disagree("the result %p replaces page %d", (void *)at,
			    (int)(first + i));
	return &arena->page[first];
}

static void check_place(const struct mapping *m, const unsigned char *at)
{
	const uintptr_t place = (uintptr_t)at;
	const int log = log_of(m->flags);

	if (!at || (place & (unit - 1))
	    || (log && (place & (((uintptr_t)1 << log) - 1))))
		disagree("the result %p has not the alignment asked for",
		    (const void *)at);
	if (is_fixed(m) && at != m->addr)
		disagree("fixed, but the result is %p", (const void *)at);
}

static void mapped(const struct mapping *m, unsigned char *at)
{
	const size_t pages = (m->len + unit - 1) / unit;
	struct page *p;
	size_t i;

	check_place(m, at);
	if (is_fixed(m))
		p = &regions[0].page[m->first];
	else
		p = place_new(at, pages);
	for (i = 0; p && i < pages; i++)
		p[i] = new_page(m, i);
	if (!p && um_munmap(at, pages * unit) < 0)
		disagree("um_munmap of a new mapping: errno %d", errno);
}

static void map(const struct mapping *m)
{
	const struct verdict v = of_mapping(m);
	void *at;

	SAY("um_mmap(arena%+ld, %#lx, %d, %#x, fd %d, %lld)",
	    (long)(m->addr - regions[0].at), (unsigned long)m->len, m->prot,
	    (unsigned)m->flags, m->which, (long long)m->offset);
	errno = ERRNO_BEFORE;
	at = um_mmap(m->addr, m->len, m->prot, m->flags, m->fd, m->offset);
	if (judge(at == MAP_FAILED, &v)) {
		if (!is_low(m, at))
			disagree("it lies at %p", at);
		mapped(m, at);
	} else if ((m->flags & (UM_MAP_FIXED | UM_MAP_FIXED_NOREPLACE))
	    == UM_MAP_FIXED)
		learn_holes(&regions[0], m->first, m->count);
}

static int take_prot(void)
{
	const unsigned b = take();

	return b > 250 ? 0x100000 : b > 128 ? PROT_READ | PROT_WRITE
	    : (b & 1 ? PROT_READ : 0) | (b & 2 ? PROT_WRITE : 0)
	    | (b & 4 ? PROT_EXEC : 0);
}

static int take_log(void)
{
	static const int logs[] = { 0, 0, 0, 0, 1, 12, 13, 14, 15, 16, 18, 21,
		30, 47, 62, 63 };

	return UM_MAP_ALIGNED(logs[take() & 15]);
}

static int take_flags(void)
{
	static const int places[] = { 0, 0, UM_MAP_FIXED,
		UM_MAP_FIXED_NOREPLACE };
	static const int wrong[] = { 1, 2, UM_MAP_32BIT, UM_MAP_LOW4G,
		0x40000000,
		UM_MAP_SHARED, UM_MAP_PRIVATE, UM_MAP_FIXED };
	const unsigned a = take(), b = take();
	int flags = (a & 1 ? UM_MAP_SHARED : UM_MAP_PRIVATE)
	    | (a & 2 ? 0 : UM_MAP_ANON) | places[a >> 2 & 3];

	flags |= (b & 1 ? UM_MAP_STACK : 0) | (b & 2 ? UM_MAP_CONCEAL : 0)
	    | (b & 4 ? UM_MAP_MAYEXEC : 0) | (b & 8 ? UM_MAP_NORESERVE : 0)
	    | (b & 16 ? UM_MAP_POPULATE : 0) | (b & 32 ? UM_MAP_HUGE : 0);
	if ((a & 0xf0) == 0xf0)
		flags ^= wrong[b & 7];
	return flags | ((a & 0x30) == 0x10 ? take_log() : 0);
}

static int64_t take_offset(void)
{
	const unsigned b = take();

	return b == 255 ? -(int64_t)unit : b == 254 ? 1
	    : b == 253 ? INT64_MAX / (int64_t)unit * (int64_t)unit
	    : (int64_t)(b % 12 * unit);
}

static void do_map(void)
{
	struct mapping m;
	const struct span s = take_span();

	m.prot = take_prot();
	m.flags = take_flags();
	m.which = is_anon(&m) ? FD_CLOSED : (int)(take() & 15);
	m.which = m.which >= FDS ? m.which & 1 : m.which;
	m.fd = fds[m.which];
	m.offset = is_anon(&m) ? 0 : take_offset();
	m.first = s.r == &regions[0] ? s.first : s.first % ARENA;
	m.count = m.first + s.count > ARENA ? ARENA - m.first : s.count;
	m.addr = regions[0].at + m.first * unit + s.odd;
	m.len = s.wraps ? SIZE_MAX : m.count * unit - (s.len % unit
	    ? unit / 3 : 0);
	if (s.wraps)
		m.count = 0;
	map(&m);
}

/* ---- the calls on existing memory --------------------------------------- */

static void do_unmap(void)
{
	const struct span s = take_span();
	struct verdict v = of_span(&s);

	tell_span("um_munmap", &s, 0);
	must(&v, s.len == 0, EINVAL);
	errno = ERRNO_BEFORE;
	if (!judge(um_munmap(s.addr, s.len) < 0, &v))
		return;
	if (s.r == &regions[0]) {
		set_holes(s.r, s.first, s.count);
		return;
	}
	/* Holes elsewhere would be filled by anybody: it goes as a whole. */
	if (um_munmap(s.r->at, s.r->pages * unit) < 0)
		disagree("um_munmap of the rest: errno %d", errno);
	s.r->pages = 0;
}

/* A failed call may have protected a part. */
static void protect_again(const struct span *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->kind != HOLE && um_mprotect(s->r->at
		    + (s->first + i) * unit, unit, page_of(s, i)->prot) < 0)
			disagree("um_mprotect to what it was: errno %d, %s",
			    errno, um_why());
}

static void do_protect(void)
{
	const struct span s = take_span();
	const int prot = take_prot();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_mprotect", &s, prot);
	must(&v, (prot & ~UM_PROT_ALL) != 0, EINVAL);
	if (s.count) {
		must(&v, (prot & PROT_WRITE) && (prot & PROT_EXEC) && !can.wx,
		    EACCES);
		must(&v, (prot & PROT_WRITE) && any(&s, is_fixed_mode),
		    EACCES);
		must(&v, (prot & PROT_EXEC) && !can.file_exec
		    && any(&s, is_file), EACCES);
	}
	may(&v, holes(&s), ENOMEM);
	errno = ERRNO_BEFORE;
	if (!judge(um_mprotect(s.addr, s.len, prot) < 0, &v)) {
		if (!s.odd && !s.wraps)
			protect_again(&s);
		return;
	}
	for (i = 0; i < s.count; i++)
		page_of(&s, i)->prot = prot;
}

static void judge_discard(const struct span *s, struct verdict *v)
{
	must(v, any(s, is_file), ENOTSUP);
	must(v, can.tell_lock && any(s, is_locked), EBUSY);
	may(v, any(s, is_locked), EBUSY);
	must(v, !can.discard[0] && any(s, is_private), ENOTSUP);
	must(v, !can.discard[1] && any(s, is_shared), ENOTSUP);
	may(v, any(s, is_unreadable) || any(s, is_unwritable), EACCES);
}

static void judge_populate(const struct span *s, int writes,
    struct verdict *v)
{
	must(v, any(s, is_inaccessible), EACCES);
	must(v, writes && any(s, is_unwritable), EACCES);
	may(v, any(s, is_unreadable), EACCES);
	must(v, writes && any(s, is_file) && !can.populate_file, ENOTSUP);
	must(v, any(s, beyond_end), EIO);
	must(v, !writes && !can.populate, ENOTSUP);
	/* Which of these it is takes a map of the address space. */
	may(v, !can.grow && (v->must || writes), ENOTSUP);
	may(v, !can.grow && v->must, EIO);
}

static struct verdict of_advice(const struct span *s, int advice)
{
	struct verdict v = of_span(s);

	must(&v, advice < UM_ADV_NORMAL || advice > UM_ADV_REVEAL, EINVAL);
	if (s->count == 0)
		return v;
	must(&v, holes(s), ENOMEM);
	if (advice == UM_ADV_DISCARD)
		judge_discard(s, &v);
	if (advice == UM_ADV_POPULATE_READ || advice == UM_ADV_POPULATE_WRITE)
		judge_populate(s, advice == UM_ADV_POPULATE_WRITE, &v);
	must(&v, (advice == UM_ADV_CONCEAL || advice == UM_ADV_REVEAL)
	    && !can.conceal_old, ENOTSUP);
	return v;
}

static void advised(struct page *p, int advice)
{
	if (advice == UM_ADV_FREE)
		p->sure = p->kind == ANON && p->sure != ANYTHING ? OR_ZERO
		    : p->shared ? p->sure : ANYTHING;
	if (advice != UM_ADV_DISCARD)
		return;
	p->byte = 0;
	p->sure = SURE;
}

static void do_advise(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int advice = b == 255 ? 4 : UM_ADV_NORMAL + (int)(b % 13);
	const struct verdict v = of_advice(&s, advice);
	size_t i;

	tell_span("um_madvise", &s, advice);
	errno = ERRNO_BEFORE;
	if (!judge(um_madvise(s.addr, s.len, advice) < 0, &v)) {
		reclaim();	/* nothing was given away */
		return;
	}
	for (i = 0; i < s.count; i++)
		advised(page_of(&s, i), advice);
}

static void do_reclaim(void)
{
	SAY("memory is reclaimed");
	reclaim();
}

/* A failed call may have locked or unlocked a part. */
static void unlock_again(const struct region *r, struct page *p, size_t first,
    size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (p[i].kind == HOLE)
			continue;
		if (can.lock && um_munlock(r->at + (first + i) * unit, unit)
		    < 0)
			disagree("um_munlock of mapped pages: errno %d, %s",
			    errno, um_why());
		p[i].locked = 0;
	}
}

static void do_lock(int on)
{
	const struct span s = take_span();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span(on ? "um_mlock" : "um_munlock", &s, 0);
	if (s.count) {
		must(&v, holes(&s), ENOMEM);
		must(&v, on && any(&s, faults_when_locked), ENOMEM);
		may(&v, on && any(&s, faults_when_locked), EAGAIN);
		/* OpenBSD's mlock passes over what has no access. */
		may(&v, on && any(&s, is_inaccessible), ENOMEM);
		/* Without a map of them it looks like the limit. */
		may(&v, on && !can.grow && any(&s, is_inaccessible), EAGAIN);
		may(&v, !can.lock, EAGAIN);
		may(&v, !can.lock, EPERM);
	}
	errno = ERRNO_BEFORE;
	if (judge((on ? um_mlock : um_munlock)(s.addr, s.len) < 0, &v))
		for (i = 0; i < s.count; i++)
			page_of(&s, i)->locked = on;
	else if (!s.odd && !s.wraps)
		unlock_again(s.r, page_of(&s, 0), s.first, s.count);
}

static void do_mincore(void)
{
	unsigned char vec[MOST + 1];
	const struct span s = take_span();
	struct verdict v = of_span(&s);
	size_t i;

	tell_span("um_mincore", &s, 0);
	must(&v, s.count && holes(&s), ENOMEM);
	must(&v, s.count && !can.mincore, ENOTSUP);
	memset(vec, 0xee, sizeof vec);
	errno = ERRNO_BEFORE;
	if (!judge(um_mincore(s.addr, s.len, vec) < 0, &v))
		return;
	if (vec[s.count] != 0xee)
		disagree("um_mincore stores behind the last page");
	for (i = 0; i < s.count; i++)
		if (page_of(&s, i)->locked && page_of(&s, i)->prot
		    && !(vec[i] & 1))
			disagree("page %d is locked but not in memory",
			    (int)i);
}

static void do_sync(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int flags = (b & 1 ? MS_ASYNC : 0) | (b & 2 ? MS_INVALIDATE : 0)
	    | (b & 4 ? MS_SYNC : 0) | (b > 250 ? 0x4000 : 0);
	struct verdict v = of_span(&s);

	tell_span("um_msync", &s, flags);
	must(&v, b > 250, EINVAL);
	must(&v, MS_SYNC != 0 && (b & 5) == 5, EINVAL);
	if (s.count) {
		must(&v, holes(&s), ENOMEM);
		must(&v, (b & 2) && can.tell_lock && any(&s, is_locked),
		    EBUSY);
		may(&v, (b & 2) && any(&s, is_locked), EBUSY);
	}
	errno = ERRNO_BEFORE;
	(void)judge(um_msync(s.addr, s.len, flags) < 0, &v);
}

static void do_inherit(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int how = UM_INHERIT_SHARE + (int)(b % 5);
	struct verdict v = of_span(&s);

	tell_span("um_minherit", &s, how);
	must(&v, b % 5 == 4, EINVAL);
	if (s.count) {
		must(&v, holes(&s), ENOMEM);
		must(&v, b % 5 < 4 && any(&s, is_private)
		    && !can.inherit[b % 5][0], ENOTSUP);
		must(&v, b % 5 < 4 && any(&s, is_shared)
		    && !can.inherit[b % 5][1], ENOTSUP);
		may(&v, how == UM_INHERIT_ZERO && any(&s, is_file), ENOTSUP);
		may(&v, b % 5 < 4 && (!can.inherit[b % 5][0]
		    || !can.inherit[b % 5][1]), ENOTSUP);
	}
	errno = ERRNO_BEFORE;
	(void)judge(um_minherit(s.addr, s.len, how) < 0, &v);
}

/* ---- um_mremap ---------------------------------------------------------- */

/* The bits in which protections differ. */
static int differences(const struct span *s)
{
	int bits = 0;
	size_t i;

	for (i = 1; i < s->count; i++)
		bits |= page_of(s, i)->prot ^ page_of(s, 0)->prot;
	return bits;
}

static int is_in_part(const struct span *s, int prot)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (page_of(s, i)->prot == prot)
			return 1;
	return 0;
}

/* Is the room behind free?  1 yes, 0 no, -1 the model does not know. */
static int room_behind(const struct span *s, size_t pages)
{
	size_t i;

	if (s->first + pages > s->r->pages && s->r == &regions[0])
		return 0;
	for (i = s->count; i < pages && s->first + i < s->r->pages; i++)
		if (page_of(s, i)->kind != HOLE)
			return 0;
	return s->r == &regions[0] ? 1 : -1;
}

static void judge_growth(const struct span *s, size_t pages, int flags,
    struct verdict *v)
{
	const int bits = differences(s), room = room_behind(s, pages);
	const int moves = (flags & UM_MREMAP_MAYMOVE) != 0;

	must(v, (!can.grow && !can.guess) || any(s, is_file)
	    || any(s, is_shared), ENOTSUP);
	may(v, can.guess, ENOTSUP);
	must(v, (bits & PROT_WRITE) || (bits && is_in_part(s, PROT_NONE)),
	    EINVAL);
	may(v, bits != 0, EINVAL);
	must(v, room == 0 && (!moves || log_of(flags) >= 48), ENOMEM);
	may(v, room < 0 && (!moves || log_of(flags) >= 48), ENOMEM);
	may(v, log_of(flags) >= 30, ENOMEM);
	may(v, !can.lock && any(s, is_locked), EAGAIN);
}

static struct verdict of_remap(const struct span *s, size_t pages, size_t len,
    int flags)
{
	struct verdict v = of_span(s);

	must(&v, (flags & ~(UM_MREMAP_MAYMOVE | UM_MAP_ALIGNED(63))) != 0,
	    EINVAL);
	must(&v, s->len == 0 || len == 0, EINVAL);
	must(&v, len > PTRDIFF_MAX - unit, ENOMEM);
	may(&v, log_of(flags) >= (int)sizeof s->addr * 8, ENOMEM);
	must(&v, pages >= s->count && holes(s), ENOMEM);
	may(&v, holes(s), ENOMEM);
	if (pages > s->count)
		judge_growth(s, pages, flags, &v);
	return v;
}

/* The region r gets its pages behind, as many as the call made. */
static void grown(const struct span *s, struct page *p, size_t pages)
{
	const struct page old = *page_of(s, 0);
	size_t i;

	for (i = s->count; i < pages; i++) {
		p[i] = old;
		p[i].byte = 0;
		p[i].sure = SURE;
	}
}

static void forget(struct region *r, size_t first, size_t count)
{
	size_t i;

	set_holes(r, first, count);
	if (r == &regions[0])
		return;
	for (i = 0; i < r->pages; i++)
		if (r->page[i].kind != HOLE && um_munmap(r->at + i * unit,
		    unit) < 0)
			disagree("um_munmap of the rest: errno %d", errno);
	r->pages = 0;
}

static void shrunk(const struct span *s, size_t pages)
{
	set_holes(s->r, s->first + pages, s->count - pages);
	if (s->r != &regions[0])
		forget(s->r, s->first + pages, s->count - pages);
}

static void moved(const struct span *s, unsigned char *to, size_t pages,
    int flags)
{
	struct page old[MOST], *p;
	const int log = log_of(flags);

	if (!(flags & UM_MREMAP_MAYMOVE))
		disagree("it moved to %p and may not", (void *)to);
	if (room_behind(s, pages) == 1)
		disagree("it moved to %p though there is room", (void *)to);
	if (log && ((uintptr_t)to & (((uintptr_t)1 << log) - 1)))
		disagree("%p has not the alignment asked for", (void *)to);
	memcpy(old, page_of(s, 0), s->count * sizeof *old);
	set_holes(s->r, s->first, s->count);
	p = place_new(to, pages);
	if (p) {
		memcpy(p, old, s->count * sizeof *old);
		memcpy(page_of(s, 0), old, sizeof *old);
		grown(s, p, pages);
		unlock_again(&(struct region){ .at = to }, p, 0, pages);
	} else if (um_munmap(to, pages * unit) < 0)
		disagree("um_munmap of what moved: errno %d", errno);
	forget(s->r, s->first, s->count);
}

static void remapped(const struct span *s, unsigned char *to, size_t pages,
    int flags)
{
	if (to != s->addr) {
		moved(s, to, pages, flags);
		return;
	}
	if (pages < s->count)
		shrunk(s, pages);
	if (pages <= s->count)
		return;
	if (room_behind(s, pages) == 0)
		disagree("it grew in place over what is mapped");
	if (s->first + pages > s->r->pages)
		s->r->pages = s->first + pages;
	grown(s, page_of(s, 0), pages);
	unlock_again(s->r, page_of(s, 0), s->first, pages);
}

static int take_remap_flags(void)
{
	const unsigned b = take();

	return (b & 1 ? UM_MREMAP_MAYMOVE : 0)
	    | ((b & 6) == 6 ? take_log() : 0) | (b > 250 ? 1 : 0);
}

static void do_remap(void)
{
	const struct span s = take_span();
	const unsigned b = take();
	const int flags = take_remap_flags();
	size_t pages = b % 33, len;
	struct verdict v;
	void *to;

	if (pages > MOST - s.first)
		pages = MOST - s.first;
	len = b == 255 ? SIZE_MAX - unit : pages * unit - (b > 200 && pages
	    ? unit / 3 : 0);
	tell_span("um_mremap", &s, flags);
	SAY("um_mremap region %d page %d, %d pages%s to %#lx, flags %#x",
	    (int)(s.r - regions), (int)s.first, (int)s.count,
	    s.odd ? " odd" : s.wraps ? " wraps" : "", (unsigned long)len,
	    (unsigned)flags);
	v = of_remap(&s, pages, len, flags);
	errno = ERRNO_BEFORE;
	to = um_mremap(s.addr, s.len, len, flags);
	if (judge(to == MAP_FAILED, &v))
		remapped(&s, to, pages, flags);
}

/* ---- what this kernel can ----------------------------------------------- */

static void *probe(size_t pages, int prot, int flags, int fd)
{
	return um_mmap(0, pages * unit, prot, flags, fd, 0);
}

static int works(void *at)
{
	if (at == MAP_FAILED)
		return 0;
	um_munmap(at, unit);
	return 1;
}

static void ask_inherit(int shared)
{
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_ANON
	    | (shared ? UM_MAP_SHARED : UM_MAP_PRIVATE), -1);
	int how;

	for (how = 0; how < 4; how++)
		can.inherit[how][shared] = um_minherit(p, unit,
		    UM_INHERIT_SHARE + how) == 0;
	um_munmap(p, unit);
}

static void ask_discard(int shared)
{
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_ANON
	    | (shared ? UM_MAP_SHARED : UM_MAP_PRIVATE), -1);

	can.discard[shared] = um_madvise(p, unit, UM_ADV_DISCARD) == 0;
	um_munmap(p, unit);
}

static void ask_growth(void)
{
	struct um_area area;
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON, -1);
	void *now = um_mremap(p, unit, 2 * unit, UM_MREMAP_MAYMOVE);

	can.grow = now != MAP_FAILED;
	can.guess = um_area_at((uintptr_t)(can.grow ? now : p), &area) == 0
	    && area.shared < 0;
	um_munmap(can.grow ? now : p, (can.grow ? 2 : 1) * unit);
}

static void ask_lock(void)
{
	const size_t len = 2 * MOST * unit;
	void *p = probe(2 * MOST, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON, -1);

	can.lock = um_mlock(p, len) == 0;
	can.tell_lock = can.lock && um_msync(p, len, MS_INVALIDATE) < 0
	    && errno == EBUSY;
	um_munmap(p, len);
}

static void ask_advice(void)
{
	unsigned char vec[1];
	void *p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE
	    | UM_MAP_ANON, -1);

	can.mincore = um_mincore(p, unit, vec) == 0;
	can.conceal_old = um_madvise(p, unit, UM_ADV_CONCEAL) == 0;
	can.populate = um_madvise(p, unit, UM_ADV_POPULATE_READ) == 0;
	um_munmap(p, unit);
	p = probe(1, PROT_READ | PROT_WRITE, UM_MAP_SHARED, fds[FD_BOTH]);
	can.populate_file = um_madvise(p, unit, UM_ADV_POPULATE_WRITE) == 0;
	um_munmap(p, unit);
}

static void ask(void)
{
	const int all = PROT_READ | PROT_WRITE | PROT_EXEC;

	can.wx = works(probe(1, all, UM_MAP_PRIVATE | UM_MAP_ANON, -1));
	can.file_exec = works(probe(1, PROT_READ | PROT_EXEC, UM_MAP_PRIVATE,
	    fds[FD_BOTH]));
	can.conceal = works(probe(1, PROT_READ, UM_MAP_PRIVATE | UM_MAP_ANON
	    | UM_MAP_CONCEAL, -1));
	ask_advice();
	ask_lock();
	ask_growth();
	ask_discard(0);
	ask_discard(1);
	ask_inherit(0);
	ask_inherit(1);
}

/* ---- beginning, all over again ------------------------------------------ */

static void give_up(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static void open_files(void)
{
	char name[] = "/tmp/unimap-fuzz-XXXXXX";
	int ends[2];

	fds[FD_BOTH] = mkstemp(name);
	fds[FD_READ] = open(name, O_RDONLY);
	fds[FD_DIRECTORY] = open("/", O_RDONLY);
	fds[FD_CLOSED] = -1;
	if (fds[FD_BOTH] < 0 || fds[FD_READ] < 0 || pipe(ends) < 0
	    || ftruncate(fds[FD_BOTH], (off_t)(FILE_PAGES * unit)) < 0)
		give_up("a temporary file");
	fds[FD_PIPE] = ends[0];
	unlink(name);
	file_view = um_mmap(0, FILE_PAGES * unit, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED, fds[FD_BOTH], 0);
	if (file_view == MAP_FAILED)
		give_up("a file map");
}

/* Far from where kernels put what has no place, so that holes stay holes. */
static void reserve(void)
{
	const size_t len = (ARENA + 2 * MARGIN) * unit;
	void *hint = (void *)(sizeof hint > 4 ? (uintptr_t)0x2000 << 32
	    : (uintptr_t)0x10000000);
	unsigned char *at = um_mmap(hint, len, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	if (at == MAP_FAILED)
		give_up("the arena");
	memset(at, FOREIGN, len);
	if (um_mprotect(at, MARGIN * unit, PROT_READ) < 0 || um_mprotect(at
	    + (MARGIN + ARENA) * unit, MARGIN * unit, PROT_READ) < 0)
		give_up("the foreign pages");
	regions[0].at = at + MARGIN * unit;
	regions[0].pages = ARENA;
}

static void begin_once(void)
{
	if (unit)
		return;
	unit = um_granularity();
	open_files();
	reserve();
	ask();
}

static void lay(size_t first, size_t count, int flags)
{
	struct mapping m;

	memset(&m, 0, sizeof m);
	m.first = first;
	m.count = count;
	m.addr = regions[0].at + first * unit;
	m.len = count * unit;
	m.prot = PROT_READ | PROT_WRITE;
	m.flags = flags | UM_MAP_FIXED;
	m.which = FD_BOTH;
	m.fd = flags & UM_MAP_ANON ? -1 : fds[FD_BOTH];
	map(&m);
}

static void begin(void)
{
	int i;

	step = 0;
	if (um_munmap(regions[0].at, ARENA * unit) < 0)
		disagree("um_munmap of the arena: errno %d", errno);
	set_holes(&regions[0], 0, ARENA);
	for (i = 0; i < FILE_PAGES; i++)
		if (file_byte[i] != i + 1) {
			memset(file_view + (size_t)i * unit, i + 1, unit);
			file_byte[i] = i + 1;
		}
	lay(0, 16, UM_MAP_PRIVATE | UM_MAP_ANON);
	lay(16, 8, UM_MAP_SHARED | UM_MAP_ANON);
	lay(24, 8, UM_MAP_SHARED);
	lay(32, 8, UM_MAP_PRIVATE);
	for (i = 0; i < 24; i++)
		store(&regions[0], &regions[0].page[i], (size_t)i, i + 1);
	check_all();
}

static void end(void)
{
	int k;

	for (k = 1; k <= OUTSIDES; k++)
		if (regions[k].pages) {
			if (um_munmap(regions[k].at, regions[k].pages * unit)
			    < 0)
				disagree("um_munmap of region %d", k);
			regions[k].pages = 0;
		}
}

/* ---- the sequence ------------------------------------------------------- */

static void one(void)
{
	switch (take() % 16) {
	case 0: case 1: case 2:
		do_map();
		break;
	case 3:
		do_unmap();
		break;
	case 4: case 5:
		do_protect();
		break;
	case 6: case 7:
		do_advise();
		break;
	case 8:
		do_lock(1);
		break;
	case 9:
		do_lock(0);
		break;
	case 10:
		do_mincore();
		break;
	case 11:
		do_sync();
		break;
	case 12: case 13:
		do_remap();
		break;
	case 14:
		do_inherit();
		break;
	default:
		if (take() & 1)
			do_reclaim();
		else
			do_store();
	}
}

static int lowest_descriptor(void)
{
	const int fd = dup(fds[FD_BOTH]);

	close(fd);
	return fd;
}

static void run(const uint8_t *data, size_t size)
{
	int fd;

	begin_once();
	input = data;
	input_left = size;
	fd = lowest_descriptor();
	begin();
	for (step = 0; step < STEPS && input_left; step++) {
		one();
		check_all();
	}
	step--;
	end();
	if (lowest_descriptor() != fd)
		disagree("a descriptor was left open");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	run(data, size);
	return 0;
}

/* The address sanitizer's own mlock does nothing. */
static void lock_for_real(void)
{
	um_kernel.sys.mlock = um_sim_raw_mlock;
	um_kernel.sys.munlock = um_sim_raw_munlock;
}

#ifndef STANDALONE

int LLVMFuzzerInitialize(int *count, char ***arguments);

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	const char *name = getenv("UNIMAP_KERNEL");
	const struct um_sim *sim;

	(void)count;
	(void)arguments;
	lock_for_real();
	if (!name || !*name)
		return 0;
	sim = um_sim_named(name);
	if (!sim) {
		fprintf(stderr, "no simulated kernel %s\n", name);
		exit(1);
	}
	um_sim_enter(sim);
	return sim->confine ? sim->confine() : 0;
}

#else

#include <dirent.h>

enum { LONGEST = 4096 };

static int replay(void *path)
{
	static uint8_t data[LONGEST];
	const int fd = open(path, O_RDONLY);
	const ssize_t n = fd < 0 ? -1 : read(fd, data, sizeof data);

	if (n < 0)
		give_up(path);
	close(fd);
	run(data, (size_t)n);
	return 0;
}

static void replay_file(const char *path, const char *name)
{
	is_int(in_child(replay, (void *)(uintptr_t)path), 0,
	    "every answer to sequence %s is as the contract says", name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, so that a test keeps its number. */
static void replay_directory(const char *path)
{
	static char *names[1024];
	char whole[1024];
	DIR *d = opendir(path);
	struct dirent *e;
	size_t n = 0, i;

	while (d && (e = readdir(d)) && n < sizeof names / sizeof *names)
		if (e->d_name[0] != '.')
			names[n++] = strdup(e->d_name);
	if (d)
		closedir(d);
	qsort(names, n, sizeof *names, by_name);
	for (i = 0; i < n; i++) {
		snprintf(whole, sizeof whole, "%s/%s", path, names[i]);
		replay_file(whole, names[i]);
		free(names[i]);
	}
	if (n == 0)
		ok(0, "there is a sequence in %s", path);
}

static void replay_argument(const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		replay_directory(path);
	else
		replay_file(path, path);
}

/* The model knows of no such kernel. */
static void skip_if_emulated_wrongly(void)
{
	static const enum qemu_fault faults[] = {
		QEMU_MSYNC_HOLE, QEMU_MREMAP_IN_PLACE, QEMU_MINCORE_BYTES,
		QEMU_FILE_END, QEMU_MSYNC_FLAGS
	};
	size_t i;

	for (i = 0; i < sizeof faults / sizeof *faults; i++)
		if (qemu_fault(faults[i]))
			skip_all("%s", qemu_fault(faults[i]));
}

int main(int count, char **arguments)
{
	const char *srcdir = getenv("srcdir");
	char corpus[1024];
	int i;

	plan(0);
	if (!is_simulated())
		lock_for_real();
	if (um_page_size() != um_granularity())
		skip_all("sequences are of pages and places are larger here");
	if (!places_are_had())
		skip_all(NO_PLACES);
	skip_if_emulated_wrongly();
	snprintf(corpus, sizeof corpus, "%s/fuzz/corpus",
	    srcdir ? srcdir : ".");
	for (i = 1; i < count; i++)
		replay_argument(arguments[i]);
	if (count < 2)
		replay_directory(corpus);
	return done();
}

#endif
