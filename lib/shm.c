/* um_shm_open, um_shm_unlink: objects with a name. */
#include "logic.h"

/* ---- where a name lives: a function of the name and of the system ------ */

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

	name += *name == '/';
	len = strlen(name);
	if (!len || strchr(name, '/') || strcmp(name, ".") == 0
	    || strcmp(name, "..") == 0)
		return um_invalid("a name has one slash at most, before "
		    "it, and is not empty");
	if (len > UM_SHM_NAME_MAX)
		return um_fail(ENAMETOOLONG, "the name is longer than "
		    "UM_SHM_NAME_MAX bytes");
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
		return um_fail(ENOTSUP, "this system has no named objects");
	if (!dir)
		return 0;
	fd = um_open(dir, O_RDONLY);
	if (fd >= 0)
		um_close(fd);
	else if (errno == ENOENT || errno == ENOTDIR)
		return um_fail(ENOTSUP,
		    "the directory of named objects is not there");
	return 0;
}

/* ---- the calls --------------------------------------------------------- */

static const struct um_errno_row shm_errnos[] = {
	{ UM_IN_OBJECT, 0, ENOENT, ENOENT, "no object has that name" },
	{ UM_IN_OBJECT, 0, EEXIST, EEXIST, "an object has that name" },
	{ UM_IN_OBJECT, 0, EACCES, EACCES, "the object's mode or its place "
	    "forbids it" },
	{ UM_IN_OBJECT, 0, EPERM, EACCES, "the object is another user's" },
	{ UM_IN_OBJECT, 0, EROFS, EACCES, "the place of named objects is "
	    "read-only" },
	{ UM_IN_OBJECT, 0, ELOOP, EACCES, "the name is not an object's" },
	{ UM_IN_OBJECT, 0, EISDIR, EACCES, "the name is not an object's" },
	{ UM_IN_OBJECT, 0, ENOSPC, ENOSPC,
	    "the place of named objects is full" },
	{ UM_IN_OBJECT, 0, EDQUOT, ENOSPC,
	    "the place of named objects is full" },
	{ UM_IN_OBJECT, 0, EMFILE, EMFILE, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_OBJECT, 0, ENFILE, ENFILE, UM_WHY_NO_DESCRIPTORS },
	/* Arguments were checked: Cygwin without /dev/shm. */
	{ UM_IN_OBJECT, 0, EINVAL, ENOTSUP, UM_WHY_NO_WAY },
	{ 0, 0, 0, 0, 0 }
};

static int check_oflag(int oflag)
{
	const int more = oflag & ~(O_ACCMODE | O_CLOEXEC);

	if (((oflag & O_ACCMODE) != O_RDONLY && (oflag & O_ACCMODE) != O_RDWR)
	    || (more & ~(O_CREAT | O_EXCL | O_TRUNC)))
		return um_invalid("O_RDONLY or O_RDWR, with O_CREAT, "
		    "O_EXCL or O_TRUNC");
	if (((more & O_EXCL) && !(more & O_CREAT))
	    || ((more & O_TRUNC) && (oflag & O_ACCMODE) == O_RDONLY))
		return um_invalid(
		    "O_EXCL needs O_CREAT, and O_TRUNC O_RDWR");
	return 0;
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
		return um_fail_by(shm_errnos, UM_IN_OBJECT, 0);
	(void)um_kernel.sys.close_on_exec(fd);
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
	return um_fail_by(shm_errnos, UM_IN_OBJECT, 0);
}
