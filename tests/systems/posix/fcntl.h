/* POSIX.1-2008 <fcntl.h>, what the library uses of it. */
#ifndef STUB_FCNTL_H
#define STUB_FCNTL_H

#include <sys/types.h>

#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_ACCMODE 3
#define O_APPEND 8
#define O_CREAT 0x100
#define O_TRUNC 0x200
#define O_EXCL 0x400
#define O_NONBLOCK 0x4000
#define O_CLOEXEC 0x800000
#define O_NOFOLLOW 0x20000
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define FD_CLOEXEC 1

int open(const char *, int, ...);
int fcntl(int, int, ...);
int posix_fallocate(int, off_t, off_t);

#endif
