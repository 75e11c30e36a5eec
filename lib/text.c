/* Reading a text of /proc character by character, without memory of its own. */
#include "kernel.h"

int um_text_open(struct um_text *t, const char *path)
{
	t->fd = um_open(path, O_RDONLY);
	if (t->fd < 0) {
		if (errno != EMFILE && errno != ENFILE)
			errno = ENOSYS;	/* no /proc, or not for us */
		return -1;
	}
	t->at = t->have = 0;
	um_text_next(t);
	return 0;
}

void um_text_next(struct um_text *t)
{
	ssize_t n = 0;

	if (t->at == t->have) {
		do
			n = um_kernel->sys->read(t->fd, t->buffer,
			    sizeof t->buffer);
		while (n < 0 && errno == EINTR);
		t->at = 0;
		t->have = n > 0 ? (size_t)n : 0;
	}
	t->c = t->have ? (unsigned char)t->buffer[t->at++] : -1;
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
