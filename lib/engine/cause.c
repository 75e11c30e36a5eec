/* Why a call has failed, where a kernel has one errno for several causes.  It is
 * asked afterwards, so a call that succeeds pays nothing; what cannot be told
 * apart has a sentence with an "or" in the rows of errno. */
#include "engine.h"

static int is_written_shared(const struct um_request *r)
{
	return (r->prot & PROT_WRITE) && (r->flags & UM_MAP_SHARED);
}

/* 1: it is the descriptor's mode, seal or mount. */
static int is_of_descriptor(const struct um_request *r)
{
	const struct um_sys *sys = &um_kernel.sys;
	const int flags = sys->descriptor_flags(r->fd), mode = flags & O_ACCMODE;

	if (flags >= 0 && mode == O_WRONLY)
		return um_say(EACCES, UM_WHY_NOT_READABLE_FD);
	if (is_written_shared(r) && flags >= 0 && mode == O_RDONLY)
		return um_say(EACCES, UM_WHY_NOT_WRITABLE_FD);
	if (is_written_shared(r) && sys->is_sealed && sys->is_sealed(r->fd))
		return um_say(EPERM, UM_WHY_WRITE_SEALED);
	if ((r->prot & PROT_EXEC) && sys->is_noexec && sys->is_noexec(r->fd))
		return um_say(EACCES, UM_WHY_NOEXEC);
	return 0;
}

/* Can a part of the object be mapped so, wherever it lies? */
static int can_be_mapped(const struct um_request *r, size_t len, off_t offset)
{
	const struct um_numbers *n = &um_kernel.numbers;
	void *const at = um_kernel.sys.mmap(0, len, um_prot_to_kernel(r->prot),
	    r->flags & UM_MAP_SHARED ? n->map_shared : n->map_private, r->fd,
	    offset);

	if (at == MAP_FAILED)
		return 0;
	um_undo((uintptr_t)at, len);
	return 1;
}

static int can_have(size_t len, int prot, int flags)
{
	struct um_request r;

	um_request_pages(&r, 0, len, prot, flags);
	if (um_map(&r) < 0)
		return 0;
	um_undo(r.result, r.len);
	return 1;
}

static void find_refusal(const struct um_request *r)
{
	const int err = errno;

	if (is_of_descriptor(r))
		return;
	um_said_of(0);
	errno = err;
}

/* Is there address space for so much, without access and charge? */
static int has_room(size_t len)
{
	return can_have(len, PROT_NONE, UM_MAP_PRIVATE | UM_MAP_NORESERVE);
}

/* Shared memory is charged when it is mapped, but is no data to a limit, and
 * without access nothing makes it be there. */
static int can_commit(size_t len)
{
	const struct um_numbers *n = &um_kernel.numbers;
	void *at;

	if (!n->map_anon)
		return 1;
	at = um_kernel.sys.mmap(0, len, 0, n->map_shared | n->map_anon, -1, 0);
	if (at == MAP_FAILED)
		return errno != ENOMEM;
	um_undo((uintptr_t)at, len);
	return 1;
}

static unsigned find_lack(size_t len, int charged, int data)
{
	if (!has_room(len))
		return has_room(um_grain()) ? UM_OF_SPACE : 0;
	if (charged && !can_commit(len))
		return UM_OF_CHARGE;
	return data && !can_have(len, PROT_READ | PROT_WRITE, UM_MAP_PRIVATE)
	    ? UM_OF_DATA : UM_OF_MAPPINGS;
}

unsigned um_lacks(size_t len, int charged, int data)
{
	unsigned lack;

	if (errno != ENOMEM || um_said())
		return 0;
	lack = find_lack(um_round_up(len, um_grain()), charged, data);
	um_said_of(0);
	errno = ENOMEM;
	return lack;
}

/* Of a length or an offset a file system or a device says it (perf, sysfs); of a
 * kind of map 9p. */
static void find_invalid(const struct um_request *r)
{
	if (can_be_mapped(r, r->len, r->offset))
		errno = EINVAL;		/* of the place, if any */
	else if (!has_room(r->len))
		um_no_memory(UM_WHY_BEYOND);
	else if (can_be_mapped(r, um_grain(), 0))
		um_say(EINVAL, UM_WHY_LENGTH_REFUSED);
	else
		um_say(ENODEV, UM_WHY_KIND_REFUSED);
}

void um_find_cause(const struct um_request *r)
{
	if (um_said() || (r->flags & UM_MAP_ANON))
		return;
	if (errno == EPERM || errno == EACCES)
		find_refusal(r);
	else if (errno == EINVAL && (uint64_t)r->offset / 4096 <= UINTPTR_MAX)
		find_invalid(r);
}
