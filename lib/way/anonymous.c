/* Where the pages of anonymous memory come from: the kernel's flag, /dev/zero,
 * an object. */
#include "way.h"

static int by_flag(struct um_request *r, int type)
{
	r->raw_flags = type | um_kernel.numbers.map_anon;
	r->fd = -1;
	return um_put(r);
}

static int by_descriptor(struct um_request *r, int type, int fd)
{
	int failed;

	r->raw_flags = type;
	r->fd = fd;
	failed = um_put(r);
	r->fd = -1;
	um_close(fd);
	return failed;
}

static int by_dev_zero(struct um_request *r, int type, int mode)
{
	const int fd = um_open("/dev/zero", mode);

	if (fd < 0) {
		if (errno == ENOENT || errno == ENXIO || errno == ENODEV)
			errno = ENOSYS;
		return -1;
	}
	if (by_descriptor(r, type, fd) == 0)
		return 0;
	if (errno == ENODEV)		/* macOS maps no character device */
		errno = ENOSYS;
	return -1;
}

static int by_object(struct um_request *r, int type)
{
	struct um_object object;

	um_object_anon(&object, (off_t)r->len,
	    (r->prot & PROT_EXEC) || (r->flags & UM_MAP_MAYEXEC));
	if (object.size < 0 || (size_t)object.size != r->len)
		return um_no_memory(UM_WHY_BEYOND);
	if (um_object(&object) < 0) {
		if (errno == ENOTSUP)	/* every way of having one is refused */
			errno = ENOSYS;
		return -1;
	}
	return by_descriptor(r, type, object.fd);
}

int um_private_by_flag(void *request)
{
	return by_flag(request, um_kernel.numbers.map_private);
}

/* A writable private map needs no more than a readable descriptor. */
int um_private_by_dev_zero(void *request)
{
	return by_dev_zero(request, um_kernel.numbers.map_private, O_RDONLY);
}

int um_private_by_object(void *request)
{
	return by_object(request, um_kernel.numbers.map_private);
}

int um_shared_by_flag(void *request)
{
	return by_flag(request, um_kernel.numbers.map_shared);
}

int um_shared_by_object(void *request)
{
	return by_object(request, um_kernel.numbers.map_shared);
}

int um_shared_by_dev_zero(void *request)
{
	return by_dev_zero(request, um_kernel.numbers.map_shared, O_RDWR);
}
