/* Reading a text of /proc character by character, without memory of its own. */
#include "engine.h"

int um_is_used_up(int err)
{
	return err == EMFILE || err == ENFILE || err == ENOMEM || err == EAGAIN;
}

int um_no_text(void)
{
	if (!um_is_used_up(errno))
		errno = ENOSYS;	/* no /proc, or not for us */
	return -1;
}

int um_text_open(struct um_text *t, const char *path)
{
	t->fd = um_open(path, O_RDONLY);
	if (t->fd < 0)
		return um_no_text();
	t->whole.len = t->at = t->have = 0;
	t->failed = t->err = 0;
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

int um_text_more(struct um_text *t)
{
	ssize_t n = 0;

	if (t->whole.len)
		t->text = (const char *)t->whole.addr;
	else {
		t->text = t->buffer;
		if (!t->failed)
			n = um_text_read(t->fd, t->buffer, sizeof t->buffer);
		if (n < 0) {
			t->failed = 1;
			t->err = errno;
		}
	}
	t->at = 0;
	t->have = n > 0 ? (size_t)n : 0;
	return t->have ? (unsigned char)t->text[t->at++] : -1;
}

static unsigned digit_of(int c)
{
	return c >= '0' && c <= '9' ? (unsigned)(c - '0')
	    : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : UINT_MAX;
}

uint64_t um_text_number(struct um_text *t, unsigned base)
{
	uint64_t n = 0;
	unsigned digit;

	while ((digit = digit_of(t->c)) < base) {
		n = n * base + digit;
		um_text_next(t);
	}
	return n;
}
