/* Holes in a file or an object. */
#include "way.h"

/* What a file system cannot another may; and a sealed object and a filter have
 * one word, of which the last way tells which it was. */
static int punched(struct um_hole *h, int failed)
{
	if (!failed)
		return 0;
	if (errno == EPERM || errno == EACCES)
		h->wrong = errno;
	if (errno == EPERM || errno == EACCES || errno == EOPNOTSUPP
	    || errno == EINVAL || errno == ENODEV || errno == ENOTTY)
		errno = ENOTSUP;
	return -1;
}

/* Parts of pages become zero too. */
int um_punch_by_fallocate(void *request)
{
	struct um_hole *h = request;
	int failed;

	do
		failed = um_kernel.sys.punch_hole(h->fd, (off_t)h->at,
		    (off_t)(h->end - h->at));
	while (failed && errno == EINTR);
	return punched(h, failed);
}

int um_punch_by_fspacectl(void *request)
{
	struct um_hole *h = request;
	int failed;

	do
		failed = um_kernel.sys.deallocate(h->fd, (off_t)h->at,
		    (off_t)(h->end - h->at));
	while (failed && errno == EINTR);
	return punched(h, failed);
}

/* macOS' file systems punch whole blocks. */
int um_punch_by_blocks(void *request)
{
	struct um_hole *h = request;
	const int64_t from = (h->at + h->block - 1) / h->block * h->block,
	    to = h->end / h->block * h->block;

	if (from >= to) {
		errno = ENOTSUP;
		return -1;
	}
	if (punched(h, um_kernel.sys.punch_blocks(h->fd, (off_t)from,
	    (off_t)(to - from))) < 0)
		return -1;
	return um_write_zeros(h->fd, h->at, from) < 0 ? -1
	    : um_write_zeros(h->fd, to, h->end);
}

/* Linux' pwrite(2) of an appending descriptor appends, and beyond RLIMIT_FSIZE
 * is a signal. */
int um_punch_by_writing(void *request)
{
	struct um_hole *h = request;

	if (h->appends)
		return um_unable(UM_WHY_APPENDING);
	if (h->end > um_kernel.sys.file_limit())
		return um_no_memory(UM_WHY_FILE_LIMIT);
	return punched(h, um_write_zeros(h->fd, h->at, h->end));
}
