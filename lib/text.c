/* Reading a text of /proc character by character, without memory of its own. */
#include "kernel.h"

static int no_text(void)
{
	if (errno != EMFILE && errno != ENFILE)
		errno = ENOSYS;	/* no /proc, or not for us */
	return -1;
}

int um_text_open(struct um_text *t, const char *path)
{
	t->fd = um_open(path, O_RDONLY);
	if (t->fd < 0)
		return no_text();
	t->whole.len = t->at = t->have = 0;
	um_text_next(t);
	return 0;
}

static ssize_t read_some(int fd, char *buffer, size_t room)
{
	ssize_t n;

	do
		n = um_kernel->sys->read(fd, buffer, room);
	while (n < 0 && errno == EINTR);
	return n;
}

/* 1 if there may be more than there is room for */
static int read_whole(struct um_text *t, const char *path, size_t room)
{
	struct um_request r;
	ssize_t n;

	um_request_pages(&r, 0, um_round_up(room, um_grain()),
	    PROT_READ | PROT_WRITE, UM_MAP_PRIVATE);
	if (um_map(&r) < 0)
		return -1;
	t->whole.addr = r.result;
	t->whole.len = r.len;
	t->fd = um_open(path, O_RDONLY);
	if (t->fd >= 0) {
		n = read_some(t->fd, (char *)r.result, r.len);
		um_close(t->fd);
		t->fd = -1;
		if (n > 0 && (size_t)n < r.len) {
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
	return no_text();
}

int um_text_open_whole(struct um_text *t, const char *path)
{
	size_t room = 65536;
	int more;

	while ((more = read_whole(t, path, room)) > 0) {
		if (room > SIZE_MAX / 4) {
			errno = ENOSYS;
			return -1;
		}
		room *= 2;
	}
	if (more == 0)
		um_text_next(t);
	return more;
}

void um_text_close(struct um_text *t)
{
	if (t->fd >= 0)
		um_close(t->fd);
	if (t->whole.len)
		um_undo(t->whole.addr, t->whole.len);
}

static int ask_outside(const struct um_area *area, void *question)
{
	struct um_question *ask = question;

	if (area->end - 1 < ask->from)
		return 0;
	ask->stopped = ask->visit(area, ask->closure);
	ask->from = area->end;
	return ask->stopped;
}

int um_area_lines(struct um_text *t,
    int (*read_line)(struct um_text *, struct um_area *),
    struct um_question *ask)
{
	struct um_area area;
	int any = 0;

	while (!ask->stopped && read_line(t, &area)) {
		any = 1;
		(void)um_area_outside(&area, &t->whole, ask_outside, ask);
	}
	um_text_close(t);
	if (any)
		return 0;
	errno = ENOSYS;		/* an empty file tells nothing */
	return -1;
}

void um_text_next(struct um_text *t)
{
	const char *const text = t->whole.len ? (const char *)t->whole.addr
	    : t->buffer;
	ssize_t n = 0;

	if (t->at == t->have) {
		if (!t->whole.len)
			n = read_some(t->fd, t->buffer, sizeof t->buffer);
		t->at = 0;
		t->have = n > 0 ? (size_t)n : 0;
	}
	t->c = t->have ? (unsigned char)text[t->at++] : -1;
}

uintptr_t um_text_number(struct um_text *t, unsigned base)
{
	static const char digits[] = "0123456789abcdef";
	const char *digit;
	uintptr_t n = 0;

	while (t->c > 0 && (digit = strchr(digits, t->c))
	    && digit < digits + base) {
		n = n * base + (uintptr_t)(digit - digits);
		um_text_next(t);
	}
	return n;
}

int um_text_is(struct um_text *t, int c)
{
	const int is = t->c == c;

	um_text_next(t);
	return is;
}

void um_text_skip_word(struct um_text *t)
{
	while (t->c > 0 && t->c != ' ' && t->c != '\n')
		um_text_next(t);
	while (t->c == ' ')
		um_text_next(t);
}

void um_text_skip_line(struct um_text *t)
{
	while (t->c >= 0 && t->c != '\n')
		um_text_next(t);
	um_text_next(t);
}
