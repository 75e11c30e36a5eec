/* glibc, sysdeps/mach/hurd/bits/errno.h: each has the Hurd's bits above. */
#ifndef STUB_ERRNO_H
#define STUB_ERRNO_H

extern int *__errno_location(void);
#define errno (*__errno_location())

#define STUB_HURD(n) ((0x10 << 26) | ((n) & 0x3fff))

#define EPERM STUB_HURD(1)
#define ENOENT STUB_HURD(2)
#define EINTR STUB_HURD(4)
#define EIO STUB_HURD(5)
#define ENXIO STUB_HURD(6)
#define EBADF STUB_HURD(9)
#define ENOMEM STUB_HURD(12)
#define EACCES STUB_HURD(13)
#define EFAULT STUB_HURD(14)
#define EBUSY STUB_HURD(16)
#define EEXIST STUB_HURD(17)
#define ENODEV STUB_HURD(19)
#define ENOTDIR STUB_HURD(20)
#define EISDIR STUB_HURD(21)
#define EINVAL STUB_HURD(22)
#define EMFILE STUB_HURD(24)
#define ENFILE STUB_HURD(23)
#define ENOTTY STUB_HURD(25)
#define ETXTBSY STUB_HURD(26)
#define E2BIG STUB_HURD(7)
#define EFBIG STUB_HURD(27)
#define ENOSPC STUB_HURD(28)
#define ESPIPE STUB_HURD(29)
#define EROFS STUB_HURD(30)
#define ERANGE STUB_HURD(34)
#define EAGAIN STUB_HURD(35)
#define EOPNOTSUPP STUB_HURD(45)
#define ELOOP STUB_HURD(62)
#define ENAMETOOLONG STUB_HURD(63)
#define ENOSYS STUB_HURD(78)
#define EOVERFLOW STUB_HURD(106)
#define ENOTSUP STUB_HURD(118)
#define EDQUOT STUB_HURD(69)
#define ETIMEDOUT STUB_HURD(60)

#endif
