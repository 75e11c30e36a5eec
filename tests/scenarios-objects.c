/* Scenarios: objects behind a descriptor, and mirrors. */
#include "stage.h"

#include <stdio.h>

static int made(struct stage *s, int fd)
{
	s->object = fd;
	return fd < 0 ? -1 : 0;
}

STEP(make_object, made(s, um_memfd("stage", (int64_t)(3 * page()), 0)))
STEP(make_full_object, made(s, um_memfd(0, (int64_t)(3 * page()),
    UM_MEMFD_ALLOCATE)))
STEP(make_exec_object, made(s, um_memfd(0, (int64_t)(3 * page()),
    UM_MEMFD_EXEC)))

/* Everybody who maps it has the same zero pages, and it stays here. */
static int is_object(struct stage *s)
{
	const size_t len = 3 * page();
	unsigned char *p = um_mmap(0, len, RW, UM_MAP_SHARED, s->object, 0);
	unsigned char *q = um_mmap(0, len, PROT_READ, UM_MAP_SHARED, s->object,
	    0);

	NOT_SO(p != MAP_FAILED && q != MAP_FAILED);
	NOT_SO(all_bytes(q, len, 0));
	memset(p, 0x66, len);
	NOT_SO(all_bytes(q, len, 0x66));
	NOT_SO(um_munmap(p, len) == 0 && um_munmap(q, len) == 0);
	NOT_SO(fcntl(s->object, F_GETFD) & FD_CLOEXEC);
	return old_is_kept(s);
}

static int is_exec_object(struct stage *s)
{
	void *p = um_mmap(0, page(), PROT_READ | PROT_EXEC, UM_MAP_SHARED,
	    s->object, 0);

	NOT_SO(p != MAP_FAILED && um_munmap(p, page()) == 0);
	return is_object(s);
}

/* A name of this process's own. */
static const char *object_name(void)
{
	static char name[64];

	snprintf(name, sizeof name, "/unimap-stage-%ld", (long)getpid());
	return name;
}

STEP(open_named, made(s, um_shm_open(object_name(), O_RDWR | O_CREAT | O_EXCL,
    0600)))

/* It is there under its name; when the test is over it is not. */
static int is_named(struct stage *s)
{
	const int again = um_shm_open(object_name(), O_RDWR, 0);

	NOT_SO(again >= 0);
	close(again);
	NOT_SO(um_shm_unlink(object_name()) == 0);
	NOT_SO(ftruncate(s->object, (off_t)(3 * page())) == 0);
	return is_object(s);
}

static int is_not_named(struct stage *s)
{
	NOT_SO(um_shm_open(object_name(), O_RDWR, 0) < 0);
	return old_is_kept(s);
}

static void set_named(struct stage *s)
{
	set_private(s);
	s->fd = um_shm_open(object_name(), O_RDWR | O_CREAT, 0600);
}

STEP(open_old, made(s, um_shm_open(object_name(), O_RDWR, 0)))

static int is_named_still(struct stage *s)
{
	int again;

	if (s->fd >= 0) {	/* else there are no names here */
		again = um_shm_open(object_name(), O_RDWR, 0);
		NOT_SO(again >= 0);
		close(again);
		NOT_SO(um_shm_unlink(object_name()) == 0);
	}
	return old_is_kept(s);
}

STEP(unlink_named, um_shm_unlink(object_name()))

static int may_be_named(struct stage *s)
{
	um_shm_unlink(object_name());
	return old_is_kept(s);
}

STEP(make_mirror, had(s, um_mirror(0, 2 * view(), 3, 0), 6 * view()))

static int is_mirror(struct stage *s)
{
	const size_t len = s->len / 3;

	NOT_SO(all_bytes(s->result, s->len, 0));
	memset(s->result + len / 2, 0x66, len);
	NOT_SO(all_bytes(s->result, s->len, 0x66));
	NOT_SO(in_child(store_in_child, s->result + 2 * len) == 0);
	NOT_SO(s->result[0] == 0x67 && s->result[len] == 0x67);
	return old_is_kept(s);
}

/* Two views of the pattern's first pages. */
STEP(mirror_file, had(s, um_mirror_fd(0, s->fd, 0, view(), 2, PROT_READ, 0),
    2 * view()))

static int is_file_twice(struct stage *s)
{
	NOT_SO(memcmp(s->result, s->result + view(), page()) == 0);
	NOT_SO(is_pattern(s->result, page()));
	return file_is_kept(s);
}

STEP(punch, um_punch(s->fd, 5, (int64_t)page()))

static int is_punched(struct stage *s)
{
	unsigned char b[16];

	NOT_SO(pread(s->fd, b, sizeof b, 0) == (ssize_t)sizeof b);
	NOT_SO(is_pattern(b, 5) && all_bytes(b + 5, sizeof b - 5, 0));
	NOT_SO(pread(s->fd, b, sizeof b, (off_t)page()) == (ssize_t)sizeof b);
	NOT_SO(all_bytes(b, 5, 0) && b[5] == 5 && b[6] == 6);
	return old_is_kept(s);
}

/* ---- the list ---------------------------------------------------------- */

static const int of_object[] = {
	ENOMEM, ENOSPC, EACCES, EMFILE, ENFILE, ENOTSUP, 0
};
static const int of_named[] = {
	ENOENT, EEXIST, ENOMEM, ENOSPC, EACCES, EMFILE, ENFILE, ENOTSUP, 0
};

static const int of_mirror_fd[] = {
	ENOMEM, EACCES, EAGAIN, EPERM, ENODEV, ENOTSUP, 0
};
static const int of_punch[] = {
	ENOMEM, ENOSPC, EIO, EBADF, EPERM, ENODEV, EOVERFLOW, ENOTSUP, 0
};

const struct scenario scenarios_of_objects[] = {
	{ "um_memfd", UM_CHAIN_OBJECT, 0, of_object, 0, 0,
	    set_private, make_object, is_object, old_is_kept },
	{ "um_mmap of shared memory by an object", UM_CHAIN_OBJECT,
	    "mmap MAP_SHARED|MAP_ANON,/dev/zero mapped shared", of_map, 0, 0,
	    set_private, map_shared, is_new_shared, old_is_kept },
	{ "um_memfd UM_MEMFD_ALLOCATE", UM_CHAIN_OBJECT, 0, of_object, 0, 0,
	    set_private, make_full_object, is_object, old_is_kept },
	{ "um_memfd UM_MEMFD_EXEC", UM_CHAIN_OBJECT, 0, of_object, 0, 0,
	    set_private, make_exec_object, is_exec_object, old_is_kept },
	{ "um_shm_open of a new name", UM_CHAINS, 0, of_named, 0, 0,
	    set_private, open_named, is_named, is_not_named },
	{ "um_shm_open of a name that is there", UM_CHAINS, 0, of_named, 0, 0,
	    set_named, open_old, is_named, is_named_still },
	{ "um_shm_unlink", UM_CHAINS, 0, of_named, 0, 1,
	    set_named, unlink_named, is_not_named, may_be_named },
	{ "um_mirror", UM_CHAIN_MIRROR, 0, of_map, 0, 0,
	    set_private, make_mirror, is_mirror, old_is_kept },
	{ "um_mirror of an object", UM_CHAIN_OBJECT,
	    "mremap with an old size of 0,mremap MAP_REMAPDUP,mach_vm_remap",
	    of_map, 0, 0,
	    set_private, make_mirror, is_mirror, old_is_kept },
	{ "um_mirror_fd", UM_CHAINS, 0, of_mirror_fd, 0, 0,
	    set_file, mirror_file, is_file_twice, file_is_kept },
	{ "um_punch", UM_CHAIN_PUNCH, 0, of_punch, 0, 0,
	    set_file, punch, is_punched, old_is_kept },
	{ 0, UM_CHAINS, 0, 0, 0, 0, 0, 0, 0, 0 }
};
