/* Numbers of errno and of signals by name. */
#include "command.h"

#include <signal.h>

#define ROW(name) { name, #name }

struct row {
	int number;
	const char *name;
};

static const struct row errnos[] = {
	ROW(EPERM), ROW(ENOENT), ROW(EINTR), ROW(EIO), ROW(ENXIO), ROW(EBADF),
	ROW(ECHILD), ROW(EAGAIN), ROW(ENOMEM), ROW(EACCES), ROW(EFAULT),
	ROW(EBUSY), ROW(EEXIST), ROW(EXDEV), ROW(ENODEV), ROW(ENOTDIR),
	ROW(EISDIR), ROW(EINVAL), ROW(ENFILE), ROW(EMFILE), ROW(ENOTTY),
	ROW(ETXTBSY), ROW(EFBIG), ROW(ENOSPC), ROW(ESPIPE), ROW(EROFS),
	ROW(EPIPE), ROW(EDOM), ROW(ERANGE), ROW(EDEADLK), ROW(ENAMETOOLONG),
	ROW(ENOLCK), ROW(ENOSYS), ROW(ELOOP), ROW(EOVERFLOW), ROW(EILSEQ),
	ROW(ENOTSUP), ROW(EOPNOTSUPP), ROW(ETIMEDOUT), ROW(ECAPMODE),
	{ 0, 0 }
};

static const struct row signals[] = {
	ROW(SIGSEGV), ROW(SIGBUS), ROW(SIGILL), ROW(SIGABRT), ROW(SIGSYS),
	ROW(SIGTRAP), ROW(SIGFPE), ROW(SIGKILL), ROW(SIGTERM), ROW(SIGINT),
	ROW(SIGHUP), ROW(SIGPIPE), ROW(SIGALRM), ROW(SIGXCPU),
	{ 0, 0 }
};

static const char *name_in(const struct row *row, int number)
{
	while (row->name && row->number != number)
		row++;
	return row->name;
}

const char *errno_name(int number)
{
	return name_in(errnos, number);
}

const char *signal_name(int number)
{
	return name_in(signals, number);
}
