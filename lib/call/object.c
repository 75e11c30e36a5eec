/* Memory behind a descriptor: um_memfd, um_punch. */
#include "call.h"

/* A file system that has no such call may still be written to. */
static int fill_now(const struct um_object *o)
{
	if (um_kernel.sys.allocate) {
		if (um_allocate(o) < 0) {
			if (um_is_full(errno))
				return -1;
		} else if (!(um_kernel.family->habits & UM_ALLOCATE_GROWS))
			return 0;
	}
	return um_write_zeros(o->fd, 0, o->size);
}

/* One that cannot be tried, such as an empty one of macOS, is not believed. */
static int check_exec(struct um_object *o)
{
	void *const at = um_kernel.sys.mmap(0, um_page(),
	    um_prot_to_kernel(PROT_READ | PROT_EXEC),
	    um_kernel.numbers.map_shared, o->fd, 0);

	if (at == MAP_FAILED) {
		if (errno == EACCES || errno == EPERM)
			o->wrong = EACCES;
		return -1;
	}
	um_undo((uintptr_t)at, um_page());
	return 0;
}

static int as_asked(struct um_object *o, int limited)
{
	(void)limited;
	if ((o->flags & UM_MEMFD_EXEC) && check_exec(o) < 0)
		return -1;
	if ((o->flags & UM_MEMFD_ALLOCATE) && fill_now(o) < 0)
		return -1;
	return o->sealable && !(o->flags & UM_MEMFD_SEAL)
	    ? um_rest->seal_seals(o->fd) : 0;
}

enum { NAME_BYTES = 248 };	/* gVisor's; Linux and FreeBSD have one more */

static int check_object(int64_t size, unsigned flags)
{
	const int64_t unit = (int64_t)um_page();

	if (flags & ~(unsigned)(UM_MEMFD_ALLOCATE | UM_MEMFD_EXEC
	    | UM_MEMFD_SEAL))
		return um_invalid(UM_WHY_FLAG);
	if (size < 0)
		return um_invalid(UM_WHY_SIZE_NEGATIVE);
	if (size > INT64_MAX - (unit - 1)
	    || (off_t)(size + unit - 1) != size + unit - 1)
		return um_lacking(UM_WHY_OBJECT_TOO_LARGE);
	return 0;
}

/* Where nobody tells it is tried; where nothing could be asked, as with one
 * descriptor left, it may be more than there is. */
static int lacks_memory(int64_t size)
{
	struct um_memory m;

	if (um_memory(&m) < 0)
		return errno == ENOTSUP ? 0
		    : um_fail(EMFILE, UM_WHY_NO_DESCRIPTORS);
	if ((uint64_t)size <= m.available)
		return 0;
	return um_lacking(m.limit <= m.total && (uint64_t)size > m.limit
	    ? UM_WHY_GROUP_LIMIT : UM_WHY_NONE_FREE);
}

static const struct um_errno_row memfd_errnos[] = {
	{ UM_IN_OBJECT, 0, ENOSPC, ENOSPC, UM_WHY_FULL_OR_QUOTA },
	{ UM_IN_OBJECT, 0, EMFILE, EMFILE, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_OBJECT, 0, ENFILE, ENFILE, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_OBJECT, 0, EACCES, EACCES, UM_WHY_NOT_EXECUTABLE },
	{ 0, 0, 0, 0, 0 }
};

/* Where all that promises to be executable is refused, as by vm.memfd_noexec
 * of 2 with file systems that are mounted noexec, what promises nothing may be
 * executable all the same. */
static int get_object(struct um_object *o)
{
	if (um_object(o) == 0)
		return 0;
	if (!o->exec || (errno != EACCES && errno != ENOTSUP))
		return -1;
	o->exec = 0;
	return um_object(o);
}

static int memfd_failed(const struct um_object *o)
{
	if ((o->flags & UM_MEMFD_SEAL) && errno == ENOTSUP)
		return um_fail(ENOTSUP, UM_WHY_NO_SEALS);
	return um_fail_by(memfd_errnos, UM_IN_OBJECT, 0);
}

int um_memfd(const char *name, int64_t size, unsigned flags)
{
	const int saved = errno;
	char cut[NAME_BYTES + 1] = "unimap";
	struct um_object o;

	if (check_object(size, flags) < 0)
		return -1;
	if (name && *name)
		strncpy(cut, name, NAME_BYTES);
	o.name = cut;
	o.size = (off_t)((size + (int64_t)um_page() - 1)
	    & ~((int64_t)um_page() - 1));
	o.flags = flags;
	o.exec = (flags & UM_MEMFD_EXEC) != 0;
	o.fill = as_asked;
	if ((flags & UM_MEMFD_ALLOCATE) && lacks_memory(o.size) < 0)
		return -1;
	if (get_object(&o) < 0)
		return memfd_failed(&o);
	/* Linux < 2.6.23 has no flag for it. */
	if (um_rest->close_on_exec(o.fd) < 0) {
		um_close(o.fd);
		return um_fail(ENOTSUP, UM_WHY_NO_CLOSE_ON_EXEC);
	}
	errno = saved;
	return o.fd;
}

static const struct um_errno_row punch_errnos[] = {
	{ UM_IN_OBJECT, 0, EBADF, EBADF, UM_WHY_NO_DESCRIPTOR },
	{ UM_IN_OBJECT, 0, ENOSPC, ENOSPC, UM_WHY_FULL },
	{ UM_IN_OBJECT, 0, EDQUOT, ENOSPC, UM_WHY_QUOTA },
	{ UM_IN_OBJECT, 0, EAGAIN, ENOMEM, 0 },
	/* the zeros to be written may be pages of /dev/zero */
	{ UM_IN_OBJECT, 0, EMFILE, ENOMEM, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_OBJECT, 0, ENFILE, ENOMEM, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_OBJECT, 0, ENXIO, ENODEV, UM_WHY_TAKES_NO_BYTES },
	{ UM_IN_OBJECT, 0, ESPIPE, ENODEV, UM_WHY_TAKES_NO_BYTES },
	{ UM_IN_OBJECT, 0, EOVERFLOW, EOVERFLOW, UM_WHY_FILE_TOO_LARGE },
	{ UM_IN_OBJECT, 0, EFBIG, ENOMEM, UM_WHY_FILE_LIMIT },
	{ UM_IN_OBJECT, 0, EPERM, EPERM, UM_WHY_SEALED_OR_IMMUTABLE },
	{ UM_IN_OBJECT, 0, EACCES, EPERM, UM_WHY_OBJECT_SEALED },
	{ UM_IN_OBJECT, 0, ETXTBSY, EBUSY, UM_WHY_FILE_BUSY },
	{ 0, 0, 0, 0, 0 }
};

/* Linux says EBADF of a descriptor that is not open for writing too. */
static int check_descriptor(struct um_hole *h)
{
	const int flags = um_kernel.sys.descriptor_flags(h->fd);
	struct stat status;

	if (flags < 0 || um_kernel.sys.fstat(h->fd, &status) < 0)
		return um_fail_by(punch_errnos, UM_IN_OBJECT, 0);
	if ((flags & O_ACCMODE) != O_RDWR && (flags & O_ACCMODE) != O_WRONLY)
		return um_fail(EACCES, UM_WHY_NOT_FOR_WRITING);
	if (S_ISDIR(status.st_mode) || S_ISCHR(status.st_mode)
	    || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode))
		return um_fail(ENODEV, UM_WHY_NO_BYTES);
	h->appends = (flags & O_APPEND) != 0;
	h->block = status.st_blksize > 0 ? status.st_blksize : 512;
	h->device = S_ISBLK(status.st_mode);
	if (!h->device && h->end > status.st_size)
		h->end = status.st_size;
	return 0;
}

/* Of a device fstat tells no size, and what is beyond its end takes no zeros
 * (blkdev_write_iter of Linux' block/fops.c). */
static int ends_device(const struct um_hole *h)
{
	char byte;

	return h->device && errno == ENOSPC
	    && um_kernel.sys.pread(h->fd, &byte, 1, (off_t)(h->end - 1)) < 1;
}

int um_punch(int fd, int64_t offset, int64_t len)
{
	const int saved = errno;
	struct um_hole h;

	if (offset < 0 || len < 0)
		return um_invalid(UM_WHY_PART_NEGATIVE);
	if (len > INT64_MAX - offset || (off_t)(offset + len) != offset + len)
		return um_fail(EOVERFLOW, UM_WHY_OFFSET_BEYOND);
	h.fd = fd;
	h.at = offset;
	h.end = offset + len;
	h.wrong = 0;
	if (check_descriptor(&h) < 0)
		return -1;
	if (h.at < h.end && um_walk(&um_chain_punch, &h, 0) < 0
	    && !ends_device(&h)) {
		if (errno == ENOTSUP && h.wrong)
			errno = h.wrong;
		return um_fail_by(punch_errnos, UM_IN_OBJECT, 0);
	}
	errno = saved;
	return 0;
}
