/* errno in the contract's words, and the reason that errno cannot say. */
#include "logic.h"

/* dietlibc gives every thread zeros, whatever a variable begins with. */
static UM_TLS const char *reason;
/* Inside a call, which may yet succeed. */
static UM_TLS const char *said_why;
static UM_TLS int said;		/* the errno that it was said of */

const char *um_why(void)
{
	return reason ? reason : "nothing has failed";
}

int um_fail(int err, const char *why)
{
	reason = why;
	errno = err;
	said = 0;
	return -1;
}

int um_invalid(const char *why)
{
	return um_fail(EINVAL, why);
}

int um_lacking(const char *why)
{
	return um_fail(ENOMEM, why);
}

int um_say(int err, const char *why)
{
	said_why = why;
	errno = said = err;
	return -1;
}

int um_no_memory(const char *why)
{
	return um_say(ENOMEM, why);
}

int um_unable(const char *why)
{
	return um_say(ENOTSUP, why);
}

void um_said_of(int err)
{
	if (said)
		said = err;
}

#define ANYWHERE (UM_IN_ANY | UM_IN_OBJECT)

/* After the family's own.  Arguments are checked before a call, so EINVAL is
 * about a place, a length or a kind of object. */
static const struct um_errno_row everywhere[] = {
	{ UM_IN_MSYNC | UM_IN_MINCORE | UM_IN_MINHERIT, 0, EPERM, ENOTSUP, 0 },
	{ UM_IN_MSYNC | UM_IN_MINCORE | UM_IN_MINHERIT, 0, EACCES, ENOTSUP,
	    0 },
	{ UM_IN_MUNMAP | UM_IN_MPROTECT | UM_IN_MLOCK | UM_IN_HOLE, 0, EINVAL,
	    ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MMAP, UM_OF_FAR, EINVAL, EOVERFLOW, 0 },
	{ UM_IN_MMAP, UM_OF_ANON, EINVAL, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MMAP, UM_OF_REGULAR, EINVAL, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MMAP, UM_OF_FILE, EINVAL, ENODEV, 0 },
	{ UM_IN_MMAP, UM_OF_FILE, EIO, ENODEV, 0 },	/* Linux: /proc */
	{ UM_IN_MREMAP, 0, EINVAL, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MADVISE | UM_IN_MINHERIT, 0, EINVAL, ENOTSUP, 0 },
	{ UM_IN_ANY, 0, EFAULT, ENOMEM, UM_WHY_HOLE },
	{ UM_IN_HOLE, 0, ENOMEM, ENOMEM, UM_WHY_HOLE },
	{ UM_IN_ANY, 0, EMFILE, ENOMEM, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_ANY, 0, ENFILE, ENOMEM, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_ANY, 0, ENOSPC, ENOMEM, "the file system is full" },
	/* Elsewhere EAGAIN is the limit of locks, EBUSY a lock. */
	{ UM_IN_ANY & ~(UM_IN_MMAP | UM_IN_MREMAP | UM_IN_MLOCK), 0, EAGAIN,
	    ENOMEM, 0 },
	{ UM_IN_ANY & ~(UM_IN_MSYNC | UM_IN_MADVISE), 0, EBUSY, ENOMEM, 0 },
	{ ANYWHERE, 0, ENOSYS, ENOTSUP, UM_WHY_NO_WAY },
	{ ANYWHERE, 0, EOPNOTSUPP, ENOTSUP, UM_WHY_NO_WAY },
	{ ANYWHERE, 0, ENOTSUP, ENOTSUP, UM_WHY_NO_WAY },
	{ ANYWHERE, 0, EINVAL, EINVAL, "the kernel refuses an argument" },
	{ ANYWHERE, 0, EEXIST, EEXIST, UM_WHY_TAKEN },
	{ ANYWHERE, 0, ENOMEM, ENOMEM, "no room: memory, addresses, a limit, "
	    "too many mappings" },
	{ ANYWHERE, 0, EACCES, EACCES, "the descriptor's mode or a policy "
	    "forbids it" },
	{ ANYWHERE, 0, EBADF, EBADF, UM_WHY_NO_DESCRIPTOR },
	{ ANYWHERE, 0, ENODEV, ENODEV, "the descriptor cannot be mapped" },
	{ ANYWHERE, 0, EOVERFLOW, EOVERFLOW,
	    "offset and length do not fit" },
	{ ANYWHERE, 0, EAGAIN, EAGAIN, UM_WHY_LOCK_LIMIT },
	{ ANYWHERE, 0, EBUSY, EBUSY, UM_WHY_LOCKED },
	{ ANYWHERE, 0, EPERM, EPERM, "sealed, or a privilege is missing" },
	{ ANYWHERE, 0, EIO, EIO, "an input or output error" },
	{ 0, 0, 0, 0, "the kernel refuses, see errno" }
};

/* The row for it, else the list's end. */
static const struct um_errno_row *row_in(const struct um_errno_row *row,
    unsigned in, unsigned of, int says)
{
	while (row->in && !((row->in & in) && (row->of & of) == row->of
	    && row->says == says))
		row++;
	return row;
}

int um_fail_by(const struct um_errno_row *own, unsigned in, unsigned of)
{
	const struct um_errno_row *row = row_in(own, in, of, errno);

	if (said == errno)
		return um_fail(errno, said_why);
	if (!row->in)
		row = row_in(um_kernel.family->errnos, in, of, errno);
	if (!row->in)
		row = row_in(everywhere, in, of, errno);
	return um_fail(row->in ? row->means : errno, row->why ? row->why
	    : row_in(everywhere, in, 0, row->means)->why);
}

int um_fail_as(unsigned in, unsigned of)
{
	return um_fail_by(um_kernel.family->errnos, in, of);
}

unsigned um_traits_of(int prot)
{
	if (!(prot & PROT_EXEC))
		return 0;
	return prot & PROT_WRITE ? UM_OF_EXEC | UM_OF_WRITE_EXEC : UM_OF_EXEC;
}
