/* The stage of the scenarios: see stage.h. */
#include "stage.h"

const char *stage_file = "";

static void set(struct stage *s, int flags)
{
	const size_t len = all_pages * page();

	s->result = 0;
	s->len = 0;
	s->fd = s->object = -1;
	s->all = um_mmap(0, len, RW, flags, -1, 0);
	if (s->all == MAP_FAILED)
		_exit(STAGE_CANNOT);
	memset(s->all, STAGE_FOREIGN, len);
	s->work = s->all + first_page * page();
	memset(s->work, STAGE_OLD, work_pages * page());
}

void set_private(struct stage *s)
{
	set(s, OWN);
}

void set_shared(struct stage *s)
{
	set(s, SHARED);
}

void set_file(struct stage *s)
{
	set_private(s);
	s->fd = temporary_file(work_pages * page());
}

static void set_other(unsigned char *at, size_t pages, int flags, int fd)
{
	if (um_mmap(at, pages * page(), RW, UM_MAP_SHARED | UM_MAP_FIXED
	    | flags, fd, 0) != at)
		_exit(STAGE_CANNOT);
}

/* The work pages are a map of the file. */
void set_file_map(struct stage *s)
{
	set_file(s);
	set_other(s->work, work_pages, 0, s->fd);
}

void set_hole(struct stage *s)
{
	set_private(s);
	um_munmap(s->work, work_pages * page());
}

void set_half_hole(struct stage *s)
{
	set_private(s);
	um_munmap(s->work + 2 * page(), 2 * page());
}

/* Four pages with room behind them. */
void set_room(struct stage *s)
{
	set_private(s);
	um_munmap(s->work + 4 * page(), (work_pages - 4) * page());
}

void set_read_only(struct stage *s)
{
	set_private(s);
	um_mprotect(s->work, work_pages * page(), PROT_READ);
}

void set_mixed(struct stage *s)
{
	set_private(s);
	set_other(s->work + 4 * page(), 2, UM_MAP_ANON, -1);
	memset(s->work, STAGE_OLD, work_pages * page());
}

void set_locked(struct stage *s)
{
	set_private(s);
	um_mlock(s->work, work_pages * page());
}

/* Old Linux and SVR4 want a privilege for either. */
void set_to_unlock(struct stage *s)
{
	set_private(s);
	if (um_mlock(s->work, work_pages * page()) < 0)
		_exit(STAGE_CANNOT);
}

void set_unshared(struct stage *s)
{
	set_private(s);
	um_minherit(s->work, work_pages * page(), UM_INHERIT_NONE);
}

int had(struct stage *s, void *p, size_t len)
{
	if (p == MAP_FAILED)
		return -1;
	s->result = p;
	s->len = len;
	return 0;
}

int stage_clear(struct stage *s)
{
	int stays;

	if (s->result)
		um_munmap(s->result, s->len);
	stays = um_munmap(s->all, all_pages * page()) < 0 && errno == EPERM;
	if (s->fd >= 0)
		close(s->fd);
	if (s->object >= 0)
		close(s->object);
	return stays;
}

/* Address space that is not committed. */
void set_space(struct stage *s)
{
	set_private(s);
	if (um_mmap(s->work, work_pages * page(), PROT_NONE, UM_MAP_PRIVATE
	    | UM_MAP_ANON | UM_MAP_FIXED, -1, 0) == MAP_FAILED)
		_exit(STAGE_CANNOT);
}

void set_guarded(struct stage *s)
{
	set_private(s);
	if (um_guard(s->work + 2 * page(), 2 * page()) < 0)
		_exit(STAGE_CANNOT);
}

int stage_foreign_intact(const struct stage *s)
{
	const size_t behind = (first_page + work_pages) * page();

	return all_bytes(s->all, first_page * page(), STAGE_FOREIGN)
	    && all_bytes(s->all + behind, all_pages * page() - behind,
		STAGE_FOREIGN);
}

/* ---- what is so before and after --------------------------------------- */

int old_is_kept(struct stage *s)
{
	NOT_SO(all_bytes(s->work, work_pages * page(), STAGE_OLD));
	return 0;
}

int nothing(struct stage *s)
{
	(void)s;
	return 0;
}

int file_is_kept(struct stage *s)
{
	unsigned char bytes[256];
	const off_t last = (off_t)(work_pages * page() - sizeof bytes);

	NOT_SO(pread(s->fd, bytes, sizeof bytes, 0) == sizeof bytes);
	NOT_SO(is_pattern(bytes, sizeof bytes));
	NOT_SO(pread(s->fd, bytes, sizeof bytes, last) == sizeof bytes);
	NOT_SO(is_pattern(bytes, sizeof bytes));
	return 0;
}

int file_map_is_kept(struct stage *s)
{
	NOT_SO(is_pattern(s->work, work_pages * page()));
	return file_is_kept(s);
}

/* Page by page: old or zero, what a call on a range may leave. */
int old_or_zero(struct stage *s)
{
	size_t i;

	for (i = 0; i < work_pages; i++)
		NOT_SO(all_bytes(s->work + i * page(), page(), STAGE_OLD)
		    || all_bytes(s->work + i * page(), page(), 0));
	return 0;
}

int half_hole_is_kept(struct stage *s)
{
	NOT_SO(all_bytes(s->work, 2 * page(), STAGE_OLD));
	NOT_SO(all_bytes(s->work + 4 * page(), 4 * page(), STAGE_OLD));
	return 0;
}

int room_is_kept(struct stage *s)
{
	NOT_SO(all_bytes(s->work, 4 * page(), STAGE_OLD));
	return 0;
}

int all_is_gone(struct stage *s)
{
	NOT_SO(load_faults(s->work));
	NOT_SO(load_faults(s->work + (work_pages - 1) * page()));
	return 0;
}
