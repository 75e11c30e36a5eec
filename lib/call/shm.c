/* um_shm_open, um_shm_unlink: objects with a name. */
#include "call.h"

struct shm_name {
	char raw[UM_SHM_NAME_MAX + 2];	/* with its slash */
};

/* What is kept of a name that is too long for the system; 13 letters of 5
 * bits hold 64. */
enum { SHM_KEPT = 16, SHM_LETTERS = 13 };

/* FNV-1a, 64 bits (draft-eastlake-fnv). */
static uint64_t shm_hash(const char *name)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
	return hash;
}

static void shorten(struct shm_name *n)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint64_t hash = shm_hash(n->raw + 1);
	char *const at = n->raw + 1 + SHM_KEPT;
	int i;

	*at = '-';
	at[SHM_LETTERS + 1] = '\0';
	for (i = SHM_LETTERS; i > 0; i--, hash >>= 5)
		at[i] = letters[hash & 31];
}

static int read_name(struct shm_name *n, const char *name)
{
	const int max = um_kernel.numbers.shm_name_max;
	size_t len;

	name += name && *name == '/';
	len = name ? strlen(name) : 0;
	if (!len || strchr(name, '/') || strcmp(name, ".") == 0
	    || strcmp(name, "..") == 0)
		return um_invalid(UM_WHY_NAME_SLASH);
	if (len > UM_SHM_NAME_MAX)
		return um_fail(ENAMETOOLONG, UM_WHY_NAME_LONG);
	n->raw[0] = '/';
	memcpy(n->raw + 1, name, len + 1);
	if (max && len > (size_t)max)
		shorten(n);
	return 0;
}

/* DragonFly's library opens a file of the name itself where the directory is
 * not there, others say ENOENT as if the name were not. */
static int has_place(void)
{
	const char *const dir = um_kernel.numbers.shm_dir;
	int fd;

	if (!um_kernel.sys.shm_open)
		return um_fail(ENOTSUP, UM_WHY_NO_NAMED);
	if (!dir)
		return 0;
	fd = um_open(dir, O_RDONLY);
	if (fd >= 0)
		um_close(fd);
	else if (errno == ENOENT || errno == ENOTDIR)
		return um_fail(ENOTSUP, UM_WHY_NO_DIRECTORY);
	return 0;
}

static const struct um_errno_row shm_errnos[] = {
	{ UM_IN_OBJECT, 0, ENOENT, ENOENT, UM_WHY_NO_SUCH_NAME },
	{ UM_IN_OBJECT, 0, EEXIST, EEXIST, UM_WHY_NAME_TAKEN },
	{ UM_IN_OBJECT, 0, EACCES, EACCES, UM_WHY_NAMED_FORBIDDEN },
	{ UM_IN_OBJECT, 0, EPERM, EACCES, UM_WHY_NAMED_ANOTHERS },
	{ UM_IN_OBJECT, 0, ECAPMODE, EACCES, UM_WHY_CAPABILITY },
	{ UM_IN_OBJECT, 0, EROFS, EACCES, UM_WHY_NAMED_READ_ONLY },
	{ UM_IN_OBJECT, 0, ELOOP, EACCES, UM_WHY_NAME_NOT_OBJECT },
	{ UM_IN_OBJECT, 0, EISDIR, EACCES, UM_WHY_NAME_NOT_OBJECT },
	{ UM_IN_OBJECT, 0, ENXIO, EACCES, UM_WHY_NAME_NOT_OBJECT },
	{ UM_IN_OBJECT, 0, ETXTBSY, EACCES, UM_WHY_OBJECT_RUN },
	{ UM_IN_OBJECT, 0, ENOSPC, ENOSPC, UM_WHY_NAMED_FULL },
	{ UM_IN_OBJECT, 0, EDQUOT, ENOSPC, UM_WHY_QUOTA },
	{ UM_IN_OBJECT, 0, EMFILE, EMFILE, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_OBJECT, 0, ENFILE, ENFILE, UM_WHY_NO_DESCRIPTORS },
	/* Arguments were checked: Cygwin without /dev/shm. */
	{ UM_IN_OBJECT, 0, EINVAL, ENOTSUP, UM_WHY_NO_WAY },
	{ 0, 0, 0, 0, 0 }
};

/* The name and the place were checked; of a directory glibc says EINVAL. */
static int shm_failed(void)
{
	if (errno == EINVAL && um_kernel.numbers.shm_dir)
		errno = EISDIR;
	return um_fail_by(shm_errnos, UM_IN_OBJECT, 0);
}

static int check_oflag(int oflag)
{
	const int more = oflag & ~(O_ACCMODE | O_CLOEXEC);

	if (((oflag & O_ACCMODE) != O_RDONLY && (oflag & O_ACCMODE) != O_RDWR)
	    || (more & ~(O_CREAT | O_EXCL | O_TRUNC)))
		return um_invalid(UM_WHY_OPEN_FLAG);
	if (((more & O_EXCL) && !(more & O_CREAT))
	    || ((more & O_TRUNC) && (oflag & O_ACCMODE) == O_RDONLY))
		return um_invalid(UM_WHY_OPEN_FLAGS);
	return 0;
}

/* Of a descriptor that a program to come would have.  Only O_EXCL says that the
 * name is this call's. */
static UM_COLD int give_up(const struct shm_name *n, int fd, int oflag)
{
	const int own = O_CREAT | O_EXCL;

	um_close(fd);
	if ((oflag & own) == own)
		(void)um_kernel.sys.shm_unlink(n->raw);
	return um_fail(ENOTSUP, UM_WHY_NO_CLOSE_ON_EXEC);
}

/* Where objects are files, a directory or a FIFO may have the name. */
static int is_object(int fd)
{
	struct stat status;

	return !um_kernel.numbers.shm_dir
	    || um_kernel.sys.fstat(fd, &status) < 0 || S_ISREG(status.st_mode);
}

/* FreeBSD's refuses what POSIX does not name. */
int um_shm_open(const char *name, int oflag, mode_t mode)
{
	const int saved = errno;
	struct shm_name n;
	int fd;

	if (check_oflag(oflag) < 0 || read_name(&n, name) < 0
	    || has_place() < 0)
		return -1;
	do
		fd = um_kernel.sys.shm_open(n.raw, oflag & ~O_CLOEXEC,
		    mode & 0777);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return shm_failed();
	if (!is_object(fd)) {
		um_close(fd);
		return um_fail(EACCES, UM_WHY_NAME_NOT_OBJECT);
	}
	if (um_rest->close_on_exec(fd) < 0)
		return give_up(&n, fd, oflag);
	errno = saved;
	return fd;
}

/* The place is asked for last, or a descriptor too few would leave the name. */
int um_shm_unlink(const char *name)
{
	const int saved = errno;
	struct shm_name n;
	int err;

	if (read_name(&n, name) < 0)
		return -1;
	if (um_kernel.sys.shm_open && um_kernel.sys.shm_unlink(n.raw) == 0) {
		errno = saved;
		return 0;
	}
	err = errno;
	if (has_place() < 0)
		return -1;
	errno = err;
	return shm_failed();
}
