/* Cygwin: winsup/cygwin/mm/mmap.cc. */
#include "../way/way.h"
#include "cygwin.h"

static UM_COLD void zero_pages(uintptr_t at, size_t len)
{
	const size_t page = um_page();
	size_t done;
	const uintptr_t *word, *end;

	for (done = 0; done < len; done += page) {
		word = (const uintptr_t *)(at + done);
		end = (const uintptr_t *)(at + done + page);
		while (word < end && !*word)
			word++;
		if (word < end)	/* untouched pages stay so */
			memset((void *)(at + done), 0, page);
	}
}

/* Pages that were unmapped in the middle of a mapping are only protected, and
 * have their old contents when they are mapped again (mmap_record::map_pages;
 * measured on 3.4.10). */
static UM_COLD int zeroed(const struct um_request *r)
{
	const int all = PROT_READ | PROT_WRITE;
	struct um_range range;
	int saved;

	range.addr = r->addr;
	range.len = r->len;
	if ((r->prot & all) == all) {
		zero_pages(range.addr, range.len);
		return 0;
	}
	if (um_protect(&range, all) == 0) {
		zero_pages(range.addr, range.len);
		if (um_protect(&range, r->prot) == 0)
			return 0;
	}
	saved = errno;
	um_undo(range.addr, range.len);
	errno = saved;
	return um_no_memory(UM_WHY_NOT_ZEROED);
}

/* By whichever way; /dev/zero mapped is the same as the flag. */
static int is_anonymous(const struct um_request *r)
{
	return r->fd < 0 || (r->flags & UM_MAP_ANON);
}

/* MAP_FIXED never replaces: EINVAL over what is there.  At 0 it goes
 * elsewhere. */
int um_cygwin_noreplace(void *request)
{
	const struct um_request *r = request;
	struct um_range range;

	if (um_fixed_by_flag(request) == 0) {
		if (r->result == r->addr)
			return is_anonymous(r) ? zeroed(r) : 0;
		um_undo(r->result, r->len);
		return um_no_memory(UM_WHY_MAPS_NOTHING);
	}
	range.addr = r->addr;
	range.len = r->len;
	return um_taken(&range) == 1 ? um_say(EEXIST, UM_WHY_TAKEN) : -1;
}

/* VirtualUnlock passes over a hole. */
int um_cygwin_unlock(void *range)
{
	return um_whole(range) == 0 ? um_no_memory(UM_WHY_HOLE)
	    : um_unlock_by_call(range);
}

/* Measured on 3.4.10 under Wine 8. */
static const struct um_errno_row cygwin_errnos[] = {
	{ UM_IN_MPROTECT, 0, EINVAL, EACCES, UM_WHY_FD_MODE },
	{ 0, 0, 0, 0, 0 }
};

const struct um_family um_family_cygwin = {
	.name = "cygwin",
	.habits = UM_UNKNOWN_HABITS | UM_REPLACES_IN_TWO,
	.errnos = cygwin_errnos
};
