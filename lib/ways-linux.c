/* Ways of Linux and what speaks its language: its map as a text and as a
 * call, its advice, mremap. */
#include "logic.h"

#define MAPS "/proc/self/maps"

/* ---- the name of a mapping tells its kind ------------------------------ */

struct name {
	char start[32];		/* of the path, cut */
	size_t len;		/* of the whole path */
	size_t matched;		/* of UM_OBJECT_NAME in the last component */
};

static void name_clear(struct name *n)
{
	n->len = n->matched = 0;
	n->start[0] = '\0';
}

static void name_add(struct name *n, char c)
{
	static const char object[] = UM_OBJECT_NAME;

	if (n->len < sizeof n->start - 1) {
		n->start[n->len] = c;
		n->start[n->len + 1] = '\0';
	}
	n->len++;
	if (n->matched == sizeof object - 1 && c != '/')
		return;
	if (c == '/' || c == ':')	/* "/memfd:name" */
		n->matched = 0;
	else if (n->matched < sizeof object - 1 && object[n->matched] == c)
		n->matched++;
	else
		n->matched = sizeof object;	/* not this component */
}

static int starts_with(const struct name *n, const char *with)
{
	return strncmp(n->start, with, strlen(with)) == 0;
}

static int is_main_stack(const struct name *n)
{
	return strcmp(n->start, "[stack]") == 0;
}

/* The kernel shows shared anonymous memory as a deleted /dev/zero. */
static enum um_kind kind_of(const struct name *n)
{
	if (n->len == 0 || n->matched == sizeof UM_OBJECT_NAME - 1)
		return UM_KIND_ANON;
	if (starts_with(n, "[heap]") || starts_with(n, "[stack")
	    || starts_with(n, "[anon"))
		return UM_KIND_ANON;
	return strcmp(n->start, "/dev/zero") == 0
	    || strcmp(n->start, "/dev/zero (deleted)") == 0
	    ? UM_KIND_ANON : UM_KIND_FILE;
}

static void area_untold(struct um_area *area)
{
	area->locked = area->concealed = area->inherit = -1;
}

/* ---- PROCMAP_QUERY: linux/include/uapi/linux/fs.h, since 6.11 ---------- */

struct procmap_query {
	uint64_t size, query_flags, query_addr;
	uint64_t start, end, flags, page_size, offset, inode;
	uint32_t dev_major, dev_minor, name_size, build_id_size;
	uint64_t name_addr, build_id_addr;
};
enum {
	QUERY_COVERING_OR_NEXT = 0x10,
	QUERY_READ = 1, QUERY_WRITE = 2, QUERY_EXEC = 4, QUERY_SHARED = 8
};

static int query(int fd, uintptr_t addr, struct procmap_query *q, char *name,
    uint32_t size)
{
	memset(q, 0, sizeof *q);
	q->size = sizeof *q;
	q->query_flags = QUERY_COVERING_OR_NEXT;
	q->query_addr = addr;
	q->name_addr = (uintptr_t)name;
	q->name_size = size;
	return um_kernel.sys.ioctl(fd, um_kernel.numbers.procmap_query, q);
}

static int unknown(void)
{
	errno = ENOSYS;
	return -1;
}

static void read_answer(const struct procmap_query *q, const char *name,
    struct um_area *area)
{
	struct name n;

	name_clear(&n);
	for (; q->name_size && *name; name++)
		name_add(&n, *name);
	area_untold(area);
	area->start = (uintptr_t)q->start;
	area->end = (uintptr_t)q->end;
	area->prot = (q->flags & QUERY_READ ? PROT_READ : 0)
	    | (q->flags & QUERY_WRITE ? PROT_WRITE : 0)
	    | (q->flags & QUERY_EXEC ? PROT_EXEC : 0);
	area->shared = (q->flags & QUERY_SHARED) != 0;
	area->kind = kind_of(&n);
	area->stack = is_main_stack(&n);
}

static int query_each(int fd, struct um_question *ask)
{
	struct procmap_query q;
	struct um_area area;
	char name[512] = "";	/* valgrind does not know the call */

	while (!ask->stopped) {
		if (query(fd, ask->from, &q, name, sizeof name) < 0)
			return -1;
		read_answer(&q, name, &area);
		ask->stopped = ask->visit(&area, ask->closure);
		ask->from = area.end;
	}
	return 0;
}

int um_area_by_query(void *question)
{
	const int saved = errno;
	int fd, failed;

	if (!um_kernel.numbers.procmap_query)
		return unknown();
	fd = um_open(MAPS, O_RDONLY);
	if (fd < 0)
		return errno == EMFILE || errno == ENFILE ? -1 : unknown();
	failed = query_each(fd, question);
	um_close(fd);
	if (!failed) {
		errno = saved;
		return 0;
	}
	/* Beyond the last one the text has x86's page of system calls. */
	if (errno == ENAMETOOLONG || errno == ENOENT)
		return um_area_by_text(question);
	return errno == ENOTTY ? unknown() : -1;
}

/* ---- the text: proc(5) ------------------------------------------------- */

/* "55d0c-55d0e" begins the line of a mapping, here and in smaps. */
static UM_COLD int read_bounds(struct um_text *t, uintptr_t *start,
    uintptr_t *end)
{
	*start = um_text_number(t, 16);
	if (!um_text_is(t, '-'))
		return 0;
	*end = um_text_number(t, 16);
	return 1;
}

/* "55d0c-55d0e r-xp 00000000 08:01 131 /usr/bin/cat"; 0 at the end. */
int um_area_line(struct um_text *t, struct um_area *area)
{
	struct name n;
	uintptr_t inode;

	if (!read_bounds(t, &area->start, &area->end))
		return 0;
	area_untold(area);
	um_text_next(t);
	area->prot = um_text_is(t, 'r') ? PROT_READ : 0;
	area->prot |= um_text_is(t, 'w') ? PROT_WRITE : 0;
	area->prot |= um_text_is(t, 'x') ? PROT_EXEC : 0;
	area->shared = um_text_is(t, 's');
	um_text_next(t);
	um_text_skip_word(t);			/* offset */
	um_text_skip_word(t);			/* device */
	inode = um_text_number(t, 10);
	um_text_skip_word(t);
	name_clear(&n);
	for (; t->c > 0 && t->c != '\n'; um_text_next(t))
		name_add(&n, (char)t->c);
	um_text_next(t);
	/* NetBSD does not find the name of each file */
	area->kind = inode && n.len == 0 ? UM_KIND_FILE : kind_of(&n);
	area->stack = is_main_stack(&n);
	return 1;
}

int um_area_by_text(void *question)
{
	struct um_question *ask = question;
	struct um_area area;
	struct um_text t;
	int any = 0;

	if (um_text_open(&t, MAPS) < 0)
		return -1;
	while (!ask->stopped && um_area_line(&t, &area) && !t.failed) {
		any = 1;
		if (area.end <= ask->from)
			continue;
		ask->stopped = ask->visit(&area, ask->closure);
		ask->from = area.end;
	}
	um_text_close(&t);
	/* An empty file tells nothing. */
	return any && !t.failed ? 0 : unknown();
}

/* ---- discarding, populating -------------------------------------------- */

int um_discard_by_dontneed(void *request)
{
	const struct um_range range = um_area_range(request);

	return um_sure_madvise(&range, um_kernel.numbers.adv_dontneed);
}

int um_discard_by_remove(void *request)
{
	const struct um_range range = um_area_range(request);

	return um_sure_madvise(&range, um_kernel.numbers.adv_remove);
}

int um_populate_by_advice(void *population)
{
	const struct um_population *p = population;

	return um_sure_madvise(&p->range, p->need == PROT_READ
	    ? um_kernel.numbers.adv_populate_read
	    : um_kernel.numbers.adv_populate_write);
}

/* ---- Linux: memory copied or shared once and for all, and advice ------- */

static UM_COLD int refuse_other(const struct um_area *area, void *closure)
{
	struct um_inheritance *i = closure;

	i->told = 1;
	if (i->inherit == UM_INHERIT_SHARE && !area->shared)
		return um_unable("private memory stays private");
	if (i->inherit != UM_INHERIT_SHARE && area->shared)
		return um_unable("shared memory stays shared");
	if (i->inherit == UM_INHERIT_ZERO && area->kind != UM_KIND_ANON)
		return um_unable("only anonymous memory is zeroed for a "
		    "child");
	return 0;
}

/* WIPEONFORK: EINVAL where it is not known, gVisor and Linux before 4.14. */
static int wipe(const struct um_inheritance *i)
{
	if (um_raw_madvise(&i->range, um_kernel.numbers.adv_wipeonfork) == 0)
		return 0;
	return errno == EINVAL || errno == ENOSYS ? um_unable(i->told
	    ? "this kernel has no zeroing inheritance" : UM_WHY_UNTOLD) : -1;
}

/* Where nobody tells what memory it is, the kernel takes WIPEONFORK of nothing
 * but private anonymous memory. */
int um_inherit_by_advice(void *request)
{
	struct um_inheritance *i = request;
	const struct um_numbers *n = &um_kernel.numbers;

	if (!um_madvise_honest())
		return um_unable(UM_WHY_NO_EFFECT);
	if (i->inherit == UM_INHERIT_NONE)
		return um_raw_madvise(&i->range, n->adv_dontfork);
	i->told = 0;
	if (um_areas(&i->range, refuse_other, i) < 0
	    && (i->told || errno != ENOTSUP || i->inherit == UM_INHERIT_SHARE))
		return -1;
	um_said_of(0);
	if ((i->inherit == UM_INHERIT_ZERO || !i->told) && wipe(i) < 0)
		return -1;
	if (i->inherit != UM_INHERIT_ZERO
	    && um_raw_madvise(&i->range, n->adv_keeponfork) < 0
	    && errno != EINVAL && errno != ENOSYS)
		return -1;
	return um_raw_madvise(&i->range, n->adv_dofork);
}

/* ---- what the map does not say ----------------------------------------- */

/* "rd wr lo dd": two letters a flag. */
static void read_vm_flags(struct um_text *t, struct um_area *area)
{
	int flag;

	area->locked = area->concealed = 0;
	area->inherit = area->shared ? UM_INHERIT_SHARE : UM_INHERIT_COPY;
	for (; t->c > 0 && t->c != '\n'; um_text_skip_word(t)) {
		flag = t->c << 8;
		um_text_next(t);
		flag |= t->c;
		if (flag == ('l' << 8 | 'o'))
			area->locked = 1;
		if (flag == ('d' << 8 | 'd'))
			area->concealed = 1;
		if (flag == ('d' << 8 | 'c'))
			area->inherit = UM_INHERIT_NONE;
		if (flag == ('w' << 8 | 'f'))
			area->inherit = UM_INHERIT_ZERO;
	}
}

/* "VmFlags: rd wr" (Linux 3.8) ends what is said of a mapping. */
static int find_flags(struct um_text *t, struct um_area *area)
{
	uintptr_t start, end;
	int here = 0;

	for (; t->c >= 0; um_text_skip_line(t)) {
		if (here && t->c == 'V') {
			um_text_skip_word(t);
			read_vm_flags(t, area);
			return 0;
		}
		if (read_bounds(t, &start, &end))
			here = start <= area->start && area->start < end;
	}
	return unknown();
}

int um_details_by_smaps(void *area)
{
	struct um_text t;
	int failed;

	if (um_text_open(&t, "/proc/self/smaps") < 0)
		return -1;
	failed = find_flags(&t, area);
	um_text_close(&t);
	return failed;
}

/* ---- core dumps -------------------------------------------------------- */

/* gVisor takes MADV_DONTDUMP and does nothing, and shows it so.  Asked once,
 * on a page of our own; where nothing is shown the kernel is believed. */
static int means_dontdump(void)
{
	enum { UNASKED, YES, NO };
	static int remembered;
	int known = UM_LOAD(&remembered);
	struct um_range page;
	struct um_area area;

	if (known != UNASKED)
		return known == YES;
	page.len = um_page_size();
	if (um_hold(0, page.len, &page.addr) < 0)
		return -1;
	area_untold(&area);
	area.start = page.addr;
	area.shared = 0;
	known = um_raw_madvise(&page, um_kernel.numbers.adv_dontdump) < 0
	    ? NO : YES;
	if (um_area_details(&area) < 0 && errno != ENOTSUP)
		known = UNASKED;
	else if (area.concealed == 0)
		known = NO;
	um_undo(page.addr, page.len);
	UM_STORE(&remembered, known);
	return known == UNASKED ? -1 : known == YES;
}

int um_conceal_by_dontdump(void *concealment)
{
	const int means = means_dontdump();

	if (means == 0)
		return um_unable(UM_WHY_NO_EFFECT);
	return means < 0 ? -1 : um_conceal_by_advice(concealment);
}

/* ---- mremap ------------------------------------------------------------ */

static int raw_mremap(uintptr_t from, size_t len, size_t new_len, int flags,
    uintptr_t to, uintptr_t *result)
{
	*result = (uintptr_t)um_kernel.sys.mremap((void *)from, len, new_len,
	    flags, (void *)to);
	return *result == UM_NOWHERE ? -1 : 0;
}

/* Linux moves and grows one mapping a call, and memory of one protection can
 * be several: this is the part of `range` at offset `at`. */
static int part_at(const struct um_range *range, size_t at,
    struct um_range *part)
{
	struct um_area area;

	if (um_area_at(range->addr + at, &area) < 0)
		return -1;
	part->addr = area.start > range->addr ? area.start : range->addr;
	part->len = area.end - part->addr;
	if (part->len > range->addr + range->len - part->addr)
		part->len = range->addr + range->len - part->addr;
	return 0;
}

static int grow_last(struct um_remap *m)
{
	struct um_range last;
	uintptr_t same;

	if (part_at(&m->old, m->old.len - 1, &last) < 0 || raw_mremap(last.addr,
	    last.len, last.len + m->new_len - m->old.len, 0, 0, &same) < 0)
		return -1;
	m->result = m->old.addr;
	return 0;
}

/* The last part grows by more; done: how far it came. */
static int move_parts(const struct um_range *from, uintptr_t to, size_t more,
    size_t *done)
{
	const struct um_numbers *n = &um_kernel.numbers;
	struct um_range part;
	uintptr_t there;

	for (*done = 0; *done < from->len; *done += part.len) {
		if (part_at(from, *done, &part) < 0 || raw_mremap(part.addr,
		    part.len, *done + part.len < from->len ? part.len
		    : part.len + more, n->mremap_maymove | n->mremap_fixed,
		    to + *done, &there) < 0)
			return -1;
	}
	return 0;
}

/* Only a fixed move can be told where to go, and it must not replace. */
static int move_onto_hold(struct um_remap *m)
{
	struct um_range back;
	size_t done;
	int failed;

	if (!um_kernel.numbers.mremap_fixed)	/* before 2.3.31 */
		return um_remap_by_copying(m);
	if (um_hold(&m->where, m->new_len, &m->result) < 0)
		return -1;
	if (move_parts(&m->old, m->result, m->new_len - m->old.len,
	    &back.len) == 0)
		return 0;
	back.addr = m->result;
	failed = errno;
	(void)move_parts(&back, m->old.addr, 0, &done);
	um_undo(back.addr, m->new_len);
	errno = failed;
	return -1;
}

static int may_move_anywhere(const struct um_remap *m)
{
	return m->may_move && !m->where.low && !m->where.high
	    && !m->where.flags && m->where.align <= um_grain();
}

int um_remap_by_mremap(void *request)
{
	struct um_remap *m = request;
	int failed = m->must_move;

	if (!m->must_move)
		failed = raw_mremap(m->old.addr, m->old.len, m->new_len,
		    may_move_anywhere(m) ? um_kernel.numbers.mremap_maymove
		    : 0, 0, &m->result);
	if (failed && !m->must_move && errno == EFAULT)
		failed = grow_last(m);
	if (m->must_move || (failed && errno == ENOMEM && m->may_move))
		failed = move_onto_hold(m);
	/* a filter; sealed memory stays so */
	if (failed && (errno == EPERM || errno == EACCES))
		errno = ENOSYS;
	return failed;
}
