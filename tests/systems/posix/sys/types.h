/* POSIX.1-2008 <sys/types.h>, and caddr_t, which is older and everywhere
 * that it matters. */
#ifndef STUB_TYPES_H
#define STUB_TYPES_H

#include <stddef.h>

typedef long long off_t;
typedef long ssize_t;
typedef unsigned mode_t;
typedef int pid_t;
typedef unsigned uid_t, gid_t;
typedef unsigned long long dev_t, ino_t;
typedef long blksize_t;
typedef char *caddr_t;

#endif
