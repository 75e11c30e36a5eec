/* Objects behind a descriptor that have no name anywhere. */
#include "kernel.h"

void um_close(int fd)
{
	const int saved = errno;

	(void)um_kernel->sys->close(fd);
	errno = saved;
}

int um_open(const char *path, int flags)
{
	int fd;

	do
		fd = um_kernel->sys->open(path, flags | O_CLOEXEC, 0600);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* When no way is left, what was wrong with an object that was had says more
 * than that the others are refused. */
int um_object(struct um_object *o)
{
	o->full = o->noexec = 0;
	if (um_walk(UM_CHAIN_OBJECT, o, 0) == 0)
		return 0;
	if (errno == ENOTSUP && (o->full || o->noexec))
		errno = o->full ? ENOSPC : EACCES;
	return -1;
}

void um_object_anon(struct um_object *o, off_t size, int exec)
{
	o->name = UM_OBJECT_NAME;
	o->size = size;
	o->exec = exec;
	o->fill = um_object_backed;
}

/* ---- pages of its own ---------------------------------------------------- */

/* A timer that strikes more often than the whole takes would make a loop
 * without an end of it, so what was interrupted is tried by halves. */
int um_allocate(const struct um_object *o)
{
	const off_t unit = (off_t)um_page() - 1;
	off_t at = 0, step = o->size;

	while (at < o->size) {
		if (step > o->size - at)
			step = o->size - at;
		if (um_kernel->sys->allocate(o->fd, at, step) == 0)
			at += step;
		else if (errno != EINTR)
			return -1;
		else
			step = (step / 2 + unit) & ~unit;
	}
	return 0;
}

static int is_full(int err)
{
	return err == ENOSPC || err == EDQUOT;
}

int um_object_backed(struct um_object *o, int limited)
{
	if (!limited || !um_kernel->sys->allocate || um_allocate(o) == 0)
		return 0;
	return is_full(errno) || errno == EFBIG || errno == ENOMEM ? -1 : 0;
}

/* ---- from a descriptor to an object --------------------------------------- */

/* What um_walk is to think of an object that cannot be had: a limit ends the
 * walk, everything else is this way's own trouble. */
static int not_had(struct um_object *o)
{
	o->full |= is_full(errno);
	if (errno == EFBIG || errno == EOVERFLOW)
		errno = ENOMEM;
	else if (errno != EMFILE && errno != ENFILE && errno != ENOMEM)
		errno = ENOSYS;
	return -1;
}

static int give_size(const struct um_object *o)
{
	int failed;

	if (o->size > um_kernel->sys->file_limit())
		return um_say(ENOMEM, "larger than RLIMIT_FSIZE");
	do
		failed = um_kernel->sys->ftruncate(o->fd, o->size);
	while (failed && errno == EINTR);
	return failed;
}

/* What else a map fails for, such as an object without a page, is not for
 * here. */
static int check_exec(struct um_object *o)
{
	void *const at = um_kernel->sys->mmap(0, um_page(),
	    um_prot_to_kernel(PROT_READ | PROT_EXEC),
	    um_kernel->numbers->map_shared, o->fd, 0);

	if (at != MAP_FAILED)
		um_undo((uintptr_t)at, um_page());
	else if (errno == EACCES || errno == EPERM) {
		o->noexec = 1;
		return -1;
	}
	return 0;
}

/* macOS takes one ftruncate an object. */
int um_object_made(struct um_object *o, int fd, int limited)
{
	if (fd < 0)
		return not_had(o);
	o->fd = fd;
	if (give_size(o) == 0 && (!o->exec || check_exec(o) == 0)
	    && (!o->fill || !o->size || o->fill(o, limited) == 0))
		return 0;
	um_close(fd);
	return not_had(o);
}

/* ---- the kernel's own --------------------------------------------------- */

/* Linux 6.3 wants to be told whether the object will be executed; older
 * kernels answer EINVAL to being told. */
int um_object_by_memfd(void *object)
{
	struct um_object *o = object;
	const struct um_numbers *n = um_kernel->numbers;
	const unsigned intent = o->exec ? n->memfd_exec : n->memfd_noexec_seal;
	int fd = um_kernel->sys->memfd_create(o->name,
	    n->memfd_cloexec | intent);

	if (fd < 0 && errno == EINVAL && intent)
		fd = um_kernel->sys->memfd_create(o->name, n->memfd_cloexec);
	return um_object_made(o, fd, 0);
}

/* ---- named for a moment ------------------------------------------------- */

#define TRIES 32

/* O_EXCL decides. */
void um_random_suffix(char *at, int turn)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	static unsigned counter;
	const unsigned count = UM_LOAD(&counter) + 1;
	uint64_t x = (uint64_t)(uintptr_t)at * 0x9e3779b97f4a7c15u;
	int i;

	UM_STORE(&counter, count);
	x ^= ((uint64_t)(unsigned)getpid() << 32) + count;
	for (i = 0; i < UM_SUFFIX; i++) {
		x = (x + (unsigned)turn + 1) * 0xd1342543de82ef95u;
		x ^= x >> 29;
		at[i] = letters[(x >> 37) & 31];
	}
	at[UM_SUFFIX] = '\0';
}

static int is_anon(const struct um_object *o)
{
	return o->name && strcmp(o->name, UM_OBJECT_NAME) == 0;
}

/* An object that had a name in dir, by shm_open and shm_unlink or by open and
 * unlink; whoever else unlinked it was kind. */
static int unnamed(const struct um_object *o, const char *dir, int flags,
    int (*open_it)(const char *, int, mode_t), int (*unlink_it)(const char *))
{
	const char *const base = is_anon(o) ? "/" UM_OBJECT_NAME "-"
	    : "/" UM_OTHER_NAME "-";
	char name[256];
	const size_t dir_len = strlen(dir), len = dir_len + strlen(base);
	int fd = -1, try;

	if (len + UM_SUFFIX >= sizeof name) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(name, dir, dir_len);
	memcpy(name + dir_len, base, len - dir_len);
	for (try = 0; fd < 0 && try < TRIES; try++) {
		um_random_suffix(name + len, try);
		fd = open_it(name, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
		if (fd < 0 && errno != EEXIST && errno != EINTR)
			break;
	}
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
	    um_kernel->sys->shm_open, um_kernel->sys->shm_unlink), 1);
}

/* ---- a file without a name ----------------------------------------------- */

static int in_each_place(struct um_object *o,
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

static int open_tmpfile(const struct um_object *o, const char *dir)
{
	(void)o;
	return um_open(dir, um_kernel->numbers->o_tmpfile | O_RDWR);
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

static int open_unlinked(const struct um_object *o, const char *dir)
{
	return unnamed(o, dir, O_NOFOLLOW | O_CLOEXEC, um_kernel->sys->open,
	    um_kernel->sys->unlink);
}

int um_object_by_file(void *object)
{
	return in_each_place(object, open_unlinked);
}
