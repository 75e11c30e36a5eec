/* Reading a text of /proc character by character, without memory of its own. */
#include "logic.h"

int um_no_text(void)
{
	if (errno != EMFILE && errno != ENFILE)
		errno = ENOSYS;	/* no /proc, or not for us */
	return -1;
}

int um_text_open(struct um_text *t, const char *path)
{
	t->fd = um_open(path, O_RDONLY);
	if (t->fd < 0)
		return um_no_text();
	t->whole.len = t->at = t->have = 0;
	t->failed = 0;
	um_text_next(t);
	return 0;
}

ssize_t um_text_read(int fd, char *buffer, size_t room)
{
	ssize_t n;

	do
		n = um_kernel.sys.read(fd, buffer, room);
	while (n < 0 && errno == EINTR);
	return n;
}

void um_text_close(struct um_text *t)
{
	if (t->fd >= 0)
		um_close(t->fd);
	if (t->whole.len)
		um_undo(t->whole.addr, t->whole.len);
}

void um_text_next(struct um_text *t)
{
	const char *const text = t->whole.len ? (const char *)t->whole.addr
	    : t->buffer;
	ssize_t n = 0;

	if (t->at == t->have) {
		if (!t->whole.len && !t->failed)
			n = um_text_read(t->fd, t->buffer, sizeof t->buffer);
		t->failed |= n < 0;
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
