/* Texts of BSD's procfs, which answer one read and no second one. */
#include "way.h"

#include "host/list.h"

/* 1 if there may be more than there is room for */
static int read_at_once(struct um_text *t, const char *path, size_t room)
{
	struct um_request r;
	ssize_t n;

	um_request_pages(&r, 0, um_round_up(room, um_grain()),
	    PROT_READ | PROT_WRITE, UM_MAP_PRIVATE | um_apart());
	if (um_map(&r) < 0)
		return -1;
	t->failed = t->err = 0;
	t->whole.addr = r.result;
	t->whole.len = r.len;
	t->fd = um_open(path, O_RDONLY);
	if (t->fd >= 0) {
		n = um_text_read(t->fd, (char *)r.result, r.len);
		um_close(t->fd);
		t->fd = -1;
		if (n > 0 && (size_t)n < r.len) {
			t->text = (const char *)t->whole.addr;
			t->at = 0;
			t->have = (size_t)n;
			return 0;
		}
		if (n > 0 || (n < 0 && errno == EFBIG)) {
			um_text_close(t);
			return 1;
		}
		errno = n < 0 ? errno : ENOSYS;
	}
	um_text_close(t);
	return um_no_text();
}

static int open_whole(struct um_text *t, const char *path)
{
	const int saved = errno;
	size_t room = 65536;
	int more;

	while ((more = read_at_once(t, path, room)) > 0) {
		if (room > SIZE_MAX / 4) {
			errno = ENOSYS;
			return -1;
		}
		room *= 2;
	}
	if (more == 0) {
		errno = saved;
		um_text_next(t);
	}
	return more;
}

static int ask_lines(struct um_text *t,
    int (*read_line)(struct um_text *, struct um_area *, char *name),
    struct um_question *ask)
{
	char name[UM_AREA_NAME];
	struct um_list l = { ask, { 0, 0 }, 0, 0 };
	struct um_area area;
	int any = 0;

	l.scratch = t->whole;
	while (!ask->stopped && read_line(t, &area, name)) {
		any = 1;
		(void)um_list_show(&l, &area);
	}
	um_text_close(t);
	if (any && !t->failed)
		return 0;
	errno = t->err;		/* an empty file tells nothing */
	return um_no_text();
}

/* NetBSD: in Linux' words */
int um_area_by_curproc_maps(void *question)
{
	struct um_text t;

	return open_whole(&t, "/proc/curproc/maps") < 0 ? -1
	    : ask_lines(&t, um_area_line, question);
}

static uintptr_t read_address(struct um_text *t)
{
	uintptr_t n;

	um_text_next(t);
	if (t->c == 'x')
		um_text_next(t);
	n = (uintptr_t)um_text_number(t, 16);
	um_text_skip_word(t);
	return n;
}

static void read_word(struct um_text *t, char *word, size_t room)
{
	size_t n = 0;

	for (; t->c > ' ' && n < room - 1; um_text_next(t))
		word[n++] = (char)t->c;
	word[n] = '\0';
	um_text_skip_word(t);
}

/* "0x400000 0x401000 1 1 0xffffffe0 r-x 2 1 0x0 COW NC vnode /bin/cat":
 * DragonFly's sys/vfs/procfs/procfs_map.c.  Shared anonymous memory differs
 * from private in nothing but its inheritance, which is not told. */
static int read_dragonfly_line(struct um_text *t, struct um_area *area,
    char name[UM_AREA_NAME])
{
	char cow[8], type[16];
	int words = 3;

	um_area_blank(area);
	if (t->c != '0')
		return 0;
	area->start = read_address(t);
	area->end = read_address(t);
	while (words--)
		um_text_skip_word(t);
	um_text_prot(t, area);
	um_text_skip_word(t);
	um_text_skip_word(t);			/* references */
	um_text_skip_word(t);			/* shadows */
	um_text_skip_word(t);			/* flags */
	read_word(t, cow, sizeof cow);
	um_text_skip_word(t);			/* needs copy */
	read_word(t, type, sizeof type);
	um_text_name(t, name);
	if (strcmp(name, "-") != 0)
		area->name = name;
	area->kind = strcmp(type, "default") == 0 || strcmp(type, "swap") == 0
	    || strcmp(type, "none") == 0 ? UM_KIND_ANON : UM_KIND_FILE;
	area->shared = strcmp(cow, "COW") == 0 ? 0
	    : area->kind == UM_KIND_FILE ? 1 : -1;
	return 1;
}

int um_area_by_curproc_map(void *question)
{
	struct um_text t;

	return open_whole(&t, "/proc/curproc/map") < 0 ? -1
	    : ask_lines(&t, read_dragonfly_line, question);
}
