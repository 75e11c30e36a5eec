/* errno in the contract's words, and the reason that errno cannot say. */
#include "engine.h"

/* dietlibc gives every thread zeros, whatever a variable begins with. */
static UM_TLS enum um_reason reason;
/* Inside a call, which may yet succeed. */
static UM_TLS enum um_reason said_why;
static UM_TLS int said;		/* the errno that it was said of */

enum um_reason um_reason_given(void)
{
	return reason;
}

int um_fail(int err, enum um_reason why)
{
	reason = why;
	errno = err;
	said = 0;
	return -1;
}

int um_invalid(enum um_reason why)
{
	return um_fail(EINVAL, why);
}

int um_lacking(enum um_reason why)
{
	return um_fail(ENOMEM, why);
}

int um_say(int err, enum um_reason why)
{
	said_why = why;
	errno = said = err;
	return -1;
}

int um_no_memory(enum um_reason why)
{
	return um_say(ENOMEM, why);
}

int um_unable(enum um_reason why)
{
	return um_say(ENOTSUP, why);
}

void um_said_of(int err)
{
	if (said)
		said = err;
}

enum um_reason um_said(void)
{
	return said && said == errno ? said_why : UM_WHY_NOTHING;
}

#define ANYWHERE (UM_IN_ANY | UM_IN_OBJECT)

/* After the family's own.  Arguments are checked before a call, and what a file
 * system or a device refuses is found in cause.c, so EINVAL is about a place. */
static const struct um_errno_row everywhere[] = {
	{ UM_IN_MSYNC | UM_IN_MINCORE | UM_IN_MINHERIT, 0, EPERM, ENOTSUP, 0 },
	{ UM_IN_MSYNC | UM_IN_MINCORE | UM_IN_MINHERIT, 0, EACCES, ENOTSUP,
	    0 },
	{ UM_IN_MUNMAP | UM_IN_MPROTECT | UM_IN_MLOCK | UM_IN_HOLE, 0, EINVAL,
	    ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MPROTECT, UM_OF_POLICY | UM_OF_WRITE_EXEC, EACCES, EACCES,
	    UM_WHY_POLICY_WX },
	{ UM_IN_MPROTECT, UM_OF_POLICY, EACCES, EACCES, UM_WHY_POLICY_X },
	{ UM_IN_MMAP, UM_OF_FAR, EINVAL, EOVERFLOW, 0 },
	{ UM_IN_MMAP, 0, EINVAL, ENOMEM, UM_WHY_BEYOND },
	/* Linux says it of /proc */
	{ UM_IN_MMAP, UM_OF_FILE, EIO, ENODEV, UM_WHY_NOT_MAPPED_OR_READ },
	{ UM_IN_MMAP, UM_OF_FILE, ENXIO, EINVAL, UM_WHY_DEVICE_REFUSES },
	{ UM_IN_MMAP, UM_OF_FILE, ETXTBSY, EACCES, UM_WHY_FILE_BUSY },
	{ UM_IN_MMAP, UM_OF_FILE, EAGAIN, EAGAIN, UM_WHY_FILE_LOCK },
	/* the BSDs, of the flags of chflags(2): FreeBSD's vm_mmap_vnode */
	{ UM_IN_MMAP, UM_OF_FILE | UM_OF_SHARED, EPERM, EPERM,
	    UM_WHY_SEALED_OR_IMMUTABLE },
	{ UM_IN_MREMAP, 0, EINVAL, ENOMEM, UM_WHY_BEYOND },
	{ UM_IN_MREMAP, 0, EPERM, EPERM, UM_WHY_SEALED },
	{ UM_IN_MADVISE | UM_IN_MINHERIT, 0, EINVAL, ENOTSUP, 0 },
	{ UM_IN_MINCORE, 0, EFAULT, EFAULT, UM_WHY_VECTOR },
	{ UM_IN_ANY, 0, EFAULT, ENOMEM, UM_WHY_HOLE },
	{ UM_IN_HOLE, 0, ENOMEM, ENOMEM, UM_WHY_HOLE },
	{ UM_IN_ANY, 0, EMFILE, ENOMEM, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_ANY, 0, ENFILE, ENOMEM, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_MSYNC | UM_IN_MADVISE, 0, ENOSPC, ENOSPC, UM_WHY_FULL },
	{ UM_IN_MSYNC | UM_IN_MADVISE, 0, EDQUOT, ENOSPC, UM_WHY_QUOTA },
	{ UM_IN_ANY, 0, EHWPOISON, EIO, UM_WHY_BROKEN_PAGE },
	{ UM_IN_ANY, 0, ESTALE, EIO, UM_WHY_FILE_GONE },
	{ UM_IN_ANY, 0, ENOSPC, ENOMEM, UM_WHY_FULL },
	/* Elsewhere EAGAIN is the limit of locks, EBUSY a lock. */
	{ UM_IN_ANY & ~(UM_IN_MMAP | UM_IN_MREMAP | UM_IN_MLOCK), 0, EAGAIN,
	    ENOMEM, 0 },
	{ UM_IN_ANY & ~(UM_IN_MSYNC | UM_IN_MADVISE), 0, EBUSY, ENOMEM, 0 },
	{ ANYWHERE, 0, ENOSYS, ENOTSUP, UM_WHY_NO_WAY },
	{ ANYWHERE, 0, EOPNOTSUPP, ENOTSUP, UM_WHY_NO_WAY },
	{ ANYWHERE, 0, ENOTSUP, ENOTSUP, UM_WHY_NO_WAY },
	{ ANYWHERE, 0, EEXIST, EEXIST, UM_WHY_TAKEN },
	{ ANYWHERE, UM_OF_SPACE, ENOMEM, ENOMEM, UM_WHY_SPACE },
	{ ANYWHERE, UM_OF_CHARGE, ENOMEM, ENOMEM, UM_WHY_CHARGE },
	{ ANYWHERE, UM_OF_DATA, ENOMEM, ENOMEM, UM_WHY_DATA },
	{ ANYWHERE, UM_OF_MAPPINGS, ENOMEM, ENOMEM, UM_WHY_MAPPINGS },
	{ ANYWHERE, 0, ENOMEM, ENOMEM, UM_WHY_NO_ROOM },
	{ ANYWHERE, 0, EACCES, EACCES, UM_WHY_FORBIDDEN },
	{ ANYWHERE, 0, EBADF, EBADF, UM_WHY_NO_DESCRIPTOR },
	{ ANYWHERE, 0, ENODEV, ENODEV, UM_WHY_NOT_MAPPABLE },
	{ ANYWHERE, 0, EOVERFLOW, EOVERFLOW, UM_WHY_OFFSET_BEYOND },
	{ ANYWHERE, 0, ENOSPC, ENOSPC, UM_WHY_FULL },
	{ ANYWHERE, 0, EAGAIN, EAGAIN, UM_WHY_LOCK_LIMIT },
	{ ANYWHERE, 0, EBUSY, EBUSY, UM_WHY_LOCKED },
	{ ANYWHERE, 0, EPERM, EPERM, UM_WHY_NOT_PERMITTED },
	{ ANYWHERE, 0, EIO, EIO, UM_WHY_IO },
	{ 0, 0, 0, 0, UM_WHY_SEE_ERRNO }
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

	if (um_said())
		return um_fail(errno, um_said());
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
