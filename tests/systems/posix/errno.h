/* POSIX.1-2008 <errno.h>: the names, all distinct.  The values are no
 * system's; those of Haiku and the Hurd are unlike others in kind and have a
 * file of their own. */
#ifndef STUB_ERRNO_H
#define STUB_ERRNO_H

extern int *stub_errno(void);
#define errno (*stub_errno())

#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define EBADF 9
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define ENODEV 19
#define ENOTDIR 20
#define EISDIR 21
#define EINVAL 22
#define ENFILE 23
#define EMFILE 24
#define ENOTTY 25
#define ETXTBSY 26
#define E2BIG 7
#define EFBIG 27
#define ENOSPC 28
#define ESPIPE 29
#define EROFS 30
#define EDOM 33
#define ERANGE 34
#define ENAMETOOLONG 78
#define EOVERFLOW 79
#define ENOSYS 89
#define ELOOP 90
#define EOPNOTSUPP 122
#define ENOTSUP 248
#define ETIMEDOUT 145
#define EDQUOT 49

#endif
