/* The words of a text of /proc. */
#include "engine.h"

int um_text_is(struct um_text *t, int c)
{
	const int is = t->c == c;

	um_text_next(t);
	return is;
}

void um_text_prot(struct um_text *t, struct um_area *area)
{
	area->prot = um_text_is(t, 'r') ? PROT_READ : 0;
	area->prot |= um_text_is(t, 'w') ? PROT_WRITE : 0;
	area->prot |= um_text_is(t, 'x') ? PROT_EXEC : 0;
}

void um_text_skip_word(struct um_text *t)
{
	while (t->c > 0 && t->c != ' ' && t->c != '\n')
		um_text_next(t);
	while (t->c == ' ')
		um_text_next(t);
}

/* The escapes of a name in the map, such as \012, stay as they are. */
void um_text_name(struct um_text *t, char name[UM_AREA_NAME])
{
	size_t len = 0;

	for (; t->c > 0 && t->c != '\n'; um_text_next(t))
		if (len < UM_AREA_NAME - 1)
			name[len++] = (char)t->c;
	name[len] = '\0';
	t->failed |= t->c != '\n';
	um_text_next(t);
}

void um_text_skip_line(struct um_text *t)
{
	while (t->c >= 0 && t->c != '\n')
		um_text_next(t);
	um_text_next(t);
}
