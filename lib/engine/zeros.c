/* Zeros written into an object. */
#include "engine.h"

enum { ZEROS = 1 << 18 };	/* bytes written at once */

static int write_all(int fd, const void *zeros, int64_t at, int64_t end)
{
	ssize_t n;

	while (at < end) {
		n = um_rest->pwrite(fd, zeros, end - at < ZEROS
		    ? (size_t)(end - at) : ZEROS, (off_t)at);
		if (n > 0)
			at += n;
		else if (n == 0 || errno != EINTR)
			return n ? -1 : um_say(ENOSPC, UM_WHY_NO_MORE_BYTES);
	}
	return 0;
}

/* POSIX shared memory of macOS is mapped, never written: ESPIPE (dofilewrite
 * of bsd/kern/sys_generic.c takes vnodes alone). */
static int store_zeros(int fd, int64_t at, int64_t end)
{
	const int64_t grain = (int64_t)um_grain(), from = at / grain * grain;
	struct um_request r;

	if ((uint64_t)(end - from) > PTRDIFF_MAX - (uint64_t)grain)
		return um_no_memory(UM_WHY_BEYOND);
	um_request_pages(&r, 0, um_round_up((size_t)(end - from), um_grain()),
	    PROT_READ | PROT_WRITE, UM_MAP_SHARED);
	r.flags &= ~UM_MAP_ANON;
	r.fd = fd;
	r.offset = (off_t)from;
	if (um_map(&r) < 0)
		return -1;
	memset((char *)r.result + (at - from), 0, (size_t)(end - at));
	um_undo(r.result, r.len);
	return 0;
}

int um_write_zeros(int fd, int64_t at, int64_t end)
{
	struct um_request r;
	int failed;

	if (at >= end)
		return 0;
	um_request_pages(&r, 0, um_round_up(ZEROS, um_grain()), PROT_READ,
	    UM_MAP_PRIVATE);
	if (um_map(&r) < 0)
		return -1;
	failed = write_all(fd, (void *)r.result, at, end);
	um_undo(r.result, r.len);
	return failed && errno == ESPIPE ? store_zeros(fd, at, end) : failed;
}
