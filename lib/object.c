/* Objects behind a descriptor that have no name anywhere. */
#include "kernel.h"

void um_close(int fd)
{
	const int saved = errno;

	(void)um_kernel->sys->close(fd);
	errno = saved;
}

int um_object(struct um_object *o)
{
	return um_walk(UM_CHAIN_OBJECT, o, 0);
}

int um_open(const char *path, int flags)
{
	int fd;

	do
		fd = um_kernel->sys->open(path, flags | O_CLOEXEC, 0600);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* What um_walk is to think of an object that cannot be had: a limit ends the
 * walk, everything else is this way's own trouble. */
static int not_had(void)
{
	if (errno == EFBIG || errno == EOVERFLOW)
		errno = ENOMEM;
	else if (errno != EMFILE && errno != ENFILE && errno != ENOMEM
	    && errno != ENOSPC)
		errno = ENOSYS;
	return -1;
}

int um_object_sized(struct um_object *o, int fd)
{
	int failed;

	if (fd < 0)
		return not_had();
	do	/* a new one has no size to begin with */
		failed = o->size && um_kernel->sys->ftruncate(fd, o->size);
	while (failed && errno == EINTR);
	if (failed) {
		um_close(fd);
		return not_had();
	}
	o->fd = fd;
	return 0;
}

/* ---- the kernel's own --------------------------------------------------- */

/* Linux 6.3 wants to be told whether the object will be executed; older
 * kernels answer EINVAL to being told. */
int um_object_by_memfd(void *object)
{
	struct um_object *o = object;
	const struct um_numbers *n = um_kernel->numbers;
	const unsigned intent = o->exec ? n->memfd_exec : n->memfd_noexec_seal;
	int fd = um_kernel->sys->memfd_create(UM_OBJECT_NAME,
	    n->memfd_cloexec | intent);

	if (fd < 0 && errno == EINVAL && intent)
		fd = um_kernel->sys->memfd_create(UM_OBJECT_NAME,
		    n->memfd_cloexec);
	return um_object_sized(o, fd);
}

/* ---- named for a moment ------------------------------------------------- */

#define SUFFIX 10		/* of a name that macOS takes: at most 31 bytes */
#define TRIES 32

/* Unlikely to be taken, not secret: O_EXCL decides. */
static void random_suffix(char *at, int try)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	static unsigned counter;
	const unsigned turn = UM_LOAD(&counter) + 1;
	uint64_t x = (uint64_t)(uintptr_t)at * 0x9e3779b97f4a7c15u;
	int i;

	UM_STORE(&counter, turn);
	x ^= ((uint64_t)(unsigned)getpid() << 32) + turn;
	for (i = 0; i < SUFFIX; i++) {
		x = (x + (unsigned)try + 1) * 0xd1342543de82ef95u;
		x ^= x >> 29;
		at[i] = letters[(x >> 37) & 31];
	}
	at[SUFFIX] = '\0';
}

/* With pages of its own now: a full file system is an error here, not SIGBUS
 * later.  Where the file system cannot say, it is believed. */
static int object_backed(struct um_object *o, int fd)
{
	int failed = um_object_sized(o, fd);

	if (failed || !o->size || !um_kernel->sys->allocate)
		return failed;
	do
		failed = um_kernel->sys->allocate(o->fd, o->size);
	while (failed && errno == EINTR);
	if (!failed || (errno != ENOSPC && errno != EFBIG && errno != ENOMEM))
		return 0;
	um_close(o->fd);
	return -1;
}

/* An object that had a name in dir, by shm_open and shm_unlink or by open and
 * unlink; whoever else unlinked it was kind. */
static int unnamed(const char *dir, int (*open_it)(const char *, int, mode_t),
    int (*unlink_it)(const char *))
{
	static const char base[] = "/" UM_OBJECT_NAME "-";
	char name[256];
	const size_t len = strlen(dir);
	int fd = -1, try;

	if (len + sizeof base + SUFFIX > sizeof name) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, dir, len);
	memcpy(name + len, base, sizeof base);
	for (try = 0; fd < 0 && try < TRIES; try++) {
		random_suffix(name + len + sizeof base - 1, try);
		fd = open_it(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
		    | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST && errno != EINTR)
			break;
	}
	if (fd >= 0 && unlink_it(name) < 0 && errno != ENOENT) {
		um_close(fd);
		return -1;
	}
	return fd;
}

int um_object_by_shm_open(void *object)
{
	if (object_backed(object, unnamed("", um_kernel->sys->shm_open,
	    um_kernel->sys->shm_unlink)) == 0)
		return 0;
	if (errno == ENOSPC)	/* of its place, not of another */
		errno = ENOSYS;
	return -1;
}

static int file_without_name(const char *dir)
{
	if (!um_kernel->numbers->o_tmpfile)
		return -1;
	return um_open(dir, um_kernel->numbers->o_tmpfile | O_RDWR);
}

/* O_TMPFILE leaves no name that the map of the address space could show, so
 * the name comes first: UM_ADV_DISCARD has to know the object again. */
static int file_in(const char *dir)
{
	const int fd = unnamed(dir, um_kernel->sys->open,
	    um_kernel->sys->unlink);

	return fd >= 0 ? fd : file_without_name(dir);
}

int um_object_by_file(void *object)
{
	static const char *const dirs[] = { "/dev/shm", 0, "/tmp", "/var/tmp" };
	const char *dir;
	int full = 0;
	size_t i;

	for (i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		dir = dirs[i] ? dirs[i] : um_environment("TMPDIR");
		if (!dir)
			continue;
		if (object_backed(object, file_in(dir)) == 0)
			return 0;
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
			return -1;
		full |= errno == ENOSPC;
	}
	if (full)
		errno = ENOSPC;
	return -1;
}
