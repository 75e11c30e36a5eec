/* Objects behind a descriptor that have no name anywhere. */
#include "logic.h"

void um_close(int fd)
{
	const int saved = errno;

	(void)um_kernel.sys.close(fd);
	errno = saved;
}

int um_open(const char *path, int flags)
{
	int fd;

	do
		fd = um_kernel.sys.open(path, flags | O_CLOEXEC, 0600);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* When no way is left, what was wrong with an object that was had says more
 * than that the others are refused. */
int um_object(struct um_object *o)
{
	const struct um_way *const known = um_way_taken(UM_CHAIN_OBJECT);

	o->wrong = 0;
	if (um_walk(UM_CHAIN_OBJECT, o, 0) == 0) {
		if (o->exec)	/* others may do without this way */
			um_way_take(UM_CHAIN_OBJECT, known);
		return 0;
	}
	if (errno == ENOTSUP && o->wrong)
		errno = o->wrong;
	return -1;
}

void um_object_anon(struct um_object *o, off_t size, int exec)
{
	o->name = UM_OBJECT_NAME;
	o->size = size;
	o->exec = exec;
	o->fill = um_object_backed;
}

/* ---- pages of its own -------------------------------------------------- */

/* A timer that strikes more often than the whole takes would make a loop
 * without an end of it, so what was interrupted is tried by halves. */
int um_allocate(const struct um_object *o)
{
	const off_t unit = (off_t)um_page() - 1;
	off_t at = 0, step = o->size;

	while (at < o->size) {
		if (um_kernel.sys.allocate(o->fd, at, step) == 0)
			at += step;
		else if (errno != EINTR)
			return -1;
		else
			step = (step / 2 + unit) & ~unit;
		if (step > o->size - at)
			step = o->size - at;
	}
	return 0;
}

int um_is_full(int err)
{
	return err == ENOSPC || err == EDQUOT || err == EFBIG || err == ENOMEM;
}

int um_object_backed(struct um_object *o, int limited)
{
	return limited && um_kernel.sys.allocate && um_allocate(o) < 0
	    && um_is_full(errno) ? -1 : 0;
}

/* ---- from a descriptor to an object ------------------------------------ */

/* What um_walk is to think of an object that cannot be had: a limit ends the
 * walk, everything else is this way's own trouble. */
static UM_COLD int not_had(struct um_object *o)
{
	if (errno == ENOSPC || errno == EDQUOT)
		o->wrong = ENOSPC;
	if (errno == EFBIG || errno == EOVERFLOW)
		errno = ENOMEM;
	else if (errno != EMFILE && errno != ENFILE && errno != ENOMEM)
		errno = ENOSYS;
	return -1;
}

/* Beyond RLIMIT_FSIZE is a signal. */
static UM_COLD int give_size(const struct um_object *o)
{
	int failed;

	if (o->size > um_kernel.sys.file_limit()) {
		errno = EFBIG;
		return -1;
	}
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
	o->fd = fd;
	if (give_size(o) == 0 && o->fill(o, limited) == 0)
		return 0;
	um_close(fd);
	return not_had(o);
}

/* ---- the kernel's own -------------------------------------------------- */

/* Linux 6.3 wants to be told whether the object will be executed; older
 * kernels answer EINVAL to being told. */
int um_object_by_memfd(void *object)
{
	struct um_object *o = object;
	const struct um_numbers *n = &um_kernel.numbers;
	const unsigned intent = o->exec ? n->memfd_exec : n->memfd_noexec_seal;
	int fd = um_kernel.sys.memfd_create(o->name,
	    n->memfd_cloexec | intent);

	if (fd < 0 && errno == EINVAL && intent)
		fd = um_kernel.sys.memfd_create(o->name, n->memfd_cloexec);
	return um_object_made(o, fd, 0);
}

/* ---- named for a moment ------------------------------------------------ */

#define TRIES 32

/* O_EXCL decides. */
void um_random_suffix(char *at)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	static unsigned counter;
	const unsigned turn = UM_LOAD(&counter) + 1;
	uint64_t x = ((uint64_t)(unsigned)getpid() << 32) + turn
	    + (uintptr_t)at;
	int i;

	UM_STORE(&counter, turn);
	for (i = -4; i < UM_SUFFIX; i++) {
		x = x * 0xd1342543de82ef95u + 1;	/* the first few mix */
		if (i >= 0)
			at[i] = letters[x >> 59];
	}
}

static UM_COLD int is_anon(const struct um_object *o)
{
	return o->fill == um_object_backed;
}

/* An object that had a name in dir, by shm_open and shm_unlink or by open and
 * unlink; whoever else unlinked it was kind. */
static UM_COLD int unnamed(const struct um_object *o, const char *dir, int flags,
    int (*open_it)(const char *, int, mode_t), int (*unlink_it)(const char *))
{
	char name[256];
	int fd = -1, tries = TRIES;

	if (strlen(dir) > sizeof name - 40) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(name, dir);
	strcat(name, is_anon(o) ? "/" UM_OBJECT_NAME "-" UM_SUFFIX_SPACE
	    : "/" UM_OTHER_NAME "-" UM_SUFFIX_SPACE);
	do {
		um_random_suffix(name + strlen(name) - UM_SUFFIX);
		fd = open_it(name, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
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
	return um_object_made(object, unnamed(object, "", 0,
	    um_kernel.sys.shm_open, um_kernel.sys.shm_unlink), 1);
}

/* ---- a file without a name --------------------------------------------- */

static UM_COLD int in_each_place(struct um_object *o,
    int (*make)(const struct um_object *, const char *dir))
{
	static const char *const dirs[] = { "/dev/shm", 0, "/tmp", "/var/tmp" };
	const char *dir;
	size_t i;

	for (i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		dir = dirs[i] ? dirs[i] : um_environment("TMPDIR");
		if (!dir)
			continue;
		if (um_object_made(o, make(o, dir), 1) == 0)
			return 0;
		if (errno != ENOSYS)
			break;
	}
	return -1;
}

static UM_COLD int open_tmpfile(const struct um_object *o, const char *dir)
{
	(void)o;
	return um_open(dir, um_kernel.numbers.o_tmpfile | O_RDWR);
}

/* It leaves no name that the map of the address space could show, and
 * UM_ADV_DISCARD has to know anonymous memory again. */
int um_object_by_tmpfile(void *object)
{
	if (is_anon(object)) {
		errno = ENOSYS;
		return -1;
	}
	return in_each_place(object, open_tmpfile);
}

static UM_COLD int open_unlinked(const struct um_object *o, const char *dir)
{
	return unnamed(o, dir, O_NOFOLLOW | O_CLOEXEC, um_kernel.sys.open,
	    um_kernel.sys.unlink);
}

int um_object_by_file(void *object)
{
	return in_each_place(object, open_unlinked);
}
