/* How an object without a name is had: the kernel's own, a file, or one that
 * is named for a moment. */
#include "way.h"

/* What um_walk is to think of an object that cannot be had: a limit ends the
 * walk; what the kernel lacks, ENOSYS, is never tried again; everything else
 * sends this one request on to the next way, ENOTSUP. */
static UM_COLD int not_had(struct um_object *o)
{
	o->passed |= o->exec;
	if (errno == ENOSPC || errno == EDQUOT) {
		o->wrong = ENOSPC;
		o->passed = 1;
	}
	if (errno == EFBIG || errno == EOVERFLOW)
		errno = ENOMEM;
	if (errno == EMFILE || errno == ENFILE || errno == ENOMEM
	    || errno == ENOSYS)
		return -1;
	errno = ENOTSUP;
	return -1;
}

/* Nothing but memfd_create makes what takes seals. */
static UM_COLD int seals(struct um_object *o)
{
	if (!(o->flags & UM_MEMFD_SEAL))
		return 0;
	o->passed = 1;
	errno = ENOTSUP;
	return 1;
}

/* Beyond RLIMIT_FSIZE is a signal. */
static UM_COLD int give_size(const struct um_object *o)
{
	int failed;

	if (o->size > um_kernel.sys.file_limit())
		return um_no_memory(UM_WHY_FILE_LIMIT);
	do	/* a new one has no size to begin with */
		failed = o->size && um_kernel.sys.ftruncate(o->fd, o->size);
	while (failed && errno == EINTR);
	return failed;
}

/* macOS takes one ftruncate an object. */
int um_object_made(struct um_object *o, int fd, int limited)
{
	if (fd < 0)
		return not_had(o);
	o->sealable = 0;
	return um_object_shaped(o, fd, limited);
}

int um_object_shaped(struct um_object *o, int fd, int limited)
{
	o->fd = fd;
	if (give_size(o) == 0 && o->fill(o, limited) == 0)
		return 0;
	um_close(fd);
	return not_had(o);
}

/* Nothing but a filter refuses this, for ever; what is to be executed
 * vm.memfd_noexec may refuse. */
static UM_COLD int no_memfd(struct um_object *o)
{
	return !o->exec && (errno == EPERM || errno == EACCES) ? -1
	    : not_had(o);
}

/* Linux 6.3 wants to be told whether the object will be executed; older
 * kernels answer EINVAL to being told.  NOEXEC_SEAL lets everybody seal it. */
int um_object_by_memfd(void *object)
{
	struct um_object *o = object;
	const struct um_numbers *n = &um_kernel.numbers;
	const unsigned flags = n->memfd_cloexec
	    | (o->flags & UM_MEMFD_SEAL ? n->memfd_sealing : 0);
	unsigned intent = o->exec ? n->memfd_exec : n->memfd_noexec_seal;
	int fd;

	if (!n->memfd_sealing && seals(o))
		return -1;
	fd = um_kernel.sys.memfd_create(o->name, flags | intent);
	if (fd < 0 && errno == EINVAL && intent) {
		intent = 0;
		fd = um_kernel.sys.memfd_create(o->name, flags);
	}
	if (fd < 0)
		return no_memfd(o);
	o->sealable = intent && intent == n->memfd_noexec_seal;
	return um_object_shaped(o, fd, 0);
}

#define TRIES 32

/* An object that had a name in dir, by shm_open and shm_unlink or by open and
 * unlink; ENOENT of the latter is success, for somebody else did it.  Where
 * unlinking is refused there must be no name: asked of one that nobody has. */
static UM_COLD int unnamed(const char *dir, int flags,
    int (*open_it)(const char *, int, mode_t), int (*unlink_it)(const char *))
{
	static const char last[] = "/" UM_OBJECT_NAME "-" UM_SUFFIX_SPACE;
	const size_t len = strlen(dir);
	char name[256], *const end = name + len + sizeof last - 1;
	int fd, tries = TRIES;

	if (len > sizeof name - sizeof last) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, dir, len);
	memcpy(name + len, last, sizeof last);
	um_random_suffix(end - UM_SUFFIX);
	if (unlink_it(name) < 0 && errno != ENOENT)
		return -1;
	do {
		fd = open_it(name, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
		if (fd < 0 && errno == EEXIST)
			um_random_suffix(end - UM_SUFFIX);
	} while (fd < 0 && (errno == EEXIST || errno == EINTR) && --tries);
	if (fd >= 0 && unlink_it(name) < 0 && errno != ENOENT) {
		um_close(fd);
		return -1;
	}
	return fd;
}

/* FreeBSD's refuses O_NOFOLLOW; all of them close on exec. */
int um_object_by_shm_open(void *object)
{
	return seals(object) ? -1 : um_object_made(object, unnamed("", 0,
	    um_kernel.sys.shm_open, um_kernel.sys.shm_unlink), 1);
}

static UM_COLD int in_each_place(struct um_object *o,
    int (*make)(const char *dir))
{
	static const char *const dirs[] = { "/dev/shm", 0, "/tmp", "/var/tmp" };
	const char *dir;
	size_t i;

	if (seals(o))
		return -1;
	for (i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		dir = dirs[i] ? dirs[i] : um_environment("TMPDIR");
		if (!dir || !*dir)
			continue;
		if (um_object_made(o, make(dir), 1) == 0)
			return 0;
		if (errno != ENOSYS && errno != ENOTSUP)
			break;
	}
	return -1;
}

static UM_COLD int open_tmpfile(const char *dir)
{
	const int fd = um_open(dir, um_kernel.numbers.o_tmpfile | O_RDWR);

	if (fd < 0 && errno == EISDIR)	/* Linux before 3.11, gVisor */
		errno = ENOSYS;
	return fd;
}

int um_object_by_tmpfile(void *object)
{
	return in_each_place(object, open_tmpfile);
}

static UM_COLD int open_unlinked(const char *dir)
{
	return unnamed(dir, O_NOFOLLOW | O_CLOEXEC, um_kernel.sys.open,
	    um_kernel.sys.unlink);
}

int um_object_by_file(void *object)
{
	return in_each_place(object, open_unlinked);
}
