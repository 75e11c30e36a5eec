/* What says by its name that it is memory: its device tells. */
#include "engine.h"

/* The descriptor of the character device /dev/zero (Linux' drivers/char/mem.c:
 * 1, 5), whose maps are memory; there may be a file in its place. */
static int open_dev_zero(struct stat *status)
{
	const int fd = um_open("/dev/zero", O_RDWR);

	if (fd < 0)
		return -1;
	if (um_kernel.sys.fstat(fd, status) == 0 && S_ISCHR(status->st_mode)
	    && status->st_rdev == 0x105)
		return fd;
	um_close(fd);
	errno = ENOSYS;
	return -1;
}

/* A sandbox may refuse the first. */
static void *map_memory(size_t len)
{
	const struct um_numbers *n = &um_kernel.numbers;
	void *at = um_kernel.sys.mmap(0, len, 0, n->map_shared | n->map_anon,
	    -1, 0);
	struct stat status;
	int fd;

	if (at != MAP_FAILED || errno == ENOMEM)
		return at;
	fd = open_dev_zero(&status);
	if (fd >= 0) {
		at = um_kernel.sys.mmap(0, len, 0, n->map_shared, fd, 0);
		um_close(fd);
	}
	return at;
}

/* The device of shared memory without a name: Linux mounts a file system of
 * its own for it (shm_mnt of mm/shmem.c), in which nobody can make a file of
 * that name.  0: none. */
static int ask_memory_device(uint64_t *device)
{
	const size_t len = um_page();
	struct um_area area;
	void *const page = map_memory(len);
	int failed;

	*device = 0;
	if (page == MAP_FAILED)
		return -um_is_used_up(errno);
	failed = um_area_at((uintptr_t)page, &area);
	um_undo((uintptr_t)page, len);
	if (!failed && area.kind == UM_KIND_CLAIMED && area.shared == 1
	    && area.start == (uintptr_t)page)
		*device = area.device;
	return failed;
}

static int is_memory_device(uint64_t device)
{
	static uintptr_t remembered;
	uint64_t known = UM_LOAD(&remembered);

	if (!known) {
		if (ask_memory_device(&known) < 0)
			return -1;
		UM_STORE(&remembered, (uintptr_t)known);
	}
	return known && device == known;
}

static int is_dev_zero(const struct um_area *area)
{
	struct stat status;
	const int fd = open_dev_zero(&status);

	if (fd < 0)
		return -um_is_used_up(errno);
	um_close(fd);
	return status.st_dev == (dev_t)area->device
	    && status.st_ino == (ino_t)area->inode;
}

int um_area_settle(struct um_area *area)
{
	const int saved = errno;
	int is;

	if (area->kind != UM_KIND_CLAIMED)
		return 0;
	is = area->shared ? is_memory_device(area->device)
	    : is_dev_zero(area);
	if (is < 0)
		return -1;
	area->kind = is ? UM_KIND_ANON : UM_KIND_FILE;
	errno = saved;
	return 0;
}
