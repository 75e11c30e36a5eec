/* POSIX.1-2008 <sys/stat.h>, what the library uses of it. */
#ifndef STUB_STAT_H
#define STUB_STAT_H

#include <sys/types.h>

struct stat {
	dev_t st_dev;
	ino_t st_ino;
	mode_t st_mode;
	uid_t st_uid;
	gid_t st_gid;
	dev_t st_rdev;
	off_t st_size;
	blksize_t st_blksize;
};
#define S_IFMT 0170000
#define S_ISREG(m) (((m) & S_IFMT) == 0100000)
#define S_ISBLK(m) (((m) & S_IFMT) == 0060000)
#define S_ISFIFO(m) (((m) & S_IFMT) == 0010000)
#define S_ISSOCK(m) (((m) & S_IFMT) == 0140000)
#define S_ISDIR(m) (((m) & S_IFMT) == 0040000)
#define S_ISCHR(m) (((m) & S_IFMT) == 0020000)
#define S_IRUSR 0400
#define S_IWUSR 0200

int fstat(int, struct stat *);
int stat(const char *, struct stat *);
int fchmod(int, mode_t);

#endif
