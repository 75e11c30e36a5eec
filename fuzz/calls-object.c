/* um_memfd, and closing its descriptor.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calls.h"

#include <stdio.h>

static int64_t take_size(unsigned b)
{
	return b == 255 ? -1 : b == 254 ? INT64_MAX
	    : b == 253 ? (int64_t)1 << 52
	    : (int64_t)((b % (OBJECT_PAGES + 1)) * unit)
	    - (b > 200 && b % (OBJECT_PAGES + 1) ? (int64_t)unit / 3 : 0);
}

static const char *take_name(unsigned b)
{
	static const char *const some[] = { 0, "", "fuzz", "a/b\n",
		"[anon_shmem:x]",
		"0123456789012345678901234567890123456789012345678901234567890"
		"0123456789012345678901234567890123456789012345678901234567890"
		"0123456789012345678901234567890123456789012345678901234567890"
		"0123456789012345678901234567890123456789012345678901234567890"
		"0123456789012345678901234567890123456789012345678901234567890",
		"fuzz", "fuzz" };

	return some[b & 7];
}

static void check_descriptor(int fd, int64_t size)
{
	struct stat status;

	if (fd < 0 || !(fcntl(fd, F_GETFD) & FD_CLOEXEC))
		disagree("the descriptor %d is not close-on-exec", fd);
	if ((fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDWR)
		disagree("the descriptor is not for reading and writing");
	if (fstat(fd, &status) < 0 || status.st_size != size)
		disagree("the object has %lld bytes, not %lld",
		    (long long)status.st_size, (long long)size);
}

static void map_view(struct object *o)
{
	void *at;

	if (!o->pages)
		return;
	at = um_mmap(0, (size_t)o->pages * unit, PROT_READ | PROT_WRITE,
	    UM_MAP_SHARED, o->fd, 0);
	if (at == MAP_FAILED)
		disagree("um_mmap of the object: errno %d, %s", errno,
		    um_why());
	o->view = at;
}

/* So large that it is there only where nothing is kept free for it. */
static void close_huge(int fd)
{
	if (close(fd) < 0)
		disagree("closing an object: errno %d", errno);
}

void do_memfd(void)
{
	const unsigned b = take(), more = take();
	const int64_t size = take_size(b);
	const char *name = take_name(more);
	const unsigned flags = (more & 16 ? UM_MEMFD_ALLOCATE : 0)
	    | (more & 32 ? UM_MEMFD_EXEC : 0) | (more > 250 ? 1u : 0);
	struct object *o = object_new(b > 252 ? 0 : (int)((size + (int64_t)unit
	    - 1) / (int64_t)unit));
	struct verdict v = { 0, 0 };
	int fd;

	if (!o)
		return;
	SAY("um_memfd(%.20s, %lld, %#x)", name ? name : "NULL",
	    (long long)size, flags);
	must(&v, size < 0 || (flags & 1), EINVAL);
	must(&v, b == 254 || (b == 253 && (flags & UM_MEMFD_ALLOCATE)),
	    ENOMEM);
	may(&v, b == 253, ENOMEM);
	must(&v, !can.object, ENOTSUP);
	must(&v, (flags & UM_MEMFD_EXEC) && !can.object_exec, EACCES);
	/* An empty object of macOS cannot be tried. */
	may(&v, (flags & UM_MEMFD_EXEC) && !o->pages, EACCES);
	errno = ERRNO_BEFORE;
	fd = um_memfd(name, size, flags);
	if (!judge(fd < 0, &v))
		return;
	if (b > 252) {
		close_huge(fd);
		return;
	}
	check_descriptor(fd, (int64_t)((size_t)o->pages * unit));
	o->fd = fd;
	o->exec = (flags & UM_MEMFD_EXEC) != 0;
	o->used = 1;
	map_view(o);
}

void do_close(void)
{
	struct object *o = &objects[1 + take() % (OBJECTS - 1)];

	SAY("close of an object");
	if (o->used && o->fd >= 0)
		object_close(o);
}
