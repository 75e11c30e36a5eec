/* Haiku's headers/posix/errno.h and headers/os/support/Errors.h: each is
 * negative. */
#ifndef STUB_ERRNO_H
#define STUB_ERRNO_H

extern int *_errnop(void);
#define errno (*(_errnop()))

#define STUB_GENERAL (-0x7fffffff - 1)
#define STUB_KERNEL (STUB_GENERAL + 0x1000)
#define STUB_STORAGE (STUB_GENERAL + 0x6000)
#define STUB_POSIX (STUB_GENERAL + 0x7000)

#define ENOMEM STUB_GENERAL
#define EIO (STUB_GENERAL + 1)
#define EACCES (STUB_GENERAL + 2)
#define EINVAL (STUB_GENERAL + 5)
#define ETIMEDOUT (STUB_GENERAL + 9)
#define EINTR (STUB_GENERAL + 10)
#define EAGAIN (STUB_GENERAL + 11)
#define EBUSY (STUB_GENERAL + 14)
#define EPERM (STUB_GENERAL + 15)
#define EFAULT (STUB_KERNEL + 0x301)
#define EBADF STUB_STORAGE
#define EEXIST (STUB_STORAGE + 2)
#define ENOENT (STUB_STORAGE + 3)
#define ENAMETOOLONG (STUB_STORAGE + 4)
#define ENOTDIR (STUB_STORAGE + 5)
#define ENOSPC (STUB_STORAGE + 7)
#define EROFS (STUB_STORAGE + 8)
#define EISDIR (STUB_STORAGE + 9)
#define EMFILE (STUB_STORAGE + 10)
#define ELOOP (STUB_STORAGE + 12)
#define E2BIG (STUB_POSIX + 1)
#define EFBIG (STUB_POSIX + 4)
#define ENFILE (STUB_POSIX + 6)
#define ENODEV (STUB_POSIX + 7)
#define ENOSYS (STUB_POSIX + 9)
#define ENOTTY (STUB_POSIX + 10)
#define ENXIO (STUB_POSIX + 11)
#define ESPIPE (STUB_POSIX + 12)
#define ERANGE (STUB_POSIX + 17)
#define EOVERFLOW (STUB_POSIX + 41)
#define EOPNOTSUPP (STUB_POSIX + 43)
#define EDQUOT (STUB_POSIX + 49)
#define ENOTSUP (STUB_POSIX + 56)

#endif
