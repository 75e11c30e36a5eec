/* POSIX.1-2008 <unistd.h>, what the library uses of it. */
#ifndef STUB_UNISTD_H
#define STUB_UNISTD_H

#include <sys/types.h>

#define _SC_PAGESIZE 8
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

int close(int);
int ftruncate(int, off_t);
uid_t geteuid(void);
gid_t getegid(void);
gid_t getgid(void);
pid_t getpid(void);
uid_t getuid(void);
off_t lseek(int, off_t, int);
ssize_t pread(int, void *, size_t, off_t);
ssize_t pwrite(int, const void *, size_t, off_t);
ssize_t read(int, void *, size_t);
long sysconf(int);
int unlink(const char *);
ssize_t write(int, const void *, size_t);

#endif
