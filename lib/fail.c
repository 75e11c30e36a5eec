/* errno in the contract's words, and the reason that errno cannot say. */
#include "kernel.h"

static UM_TLS const char *reason = "nothing has failed";
static UM_TLS int said;		/* the errno that it was said of, inside a call */

const char *um_why(void)
{
	return reason;
}

int um_fail(int err, const char *why)
{
	um_say(err, why);
	said = 0;
	return -1;
}

int um_say(int err, const char *why)
{
	reason = why;
	errno = said = err;
	return -1;
}

void um_said_of(int err)
{
	if (said)
		said = err;
}

static const struct { int err; const char *why; } usual[] = {
	{ EINVAL, "the kernel refuses an argument" },
	{ EEXIST, "something is mapped there" },
	{ ENOMEM, "no room: memory, address space, a limit of the process or "
	    "the number of its mappings" },
	{ EACCES, "the descriptor's mode, its mount or a policy forbids this "
	    "protection" },
	{ EBADF, "not an open descriptor" },
	{ ENODEV, "this descriptor cannot be mapped" },
	{ EOVERFLOW, "the offset plus the length does not fit" },
	{ EAGAIN, "the limit on locked memory: see RLIMIT_MEMLOCK" },
	{ EBUSY, "the memory is locked" },
	{ EPERM, "sealed, or a privilege is missing" },
	{ ENOTSUP, "this kernel cannot, and no other way is left" },
	{ EIO, "an input or output error" },
	{ EMFILE, "the process has too many open descriptors" },
	{ ENFILE, "the system has too many open files" },
	{ ENOSPC, "the file system of the object is full" }
};

static const char *usual_why(int err)
{
	size_t i;

	for (i = 0; i < sizeof usual / sizeof *usual; i++)
		if (usual[i].err == err)
			return usual[i].why;
	return "the kernel refuses, see errno";
}

static const struct um_errno_row *row_for(unsigned in, unsigned of, int says)
{
	const struct um_errno_row *row;

	for (row = um_kernel->family->errnos; row && row->in; row++)
		if ((row->in & in) && (row->of & of) == row->of
		    && row->says == says)
			return row;
	return 0;
}

static int is_missing(int err)
{
	return err == ENOSYS || err == EOPNOTSUPP;
}

int um_fail_as(unsigned in, unsigned of)
{
	const struct um_errno_row *row = row_for(in, of, errno);
	const int err = row ? row->means : is_missing(errno) ? ENOTSUP : errno;

	if (said == errno)
		return um_fail(errno, reason);
	return um_fail(err, row && row->why ? row->why : usual_why(err));
}
